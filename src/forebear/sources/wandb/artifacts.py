"""Artifacts of W&B as artifacts of the lineage.

W&B's own digest is of the list of files (paths and their digests), so it joins with itself alone. The digests
in that list are of the bytes: an artifact of one file is that file, whoever else saw it, and of several files
DVC's digest of a folder follows from the list.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from forebear.lineage.facts import Fact, Generated, Mentioned, Part, Renamed, Seen, Tag, Used
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Role,
    Transition,
)
from forebear.sources.dvc.digests import type_of
from forebear.sources.hashing import Entry as Line
from forebear.sources.hashing import folder_digest
from forebear.sources.hiding import hidden, hidden_value
from forebear.sources.wandb.records import Entry, LoggedArtifact

MOST_FILES = 1_000
"""Files of one artifact that are told singly; a larger one is known as a whole."""

_LONGEST = 64 * 1024  # characters of an artifact's metadata
_TYPES = {
    "model": ArtifactType.MODEL,
    "dataset": ArtifactType.DATASET,
    "data": ArtifactType.DATASET,
    "code": ArtifactType.CODE,
    "job": ArtifactType.CODE,
}
_ALGORITHMS = {"MD5": "md5", "XXH128": "xxh128"}


def artifact_facts(  # noqa: PLR0913, PLR0917 - what a record says, and around it
    logged: LoggedArtifact,
    run: str,
    project: str,
    at: datetime | None,
    by: Person | None,
    remapped: Callable[[str], str],
    *,
    used: bool = False,
) -> Iterator[Fact]:
    """Yield what is said of an artifact that a run logged, or `used`; `at` is the earliest that was."""
    if not logged.digest:
        return
    type_ = _TYPES.get(logged.type.casefold(), ArtifactType.FILE)
    own = Digest("wandb", f"{quote(logged.name)}:{quote(logged.digest)}")
    files = [(entry, digest) for entry in logged.entries if (digest := digest_of(entry)) is not None]
    single = len(files) == len(logged.entries) == 1
    yield Artifact(
        (own, *_content(logged, files)),
        PurePosixPath(logged.entries[0].path).name if single else logged.name,
        type_ if type_ is not ArtifactType.FILE or not single else type_of(logged.entries[0].path, data=True),
        sum(entry.size or 0 for entry in logged.entries) if logged.entries else None,
        None if single or not logged.entries else len(logged.entries),
    )
    path = f"{logged.name}/{logged.entries[0].path}" if single else logged.name
    evidence = f"{'use' if used else 'log'}_artifact {logged.name}"
    if used:
        yield Used(run, own, path, evidence=evidence)
    else:
        yield Generated(run, own, path, evidence=evidence)
    if logged.version:
        yield Seen(own, "wandb", uri_of(project, f"{logged.name}:{logged.version}"), at=at)
    if not single and len(files) <= MOST_FILES:
        for entry, digest in files:
            yield Artifact(
                (digest,), PurePosixPath(entry.path).name, type_of(entry.path, data=True), entry.size
            )
            yield Part(own, digest, f"{logged.name}/{entry.path}")
    for entry, digest in files[:MOST_FILES]:
        if entry.reference.startswith("file://"):
            yield Seen(digest, "wandb", remapped(unquote(urlsplit(entry.reference).path)), at=at)
        # The copy goes when it was uploaded, and was never on other machines.
        if entry.staged and Path(staged := remapped(entry.staged)).is_file():
            yield Seen(digest, "wandb", staged, at=at)
    for entry in logged.entries[:MOST_FILES]:
        if entry.reference and digest_of(entry) is None:
            role = Role.INPUT if used else Role.OUTPUT
            yield Mentioned(run, hidden(entry.reference), role, evidence, entry.version)
    yield from _notes(logged, own)
    if type_ is ArtifactType.MODEL and not used:
        yield from _version(logged, own, run, project, at, by)


def uri_of(project: str, name: str) -> str:
    """Return the URI of an artifact by its name and version or alias, as W&B writes it."""
    return f"wandb-artifact://{'/'.join(part for part in (project, name) if part)}"


def digest_of(entry: Entry) -> Digest | None:
    """Return the digest of a file's bytes; None of an ETag or a URL, which W&B puts in its place."""
    algorithm = _ALGORITHMS.get(entry.algorithm)
    if algorithm is None or (entry.reference and not entry.reference.startswith("file://")):
        return None
    try:
        value = base64.b64decode(entry.digest, validate=True)
    except (binascii.Error, ValueError):
        return None
    return Digest(algorithm, value.hex()) if len(value) == 16 else None


def _content(logged: LoggedArtifact, files: list[tuple[Entry, Digest]]) -> tuple[Digest, ...]:
    """Return what else the bytes of all files together are known by."""
    if not files or len(files) != len(logged.entries):
        return ()
    if len(files) == 1:
        return (files[0][1],)
    if any(digest.algorithm != "md5" or entry.reference for entry, digest in files):
        return ()
    return (folder_digest(Line(entry.path, digest.value) for entry, digest in files),)


def _notes(logged: LoggedArtifact, own: Digest) -> Iterator[Tag]:
    kind = NodeKind.ARTIFACT
    yield Tag(kind, own, "W&B artifact", logged.name)
    yield Tag(kind, own, "W&B type", logged.type)
    if logged.description:
        yield Tag(kind, own, "description", hidden(logged.description))
    if logged.aliases:
        yield Tag(kind, own, "aliases", ", ".join(sorted(logged.aliases)))
    if logged.metadata:
        try:
            said = json.dumps(hidden_value("", json.loads(logged.metadata)), ensure_ascii=False)
        except (ValueError, RecursionError):
            said = ""
        if said and len(said) <= _LONGEST:
            yield Tag(kind, own, "metadata", said)
    if logged.manifest_elsewhere:
        yield Tag(kind, own, "files", "too many to be in the run's records")


def _version(  # noqa: PLR0913, PLR0917 - what a record says, and around it
    logged: LoggedArtifact, own: Digest, run: str, project: str, at: datetime | None, by: Person | None
) -> Iterator[ModelVersion | Renamed | Transition]:
    """Yield the model version. Only the server numbers it (`v3`), so it is known by its digest, of which a
    server makes one version of a name; until it is numbered the digest also stands for the number."""
    name = "/".join(part for part in (project, logged.name) if part)
    digest = logged.digest[:12]
    version = ModelVersion(
        "wandb",
        name,
        logged.version or digest,
        artifact=own,
        run=run,
        description=hidden(logged.description),
        identity=digest,
        numbered=bool(logged.version),
    )
    yield version
    if logged.version:
        without = name.partition("/")[2]  # an offline run need not know whose its project is
        for former in (
            ModelVersion("wandb", name, logged.version),  # as earlier readings called it
            ModelVersion("wandb", without, digest),
        ):
            yield Renamed(NodeKind.MODEL_VERSION, former.key, version.key)
    yield Transition(version.key, Move.REGISTERED, f"{run} {digest}", when=at, by=by)
    for alias in logged.aliases:
        yield Transition(version.key, Move.ALIASED, f"{run} {digest} {alias}", alias, at, by)
