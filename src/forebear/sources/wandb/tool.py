"""Weights & Biases as a tool: where its folders are, and its servers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forebear.lineage.errors import ActionableError
from forebear.sources.details import Detail, Told
from forebear.sources.tool import Found
from forebear.sources.wandb.folder import by_run, has_runs, places_below, run_folders

if TYPE_CHECKING:
    from forebear.sources.source import Source
    from forebear.sources.tool import Context

_WATCHED = 20  # files of runs, the newest


class WandbTool:
    """Folders named `wandb` with runs in them, online, offline or synced; projects on a server."""

    kind = "wandb"
    title = "Weights & Biases"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the `wandb` folders of the project, and that of WANDB_DIR."""
        for place in places_below(context.root):
            yield self._found(place, inside=True)
        named = os.environ.get("WANDB_DIR")
        if named and has_runs(place := Path(named).absolute() / "wandb"):
            yield self._found(place, inside=place.is_relative_to(context.root))

    def at(self, location: str, context: Context) -> Found | None:
        """Return the `wandb` folder at a path, around it (a run's folder, a `.wandb` file) or in it.

        Of a URL the project on the server; that it can be asked is seen when it is read.
        """
        if "://" in location:
            return _project(location)
        path = Path(os.path.normpath(Path(context.root, location)))
        for place in (path, path / "wandb", path.parent, path.parent.parent):
            if has_runs(place):
                return self._found(place, inside=place.is_relative_to(context.root))
        return None

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a folder, or of a project on a server."""
        if "://" in location:
            return _server(location, context)
        from forebear.sources.wandb.source import WandbSource

        return WandbSource(location, context.remapped)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no file of a run has another size or time than when it was read; a server must be asked."""
        del context
        if "://" in location:
            return False
        runs = by_run(run_folders(Path(location)))
        now = {run: {each.path.name: each.sign for each in folders} for run, folders in runs.items()}
        return now == since.get("runs")

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folder, where new runs come, and the newest runs' files, which may be growing."""
        del context
        if "://" in location:
            return ()
        place = Path(location)
        return (place, *(folder.log for folder in run_folders(place)[-_WATCHED:]))

    def _found(self, place: Path, *, inside: bool) -> Found:
        runs = Detail(Told.RUNS, len(by_run(run_folders(place))))
        return Found(self.kind, str(place), "Runs of Weights & Biases", (runs,), inside)


def _project(location: str) -> Found | None:
    """Return the project that a URL names, on wandb.ai or on the server that WANDB_BASE_URL names."""
    parts = urlsplit(location)
    names = [name for name in parts.path.split("/") if name]
    own = urlsplit(os.environ.get("WANDB_BASE_URL", "")).netloc
    if parts.netloc not in ("wandb.ai", "www.wandb.ai", *([own] if own else [])) or len(names) < 2:
        return None
    kept = f"{parts.scheme}://{parts.netloc}/{names[0]}/{names[1]}"
    return Found("wandb", kept, f"Project {names[0]}/{names[1]} on a server of W&B", (), inside=False)


def _server(location: str, context: Context) -> Source:
    from forebear.sources.wandb.cloud import WandbServer
    from forebear.sources.web.gateway import Web

    parts = urlsplit(location)
    entity, project = parts.path.strip("/").split("/")[:2]
    base = "https://api.wandb.ai" if parts.netloc.endswith("wandb.ai") else f"{parts.scheme}://{parts.netloc}"
    secret = context.secret(base, "wandb") or context.secret(location, "wandb")
    if secret is None:
        raise ActionableError(
            "W&B asks for a key, and none is known.",
            where=location,
            todo="Set WANDB_API_KEY, or run `wandb login`, and read it again.",
        )
    return WandbServer(location, entity, project, Web(base, secret), context.remapped)
