"""What differs between the environment that was recorded and the one of the rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forebear.lineage.rebuilds import Cause
from forebear.lineage.words import Environment
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.causes.sentences import Explained
from forebear.rebuild.kernels import CORETYPE
from forebear.rebuild.machine import FEATURES, PROCESSOR, PROCESSORS
from forebear.rebuild.probing import BLAS, BLAS_KERNEL, BLAS_THREADS, GPU, OPENMP_THREADS, PYTHON
from forebear.rebuild.variables import THREADS
from forebear.sources.guarded import guarded

_NAMED = 10  # packages that are named
_SYSTEM = ("deb:", "apk:", "rpm:")
_VARIABLES: Mapping[str, Factor] = {
    **dict.fromkeys(THREADS, Factor.THREADS),
    "PYTHONHASHSEED": Factor.HASH_SEED,
    "LC_ALL": Factor.LOCALE,
    "LANG": Factor.LOCALE,
    "TZ": Factor.TIME_ZONE,
    "SOURCE_DATE_EPOCH": Factor.CLOCK,
    CORETYPE: Factor.KERNEL,
    "MKL_CBWR": Factor.KERNEL,
}
_FACTS: Mapping[str, Factor] = {
    BLAS_THREADS: Factor.THREADS,
    OPENMP_THREADS: Factor.THREADS,
    BLAS: Factor.KERNEL,
    BLAS_KERNEL: Factor.KERNEL,
    PROCESSOR: Factor.KERNEL,
    FEATURES: Factor.KERNEL,
    PROCESSORS: Factor.PROCESSORS,
    PYTHON: Factor.PACKAGES,
    GPU: Factor.GPU,
}
_SAID: Mapping[Factor, Explained] = {
    Factor.THREADS: Explained.THREADS,
    Factor.KERNEL: Explained.KERNEL,
    Factor.PROCESSORS: Explained.PROCESSORS,
    Factor.HASH_SEED: Explained.HASH_SEED,
    Factor.LOCALE: Explained.LOCALE,
    Factor.TIME_ZONE: Explained.TIME_ZONE,
    Factor.CLOCK: Explained.MOMENT,
    Factor.VARIABLES: Explained.VARIABLES,
    Factor.PACKAGES: Explained.PACKAGES,
    Factor.GPU: Explained.GPU,
}
_SILENT: Mapping[Factor, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Factor.THREADS: (THREADS, (BLAS_THREADS, OPENMP_THREADS)),
    Factor.KERNEL: ((CORETYPE,), (BLAS_KERNEL, FEATURES)),
    Factor.PROCESSORS: ((), (PROCESSORS,)),
    Factor.HASH_SEED: (("PYTHONHASHSEED",), ()),
    Factor.LOCALE: (("LC_ALL", "LANG"), ()),
    Factor.TIME_ZONE: (("TZ",), ()),
}


def differences(recorded: Environment, here: Environment) -> Iterator[Cause]:
    """Yield a cause for each factor in which the two environments differ; what one is silent on is none."""
    found: dict[Factor, list[str]] = {}
    for name in sorted(recorded.variables):
        was, now = recorded.variables[name], here.variables.get(name)
        if now != was:
            recorded_value = guarded(name, was)[0]
            line = (
                Explained.NOT_SET.said(name=name, recorded=recorded_value)
                if now is None
                else Explained.DIFFERS.said(name=name, recorded=recorded_value, here=guarded(name, now)[0])
            )
            found.setdefault(_VARIABLES.get(name, Factor.VARIABLES), []).append(line)
    for name, factor in _FACTS.items():
        was, now = recorded.facts.get(name, ""), here.facts.get(name, "")
        if was and now and was != now:
            found.setdefault(factor, []).append(Explained.DIFFERS.said(name=name, recorded=was, here=now))
    packages = list(_packages(recorded.packages, here.packages))
    if packages:
        more = [Explained.MORE.said(count=len(packages) - _NAMED)] if len(packages) > _NAMED else []
        found.setdefault(Factor.PACKAGES, []).extend([*packages[:_NAMED], *more])
    for factor, lines in found.items():
        yield Cause(factor, _SAID[factor].said(), "\n".join(lines))


def silent(recorded: Environment | None) -> tuple[Factor, ...]:
    """Return the factors that are known to matter and on which the record says nothing."""
    known = recorded or Environment()
    return tuple(
        factor
        for factor, (variables, facts) in _SILENT.items()
        if not any(name in known.variables for name in variables)
        and not any(known.facts.get(name) for name in facts)
    )


def _packages(recorded: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each package that differs, of the kinds (system, Python) that both sides list."""
    for system in (False, True):
        was, now = (
            {name: version for name, version in side.items() if name.startswith(_SYSTEM) is system}
            for side in (recorded, here)
        )
        if not was or not now:
            continue
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                yield Explained.DIFFERS.said(
                    name=name, recorded=was.get(name, "none"), here=now.get(name, "none")
                )
