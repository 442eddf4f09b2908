"""What the files of a commit say about environments: packages that are asked for, and configuration for
Kubernetes (ConfigMaps, Secrets by name only, Helm values). Nothing is run; templates are left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forebear.compare.environment_values import Slot, Values, guarded
from forebear.compare.packages.declared import by_name
from forebear.compare.packages.files import read_package_file, reader_of, settings_of
from forebear.sources.dvc.values import as_list, as_mapping, flattened
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import REGULAR, GitRepository, TreeEntry

_LARGEST = 8 << 20  # bytes of a package file
_LARGEST_YAML = 256 << 10
_MOST_FILES, _MOST_YAML = 200, 500
_YAML = (".yaml", ".yml")
_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_LIKELY = re.compile(r"k8s|kube|helm|chart|deploy|manifest|overlay|infra|argo|config", re.IGNORECASE)
_VALUES = re.compile(r"values(?:[-_.].*)?\.ya?ml")


@dataclass(frozen=True, slots=True)
class FilesAt:
    """What the files of one commit say. `unread` are files that are there but could not be read: path to why.
    `notes` are sentences about what was left out."""

    values: Values
    unread: Mapping[str, str]
    notes: tuple[str, ...] = ()


class DeclaredFiles:
    """Reads the files of commits of one repository; a file that did not change is read once."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._read: dict[tuple[str, str], tuple[Values, str]] = {}

    def at(self, commit: str) -> FilesAt:
        """Return what the files of a commit say; raises ActionableError where Git cannot read it."""
        tree = [entry for entry in self._repository.tree(commit).values() if entry.mode in REGULAR]
        packages = [entry for entry in tree if reader_of(entry.path)]
        yaml = [entry for entry in tree if entry.path.endswith(_YAML) and not reader_of(entry.path)]
        yaml.sort(key=lambda entry: (not _LIKELY.search(entry.path), entry.path))
        charts = {PurePosixPath(entry.path).parent for entry in tree if entry.path.endswith("Chart.yaml")}
        values: dict[Slot, tuple[str, str]] = {}
        unread: dict[str, str] = {}
        chosen = packages[:_MOST_FILES]
        for entry, content in self._contents(chosen, _LARGEST):
            self._read[entry.path, entry.sha] = _packages(entry.path, content)
        for entry, content in self._contents(yaml[:_MOST_YAML], _LARGEST_YAML):
            beside = PurePosixPath(entry.path).parent in charts
            found = {} if content is None else _configuration(entry.path, content, beside)
            self._read[entry.path, entry.sha] = (found, "")
        for entry in (*chosen, *yaml[:_MOST_YAML]):
            found, problem = self._read[entry.path, entry.sha]
            values |= found
            if problem:
                unread[entry.path] = problem
        notes = [f"{path}: {why}." for path, why in unread.items()]
        if len(packages) > _MOST_FILES:
            notes.append(f"Of {len(packages)} package files only the first {_MOST_FILES} are compared.")
        partly = {path for path in unread if any(slot[1] == path for slot in values)}
        return FilesAt(
            values, {path: why for path, why in unread.items() if path not in partly}, tuple(notes)
        )

    def _contents(
        self, entries: Iterable[TreeEntry], largest: int
    ) -> Iterator[tuple[TreeEntry, bytes | None]]:
        """Yield the contents of the files that were not read yet."""
        asked = [entry for entry in entries if (entry.path, entry.sha) not in self._read]
        blobs = self._repository.blobs([entry.sha for entry in asked], largest=largest)
        for entry, (_, content) in zip(asked, blobs, strict=True):
            yield entry, content


def _packages(path: str, content: bytes | None) -> tuple[Values, str]:
    if content is None:
        return {}, "it is not in this clone, or too large to read"
    file = read_package_file(path, content)
    found = {("declared", path, name): pair for name, pair in by_name(file.packages).items()}
    found |= {("declared", path, name): guarded(name, value) for name, value in settings_of(file).items()}
    return found, file.problem


def _configuration(path: str, content: bytes, beside_chart: bool) -> Values:
    """Return the values of a chart, or those of the ConfigMaps and Secrets in a file; none of any other."""
    try:
        text = decoded(content)
    except UnreadableError:
        return {}
    name = PurePosixPath(path).name
    if _VALUES.fullmatch(name) and (beside_chart or "helm" in path.lower()):
        return {
            ("config", path, key): guarded(key, _text(value)) for key, value in _flat(_loaded(text)).items()
        }
    if "ConfigMap" not in text and "kind: Secret" not in text:
        return {}
    found: dict[Slot, tuple[str, str]] = {}
    for part in _DOCUMENT.split(text):
        for document in _objects(_loaded(part)):
            found |= _kubernetes(path, document)
    return found


def _objects(document: object) -> Iterator[Mapping[str, object]]:
    table = as_mapping(document)
    if table.get("kind") == "List":
        for item in as_list(table.get("items")):
            yield as_mapping(item)
    elif table:
        yield table


def _kubernetes(path: str, document: Mapping[str, object]) -> Values:
    kind = document.get("kind")
    if kind not in ("ConfigMap", "Secret"):
        return {}
    metadata = as_mapping(document.get("metadata"))
    place = ".".join(str(metadata[key]) for key in ("namespace", "name") if metadata.get(key))
    found: dict[Slot, tuple[str, str]] = {}
    for part in ("data", "stringData", "binaryData"):
        for key, value in as_mapping(document.get(part)).items():
            name = f"{kind} {place}: {key}"
            if kind == "Secret" or part == "binaryData":
                found["config", path, name] = guarded(name, _text(value), secret=True)
                continue
            inner = _inner(key, _text(value))
            if inner is None:
                found["config", path, name] = guarded(key, _text(value))
            for below, leaf in (inner or {}).items():
                found["config", path, f"{name}: {below}"] = guarded(below, _text(leaf))
    return found


def _inner(key: str, value: str) -> Mapping[str, object] | None:
    """Return the values of a file within a ConfigMap, where it is one with values of its own."""
    if not key.endswith((*_YAML, ".json")):
        return None
    return _flat(_loaded(value)) or None


def _flat(document: object) -> Mapping[str, object]:
    try:
        return flattened(document)
    except UnreadableError:
        return {}


def _loaded(text: str) -> object:
    try:
        return load_yaml(text)
    except UnreadableError:  # a template, most of the time
        return None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
