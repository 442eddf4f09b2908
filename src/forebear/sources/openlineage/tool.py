"""OpenLineage as a tool: where its clients write events to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.sources.details import Detail, Told
from forebear.sources.openlineage.files import all_stamps, event_files, holds_events
from forebear.sources.tool import Found

if TYPE_CHECKING:
    from forebear.sources.source import Source
    from forebear.sources.tool import Context

_FOLDERS = ("openlineage", ".openlineage", "lineage", "events", "logs/openlineage")
_ENDINGS = (".jsonl", ".ndjson")
_LOOKED_AT = 50  # files at the project's root
_LARGEST = 1024 * 1024  # bytes of openlineage.yml


class OpenLineageTool:
    """Files of events, as the file transport of OpenLineage's clients and many schedulers write them."""

    kind = "openlineage"
    title = "OpenLineage"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield where openlineage.yml says that events go, and files and folders of events in the project."""
        seen: set[str] = set()
        for location in self._likely(context.root):
            if location not in seen and (found := self._found(location, context.root)) is not None:
                seen.add(location)
                yield found

    def at(self, location: str, context: Context) -> Found | None:
        """Return the events at a path: a file, a folder of them, or `folder/begin*`."""
        if "://" in location:
            return None
        path = os.path.normpath(Path(context.root, location))
        return self._found(path, context.root)

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a file or folder."""
        del context
        from forebear.sources.openlineage.source import OpenLineageSource

        return OpenLineageSource(location)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no file has another size or time than when it was read."""
        del context
        return all_stamps(event_files(location)) == since.get("stamps")

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folder and its newest files."""
        del context
        from forebear.sources.openlineage.source import places

        return places(location)

    def _likely(self, root: Path) -> Iterator[str]:
        yield from _configured(root)
        for name in _FOLDERS:
            if (root / name).is_dir() and not (root / name).is_symlink():
                yield str(root / name)
        looked_at = 0
        for path in sorted(root.iterdir()):
            name = path.name.lower()
            if name.endswith(_ENDINGS) or (name.endswith(".json") and "lineage" in name):
                looked_at += 1
                if looked_at > _LOOKED_AT:
                    return
                yield str(path)

    def _found(self, location: str, root: Path) -> Found | None:
        files = event_files(location)
        if not any(holds_events(each.path) for each in files[:_LOOKED_AT]):
            return None
        details = (Detail(Told.FILES, len(files)), Detail(Told.SIZE, sum(each.size for each in files)))
        inside = Path(location).is_relative_to(root)
        return Found(self.kind, location, "Events of OpenLineage", details, inside)


def _transports(path: Path) -> list[Mapping[str, object]]:
    """Return the transports that a configuration names; raises ActionableError where it cannot be read."""
    from forebear.sources.dvc.values import as_list, as_mapping
    from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
    from forebear.sources.regular import open_regular

    try:
        with open_regular(path) as file:
            said = as_mapping(load_yaml(decoded(file.read(_LARGEST))))
    except (OSError, UnreadableError) as error:
        raise ActionableError(f"It cannot be read: {error}.", where=str(path)) from error
    one = as_mapping(said.get("transport"))
    several = one.get("transports")
    inner = as_list(several) or list(as_mapping(several).values())
    return [one, *map(as_mapping, inner)]


def _configured(root: Path) -> Iterator[str]:
    """Yield the places that the project's openlineage.yml and the environment name for events."""
    path = root / "openlineage.yml"
    transports: list[Mapping[str, object]] = _transports(path) if path.is_file() else []
    variables = os.environ.get
    transports.append(
        {
            "log_file_path": variables("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH"),
            "append": (variables("OPENLINEAGE__TRANSPORT__APPEND") or "").lower() == "true",
        }
    )
    for transport in transports:
        place = transport.get("log_file_path")
        if isinstance(place, str) and place and "://" not in place.removeprefix("file://"):
            location = os.path.normpath(root / place.removeprefix("file://"))
            yield location if transport.get("append") else f"{location}-*"
