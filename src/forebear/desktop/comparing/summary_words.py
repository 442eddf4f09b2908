"""The reasons for a change's rank, and what happened to a metric, in the window's language."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from forebear.compare.comparison import Comparison, MetricRow
from forebear.compare.directions import Direction, SetDirections, better
from forebear.compare.ranking import Cause, Reason, Rule
from forebear.desktop import wording
from forebear.lineage.facts import Slot

_TOLD = 4  # versions beside the baseline that the headline has room for


def reason_text(reason: Reason) -> str:
    """Say why a change has its place."""
    translate = QCoreApplication.translate
    said = {
        Rule.ONLY_CHANGE: translate("Ranking", "Nothing else that is recorded differs."),
        Rule.DRIFTED: translate("Ranking", "Columns drifted: {about}."),
        Rule.FIRST_STEP: translate("Ranking", "The first step that differs reads it: {about}."),
        Rule.MADE_METRIC: translate("Ranking", "The step that reported the metrics reads it: {about}."),
        Rule.BEFORE_METRIC: translate("Ranking", "It is read upstream of the metrics, by {about}."),
        Rule.USED_CODE: translate("Ranking", "The compared runs used this code."),
        Rule.UNCOMMITTED: translate("Ranking", "{about} ran with it before it was committed."),
        Rule.NUMERICS: translate("Ranking", "It computes numbers."),
        Rule.SEED: translate("Ranking", "It sets what is left to chance."),
        Rule.SCHEMA: translate("Ranking", "Columns differ: {about}."),
        Rule.DECLARES: translate("Ranking", "It declares the environment."),
        Rule.COVERS: translate("Ranking", "It differs in every version whose metrics differ."),
        Rule.NOT_IN_ALL: translate("Ranking", "It does not differ in {about}, whose metrics do."),
        Rule.WITHOUT_EFFECT: translate("Ranking", "It differs in {about} too, whose metrics do not."),
        Rule.UNUSED_CODE: translate("Ranking", "No compared run names it as an input."),
        Rule.ASIDE: translate("Ranking", "Only {about} read it, which the metrics were not made from."),
        Rule.SAME_VALUES: translate(
            "Ranking", "Every row has the same values, written otherwise or in another order."
        ),
    }
    return said[reason.rule].format(about=reason.about)


def side_text(side: str) -> str:
    """Name a side of a comparison."""
    translate = QCoreApplication.translate
    return {
        "code": translate("Ranking", "Code"),
        "data": translate("Ranking", "Data"),
        "parameters": translate("Ranking", "Parameters"),
        "environment": translate("Ranking", "Environment"),
    }[side]


def values_text(cause: Cause) -> str:
    """Say the values of a change, the baseline's first; equal ones that follow each other once."""
    said: list[str] = []
    for value in cause.values:
        text = "\N{EN DASH}" if value is None else value
        if cause.side == "data" and value is not None:
            text = wording.short_key(value.partition(":")[2])
        if not said or said[-1] != text:
            said.append(text)
    if cause.side == "code":
        said = [text for text in said if text != "\N{EN DASH}"]
    return " → ".join(said[:4]) + (" …" if len(said) > 4 else "")


def effect_text(row: MetricRow, column: int, direction: Direction | None = None) -> tuple[str, str]:
    """Say how a version's metric stands to the baseline's, and the tone: better, worse, changed or ""."""
    translate = QCoreApplication.translate
    delta, relative = row.delta(column), row.relative(column)
    if delta is None or math.isnan(delta):
        return translate("Ranking", "not comparable"), ""
    if delta == 0:
        return "=", ""
    size = f"{abs(relative):.1%}" if relative is not None and math.isfinite(relative) else f"{abs(delta):.4g}"
    arrow = "\N{BLACK UP-POINTING TRIANGLE}" if delta > 0 else "\N{BLACK DOWN-POINTING TRIANGLE}"
    way = direction if direction is not None else better(row.name)
    if way is Direction.UNKNOWN:
        return f"{arrow} {size}", "changed"
    if (delta > 0) == (way is Direction.HIGHER):
        return translate("Ranking", "{change} better").format(change=f"{arrow} {size}"), "better"
    return translate("Ranking", "{change} worse").format(change=f"{arrow} {size}"), "worse"


def outcome_text(
    comparison: Comparison, differing: Sequence[MetricRow], given: SetDirections | None = None
) -> str:
    """Say what became of the metrics from the baseline to each version, in a sentence of its own.

    Of many versions that is the last one. `given` are the directions of metrics that the person set.
    """
    translate = QCoreApplication.translate
    if not comparison.metrics:
        if any(file.slot is Slot.METRICS for file in comparison.unavailable):
            return translate("Ranking", "The files of the metrics are not here.")
        return translate("Ranking", "No metrics are recorded.")
    if not differing:
        return translate("Ranking", "No metric differs.")
    last = len(comparison.versions) - 1
    told = range(1, last + 1) if last <= _TOLD else [last]
    said = " ".join(_outcome(comparison, differing, column, given) for column in told)
    if len(told) == last:
        return said
    return translate("Ranking", "{said} The table has the versions between.").format(said=said)


def _outcome(
    comparison: Comparison, differing: Sequence[MetricRow], column: int, given: SetDirections | None
) -> str:
    """Say what became of the metrics from the baseline to the version of a column."""
    translate = QCoreApplication.translate
    tones = Counter(effect_text(row, column, better(row.name, given))[1] for row in differing)
    worse, better_ = tones["worse"], tones["better"]
    if worse and better_:
        said = translate("Ranking", "{version} is worse in {worse} and better in {better} of {all} metrics.")
    elif worse:
        said = translate("Ranking", "{version} is worse in {worse} of {all} metrics.")
    elif better_:
        said = translate("Ranking", "{version} is better in {better} of {all} metrics.")
    else:
        said = translate("Ranking", "{version} differs in {count} of {all} metrics.")
    count = sum(row.values[column] != row.values[0] for row in differing)
    label, every = comparison.versions[column].label, len(comparison.metrics)
    return said.format(version=label, worse=worse, better=better_, count=count, all=every)
