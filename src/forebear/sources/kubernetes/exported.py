"""What a cluster said it ran: objects that `kubectl get … -o yaml` printed, and releases of Helm.

A Job, a Deployment, a release is a run: it ran in the images of its containers, was given ConfigMaps and
values, and may name a commit, data and the version of a model that it serves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

from forebear.lineage.facts import (
    Approval,
    CodeOf,
    Fact,
    Mentioned,
    Nested,
    Parameter,
    RanIn,
    Tag,
    Used,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Environment,
    Known,
    NodeKind,
    Origin,
    Problem,
    Role,
    Run,
)
from forebear.sources.dvc.values import as_list, as_mapping, flattened, read_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.guarded import guarded
from forebear.sources.kubernetes.helm import Release, is_release, read_release
from forebear.sources.kubernetes.objects import KubernetesObject, Unread, moment, read_objects
from forebear.sources.kubernetes.workloads import commit_of, containers, data_places, model_versions

KIND = "kubernetes"
"""The name of the source."""

_MADE = ("Pod", "ReplicaSet")
_DEPLOYED = ("Deployment", "StatefulSet", "DaemonSet", "InferenceService", "SeldonDeployment", "RayService")
_NO_RUN = (
    "ConfigMap",
    "Secret",
    "PodTemplate",
    "ControllerRevision",
    "ClusterServingRuntime",
    "ServingRuntime",
)
_VALUES = (".yaml", ".yml", ".json", ".toml")
_LONGEST_COMMAND = 20_000  # characters


class Exported:
    """The objects of one file, told as facts.

    `where` names the file for its problems, `holds` says whether the project's repository has a commit.
    """

    def __init__(self, where: str, text: str, holds: Callable[[str], bool]) -> None:
        self._where = where
        self._holds = holds
        self._objects: list[KubernetesObject] = []
        self._problems: list[Problem] = []
        self._releases: list[Release] = []
        for found in read_objects(text):
            if isinstance(found, Unread):
                self._problem(f"document {found.number}", found.why)
            elif is_release(found):
                self._take_release(found)
            else:
                self._objects.append(found)
        self._configs = {
            (each.namespace, each.name): each for each in self._objects if each.kind == "ConfigMap"
        }
        self._by_uid = {each.uid: each for each in self._objects if each.uid}

    @property
    def live(self) -> bool:
        """Whether a cluster gave these objects: whether there is anything to tell."""
        return bool(self._by_uid or self._releases)

    def facts(self) -> Iterator[Fact]:
        """Yield all that the objects say."""
        yield from self._problems
        for found in self._objects:
            if _is_run(found):
                yield from self._run(found)
        for release in self._releases:
            yield from self._release(release)

    def _problem(self, which: str, why: str) -> None:
        self._problems.append(Problem(KIND, f"{self._where}: {which}", f"This could not be read: {why}."))

    def _take_release(self, found: KubernetesObject) -> None:
        try:
            self._releases.append(read_release(found))
        except UnreadableError as error:
            self._problem(found.title, str(error))

    def _run(self, found: KubernetesObject) -> Iterator[Fact]:
        owner = self._owner(found)
        key = f"{KIND}:{owner.uid}"
        if owner is not found:
            if found.kind == "Pod":
                # What really ran is known of the pod alone: tags move, and the image of a pod does not.
                yield from _ran_in(key, found)
            return
        status, started, ended = _state(found)
        words = [each.command for each in containers(found) if each.command]
        yield Run(
            key,
            found.title,
            tuple(word[:_LONGEST_COMMAND] for word in words[:20]),
            source=KIND,
            status=status,
            started_at=started,
            ended_at=ended,
        )
        for uid in found.owners:
            above = self._by_uid.get(uid)
            if above is not None and _is_run(above):
                yield Nested(key, f"{KIND}:{above.uid}")
        yield from _ran_in(key, found)
        yield from self._given(key, found)
        yield from self._named(key, found, status if found.kind in _DEPLOYED else "", started)

    def _owner(self, found: KubernetesObject) -> KubernetesObject:
        """Return the object whose run this is: of a pod the Job or Deployment that made it, if it is here."""
        for _ in range(4):
            above = [self._by_uid[uid] for uid in found.owners if uid in self._by_uid]
            if found.kind not in _MADE or not above or not _is_run(above[0]):
                break
            found = above[0]
        return found

    def _given(self, key: str, found: KubernetesObject) -> Iterator[Fact]:
        """Yield what containers take from ConfigMaps: files as artifacts, the rest as values."""
        seen: set[tuple[str, str]] = set()
        for container in containers(found):
            for name, value in container.resources.items():
                yield Parameter(key, f"{container.name}.resources.{name}", value)
            for name, only in container.configs:
                config = self._configs.get((found.namespace, name))
                data = as_mapping(config.document.get("data")) if config else {}
                for each in [only] if only else data:
                    if each in data and (name, each) not in seen:
                        seen.add((name, each))
                        yield from _config(key, name, each, str(data[each]))

    def _release(self, release: Release) -> Iterator[Fact]:
        key = release.key
        yield Run(
            key,
            f"{release.namespace}/helm/{release.name} revision {release.revision}",
            source="helm",
            status=release.status,
            started_at=release.deployed,
        )
        for name, value in release.values.items():
            yield Parameter(key, name, value, "values")
        tags = {
            "chart": release.chart,
            "app version": release.application,
            "description": release.description,
        }
        yield from (Tag(NodeKind.RUN, key, name, value) for name, value in tags.items() if value)
        inner = Exported(self._where, release.manifest, self._holds)
        for found in inner._objects:
            yield from _ran_in(key, found)
            yield from inner._given(key, found)
            yield from self._named(key, found, release.status, release.deployed)

    def _named(
        self, key: str, found: KubernetesObject, deployed: str, when: datetime | None
    ) -> Iterator[Fact]:
        """Yield the commit, the data and the versions of models that an object names.

        `deployed` says how it is with a deployment ("" for a run that is none).
        """
        commit, note = commit_of(found.notes)
        if commit and self._holds(commit):
            yield CodeOf(key, commit, known=Known.NAMED, evidence=note)
            if deployed:
                why = f"{found.title}, {note}"
                yield Approval(NodeKind.COMMIT, commit, key, "deployment", deployed, None, when, why=why)
        texts = [(where, text) for each in containers(found) for where, text in each.texts]
        texts += [*found.notes.items(), *_storage(found)]
        places = {place: where for where, text in reversed(texts) for place in data_places(text)}
        for place, where in places.items():
            yield Mentioned(key, place, Role.INPUT, where)
        if deployed:
            served = {model: where for where, text in reversed(texts) for model in model_versions(text)}
            for (name, version), where in served.items():
                subject, why = f"mlflow:{name}/{version}", f"{found.title}, {where}"
                yield Approval(
                    NodeKind.MODEL_VERSION, subject, key, "deployment", deployed, None, when, why=why
                )


def config_artifact(name: str, value: str) -> Artifact:
    """Return what one key of a ConfigMap holds: the bytes of the file that it was made from."""
    content = value.encode("utf-8", "surrogateescape")
    blob = b"blob %d\0" % len(content) + content
    digests = (
        Digest("md5", hashlib.md5(content).hexdigest()),  # noqa: S324
        Digest("sha256", hashlib.sha256(content).hexdigest()),
        Digest("git", hashlib.sha1(blob).hexdigest()),  # noqa: S324
    )
    return Artifact(digests, name, ArtifactType.CONFIG, len(content))


def is_file(name: str) -> bool:
    """Say whether a key of a ConfigMap is that of a file: it has an ending."""
    return "." in name.strip(".")


def _config(key: str, config: str, name: str, value: str) -> Iterator[Fact]:
    where = f"ConfigMap {config}: {name}"
    if not is_file(name):
        yield Parameter(key, name, guarded(name, value)[0], f"ConfigMap {config}")
        return
    artifact = config_artifact(name, value)
    yield artifact
    yield Used(key, artifact.digests[0], where, evidence=where)
    if name.endswith(_VALUES):
        try:
            values = flattened(read_values(name, value.encode()))
        except UnreadableError:
            return
        for inner, leaf in values.items():
            shown = guarded(inner, str(leaf))[0]
            yield Parameter(artifact.digests[0], inner, leaf if shown == str(leaf) else shown)


def _ran_in(key: str, found: KubernetesObject) -> Iterator[Fact]:
    for container in containers(found):
        if container.image.reference or container.image.id:
            facts = {"container": container.name} if container.name else {}
            environment = Environment(container.image, variables=container.variables, facts=facts)
            yield RanIn(key, environment, Origin.IMPORTED)


def _is_run(found: KubernetesObject) -> bool:
    """Say whether an object runs something in a cluster: it has containers, or serves a model."""
    if not found.uid or found.kind in _NO_RUN:
        return False
    return bool(containers(found)) or any(True for _ in _storage(found))


def _storage(found: KubernetesObject) -> Iterator[tuple[str, str]]:
    """Yield where a served model is, as KServe and Seldon have it."""
    waiting: list[object] = [found.spec]
    for _ in range(1_000):
        if not waiting:
            return
        for name, inner in as_mapping(waiting.pop()).items():
            if name in ("storageUri", "modelUri") and isinstance(inner, str):
                yield name, inner
            elif isinstance(inner, dict):
                waiting.append(inner)
            elif isinstance(inner, list):
                waiting += inner


def _state(found: KubernetesObject) -> tuple[str, datetime | None, datetime | None]:
    """Return how it is with an object, since when, and until when."""
    status = found.status
    started = moment(status.get("startTime")) or moment(found.metadata.get("creationTimestamp"))
    ended = moment(status.get("completionTime"))
    held = {
        str(each.get("type")): moment(each.get("lastTransitionTime"))
        for each in map(as_mapping, as_list(status.get("conditions")))
        if str(each.get("status")) == "True"
    }
    phase = str(status.get("phase") or "").lower()
    for done in ("Complete", "Succeeded"):
        if done in held:
            return "completed", started, ended or held[done]
    if "Failed" in held:
        return "failed", started, ended or held["Failed"]
    if "Available" in held or ("Ready" in held and found.kind != "Pod"):
        return "available", started, None
    if found.kind == "Job" and started is not None:
        return "running", started, None
    return {"succeeded": "completed"}.get(phase, phase), started, ended
