"""Images by their ids: from what was kept, from the container engine, from archives on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.words import Image
from forebear.sources.docker.engine import every_image
from forebear.sources.images.archive import Tick, read_archive, read_layout
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.layers import LayerError

if TYPE_CHECKING:
    from docker import DockerClient

_STEP = 64 << 20  # bytes between two words about the progress


@dataclass(frozen=True, slots=True)
class Absent:
    """An image whose contents are not known: why, and what a person can do."""

    why: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.why} {self.todo}".strip()


class ImageLibrary:
    """Reads what images hold, once each, and keeps it below `private` (a project's `.forebear/`).

    `engine` gives a client of a container engine when one is needed for the first time (or raises
    ActionableError); None where none is to be asked. `archives` are tars of `docker save`, or tars and
    folders in OCI's layout. Nothing is ever pulled or run.
    """

    def __init__(
        self,
        private: Path,
        engine: Callable[[], DockerClient] | None = None,
        archives: Sequence[Path] = (),
        progress: Progress | None = None,
    ) -> None:
        self._folder = private / "images"
        self._engine = engine
        self._archives = archives
        self._progress = progress or Silent()

    def read(self, image: Image) -> ImageContents | Absent:
        """Return what an image holds; its tag alone does not find it, for tags move."""
        if not (image.id or image.digest or image.diff_ids):
            return Absent(
                "Only a tag is recorded, and tags move: it does not say which image it was.",
                f"Look at today's with: docker image inspect {image.reference}",
            )
        known = self._kept(image.id or image.digest)
        if known is not None:
            return known
        problems: list[str] = []
        try:
            found = self._of_engine(image, self._engine()) if self._engine else None
        except (LayerError, ActionableError) as error:
            problems.append(str(error))
            found = None
        if found is None:
            found = self._of_archives(image)
        if found is None:
            if self._engine is None and not self._archives:
                return Absent("Its layers were not read yet.", "`forebear compare` reads them.")
            why = "The image is not on this machine" + (f" ({problems[0]})." if problems else ".")
            return Absent(why, _how_to_get(image))
        self._keep(image, found)
        return found

    def _kept(self, name: str) -> ImageContents | None:
        try:
            return (
                ImageContents.of(json.loads(self._file(name).read_text(encoding="utf-8"))) if name else None
            )
        except (OSError, ValueError, RecursionError):
            return None

    def _keep(self, image: Image, contents: ImageContents) -> None:
        if contents.problems:  # what was half read is read again
            return
        text = json.dumps(contents.document(), sort_keys=True)
        for name in filter(None, {image.id, image.digest, contents.id}):
            file = self._file(name)
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                part = file.with_suffix(".part")
                part.write_text(text, encoding="utf-8")
                part.replace(file)
            except OSError:  # a project that cannot be written to is read each time
                return

    def _file(self, name: str) -> Path:
        plain = "".join(letter for letter in name.removeprefix("sha256:") if letter.isalnum())[:128]
        return self._folder / f"{plain}.contents.json"

    def _of_engine(self, image: Image, client: DockerClient) -> ImageContents | None:
        from docker.errors import DockerException, ImageNotFound

        for name in _names(image, client):
            try:
                found = client.images.get(name)
                stream = cast("Iterator[bytes]", found.save())
                read = read_archive(cast("IO[bytes]", Chunks(stream)), "", self._tick(name))
            except ImageNotFound:
                continue
            except (DockerException, OSError) as error:
                raise LayerError(f"the engine does not give it: {error}") from error
            # Engines with containerd's store call an image by its manifest; the record's name is what counts.
            return replace(read, id=image.id or read.id)
        return None

    def _of_archives(self, image: Image) -> ImageContents | None:
        for path in self._archives:
            for wanted in filter(None, (image.id, image.digest)):
                try:
                    if path.is_dir():
                        return read_layout(path, wanted, self._tick(path.name))
                    with path.open("rb") as stream:
                        return read_archive(stream, wanted, self._tick(path.name))
                except (LayerError, OSError):
                    continue
        return None

    def _tick(self, name: str) -> Tick:
        passed = said = 0

        def tick(count: int) -> None:
            nonlocal passed, said
            passed += count
            if passed - said >= _STEP:
                said = passed
                self._progress.step("image", message=f"Reading {name[:30]}: {passed >> 20} MB")

        return tick


class Chunks(RawIOBase):
    """An iterator of chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as many as were asked for unless the stream ends."""
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken


def _names(image: Image, client: DockerClient) -> Iterator[str]:
    """Yield what an engine may know an image by, the surest first; never its tag."""
    if image.id:
        yield image.id
    if image.digest:
        yield f"{image.repository}@{image.digest}"
    if image.diff_ids:
        for found in every_image(client):
            if tuple((found.attrs.get("RootFS") or {}).get("Layers") or ()) == image.diff_ids:
                yield str(found.id)


def _how_to_get(image: Image) -> str:
    if image.digest and image.reference:
        return f"Get it with: docker pull {image.repository}@{image.digest}"
    return f"Load it from an archive with: docker load --input FILE  (it is {image.identity})"
