"""Metrics and parameters of many versions as columns of numbers and of categories, for charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forebear.lineage.fields import Field
from forebear.lineage.words import Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CATEGORIES = 30
"""More different texts than these are told as "others"."""
LARGEST = 1e100
"""The largest number that is drawn: the arithmetic of pictures ends soon after."""
OTHERS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, eq=False)
class Column:
    """A field and its value in each version; None where a version has none."""

    field: Field
    values: tuple[Scalar, ...]

    @cached_property
    def is_categorical(self) -> bool:
        """Whether it holds something that is no number, as text or true and false."""
        return any(not _is_number(value) for value in self.values if value is not None)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The different values as text, numbers first and by size; the rarest stand together at the end."""
        if not self.is_categorical:
            return ()
        counts: dict[str, int] = {}
        order: dict[str, tuple[bool, float, str]] = {}
        for value in self.values:
            if value is None:
                continue
            text = text_of(value)
            counts[text] = counts.get(text, 0) + 1
            number = _float(value) if _is_number(value) else 0.0
            order[text] = (not _is_number(value), 0.0 if math.isnan(number) else number, text)
        kept = sorted(counts, key=lambda text: (-counts[text], order[text]))[:MOST_CATEGORIES]
        more = len(counts) > len(kept)
        return (*sorted(kept, key=order.__getitem__), *((OTHERS,) if more else ()))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The values; of categories their places; NaN where there is nothing to place on an axis."""
        if self.is_categorical:
            places = {text: place for place, text in enumerate(self.categories)}
            others = places.get(OTHERS, -1)
            found = [
                math.nan if value is None else places.get(text_of(value), others) for value in self.values
            ]
        else:
            found = [math.nan if value is None else _float(value) for value in self.values]
        return bounded(np.array(found, dtype=np.float64))

    @property
    def missing(self) -> int:
        """How many versions have no place on its axis: no value, NaN, infinite, or beyond LARGEST."""
        return int(np.isnan(self.numbers).sum())

    @property
    def differs(self) -> bool:
        """Whether two of the values differ."""
        known = self.numbers[~np.isnan(self.numbers)]
        return len(known) > 0 and bool(np.any(known != known[0]))


def text_of(value: Scalar) -> str:
    """Write a value as its file would, bounded in length."""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return text if len(text) <= 200 else f"{text[:199]}{OTHERS}"


def bounded(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers that can be drawn: NaN for what is infinite or too large, 0 for what is too small."""
    with np.errstate(invalid="ignore"):
        found = np.where(np.abs(numbers) <= LARGEST, numbers, np.nan)
        return np.where(np.abs(found) < 1 / LARGEST, 0.0, found)


def logarithms(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return decimal logarithms; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(numbers > 0, np.log10(numbers), np.nan)


def drawable(columns: Sequence[Column]) -> NDArray[np.bool_]:
    """Return which versions have a place on all of these axes."""
    if not columns:
        return np.zeros(0, np.bool_)
    found: NDArray[np.bool_] = ~np.any([np.isnan(column.numbers) for column in columns], axis=0)
    return found


def _is_number(value: Scalar) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _float(value: Scalar) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:  # a whole number beyond the largest float
        return math.inf
