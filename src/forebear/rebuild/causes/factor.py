"""What can make a rebuild come out differently."""

from __future__ import annotations

from enum import StrEnum


class Factor(StrEnum):
    """One thing that can be a cause, the likeliest first where several are found."""

    CHANCE = "chance"
    INPUTS = "inputs"
    CODE = "code"
    IMAGE = "image"
    PARAMETERS = "parameters"
    FORMAT = "format"
    CLOCK = "clock"
    SEED = "seed"
    THREADS = "threads"
    KERNEL = "blas kernel"
    PROCESSORS = "processors"
    PACKAGES = "packages"
    GPU = "gpu"
    HASH_SEED = "hash seed"
    LOCALE = "locale"
    TIME_ZONE = "time zone"
    VARIABLES = "variables"
    FILE_ORDER = "file order"
    HOST_NAME = "host name"
    TEMPORARY = "temporary folder"
    UPSTREAM = "upstream"
    UNEXPLAINED = "unexplained"


_ORDER = {factor: place for place, factor in enumerate(Factor)}


def likeliness(factor: str) -> int:
    """Return the place of a factor among causes; one that a later version wrote comes last."""
    return _ORDER[Factor(factor)] if factor in _ORDER else len(_ORDER)
