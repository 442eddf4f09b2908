"""The values of an environment, and what of them is never shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from forebear.compare.packages.declared import without_credentials

Slot = tuple[str, str, str]
"""(aspect, source, name)."""

Values = Mapping[Slot, tuple[str, str]]
"""What is at each slot: (shown, compared)."""

HIDDEN = "(hidden)"
_SECRET = re.compile(
    r"passw(?:or)?d|passphrase|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential|(?:\b|_)auth(?:\b|_)",
    re.IGNORECASE,
)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/@]*@[^\s]*", re.IGNORECASE)


def guarded(name: str, value: str, *, secret: bool = False) -> tuple[str, str]:
    """Return (shown, compared): what its name says is a secret, and a password in a URL, is not shown.

    Two secrets are compared by a digest, which tells no more than that they differ.
    """
    digest = hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
    if secret or (value and _SECRET.search(name)):
        return HIDDEN, digest
    shown = _URL.sub(lambda match: without_credentials(match[0]), value)
    return shown, value if shown == value else digest
