"""The GTO source: model versions and their stages from annotated tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from forebear.lineage.facts import Checkpoint, Fact, Renamed, Solved, Tag
from forebear.lineage.progress import Progress
from forebear.lineage.words import Model, ModelVersion, Move, NodeKind, Problem, Ref, RefKind, Transition
from forebear.sources.dvc.values import as_mapping
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import checkpoint_state
from forebear.sources.gto.declared import Declared, declared_at
from forebear.sources.gto.tags import Said, read_tag

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

# Dates of tags are whole seconds. Within one, a version is registered before it moves, and ends after that.
_WITHIN_A_SECOND = {
    Move.REGISTERED: 0,
    Move.ASSIGNED: 1,
    Move.UNASSIGNED: 1,
    Move.DEREGISTERED: 2,
    Move.DEPRECATED: 3,
}


@dataclass(frozen=True, slots=True)
class _Event:
    ref: Ref
    said: Said


def _order(event: _Event) -> tuple[datetime, int, int, str]:
    said = event.said
    return event.ref.tagged_at or _LONG_AGO, _WITHIN_A_SECOND[said.move], said.counter, event.ref.name


class GtoSource:
    """The registry that the tags of one repository hold.

    Like `gto`, it goes by annotated tags only, in the order of their dates; a stage is assigned to the
    version that was registered at the tagged commit.

    Where the lineage is `shared`, other repositories may have models and versions of the same names: there a
    model is also known by the commit of its first version, and a version by its own.
    """

    kind = "gto"

    def __init__(self, repository: GitRepository, *, shared: bool = False) -> None:
        self._repository = repository
        self._shared = shared
        self._keys: dict[str, str] = {}
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield all versions and transitions when a tag has come or gone since `since`."""
        tags = {name: sha for name, sha in self._repository.tips().items() if name.startswith("refs/tags/")}
        wanted = {name: sha for name, sha in tags.items() if read_tag(name.removeprefix("refs/tags/"))}
        before = None if since is None else as_mapping(since.get("keys"))
        known = since is not None and since.get("tags") == wanted and since.get("declared") is True
        if since is not None and known and (before or not self._shared or not wanted):
            self._keys = {name: str(key) for name, key in (before or {}).items()}
            if any(since.get(name) != value for name, value in self._state(wanted).items()):
                yield Checkpoint(self.kind, self.location, self._state(wanted))
            return
        if wanted:
            yield from self._registry(before, progress)
        yield Checkpoint(self.kind, self.location, self._state(wanted))

    def _state(self, tags: Mapping[str, str]) -> dict[str, object]:
        reached = checkpoint_state(self._repository, self._repository.tips())
        keys = {"keys": dict(self._keys)} if self._shared else {}
        return {**reached, "tags": dict(tags), "declared": True, "found": bool(tags), **keys}

    def _registry(self, before: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        events = [
            _Event(ref, said)
            for ref in self._repository.refs()
            if ref.kind is RefKind.REGISTRY and ref.tagged_at is not None and (said := read_tag(ref.name))
        ]
        events.sort(key=_order)
        declared: dict[tuple[str, str], Declared] = {}
        at: dict[tuple[str, str], ModelVersion] = {}
        named: dict[tuple[str, str], ModelVersion] = {}
        latest: dict[str, ModelVersion] = {}
        for event in events:
            said, commit = event.said, event.ref.commit
            if said.move is Move.REGISTERED:
                where = (said.name, commit)
                if where not in declared:
                    read = declared_at(self._repository, commit, said.name)
                    if isinstance(read, Problem):
                        yield read
                    declared[where] = Declared() if isinstance(read, Problem) else read
                about = declared[where]
                version = ModelVersion(
                    "gto", said.name, said.version, commit, about.path, description=about.description
                )
                if self._shared:
                    first = latest[said.name].registry if said.name in latest else f"gto-{commit[:8]}"
                    mark = f"{said.version}~{commit[:8]}"
                    version = replace(version, registry=first, identity=mark)
                    yield from self._renamed(version, before, event.ref)
                at[where] = named[said.name, said.version] = latest[said.name] = version
                yield version
                for name, value in about.tags.items():
                    yield Tag(NodeKind.MODEL_VERSION, version.key, name, value)
        for name, version in latest.items():  # of the model is said what is said with its newest version
            about = declared[name, version.commit]
            if about.description or about.tags:
                yield Model(version.registry, name, about.description, about.tags)
        for done, event in enumerate(events, 1):
            said, ref = event.said, event.ref
            yield Solved("gto", ref.name)
            found = (
                named.get((said.name, said.version))
                if said.version
                else latest.get(said.name)
                if said.move is Move.DEPRECATED
                else at.get((said.name, ref.commit))
            )
            if found is None:
                yield Problem(
                    "gto",
                    ref.name,
                    "This tag speaks of a version that was never registered; it was left out. `gto register` "
                    "registers one; where its tag is only not here, `git fetch --tags` brings it.",
                )
                continue
            yield Transition(
                found.key, said.move, ref.name, said.stage, ref.tagged_at, ref.tagger, ref.message.strip()
            )
            progress.step("model versions", done, len(events))

    def _renamed(
        self, version: ModelVersion, before: Mapping[str, object] | None, tag: Ref
    ) -> Iterator[Renamed]:
        """Yield that a version was known otherwise: without marks, or before a first version was gone."""
        name = f"{version.name}@{version.version}"
        self._keys[name] = version.key
        if before is None:
            return
        former = str(before.get(name) or ModelVersion("gto", version.name, version.version).key)
        if former != version.key:
            yield Renamed(NodeKind.MODEL_VERSION, former, version.key, tag.tagged_at, retold=True)
