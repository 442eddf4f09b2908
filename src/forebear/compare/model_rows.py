"""Models of a comparison, read back from its JSON document (`part_documents.model_document`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forebear.compare.comparison import LoadedInside, ModelRow, PartRow
from forebear.compare.models.weights import Distance
from forebear.lineage.words import Digest

Json = Mapping[str, Any]


def model_row(document: Json) -> ModelRow:
    """Return the model that a document describes; raises KeyError, TypeError or ValueError for any other."""
    inside = document["inside"]
    return ModelRow(
        document["path"],
        tuple(Digest.parse(text) if text else None for text in document["digests"]),
        tuple(document["sizes"]),
        tuple(document["formats"]),
        document["differs"],
        tuple(_part(part) for part in document["parts"]),
        {kind: (few["differing"], few["all"]) for kind, few in document["counts"].items()},
        tuple(problem or "" for problem in document["problems"]),
        document["values_inside_image_only"],
        tuple(document["notes"]),
        tuple(_loaded(each) if each else None for each in inside["versions"]) if inside else (),
    )


def _loaded(document: Json) -> LoadedInside:
    return LoadedInside(
        document["image"] or "",
        document["how"] or "",
        document["loader"] or "",
        dict(document["versions"]),
        tuple(document["missing"]),
        document["problem"] or "",
    )


def _part(document: Json) -> PartRow:
    return PartRow(
        document["kind"],
        document["name"],
        tuple(document["values"]),
        tuple(document["known"]),
        tuple(document["same"]),
        tuple(_distance(each) if each else None for each in document["distances"]),
        document["reason"] or "",
    )


def _distance(document: Json) -> Distance:
    norms = document["norms"]
    return Distance(
        document["values"],
        document["changed"],
        _number(document["largest"]),
        _number(document["relative"]),
        _number(document["cosine"]),
        (float(norms[0]), float(norms[1])) if norms else None,
        document["ulps"],
    )


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)
