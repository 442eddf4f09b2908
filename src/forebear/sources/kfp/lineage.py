"""What saved files of Kubeflow Pipelines say: pipelines, runs, artifacts and what links them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from forebear.lineage.facts import Fact, Tag
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Problem
from forebear.sources.kfp.runs import KIND, artifact_facts, link_facts, run_facts
from forebear.sources.kfp.specification import Specification, read_specification
from forebear.sources.saved import Saved
from forebear.sources.shapes import Entry, as_list, as_mapping, as_text

_LISTS = ("runs", "artifacts", "artifact_tasks", "pipeline_versions", "experiments")


def facts_of(files: Sequence[Saved]) -> Iterator[Fact]:
    """Yield what files say; a run is held against the pipeline that is saved beside it."""
    said = Said()
    for file in files:
        for document in file.documents:
            entries, more = _entries(document)
            if more:
                what = (
                    "This list goes on: it was saved without its next page. Save the answers for each "
                    "next_page_token beside it, or ask with a larger page_size."
                )
                yield Problem(KIND, file.name, what)
            for entry in entries:
                said.add(file, entry)
    yield from said.facts()


class Said:
    """Entries by what they are, wherever they came from."""

    def __init__(self) -> None:
        self._runs: list[Entry] = []
        self._artifacts: list[Entry] = []
        self._links: list[Entry] = []
        self.versions: dict[str, Specification] = {}
        self._specifications: list[tuple[Saved, Specification]] = []
        self._experiments: dict[str, str] = {}

    def facts(self) -> Iterator[Fact]:
        """Yield what they say."""
        for file, specification in self._specifications:
            yield from _specification(file, specification)
        for specification in self.versions.values():
            yield from _environments(specification)
        for artifact in self._artifacts:
            yield from artifact_facts(artifact)
        for run in self._runs:
            experiment = self._experiments.get(as_text(run.get("experiment_id")), "")
            yield from run_facts(run, self._specification_of(run), experiment)
        for link in self._links:
            yield from link_facts(link)

    def add(self, file: Saved | None, entry: Entry) -> None:
        """Take an entry of a file, or of a server; what is nothing known is left out."""
        if "artifact_id" in entry:
            (self._links if "task_id" in entry else self._artifacts).append(entry)
        elif "run_id" in entry:
            if "task_id" not in entry:
                self._runs.append(entry)
        elif (specification := read_specification(entry)) is not None:
            version = as_text(entry.get("pipeline_version_id"))
            if version:
                self.versions[version] = specification
            elif file is not None:
                self._specifications.append((file, specification))
        elif "experiment_id" in entry:
            self._experiments[as_text(entry["experiment_id"])] = as_text(entry.get("display_name"))

    def _specification_of(self, run: Entry) -> Specification | None:
        reference = as_mapping(run.get("pipeline_version_reference"))
        version = as_text(reference.get("pipeline_version_id")) or as_text(run.get("pipeline_version_id"))
        return read_specification(run.get("pipeline_spec")) or self.versions.get(version)


def _entries(document: object) -> tuple[list[Entry], bool]:
    """Return the entries of a document, and whether the list that it is goes on."""
    if isinstance(document, list):
        return [as_mapping(each) for each in document], False
    entry = as_mapping(document)
    if "run_id" not in entry and "artifact_id" not in entry:
        for name in _LISTS:
            if isinstance(entry.get(name), list):
                more = bool(as_text(entry.get("next_page_token")))
                return [as_mapping(each) for each in as_list(entry[name])], more
    return [entry], False


def _specification(file: Saved, specification: Specification) -> Iterator[Fact]:
    content = file.content
    digests = (
        Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest()),
        Digest("sha256", hashlib.sha256(content).hexdigest()),
        Digest("git", hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()),
    )
    name = file.name.rpartition("/")[2]
    yield Artifact(digests, name, ArtifactType.CONFIG, len(content))
    noted = {
        "pipeline": specification.name,
        "description": specification.description,
        "compiler": specification.compiler,
        "pipeline root": specification.root,
        "tasks": specification.tasks_told(),
    }
    for tag, said in noted.items():
        if said:
            yield Tag(NodeKind.ARTIFACT, digests[1], tag, said)
    yield from _environments(specification)


def _environments(specification: Specification) -> Iterator[Fact]:
    for executor in specification.executors.values():
        if executor.environment is not None:
            yield executor.environment
