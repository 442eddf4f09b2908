"""What an object of Kubernetes runs: its containers, their images, and what they are given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forebear.lineage.words import Image
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.guarded import guarded, guarded_words
from forebear.sources.kubernetes.configuration import containers_of
from forebear.sources.kubernetes.objects import KubernetesObject
from forebear.sources.secrets import is_secret_name

_DATA = re.compile(r"\b(?:s3[an]?|gs|gcs|az|abfss?|wasbs?|adl|hdfs|dvc|oci|pvc)://[^\s\"',;]+")
_MODEL = re.compile(r"\bmodels:/(?P<name>[^/\s\"'@]+)/(?P<version>\d+)\b")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NAMES_COMMIT = re.compile(r"revision|commit|git|version|sha\b", re.IGNORECASE)
_USER = re.compile(r"://[^/@:]*:[^/@]*@")
_SHA = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Container:
    """One container, nothing secret in it.

    `configs` names the ConfigMaps that it takes all (key "") or one key of; `texts` are its words
    that may name data, with where each is.
    """

    name: str
    image: Image
    command: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)
    configs: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def containers(found: KubernetesObject) -> list[Container]:
    """Return the containers of an object, those that prepare others too."""
    running = _running(found.status)
    volumes = _volumes(found.document, 0)
    return [_container(each, running, volumes) for each in containers_of(found.document)]


def image_of(reference: str, running: str = "") -> Image:
    """Return an image from how a container names it and what its pod's status says it is (`imageID`).

    A status names a digest in a registry (`docker-pullable://repo@sha256:…`), or the id on the node.
    """
    name, _, digest = reference.partition("@")
    told = running.rpartition("://")[2]
    repository, at, of_registry = told.rpartition("@")
    if at and _SHA.fullmatch(of_registry):
        return Image(name if digest or ":" in name.rpartition("/")[2] else repository, digest=of_registry)
    if _SHA.fullmatch(told) and not digest:
        return Image(reference, id=told)
    return Image(name, digest=digest) if _SHA.fullmatch(digest) else Image(reference)


def data_places(text: str) -> Iterator[str]:
    """Yield the places of data that a text names, as URIs."""
    for match in _DATA.finditer(text):
        yield _USER.sub("://", match[0].rstrip(").]}"))


def model_versions(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and version of the models of a registry that a text names (`models:/NAME/VERSION`)."""
    for match in _MODEL.finditer(text):
        yield match["name"], match["version"]


def commit_of(notes: Mapping[str, str]) -> tuple[str, str]:
    """Return the commit that labels or annotations name in full, and which does; ("", "") for none."""
    for name, value in notes.items():
        if not _NAMES_COMMIT.search(name):
            continue
        for word in (value, value.rpartition(":")[2], value.rpartition("/")[2]):
            if _COMMIT.fullmatch(word):
                return word, name
    return "", ""


def _running(status: Mapping[str, object]) -> Mapping[str, str]:
    told = {}
    for part in ("initContainerStatuses", "containerStatuses"):
        for each in map(as_mapping, as_list(status.get(part))):
            told[str(each.get("name"))] = str(each.get("imageID") or "")
    return told


def _volumes(value: object, depth: int) -> Mapping[str, list[tuple[str, str]]]:
    """Return the ConfigMaps behind each volume's name, wherever a kind of object has its volumes."""
    found: dict[str, list[tuple[str, str]]] = {}
    if depth > 8:
        return found
    for key, inner in as_mapping(value).items():
        if key == "volumes":
            for each in map(as_mapping, as_list(inner)):
                sources = [each, *map(as_mapping, as_list(as_mapping(each.get("projected")).get("sources")))]
                found[str(each.get("name"))] = [
                    config for source in sources for config in _mounted(as_mapping(source.get("configMap")))
                ]
        elif isinstance(inner, dict):
            found |= _volumes(inner, depth + 1)
    return found


def _mounted(source: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    name = source.get("name")
    if isinstance(name, str):
        keys = [str(as_mapping(each).get("key")) for each in as_list(source.get("items"))]
        yield from ((name, key) for key in keys or [""])


def _container(
    table: Mapping[str, object], running: Mapping[str, str], volumes: Mapping[str, list[tuple[str, str]]]
) -> Container:
    name = str(table.get("name") or "")
    words = [str(word) for part in ("command", "args") for word in as_list(table.get(part))]
    variables: dict[str, str] = {}
    configs: list[tuple[str, str]] = []
    texts = [("argument", word) for word in words]
    for each in map(as_mapping, as_list(table.get("env"))):
        variable, value = str(each.get("name")), each.get("value")
        if value is not None:
            shown = guarded(variable, str(value), secret=is_secret_name(variable))[0]
            variables[variable] = shown
            texts.append((f"variable {variable}", shown))
        source = as_mapping(as_mapping(each.get("valueFrom")).get("configMapKeyRef"))
        if source:
            configs.append((str(source.get("name")), str(source.get("key"))))
    for each in map(as_mapping, as_list(table.get("envFrom"))):
        source = as_mapping(each.get("configMapRef"))
        if source:
            configs.append((str(source.get("name")), ""))
    for each in map(as_mapping, as_list(table.get("volumeMounts"))):
        configs += volumes.get(str(each.get("name")), [])
    resources = as_mapping(table.get("resources"))
    return Container(
        name,
        image_of(str(table.get("image") or ""), running.get(name, "")),
        shlex.join(guarded_words(words)),
        variables,
        {
            f"{part}.{key}": str(value)
            for part in ("requests", "limits")
            for key, value in as_mapping(resources.get(part)).items()
        },
        tuple(dict.fromkeys(configs)),
        tuple(texts),
    )
