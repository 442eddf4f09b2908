"""What identifies an image, as an engine tells it; what tells two apart is in `lineage/image_identity.py`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from forebear.lineage.image_identity import (
    BY_BARE_LAYERS,
    BY_DIGEST,
    BY_LAYERS,
    DIGESTS,
    SETTINGS,
    Identity,
    identity_of,
    whole_digest,
)
from forebear.lineage.words import Environment
from forebear.sources.docker.engine import CONTAINERD, STORE

if TYPE_CHECKING:
    from docker.models.images import Image as EngineImage

__all__ = [
    "BY_BARE_LAYERS",
    "BY_DIGEST",
    "BY_LAYERS",
    "DIGESTS",
    "SETTINGS",
    "Identity",
    "diff_ids_of",
    "identity_facts",
    "identity_of",
    "identity_on_engine",
    "known_by",
    "repository_digests",
    "settings_digest",
    "settings_of",
]

_SET = ("Env", "Shell", "Volumes", "User", "WorkingDir")


def identity_on_engine(found: EngineImage) -> Identity:
    """Return what an engine says of an image."""
    attrs = cast("dict[str, object]", found.attrs)
    digests = {whole_digest(str(found.id)), *repository_digests(found)}
    descriptor = cast("dict[str, str]", attrs.get("Descriptor") or {})  # containerd's store, API 1.48
    if descriptor.get("digest"):
        digests.add(descriptor["digest"])
    return Identity(frozenset(digests), diff_ids_of(found), settings_of(found))


def identity_facts(found: EngineImage) -> dict[str, str]:
    """Return the facts that identify an image beside its id, digest and layers, for its environment."""
    more = sorted(identity_on_engine(found).digests - {whole_digest(str(found.id))})
    return {SETTINGS: settings_of(found), **({DIGESTS: " ".join(more)} if len(more) > 1 else {})}


def diff_ids_of(found: EngineImage) -> tuple[str, ...]:
    """Return the digests of an image's layers, unpacked."""
    rootfs = cast("dict[str, list[str]]", found.attrs.get("RootFS") or {})
    return tuple(rootfs.get("Layers") or ())


def repository_digests(found: EngineImage) -> list[str]:
    """Return the digests by which registries know an image."""
    named = cast("list[str]", found.attrs.get("RepoDigests") or [])
    return [str(each).partition("@")[2] for each in named if "@" in str(each)]


def settings_of(found: EngineImage) -> str:
    """Return a digest of what an image sets for its processes, beside its layers."""
    return settings_digest(cast("dict[str, object]", found.attrs.get("Config") or {}))


def settings_digest(config: Mapping[str, object]) -> str:
    """Return that digest from the `config` of an image's configuration."""
    seen = {name: config.get(name) or None for name in _SET}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def known_by(environment: Environment) -> str:
    """Say by what an environment's image is identified, for people."""
    image = environment.image
    if image is None:
        return "nothing"
    if image.id:
        manifest = environment.facts.get(STORE, "").startswith(CONTAINERD)
        return f"{'manifest' if manifest else 'config'} digest {image.id}"
    if image.digest:
        return f"manifest digest {image.digest}"
    if image.diff_ids:
        return f"{len(image.diff_ids)} layers and settings"
    return "only a tag, and tags move"
