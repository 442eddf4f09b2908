"""What loading models inside their images showed, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.cli.text import printable
from forebear.compare.comparison import ModelRow
from forebear.compare.inside import values_counted, values_verdict
from forebear.lineage.words import Verdict

_NAMED = 5
_WORDS = {
    Verdict.SAME_VALUES: "the same",
    Verdict.EQUIVALENT: "the same; only settings or times differ",
    Verdict.DIFFERENT: "different",
    None: "cannot be told",
}


def inside_lines(row: ModelRow, labels: Sequence[str]) -> Iterator[str]:
    """Yield the verdict on a model's values, and where each version was loaded or why it could not be."""
    if not row.inside:
        return
    few, every = values_counted(row)
    counted = f"; {few:,} of {every:,} leaves differ" if every else ""
    yield f"  Values, loaded in the images: {_WORDS[values_verdict(row)]}{counted}"
    for label, loaded in zip(labels, row.inside, strict=True):
        if loaded is None:
            continue
        versions = ", ".join(f"{name} {version}" for name, version in loaded.versions.items())
        where = f"{loaded.image} ({loaded.how})" if loaded.image else "no image"
        said = f"could not be loaded: {loaded.problem.rstrip('.')}" if loaded.problem else loaded.loader
        yield f"    {label}: {printable(f'{where}; {said}' + (f'; {versions}' if versions else ''))}"
        if loaded.missing:
            named = ", ".join(loaded.missing[:_NAMED])
            more = f" and {len(loaded.missing) - _NAMED} more" if len(loaded.missing) > _NAMED else ""
            yield f"    {label}: not in the image, so compared as stored: {printable(named + more)}"
