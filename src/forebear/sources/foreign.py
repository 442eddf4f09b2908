"""Tools that other packages add, held so that nothing of theirs ends an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress
from forebear.sources.secrets import split
from forebear.sources.source import Source
from forebear.sources.tool import Context, Found, Tool

T = TypeVar("T")


class ForeignTool:
    """Another package's tool: whatever it raises becomes an ActionableError, which is a listed problem."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self.kind, self.title = str(tool.kind), str(tool.title)

    def discover(self, context: Context) -> Iterator[Found]:
        """As the tool does."""
        yield from self._guarded(lambda: [self._found(each) for each in self._tool.discover(context)])

    def at(self, location: str, context: Context) -> Found | None:
        """As the tool does."""
        found = self._guarded(lambda: self._tool.at(location, context))
        return None if found is None else self._found(found)

    def open(self, location: str, context: Context) -> Source:
        """As the tool does."""
        return _ForeignSource(self, self._guarded(lambda: self._tool.open(location, context)), location)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """As the tool does."""
        return bool(self._guarded(lambda: self._tool.is_current(location, since, context)))

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """As the tool does."""
        return self._guarded(lambda: [Path(path) for path in self._tool.watched(location, context)])

    def failed(self, error: Exception) -> ActionableError:
        """Return what to raise for an error of the tool's own."""
        return ActionableError(
            f"The reader of {self.title} failed: {type(error).__name__}: {error}.",
            todo="Tell who makes it; `forebear sources --off` reads this source no more.",
        )

    def _found(self, found: Found) -> Found:
        """Return what it found under its own kind, and without what logs in there."""
        return replace(found, kind=self.kind, location=split(found.location)[0])

    def _guarded(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (ActionableError, OSError):
            raise
        except Exception as error:
            raise self.failed(error) from error


class _ForeignSource:
    """One source of such a tool."""

    def __init__(self, tool: ForeignTool, source: Source, location: str) -> None:
        self._tool, self._source = tool, source
        self.kind, self.location = tool.kind, location

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """As the source does."""
        try:
            yield from self._source.facts(since, progress)
        except (ActionableError, OSError):
            raise
        except Exception as error:
            raise self._tool.failed(error) from error
