"""Figures of drift against SciPy on the same values, and the judgement that is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from scipy.spatial.distance import jensenshannon

from forebear.compare.data import distances, drift
from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import Form, Kind, Level, Rescaled
from forebear.compare.data.opened import OpenTable, columns_of
from forebear.lineage.progress import Silent

VALUES = arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 2)))


def table(engine: Engine, name: str, **columns: Any) -> OpenTable:
    engine.insert(name, {f"c{place}": values for place, values in enumerate(columns.values())})
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {name}")]
    rows = len(next(iter(columns.values())))
    return OpenTable(name, Form.PARQUET, rows, columns_of(list(columns), types, exact=True), tuple(types))


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    made = Engine(tmp_path, Silent(), ())
    yield made
    made.close()


@given(VALUES, VALUES)
def test_kolmogorov_smirnov_is_scipys(before: Any, after: Any) -> None:
    found = distances.kolmogorov_smirnov(before, after)
    if len(before) == len(after) == 1:
        assert found is None
        return
    told = stats.ks_2samp(before, after, method="asymp")
    assert found == (told.statistic, told.pvalue)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=2, max_size=8))
def test_shares_are_scipys(counts: list[tuple[int, int]]) -> None:
    before, after = (list(side) for side in zip(*counts, strict=True))
    if not sum(before) or not sum(after):
        assert distances.jensen_shannon(before, after) is None
        assert distances.psi(before, after) is None
        return
    told = jensenshannon(before, after, base=2)
    assert distances.jensen_shannon(before, after) == pytest.approx(0.0 if np.isnan(told) else told)
    filled = [(one, other) for one, other in counts if one or other]
    found = distances.chi_squared(before, after)
    assert found is not None
    if len(filled) > 1:
        told = stats.chi2_contingency(np.array(filled).T, correction=False)
        assert found == (pytest.approx(told.statistic), pytest.approx(told.pvalue))
    else:
        assert found == (0.0, 1.0)


@given(st.lists(st.none() | st.floats(0, 1), max_size=9))
def test_p_values_are_corrected_as_scipy_does(p_values: list[float | None]) -> None:
    found = distances.corrected(p_values)
    known = [p for p in p_values if p is not None]
    told = iter(stats.false_discovery_control(known)) if known else iter(())
    assert found == [None if p is None else next(told) for p in p_values]


@given(VALUES)
def test_equal_values_have_no_distance_and_every_value_is_in_a_bin(values: Any) -> None:
    edges, _ = distances.common_edges(values, values)
    counts = distances.counts_within(np.sort(values), edges[1:-1])
    places = np.searchsorted(edges[1:-1], values, side="left")
    assert counts.tolist() == np.bincount(places, minlength=len(counts)).tolist()
    assert counts.sum() == len(values)
    assert len(counts) == max(1, len(edges) - 1)
    assert np.all(np.diff(edges) > 0)
    assert distances.psi(counts, counts) == 0
    assert distances.jensen_shannon(counts, counts) == 0


def _psi(before: Any, after: Any) -> float:
    """The definition, written out: tenths of the earlier version, right-closed."""
    inner = sorted(set(np.quantile(before, np.linspace(0.1, 0.9, 9), method="inverted_cdf")))
    total = 0.0
    for low, high in zip([-np.inf, *inner], [*inner, np.inf], strict=True):
        shares = [max(1e-4, ((low < side) & (side <= high)).mean()) for side in (before, after)]
        total += (shares[1] - shares[0]) * np.log(shares[1] / shares[0])
    return total


def test_a_table_of_columns(engine: Engine) -> None:
    rng = np.random.default_rng(7)
    n, m = 4000, 3500
    charge = rng.gamma(5, 10, n).round(2)
    later = rng.gamma(5, 10, m).round(2)
    cents = np.where(rng.random(m) < 0.21, later * 100, later).round(2)
    before = table(
        engine,
        "a",
        charge=charge,
        same=rng.normal(size=n),
        flag=rng.integers(0, 2, n),
        kind=rng.choice(["x", "y", "z"], n).astype(object),
        gaps=np.where(rng.random(n) < 0.02, np.nan, 1.5 * rng.integers(0, 90, n)),
    )
    after = table(
        engine,
        "b",
        charge=cents,
        same=rng.normal(size=m),
        flag=rng.integers(0, 2, m),
        kind=rng.choice(["x", "y", "w"], m, p=[0.6, 0.3, 0.1]).astype(object),
        gaps=np.where(rng.random(m) < 0.32, np.nan, 1.5 * rng.integers(0, 90, m)),
    )
    found = {each.column: each for each in drift.column_drift(engine, before, after)}
    assert list(found)[-2:] in (["same", "flag"], ["flag", "same"])
    told = stats.ks_2samp(charge, cents, method="asymp")
    assert (found["charge"].statistic, found["charge"].p) == (told.statistic, told.pvalue)
    assert found["charge"].psi == pytest.approx(_psi(charge, cents))
    assert found["charge"].level is Level.LARGE
    rescaled = found["charge"].rescaled
    assert isinstance(rescaled, Rescaled)
    assert rescaled.factor == 100
    assert rescaled.count == np.count_nonzero((cents > charge.max()) & (cents <= 100 * charge.max()))
    assert found["same"].level is Level.NONE
    assert found["flag"].kind is Kind.CATEGORY
    assert found["kind"].level is Level.LARGE
    shares = {share.value: (share.before, share.after) for share in found["kind"].shares}
    assert shares["w"][0] == 0
    assert sum(count for count, _ in shares.values()) == n
    contingency = np.array(sorted(shares.values())).T
    assert found["kind"].p == pytest.approx(stats.chi2_contingency(contingency, correction=False).pvalue)
    assert found["gaps"].level is Level.LARGE
    assert found["gaps"].after.missing > found["gaps"].before.missing
    histogram = found["charge"].histogram
    assert histogram is not None
    assert histogram.logarithmic
    assert (sum(histogram.before), sum(histogram.after)) == (n, m)
    assert found["charge"].js == pytest.approx(jensenshannon(histogram.before, histogram.after, base=2))
    p_values = [each.p for each in found.values()]
    assert [each.corrected for each in found.values()] == pytest.approx(
        list(stats.false_discovery_control(p_values))
    )


def test_of_many_rows_a_sample_is_taken_and_said(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(size=60_000), rng.normal(0.4, 1.3, 50_000)
    kinds = rng.choice(["x", "y"], 60_000).astype(object)
    before = table(
        engine, "a", x=one, n=rng.integers(0, 40, 60_000), s=np.sort(rng.normal(size=60_000)), k=kinds
    )
    after = table(
        engine, "b", x=other, n=rng.integers(0, 40, 50_000), s=rng.normal(size=50_000), k=kinds[:50_000]
    )
    exact = {each.column: each for each in drift.column_drift(engine, before, after)}
    monkeypatch.setattr(drift, "EXACT_ROWS", 20_000)
    found = {each.column: each for each in drift.column_drift(engine, before, after)}
    for name, each in found.items():
        truth = exact[name]
        assert each.level is truth.level
        assert each.sampled is not None
        assert all(8_000 < rows < 12_000 for rows in each.sampled)
        assert each.psi == pytest.approx(truth.psi, rel=0.2, abs=0.01)
        assert (each.before.count, each.after.count) == (truth.before.count, truth.after.count)
        assert each.after.mean == pytest.approx(truth.after.mean, abs=1e-9)
        assert (each.after.least, each.after.most) == (truth.after.least, truth.after.most)
    again = drift.column_drift(engine, before, after)
    assert again == tuple(found.values())
    assert {each.psi for each in drift.column_drift(engine, before, before)} == {0.0}


@given(VALUES, st.sampled_from([Kind.NUMBER, Kind.TIME]))
def test_the_same_column_has_no_drift(values: Any, kind: Kind) -> None:
    start = drift.ColumnDrift("x", kind, Level.NONE, *[drift._summary(values, len(values))] * 2)
    found = drift.describe_numbers(start, values, values)
    assert (found.psi, found.js, found.below, found.above) == (0, 0, 0, 0)
    assert found.statistic == (0 if len(values) > 1 else None)
    assert found.rescaled is None


def test_a_shift_is_not_taken_for_another_unit() -> None:
    rng = np.random.default_rng(1)
    assert drift.rescaled(rng.normal(50, 5, 2000), rng.normal(500, 5, 2000)) is None
    assert drift.rescaled(np.full(50, 3.0), np.full(50, 300.0)) is None
