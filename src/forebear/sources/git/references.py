"""Reading what Git says of references, persons and times."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from forebear.lineage.words import Person, Ref, RefKind
from forebear.sources.gto.tags import read_tag

_KINDS = {
    "refs/heads/": RefKind.BRANCH,
    "refs/tags/": RefKind.TAG,
    "refs/remotes/": RefKind.REMOTE_BRANCH,
    "refs/exps/": RefKind.EXPERIMENT,
}


@lru_cache(maxsize=4096)
def person(name: str, email: str) -> Person:
    """Return a person, the same object for the same words."""
    return Person(name, email)


def when(seconds: str) -> datetime:
    """Return a time of Git (seconds since 1970) in UTC; 1970 for what is none."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):  # Git keeps nonsense as it was written
        return datetime.fromtimestamp(0, UTC)


def read_ref(name: str, commit: str, tag: bytes | None) -> Ref:
    """Return a reference from its full name, its commit and, for an annotated tag, the tag object's bytes."""
    start = next((start for start in _KINDS if name.startswith(start)), "")
    short, kind = name.removeprefix(start), _KINDS.get(start, RefKind.HEAD)
    if tag is not None and kind is RefKind.TAG and read_tag(short) is not None:
        kind = RefKind.REGISTRY
    if tag is None or not tag.startswith(b"object "):
        return Ref(short, kind, commit)
    head, _, message = tag.decode("utf-8", "replace").partition("\n\n")
    tagger, tagged_at = None, None
    for line in head.splitlines():
        if line.startswith("tagger "):
            who, _, rest = line.removeprefix("tagger ").rpartition("> ")
            name_of, _, email = who.partition("<")
            tagger, tagged_at = person(name_of.strip(), email), when(rest.partition(" ")[0])
    message = message.partition("-----BEGIN ")[0]  # a signature
    return Ref(short, kind, commit, tagger, tagged_at, message.rstrip("\n"))
