"""CML as a tool: told by the workflows of continuous integration that run it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source


class CmlTool:
    """Finds the reports that the project's workflows post with CML."""

    kind = "cml"
    title = "CML"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the project's repository where a workflow runs CML."""
        if context.place is not None and (names := _reports(context)):
            yield Found(self.kind, str(context.place.root), "CML reports in this repository", names)

    def at(self, location: str, context: Context) -> Found | None:
        """Return the project's own repository; those of others are projects of their own."""
        here = context.place is not None and Path(location) == context.place.root
        return next(self.discover(context), None) if here else None

    def open(self, location: str, context: Context) -> Source:  # noqa: ARG002
        """Return the source of the repository."""
        from forebear.sources.cml.source import CmlSource

        return CmlSource(context.repository, _reports(context))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:  # noqa: ARG002
        """Whether no commit is new, and the workflows name the same reports."""
        place = context.place
        return (
            place is not None
            and since.get("reports") == list(_reports(context))
            and since.get("tips") == place.tips()
            and since.get("shallow") == place.cut()
        )

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return nothing: reports come with commits."""
        return ()


def _reports(context: Context) -> tuple[str, ...]:
    from forebear.sources.cml.reports import reports_of

    return reports_of(context.root) if context.place is not None and not context.place.bare else ()
