"""Images kept beside the lineage, to be there in five years: one layout of OCI in `.forebear/images`.

Contents lie under their digests, so what images share is there once. A content is written elsewhere,
checked, flushed and renamed; the index comes last: whatever is killed at any point leaves all that was kept
before, and at most an `incoming-…` folder that the next keeping removes. Archives are never compared by their
own hash: `docker save` writes the same image in other bytes each time (docker/cli#5515).
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from forebear.lineage.durable import write_through_folder, write_whole
from forebear.lineage.progress import Progress
from forebear.rebuild.archives.held import HeldImage, digest_of, held_images
from forebear.rebuild.archives.loading import INDEX_TYPE, LAYOUT, MANIFEST_TYPE
from forebear.rebuild.archives.opened import ArchiveError, LayoutFolder
from forebear.rebuild.archives.passing import Sums, check, passing
from forebear.rebuild.workspace import is_abandoned
from forebear.sources.docker.identity import Identity
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.images.manifests import BLOBS

if sys.platform != "win32":
    import fcntl

_NAME = "org.opencontainers.image.ref.name"
_CONFIG, _DIGESTS, _WHEN, _SETTINGS = (
    f"io.forebear.{name}" for name in ("config", "digests", "kept-at", "settings")
)
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
_SPARE = 64 << 20  # bytes that must stay free on the disk


@dataclass(frozen=True, slots=True)
class KeptImage:
    """One entry of the index. `id` is the digest of the configuration; `also` what engines and registries
    called it when it was kept; `size` bytes of its layers, of which other images may share some, `added`
    those that were not there before it was kept (0 when it is read).
    """

    id: str
    manifest: str
    reference: str
    also: frozenset[str]
    kept_at: datetime
    size: int
    layers: tuple[str, ...]
    added: int = 0


class KeptImages:
    """What was kept below `private`, a project's `.forebear/`."""

    def __init__(self, private: Path) -> None:
        self.folder = private / "images"

    # reading

    def entries(self) -> tuple[KeptImage, ...]:
        """Return what is kept, the newest first; () where nothing ever was.

        Raises ArchiveError where the index cannot be read.
        """
        found = [self._entry(as_mapping(each)) for each in as_list(self._index().get("manifests"))]
        return tuple(sorted(found, key=lambda each: each.kept_at, reverse=True))

    def find(self, wanted: Identity) -> HeldImage | None:
        """Return the kept image that is the wanted one, None where none is; a damaged one counts as none."""
        for entry in self.entries():
            if not wanted.digests & {entry.id, entry.manifest, *entry.also} and not wanted.diff_ids:
                continue
            try:
                held = self.open(entry)
            except ArchiveError:
                continue
            if wanted.same_as(held.identity):
                return held
        return None

    def open(self, entry: KeptImage) -> HeldImage:
        """Return a kept image; raises ArchiveError where it is not whole any more."""
        index = json.dumps({"manifests": [{"digest": entry.manifest}]}).encode()
        held = held_images(LayoutFolder(self.folder, index))[0]
        return replace(held, identity=replace(held.identity, digests=held.identity.digests | entry.also))

    def check(self, entry: KeptImage, progress: Progress) -> None:
        """Read a kept image whole; raises ArchiveError where a byte is not what it was."""
        held = self.open(entry)
        passed = 0

        def pulse(count: int) -> None:
            nonlocal passed
            passed += count
            progress.step("image", passed, held.size, f"Checking {entry.reference or entry.id[:19]}")

        for number, path in enumerate(held.packed.layers):
            size = held.archive.size(path)
            name = f"layer {number + 1} of {len(held.packed.layers)} ({path})"
            with held.archive.open(path) as stream:
                for _ in passing(
                    stream,
                    held.archive.where,
                    name,
                    digest=held.digest_of_layer(path),
                    diff_id=held.identity.diff_ids[number],
                    size=size,
                    pulse=pulse,
                ):
                    pass

    def disk(self) -> int:
        """Return the bytes of all contents, each counted once."""
        blobs = self.folder / BLOBS
        return sum(path.lstat().st_size for path in blobs.iterdir()) if blobs.is_dir() else 0

    # writing

    @contextmanager
    def incoming(self, needed: int) -> Iterator[Incoming]:
        """Give a folder on the same disk to gather an image in; it is gone afterwards.

        `needed` is about how many bytes come. Raises ArchiveError where the disk is too full.
        """
        place = self.folder / f"incoming-{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with ExitStack() as held:
                with self._alone():  # or another one would take this folder for a leftover
                    self._sweep()
                    if shutil.disk_usage(self.folder).free < needed + _SPARE:
                        raise _full(self.folder, needed)
                    place.mkdir()
                    _hold(held.enter_context((place / "lock").open("wb")).fileno())
                yield Incoming(place)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise _full(self.folder, needed) from error
            raise
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def keep(
        self, held: HeldImage, progress: Progress, reference: str, also: frozenset[str] = frozenset()
    ) -> KeptImage:
        """Keep an image of an archive; every byte is checked before it counts. Raises ArchiveError.

        `also` are other digests that the image is known by.
        """
        with self.incoming(held.size) as incoming:
            passed = 0

            def pulse(count: int) -> None:
                nonlocal passed
                passed += count
                progress.step("image", passed, held.size, "Keeping the image")

            layers: dict[str, Sums] = {}
            order = sorted(
                range(len(held.packed.layers)), key=lambda n: held.archive.position(held.packed.layers[n])
            )
            for number in order:
                path = held.packed.layers[number]
                if path in layers:
                    continue
                with held.archive.open(path) as stream:
                    blocks = passing(
                        stream, held.archive.where, f"layer {number + 1} of {len(order)}",
                        digest=held.digest_of_layer(path), diff_id=held.identity.diff_ids[number],
                        size=held.archive.size(path), pulse=pulse,
                    )  # fmt: skip
                    layers[path] = incoming.take(blocks)
            return self.settle(incoming, held, layers, reference, also)

    def settle(
        self,
        incoming: Incoming,
        held: HeldImage,
        layers: Mapping[str, Sums],
        reference: str,
        also: frozenset[str],
    ) -> KeptImage:
        """Put what was gathered into its place and name it in the index; `layers` are by their paths.

        Raises ArchiveError where a layer is another than the configuration says.
        """
        for number, path in enumerate(held.packed.layers):
            check(
                layers[path],
                held.archive.where,
                f"layer {number + 1} of {len(held.packed.layers)}",
                digest=held.digest_of_layer(path),
                diff_id=held.identity.diff_ids[number],
            )
        manifest = held.manifest or _manifest(held, layers)
        incoming.write(held.config)
        incoming.write(manifest)
        digests = [digest_of(held.config), digest_of(manifest), *(each.digest for each in layers.values())]
        blobs = self.folder / BLOBS
        blobs.mkdir(parents=True, exist_ok=True)
        added = 0
        for digest in dict.fromkeys(digests):
            target = blobs / digest.removeprefix("sha256:")
            added += 0 if target.exists() else incoming.path(digest).stat().st_size
            incoming.path(digest).replace(target)  # also where it is there: what was damaged is whole again
        write_through_folder(blobs)
        descriptor = {
            "mediaType": str(json.loads(manifest).get("mediaType") or MANIFEST_TYPE),
            "digest": digest_of(manifest),
            "size": len(manifest),
            "annotations": {
                _CONFIG: held.id,
                _DIGESTS: " ".join(sorted(also | held.identity.digests)),
                _WHEN: datetime.now(UTC).isoformat(timespec="seconds"),
                _SETTINGS: held.identity.settings,
                **({_NAME: reference} if reference else {}),
            },
        }
        self._list(descriptor)
        return replace(self._entry(descriptor), added=added)

    # the index

    def _index(self) -> Mapping[str, object]:
        path = self.folder / "index.json"
        if not path.is_file():
            return {}
        try:
            return as_mapping(json.loads(LayoutFolder(self.folder).documents["index.json"]))
        except (OSError, ValueError, RecursionError) as error:
            raise ArchiveError(
                "The list of kept images cannot be read.",
                where=str(path),
                todo="Move the file away; what is in blobs/ beside it stays.",
            ) from error

    def _entry(self, descriptor: Mapping[str, object]) -> KeptImage:
        notes = as_mapping(descriptor.get("annotations"))
        manifest = str(descriptor.get("digest", ""))
        try:
            content = LayoutFolder(self.folder).documents[BLOBS + manifest.removeprefix("sha256:")]
            layers = [as_mapping(each) for each in as_list(as_mapping(json.loads(content)).get("layers"))]
        except (KeyError, ValueError, RecursionError, ArchiveError):
            layers = []  # opening it will say what is wrong
        try:
            kept_at = datetime.fromisoformat(str(notes.get(_WHEN)))
        except ValueError:
            kept_at = datetime.fromtimestamp(0, UTC)
        sizes = [each.get("size") for each in layers]
        return KeptImage(
            str(notes.get(_CONFIG, "")),
            manifest,
            str(notes.get(_NAME, "")),
            frozenset(str(notes.get(_DIGESTS, "")).split()),
            kept_at,
            sum(size for size in sizes if isinstance(size, int)),
            tuple(str(each.get("digest", "")) for each in layers),
        )

    def _list(self, descriptor: Mapping[str, object]) -> None:
        """Put an image into the index, in the place of an earlier entry of the same manifest."""
        with self._alone():
            others = [
                each
                for each in as_list(self._index().get("manifests"))
                if as_mapping(each).get("digest") != descriptor["digest"]
            ]
            index = {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": [*others, descriptor]}
            write_whole(self.folder / "oci-layout", LAYOUT)
            write_whole(self.folder / "index.json", json.dumps(index, indent=1).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process look for leftovers or change the index meanwhile."""
        with (self.folder / "index.lock").open("wb") as lock:
            _hold(lock.fileno())
            yield

    def _sweep(self) -> None:
        """Remove what keepings that were killed have left."""
        for place in self.folder.glob("incoming-*"):
            if place.is_dir() and not place.is_symlink() and is_abandoned(place):
                shutil.rmtree(place, ignore_errors=True)


class Incoming:
    """Contents on their way, each under its digest in `place`."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def path(self, digest: str) -> Path:
        """Return where a content is."""
        return self._place / digest.removeprefix("sha256:")

    def take(self, blocks: Iterator[bytes]) -> Sums:
        """Write blocks as they come, and return their digests."""
        fresh, sums = self._place / f"fresh-{secrets.token_hex(8)}", Sums()
        with fresh.open("wb") as file:
            for block in blocks:
                sums.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o444)
        fresh.replace(self.path(sums.digest))
        return sums

    def write(self, content: bytes) -> None:
        """Write a document."""
        self.take(iter((content,)))


def _manifest(held: HeldImage, layers: Mapping[str, Sums]) -> bytes:
    """Return a manifest for an image that came without one; the same image has the same."""
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": held.id,
            "size": len(held.config),
        },
        "layers": [
            {
                "mediaType": _LAYER_TYPE
                if layers[path].digest == layers[path].diff_id
                else f"{_LAYER_TYPE}+gzip",
                "digest": layers[path].digest,
                "size": layers[path].size,
            }
            for path in held.packed.layers
        ],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _hold(descriptor: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _full(folder: Path, needed: int) -> ArchiveError:
    return ArchiveError(
        f"The disk is too full to keep the image: {needed / (1 << 20):,.0f} MiB are needed.",
        where=str(folder),
        todo="Free space (old rebuilds are in .forebear/rebuilds) and try again; what was kept is whole.",
    )
