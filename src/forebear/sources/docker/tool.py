"""Docker as a tool whose records can be read: images of an engine, and of archives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.details import Detail, Told
from forebear.sources.docker.places import is_archive, state_of
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.docker.described import Origins
    from forebear.sources.source import Source

_EVERY = "docker:"
"""What begins the location of an image that a person named: `docker:churn:1.4`; alone, all images."""

_FOLDERS = ("", "images", "docker", "dist", "artifacts", "archives")
_ENDINGS = (".tar", ".oci")
_LOOKED_AT = 200  # entries of a folder


class DockerTool:
    """Images that were built from the project, or that its lineage names; archives of images."""

    kind = "docker"
    title = "Docker"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the archives of images in the project, and offer the engine of this machine."""
        for folder in _FOLDERS:
            for path in _entries(context.root / folder if folder else context.root):
                if is_archive(path):
                    yield self._archive(path, inside=True)
        host = _local_host()
        if host:
            title = "Images of Docker that were built from this project or are named by its runs"
            yield Found(self.kind, host, title, inside=False)

    def at(self, location: str, context: Context) -> Found | None:
        """Return an engine (`unix://…`), an image of the usual one (`docker:NAME`), or an archive."""
        if location.startswith((_EVERY, "unix://", "tcp://", "npipe://")):
            name = location.removeprefix(_EVERY) if location.startswith(_EVERY) else ""
            what = f"The image {name} of Docker" if name else "Images of Docker"
            return Found(self.kind, location, what, inside=False)
        if "://" in location:
            return None
        path = Path(context.remapped(location)).expanduser()
        return self._archive(path, inside=False) if path.exists() and is_archive(path) else None

    def open(self, location: str, context: Context) -> Source:
        """Return the source."""
        origins = _origins(context)
        if not _is_engine(location):
            from forebear.sources.docker.archives import ArchiveSource

            return ArchiveSource(Path(location), origins)
        from forebear.lineage.project import Project
        from forebear.sources.docker.source import DockerSource, Wanted

        name = location.removeprefix(_EVERY) if location.startswith(_EVERY) else ""
        wanted = Wanted(
            origins,
            context.images() if context.images is not None and not name else frozenset(),
            frozenset({name} if name else ()),
            every=location == _EVERY,
        )
        return DockerSource(
            location, _host_of(location), wanted, Project.at(context.root).private, _stands(context)
        )

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no image has come or gone, and nothing names others than before."""
        if not _is_engine(location):
            return state_of(Path(location)) == dict(since)
        from forebear.sources.docker.listing import digest_of, local_images

        images = local_images(_host_of(location))
        return (
            images is not None
            and digest_of(images) == since.get("images")
            and context.is_read(since)
            and (context.images is None or sorted(context.images()) == since.get("known"))
        )

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return an archive; an engine tells nobody."""
        return () if _is_engine(location) else (Path(location),)

    def _archive(self, path: Path, *, inside: bool) -> Found:
        what = "Image layout of OCI" if path.is_dir() else "Archive of images"
        details = () if path.is_dir() else (Detail(Told.SIZE, path.stat().st_size),)
        return Found(self.kind, str(path), what, details, inside=inside)


def _is_engine(location: str) -> bool:
    return location.startswith(_EVERY) or "://" in location


def _local_host() -> str:
    """Return the address of an engine that may listen on this machine, "" = none."""
    named = os.environ.get("DOCKER_HOST", "")
    if named:
        return named
    return "unix:///var/run/docker.sock" if Path("/var/run/docker.sock").exists() else ""


def _host_of(location: str) -> str:
    return _local_host() if location.startswith(_EVERY) else location


def _entries(folder: Path) -> list[Path]:
    """Return what of a folder may be an archive of images; links are left alone."""
    try:
        with os.scandir(folder) as entries:
            found = [
                Path(entry.path)
                for _, entry in zip(range(_LOOKED_AT), entries, strict=False)
                if not entry.is_symlink() and (entry.is_dir() or entry.name.endswith(_ENDINGS))
            ]
    except OSError:
        return []
    return sorted(found)


def _stands(context: Context) -> Mapping[str, object]:
    """Return how the repository stands: what is built from it depends on its commits."""
    if context.place is None:
        return {}
    from forebear.sources.git.source import checkpoint_state

    return checkpoint_state(context.repository, context.place.tips())


def _origins(context: Context) -> Origins:
    from forebear.sources.docker.described import Origins

    if context.place is None:
        return Origins(lambda _text: None, lambda _url: False)
    from forebear.sources.git.remotes import Remotes

    return Origins(context.repository.rev_parse, Remotes([context.place]).includes)
