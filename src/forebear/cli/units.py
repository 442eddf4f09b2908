"""Amounts on the command line: sizes, times, sets of processors."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping

_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_TIMES = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST = 1000  # of anything that is counted


def size(text: str) -> int:
    """Read `512m` or `4g` as bytes."""
    return int(_amount(text, _SIZES, "size, like 512m or 4g"))


def time(text: str) -> float:
    """Read `90s` or `2h` as seconds."""
    return _amount(text, _TIMES, "time, like 90s or 2h")


def processors(text: str) -> str:
    """Check a set of processors, like `0-3` or `0,2`."""
    if not re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no set of processors, like 0-3")
    return text


def gpus(text: str) -> str:
    """Check which GPUs: `all`, or numbers like `0,1`."""
    if not re.fullmatch(r"all|\d+(,\d+)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no choice of GPUs: all, or numbers like 0,1")
    return text


def share(text: str) -> float:
    """Read a relative tolerance, at least 0 and less than 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError("a relative tolerance is at least 0 and less than 1")
    return value


def count(text: str) -> int:
    """Read a whole number from 1 to 1000."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {_MOST}")
    return int(text)


def _amount(text: str, units: Mapping[str, int], what: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]?)b?", text.strip().lower())
    if match is None or match[2] not in units:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}")
    return float(match[1]) * units[match[2]]
