"""Values that are leaves by themselves, and the names of things that a pickle names rather than holds."""

import hashlib
import struct
import sys
import types
from typing import Any, Optional, Tuple

LONGEST = 300
"""Characters of a text that are shown; it is compared whole, by its digest."""

Atom = Tuple[str, str, str]
"""(kind, what is shown, what is compared)"""

_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    type(str.join),
    type(object.__init__),
    type(dict.__dict__["fromkeys"]),
)


def atom(value: Any) -> Optional[Atom]:
    """Return a plain value as a leaf, None for anything that holds others; subclasses are no plain values."""
    kind = type(value)
    if value is None or kind is bool:
        return (kind.__name__, repr(value), repr(value))
    if kind is int:
        text = str(value) if value.bit_length() < 10000 else hex(value)
        return ("int", shortened(text), compared(text))
    if kind is float:
        return ("float", repr(value), struct.pack(">d", value).hex())
    if kind is complex:
        return ("complex", repr(value), struct.pack(">dd", value.real, value.imag).hex())
    if kind is str:
        return ("str", shortened(value), compared(value))
    if kind in (bytes, bytearray):
        return (kind.__name__, "{:,} bytes".format(len(value)), hashlib.sha256(value).hexdigest())
    if value is Ellipsis or value is NotImplemented:
        return ("constant", repr(value), repr(value))
    name = global_name(value)
    return None if name is None else ("name", shortened(name), name)


def shortened(text: str) -> str:
    """Return the beginning of a text, said to be one."""
    return text if len(text) <= LONGEST else "{}\u2026 ({:,} characters)".format(text[:LONGEST], len(text))


def compared(text: str) -> str:
    """Return what tells a text from all others: itself, or its digest where it is long."""
    if len(text) <= LONGEST:
        return text
    return "sha256 " + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def class_name(kind: type) -> str:
    """Return a class with its module."""
    return "{}.{}".format(getattr(kind, "__module__", "?"), getattr(kind, "__qualname__", kind.__name__))


def global_name(value: Any) -> Optional[str]:
    """Return the name by which a class, function or module is imported, None for any other thing."""
    if isinstance(value, types.ModuleType):
        return "module " + value.__name__
    if isinstance(value, type):
        return class_name(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ufunc):
        return "numpy.{}".format(value.__name__)
    if not isinstance(value, _FUNCTIONS):
        return None
    owner = getattr(value, "__objclass__", None)
    if owner is not None:
        return "{}.{}".format(class_name(owner), value.__name__)
    module, name = getattr(value, "__module__", None), value.__qualname__
    bound = getattr(value, "__self__", None)
    if bound is not None and not isinstance(bound, (type, types.ModuleType)):
        return None  # a method of an object: what it holds counts
    if isinstance(value, types.FunctionType) and _found(module, name) is not value:
        return None  # made by other code, as a lambda is
    return "{}.{}".format(module or getattr(bound, "__name__", "builtins"), name)


def _found(module: Optional[str], name: str) -> Any:
    found = sys.modules.get(module or "")
    for part in name.split("."):
        found = getattr(found, part, None)
    return found
