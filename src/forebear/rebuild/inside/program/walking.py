"""Walks a value down to its leaves, the way a pickle would take it apart.

Two values are the same when their leaves are: the same paths, and at each the same kind and content. What is
met twice is walked twice where it is small, so that it does not matter whether two equal texts, numbers or
tuples are one object; a larger thing met again is a leaf that names where it was met first. Something inside
itself is a leaf that says how many levels up it is. Nothing is ever left out without a leaf that says so.
"""

import copyreg
import types
from typing import Any, Dict, Iterable, Optional, Tuple

from .arrays import Values, base_of, fields_of, listed, mask_of, objects_of, plain, tensor
from .atoms import atom, class_name, shortened
from .writing import LeafDigest

DEEPEST = 120
"""Levels that are walked; what is nested deeper is a leaf that cannot be compared."""

SMALL = 50
"""Leaves of a thing that is walked again where it is met again."""

_PLAIN = (list, tuple, dict, set, frozenset)


class Walker(object):
    """Hands each leaf to `sink.leaf(record, values)`.

    A record has `leaf` (its path), `kind`, `shown` (for people) and `key` (compared); an array `dtype`,
    `shape`, `bytes` and `sha256` as well. Kinds `opaque` and `cut` stand for what cannot be compared.
    """

    def __init__(self, sink: Any, deepest: int = DEEPEST, above: Optional[Dict[int, int]] = None) -> None:
        self._sink = sink
        self._deepest = deepest
        self._above = dict(above or {})
        self._known: Dict[int, Tuple[Any, str, int]] = {}
        self._leaves = 0

    def walk(self, value: Any, path: str = "") -> None:
        """Walk a value; `path` is where it stands."""
        simple = atom(value)
        if simple is not None:
            self._leaf(path, *simple)
            return
        values = plain(value)
        if values is not None:
            self._array(path, values)
            return
        number = id(value)
        if number in self._above:
            up = "{} levels up".format(len(self._above) - self._above[number])
            self._leaf(path, "cycle", up, up)
        elif number in self._known and self._known[number][2] > SMALL:
            first = self._known[number][1]
            self._leaf(path, "again", "the same object as " + shortened(first or "the model"), first)
        elif len(self._above) >= self._deepest:
            self._leaf(path, "cut", "nested more than {} levels deep".format(self._deepest), "")
        else:
            before = self._leaves
            self._above[number] = len(self._above)
            try:
                self._inside(value, path)
            finally:
                del self._above[number]
            # The value is kept as well: while it lives nothing else has its id.
            self._known[number] = (value, path, self._leaves - before)

    def _inside(self, value: Any, path: str) -> None:
        kind = type(value)
        values = (listed(value) if kind is list else None) or tensor(value)
        fields, objects, base = fields_of(value), objects_of(value), base_of(value)
        if values is not None and (kind is list or kind.__module__ == "torch"):
            self._array(path, values)
        elif values is not None:
            self._open(path, kind)
            self._array(path + ".(values)", values)
            self._attributes(getattr(value, "__dict__", {}), path)
            self.walk(value.requires_grad, path + ".requires_grad")
        elif kind in _PLAIN:
            self._plain(value, path)
        elif base is not None:
            self._open(path, kind)
            self.walk(base, path + ".(values)")
            mask = mask_of(value)
            if mask is None:
                self._attributes(getattr(value, "__dict__", {}), path)
            else:
                self.walk(mask[0], path + ".(mask)")
                self.walk(mask[1], path + ".(fill)")
        elif fields is not None:
            self._leaf(path, "records", "{} of {}".format(shape_text(value.shape), ", ".join(fields)),
                       repr((value.shape, fields)))  # fmt: skip
            for name in fields:
                self.walk(value[name], "{}[{!r}]".format(path, name))
        elif objects is not None:
            self._leaf(path, "objects", shape_text(value.shape) + " objects", repr(value.shape))
            self._items(objects, path)
        elif isinstance(value, types.FunctionType):
            self._function(value, path)
        elif isinstance(value, types.CodeType):
            self._code(value, path)
        else:
            self._object(value, path)

    def _plain(self, value: Any, path: str) -> None:
        kind = type(value).__name__
        self._leaf(path, kind, "{} of {:,}".format(kind, len(value)), str(len(value)))
        if isinstance(value, dict):
            self._entries(value.items(), path, "order of keys")
        elif isinstance(value, (list, tuple)):
            self._items(value, path)
        else:
            self._elements(value, path)

    # objects

    def _object(self, value: Any, path: str) -> None:
        kind = type(value)
        self._open(path, kind)
        reducer = copyreg.dispatch_table.get(kind)
        try:
            reduced = reducer(value) if reducer is not None else value.__reduce_ex__(4)
        except MemoryError:
            raise
        except Exception as error:
            why = "{}: {}".format(type(error).__name__, error)
            self._leaf(path + ".(state)", "opaque", shortened(why), "")
            return
        if isinstance(reduced, str):
            self._leaf(path + ".(name)", "name", shortened(reduced), reduced)
            return
        function, arguments, state, items, entries, setter = (tuple(reduced) + (None,) * 4)[:6]
        self._made(kind, function, arguments, path)
        if setter is not None:
            self.walk(setter, path + ".(setter)")
        for place, part in enumerate(_states(state)):
            if isinstance(part, dict):
                self._attributes(part, path)
            elif part is not None:
                self.walk(part, "{}.(state){}".format(path, place or ""))
        if items is not None:
            self._items(list(items), path)
        if entries is not None:
            self._entries(entries, path, "order")

    def _made(self, kind: type, function: Any, arguments: Any, path: str) -> None:
        """Walk what makes an object before its state is set, unless that is its class and no arguments."""
        named: Dict[str, Any] = {}
        if function is getattr(copyreg, "__newobj__", None) and arguments[0] is kind:
            function, arguments = kind, arguments[1:]
        elif function is getattr(copyreg, "__newobj_ex__", None) and arguments[0] is kind:
            function, arguments, named = kind, arguments[1], arguments[2]
        if function is not kind:
            self.walk(function, path + ".(made by)")
        for place, argument in enumerate(arguments or ()):
            self.walk(argument, "{}.(arguments)[{}]".format(path, place))
        for name in sorted(named):
            self.walk(named[name], "{}.(arguments)[{!r}]".format(path, name))

    def _attributes(self, held: Dict[Any, Any], path: str) -> None:
        for name, item in held.items():
            plain_name = isinstance(name, str) and name.isidentifier()
            self.walk(item, "{}.{}".format(path, name if plain_name else "({})".format(self._name(name))))

    def _function(self, value: Any, path: str) -> None:
        """Walk a function that no module holds: what it does, and what it holds on to."""
        self._leaf(path, "function", value.__qualname__, value.__qualname__)
        self.walk(value.__code__, path + ".__code__")
        self.walk(value.__defaults__, path + ".__defaults__")
        self.walk(value.__kwdefaults__, path + ".__kwdefaults__")
        for place, cell in enumerate(value.__closure__ or ()):
            try:
                self.walk(cell.cell_contents, "{}.__closure__[{}]".format(path, place))
            except ValueError:
                self._leaf("{}.__closure__[{}]".format(path, place), "empty", "empty", "")
        self._attributes(value.__dict__, path)
        for name in sorted(set(value.__code__.co_names) & set(value.__globals__)):
            self.walk(value.__globals__[name], "{}.__globals__[{!r}]".format(path, name))

    def _code(self, value: Any, path: str) -> None:
        self._leaf(path, "code", value.co_name, value.co_name)
        for name in ("co_code", "co_consts", "co_names", "co_varnames", "co_freevars", "co_argcount",
                     "co_kwonlyargcount", "co_flags"):  # fmt: skip
            self.walk(getattr(value, name), "{}.{}".format(path, name))

    # what holds several

    def _items(self, items: Iterable[Any], path: str) -> None:
        for place, item in enumerate(items):
            self.walk(item, "{}[{}]".format(path, place))

    def _entries(self, pairs: Iterable[Tuple[Any, Any]], path: str, order: str) -> None:
        """Walk the entries of a dictionary by their keys, and the order in which these stand."""
        used: Dict[str, int] = {}
        keys = LeafDigest()
        for place, (key, item) in enumerate(pairs):
            name = _once(self._name(key), used)
            keys.leaf({"place": place, "name": name})
            self.walk(item, "{}[{}]".format(path, name))
            if atom(key) is None:  # its name is a digest; these are what it says
                self.walk(key, "{}[{}].(key)".format(path, name))
        if len(used) > 1:
            self._leaf(path + ".(order)", order, "of {:,} keys".format(len(used)), keys.hexdigest())

    def _elements(self, items: Iterable[Any], path: str) -> None:
        """Walk the elements of a set by names that do not depend on their order."""
        used: Dict[str, int] = {}
        for name, item in sorted(((self._name(item), item) for item in items), key=lambda pair: pair[0]):
            self.walk(item, "{}{{{}}}".format(path, _once(name, used)))

    def _name(self, key: Any) -> str:
        """Return the name of a key or an element: itself where it is short, else with a digest of it."""
        simple = atom(key)
        if simple is not None:
            kind, _, compared = simple
            if kind == "str" and len(key) <= 100:
                return repr(key)
            if kind in ("int", "bool", "NoneType", "name"):
                return compared
            return repr(key) if kind == "float" and key == key else "{}:{}".format(kind, compared)
        digest = LeafDigest()
        Walker(digest, self._deepest, self._above).walk(key)
        return "{}#{}".format(type(key).__name__, digest.hexdigest()[:32])

    # leaves

    def _open(self, path: str, kind: type) -> None:
        self._leaf(path, "object", shortened(class_name(kind)), class_name(kind))

    def _leaf(self, path: str, kind: str, shown: str, key: str) -> None:
        self._leaves += 1
        self._sink.leaf({"leaf": path, "kind": kind, "shown": shown, "key": key})

    def _array(self, path: str, values: Values) -> None:
        self._leaves += 1
        record = {"leaf": path, "kind": "array", "shown": values.named, "key": values.named,
                  "dtype": values.dtype, "shape": list(values.shape), "bytes": values.nbytes,
                  "sha256": values.digest()}  # fmt: skip
        self._sink.leaf(record, values.pieces())


def shape_text(shape: Tuple[int, ...]) -> str:
    """Return a shape in words."""
    return " \u00d7 ".join(map(str, shape)) or "one"


def _states(state: Any) -> Tuple[Any, ...]:
    """Return a state in its parts: of what has slots it is a pair of two dictionaries."""
    pair = isinstance(state, tuple) and len(state) == 2
    if pair and all(part is None or type(part) is dict for part in state):
        return state  # type: ignore[no-any-return]
    return (state,)


def _once(name: str, used: Dict[str, int]) -> str:
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else "{}~{}".format(name, used[name])
