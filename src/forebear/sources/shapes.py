"""Values of documents of any shape: what is not of the shape that is asked for counts as absent."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from forebear.lineage.words import Artifact, ArtifactType, Digest, Image, Listed, Scalar
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.hiding import hidden_value

Entry = Mapping[str, object]
"""A mapping of a document."""

_LARGEST = 1 << 63
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_OF_BYTES = {"md5": 32, "sha1": 40, "sha256": 64}
_HIDDEN_LETTERS = re.compile("[\x00\ud800-\udfff]")


def as_text(value: object) -> str:
    """Return text as it is and a number as its digits; "" for anything else.

    What no database takes (a NUL, half of a pair of surrogates) is replaced.
    """
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return _HIDDEN_LETTERS.sub("�", value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def as_number(value: object) -> float | None:
    """Return a number, also one that is written as text; None for anything else, true and false among it."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if isinstance(value, int) and value > 0 else -math.inf
    except ValueError:
        return None


def as_whole(value: object) -> int | None:
    """Return a whole number of 64 bits, also one that is written as text (as protobuf's JSON does)."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_LARGEST <= value < _LARGEST else None


def as_moment(value: object) -> datetime | None:
    """Return a time: a text of RFC 3339 (without a zone it is UTC), or seconds since 1970."""
    try:
        if isinstance(value, datetime):
            when = value
        elif isinstance(value, str):
            # More than microseconds is cut off: Python knows no less.
            when = datetime.fromisoformat(re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", value.strip()))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            when = datetime.fromtimestamp(value, UTC)
        else:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def as_commit(value: object) -> str:
    """Return the full id of a Git commit, "" for anything else: a part of one may name several."""
    text = as_text(value).strip().lower()
    return text if _SHA.fullmatch(text) else ""


def image_named(reference: str) -> Image | None:
    """Return the image of a reference with its digest, where it holds one; None for an empty text."""
    name, _, digest = reference.strip().partition("@")
    if not name:
        return None
    if not digest.startswith("sha256:"):
        return Image(reference.strip())
    return Image(name, digest=digest)


def identity(algorithm: str, *parts: object) -> Digest:
    """Return a digest that says nothing of the bytes: what one tool calls a thing."""
    return Digest(algorithm, "/".join(quote(as_text(part), safe="@:.-_~") for part in parts) or "-")


def of_bytes(properties: Mapping[str, object]) -> tuple[Digest, ...]:
    """Return the digests of the bytes that properties hold: those that go by the name of an algorithm."""
    found = []
    for name, value in properties.items():
        algorithm = name.rpartition(".")[2].lower().removesuffix("sum")
        text = as_text(value).strip().lower().removeprefix(f"{algorithm}:")
        if len(text) == _OF_BYTES.get(algorithm) and re.fullmatch("[0-9a-f]+", text):
            found.append(Digest(algorithm, text))
    return tuple(found)


def type_named(name: str) -> ArtifactType:
    """Return what an artifact is for, from what a tool calls its type (`system.Model`, `Examples` …)."""
    short = name.rpartition(".")[2].lower()
    if "metric" in short or short in ("modelevaluation", "statistics", "examplestatistics"):
        return ArtifactType.METRICS
    if "model" in short or short == "pushedmodel":
        return ArtifactType.MODEL
    if short in ("dataset", "data", "examples", "transformgraph", "datasetgroup"):
        return ArtifactType.DATASET
    if short in ("schema", "hyperparameters"):
        return ArtifactType.CONFIG
    return ArtifactType.PLOT if short in ("html", "markdown") else ArtifactType.FILE


def parameters_of(document: object) -> Iterator[tuple[str, Scalar]]:
    """Yield the names and values of parameters, without secrets; a list or a mapping is its JSON text."""
    for name, value in as_mapping(hidden_value("", document)).items():
        if isinstance(value, str):
            yield as_text(name), as_text(value)
        elif isinstance(value, dict | list):
            yield as_text(name), Listed(as_text(json.dumps(value, ensure_ascii=False)))
        elif value is None or isinstance(value, int | float):
            yield as_text(name), value


def artifact_at(digests: tuple[Digest, ...], place: str, name: str, type_: ArtifactType) -> Artifact:
    """Return an artifact, called as the last part of its place where nothing else is known."""
    last = place.rstrip("/").rpartition("/")[2]
    return Artifact(digests, name or last or digests[0].value, type_)


__all__ = [
    "Entry",
    "artifact_at",
    "as_commit",
    "as_list",
    "as_mapping",
    "as_moment",
    "as_number",
    "as_text",
    "as_whole",
    "identity",
    "image_named",
    "of_bytes",
    "parameters_of",
    "type_named",
]
