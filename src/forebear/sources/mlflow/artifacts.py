"""The files that runs and models left, as facts of the lineage."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forebear.lineage.copies import KEPT
from forebear.lineage.facts import Fact, Generated, Mentioned, Part, Seen, Tag
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Role
from forebear.sources.dvc.digests import type_of
from forebear.sources.hashing import Entry, Measured, folder_digest
from forebear.sources.kept_patch import Patch, patch_among
from forebear.sources.mlflow.files import Listed, measured
from forebear.sources.mlflow.models import NAME, ModelFolder, read_model
from forebear.sources.mlflow.telling import KIND, model_digest

_PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".html")


@dataclass(slots=True)
class Left:
    """The files of one run or model, in `folder`.

    `run` is the key of the run that made them, "" where none is known, and `at` what they are called by in
    its record: "" for its own, a model's name for those of a model. `own` gives what a model is known by,
    from its path: None for one that may still be written to. `problems` are filled while facts are taken.
    `elsewhere` says where the files are, where `folder` has copies of them, and `left_out` which it lacks.
    """

    run: str
    folder: Path
    own: Callable[[str], str | None]
    at: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: Callable[[str], str] | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)

    def facts(self, files: Listed, pulse: Callable[[str], None]) -> Iterator[Fact]:
        """Yield what the files are; each is read once."""
        if files.refused:
            some = ", ".join(files.refused[:3])
            self.problems.append(
                (self._place(""), f"{len(files.refused)} links or unreadable folders were left out: {some}.")
            )
        if files.cut:
            self.problems.append(
                (self._place(""), f"There are more than {len(files.sizes)} files; the others were left out.")
            )
        models = _model_folders(files)
        patch = "" if self.at else patch_among([path for path in files.sizes if not _is_in_any(path, models)])
        of_model: dict[str, dict[str, Measured]] = {model: {} for model in models}
        incomplete: set[str] = set()
        for path, found in measured(self.folder, files, pulse, self.left_out):
            place = self._place(path)
            model = next((each for each in models if _is_in(path, each)), None)
            if isinstance(found, str):
                if model is not None:
                    incomplete.add(model)
                yield from self._unread(path, place, found)
                continue
            if model is not None:
                of_model[model][path.removeprefix(f"{model}/" if model else "")] = found
                continue
            if path == patch and self.run:
                kept = Patch(_digests(found), found.size, place)
                yield from kept.facts(self.run, path, KIND, "its artifacts")
                continue
            digests = _digests(found)
            yield Artifact(digests, posixpath.basename(path), _type(path), found.size)
            yield Seen(digests[0], KIND, place)
            if self.run:
                named = self._named(path)
                yield Generated(self.run, digests[0], named, _role(path), evidence=KEPT)
        for model, parts in of_model.items():
            yield from self._incomplete(model) if model in incomplete else self._model(model, parts)

    def _place(self, path: str) -> str:
        return self.elsewhere(path) if self.elsewhere is not None else str(self.folder / path)

    def _model(self, inside: str, parts: Mapping[str, Measured]) -> Iterator[Fact]:
        folder, place = self.folder / inside, self._place(inside)
        said = read_model(folder)
        if said.problem:
            self.problems.append((self._place(posixpath.join(inside, NAME)), said.problem))
        entries = [Entry(path, part.digests["md5"].value) for path, part in parts.items()]
        digest = folder_digest(entries)
        own = self.own(inside)
        name = posixpath.basename(self._named(inside)) or "model"
        size = sum(part.size for part in parts.values())
        digests = (digest,) if own is None else (digest, model_digest(own))
        yield Artifact(digests, name, ArtifactType.MODEL, size, len(parts))
        yield Seen(digest, KIND, place)
        path = self._named(inside)
        if self.run:
            yield Generated(self.run, digest, path, evidence="its model")
        for note, value in said.notes.items():
            yield Tag(NodeKind.ARTIFACT, digest, note, value)
        yield from _main_files(said, place, digest, path, parts)

    def _incomplete(self, inside: str) -> Iterator[Fact]:
        """Yield a model of which not all files were read: a digest of the others would be a wrong one."""
        own = self.own(inside)
        if own is None:
            return
        digest, path = model_digest(own), self._named(inside)
        yield Artifact((digest,), posixpath.basename(path) or "model", ArtifactType.MODEL)
        yield Seen(digest, KIND, self._place(inside))
        if self.run:
            yield Generated(self.run, digest, path, evidence="its model")

    def _unread(self, path: str, place: str, why: str) -> Iterator[Fact]:
        self.problems.append((place, f"This file was not read: {why}. It is known by its place alone."))
        if self.run:
            yield Mentioned(self.run, place, Role.OUTPUT, f"its artifacts: {self._named(path)}")

    def _named(self, path: str) -> str:
        return posixpath.join(self.at, path) if path else self.at


def packages_in(folder: Path, files: Listed) -> Mapping[str, str]:
    """Return the packages that the models below a folder ask for, by name."""
    found: dict[str, str] = {}
    for model in _model_folders(files):
        found.update(read_model(folder / model).packages)
    return found


def _main_files(
    said: ModelFolder, place: str, digest: Digest, path: str, parts: Mapping[str, Measured]
) -> Iterator[Fact]:
    """Yield the files that hold the model proper, so that others who saw them see the same."""
    for name in said.files:
        part = parts.get(name)
        if part is not None:
            digests = _digests(part)
            yield Artifact(digests, posixpath.basename(name), ArtifactType.MODEL, part.size)
            yield Seen(digests[0], KIND, posixpath.join(place, name))
            yield Part(digest, digests[0], posixpath.join(path, name))


def _model_folders(files: Listed) -> list[str]:
    """Return the folders that are models; one inside another belongs to that."""
    folders = sorted(posixpath.dirname(path) for path in files.sizes if posixpath.basename(path) == NAME)
    found: list[str] = []
    for folder in folders:
        if not any(_is_in(folder, other) for other in found):
            found.append(folder)
    return found


def _is_in_any(path: str, folders: list[str]) -> bool:
    return any(_is_in(path, folder) for folder in folders)


def _is_in(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _digests(found: Measured) -> tuple[Digest, Digest]:
    return found.digests["md5"], found.digests["sha256"]


def _type(path: str) -> ArtifactType:
    if path.lower().endswith(_PICTURES):
        return ArtifactType.PLOT
    return type_of(path, data=False)


def _role(path: str) -> Role:
    return Role.PLOT if path.lower().endswith(_PICTURES) else Role.OUTPUT
