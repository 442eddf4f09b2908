"""Loads a model of any kind that can only be read by running it."""

import bz2
import gzip
import importlib
import lzma
import pickle
import zipfile
import zlib
from io import BytesIO
from typing import Any, BinaryIO, Dict, List, Tuple

MISSING: List[str] = []
"""Names that the model asks for and the image does not have, in the order in which they were met."""


class Missing(object):
    """Stands for an object whose class is not here: it keeps what the file says of it."""

    def __new__(cls, *arguments: Any, **named: Any) -> Any:
        """Keep the arguments."""
        made = object.__new__(cls)
        if arguments or named:
            made.__dict__["(arguments)"] = (arguments, named)
        return made

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Do nothing more."""

    def __setstate__(self, state: Any) -> None:
        """Keep the state."""
        if isinstance(state, dict):
            self.__dict__.update(state)
        else:
            self.__dict__["(state)"] = state

    def append(self, item: Any) -> None:
        """Keep an element, as of a list."""
        self.__dict__.setdefault("(items)", []).append(item)

    def extend(self, items: Any) -> None:
        """Keep elements."""
        for item in items:
            self.append(item)

    def __setitem__(self, key: Any, item: Any) -> None:
        self.__dict__.setdefault("(entries)", {})[key] = item

    def __reduce_ex__(self, _protocol: Any) -> Any:
        return (type(self), (), self.__dict__)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return what a pickle names, or something that stands for it."""
        return _found(super().find_class, module, name)


_made: Dict[Tuple[str, str], type] = {}


def _found(find: Any, module: str, name: str) -> Any:
    try:
        return find(module, name)
    except (ImportError, AttributeError):
        key = (module, name)
        if key not in _made:
            MISSING.append("{}.{}".format(module, name))
            _made[key] = type(str(name).rpartition(".")[2] or "?", (Missing,), {"__module__": module})
            _made[key].__qualname__ = name
        return _made[key]


def load(path: str, name: str) -> Tuple[Any, str]:
    """Return what the file at `path` holds, and what loaded it; `name` is what the project calls it.

    Raises whatever its loader raises, and whatever the model wants to.
    """
    with open(path, "rb") as stream:
        first = stream.read(8)
    if first.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        if "schema.json" in names:
            return _skops(path)
        if any(each.endswith("data.pkl") for each in names):
            return _torch(path)
        return _numpy(path)
    if first.startswith(b"\x93NUMPY"):
        return _numpy(path)
    if name.lower().endswith((".pt", ".pth", ".ckpt", ".bin")):
        return _torch(path)
    return _pickle(path)


def _pickle(path: str) -> Tuple[Any, str]:
    """Load with joblib where it is here: it reads plain pickles too, and its own files hold more than one."""
    try:
        joblib = importlib.import_module("joblib")
        reader = importlib.import_module("joblib.numpy_pickle").NumpyUnpickler
    except (ImportError, AttributeError):
        with _opened(path) as stream:
            return _Unpickler(stream).load(), "pickle"
    before = reader.find_class
    reader.find_class = lambda self, module, name: _found(
        lambda where, what: before(self, where, what), module, name
    )
    return joblib.load(path), "joblib"


def _opened(path: str) -> BinaryIO:
    with open(path, "rb") as stream:
        first = stream.read(3)
    openers: Dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
    for mark, opener in openers.items():
        if first.startswith(mark):
            return opener(path, "rb")  # type: ignore[no-any-return]
    if first[:1] == b"\x78":
        with open(path, "rb") as stream:
            return BytesIO(zlib.decompress(stream.read()))
    return open(path, "rb")


def _torch(path: str) -> Tuple[Any, str]:
    """Load with PyTorch: only weights, where that is enough."""
    torch = importlib.import_module("torch")
    try:
        return torch.load(path, map_location="cpu", weights_only=True), "torch.load, weights only"
    except (TypeError, pickle.UnpicklingError, AttributeError, ImportError):
        pass  # an older PyTorch has no such word; a whole module is more than weights
    try:
        return torch.load(path, map_location="cpu", weights_only=False), "torch.load"
    except TypeError:
        return torch.load(path, map_location="cpu"), "torch.load"


def _skops(path: str) -> Tuple[Any, str]:
    skops = importlib.import_module("skops.io")
    return skops.load(path, trusted=skops.get_untrusted_types(file=path)), "skops"


def _numpy(path: str) -> Tuple[Any, str]:
    numpy = importlib.import_module("numpy")
    found = numpy.load(path, allow_pickle=True)
    return (dict(found) if hasattr(found, "files") else found), "numpy.load"
