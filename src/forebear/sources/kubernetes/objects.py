"""Objects of Kubernetes as files hold them: manifests, and what `kubectl get … -o yaml|json` printed.

https://kubernetes.io/docs/concepts/overview/working-with-objects/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml
from forebear.sources.kubernetes.configuration import documents_of

_MOST = 50_000  # objects of one file


@dataclass(frozen=True, slots=True)
class KubernetesObject:
    """One object. `uid` is "" for one that no cluster gave it; `document` is all of it."""

    kind: str
    namespace: str
    name: str
    uid: str
    document: Mapping[str, object]

    @property
    def title(self) -> str:
        """What people call it: `job/train`, with its namespace where that is not the default."""
        space = f"{self.namespace}/" if self.namespace not in ("", "default") else ""
        return f"{space}{self.kind.lower()}/{self.name}"

    @property
    def metadata(self) -> Mapping[str, object]:
        """Its metadata."""
        return as_mapping(self.document.get("metadata"))

    @property
    def spec(self) -> Mapping[str, object]:
        """What was asked for."""
        return as_mapping(self.document.get("spec"))

    @property
    def status(self) -> Mapping[str, object]:
        """What its cluster said of it."""
        return as_mapping(self.document.get("status"))

    @property
    def notes(self) -> Mapping[str, str]:
        """Its labels and annotations by name, and those of the pods that it makes."""
        template = as_mapping(as_mapping(self.spec.get("template")).get("metadata"))
        found: dict[str, str] = {}
        for metadata in (template, self.metadata):
            for part in ("labels", "annotations"):
                for name, value in as_mapping(metadata.get(part)).items():
                    # The applied configuration repeats the object, with what it holds in secret.
                    if name != "kubectl.kubernetes.io/last-applied-configuration":
                        found[f"{part.removesuffix('s')} {name}"] = str(value)
        return found

    @property
    def owners(self) -> Mapping[str, str]:
        """The objects that made it: their uid to their kind."""
        owners = (as_mapping(each) for each in as_list(self.metadata.get("ownerReferences")))
        return {str(each["uid"]): str(each.get("kind", "")) for each in owners if each.get("uid")}


@dataclass(frozen=True, slots=True)
class Unread:
    """A document of a file that could not be read: which (from 1), and why."""

    number: int
    why: str


def read_objects(text: str) -> Iterator[KubernetesObject | Unread]:
    """Yield the objects of a file of YAML or JSON; a document that cannot be read stops no other."""
    count = 0
    for number, part in enumerate(_parts(text), 1):
        try:
            document = _loaded(part)
        except UnreadableError as error:
            yield Unread(number, str(error))
            continue
        for table in _listed(document):
            found = _object(table)
            if found is None:
                continue
            count += 1
            if count > _MOST:
                yield Unread(number, f"it holds more than {_MOST:,} objects")
                return
            yield found


def moment(value: object) -> datetime | None:
    """Return a time as Kubernetes and Helm write it (RFC 3339, up to nanoseconds), None for none."""
    if not isinstance(value, str):
        return None
    head, dot, rest = value.partition(".")
    if dot:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        value = f"{head}.{rest[:digits][:6].ljust(6, '0')}{rest[digits:]}"
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo and found.year > 1 else None
    except (ValueError, OverflowError):
        return None


def _parts(text: str) -> Iterator[str]:
    if text.lstrip()[:1] == "{":
        yield text
    else:
        yield from documents_of(text)


def _loaded(text: str) -> object:
    if text.lstrip()[:1] != "{":
        return load_yaml(text)
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UnreadableError("it is nested too deep") from error
    except ValueError:
        return load_yaml(text)  # braces are YAML too


def _listed(document: object) -> Iterator[Mapping[str, object]]:
    table = as_mapping(document)
    items = table.get("items")
    if str(table.get("kind", "")).endswith("List") and isinstance(items, list):
        yield from (as_mapping(item) for item in items)
    elif table:
        yield table


def _object(table: Mapping[str, object]) -> KubernetesObject | None:
    metadata = as_mapping(table.get("metadata"))
    kind, name = table.get("kind"), metadata.get("name") or metadata.get("generateName")
    if not isinstance(kind, str) or not isinstance(table.get("apiVersion"), str) or not name:
        return None
    return KubernetesObject(
        kind, str(metadata.get("namespace") or ""), str(name), str(metadata.get("uid") or ""), table
    )
