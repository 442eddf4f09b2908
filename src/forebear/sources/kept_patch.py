"""A patch that a tool kept of what had not been committed when a run began, as facts of the lineage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from forebear.lineage.facts import Fact, Seen, Tag, Used
from forebear.lineage.kept_texts import CONTENT
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Role
from forebear.sources.hiding import hidden

_LARGEST = 4 << 20  # bytes of a patch that the lineage itself keeps
_ENDS = (".patch", ".diff")
_USUAL = "diff.patch"


@dataclass(frozen=True, slots=True)
class Patch:
    """What had not been committed when a run began. `place` is where the file is on this machine.

    Where no file is, `text` is what the lineage keeps of it: "" for what is too long, no text or holds a
    password, and then nobody has it here.
    """

    digests: tuple[Digest, ...]
    size: int
    place: str = ""
    text: str = ""

    @classmethod
    def of(cls, content: bytes, place: str = "") -> Patch:
        """Return a patch of these bytes."""
        digests = (
            Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest()),
            Digest("sha256", hashlib.sha256(content).hexdigest()),
        )
        return cls(digests, len(content), place, "" if place else _text(content))

    def facts(self, run: str, path: str, kind: str, evidence: str) -> Iterator[Fact]:
        """Yield that the run `run` began with it; `path` is what the tool calls it."""
        digest = self.digests[0]
        yield Artifact(self.digests, path, ArtifactType.CODE, self.size)
        yield Used(run, digest, path, Role.PATCH, evidence=evidence)
        if self.place:
            yield Seen(digest, kind, self.place)
        elif self.text:
            yield Tag(NodeKind.ARTIFACT, digest, CONTENT, self.text)


def _text(content: bytes) -> str:
    if len(content) > _LARGEST or b"\0" in content:
        return ""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ""
    return text if hidden(text) == text else ""


def patch_among(paths: list[str]) -> str:
    """Return which of the files of a run is its patch: `diff.patch`, else the only one; "" for none."""
    found = [path for path in paths if path.endswith(_ENDS)]
    usual = [path for path in found if path.rpartition("/")[2] == _USUAL]
    return usual[0] if usual else found[0] if len(found) == 1 else ""
