"""Repeats and spreads as JSON and as text."""

from __future__ import annotations

import math

from forebear.rebuild.documents import causes_document, result_document
from forebear.rebuild.repeating import Repeats
from forebear.rebuild.spread import LEVEL, Spread

_WIDTH = 16  # of the first column of a text


def repeats_document(repeats: Repeats) -> dict[str, object]:
    """Return what repeats showed for `--json`; `second` is the first of the repeats."""
    again = [result_document(result) for result in repeats.results[1:]]
    return {
        "second": again[0] if again else None,
        "repeats": again,
        "asked": repeats.asked,
        "deterministic": repeats.deterministic,
        "causes": causes_document(repeats.causes),
        "spread": [spread_document(spread) for spread in repeats.spread],
    }


def spread_document(spread: Spread) -> dict[str, object]:
    """Return one metric's spread for `--json`."""
    low, high = spread.range or (None, None)
    return {
        "metric": spread.name,
        "n": len(spread.values),
        "values": list(spread.values),
        "left_out": spread.left_out,
        "mean": spread.mean,
        "sd": spread.sd,
        "min": low,
        "max": high,
        "interval": list(spread.interval) if spread.interval else None,
        "level": LEVEL,
        "recorded": _finite(spread.recorded),
        "inside": spread.inside,
        "within_range": spread.within_range,
        "outside_odds": spread.outside_odds,
        "said": spread.said,
    }


def repeats_text(repeats: Repeats) -> str:
    """Return what repeats showed as text to read."""
    done = len(repeats.results)
    name = "twice" if repeats.asked == 2 else f"{repeats.asked} times"
    match repeats.deterministic:
        case True:
            how = "both" if done == 2 else f"all {done}"
            lines = [_line(name, f"{how} came out the same: the step is deterministic here")]
        case False if done == 2:
            lines = [_line(name, "the two differ: the step is not deterministic")]
        case False:
            lines = [_line(name, f"the {done} differ: the step is not deterministic")]
        case None:
            lines = [_line(name, f"stopped after {done}: {repeats.results[-1].rebuild.ended.value}")]
    for spread in repeats.spread:
        if spread.mean is None or spread.sd is None or spread.range is None or spread.interval is None:
            numbers = "no two numbers"
        else:
            numbers = f"n {len(spread.values)}, mean {spread.mean:.6g}, sd {spread.sd:.3g}"
            numbers += f", min {spread.range[0]:.6g}, max {spread.range[1]:.6g}"
            numbers += f", 95 % of runs {spread.interval[0]:.6g} to {spread.interval[1]:.6g}"
        lines += [_line("spread", f"{spread.name}: {numbers}"), _line("", spread.said)]
    return "\n".join(lines)


def _line(name: str, text: str) -> str:
    return f"  {name:<{_WIDTH}} {text}"


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
