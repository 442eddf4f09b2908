"""Makes the plan of one step of a mixture: an ordinary plan whose parts come from two versions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from forebear.lineage.words import Digest
from forebear.rebuild.attribution.mixing import EPOCH, Source, Step
from forebear.rebuild.inputs import GIT, Located, Wanted
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.stores import KeptStore
from forebear.rebuild.workshop import Workshop
from forebear.sources.git.repository import REGULAR
from forebear.sources.hashing import Entry, folder_digest, listing_pieces

if TYPE_CHECKING:
    from docker import DockerClient


def planned(workshop: Workshop, step: Step, loosened: Loosened, client: DockerClient) -> Plan:
    """Return the plan of a step, with an id of its own; what it needs of Git's contents is kept by digest.

    A step in which nothing is mixed has the plan of its run itself, and is judged against its record.
    """
    stage, there = step.stage, step.environment
    fresh = workshop.plan(f"run:{stage.record.run.key}", loosened, client)
    if step.recorded:
        return fresh
    laid = [_made(path, digests or (), workshop, fresh) for path, digests in step.made.items()]
    laid += [_content(source, fresh.code, workshop) for source in step.data.values()]
    laid += [_file(path, content, workshop.kept) for path, content in step.parameters.items()]
    taken = {*stage.made, *(each.wanted.path for each in laid)}
    inputs = [each for each in fresh.inputs if each.wanted.path not in taken]
    variables = dict(there.plan.variables)
    recorded = there.plan.image.environment.variables if there.plan.image else {}
    if EPOCH not in recorded and EPOCH in fresh.variables:
        variables[EPOCH] = fresh.variables[EPOCH]  # of the commit whose code it is
    return replace(
        fresh,
        inputs=(*inputs, *laid),
        outputs=tuple(
            replace(each, wanted=Wanted(each.wanted.path, (), each.wanted.size), values={})
            for each in fresh.outputs
        ),
        image=there.plan.image,
        variables=variables,
        limits=there.plan.limits,
        missing=step.missing,
        notes=(),
    )


def _made(path: str, digests: tuple[Digest, ...], workshop: Workshop, fresh: Plan) -> Located:
    """Return where something is that a step before it made: as made, it has no other name than its digest."""
    return workshop.finder().locate(Wanted(path, digests), fresh.code)


def _content(source: Source, commit: str, workshop: Workshop) -> Located:
    """Return where an input is; what Git holds only at another commit is kept first."""
    located = source.located
    if located.place != GIT or source.commit == commit:
        return located
    path = located.wanted.path
    entries = workshop.repository.tree(source.commit, path)
    if not entries:
        return _file(path, workshop.repository.read(source.commit, path) or b"", workshop.kept)
    listed = []
    for name, entry in entries.items():
        if entry.mode in REGULAR:
            content = workshop.repository.blob(entry.sha)
            listed.append(Entry(name.removeprefix(f"{path}/"), _keep(content, workshop.kept).value))
    folder = folder_digest(listed)
    _keep(b"".join(listing_pieces(listed)), workshop.kept, folder)
    return Located(Wanted(path, (folder,)), workshop.kept.name)


def _file(path: str, content: bytes, kept: KeptStore) -> Located:
    return Located(Wanted(path, (_keep(content, kept),), len(content)), kept.name)


def _keep(content: bytes, kept: KeptStore, name: Digest | None = None) -> Digest:
    digest = name or Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())
    fresh = kept.incoming()
    try:
        fresh.write_bytes(content)
        kept.keep_copy(fresh, digest)
    finally:
        fresh.unlink(missing_ok=True)
    return digest
