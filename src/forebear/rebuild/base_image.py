"""A small image with Python for the sample project: found, pulled, or made from Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress

if TYPE_CHECKING:
    from docker import DockerClient

REPOSITORY, VERSION = "forebear-sample", "1"
TAG = f"{REPOSITORY}:{VERSION}"
PULLED = "python:3.11-slim-bookworm"
SUITE = "bookworm"


def sample_image(client: DockerClient, progress: Progress) -> str:
    """Return the reference of an image that holds `python3`, making it once for each Docker engine.

    Raises ActionableError where no registry answers and the image cannot be made here either.
    """
    import docker.errors

    try:
        client.images.get(TAG)
    except docker.errors.ImageNotFound:
        pass
    else:
        return TAG
    progress.step("image", message=f"Pulling {PULLED}")
    try:
        image = client.images.pull(PULLED)
    except docker.errors.APIError as refusal:
        _make(client, progress, str(refusal.explanation or refusal))
    else:
        image.tag(REPOSITORY, VERSION)
    return TAG


def _make(client: DockerClient, progress: Progress, refusal: str) -> None:
    """Bootstrap Debian with Python into a tar and import it (about half a minute)."""
    todo = "Start Docker where a registry can be reached, or install mmdebstrap and run as root on Debian."
    program = shutil.which("mmdebstrap")
    if program is None or os.geteuid() != 0:
        raise ActionableError(
            f"The sample's image can be neither pulled nor made: {refusal}", where=PULLED, todo=todo
        )
    with tempfile.TemporaryDirectory(prefix="forebear-image-") as folder:
        archive = Path(folder) / "image.tar"
        progress.step("image", message=f"Making {TAG} from Debian's packages; this happens once")
        # The bytecode is compiled once here: a read-only container could not keep it.
        words = [
            program,
            "--variant=minbase",
            "--include=python3",
            "--customize-hook=chroot $1 python3 -m compileall -q /usr/lib/python3.11 || true",
            SUITE,
            str(archive),
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ActionableError(f"The sample's image could not be made: {last}", where=program, todo=todo)
        progress.step("image", message="Loading the image into Docker")
        client.api.import_image_from_file(
            str(archive),
            repository=REPOSITORY,
            tag=VERSION,
            changes=["ENV PATH=/usr/bin:/bin"],
        )
