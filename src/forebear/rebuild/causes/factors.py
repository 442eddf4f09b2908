"""The factors that a rerun can vary: the values worth trying, their order, and how a plan takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forebear.lineage.rebuilds import Cause
from forebear.lineage.words import Environment, Scalar
from forebear.rebuild.causes.environments import silent
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.kernels import CORETYPE, can_run
from forebear.rebuild.listing import ORDERS, can_order
from forebear.rebuild.machine import PROCESSORS, processor
from forebear.rebuild.plan import Plan
from forebear.rebuild.probing import BLAS_KERNEL, BLAS_THREADS, OPENMP_THREADS
from forebear.rebuild.variables import THREADS

Variation = Mapping[str, Scalar]
"""What a rerun varies: factor to value."""

UNTRIED: Mapping[Factor, str] = {
    Factor.CLOCK: "A container's clock cannot be set; only the moment for archives (SOURCE_DATE_EPOCH) was.",
    Factor.GPU: "There is no other graphics processor to try.",
}
"""What cannot be varied here, or only in part, and why."""

_KERNELS = ("Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX")
_ORDER = (
    Factor.HASH_SEED,
    Factor.THREADS,
    Factor.KERNEL,
    Factor.FILE_ORDER,
    Factor.PROCESSORS,
    Factor.CLOCK,
    Factor.TIME_ZONE,
    Factor.LOCALE,
    Factor.HOST_NAME,
    Factor.TEMPORARY,
)
_VARIABLES: Mapping[Factor, tuple[str, ...]] = {
    Factor.HASH_SEED: ("PYTHONHASHSEED",),
    Factor.THREADS: THREADS,
    Factor.KERNEL: (CORETYPE,),
    Factor.CLOCK: ("SOURCE_DATE_EPOCH",),
    Factor.TIME_ZONE: ("TZ",),
    Factor.LOCALE: ("LC_ALL", "LANG"),
    Factor.TEMPORARY: ("TMPDIR",),
}
_FACTS: Mapping[Factor, tuple[str, ...]] = {
    Factor.THREADS: (BLAS_THREADS, OPENMP_THREADS),
    Factor.KERNEL: (BLAS_KERNEL,),
    Factor.PROCESSORS: (PROCESSORS,),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A factor with the values to try, that of the record first where it is known to differ.

    The first is the most telling: where it has no effect the others are left.
    """

    factor: Factor
    values: tuple[Scalar, ...]
    recorded: bool = False


def vary(plan: Plan, variation: Variation) -> Plan:
    """Return a plan in which each factor has another value."""
    for name, value in variation.items():
        plan = _varied(plan, Factor(name), value)
    return plan


def choices(
    plan: Plan, recorded: Environment | None, processors: int, causes: Sequence[Cause] = ()
) -> tuple[Choice, ...]:
    """Return the factors to vary, the most suspected first.

    First those for which a cause was found, then those on which the record is silent, then the rest.
    `processors` is how many the engine has.
    """
    suspected = [cause.factor for cause in causes]
    unknown = silent(recorded)
    worth = _values(processors)

    def suspicion(factor: Factor) -> tuple[int, int]:
        if factor in suspected:
            return 0, suspected.index(factor)
        return (1 if factor in unknown else 2), _ORDER.index(factor)

    found = []
    for factor in sorted(_ORDER, key=suspicion):
        known = list(_recorded(factor, recorded)) if factor in suspected else []
        current = _current(factor, plan)
        values = [value for value in (*known, *worth.get(factor, ())) if value != current]
        values = list(dict.fromkeys(values))
        if values:
            found.append(Choice(factor, tuple(values), bool(known) and values[0] == known[0]))
    return tuple(found)


def _recorded(factor: Factor, recorded: Environment | None) -> tuple[Scalar, ...]:
    """Return the values that the run itself had, where the record tells them."""
    if recorded is None:
        return ()
    facts = recorded.facts
    texts = [recorded.variables.get(name, "") for name in _VARIABLES.get(factor, ())]
    texts += [facts.get(name, "") for name in _FACTS.get(factor, ())]
    if factor is Factor.PROCESSORS:
        return tuple(f"0-{int(text) - 1}" for text in texts if text.isdecimal() and int(text) > 1) or ("0",)
    if factor is Factor.THREADS:
        return tuple(int(text) for text in texts if text.isdecimal() and int(text))
    return tuple(filter(None, texts))


def _values(processors: int) -> Mapping[Factor, tuple[Scalar, ...]]:
    """Return what to try of each factor on an engine with so many processors, the most telling first."""
    flags = processor()[1]
    return {
        Factor.HASH_SEED: ("0", "1", "random"),
        Factor.THREADS: (1, 2, processors),
        Factor.KERNEL: tuple(kernel for kernel in _KERNELS if can_run(kernel, flags)),
        Factor.PROCESSORS: ("0", f"0-{processors - 1}") if processors > 1 else (),
        Factor.CLOCK: ("1000000000",),
        Factor.TIME_ZONE: ("KST-9", "PST8PDT"),  # these need no data of time zones in the image
        Factor.LOCALE: ("C", "en_US.UTF-8"),
        Factor.FILE_ORDER: ORDERS if can_order() else (),
        Factor.HOST_NAME: ("another",),
        Factor.TEMPORARY: ("/dev/shm",),  # noqa: S108  (the container's own)
    }


def _current(factor: Factor, plan: Plan) -> Scalar:
    if factor in _VARIABLES:
        text = plan.variables.get(_VARIABLES[factor][0])
        return int(text) if factor is Factor.THREADS and text and text.isdecimal() else text
    return {Factor.PROCESSORS: plan.limits.processors or None, Factor.HOST_NAME: plan.host}.get(factor)


def _varied(plan: Plan, factor: Factor, value: Scalar) -> Plan:
    match factor:
        case Factor.PROCESSORS:
            return replace(plan, limits=replace(plan.limits, processors=str(value)))
        case Factor.HOST_NAME:
            return replace(plan, host=str(value))
        case Factor.FILE_ORDER:
            return replace(plan, listing=str(value))
        case _:
            return replace(
                plan, variables={**plan.variables, **dict.fromkeys(_VARIABLES[factor], str(value))}
            )
