"""Environments, models and the types of parameters as JSON."""

from __future__ import annotations

from forebear.compare.comparison import EnvironmentRow, LoadedInside, ModelRow, ParameterRow, PartRow
from forebear.compare.inside import values_counted, values_verdict
from forebear.compare.json_values import Json, json_value
from forebear.compare.models.weights import Distance
from forebear.compare.parameters import inner_rows, type_name


def environment_document(row: EnvironmentRow) -> Json:
    """Return a thing of the environment; `source` is the file that declares it, null for what ran."""
    return {
        "package": row.name,
        "aspect": row.aspect,
        "source": row.source or None,
        "run": row.run,
        "values": list(row.values),
        "recorded": list(row.recorded),
        "change": row.change or None,
        "differs": row.differs,
    }


def parameter_types(row: ParameterRow) -> Json:
    """Return what stands beside a parameter's values: their types, and what differs inside of a list."""
    types = [
        type_name(value) if there and here else None
        for value, there, here in zip(row.values, row.present, row.available, strict=True)
    ]
    inside = [
        {"name": each.name, "values": [json_value(value) for value in each.values], "differs": each.differs}
        for each in inner_rows(row)
    ]
    return {"types": types, **({"inside": inside} if inside else {})}


def model_document(row: ModelRow) -> Json:
    """Return a model: what differs in it and by how much, or why that cannot be said."""
    return {
        "path": row.path,
        "digests": [str(digest) if digest else None for digest in row.digests],
        "sizes": list(row.sizes),
        "formats": list(row.formats),
        "counts": {kind: {"differing": few, "all": every} for kind, (few, every) in row.counts.items()},
        "parts": [_part(part) for part in row.parts],
        "problems": [problem or None for problem in row.problems],
        "values_inside_image_only": row.values_inside,
        "inside": _inside(row) if row.inside else None,
        "notes": list(row.notes),
        "differs": row.differs,
    }


def _inside(row: ModelRow) -> Json:
    few, every = values_counted(row)
    return {
        "verdict": values_verdict(row),
        "differing": few,
        "leaves": every,
        "versions": [None if loaded is None else _loaded(loaded) for loaded in row.inside],
    }


def _loaded(loaded: LoadedInside) -> Json:
    return {
        "image": loaded.image or None,
        "how": loaded.how or None,
        "loader": loaded.loader or None,
        "versions": dict(loaded.versions),
        "missing": list(loaded.missing),
        "problem": loaded.problem or None,
    }


def _part(part: PartRow) -> Json:
    return {
        "kind": part.kind,
        "name": part.name,
        "values": list(part.values),
        "known": list(part.known),
        "same": list(part.same),
        "distances": [_distance(each) for each in part.distances],
        "reason": part.reason or None,
        "differs": part.differs,
    }


def _distance(apart: Distance | None) -> Json | None:
    if apart is None:
        return None
    return {
        "values": apart.values,
        "changed": apart.changed,
        "largest": json_value(apart.largest),
        "relative": json_value(apart.relative),
        "cosine": json_value(apart.cosine),
        "norms": [json_value(norm) for norm in apart.norms] if apart.norms else None,
        "ulps": apart.ulps,
    }
