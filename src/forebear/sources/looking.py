"""What is at a path or URL that a person names, before it is read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forebear.lineage.errors import ActionableError, UsageError
from forebear.sources.reading import Reader
from forebear.sources.tool import Found, Tool


def located(location: str, root: Path) -> str:
    """Return a location as it is remembered: a URL as it is, a path absolute.

    A relative path counts from the folder of the command, and where nothing is there, from the project's.
    """
    if "://" in location:
        return location.removeprefix("file://") if location.startswith("file:///") else location
    path = Path(location).expanduser()
    if not path.is_absolute() and not path.exists():
        path = root / path
    return str(path.absolute())


def look(reader: Reader, location: str, kind: str = "") -> Sequence[Found]:
    """Return what is there, one for each tool that can read it; servers are asked at the same time.

    Raises ActionableError where a tool knows it for its own and cannot read it, and where it is of none.
    """
    tools = list(reader.catalogue) if not kind else [_tool(reader, kind)]
    failures: list[ActionableError] = []
    found: list[Found] = []

    def ask(tool: Tool) -> Found | ActionableError | None:
        try:
            return tool.at(location, reader.context)
        except ActionableError as error:
            return error

    with ThreadPoolExecutor(max_workers=max(1, len(tools))) as pool:
        for answer in pool.map(ask, tools):
            if isinstance(answer, ActionableError):
                failures.append(answer)
            elif answer is not None:
                found.append(answer)
    if not found:
        raise failures[0] if failures else _nothing(location, tools)
    return found


def _tool(reader: Reader, kind: str) -> Tool:
    if kind not in reader.catalogue:
        known = ", ".join(tool.kind for tool in reader.catalogue)
        raise UsageError("There is no such tool.", where=kind, todo=f"Name one of these: {known}.")
    return reader.catalogue[kind]


def _nothing(location: str, tools: Sequence[Tool]) -> ActionableError:
    if "://" not in location and not Path(location).exists():
        return UsageError(
            "There is nothing at this path.", where=location, todo="Give the folder or file of a source."
        )
    return UsageError(
        "Nothing here is a source that Forebear reads.",
        where=location,
        todo=f"Give the folder, file or address of one of these: {', '.join(t.title for t in tools)}.",
    )
