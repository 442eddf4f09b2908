"""The MLflow source: runs, models and the registry of one store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime

from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.sources.mlflow.places import Places
from forebear.sources.mlflow.projects import Code
from forebear.sources.mlflow.reading import Reading
from forebear.sources.mlflow.records import Store
from forebear.sources.mlflow.telling import KIND


class MlflowSource:
    """One store, of any form.

    `opened` opens it for one reading, `seen` returns JSON that differs when the store may have changed, which
    is `seen` in the state of the checkpoint; `code` is what is known of the commits that runs name.
    """

    kind = KIND

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        location: str,
        opened: Callable[[], AbstractContextManager[Store]],
        places: Places,
        code: Code,
        seen: Callable[[], object] = lambda: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.location = location
        self._opened = opened
        self._places = places
        self._code = code
        self._seen = seen
        self._now = now

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what is new since the state of an earlier `Checkpoint`.

        Raises ActionableError where the store as a whole cannot be read.
        """
        state = dict(since or {})
        seen = self._seen()  # before anything is read: what comes meanwhile is new the next time
        with closing(self._places), self._opened() as store:
            reading = Reading(store, self._places, self._code, state)
            yield from reading.facts(self._now(), progress)
        now = {"seen": seen, **reading.state}
        if now != state:
            yield Checkpoint(KIND, self.location, now)
