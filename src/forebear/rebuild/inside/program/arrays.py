"""Arrays of NumPy and tensors of PyTorch as their bytes; neither is imported unless the model did it."""

import array
import hashlib
import sys
from typing import Any, Iterator, List, Optional, Tuple

_PIECE = 1 << 20
_ALIKE = 32  # numbers of a list from which on they are one array


class Values(object):
    """Numbers in the order of their indices: what they are, their type in NumPy's letters ("" = only their
    bytes are compared), their shape and their bytes."""

    def __init__(self, named: str, dtype: str, shape: Tuple[int, ...], content: Any) -> None:
        self.named, self.dtype, self.shape, self.content = named, dtype, shape, content

    @property
    def nbytes(self) -> int:
        """How many bytes there are."""
        return len(self.content)

    def pieces(self) -> Iterator[Any]:
        """Yield the bytes."""
        for start in range(0, len(self.content), _PIECE):
            yield self.content[start : start + _PIECE]

    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def listed(value: List[Any]) -> Optional[Values]:
    """Return a long list of nothing but numbers of one type as an array, None for any other."""
    if len(value) < _ALIKE:
        return None
    kinds = set(map(type, value))
    order = "<" if sys.byteorder == "little" else ">"
    if kinds == {float}:
        return Values("list of float", order + "f8", (len(value),), _raw(array.array("d", value)))
    if kinds == {int}:
        try:
            return Values("list of int", order + "i8", (len(value),), _raw(array.array("q", value)))
        except OverflowError:
            return None
    return None


def plain(value: Any) -> Optional[Values]:
    """Return what holds nothing but numbers as its bytes; None for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        if type(value) is numpy.ndarray:
            return _plain_array(numpy, value, "")
        if isinstance(value, numpy.generic):
            return _plain_array(numpy, numpy.asarray(value), " scalar")
    return None


def base_of(value: Any) -> Any:
    """Return the array of what is an array and more (a matrix, a memory map), None for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.ndarray) or type(value) is numpy.ndarray:
        return None
    return value.view(numpy.ndarray)


def mask_of(value: Any) -> Optional[Tuple[Any, Any]]:
    """Return the mask of a masked array and what stands for its gaps, None for anything else."""
    masked = getattr(getattr(sys.modules.get("numpy"), "ma", None), "MaskedArray", None)
    if masked is None or not isinstance(value, masked):
        return None
    numpy = sys.modules["numpy"]
    return numpy.ma.getmaskarray(value), numpy.asarray(value.fill_value)


def fields_of(value: Any) -> Optional[List[str]]:
    """Return the names of a record array's fields: its raw bytes have gaps that hold anything."""
    dtype = _dtype(value)
    return None if dtype is None or dtype.names is None else list(dtype.names)


def objects_of(value: Any) -> Optional[List[Any]]:
    """Return the elements of an array of Python objects in the order of their indices."""
    dtype = _dtype(value)
    return list(value.ravel()) if dtype is not None and dtype.kind == "O" and dtype.names is None else None


def tensor(value: Any) -> Optional[Values]:
    """Return a tensor of PyTorch; None for anything else, and for those that are not simply laid out."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return None
    if value.layout is not torch.strided or value.is_quantized:
        return None
    flat = value.detach().cpu().contiguous().reshape(-1)
    dtype = "bf16" if value.dtype == torch.bfloat16 else ""
    try:
        content = _raw(flat.view(torch.uint8).numpy()) if flat.numel() else bytes(0)
    except (TypeError, RuntimeError):  # its bytes cannot be seen
        return None
    if not dtype:
        try:
            dtype = str(flat.numpy().dtype.str)
        except TypeError:  # a type that NumPy does not have
            dtype = ""
    return Values(str(value.dtype), dtype, tuple(value.shape), content)


def _dtype(value: Any) -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.void)):
        return value.dtype
    return None


def _plain_array(numpy: Any, value: Any, word: str) -> Optional[Values]:
    if value.dtype.kind in "OT" or value.dtype.names is not None:
        return None
    named = "{}{}".format(value.dtype.newbyteorder("="), word)
    if value.dtype.byteorder == ">" or (value.dtype.byteorder == "=" and sys.byteorder == "big"):
        value = value.astype(value.dtype.newbyteorder("<"))  # the order of bytes is no value
    dtype = value.dtype
    if dtype.kind in "fc" and dtype.itemsize in (12, 16, 24, 32) and dtype.char in "gG":
        # An extended number fills its place only in part; two doubles hold all of it.
        high = value.astype("c16" if dtype.char == "G" else "f8")
        low = (value - high).astype(high.dtype)
        both = numpy.ascontiguousarray(numpy.stack([high, numpy.nan_to_num(low)], axis=-1))
        return Values(named, "", value.shape, _raw(both.reshape(-1).view(numpy.uint8)))
    flat = numpy.ascontiguousarray(value).reshape(-1)
    content = _raw(flat.view(numpy.uint8)) if flat.nbytes else bytes(0)
    return Values(named, dtype.str if dtype.kind in "fiub" else "", value.shape, content)


def _raw(value: Any) -> Any:
    return memoryview(value).cast("B")
