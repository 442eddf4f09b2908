"""What a model version is called in a REF: by its number while that names one, else with its registry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from forebear.lineage.answers import Registered
from forebear.lineage.words import ModelVersion, Move

_MARKED = re.compile(r"(?:mlflow-\d{8}-\d{6}-\d{3}|gto-[0-9a-f]{8})")


def kind_of(registry: str) -> str:
    """Return which kind of registry it is: `mlflow` of `mlflow-20240102-030405-678`."""
    return registry.partition("-")[0]


def shown_registry(registry: str, *, alone: bool) -> str:
    """Return what people see a registry called: its mark says nothing where no other has the model's name."""
    return kind_of(registry) if alone and _MARKED.fullmatch(registry) else registry


def names_of(version: ModelVersion) -> Iterator[str]:
    """Yield all that a version is called, the shortest first; the last names no other."""
    number = f"{version.name}/{version.version}"
    yield number
    yield f"{kind_of(version.registry)}:{number}"
    yield f"{version.registry}:{number}"
    yield version.key.partition(":")[2]
    yield version.key


def models_of(version: ModelVersion) -> tuple[str, ...]:
    """Return all that the model of a version is called."""
    name, registry = version.name, version.registry
    return name, f"{kind_of(registry)}:{name}", f"{registry}:{name}"


def told_by(known: Registered) -> str:
    """Return what people tell a version by that another is called like: when and by whom, and where it is."""
    first = next((move for move in known.transitions if move.move is Move.REGISTERED), None)
    said = []
    if first is not None and (when := first.when or first.seen):
        said.append(f"registered {when:%Y-%m-%d %H:%M:%S}")
    if first is not None and first.by:
        said.append(f"by {first.by.name}")
    if known.version.path:
        said.append(f"at {known.version.path}")
    return " ".join(said)


def shortest_names(known: Mapping[int, Registered]) -> Mapping[int, str]:
    """Return by node the shortest of a version's names that no other has."""
    taken = Counter(name for each in known.values() for name in set(names_of(each.version)))
    return {
        node: next((name for name in names_of(each.version) if taken[name] == 1), each.version.key)
        for node, each in known.items()
    }
