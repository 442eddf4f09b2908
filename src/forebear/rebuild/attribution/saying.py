"""What is to be known of an attribution beside its numbers, in sentences."""

from __future__ import annotations

import math
from dataclasses import replace

from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.attribution.attribution import Attribution, Mixture
from forebear.rebuild.attribution.shares import Sharing

_SAME = 1e-9  # relative; as rebuilds judge metrics


def notes_of(found: Attribution) -> Attribution:
    """Return an attribution with its notes: what was not run, what failed, where the record is not met."""
    notes = [*_on_ends(found), *_on_failures(found), *_on_sharing(found), *_on_commands(found)]
    return replace(found, notes=tuple(notes))


def sentence(found: Attribution) -> str:
    """Say in one sentence what changed the metric, the largest share first."""
    whole = found.reproduced
    between = f"{found.metric.name} from {found.a.ref} to {found.b.ref}"
    if whole is None or found.sharing is None:
        if found.difference is None:
            return f"What changed {between} is not known yet."
        return f"What changed {between} by {found.difference:+.4g} is not known yet."
    if not whole:
        balance = [share for share in found.sharing.shares if share.value]
        if not balance:
            return f"Nothing changed {between}."
        return f"On the whole nothing changed {between}; {_told(found.sharing, whole)}."
    word = "rise" if whole > 0 else "fall"
    return f"Of the {word} of {between} by {abs(whole):.4g}, {_told(found.sharing, whole)}."


def _told(sharing: Sharing, whole: float) -> str:
    shares = sorted(sharing.shares, key=lambda share: -abs(share.value))
    said: list[str] = []
    for share in shares:
        percent = f" ({100 * share.value / whole:.0f} %)" if whole else ""
        verb = (
            "explain" if not said and (share.factors[-1] == "data" or len(share.factors) > 1) else "explains"
        )
        verb = "" if said else f"{verb} "
        amount = share.value if not whole else share.value * math.copysign(1, whole)
        said.append(f"{_and(share.factors)} {verb}{amount:.4g}{percent}")
    return ", ".join(said)


def mixture_name(found: Attribution, mixture: Mixture) -> str:
    """Return the name of a mixture: `A`, `B`, or `data of B, code of A`."""
    names = [each.factor.value for each in found.factors]
    if not mixture.mixed:
        return "A"
    if mixture.mixed == frozenset(names):
        return "B"
    return ", ".join(f"{name} of {'B' if name in mixture.mixed else 'A'}" for name in names)


def _on_ends(found: Attribution) -> list[str]:
    if not found.factors:
        return ["Nothing that is recorded differs between the two: code, data, parameters, environment."]
    notes = []
    for letter, version, made in zip("AB", (found.a, found.b), found.ends, strict=True):
        if made is None or version.recorded is None:
            continue
        if not math.isclose(made, version.recorded, rel_tol=_SAME):
            values = f"{version.recorded!r} on record and {made!r} made again"
            what = "what is shared out is the difference as made again"
            notes.append(f"{letter} ({version.ref}) is {values}: {what}.")
    return notes


def _on_failures(found: Attribution) -> list[str]:
    failed = [each for each in found.mixtures if each.ended is not None and each.value is None]
    if not failed:
        return []
    ends = (frozenset[str](), frozenset(each.factor.value for each in found.factors))
    for mixture in failed:
        if mixture.mixed in ends:
            name = mixture_name(found, mixture)
            return [f"{name} itself {_ended(mixture)}: there is no difference to share out. {mixture.why}"]
    lines = [f"{mixture_name(found, each)} {_ended(each)}. {each.why}" for each in failed]
    count = f"{len(failed)} of {len(found.mixtures)} mixtures have no value"
    return [f"{count}, so not every order of the factors can be followed.", *lines]


def _ended(mixture: Mixture) -> str:
    match mixture.ended:
        case ProcessEnd.COMPLETED:
            return "reported no number"
        case ProcessEnd.TIMED_OUT | ProcessEnd.OUT_OF_MEMORY as ended:
            return f"ran {ended.value}"
        case ProcessEnd.BLOCKED:
            return "cannot be run"
        case _:
            return "failed"


def _on_sharing(found: Attribution) -> list[str]:
    sharing = found.sharing
    if sharing is None or sharing.is_whole:
        return []
    joined = [share.factors for share in sharing.shares if len(share.factors) > 1]
    notes = [f"{_and(factors).capitalize()} could only be changed together." for factors in joined]
    if sharing.orders < sharing.possible:
        notes.append(_orders(sharing, failed=any(each.why for each in found.mixtures)))
    return notes


def _orders(sharing: Sharing, *, failed: bool) -> str:
    followed = f"{sharing.orders} of {sharing.possible} orders of the factors"
    if failed:
        return f"The shares are means over the {followed} that could be followed."
    return f"The shares are means over {followed}; with more runs they are over all."


def _on_commands(found: Attribution) -> list[str]:
    kinds = {each.factor.value for each in found.factors}
    if not {"code", "parameters"} <= kinds:
        return []
    names = [
        stage.name
        for stage in found.a.stages
        if (other := found.b.stage(stage.name)) and other.record.run.command != stage.record.run.command
    ]
    if not names:
        return []
    return [f"The command of {_and(tuple(names))} differs; values in a command go with the code."]


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
