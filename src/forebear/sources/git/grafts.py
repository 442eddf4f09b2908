"""Commits whose parents were replaced (`git replace`), so that history is walked as `git log` walks it.

Only the parents count. What a commit says and holds is always its own, as its id proves it: a replacement is
made on one machine, and whoever clones the repository does not have it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from forebear.sources.git.place import GitPlace

_DEEPEST = 5  # replacements of replacements, as Git follows them (MAXREPLACEDEPTH)

Contents = Callable[[Iterable[str]], Iterator[tuple[str, bytes | None]]]
"""Gives objects by their ids, None for one that is not here."""


def new_parents(place: GitPlace, contents: Contents) -> Mapping[str, tuple[str, ...]]:
    """Return the parents that Git shows for commits that were replaced, by the commits' own ids."""
    replaced = place.replaced()
    ends = {sha: _end(sha, replaced) for sha in replaced}
    objects = dict(contents(sorted({*ends, *ends.values()})))
    return {
        sha: _parents(after)
        for sha, end in ends.items()
        if (after := objects[end]) is not None and _is_commit(after) and _is_commit(objects[sha])
    }


class GraftFile:
    """The file in which Git is told of other parents (gitrepository-layout, `info/grafts`).

    It is made when it is first wanted, and only where parents were replaced.
    """

    def __init__(self, place: GitPlace) -> None:
        self._place = place
        self._variables: dict[str, str] | None = None

    def variables(self, contents: Contents) -> Mapping[str, str]:
        """Return the variables under which Git walks along the parents it shows."""
        if self._variables is None:
            parents = new_parents(self._place, contents)
            self._variables = {"GIT_GRAFT_FILE": self._write(parents)} if parents else {}
        return self._variables

    def remove(self) -> None:
        """Remove the file; it can be wanted again afterwards."""
        for path in (self._variables or {}).values():
            Path(path).unlink(missing_ok=True)
        self._variables = None

    def _write(self, parents: Mapping[str, tuple[str, ...]]) -> str:
        own = b""
        with suppress(OSError):
            own = (self._place.common_dir / "info" / "grafts").read_bytes()
        lines = [own.rstrip(b"\n"), *(" ".join((sha, *new)).encode() for sha, new in parents.items())]
        with tempfile.NamedTemporaryFile("wb", prefix="forebear-grafts-", delete=False) as file:
            file.write(b"\n".join(lines) + b"\n")
        return file.name


def _end(sha: str, replaced: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        if sha not in replaced:
            break
        sha = replaced[sha]
    return sha


def _is_commit(content: bytes | None) -> bool:
    return content is not None and content.startswith(b"tree ")


def _parents(content: bytes) -> tuple[str, ...]:
    head = content.partition(b"\n\n")[0].split(b"\n")
    return tuple(line[7:].decode("ascii", "replace") for line in head if line.startswith(b"parent "))
