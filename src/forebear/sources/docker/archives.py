"""Images in archives: what `docker save` wrote, and layouts in OCI's form, as a tar or a folder."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Image, Problem
from forebear.sources.docker.described import KIND, Origins, environment_of, facts_of
from forebear.sources.docker.places import state_of
from forebear.sources.images.archive import read_archive, read_layout
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.layers import LayerError
from forebear.sources.images.manifests import PackedImage, packed_images

_IMAGES = 20  # of one archive
_LARGEST_JSON = 4 << 20
_LISTS = ("manifest.json", "index.json")


class ArchiveSource:
    """The images of one archive."""

    kind = KIND

    def __init__(self, path: Path, origins: Origins) -> None:
        self.location = str(path)
        self._path = path
        self._origins = origins

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the images, where the archive is another than it was at `since`."""
        try:
            state = state_of(self._path)
            if since == state:
                return
            packed = self._packed()
            for done, each in enumerate(packed[:_IMAGES], 1):
                progress.step("images", done, len(packed))
                yield from self._image(each)
        except (LayerError, OSError) as error:
            yield Problem(self.kind, self.location, f"This archive of images could not be read: {error}.")
            return
        yield Solved(self.kind, self.location)
        yield Checkpoint(self.kind, self.location, state)

    def _image(self, packed: PackedImage) -> Iterator[Fact]:
        digest = packed.digests[-1] if packed.digests else ""
        contents = self._contents(packed)
        settings = contents.settings
        labels = {k.removeprefix("Labels."): v for k, v in settings.items() if k.startswith("Labels.")}
        said = {
            "Labels": labels,
            "Env": [f"{k.removeprefix('Env.')}={v}" for k, v in settings.items() if k.startswith("Env.")],
        }
        tags = [name for name in packed.names if ":" in name and not name.startswith("sha256:")]
        image = Image(tags[0] if tags else self._path.name, contents.id, digest, contents.diff_ids)
        for problem in contents.problems:
            yield Problem(self.kind, f"{self.location} {contents.id}", f"Not all of it was read: {problem}.")
        environment = environment_of(image, contents, said, {"archive": self._path.name})
        yield from facts_of(environment, self._origins.of(labels, tags))

    def _contents(self, packed: PackedImage) -> ImageContents:
        wanted = packed.config.rpartition("/")[2].removesuffix(".json")
        wanted = f"sha256:{wanted}" if len(wanted) == 64 else next(iter(packed.names), "")
        if self._path.is_dir():
            return read_layout(self._path, wanted)
        with self._path.open("rb") as stream:
            return read_archive(stream, wanted)

    def _packed(self) -> list[PackedImage]:
        """Return the images of the archive, each once: an OCI layout may list them in Docker's way too."""
        found = packed_images(self._documents())
        if not found:
            raise LayerError("it holds no image")
        once: dict[str, PackedImage] = {}
        for each in found:
            known = once.get(each.config)
            if known is None or (each.digests and not known.digests):
                names = tuple(dict.fromkeys([*(known.names if known else ()), *each.names]))
                once[each.config] = PackedImage(each.config, each.layers, names, each.manifest, each.digests)
        return list(once.values())

    def _documents(self) -> dict[str, bytes]:
        """Return the lists and manifests of the archive."""
        found: dict[str, bytes] = {}
        if self._path.is_dir():
            blobs = sorted((self._path / "blobs" / "sha256").glob("*"))
            for path in (*(self._path / name for name in _LISTS), *blobs):
                if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST_JSON:
                    content = path.read_bytes()
                    if content.lstrip()[:1] in (b"{", b"["):
                        found[path.relative_to(self._path).as_posix()] = content
            return found
        try:
            with tarfile.open(self._path, "r:") as archive:
                for member in archive:
                    if not member.isreg() or member.size > _LARGEST_JSON:
                        continue
                    taken = archive.extractfile(member)
                    content = taken.read(_LARGEST_JSON) if taken else b""
                    if content.lstrip()[:1] in (b"{", b"["):
                        found[member.name.removeprefix("./")] = content
        except (tarfile.TarError, ValueError) as error:
            raise LayerError(f"it is no archive that can be read ({error})") from error
        return found
