"""What loading models inside their images showed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import LoadedInside, ModelRow
from forebear.compare.inside import values_counted, values_verdict
from forebear.lineage.rebuilds import Verdict

_NAMED = 5
_WORDS = {
    Verdict.SAME_VALUES: "the same",
    Verdict.EQUIVALENT: "the same; only settings or times differ",
    Verdict.DIFFERENT: "different",
    None: "cannot be told",
}


def inside_verdict(row: ModelRow) -> str:
    """Return the verdict on a model's values, "" where it was not loaded."""
    if not row.inside:
        return ""
    few, every = values_counted(row)
    counted = f"; {few:,} of {every:,} leaves differ" if every else ""
    return f"Values, loaded in the images: {_WORDS[values_verdict(row)]}{counted}"


def inside_lines(row: ModelRow, labels: Sequence[str]) -> Iterator[str]:
    """Yield where each version was loaded, or why it could not be."""
    for label, loaded in zip(labels, row.inside, strict=False):
        if loaded is None:
            continue
        yield f"{label}: {_loaded(loaded)}"
        if loaded.missing:
            more = f" and {len(loaded.missing) - _NAMED} more" if len(loaded.missing) > _NAMED else ""
            named = ", ".join(loaded.missing[:_NAMED])
            yield f"{label}: not in the image, so compared as stored: {named}{more}"


def _loaded(loaded: LoadedInside) -> str:
    where = f"{loaded.image} ({loaded.how})" if loaded.image else "no image"
    said = f"could not be loaded: {loaded.problem.rstrip('.')}" if loaded.problem else loaded.loader
    versions = ", ".join(f"{name} {version}" for name, version in loaded.versions.items())
    return "; ".join(part for part in (where, said, versions) if part)
