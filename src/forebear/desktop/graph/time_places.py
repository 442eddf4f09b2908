"""Where on a time slider what a person wrote is, as far as the stops alone say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate

from forebear.desktop.graph.time_ruler import Ruler
from forebear.lineage.answers import Moment, Stop
from forebear.lineage.dates import period_of
from forebear.lineage.errors import UsageError

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SHORTEST = 4  # characters of a sha


class Places:
    """The stops, oldest first; the place behind the last is now, and so is an empty text.

    Attributes: `stops`, their `ruler`, the `names` to complete, the newest first, and the places that are
    `telling` when history is played: where something changed, and now. Made on a worker where stops are many.
    """

    def __init__(self, stops: Sequence[Stop]) -> None:
        self.stops = tuple(stops)
        self.ruler = Ruler.of(self.stops)
        self.names = list(dict.fromkeys(name for stop in reversed(self.stops) for name in stop.labels))
        some = [place for place, stop in enumerate(stops) if stop.changes or stop.run or stop.tags]
        self.telling = (*(some or range(len(stops))), len(stops)) if stops else ()
        self._named = {stop.text: place for place, stop in enumerate(self.stops)}
        self._twice: set[str] = set()  # labels that several projects have
        for place, stop in enumerate(self.stops):
            for name in stop.labels:
                if self._named.setdefault(name, place) != place:
                    self._twice.add(name)
        self._times = list(accumulate((stop.since or _LONG_AGO for stop in self.stops), max))

    def text(self, place: int) -> str:
        """Return how a stop is named: by its tag, or what the stop itself says; branches move on."""
        if place >= len(self.stops):
            return ""
        stop = self.stops[place]
        return stop.labels[0] if stop.tags and stop.labels[0] not in self._twice else stop.text

    def of(self, text: str) -> int | None:
        """Return the place of a label, a sha or its beginning, or a date; None: only the lineage can say."""
        if text in ("", "now"):
            return len(self.stops)
        if text in self._named:
            return None if text in self._twice else self._named[text]
        try:
            period = period_of(text, datetime.now(UTC))
        except UsageError:
            return None
        if period is not None:
            return self._of_time(period.last)
        found = (place for place, stop in enumerate(self.stops) if stop.commit.startswith(text))
        return next(found, None) if len(text) >= _SHORTEST else None

    def of_moment(self, moment: Moment) -> int:
        """Return the place of a moment that the lineage has found."""
        if moment.commit in self._named:
            return self._named[moment.commit]
        return self._of_time(moment.when)

    def _of_time(self, when: datetime) -> int:
        return max(bisect_right(self._times, when) - 1, 0)
