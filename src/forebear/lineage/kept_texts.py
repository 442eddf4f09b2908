"""Small texts that a tool keeps in its records and nowhere else: the lineage keeps them with the artifact."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.words import Digest

CONTENT = "content"
"""The note of an artifact that holds all of it."""

_CHECKED = ("md5", "sha256")


def kept_keys(connection: Connection) -> frozenset[str]:
    """Return the digests of all texts that the lineage keeps, as they are written."""
    known, tag = schema.digest, schema.tag
    query = select(known.c.key).join(tag, known.c.node == tag.c.node).where(tag.c.name == CONTENT)
    return frozenset(connection.execute(query).scalars())


def kept_text(connection: Connection, digest: Digest) -> bytes | None:
    """Return the bytes of `digest` where they are a text that the lineage keeps; they are checked."""
    if digest.algorithm not in _CHECKED:
        return None
    known, tag = schema.digest, schema.tag
    query = (
        select(tag.c.value)
        .join(known, known.c.node == tag.c.node)
        .where(known.c.key == str(digest), tag.c.name == CONTENT)
    )
    text = connection.execute(query).scalar()
    content = text.encode() if isinstance(text, str) else b""
    right = hashlib.new(digest.algorithm, content, usedforsecurity=False).hexdigest() == digest.value
    return content if content and right else None
