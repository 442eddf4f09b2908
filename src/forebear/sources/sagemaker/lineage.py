"""What answers of SageMaker's API say, in whatever order they came, as lineage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from forebear.lineage.facts import Fact
from forebear.sources.sagemaker.associations import Associations, action_facts, artifact_facts
from forebear.sources.sagemaker.jobs import component_facts, processing_facts, training_facts
from forebear.sources.sagemaker.names import Arn
from forebear.sources.sagemaker.packages import Known, group_facts, moves, package_facts
from forebear.sources.shapes import Entry, as_list, as_mapping, as_text

# The lists that calls answer with, and what their entries are.
_LISTS = (
    "ModelPackageSummaryList",
    "ModelPackageGroupSummaryList",
    "TrainingJobSummaries",
    "ProcessingJobSummaries",
    "TrialComponentSummaries",
    "ArtifactSummaries",
    "ActionSummaries",
    "ContextSummaries",
    "AssociationSummaries",
    "Vertices",
    "Edges",
    "Results",  # of `search`: each holds one entry under the name of its kind
)
_FOUND = ("ModelPackage", "ModelPackageGroup", "TrainingJob", "TrialComponent")
_BATCH = "ModelPackageSummaries"  # of `batch-describe-model-package`: by their names
# By what an entry is told, the more telling first: others name packages and jobs too.
_KINDS = (
    "ModelPackageArn",
    "ModelPackageGroupArn",
    "ProcessingJobArn",
    "TrainingJobArn",
    "TrialComponentArn",
    "ArtifactArn",
    "ActionArn",
    "ContextArn",
    "SourceArn",
)


class Answers:
    """Answers of the API, sorted by what they are. `unfinished` = a list came without its next page."""

    def __init__(self) -> None:
        self.unfinished = False
        self._entries: dict[str, list[Entry]] = {kind: [] for kind in _KINDS}

    def add(self, document: object) -> None:
        """Take an answer, or several in a list; what is nothing known is left out."""
        for answer in map(as_mapping, document if isinstance(document, list) else [document]):
            self._add(answer)

    def _add(self, answer: Entry) -> None:
        self.unfinished |= bool(as_text(answer.get("NextToken")))
        lists = [name for name in _LISTS if isinstance(answer.get(name), list)]
        for name in lists:
            for each in map(as_mapping, as_list(answer[name])):
                inner = [as_mapping(each[kind]) for kind in _FOUND if kind in each]
                for found in inner or [each]:
                    self._take(found)
        for entry in as_mapping(answer.get(_BATCH)).values():
            self._take(as_mapping(entry))
        if not lists:
            self._take(answer)

    def facts(self) -> Iterator[Fact]:
        """Yield everything but how packages were moved."""
        for group in self._entries["ModelPackageGroupArn"]:
            yield from group_facts(group)
        for arn, package in self.packages():
            yield from package_facts(package, arn)
        yield from self._each("TrainingJobArn", training_facts)
        yield from self._each("ProcessingJobArn", processing_facts)
        yield from self._each("TrialComponentArn", component_facts)
        yield from self._each("ArtifactArn", artifact_facts)
        yield from self._each("ActionArn", action_facts)
        artifacts = {as_text(each.get("ArtifactArn")): each for each in self._entries["ArtifactArn"]}
        associations = Associations(artifacts)
        for entry in self._entries["SourceArn"]:
            yield from associations.facts(entry)

    def moves(self, known: Mapping[str, Known], now: datetime) -> tuple[list[Fact], dict[str, Known]]:
        """Return how packages were moved since they were `known` so, and what they are like now."""
        found: list[Fact] = []
        after = dict(known)
        for arn, package in self.packages():
            moved, state = moves(package, arn, after.get(arn.text), now)
            found += moved
            if state is not None:
                after[arn.text] = state
        return found, after

    def packages(self) -> Iterator[tuple[Arn, Entry]]:
        """Yield packages, several answers about one in the order of time; of a mere summary beside a describe
        nothing more is to be learnt.
        """
        by_name: dict[str, list[Entry]] = {}
        for package in self._entries["ModelPackageArn"]:
            by_name.setdefault(as_text(package.get("ModelPackageArn")), []).append(package)
        for name, packages in by_name.items():
            arn = Arn.parse(name)
            if arn is None or arn.resource != "model-package":
                continue
            described = [each for each in packages if "LastModifiedTime" in each or "CreatedBy" in each]
            for package in sorted(described, key=_modified) or packages[-1:]:
                yield arn, package

    def _take(self, entry: Entry) -> None:
        for kind in _KINDS:
            if as_text(entry.get(kind)):
                self._entries[kind].append(entry)
                return

    def _each(self, kind: str, facts: Callable[[Entry, Arn], Iterable[Fact]]) -> Iterator[Fact]:
        for entry in _fullest(self._entries[kind], kind):
            arn = Arn.parse(entry.get(kind))
            if arn is not None:
                yield from facts(entry, arn)


def _modified(package: Entry) -> str:
    value = package.get("LastModifiedTime")
    return value.isoformat() if isinstance(value, datetime) else as_text(value)


def _fullest(entries: Iterable[Entry], kind: str) -> Iterable[Entry]:
    """Return of each thing the answer that says most: a describe before the entry of a list."""
    best: dict[str, Entry] = {}
    for entry in entries:
        name = as_text(entry.get(kind))
        if name not in best or len(entry) >= len(best[name]):
            best[name] = entry
    return best.values()
