"""Configuration of where things run, out of the YAML files of a repository: Kubernetes' ConfigMaps, Secrets
(by name only) and containers, Kustomize, Helm charts, Docker Compose. Templates are left alone.

Formats: https://kubernetes.io/docs/reference/kubernetes-api/, https://helm.sh/docs/topics/charts/,
https://kubectl.docs.kubernetes.io/references/kustomize/, https://docs.docker.com/reference/compose-file/
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from forebear.sources.dvc.values import as_list, as_mapping, flattened
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml
from forebear.sources.guarded import Slot, Values, guarded, guarded_words

YAML = (".yaml", ".yml")
CHARTS = ("Chart.yaml", "Chart.lock", "requirements.lock")
_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_VALUES = re.compile(r"values(?:[-_.].*)?\.ya?ml")
_COMPOSE = re.compile(r"(?:docker-)?compose(?:[-_.].*)?\.ya?ml")
_CUSTOMIZED = ("kustomization.yaml", "kustomization.yml")
_DEEPEST = 12  # levels above the containers of a workload


@dataclass(frozen=True, slots=True)
class Generated:
    """A file whose content becomes (part of) a ConfigMap or a Secret; `key` is "" for lines of KEY=VALUE."""

    path: str
    holder: str
    key: str
    secret: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file says, and the files that it takes more from. `unread` where it (or a part of it) is no
    YAML that can be read: a template, or a broken file."""

    values: Values = field(default_factory=dict)
    generated: tuple[Generated, ...] = ()
    unread: bool = False


class _Found:
    """The values of one file, as they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.values: dict[Slot, tuple[str, str]] = {}
        self.unread = False

    def loaded(self, text: str) -> object:
        """Return the document of a text, None where it cannot be read."""
        try:
            return load_yaml(text)
        except UnreadableError:
            self.unread = True
            return None

    def add(self, name: str, value: object, *, of: str = "", secret: bool = False) -> None:
        """Keep a value; what its name says is a secret is not shown, `of` being the name that counts."""
        self.values["config", self.path, name] = guarded(of or name, _text(value), secret=secret)


def read_configuration(path: str, text: str, *, beside_chart: bool) -> Configuration:
    """Read a file; one that holds no configuration that is known gives nothing."""
    name = PurePosixPath(path).name
    found = _Found(path)
    generated: tuple[Generated, ...] = ()
    if name in CHARTS:
        _chart(found, found.loaded(text))
    elif _VALUES.fullmatch(name) and (beside_chart or "helm" in path.lower()):
        for key, value in _flat(found.loaded(text)).items():
            found.add(key, value)
    elif _COMPOSE.fullmatch(name):
        _compose(found, found.loaded(text))
    elif name in _CUSTOMIZED:
        generated = tuple(_customized(found, as_mapping(found.loaded(text))))
    elif "kind:" in text or '"kind"' in text:
        for part in documents_of(text):
            for document in _objects(found.loaded(part)):
                _kubernetes(found, document)
    return Configuration(found.values, generated, found.unread)


def configuration_of(path: str, objects: Iterable[Mapping[str, object]]) -> Configuration:
    """Return what objects of Kubernetes say that a file holds."""
    found = _Found(path)
    for document in objects:
        _kubernetes(found, document)
    return Configuration(found.values, (), found.unread)


def has_own_form(path: str, *, beside_chart: bool) -> bool:
    """Say whether a file is told by its name: a chart, its values, Compose, Kustomize."""
    name = PurePosixPath(path).name
    values = _VALUES.fullmatch(name) is not None and (beside_chart or "helm" in path.lower())
    return values or name in (*CHARTS, *_CUSTOMIZED) or _COMPOSE.fullmatch(name) is not None


def documents_of(text: str) -> list[str]:
    """Return the documents of a YAML file, each by itself, so that a broken one stops no other."""
    return _DOCUMENT.split(text)


def read_generated(file: Generated, text: str) -> Values:
    """Return the values that a file gives to a ConfigMap or Secret."""
    found = _Found(file.path)
    if file.key:
        _entry(found, file.holder, file.key, text, secret=file.secret)
        return found.values
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            found.add(f"{file.holder}: {key}", value, of=key, secret=file.secret)
    return found.values


def _objects(document: object) -> Iterator[Mapping[str, object]]:
    table = as_mapping(document)
    if table.get("kind") == "List":
        for item in as_list(table.get("items")):
            yield as_mapping(item)
    elif table:
        yield table


def _kubernetes(found: _Found, document: Mapping[str, object]) -> None:
    kind = document.get("kind")
    metadata = as_mapping(document.get("metadata"))
    place = ".".join(str(metadata[key]) for key in ("namespace", "name") if metadata.get(key))
    if kind in ("ConfigMap", "Secret"):
        for part in ("data", "stringData", "binaryData"):
            for key, value in as_mapping(document.get(part)).items():
                hidden = kind == "Secret" or part == "binaryData"
                _entry(found, f"{kind} {place}", key, _text(value), secret=hidden)
    elif isinstance(kind, str):
        for container in containers_of(document):
            _container(found, f"{kind} {place}: {_text(container.get('name'))}", container)


def _entry(found: _Found, holder: str, key: str, value: str, *, secret: bool) -> None:
    """Keep one key of a ConfigMap or Secret; where it is a file with values of its own, each of them."""
    inner = _inner(value) if key.endswith((*YAML, ".json")) and not secret else {}
    if not inner:
        found.add(f"{holder}: {key}", value, of=key, secret=secret)
    for below, leaf in inner.items():
        found.add(f"{holder}: {key}: {below}", leaf, of=below)


def containers_of(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """Yield the containers of a workload, wherever its kind has them; `depth` is how far down `value` is."""
    if depth > _DEEPEST:
        return
    for key, inner in as_mapping(value).items():
        if key in ("containers", "initContainers"):
            yield from (as_mapping(each) for each in as_list(inner))
        elif isinstance(inner, dict):
            yield from containers_of(inner, depth + 1)
        elif isinstance(inner, list):
            for item in inner:
                yield from containers_of(item, depth + 1)


def _container(found: _Found, holder: str, container: Mapping[str, object]) -> None:
    if "image" in container:
        found.add(f"{holder}: image", container["image"])
    for each in map(as_mapping, as_list(container.get("env"))):
        name = _text(each.get("name"))
        if "value" in each:
            found.add(f"{holder}: {name}", each["value"], of=name)
        else:
            found.add(f"{holder}: {name}", each.get("valueFrom"), of="from")
    for name, value in _flat(container.get("resources")).items():
        found.add(f"{holder}: resources.{name}", value)
    for name in ("command", "args"):
        if name in container:
            words = container[name]
            shown = list(guarded_words(map(str, words))) if isinstance(words, list) else words
            found.add(f"{holder}: {name}", shown)


def _chart(found: _Found, document: object) -> None:
    """Read Chart.yaml or its lock: versions, and what the chart depends on by name."""
    table = as_mapping(document)
    for key, value in table.items():
        if key == "dependencies":
            for each in map(as_mapping, as_list(value)):
                name = _text(each.get("alias") or each.get("name"))
                words = [_text(each.get("version"))]
                words += [f"from {_text(each['repository'])}"] if each.get("repository") else []
                found.add(f"dependency {name}", " ".join(words))
        elif key in ("apiVersion", "name", "version", "appVersion", "kubeVersion", "type", "digest"):
            found.add(key, value)


def _compose(found: _Found, document: object) -> None:
    services = as_mapping(as_mapping(document).get("services"))
    for service, value in services.items():
        table = as_mapping(value)
        build = table.get("build")
        holder = f"service {service}"
        for name in ("image", "command", "entrypoint", "runtime", "platform", "shm_size"):
            if name in table:
                found.add(f"{holder}: {name}", table[name])
        if isinstance(build, str):
            found.add(f"{holder}: build.context", build)
        for name, inner in as_mapping(build).items():
            if name == "args":
                _variables(found, f"{holder}: build argument", inner)
            else:
                found.add(f"{holder}: build.{name}", inner)
        _variables(found, f"{holder}: variable", table.get("environment"))
        for name, leaf in _flat(table.get("deploy")).items():
            found.add(f"{holder}: deploy.{name}", leaf)


def _variables(found: _Found, holder: str, value: object) -> None:
    """Read variables as Compose has them: a mapping, or a list of NAME=VALUE and of bare names."""
    for item in as_list(value):
        name, equals, text = _text(item).partition("=")
        found.add(f"{holder} {name}", text if equals else "(of the host)", of=name)
    for name, leaf in as_mapping(value).items():
        found.add(f"{holder} {name}", "(of the host)" if leaf is None else leaf, of=name)


def _customized(found: _Found, table: Mapping[str, object]) -> Iterator[Generated]:
    """Read a kustomization: images, generators and their literals; yield the files they take values from."""
    for each in map(as_mapping, as_list(table.get("images"))):
        image = _text(each.get("newName") or each.get("name"))
        for mark, key in ((":", "newTag"), ("@", "digest")):
            image += f"{mark}{_text(each[key])}" if key in each else ""
        found.add(f"image {_text(each.get('name'))}", image)
    for key in ("namespace", "namePrefix", "nameSuffix"):
        if key in table:
            found.add(key, table[key])
    for part in ("resources", "bases", "components"):
        for item in as_list(table.get(part)):
            found.add(f"{part}: {_text(item)}", "used")
    folder = posixpath.dirname(found.path)
    for part, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        secret = kind == "Secret"
        for each in map(as_mapping, as_list(table.get(part))):
            holder = f"{kind} {_text(each.get('name'))}"
            for literal in as_list(each.get("literals")):
                name, _, value = _text(literal).partition("=")
                found.add(f"{holder}: {name}", value.strip("\"'"), of=name, secret=secret)
            for item in [*as_list(each.get("envs")), *([each["env"]] if "env" in each else [])]:
                yield Generated(_joined(folder, _text(item)), holder, "", secret)
            for item in as_list(each.get("files")):
                key, equals, place = _text(item).partition("=")
                place = place if equals else key
                yield Generated(
                    _joined(folder, place), holder, key if equals else posixpath.basename(place), secret
                )


def _joined(folder: str, path: str) -> str:
    """Return a path of the repository; one that leads out of it names no file there."""
    return posixpath.normpath(posixpath.join(folder, path))


def _flat(document: object) -> Mapping[str, object]:
    try:
        return flattened(document)
    except UnreadableError:
        return {}


def _inner(text: str) -> Mapping[str, object]:
    try:
        return flattened(load_yaml(text))
    except UnreadableError:
        return {}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
