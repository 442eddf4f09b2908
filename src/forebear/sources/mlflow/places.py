"""Where the files of a store's records are on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from forebear.sources.mlflow.far import FarFolder

_DRIVE = re.compile(r"/?[A-Za-z]:[/\\]")
_ROOTS = ("mlruns", "mlartifacts")
"""Folders in which MLflow keeps artifacts unless it is told otherwise."""


class Places:
    """Finds folders by the paths and URIs of records, which other machines may have written.

    `folder` is where relative ones begin; `remapped` knows where absolute ones are by now. MLflow keeps the
    files of a run or a model below a folder that is called by its id: what is called otherwise is none, so
    that no record can have us read something else on this machine.
    """

    def __init__(self, folder: str, remapped: Callable[[str], str]) -> None:
        self._folder = folder
        self._remapped = remapped

    def folder_of(self, id_: str, uri: str) -> Path | None:
        """Return the folder of a run's or a model's files, None where it is not on this machine."""
        for path in self._candidates(uri):
            try:
                if path.is_dir() and id_ in path.resolve().parts:
                    return path
            except (OSError, ValueError):
                continue
        return None

    def far(self, id_: str, uri: str) -> FarFolder | None:  # noqa: ARG002  (of servers)
        """Return the files of a run or model on a server: none, where no person named a server."""
        return None

    def close(self) -> None:
        """Let go of what was opened."""

    def _candidates(self, uri: str) -> Iterator[Path]:
        path = _path_of(uri)
        if path is None:
            return
        inside = PurePosixPath(path)
        if uri.startswith("mlflow-artifacts:"):
            # Only the server knows where; by default it is a folder beside what it was started in.
            if self._folder:
                yield Path(self._folder, "mlartifacts", *inside.parts[inside.is_absolute() :])
            return
        if inside.is_absolute() or PureWindowsPath(path).is_absolute():
            yield Path(self._remapped(path))
        elif self._folder:
            yield Path(self._folder, path)
        if self._folder:
            for number, part in enumerate(inside.parts):
                if part in _ROOTS:  # the store was moved as a whole
                    yield Path(self._folder, *inside.parts[number:])


def _path_of(uri: str) -> str | None:
    """Return the path that a path or URI names, None where it is none of a file system."""
    if _DRIVE.match(uri):
        return uri.lstrip("/").replace("\\", "/")
    scheme, colon, _ = uri.partition(":")
    if not colon:
        return uri or None
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if scheme == "mlflow-artifacts":
        return parts.path.partition("/mlflow-artifacts/artifacts")[2] or parts.path
    if scheme != "file":
        return uri if "/" in scheme else None
    path = unquote(parts.path)
    return path.lstrip("/") if _DRIVE.match(path) else path
