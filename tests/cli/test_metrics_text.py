"""Metrics of a comparison in a terminal."""

from __future__ import annotations

import math

from forebear.cli.metrics_text import metric_lines, outcome_lines
from forebear.compare.comparison import CodeChanges, Comparison, MetricRow, Version
from forebear.compare.directions import Direction
from forebear.lineage.words import NodeKind


def compared(**metrics: tuple[float | str | None, ...]) -> Comparison:
    count = len(next(iter(metrics.values())))
    versions = tuple(Version("ABCDEFGHIJ"[place], "v", "v", NodeKind.COMMIT) for place in range(count))
    rows = tuple(MetricRow("m.json", name, values, (True,) * count) for name, values in metrics.items())
    return Comparison(versions, rows, (), (), (), CodeChanges(False), None)


def test_the_best_values_are_marked_by_the_direction_that_is_known_or_said() -> None:
    comparison = compared(auc=(0.9, 0.7, 0.9), loss=(1.0, 2.0, 0.5), size=(1.0, 2.0, 3.0))
    lines = [line for line in metric_lines(comparison, everything=False) if line.strip()]
    assert lines[0].strip() == "Metrics (* the best)"
    cells = {line.split()[1]: line.split()[2:] for line in lines[2:]}
    assert cells["auc"] == ["0.9", "*", "0.7", "0.9", "*", "+0", "(+0.0%)"]
    assert cells["loss"] == ["1", "2", "0.5", "*", "-0.5", "(-50.0%)"]
    assert "*" not in cells["size"]
    said = {"size": Direction.LOWER, "loss": Direction.UNKNOWN}
    marked = {line.split()[1] for line in metric_lines(comparison, said, everything=False) if " *" in line}
    assert marked == {"auc", "size"}


def test_what_became_of_the_metrics_is_said_of_each_version() -> None:
    comparison = compared(auc=(0.9, 0.7, 0.9), loss=(1.0, 2.0, 0.5), size=(1.0, 2.0, 3.0), same=(1, 1, 1))
    assert list(outcome_lines(comparison)) == [
        "B is worse in 2 of 4 metrics.",
        "C is better in 1 of 4 metrics.",
    ]
    assert list(outcome_lines(comparison, {"size": Direction.HIGHER}))[1] == "C is better in 2 of 4 metrics."
    many = compared(auc=(0.9, *(0.1,) * 9))
    assert list(outcome_lines(many)) == ["J is worse in 1 of 1 metric."]
    assert list(outcome_lines(compared(auc=(0.9, 0.9)))) == []
    assert list(outcome_lines(compared(auc=(0.9, math.nan)))) == ["B differs in 1 of 1 metric."]


def test_no_share_is_said_of_what_has_none() -> None:
    [line] = [line for line in metric_lines(compared(auc=(3.0, math.inf)), everything=False) if "auc" in line]
    assert line.split() == ["m.json:", "auc", "3", "Infinity", "+inf"]
