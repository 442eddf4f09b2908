"""How far the numbers of two tensors are apart, read piece by piece."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.compare.models.contents import Tensor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_VALUES = 1 << 18  # compared at a time
MOST_ULPS = 1 << 20
"""Steps between two numbers up to which they are worth saying: of more, the numbers say it better."""

_FLOATS = {"f2": 2, "f4": 4, "f8": 8, "bf16": 2}


@dataclass(frozen=True, slots=True)
class Distance:
    """How two tensors of one shape differ.

    `changed` of `values` have other bytes. `largest` is the largest absolute difference, `relative` the
    Euclidean norm of the difference over that of the baseline, `cosine` of the angle between the two; `norms`
    theirs. All are None where the values are no numbers; `largest` is infinite where one side has a NaN or an
    infinity that the other has not. `ulps` is how many steps from number to number (units in the last place)
    two values are apart at most; None where the two are of different types or no floating point.
    """

    values: int
    changed: int
    largest: float | None = None
    relative: float | None = None
    cosine: float | None = None
    norms: tuple[float, float] | None = None
    ulps: int | None = None

    @property
    def same(self) -> bool:
        """Whether all bytes are equal."""
        return self.changed == 0


def distance(before: Tensor, after: Tensor) -> Distance | None:
    """Compare two tensors; None where their shapes differ. Raises UnreadableModelError.

    Memory is a few megabytes whatever their size. Equal bytes are equal, so a NaN equals the same NaN.
    """
    if before.shape != after.shape:
        return None
    if not (width(before) and width(after)):
        return _bytes(before, after)
    import numpy as np

    exact = before.dtype == after.dtype
    changed = 0
    ulps = 0 if exact and before.dtype.lstrip("<>=") in _FLOATS else None
    largest = squares = square_before = square_after = product = 0.0
    for raw, other in zip(_pieces(before), _pieces(after), strict=True):
        if exact and raw == other:
            values = _numbers(raw, before.dtype)
            square = _square(values)
            square_before, square_after, product = (
                square_before + square,
                square_after + square,
                product + square,
            )
            continue
        values, others = _numbers(raw, before.dtype), _numbers(other, after.dtype)
        apart = _differing(raw, other, before.dtype) if exact else ~_alike(values, others)
        changed += int(np.count_nonzero(apart))
        if ulps is not None:
            ulps = max(ulps, _ulps(raw, other, before.dtype, values, others))
        with np.errstate(all="ignore"):
            gap = np.where(_alike(values, others), 0.0, np.abs(values - others))
            gap = np.where(np.isnan(gap), np.inf, gap)
            largest = max(largest, float(gap.max(initial=0.0)))
            squares += float(np.dot(gap, gap))
            square_before += _square(values)
            square_after += _square(others)
            product += float(np.dot(values, others))
    count = math.prod(before.shape)
    if not exact and changed == 0 and count:
        changed = count  # other types are other bytes, whatever the values
    norms = math.sqrt(square_before), math.sqrt(square_after)
    both = norms[0] * norms[1]
    relative = math.sqrt(squares) / norms[0] if norms[0] > 0 else (0.0 if squares == 0 else math.inf)
    cosine = max(-1.0, min(1.0, product / both)) if both > 0 and math.isfinite(both) else None
    return Distance(count, changed, largest, _finite(relative), cosine, norms, ulps)


def _finite(value: float) -> float:
    return math.inf if math.isnan(value) else value


@dataclass(frozen=True, slots=True)
class Values:
    """Some of the numbers of two tensors of one type, beside each other. `apart` says which have other bytes;
    `steps` is how many units in the last place they are apart (None where they are no floating point, huge
    where one is not finite)."""

    before: Numbers
    after: Numbers
    apart: NDArray[np.bool_]
    steps: NDArray[np.uint64] | None


def value_pairs(before: Tensor, after: Tensor) -> Iterator[Values]:
    """Yield the numbers of two tensors of one shape and type, a piece at a time; they must have a `width`."""
    floats = before.dtype.lstrip("<>=") in _FLOATS
    for raw, other in zip(_pieces(before), _pieces(after), strict=True):
        values, others = _numbers(raw, before.dtype), _numbers(other, after.dtype)
        steps = _gap(raw, other, before.dtype, values, others) if floats else None
        yield Values(values, others, _differing(raw, other, before.dtype), steps)


def steps_apart(one: float, other: float) -> int:
    """Return how many 64-bit floating-point numbers lie between two finite ones, counting the second."""
    places = []
    for value in (one, other):
        bits = int.from_bytes(struct.pack(">d", value), "big", signed=True)
        places.append(-(1 << 63) - bits if bits < 0 else bits)
    return abs(places[0] - places[1])


def width(tensor: Tensor) -> int:
    """Return the bytes of one value; 0 where the values are no numbers that can be compared."""
    if tensor.dtype == "bf16":
        return 2
    if not tensor.dtype:
        return 0
    import numpy as np

    dtype = np.dtype(tensor.dtype)
    return dtype.itemsize if dtype.kind in "fiub" else 0


def _pieces(tensor: Tensor) -> Iterator[bytes]:
    """Yield the bytes of the same number of values each time, whatever the type."""
    return tensor.chunks(_VALUES * width(tensor))


def _numbers(raw: bytes, dtype: str) -> Numbers:
    import numpy as np

    if dtype == "bf16":
        wide = np.frombuffer(raw, "<u2").astype(np.uint32) << 16
        return wide.view(np.float32).astype(np.float64)
    with np.errstate(all="ignore"):
        return np.frombuffer(raw, np.dtype(dtype)).astype(np.float64)


def _differing(raw: bytes, other: bytes, dtype: str) -> NDArray[np.bool_]:
    import numpy as np

    width = 2 if dtype == "bf16" else np.dtype(dtype).itemsize
    whole = np.frombuffer(raw, np.uint8) != np.frombuffer(other, np.uint8)
    apart: NDArray[np.bool_] = whole.reshape(-1, width).any(axis=1)
    return apart


def _ulps(raw: bytes, other: bytes, dtype: str, values: Numbers, others: Numbers) -> int:
    """Return how many steps from number to number the finite values are apart, at most."""
    import numpy as np

    finite = np.isfinite(values) & np.isfinite(others)
    return int(_gap(raw, other, dtype, values, others)[finite].max(initial=0))


def _gap(raw: bytes, other: bytes, dtype: str, values: Numbers, others: Numbers) -> NDArray[np.uint64]:
    """Return the steps between each two numbers; the most there can be where one is not finite."""
    import numpy as np

    one, two = (_steps(each, dtype) for each in (raw, other))
    with np.errstate(over="ignore"):
        gap = np.where(one > two, one - two, two - one).view(np.uint64)  # exact, whatever the signs
    found: NDArray[np.uint64] = np.where(
        np.isfinite(values) & np.isfinite(others), gap, np.iinfo(np.uint64).max
    )
    return found


def _steps(raw: bytes, dtype: str) -> NDArray[np.int64]:
    """Number the floating-point numbers in their order, both zeros being 0."""
    import numpy as np

    size = _FLOATS[dtype.lstrip("<>=")]
    order = ">" if dtype.startswith(">") else "<"
    bits = np.frombuffer(raw, f"{order}i{size}").astype(np.int64)
    sign = -(1 << (8 * size - 1))
    steps: NDArray[np.int64] = np.where(bits < 0, sign - bits, bits)
    return steps


def _alike(values: Numbers, others: Numbers) -> NDArray[np.bool_]:
    import numpy as np

    alike: NDArray[np.bool_] = (values == others) | (np.isnan(values) & np.isnan(others))
    return alike


def _square(values: Numbers) -> float:
    import numpy as np

    with np.errstate(all="ignore"):
        return float(np.dot(values, values))


def _bytes(before: Tensor, after: Tensor) -> Distance:
    """Compare what is no plain number by its bytes."""
    if before.nbytes != after.nbytes:
        return Distance(1, 1)
    pairs = zip(before.chunks(1 << 20), after.chunks(1 << 20), strict=True)
    return Distance(1, int(any(raw != other for raw, other in pairs)))
