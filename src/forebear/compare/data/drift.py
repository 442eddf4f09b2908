"""Drift of every column that two tables have in common."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forebear.compare.data import distances
from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import (
    MISSING_LARGE,
    MISSING_MODERATE,
    PSI_LARGE,
    PSI_MODERATE,
    SIGNIFICANT,
    ColumnDrift,
    Histogram,
    Kind,
    Level,
    Rescaled,
    Share,
    Summary,
)
from forebear.compare.data.opened import OpenTable, Survey, number_sql

EXACT_ROWS = 500_000
"""Rows of both tables together up to which every value is taken; above it a sample, half as many of each."""

_FEW = 10  # numbers with at most so many different values are categories
_MOST_VALUES = 200  # of a category, from either version; all others are one
_SHOWN_VALUES = 12
_BATCH = 24  # columns asked for at a time
_FACTORS = (10.0, 100.0, 1000.0, 1e6, 60.0, 3600.0, 24.0, 12.0, 1024.0)
_LIKE = 0.1  # Kolmogorov-Smirnov distance below which values are distributed alike
_LEVELS = (Level.LARGE, Level.MODERATE, Level.NONE)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A column of both tables, by its places there."""

    name: str
    kind: Kind
    before: int
    after: int
    alike: bool  # of the same type in both

    def text(self, place: int) -> str:
        """A column's values as text that is the same for equal values."""
        number = self.kind is Kind.NUMBER and not self.alike
        return f"c{place}::DOUBLE::VARCHAR" if number else f"c{place}::VARCHAR"


def column_drift(
    engine: Engine, before: OpenTable, after: OpenTable, key: Sequence[str] = ()
) -> tuple[ColumnDrift, ...]:
    """Return the drift of each common column, the worst first; p-values are corrected over all of them.

    A column that alone names the rows (`key`) has none: its values are all different, and new ones are new
    rows.
    """
    every = list(_pairs(before, after))
    pairs = [pair for pair in every if (pair.name,) != tuple(key)]
    if before.survey is not None and after.survey is not None:
        found = _surveyed(engine, before.survey, after.survey, pairs)
    elif before.rows + after.rows <= EXACT_ROWS:
        found = _all(engine, before, after, pairs)
    else:
        found = _of_samples(engine, before, after, pairs)
    p_values = distances.corrected([drift.p for drift in found])
    judged = [
        replace(drift, corrected=p, level=_level(drift, p)) for drift, p in zip(found, p_values, strict=True)
    ]
    named = [_name_of_rows(pair, before, after) for pair in every if pair not in pairs]
    return (*sorted(judged, key=_badness), *named)


def _surveyed(engine: Engine, before: Survey, after: Survey, pairs: Sequence[_Pair]) -> list[ColumnDrift]:
    """Take the figures from the samples of surveys, and what these know of all rows."""
    places = {pair.name: pair for pair in pairs}
    found = []
    for drift in _all(engine, before.sample, after.sample, pairs):
        pair = places[drift.column]
        sides = [
            _of_all_rows(survey.summaries[place], sampled)
            for survey, place, sampled in (
                (before, pair.before, drift.before),
                (after, pair.after, drift.after),
            )
        ]
        rows = before.sample.rows, after.sample.rows
        found.append(replace(drift, before=sides[0], after=sides[1], sampled=rows))
    return found


def _of_all_rows(whole: Summary, sampled: Summary) -> Summary:
    """Return what is known of all rows, in the words of the sample's kind."""
    if sampled.least is None and sampled.distinct is not None:
        return Summary(whole.count, whole.missing, distinct=sampled.distinct)
    return replace(whole, distinct=sampled.distinct)


def _of_samples(
    engine: Engine, before: OpenTable, after: OpenTable, pairs: Sequence[_Pair]
) -> list[ColumnDrift]:
    """Take the figures from samples, but counts, means and extremes from all rows."""
    one, other = _sampled(engine, before), _sampled(engine, after)
    found = _all(engine, one, other, pairs)
    kinds = {drift.column: drift.kind for drift in found}
    sides = [
        _summaries(
            engine, table, [(place, kinds[pair.name]) for pair, place in zip(pairs, places, strict=True)]
        )
        for table, places in ((before, [p.before for p in pairs]), (after, [p.after for p in pairs]))
    ]
    exact = {pair.name: summaries for pair, *summaries in zip(pairs, *sides, strict=True)}
    return [
        replace(
            drift,
            before=replace(exact[drift.column][0], distinct=drift.before.distinct),
            after=replace(exact[drift.column][1], distinct=drift.after.distinct),
            sampled=(one.rows, other.rows),
        )
        for drift in found
    ]


def _all(engine: Engine, before: OpenTable, after: OpenTable, pairs: Sequence[_Pair]) -> list[ColumnDrift]:
    found: list[ColumnDrift] = []
    few = _few(engine, before, after, [pair for pair in pairs if pair.kind is Kind.NUMBER])
    for first in range(0, len(pairs), _BATCH):
        batch = pairs[first : first + _BATCH]
        measured = [p for p in batch if p.kind in (Kind.NUMBER, Kind.TIME) and p.name not in few]
        found += _exact(engine, before, after, measured)
        found += [_category(engine, before, after, pair) for pair in batch if pair not in measured]
    return found


def _name_of_rows(pair: _Pair, before: OpenTable, after: OpenTable) -> ColumnDrift:
    one, other = (Summary(table.rows, 0, distinct=table.rows) for table in (before, after))
    return ColumnDrift(pair.name, pair.kind, Level.NONE, one, other, names_rows=True)


def _badness(drift: ColumnDrift) -> tuple[int, float, str]:
    return _LEVELS.index(drift.level), -(drift.psi or 0.0), drift.column


def _level(drift: ColumnDrift, p: float | None) -> Level:
    one, other = drift.before, drift.after
    missing = abs(_missing(one) - _missing(other))
    emptied = (one.count == 0) != (other.count == 0)
    shifted = drift.psi if drift.psi is not None and p is not None and p < SIGNIFICANT else 0.0
    if shifted >= PSI_LARGE or missing >= MISSING_LARGE or emptied:
        return Level.LARGE
    return Level.MODERATE if shifted >= PSI_MODERATE or missing >= MISSING_MODERATE else Level.NONE


def _missing(summary: Summary) -> float:
    whole = summary.count + summary.missing
    return summary.missing / whole if whole else 0.0


def _pairs(before: OpenTable, after: OpenTable) -> Iterator[_Pair]:
    """The columns that both have, with values of one kind."""
    places = {column.name: place for place, column in enumerate(after.columns)}
    for place, column in enumerate(before.columns):
        other = places.get(column.name)
        if other is not None and after.columns[other].kind is column.kind:
            yield _Pair(column.name, column.kind, place, other, before.sql[place] == after.sql[other])


def _few(engine: Engine, before: OpenTable, after: OpenTable, pairs: Sequence[_Pair]) -> set[str]:
    """Columns of numbers with so few values that they are categories."""
    found = set()
    for first in range(0, len(pairs), _BATCH):
        batch = pairs[first : first + _BATCH]
        sides = []
        for table, places in ((before, [p.before for p in batch]), (after, [p.after for p in batch])):
            asked = ", ".join(f"approx_count_distinct(c{place})" for place in places)
            sides.append(engine.row(f"SELECT {asked} FROM {table.name}"))
        for pair, *counts in zip(batch, *sides, strict=True):
            if max(counts) <= _FEW:
                found.add(pair.name)
    return found


# every value


def _exact(
    engine: Engine, before: OpenTable, after: OpenTable, pairs: Sequence[_Pair]
) -> Iterator[ColumnDrift]:
    if not pairs:
        return
    one = _values(engine, before, [(pair.before, pair.kind) for pair in pairs])
    other = _values(engine, after, [(pair.after, pair.kind) for pair in pairs])
    for pair, earlier, later in zip(pairs, one, other, strict=True):
        engine.look()
        summaries = _summary(earlier, before.rows), _summary(later, after.rows)
        yield describe_numbers(ColumnDrift(pair.name, pair.kind, Level.NONE, *summaries), earlier, later)


def _values(engine: Engine, table: OpenTable, asked: Sequence[tuple[int, Kind]]) -> list[distances.Numbers]:
    named = ", ".join(f"{number_sql(place, kind)} AS v{number}" for number, (place, kind) in enumerate(asked))
    arrays = engine.arrays(f"SELECT {named} FROM {table.name}")
    return [_filled(arrays[f"v{number}"]) for number in range(len(asked))]


def _filled(values: Any) -> distances.Numbers:
    known = values.compressed() if isinstance(values, np.ma.MaskedArray) else values
    return np.asarray(known, np.float64)


def describe_numbers(drift: ColumnDrift, before: distances.Numbers, after: distances.Numbers) -> ColumnDrift:
    """Compare all values (none of them NaN) of a column whose summaries are in `drift`."""
    if not len(before) or not len(after):
        return drift
    before, after = np.sort(before), np.sort(after)
    inner = distances.tenths(before)
    edges, logarithmic = distances.common_edges(before, after)
    counts = [distances.counts_within(side, edges[1:-1]) for side in (before, after)]
    tested = distances.kolmogorov_smirnov(before, after)
    least, most = before[0], before[-1]
    return replace(
        drift,
        psi=distances.psi(*(distances.counts_within(side, inner) for side in (before, after))),
        test="ks",
        statistic=tested[0] if tested else None,
        p=tested[1] if tested else None,
        js=distances.jensen_shannon(*counts),
        below=int(np.count_nonzero(after < least)),
        above=int(np.count_nonzero(after > most)),
        rescaled=rescaled(before, after),
        histogram=_histogram(edges, counts, logarithmic),
    )


def _histogram(edges: Any, counts: Sequence[Any], logarithmic: bool) -> Histogram:
    one, other = (tuple(int(count) for count in side) for side in counts)
    return Histogram(tuple(float(edge) for edge in edges), one, other, logarithmic)


def _summary(values: distances.Numbers, rows: int) -> Summary:
    if not len(values):
        return Summary(0, rows)
    with np.errstate(invalid="ignore", over="ignore"):
        mean = float(values.mean())
    return Summary(len(values), rows - len(values), float(values.min()), mean, float(values.max()))


def rescaled(before: distances.Numbers, after: distances.Numbers) -> Rescaled | None:
    """Say which factor explains the values beyond the earlier version's, if one does."""
    least, most = before.min(), before.max()
    beyond = after[(after < least) | (after > most)]
    beyond = beyond[np.isfinite(beyond)]
    if len(beyond) < 20 or len(beyond) < len(after) / 100 or least == most:
        return None
    best: Rescaled | None = None
    before, beyond = np.sort(before), np.sort(beyond)
    inner = distances.tenths(before)
    for factor in (*_FACTORS, *(1 / factor for factor in _FACTORS)):
        divided, limit = beyond / factor, best.distance if best else _LIKE
        if distances.at_least_apart(before, divided, inner) >= limit:
            continue  # most factors are far off
        distance = distances.farthest_apart(before, divided)
        if distance < limit:
            count = int(np.count_nonzero((least <= divided) & (divided <= most)))
            best = Rescaled(factor, count, distance)
    return best


# too many rows: a sample


def _sampled(engine: Engine, table: OpenTable) -> OpenTable:
    """Take the rows whose number's hash says so: the same each time, from everywhere in the table."""
    name = f"{table.name}_sample"
    share = max(1, round(table.rows / (EXACT_ROWS / 2)))
    columns = ", ".join(f"c{place}" for place in range(len(table.columns)))
    engine.rows(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {table.name} "
        f"WHERE hash({table.place}) % {share} = 0"
    )
    rows = int(engine.row(f"SELECT count(*) FROM {name}")[0])
    return replace(table, name=name, rows=rows, place="rowid")


def _summaries(engine: Engine, table: OpenTable, asked: Sequence[tuple[int, Kind]]) -> list[Summary]:
    """Summarise columns over all rows."""
    found: list[Summary] = []
    for first in range(0, len(asked), _BATCH):
        parts = [
            f"count(v{n}), min(v{n}), avg(v{n}), max(v{n})"
            if kind in (Kind.NUMBER, Kind.TIME)
            else f"count(v{n}), NULL, NULL, NULL"
            for n, (_, kind) in enumerate(asked[first : first + _BATCH])
        ]
        given = [
            f"{number_sql(place, kind) if kind in (Kind.NUMBER, Kind.TIME) else f'c{place}'} AS v{n}"
            for n, (place, kind) in enumerate(asked[first : first + _BATCH])
        ]
        row = engine.row(f"SELECT {', '.join(parts)} FROM (SELECT {', '.join(given)} FROM {table.name})")
        for start in range(0, len(row), 4):
            count, *values = row[start : start + 4]
            least, mean, most = (None if value is None else float(value) for value in values)
            found.append(Summary(int(count), table.rows - int(count), least, mean, most))
    return found


# values that are names


def _category(engine: Engine, before: OpenTable, after: OpenTable, pair: _Pair) -> ColumnDrift:
    sides = [
        engine.row(
            f"SELECT count(c{place}), {'approx_count_distinct' if pair.kind is not Kind.OTHER else 'count'}"
            f"(c{place}) FROM {table.name}"
        )
        for table, place in ((before, pair.before), (after, pair.after))
    ]
    one, other = (
        Summary(
            int(count), table.rows - int(count), distinct=None if pair.kind is Kind.OTHER else int(distinct)
        )
        for (count, distinct), table in zip(sides, (before, after), strict=True)
    )
    kind = pair.kind if pair.kind is Kind.OTHER else Kind.CATEGORY
    drift = ColumnDrift(pair.name, kind, Level.NONE, one, other)
    if kind is Kind.OTHER or not one.count or not other.count or _names_rows(one) or _names_rows(other):
        return drift
    counts = [
        dict(
            engine.rows(
                f"SELECT {pair.text(place)} AS v, count(*) AS n FROM {table.name} "
                f"WHERE c{place} IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {_MOST_VALUES}"
            )
        )
        for table, place in ((before, pair.before), (after, pair.after))
    ]
    values = sorted(set(counts[0]) | set(counts[1]), key=lambda v: (-counts[0].get(v, 0), v))
    if max(one.distinct or 0, other.distinct or 0) > _MOST_VALUES * 0.9:
        counts = [
            _exactly(engine, before, pair.text(pair.before), values),
            _exactly(engine, after, pair.text(pair.after), values),
        ]
    shares = [Share(value, int(counts[0].get(value, 0)), int(counts[1].get(value, 0))) for value in values]
    rest = [side.count - sum(c.values()) for side, c in zip((one, other), counts, strict=True)]
    if any(rest):
        shares.append(Share(None, *rest))
    return replace(drift, **_of_shares(shares), shares=_shown(shares))


def _names_rows(summary: Summary) -> bool:
    """Whether nearly every row has a value of its own, so that shares mean nothing."""
    return (summary.distinct or 0) > max(_MOST_VALUES, summary.count // 2)


def _exactly(engine: Engine, table: OpenTable, text: str, values: Sequence[str]) -> dict[str, int]:
    rows = engine.rows(
        f"SELECT {text} AS v, count(*) FROM {table.name} "
        f"WHERE list_contains(?::VARCHAR[], {text}) GROUP BY v",
        [list(values)],
    )
    return {str(value): int(count) for value, count in rows}


def _of_shares(shares: Sequence[Share]) -> dict[str, Any]:
    one, other = [share.before for share in shares], [share.after for share in shares]
    tested = distances.chi_squared(one, other)
    return {
        "psi": distances.psi(one, other),
        "test": "chi2",
        "statistic": tested[0] if tested else None,
        "p": tested[1] if tested else None,
        "js": distances.jensen_shannon(one, other),
    }


def _shown(shares: Sequence[Share]) -> tuple[Share, ...]:
    """Keep the most frequent values and sum up the others."""
    kept = sorted(
        (share for share in shares if share.value is not None),
        key=lambda share: (-max(share.before, share.after), share.value),
    )
    shown, rest = kept[:_SHOWN_VALUES], [*kept[_SHOWN_VALUES:], *(s for s in shares if s.value is None)]
    if not rest:
        return tuple(shown)
    return (*shown, Share(None, sum(s.before for s in rest), sum(s.after for s in rest)))
