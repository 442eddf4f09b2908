"""Parameters, environments and models of a comparison as lines for people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from forebear.cli.inside_text import inside_lines, inside_verdict
from forebear.cli.text import printable, table
from forebear.compare.abridging import abridged
from forebear.compare.comparison import Comparison, EnvironmentRow, ModelRow, ParameterRow, PartRow
from forebear.compare.environment_words import ASPECTS, CHANGES, lacking_text
from forebear.compare.models.weights import MOST_ULPS, Distance
from forebear.compare.parameters import inner_rows, type_name, types_matter
from forebear.lineage.words import Scalar

_WIDEST = 60  # characters of a value
_PARTS = 20  # parts of a model
_KINDS = {"volatile": "setting"}
_GROUPS = {**ASPECTS, "declared": "Declared in", "config": "Configuration in"}


def parameter_lines(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    """Yield the parameters that differ, lists looked into; types only where they alone tell values apart."""
    rows = comparison.parameters
    shown = [row for row in rows if everything or row.differs is not False]
    if not shown:
        return
    yield ""
    differing = sum(row.differs is not False for row in rows)
    yield f"Parameters: {differing} of {len(rows)} differ"
    cells = []
    for row in shown:
        inside = [] if everything else [each for each in inner_rows(row) if each.differs]
        for each in inside or [row]:
            name = f"{each.source}: {each.name}" if each.source else each.name
            cells.append((name, *abridged([printable(text) for text in _parameter(each)], _WIDEST)))
    yield from _table(("Parameter", *_labels(comparison)), cells)


def _parameter(row: ParameterRow) -> Iterator[str]:
    typed = types_matter(row)
    for value, there, here in zip(row.values, row.present, row.available, strict=True):
        if not here:
            yield "not available"
        elif not there:
            yield "-"
        else:
            yield f"{_value(value)} ({type_name(value)})" if typed else _value(value)


def _value(value: Scalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.15g}" if math.isfinite(value) else {"nan": "NaN"}.get(str(value), str(value))
        case _:
            return str(value)


def environment_lines(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    """Yield the environment in groups: how much of each differs, then what changed, came and went."""
    groups = groupby(comparison.environment, key=lambda row: (row.run, row.aspect, row.source))
    told = [(slot, list(rows)) for slot, rows in groups]
    if not everything:
        told = [(slot, rows) for slot, rows in told if any(row.differs is not False for row in rows)]
    if not told:
        return
    yield ""
    yield "Environment"
    for (run, aspect, source), rows in told:
        words = [_GROUPS[aspect], *([source] if source else []), *([f"of {run}"] if run else [])]
        yield f"  {printable(' '.join(words))}: {_counted(rows, comparison)}"
        shown = [row for row in rows if everything or row.differs is not False]
        shown.sort(key=lambda row: CHANGES.index(row.change))
        cells = [(row.change or "?", row.name, *_ran(row)) for row in shown if _is_told(row)]
        if cells:
            yield from _table(("", "Name", *_labels(comparison)), cells, 4)


def _is_told(row: EnvironmentRow) -> bool:
    """Say whether a row says more than the heading: of what is not recorded, the heading says enough."""
    return bool(row.change)


def _counted(rows: Sequence[EnvironmentRow], comparison: Comparison) -> str:
    counts = Counter(row.change for row in rows)
    words = [f"{counts[change]} {change}" for change in CHANGES[:3] if counts[change]]
    if counts["same"]:
        words.append(f"{counts['same']} the same")
    if counts[""]:
        words.append(lacking_text(rows, comparison) or f"{counts['']} not known")
    return ", ".join(words)


def _ran(row: EnvironmentRow) -> Iterator[str]:
    for value, recorded in zip(row.values, row.recorded, strict=True):
        yield _short(value or "-") if recorded else "not recorded"


def model_lines(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    """Yield for each model its format and size, and which of its parts differ by how much."""
    rows = [row for row in comparison.models if everything or row.differs is not False]
    for row in rows:
        yield ""
        yield f"Model {printable(row.path)}{_formats(row)}"
        for label, problem in zip(_labels(comparison), row.problems, strict=True):
            if problem:
                yield f"  {label}: {printable(problem)}."
        parts = [part for part in row.parts if everything or part.differs is not False]
        for kind, (differing, every) in row.counts.items():
            if differing or everything:
                differ = "differs" if every == 1 and kind != "volatile" else "differ"
                yield f"  {differing} of {every} {_counted_kind(kind, every)} {differ}"
        cells = [
            (_KINDS.get(part.kind, part.kind), _short(part.name), *_part(part), _apart(part))
            for part in parts[:_PARTS]
        ]
        if cells:
            yield from _table(("Part", "Name", *_labels(comparison), "Difference"), cells)
        if len(parts) > _PARTS:
            yield f"  … and {len(parts) - _PARTS} more parts; --json has all"
        yield from (f"  {printable(note)}" for note in row.notes)
        if row.inside:
            yield f"  {inside_verdict(row)}"
            yield from (f"    {printable(line)}" for line in inside_lines(row, _labels(comparison)))


def _counted_kind(kind: str, every: int) -> str:
    named = {"leaf": "leaves", "volatile": "settings and times"}
    return kind if every == 1 and kind != "volatile" else named.get(kind, f"{kind}s")


def _formats(row: ModelRow) -> str:
    formats = list(dict.fromkeys(each for each in row.formats if each))
    sizes = [f"{size:,}" for size in dict.fromkeys(row.sizes) if size is not None]
    said = [" / ".join(formats), f"{' / '.join(sizes)} bytes" if sizes else ""]
    words = ", ".join(word for word in said if word)
    return f": {words}" if words else ""


def _part(part: PartRow) -> Iterator[str]:
    for value, known in zip(part.values, part.known, strict=True):
        yield _short(value or "-") if known else "not known"


def _apart(part: PartRow) -> str:
    return "; ".join(word for word in (_largest(part.distances), part.reason) if word)


def _largest(distances: Sequence[Distance | None]) -> str:
    """Return the distance of the version that is furthest away, in words."""
    known = [each for each in distances if each is not None]
    if not known:
        return ""
    apart = max(known, key=lambda each: (each.relative or 0.0, each.changed))
    if apart.largest is None:
        return "other bytes" if apart.changed else ""
    words = [f"{apart.changed:,} of {apart.values:,} values", f"at most by {apart.largest:.3g}"]
    if apart.values == 1:
        words = [f"by {apart.largest:.3g}"] if apart.changed else []
    if apart.ulps and apart.ulps <= MOST_ULPS:
        words.append(f"{apart.ulps:,} ULP")
    if apart.values == 1:
        return ", ".join(words)
    if apart.relative is not None:
        words.append(f"{apart.relative:.2%} of the norm")
    if apart.cosine is not None:
        words.append(f"cosine {apart.cosine:.6f}")
    return ", ".join(words)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def _labels(comparison: Comparison) -> list[str]:
    return [version.label for version in comparison.versions]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], indent: int = 2) -> Iterator[str]:
    for line in table(head, rows).split("\n"):
        yield " " * indent + line
