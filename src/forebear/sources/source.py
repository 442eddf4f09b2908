"""The shape of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress


class Source(Protocol):
    """One tool's records in one place.

    Attributes: `kind` names the tool (`git`, `dvc`), `location` the place (a path or URL), so that (kind,
    location) names the source.
    """

    kind: str
    location: str

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what is new since the state of an earlier `Checkpoint` (None = everything).

        No SQL, no Qt, no network. What cannot be read is yielded as a Problem and the reading goes on.
        """
        ...
