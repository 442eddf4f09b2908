"""What tells one image from another, whichever engine names it.

Docker's classic store calls an image by the digest of its configuration, containerd's store (the default
since Docker 29) by that of its manifest or index; digests of a registry get lost by save and load, and an
image built here never had one (moby/moby#48401, #22011). So all names are gathered, and layers with settings
decide where no name is common. A tag is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forebear.lineage.words import Image

SETTINGS = "image settings"
"""The name of the fact by which two images with the same layers are told apart."""

DIGESTS = "image digests"
"""The name of the fact that lists, with spaces, what else an image is called by: digests of repositories."""

BY_DIGEST, BY_LAYERS, BY_BARE_LAYERS = "digest", "layers and settings", "layers"

_HEX = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Identity:
    """All names of one image: `digests` of its configuration, manifest and indexes, its `diff_ids`, and a
    digest of its `settings` ("" = not known).
    """

    digests: frozenset[str] = frozenset()
    diff_ids: tuple[str, ...] = ()
    settings: str = ""

    def __bool__(self) -> bool:
        return bool(self.digests or self.diff_ids)

    def same_as(self, other: Identity) -> str:
        """Return by what two are the same image ("digest", "layers and settings", "layers"), "" if not.

        Layers that differ contradict any name: one index stands for the images of several platforms.
        """
        if self.diff_ids and other.diff_ids and self.diff_ids != other.diff_ids:
            return ""
        if self.digests & other.digests:
            return BY_DIGEST
        if not self.diff_ids or not other.diff_ids:
            return ""
        if not self.settings or not other.settings:
            return BY_BARE_LAYERS
        return BY_LAYERS if self.settings == other.settings else ""


def identity_of(image: Image, facts: Mapping[str, str]) -> Identity:
    """Return what is recorded of an image, with the facts of its environment."""
    digests = {image.id, image.digest, *facts.get(DIGESTS, "").split()} - {""}
    return Identity(frozenset(map(whole_digest, digests)), image.diff_ids, facts.get(SETTINGS, ""))


def whole_digest(digest: str) -> str:
    """Return a digest with its algorithm, which Podman leaves out."""
    return f"sha256:{digest}" if _HEX.fullmatch(digest) else digest
