"""The registry as facts; what MLflow forgets of it is kept as history from the first import on.

MLflow keeps the stage and the aliases of now and no moves. What differs from what was known at the import
before is a move that was seen now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from forebear.lineage.facts import Fact, Generated, Renamed, Tag
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Model,
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Transition,
)
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.hiding import hidden
from forebear.sources.mlflow.records import RegisteredModel, RegisteredVersion
from forebear.sources.mlflow.telling import KIND, kept, model_digest, moment, run_key
from forebear.sources.urls import without_secrets

_NO_STAGE = ("", "None")
_DELETED = "Deleted_Internal"  # what MLflow leaves of a deleted version: its number, and nothing of its model


@dataclass(frozen=True, slots=True)
class Models:
    """Finds the model that a version names; `named` maps (run, name) to the id of a model of MLflow 3."""

    named: Mapping[tuple[str, str], str]
    registered: Mapping[tuple[str, str], RegisteredVersion]

    def of(self, version: RegisteredVersion, depth: int = 0) -> Digest | None:
        """Return what the model of a version is known by, None where the record does not say."""
        for place in (version.source, version.location):
            scheme, _, rest = place.partition(":")
            rest = rest.lstrip("/")
            if scheme == "models":
                if rest.startswith("m-"):
                    return model_digest(rest.partition("/")[0])
                name, _, number = rest.rpartition("/")
                copied = self.registered.get((name, number))
                if copied is not None and depth < 10:
                    return self.of(copied, depth + 1)
            if scheme == "runs" and "/" in rest:
                run, _, path = rest.partition("/")
                return self._of_run(run, path.strip("/"))
            if version.run and f"/{version.run}/artifacts/" in place:
                return self._of_run(version.run, place.rpartition(f"/{version.run}/artifacts/")[2].strip("/"))
        return None

    def _of_run(self, run: str, path: str) -> Digest:
        return model_digest(self.named.get((run, path)) or f"{run}/{path}")


class Registry:
    """What was known of a registry at the import before, and is now; JSON as `state` for a checkpoint."""

    def __init__(self, before: object) -> None:
        self._before = as_mapping(before)
        self.state: dict[str, object] = {}

    def facts(self, models: Sequence[RegisteredModel], resolve: Models, seen: datetime) -> Iterator[Fact]:
        """Yield what is new of models and versions, and the moves since the import before."""
        for model in models:
            before = as_mapping(self._before.get(model.name))
            if before.get("registry", registry_of(model)) != registry_of(model):
                yield from _gone_model(model.name, before, seen)  # deleted, and made anew since
                before = {}
            yield from self._model(model, before, resolve, seen)
        for name in self._before:
            if name not in self.state:
                yield from _gone_model(name, as_mapping(self._before[name]), seen)

    def _model(
        self, model: RegisteredModel, before: Mapping[str, object], resolve: Models, seen: datetime
    ) -> Iterator[Fact]:
        registry, anonymous = registry_of(model), bool(before) and "registry" not in before
        formerly = KIND if anonymous and registry != KIND else ""
        tags = {name: kept(name, value) for name, value in model.tags.items()}
        about = [hidden(model.description), tags]
        if before.get("about") != about or formerly:
            yield Model(registry, model.name, hidden(model.description), tags, formerly)
        known = as_mapping(before.get("versions"))
        keys = {number: _known_key(model.name, before, number) for number in known}
        versions: dict[str, object] = {}
        for version in model.versions:
            if version.stage == _DELETED:
                continue
            was, key = as_mapping(known.get(version.version)), _key(registry, model.name, version)
            former = keys.get(version.version, key)
            if former != key and anonymous:
                yield _renamed(former, key, version, was, before, seen)
                was = {**was, "about": None, "tags": None}  # what is said again goes with the former name
            elif former != key:
                yield _move(former, Move.DEREGISTERED, "deleted", seen)
                was = {}
            keys[version.version] = key
            versions[version.version] = yield from _version(registry, model.name, version, was, resolve, seen)
        for number in known:
            if number not in versions:
                yield _move(keys[number], Move.DEREGISTERED, "deleted", seen)
        aliases = dict(sorted(model.aliases.items()))
        yield from _aliases(keys, as_mapping(before.get("aliases")), aliases, seen)
        self.state[model.name] = {
            "registry": registry,
            "about": about,
            "versions": versions,
            "aliases": aliases,
        }


def registry_of(model: RegisteredModel) -> str:
    """Return what the registry of a model is called: MLflow names no store, but when a model was made it
    keeps to the millisecond, whichever way and wherever the store is read."""
    when = moment(model.created)
    return KIND if when is None else f"{KIND}-{when:%Y%m%d-%H%M%S}-{when.microsecond // 1000:03}"


def _identity(version: RegisteredVersion) -> str:
    """Return what tells a version from all others of its number: copies of a store give out the same ones
    when they have parted."""
    if version.created is None:
        return version.version
    mark = hashlib.blake2b(f"{version.created} {version.run}".encode(), digest_size=4).hexdigest()
    return f"{version.version}~{mark}"


def _key(registry: str, model: str, version: RegisteredVersion) -> str:
    return ModelVersion(registry, model, version.version, identity=_identity(version)).key


def _known_key(model: str, before: Mapping[str, object], number: str) -> str:
    """Return by which key the import before knew a version; earlier ones had nothing but its number."""
    was = as_mapping(as_mapping(before.get("versions")).get(number))
    return str(was.get("key") or ModelVersion(KIND, model, number).key)


def _renamed(  # noqa: PLR0913, PLR0917 - what is known, and what was
    former: str,
    key: str,
    version: RegisteredVersion,
    was: Mapping[str, object],
    before: Mapping[str, object],
    seen: datetime,
) -> Renamed:
    """Return that a version has another name now, with the moves that led to where it was known to be."""
    moves = []
    if (stage := str(was.get("stage") or "")) not in _NO_STAGE:
        moves.append(_move(key, Move.STAGED, f"stage {stage}", seen, stage))
    for alias, number in as_mapping(before.get("aliases")).items():
        if number == version.version:
            moves.append(_move(key, Move.ALIASED, f"alias {alias}", seen, alias))
    return Renamed(NodeKind.MODEL_VERSION, former, key, moment(version.created), tuple(moves))


def _version(  # noqa: PLR0913, PLR0917 - what is known, and what was
    registry: str,
    model: str,
    version: RegisteredVersion,
    was: Mapping[str, object],
    resolve: Models,
    seen: datetime,
) -> Generator[Fact, None, dict[str, object]]:
    """Yield what is new of a version; returns what is to be known of it at the next import."""
    key = _key(registry, model, version)
    tags = {name: kept(name, value) for name, value in version.tags.items()}
    if version.status not in ("", "READY"):
        tags["status"] = version.status
    artifact = resolve.of(version)
    place = without_secrets(version.location or version.source)
    description = hidden(version.description)
    now: dict[str, object] = {
        "key": key,
        "stage": version.stage,
        "tags": [list(pair) for pair in sorted(tags.items())],
        "about": [place, version.run, "" if artifact is None else str(artifact), description],
    }
    by = Person(version.user) if version.user else None
    if was.get("about") is None:
        when = moment(version.created)
        yield Transition(key, Move.REGISTERED, "registered", when=when, by=by, seen=None if when else seen)
    if was.get("about") != now["about"]:
        yield ModelVersion(
            registry,
            model,
            version.version,
            path=place,
            artifact=artifact,
            run=run_key(version.run) if version.run else "",
            description=description,
            identity=_identity(version),
        )
        if artifact is not None:
            yield from _named(model, artifact)
    if was.get("tags") != now["tags"]:
        known = {str(pair[0]) for each in as_list(was.get("tags")) if (pair := as_list(each))}
        for name in sorted(known - tags.keys()):
            yield Tag(NodeKind.MODEL_VERSION, key, name, None)
        for name, value in tags.items():
            yield Tag(NodeKind.MODEL_VERSION, key, name, value)
    if was.get("stage", "") != version.stage and not (not was and version.stage in _NO_STAGE):
        # A move changes when the version was last written to, as other things do: the time is not known.
        yield _move(key, Move.STAGED, f"stage {version.stage}", seen, version.stage)
    return now


def _named(model: str, artifact: Digest) -> Iterator[Fact]:
    """Say of what was registered that it is a model, and which run made it where its name says so.

    What logged it says the same with more; of a folder that was registered by hand nothing else does.
    """
    yield Artifact((artifact,), model, ArtifactType.MODEL)
    run, _, path = unquote(artifact.value).partition("/")
    if path:
        yield Generated(run_key(run), artifact, path, evidence="its registry")


def _aliases(
    keys: Mapping[str, str], before: Mapping[str, object], now: Mapping[str, str], seen: datetime
) -> Iterator[Fact]:
    for alias, number in before.items():
        if now.get(alias) != number and str(number) in keys:
            yield _move(keys[str(number)], Move.UNALIASED, f"alias {alias} taken away", seen, alias)
    for alias, number in now.items():
        if before.get(alias) != number and number in keys:
            yield _move(keys[number], Move.ALIASED, f"alias {alias}", seen, alias)


def _gone_model(name: str, before: Mapping[str, object], seen: datetime) -> Iterator[Fact]:
    """Yield the end of a model that is not there any more; what was known of it stays."""
    for alias, number in as_mapping(before.get("aliases")).items():
        key = _known_key(name, before, str(number))
        yield _move(key, Move.UNALIASED, f"alias {alias} taken away", seen, alias)
    for number in as_mapping(before.get("versions")):
        yield _move(_known_key(name, before, number), Move.DEREGISTERED, "deleted", seen)


def _move(version: str, move: Move, record: str, seen: datetime, stage: str = "") -> Transition:
    # Something can move there and back: when it was seen is part of the record.
    return Transition(version, move, f"{record}, seen {seen.isoformat()}", stage, seen=seen)
