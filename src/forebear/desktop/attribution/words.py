"""An attribution in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.attribution.shown import FactorShown, Mixed, ShareShown, Shown

_TOKENS = {
    "data": "node.dataset",
    "code": "node.run",
    "parameters": "node.rebuild",
    "environment": "node.environment",
}
_ICONS = {"data": "dataset", "code": "code", "parameters": "config", "environment": "environment"}


def token_of(factors: Sequence[str]) -> str:
    """Return the colour token of a factor; of several together a colour of their own."""
    return _TOKENS.get(factors[0], "node.file") if len(factors) == 1 else "node.file"


def icon_of(factor: str) -> str:
    """Return the icon of a factor."""
    return _ICONS.get(factor, "file")


def factor_text(factor: str) -> str:
    """Say what a factor is."""
    translate = QCoreApplication.translate
    return {
        "data": translate("Attribution", "Data"),
        "code": translate("Attribution", "Code"),
        "parameters": translate("Attribution", "Parameters"),
        "environment": translate("Attribution", "Environment"),
    }.get(factor, factor)


def letter_of(factor: str) -> str:
    """Return one letter for a factor, where there is no room for its name."""
    translate = QCoreApplication.translate
    return {
        "data": translate("Attribution", "D", "letter for data"),
        "code": translate("Attribution", "C", "letter for code"),
        "parameters": translate("Attribution", "P", "letter for parameters"),
        "environment": translate("Attribution", "E", "letter for environment"),
    }.get(factor, factor[:1].upper())


def factors_text(factors: Sequence[str]) -> str:
    """Say one factor, or several together."""
    return " + ".join(map(factor_text, factors))


def detail_text(factor: FactorShown) -> str:
    """Say in a few words what of a factor differs: the first thing, and how many more there are."""
    if not factor.lines:
        return ""
    where, _, what = factor.lines[0].partition(": ")
    said = what if factor.name == "parameters" else where
    more = len(factor.lines) - 1
    return f"{said}  +{more}" if more else said


def signed(value: float) -> str:
    """Write a difference with its sign, in four significant digits."""
    text = wording.number_text(float(f"{abs(value):.4g}"))
    return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}" if value < 0 else text


def percent_text(percent: float | None) -> str:
    """Write a share of the whole; "" where the whole is nothing."""
    return "" if percent is None else f"{percent:.0f} %".replace("-", "\N{MINUS SIGN}")


def share_text(share: ShareShown) -> str:
    """Write a share: its amount and how much of the whole that is."""
    percent = percent_text(share.percent)
    return f"{signed(share.value)} ({percent})" if percent else signed(share.value)


def sentence(shown: Shown) -> str:
    """Say what changed the metric, the largest share first."""
    translate = QCoreApplication.translate
    difference, words = shown.difference, {"metric": shown.metric, "a": shown.a.ref, "b": shown.b.ref}
    if not shown.factors:
        said = translate("Attribution", "Nothing that is recorded differs between {a} and {b}.")
        return said.format(**words)
    if difference is None:
        return translate("Attribution", "What changed {metric} from {a} to {b} is not known yet.").format(
            **words
        )
    by = wording.number_text(abs(difference))
    if not shown.is_shared:
        rises = translate("Attribution", "{metric} rises by {by} from {a} to {b}. What caused it?")
        falls = translate("Attribution", "{metric} falls by {by} from {a} to {b}. What caused it?")
        same = translate("Attribution", "{metric} is the same in {a} and {b}. Do changes cancel each other?")
        said = same if not difference else rises if difference > 0 else falls
        return said.format(by=by, **words)
    shares = sorted(shown.shares, key=lambda share: -abs(share.value))
    list_ = ", ".join(f"{factors_text(share.factors)} {share_text(share)}" for share in shares)
    rise = translate("Attribution", "Of the rise of {metric} by {by} from {a} to {b}: {shares}.")
    fall = translate("Attribution", "Of the fall of {metric} by {by} from {a} to {b}: {shares}.")
    none = translate("Attribution", "On the whole {metric} is the same in {a} and {b}: {shares}.")
    said = none if not difference else rise if difference > 0 else fall
    return said.format(by=by, shares=list_, **words)


def mixture_text(shown: Shown, mixed: Mixed) -> str:
    """Say what a mixture is made of."""
    translate = QCoreApplication.translate
    if not mixed:
        return translate("Attribution", "All of A ({ref})").format(ref=shown.a.ref)
    if mixed == frozenset(shown.names):
        return translate("Attribution", "All of B ({ref})").format(ref=shown.b.ref)
    from_b = ", ".join(factor_text(name) for name in shown.names if name in mixed)
    return translate("Attribution", "A with {factors} of B").format(factors=from_b)


def interactions_text(shown: Shown) -> str:
    """Say which factors do more, or less, together than alone; "" where none do."""
    translate = QCoreApplication.translate
    told = [
        translate("Attribution", "{one} and {other} {value}").format(
            one=factor_text(one), other=factor_text(other), value=signed(value)
        )
        for one, other, value in sorted(shown.interactions, key=lambda each: -abs(each[2]))
        if abs(value) > 1e-9 * max(1.0, abs(shown.difference or 0.0))
    ]
    if not told:
        none = translate("Attribution", "The factors act independently of each other.")
        return none if shown.interactions else ""
    return translate("Attribution", "Together, beyond what each does alone: {list}").format(
        list="; ".join(told)
    )


def outlook_text(shown: Shown) -> str:
    """Say what is still to be run: runs, time, space."""
    translate = QCoreApplication.translate
    if not shown.runs:
        return translate("Attribution", "Everything was run.")
    many = translate("Attribution", "{count} runs").format(count=shown.runs)
    parts = [translate("Attribution", "1 run") if shown.runs == 1 else many]
    if shown.seconds is not None:
        parts.append(time_text(shown.seconds))
    parts.append(wording.size_text(shown.space))
    return " · ".join(part for part in parts if part)


def time_text(seconds: float) -> str:
    """Say about how long something takes."""
    translate = QCoreApplication.translate
    if seconds < 90:
        return translate("Attribution", "about {count} s").format(count=max(1, round(seconds)))
    if seconds < 5400:
        return translate("Attribution", "about {count} min").format(count=round(seconds / 60))
    return translate("Attribution", "about {count} h").format(count=round(seconds / 3600))


def orders_text(shown: Shown) -> str:
    """Say how far the shares can be relied on: which orders of the factors they are means over."""
    translate = QCoreApplication.translate
    if not shown.is_shared:
        return ""
    joined = any(len(share.factors) > 1 for share in shown.shares)
    if shown.followed == shown.possible and not joined:
        if shown.possible == 1:
            return translate("Attribution", "Only one factor differs, so all of it is its share.")
        return translate("Attribution", "Exact Shapley values over all {count} orders.").format(
            count=shown.possible
        )
    return translate("Attribution", "Means over {followed} of {possible} orders of the factors.").format(
        followed=shown.followed, possible=shown.possible
    )
