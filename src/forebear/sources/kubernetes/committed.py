"""Manifests, charts and values in the history of a repository: what each commit says runs where, and how."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping

from forebear.lineage.facts import Checkpoint, Fact, Held, Part, Slot, Tag
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest, Environment, NodeKind
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded
from forebear.sources.git.following import Followed, FollowedFiles
from forebear.sources.git.source import checkpoint_state
from forebear.sources.kubernetes.configuration import (
    CHARTS,
    YAML,
    configuration_of,
    has_own_form,
    read_configuration,
)
from forebear.sources.kubernetes.exported import KIND, Exported, config_artifact, is_file
from forebear.sources.kubernetes.objects import KubernetesObject, read_objects
from forebear.sources.kubernetes.workloads import containers
from forebear.sources.packages.files import reader_of

_MOST_TITLES = 200  # objects of a file that are named
_OTHERS = ("dvc.yaml", "params.yaml")
_LARGEST = 4 << 20  # bytes; a cluster takes no larger object


class CommittedSource:
    """The Kubernetes, Kustomize, Helm and Compose files of one repository.

    Each is an artifact that its commits hold; its tag `configuration` is a JSON object of all it says, no
    secrets in it. What holds no such configuration (other YAML, templates) is left alone.
    """

    kind = KIND

    def __init__(self, files: FollowedFiles) -> None:
        self._files = files
        self._repository = files.repository
        self.location = str(self._repository.place.root)
        self._held: set[str] = set()
        self._charts: set[str] = set()

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what commits that are new since the tips of `since` changed of these files."""
        tips = self._repository.tips()
        state = since or {}
        self._held = {str(path) for path in as_list(state.get("held"))}
        self._charts = {str(path) for path in as_list(state.get("charts"))}
        known: dict[tuple[str, str], bool] = {}
        for file in self._files.since(since, _counts, progress, largest=_LARGEST):
            if posixpath.basename(file.path) == "Chart.yaml":
                self._charts.add(posixpath.dirname(file.path))
            if file.content is not None:
                found = list(self._contents(file))
                known[file.path, file.blob] = bool(found)
                yield from found
            if known.get((file.path, file.blob)):
                self._held.add(file.path)
                yield Held(file.commit, Slot.DEPLOYMENT, file.path, Digest("git", file.blob))
            elif file.path in self._held:
                yield Held(file.commit, Slot.DEPLOYMENT, file.path, None)
        new = {
            **checkpoint_state(self._repository, tips),
            "held": sorted(self._held),
            "charts": sorted(self._charts),
            "found": bool(self._held),
        }
        if new != since:
            yield Checkpoint(self.kind, self.location, new)

    def _contents(self, file: Followed) -> Iterator[Fact]:
        """Yield what a file says, nothing where it is none of these."""
        try:
            text = decoded(file.content or b"")
        except UnreadableError:
            return
        beside = posixpath.dirname(file.path) in self._charts
        objects: list[KubernetesObject] = []
        if has_own_form(file.path, beside_chart=beside):
            said = read_configuration(file.path, text, beside_chart=beside)
        elif "kind:" in text and "apiVersion:" in text:
            objects = [each for each in read_objects(text) if isinstance(each, KubernetesObject)]
            said = configuration_of(file.path, (each.document for each in objects))
        else:
            return
        if not said.values and not said.generated and not objects:
            return
        digest = Digest("git", file.blob)
        yield file.artifact
        shown = {name: value for (_, _, name), (value, _) in sorted(said.values.items())}
        if shown:
            yield Tag(NodeKind.ARTIFACT, digest, "configuration", json.dumps(shown, ensure_ascii=False))
        if titles := sorted({each.title for each in objects}):
            yield Tag(NodeKind.ARTIFACT, digest, "kubernetes", ", ".join(titles[:_MOST_TITLES]))
        for each in objects:
            yield from _parts(digest, file.path, each)
        if any(each.uid for each in objects):
            where = f"{file.path}@{file.commit[:12]}"
            yield from Exported(where, text, self._repository.place.holds).facts()


def _parts(manifest: Digest, path: str, found: KubernetesObject) -> Iterator[Fact]:
    """Yield the images that a manifest names by digest, and the files that its ConfigMaps hold."""
    for container in containers(found):
        if container.image.digest:
            yield Environment(container.image)
    if found.kind != "ConfigMap":
        return
    for name, value in as_mapping(found.document.get("data")).items():
        if isinstance(value, str) and is_file(name):
            artifact = config_artifact(name, value)
            yield artifact
            yield Part(manifest, artifact.digests[0], f"{path}: ConfigMap {found.name}/{name}")


def _counts(path: str) -> bool:
    name = posixpath.basename(path)
    return path.endswith((*YAML, *CHARTS)) and name not in _OTHERS and reader_of(path) is None
