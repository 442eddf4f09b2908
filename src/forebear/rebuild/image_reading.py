"""Reading what images hold, with the container engine of this machine where one answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.compare.environment_images import ReadImage, archives_below
from forebear.lineage.progress import Progress
from forebear.sources.docker.engine import connect
from forebear.sources.images.library import ImageLibrary

if TYPE_CHECKING:
    from docker import DockerClient


@contextmanager
def image_reader(private: Path, progress: Progress | None = None) -> Iterator[ReadImage]:
    """Give what reads images for a comparison; the engine is asked when an image is not known yet.

    `private` is the project's `.forebear/`, where what was read is kept; archives in its `archives/` are
    looked into as well.
    """
    with ExitStack() as opened:
        clients: list[DockerClient] = []

        def engine() -> DockerClient:
            if not clients:
                clients.append(opened.enter_context(connect(timeout=600)))
            return clients[0]

        yield ImageLibrary(private, engine, archives_below(private), progress).read
