"""The images in an archive, told apart by what they are and not by what the archive calls them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forebear.rebuild.archives.opened import Archive, ArchiveError, broken, hostile
from forebear.rebuild.archives.passing import mismatch
from forebear.sources.docker.identity import Identity, settings_digest
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.images.manifests import BLOBS, PackedImage, packed_images

_NAMED = re.compile(r"(?:blobs/sha256/)?(?P<digest>[0-9a-f]{64})(?:\.json)?")
_SHA256 = re.compile("sha256:[0-9a-f]{64}")
_MANY = 200  # layers; Docker takes 127


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image in an archive. `config` is its configuration, whose digest is `id`; `size` bytes of its layers
    as they lie there. Its documents were checked against their digests; its layers are checked as they pass.
    """

    archive: Archive
    packed: PackedImage
    config: bytes
    identity: Identity
    platform: str
    size: int

    @property
    def id(self) -> str:
        """The digest of the configuration: what Docker's classic store calls it."""
        return digest_of(self.config)

    @property
    def manifest(self) -> bytes:
        """The manifest in OCI's form, b"" where the archive has none."""
        return self.archive.documents[self.packed.manifest] if self.packed.manifest else b""

    def digest_of_layer(self, path: str) -> str:
        """Return the digest that a layer's path in the archive promises, "" where it promises none."""
        named = _NAMED.fullmatch(path)
        return f"sha256:{named['digest']}" if named and path.startswith(BLOBS) else ""


def digest_of(content: bytes) -> str:
    """Return the digest of a document."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def held_images(archive: Archive) -> tuple[HeldImage, ...]:
    """Return the images that are whole in an archive, each once; raises ArchiveError where none is."""
    found: dict[str, HeldImage] = {}
    lacks = "it holds no image"
    for packed in packed_images(archive.documents):
        absent = next((path for path in (packed.config, *packed.layers) if not archive.has(path)), None)
        if absent is not None:  # an index may name platforms that were not saved
            lacks = f"{absent[:100]} is not in it"
            continue
        held = _held(archive, packed)
        if held is None:
            continue
        known = found.get(held.id)
        found[held.id] = held if known is None else _merged(known, held)
    if not found:
        raise broken(archive.where, lacks)
    return tuple(found.values())


def pick(images: Sequence[HeldImage], wanted: Identity, reference: str) -> HeldImage:
    """Return the wanted one of an archive's images; raises ArchiveError where it is not among them.

    Where nothing identifies what is wanted, it is the only one, or that of the reference's tag.
    """
    if wanted:
        fitting = [each for each in images if each.identity.same_as(wanted)]
    else:
        named = [each for each in images if reference in each.packed.names]
        fitting = named or (list(images) if len(images) == 1 else [])
    if not fitting:
        held = ", ".join(each.id[:19] for each in images[:5])
        raise ArchiveError(
            f"The archive holds another image than the recorded one: {held}.",
            where=images[0].archive.where,
            todo=f"The recorded one is {reference} {', '.join(sorted(wanted.digests))}.".replace(" .", "."),
        )
    return fitting[0]


def _held(archive: Archive, packed: PackedImage) -> HeldImage | None:
    config = archive.documents[packed.config]
    named = _NAMED.fullmatch(packed.config)
    if named and digest_of(config) != f"sha256:{named['digest']}":
        raise mismatch(archive.where, "the configuration", f"sha256:{named['digest']}", digest_of(config))
    for digest in packed.digests:
        content = archive.documents.get(BLOBS + digest.removeprefix("sha256:"), b"")
        if digest_of(content) != digest:
            raise mismatch(archive.where, "a manifest", digest, digest_of(content))
    document = _document(config, archive.where)
    if document.get("os") == "unknown":  # what BuildKit attests is no image
        return None
    diff_ids = tuple(map(str, as_list(as_mapping(document.get("rootfs")).get("diff_ids"))))
    if len(diff_ids) != len(packed.layers) or len(diff_ids) > _MANY:
        raise hostile(
            archive.where, f"it has {len(packed.layers)} layers, its configuration names {len(diff_ids)}"
        )
    if not all(_SHA256.fullmatch(each) for each in diff_ids):
        raise hostile(archive.where, "its configuration names layers by something else than sha256 digests")
    settings = settings_digest(as_mapping(document.get("config")))
    digests = frozenset({digest_of(config), *packed.digests})
    return HeldImage(
        archive,
        packed,
        config,
        Identity(digests, diff_ids, settings),
        f"{document.get('os', '')}/{document.get('architecture', '')}",
        sum(archive.size(path) for path in packed.layers),
    )


def _merged(one: HeldImage, other: HeldImage) -> HeldImage:
    """Return one of two descriptions of an image, the one with a manifest, under the names of both."""
    first, second = (one, other) if one.packed.manifest else (other, one)
    names = tuple(dict.fromkeys((*first.packed.names, *second.packed.names)))
    identity = replace(first.identity, digests=first.identity.digests | second.identity.digests)
    return replace(first, packed=replace(first.packed, names=names), identity=identity)


def _document(content: bytes, where: str) -> Mapping[str, object]:
    try:
        return as_mapping(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise broken(where, "a configuration in it is no JSON") from error
