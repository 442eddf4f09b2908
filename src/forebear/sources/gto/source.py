"""The GTO source: model versions and their stages from annotated tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import ModelVersion, Move, Problem, Ref, RefKind, Transition
from forebear.sources.dvc.digests import joined
from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import GitRepository, MissingObjectError
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
    """

    kind = "gto"

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield all versions and transitions when a tag has come or gone since `since`."""
        tags = {name: sha for name, sha in self._repository.tips().items() if name.startswith("refs/tags/")}
        wanted = {name: sha for name, sha in tags.items() if read_tag(name.removeprefix("refs/tags/"))}
        if since is not None and since.get("tags") == wanted:
            if since.get("tips") != self._repository.tips():
                yield self._checkpoint(wanted)
            return
        if wanted:
            yield from self._registry(progress)
        yield self._checkpoint(wanted)

    def _checkpoint(self, tags: Mapping[str, str]) -> Checkpoint:
        state = {
            "tips": dict(self._repository.tips()),
            "shallow": self._repository.place.cut(),
            "tags": dict(tags),
            "found": bool(tags),
        }
        return Checkpoint(self.kind, self.location, state)

    def _registry(self, progress: Progress) -> Iterator[Fact]:
        events = [
            _Event(ref, said)
            for ref in self._repository.refs()
            if ref.kind is RefKind.REGISTRY and ref.tagged_at is not None and (said := read_tag(ref.name))
        ]
        events.sort(key=_order)
        paths: dict[tuple[str, str], str] = {}
        at: dict[tuple[str, str], ModelVersion] = {}
        named: dict[tuple[str, str], ModelVersion] = {}
        latest: dict[str, ModelVersion] = {}
        for event in events:
            said, commit = event.said, event.ref.commit
            if said.move is Move.REGISTERED:
                where = (said.name, commit)
                if where not in paths:
                    path = self._path(said.name, commit)
                    if isinstance(path, Problem):
                        yield path
                    paths[where] = "" if isinstance(path, Problem) else path
                version = ModelVersion("gto", said.name, said.version, commit, paths[where])
                at[where] = named[said.name, said.version] = latest[said.name] = version
                yield version
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
                    "This tag speaks of a version that was never registered; it was left out.",
                )
                continue
            yield Transition(
                found.key, said.move, ref.name, said.stage, ref.tagged_at, ref.tagger, ref.message.strip()
            )
            progress.step("model versions", done, len(events))

    def _path(self, name: str, commit: str) -> str | Problem:
        """Return where the artifact of that name is at a commit, "" where nothing says so.

        Its entry is in `artifacts:` of the `dvc.yaml`, or in the older `artifacts.yaml`, of its folder.
        """
        folder, _, own = name.rpartition(":")
        for file, section in (("dvc.yaml", "artifacts"), ("artifacts.yaml", "")):
            where = joined(folder, file)
            try:
                content = self._repository.read(commit, where)
                if content is None:
                    continue
                root = as_mapping(load_yaml(decoded(content)))
            except (UnreadableError, MissingObjectError) as error:
                return Problem("gto", f"{where}@{commit[:12]}", f"This file could not be read: {error}.")
            entry = as_mapping((as_mapping(root.get(section)) if section else root).get(own))
            path = entry.get("path")
            if isinstance(path, str):
                return joined(folder, path)
        return ""
