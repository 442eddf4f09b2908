"""The lineage that SageMaker keeps: artifacts, actions and contexts, and the associations between them.

Associations point as data flows, whatever their type (API reference, `AddAssociation`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forebear.lineage.facts import CodeOf, Fact, Generated, Nested, RanIn, Seen, Tag, Used
from forebear.lineage.words import Environment, NodeKind, Origin, Run
from forebear.sources.guarded import guarded
from forebear.sources.sagemaker.names import KIND, Arn, artifact_of, place, run_key
from forebear.sources.sagemaker.packages import version_of
from forebear.sources.shapes import (
    Entry,
    artifact_at,
    as_commit,
    as_mapping,
    as_moment,
    as_text,
    image_named,
    type_named,
)

_ENDED = {"Completed": "completed", "Failed": "failed", "Stopped": "cancelled", "InProgress": "running"}


class Associations:
    """Makes facts of associations. `artifacts` are those that are described, by their names."""

    def __init__(self, artifacts: Mapping[str, Entry]) -> None:
        self._artifacts = artifacts

    def facts(self, association: Entry) -> Iterator[Fact]:
        """Yield what joins the two ends of an association, of `ListAssociations` or of `QueryLineage`."""
        source, target = (Arn.parse(association.get(name)) for name in ("SourceArn", "DestinationArn"))
        if source is None or target is None:
            return
        kind = as_text(association.get("AssociationType")) or "AssociatedWith"
        evidence = f"association {kind}"
        names = [as_text(association.get(name)) for name in ("SourceName", "DestinationName")]
        types = [as_text(association.get(name)) for name in ("SourceType", "DestinationType")]
        for arn, name, type_ in zip((source, target), names, types, strict=True):
            if arn.resource == "artifact" and arn.text not in self._artifacts and name and type_ != "Image":
                yield artifact_at((artifact_of(arn),), "", name, type_named(type_))
        if source.resource == "artifact" and target.is_run:
            yield from self._into(source, target, evidence, types[0])
        elif source.is_run and target.resource == "artifact":
            package = self._package(target)
            if package is not None:
                yield Tag(NodeKind.MODEL_VERSION, version_of(package).key, evidence, names[0] or source.id)
            else:
                yield Generated(run_key(source), artifact_of(target), self._place(target), evidence=evidence)
        elif source.is_run and target.is_run:
            yield Nested(run_key(target), run_key(source))
        else:
            yield from _noted(target, kind, names[0] or source.id)
            yield from _noted(source, f"{kind} with" if kind == "AssociatedWith" else f"{kind} to", names[1])

    def _into(self, source: Arn, target: Arn, evidence: str, type_: str) -> Iterator[Fact]:
        entry = self._artifacts.get(source.text, {})
        if "Image" in (type_, as_text(entry.get("ArtifactType"))):
            image = image_named(as_text(as_mapping(entry.get("Source")).get("SourceUri")))
            if image is not None:
                yield RanIn(run_key(target), Environment(image), Origin.IMPORTED)
            return
        package = self._package(source)
        if package is not None:
            version = version_of(package)
            yield Tag(NodeKind.RUN, run_key(target), "model version", f"{version.name} {version.version}")
            return
        yield Used(run_key(target), artifact_of(source), self._place(source), evidence=evidence)

    def _package(self, arn: Arn) -> Arn | None:
        uri = as_mapping(self._artifacts.get(arn.text, {}).get("Source")).get("SourceUri")
        found = Arn.parse(uri)
        return found if found is not None and found.resource == "model-package" else None

    def _place(self, arn: Arn) -> str:
        return place(as_mapping(self._artifacts.get(arn.text, {}).get("Source")).get("SourceUri"))


def artifact_facts(artifact: Entry, arn: Arn) -> Iterator[Fact]:
    """Yield an artifact and where it is; an image, and what stands for a model package, is none."""
    uri = as_mapping(artifact.get("Source")).get("SourceUri")
    type_ = as_text(artifact.get("ArtifactType"))
    if Arn.parse(uri) is not None:
        return
    if type_ == "Image":
        image = image_named(as_text(uri))
        if image is not None:
            yield Environment(image)
        return
    digest, where = artifact_of(arn), place(uri)
    name = as_text(artifact.get("ArtifactName"))
    yield artifact_at((digest,), where, "" if "://" in name else name, type_named(type_))
    if where:
        yield Seen(digest, KIND, where, at=as_moment(artifact.get("CreationTime")))
    noted = {"type": type_, **as_mapping(artifact.get("Properties"))}
    for name, said in noted.items():
        if as_text(name) and as_text(said):
            yield Tag(NodeKind.ARTIFACT, digest, as_text(name), guarded(str(name), as_text(said))[0])


def action_facts(action: Entry, arn: Arn) -> Iterator[Fact]:
    """Yield an action: something that was done and is no job, such as an approval or a deployment."""
    key = run_key(arn)
    status = as_text(action.get("Status"))
    yield Run(
        key,
        as_text(action.get("ActionName")) or arn.id,
        source=KIND,
        status=_ENDED.get(status, status.lower()),
        started_at=as_moment(action.get("CreationTime")),
        ended_at=as_moment(action.get("LastModifiedTime")) if status in _ENDED else None,
    )
    commit = as_commit(as_mapping(action.get("MetadataProperties")).get("CommitId"))
    if commit:
        yield CodeOf(key, commit, evidence="MetadataProperties.CommitId")
    noted = {"type": action.get("ActionType"), "description": action.get("Description")}
    noted |= as_mapping(action.get("Properties"))
    for name, said in noted.items():
        if as_text(name) and as_text(said):
            yield Tag(NodeKind.RUN, key, as_text(name), guarded(str(name), as_text(said))[0])


def _noted(arn: Arn, name: str, said: str) -> Iterator[Fact]:
    """Yield what is only noted: associations with contexts, and from one artifact to another."""
    if not said:
        return
    if arn.resource == "artifact":
        yield Tag(NodeKind.ARTIFACT, artifact_of(arn), name, said)
    elif arn.resource == "model-package":
        yield Tag(NodeKind.MODEL_VERSION, version_of(arn).key, name, said)
    elif arn.is_run:
        yield Tag(NodeKind.RUN, run_key(arn), name, said)
