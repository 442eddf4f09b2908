"""What a repository says at a commit of an artifact that GTO's tags name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forebear.lineage.words import Problem
from forebear.sources.dvc.digests import joined
from forebear.sources.dvc.values import as_list, as_mapping, flattened
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import GitRepository, MissingObjectError
from forebear.sources.guarded import guarded
from forebear.sources.hiding import hidden

_FILES = (("dvc.yaml", "artifacts", "desc", "meta"), ("artifacts.yaml", "", "description", "custom"))
"""Where an artifact is declared, below what, and what its description and a team's own values are called."""

_MOST, _LONGEST = 100, 4_000  # values of a team's own, and characters of one


@dataclass(frozen=True, slots=True)
class Declared:
    """An entry of `artifacts:`, "" where it does not say. `tags` are its type, labels and `meta`."""

    path: str = ""
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


def declared_at(repository: GitRepository, commit: str, name: str) -> Declared | Problem:
    """Return what the `dvc.yaml`, or the older `artifacts.yaml`, of an artifact's folder says of it."""
    folder, _, own = name.rpartition(":")
    for file, section, description, meta in _FILES:
        where = joined(folder, file)
        try:
            content = repository.read(commit, where)
            if content is None:
                continue
            root = as_mapping(load_yaml(decoded(content)))
        except (UnreadableError, MissingObjectError) as error:
            return Problem("gto", f"{where}@{commit[:12]}", f"This file could not be read: {error}.")
        entry = as_mapping((as_mapping(root.get(section)) if section else root).get(own))
        path = entry.get("path")
        if isinstance(path, str):
            about = hidden(_text(entry.get(description)))
            return Declared(joined(folder, path), about, _tags(entry, meta))
    return Declared()


def _tags(entry: Mapping[str, object], meta: str) -> Mapping[str, str]:
    found = {"type": _text(entry.get("type"))}
    found["labels"] = ", ".join(filter(None, map(_text, as_list(entry.get("labels"))[:_MOST])))
    for name, value in list(flattened(as_mapping(entry.get(meta))).items())[:_MOST]:
        found[f"{meta}.{name}"] = guarded(name, str(value)[:_LONGEST])[0]
    return {name: value for name, value in found.items() if value}


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
