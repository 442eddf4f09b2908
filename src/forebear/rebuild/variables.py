"""The variables a command sees: few, and the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str] = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/tmp",  # noqa: S108  (the container's own)
    "LOGNAME": "forebear",
}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_EPOCH = "315532800"  # 1980-01-01, the first moment that a zip file can hold


def recorded_variables(processors: int) -> Mapping[str, str]:
    """Return the variables of a run that is recorded.

    Thread counts are set because results depend on them. The moment for archives is one for all runs, so that
    it tells no two environments apart.
    """
    return {**FIXED, **dict.fromkeys(THREADS, str(processors)), "SOURCE_DATE_EPOCH": _EPOCH}


def rebuild_variables(committed: int | None, recorded: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables of a rebuild: those of the record; where it has none, the moment of the commit."""
    epoch = {} if committed is None else {"SOURCE_DATE_EPOCH": str(committed)}
    return {**FIXED, **epoch, **recorded}
