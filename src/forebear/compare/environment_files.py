"""What the files of a commit say about environments: packages that are asked for, and the configuration of
where things run (Kubernetes, Kustomize, Helm, Compose). Nothing is run; templates are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forebear.sources.dvc.yaml_text import UnreadableError, decoded
from forebear.sources.git.repository import REGULAR, GitRepository, TreeEntry
from forebear.sources.guarded import Slot, Values, guarded
from forebear.sources.kubernetes.configuration import (
    CHARTS,
    YAML,
    Generated,
    read_configuration,
    read_generated,
)
from forebear.sources.packages.declared import by_name
from forebear.sources.packages.files import read_package_file, reader_of, settings_of

_LARGEST = 8 << 20  # bytes of a package file
_LARGEST_YAML = 256 << 10
_MOST_FILES, _MOST_YAML = 200, 500
_CONFIGURED = (*YAML, *CHARTS)
_LIKELY = re.compile(r"k8s|kube|helm|chart|deploy|manifest|overlay|infra|argo|config", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilesAt:
    """What the files of one commit say. `unread` are files that are there but could not be read: path to why.
    `notes` are sentences about what was left out."""

    values: Values
    unread: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file says; `problem` is why it (or a part of it) could not be read."""

    values: Values
    problem: str = ""
    generated: tuple[Generated, ...] = ()


class DeclaredFiles:
    """Reads the files of commits of one repository; a file that did not change is read once."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._read: dict[object, _Read] = {}

    def at(self, commit: str) -> FilesAt:
        """Return what the files of a commit say; raises ActionableError where Git cannot read it."""
        tree = [entry for entry in self._repository.tree(commit).values() if entry.mode in REGULAR]
        packages = [entry for entry in tree if reader_of(entry.path)]
        chosen = packages[:_MOST_FILES]
        self._take_in(chosen, _LARGEST, _packages)
        charts = {PurePosixPath(entry.path).parent for entry in tree if entry.path.endswith("Chart.yaml")}
        yaml = [entry for entry in tree if entry.path.endswith(_CONFIGURED) and not reader_of(entry.path)]
        yaml = sorted(yaml, key=lambda entry: (not _LIKELY.search(entry.path), entry.path))[:_MOST_YAML]
        self._take_in(
            yaml,
            _LARGEST_YAML,
            lambda path, content: _configuration(path, content, PurePosixPath(path).parent in charts),
        )
        read = [(entry.path, self._read[entry.path, entry.sha]) for entry in (*chosen, *yaml)]
        read += self._generated(tree, [each for _, file in read for each in file.generated])
        values: dict[Slot, tuple[str, str]] = {}
        for _, file in read:
            values |= file.values
        whole = {slot[1] for slot in values}
        unread = {path: file.problem for path, file in read if file.problem}
        declared = {entry.path for entry in chosen}
        notes = [f"{path}: {why}." for path, why in unread.items() if path in declared]
        if len(packages) > _MOST_FILES:
            notes.append(f"Of {len(packages)} package files only the first {_MOST_FILES} are compared.")
        return FilesAt(values, {path: why for path, why in unread.items() if path not in whole}, tuple(notes))

    def _take_in(
        self, entries: Iterable[TreeEntry], largest: int, read: Callable[[str, bytes | None], _Read]
    ) -> None:
        """Read the files that were not read yet."""
        asked = [entry for entry in entries if (entry.path, entry.sha) not in self._read]
        blobs = self._repository.blobs([entry.sha for entry in asked], largest=largest)
        for entry, (_, content) in zip(asked, blobs, strict=True):
            self._read[entry.path, entry.sha] = read(entry.path, content)

    def _generated(self, tree: Iterable[TreeEntry], files: list[Generated]) -> list[tuple[str, _Read]]:
        """Read the files that Kustomize makes ConfigMaps and Secrets of."""
        by_path = {entry.path: entry.sha for entry in tree} if files else {}
        here = [(file, by_path[file.path]) for file in files[:_MOST_YAML] if file.path in by_path]
        asked = [(file, sha) for file, sha in here if (file, sha) not in self._read]
        blobs = self._repository.blobs([sha for _, sha in asked], largest=_LARGEST_YAML)
        for (file, sha), (_, content) in zip(asked, blobs, strict=True):
            text = None if content is None else content.decode("utf-8", "replace")
            self._read[file, sha] = (
                _Read({}, "it is too large to read") if text is None else _Read(read_generated(file, text))
            )
        return [(file.path, self._read[file, sha]) for file, sha in here]


def _packages(path: str, content: bytes | None) -> _Read:
    if content is None:
        return _Read({}, "it is not in this clone, or too large to read")
    file = read_package_file(path, content)
    found = {("declared", path, name): pair for name, pair in by_name(file.packages).items()}
    found |= {("declared", path, name): guarded(name, value) for name, value in settings_of(file).items()}
    return _Read(found, file.problem)


def _configuration(path: str, content: bytes | None, beside_chart: bool) -> _Read:
    if content is None:
        return _Read({}, "it is not in this clone, or too large to read")
    try:
        found = read_configuration(path, decoded(content), beside_chart=beside_chart)
    except UnreadableError as error:
        return _Read({}, str(error))
    return _Read(found.values, "it is no YAML that can be read" if found.unread else "", found.generated)
