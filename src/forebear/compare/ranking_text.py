"""The ranked changes as a document and as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from forebear.compare.comparison import Comparison
from forebear.compare.ranking import Cause, Reason, Rule, rank, unexplored

_SHOWN = 8
_SENTENCES = {
    Rule.ONLY_CHANGE: "nothing else that is recorded differs",
    Rule.DRIFTED: "columns drifted: {about}",
    Rule.FIRST_STEP: "read by the first step that differs: {about}",
    Rule.MADE_METRIC: "read by the step that reported the metrics: {about}",
    Rule.BEFORE_METRIC: "read upstream of the metrics, by {about}",
    Rule.USED_CODE: "the compared runs used this code",
    Rule.UNCOMMITTED: "{about} ran with it before it was committed",
    Rule.NUMERICS: "it computes numbers",
    Rule.SEED: "it sets what is left to chance",
    Rule.SCHEMA: "columns differ: {about}",
    Rule.DECLARES: "it declares the environment",
    Rule.COVERS: "it differs in every version whose metrics differ",
    Rule.NOT_IN_ALL: "it does not differ in {about}, whose metrics do",
    Rule.WITHOUT_EFFECT: "it differs in {about} too, whose metrics do not",
    Rule.UNUSED_CODE: "no compared run names it as an input",
    Rule.ASIDE: "read only by {about}, which the metrics were not made from",
    Rule.SAME_VALUES: "every row has the same values, written otherwise or in another order",
}


def looked_reasons(ranking: object) -> dict[str, tuple[Reason, ...]]:
    """Return by data path what a look into the data said, from the ranking of a comparison's document."""
    found: dict[str, tuple[Reason, ...]] = {}
    for cause in ranking if isinstance(ranking, list) else ():
        if cause["side"] == "data":
            found[cause["what"]] = tuple(
                Reason(Rule(each["rule"]), each["about"])
                for each in cause["reasons"]
                if each["rule"] in (Rule.DRIFTED, Rule.SAME_VALUES, Rule.SCHEMA)
            )
    return found


def ranking_document(comparison: Comparison) -> list[dict[str, object]]:
    """Return the ranked changes for the comparison's document."""
    return [
        {
            "rank": place,
            "side": cause.side,
            "what": cause.what,
            "source": cause.source,
            "values": list(cause.values),
            "versions": list(cause.labels),
            "score": cause.score,
            "reasons": [
                {
                    "rule": str(each.rule),
                    "about": each.about,
                    "weight": each.weight,
                    "text": reason_text(each),
                }
                for each in cause.reasons
            ],
        }
        for place, cause in enumerate(rank(comparison), 1)
    ]


def reason_text(reason: Reason) -> str:
    """Return a reason in English."""
    return _SENTENCES[reason.rule].format(about=reason.about)


def ranking_lines(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    """Yield the ranked changes for people; the first few, unless `everything` is asked for."""
    causes = rank(comparison)
    if causes:
        yield "Where to look first (an order by rules, no proof)"
        shown = causes if everything else causes[:_SHOWN]
        for place, cause in enumerate(shown, 1):
            reasons = "; ".join(map(reason_text, cause.reasons))
            yield f"  {place}. {cause_text(cause)}" + (f": {reasons}" if reasons else "")
        if len(shown) < len(causes):
            yield f"  and {len(causes) - len(shown)} more; --all lists them"
    unknown = unexplored(comparison)
    if unknown:
        yield f"  Not recorded, so it cannot be ruled out: {', '.join(unknown)}."


def cause_text(cause: Cause) -> str:
    """Return what changed, and how where that is short."""
    name = f"{cause.source}: {cause.what}" if cause.source else cause.what
    if cause.side in ("parameters", "environment"):
        values = " → ".join("-" if value is None else value for value in cause.values)
        if len(values) <= 80:
            return f"{cause.side}, {name} ({values})"
    return f"{cause.side}, {name}"
