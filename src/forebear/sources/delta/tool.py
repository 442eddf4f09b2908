"""Delta Lake as a tool: tables are folders with a `_delta_log`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.sources.details import Detail, Told
from forebear.sources.git.place import GitPlace
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

LOG = "_delta_log"
_MOST = 2_000  # folders that are looked into
_ENTRIES = 1_000  # of one folder that are looked at: there may be a million pictures
_DEEPEST = 8
_PASSED = frozenset({"node_modules", "__pycache__", "site-packages", "mlruns", "wandb", "venv", "env"})


class DeltaTool:
    """Finds the tables in the project's folder, and opens those that a person names by path or URL."""

    kind = "delta"
    title = "Delta Lake"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the tables below the project's folder, and where there are any what its commits hold."""
        found = [_found(path) for path in _tables(context.root)]
        yield from found
        if found and context.place is not None:
            yield Found(self.kind, _commits(context.place), "Delta tables that Git or DVC keeps")

    def at(self, location: str, context: Context) -> Found | None:
        """Return the table at a path or URL, None where there is none."""
        if "://" not in location:
            path = Path(context.remapped(location)).expanduser()
            path = path if path.is_absolute() else context.root / path
            return _found(path) if (path / LOG).is_dir() else None
        from forebear.sources.delta.remote import remote_table

        folder = remote_table(location, context)
        return None if folder is None else Found(self.kind, folder.location, "Delta table", inside=False)

    def open(self, location: str, context: Context) -> Source:
        """Return the source of one table."""
        from forebear.sources.delta.folder import LocalFolder
        from forebear.sources.delta.source import DeltaSource

        if "://" in location:
            from forebear.sources.delta.remote import remote_table

            folder = remote_table(location, context)
            if folder is None:
                raise ActionableError("There is no Delta table any more.", where=location)
            return DeltaSource(folder, location, folder.url, _full_sha(context))
        if context.place is not None and location == _commits(context.place):
            from forebear.sources.delta.held import HeldTables

            return HeldTables(context.repository, location)
        path = Path(location)
        if not (path / LOG).is_dir():
            raise ActionableError("There is no Delta table any more.", where=location)
        place = path.relative_to(context.root).as_posix() if path.is_relative_to(context.root) else location
        return DeltaSource(LocalFolder(path), location, place, _full_sha(context))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether the latest version is the one that was read; a server is asked when it is read."""
        if "://" in location:
            return False
        place = context.place
        if place is not None and location == _commits(place):
            if (
                not since.get("marked")
                or since.get("tips") != place.tips()
                or since.get("shallow") != place.cut()
            ):
                return False
            if not since.get("absent"):
                return True
            from forebear.sources.delta.held import HeldTables

            return not HeldTables(context.repository, location).come(_listed(since))
        from forebear.sources.delta.folder import LocalFolder, log_name

        folder, latest = LocalFolder(Path(location)), since.get("latest")
        if not isinstance(latest, int) or "marks" not in since or folder.stamp(log_name(latest + 1)):
            return False
        unread = since.get("unread")
        names = [log_name(latest), *(map(str, unread) if isinstance(unread, list) else ())]
        return since.get("stamps") == [folder.stamp(name) for name in names]

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return the folder of the log."""
        return () if "://" in location or location.endswith(".git") else (Path(location) / LOG,)


def _commits(place: GitPlace) -> str:
    """Return what the tables in commits are a source by: no table is there."""
    return str(place.common_dir)


def _found(path: Path) -> Found:
    with os.scandir(path / LOG) as entries:
        versions = [int(entry.name[:20]) for entry in entries if _is_version(entry.name)]
    details = (Detail(Told.VERSION, max(versions)),) if versions else ()
    return Found(DeltaTool.kind, str(path), "Delta table", details)


def _is_version(name: str) -> bool:
    return name.endswith(".json") and len(name) == 25 and name[:20].isdecimal()


def _tables(root: Path) -> Iterator[Path]:
    """Yield folders with a log, level by level; links are not followed, hidden folders not looked into."""
    level, looked = [root], 0
    for _ in range(_DEEPEST):
        below: list[Path] = []
        for folder in level:
            looked += 1
            if looked > _MOST:
                return
            log = folder / LOG
            try:
                is_table = log.is_dir() and not log.is_symlink()
                with os.scandir(folder) as entries:
                    looked_at = () if is_table else islice(entries, _ENTRIES)
                    inside = [entry.name for entry in looked_at if entry.is_dir(follow_symlinks=False)]
            except OSError:
                continue
            if is_table:
                yield folder
            else:
                below += (
                    folder / name
                    for name in sorted(inside)
                    if name not in _PASSED and not name.startswith(".") and "=" not in name
                )
        level = below


def _listed(since: Mapping[str, object]) -> list[str]:
    absent = since.get("absent")
    return list(map(str, absent)) if isinstance(absent, list) else []


def _full_sha(context: Context) -> Callable[[str], str | None]:
    def whole(sha: str) -> str | None:
        if len(sha) in (40, 64):
            return sha
        return context.repository.rev_parse(sha) if context.place is not None else None

    return whole
