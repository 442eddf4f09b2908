"""The walker: values that differ never have the same leaves, and the same value always has."""

from __future__ import annotations

import ast
import collections
import contextlib
import copy
import datetime as dt
import functools
import io
import math
import pickle
import re
import subprocess
import sys
import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.comparison import LoadedInside, ModelRow
from forebear.compare.inside import FoundInside, merge_inside, values_verdict
from forebear.compare.models.leaves import read_leaves
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import Digest
from forebear.rebuild.inside import program
from forebear.rebuild.inside.program.walking import SMALL, Walker
from forebear.rebuild.inside.program.writing import LeafWriter

PROGRAM = Path(program.__file__).parent


def written(value: Any, path: Path, *, largest: int = 1 << 30, most: int = 100_000) -> Path:
    with path.open("wb") as stream:
        writer = LeafWriter(stream, largest, most)
        writer.say({"forebear": 1})
        Walker(writer).walk(value)
        writer.end()
    return path


def compared(folder: Path, *values: Any, **limits: int) -> ModelRow:
    """Compare values as the models of versions, through what is written and read again."""
    digests = tuple(Digest("md5", f"{number:032x}") for number, _ in enumerate(values))
    none = (None,) * len(values)
    row = ModelRow("m.pkl", digests, none, none, True, values_inside=True)
    found = [
        FoundInside(
            LoadedInside("image"), read_leaves(written(value, folder / str(number), **limits)).contents
        )
        for number, value in enumerate(values)
    ]
    return merge_inside(row, found)


def apart(row: ModelRow) -> set[str]:
    return {part.name for part in row.parts if part.differs}


@pytest.fixture
def differing(tmp_path: Path) -> Any:
    """Return `differing(a, b)`, the paths of the leaves that differ."""
    return lambda a, b: apart(compared(tmp_path, a, b))


def test_every_program_file_is_python_3_6_and_needs_only_the_standard_library() -> None:
    files = sorted(PROGRAM.glob("*.py"))
    assert {"__main__.py", "walking.py", "loading.py"} <= {file.name for file in files}
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert {name.name for name in node.names} <= sys.stdlib_module_names
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert str(node.module).partition(".")[0] in sys.stdlib_module_names


class Plain:
    def __init__(self, **held: Any) -> None:
        self.__dict__.update(held)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b


class Stated:
    def __init__(self, secret: Any) -> None:
        self.secret = secret

    def __getstate__(self) -> Any:
        return ("state", [self.secret])

    def __setstate__(self, state: Any) -> None:
        self.secret = state[1][0]


class Listed(list[Any]):
    pass


Point = collections.namedtuple("Point", ["x", "y"])


def recursive(item: Any) -> list[Any]:
    made: list[Any] = [1, item]
    made.append(made)
    return made


def shared(item: Any) -> list[Any]:
    inner = [item] * (SMALL * 2)
    return [inner, inner]


MUST_DIFFER = [
    # What a walker calls equal that skips whatever it has seen: small numbers and texts are one object.
    ([1, 1, 1], [1, 2, 1]),
    ({"a": 0, "b": 0}, {"a": 0, "b": 1}),
    (["relu", "relu"], ["relu", "tanh"]),
    ([("a",), ("a",)], [("a",), ("b",)]),
    ({"a": "a"}, {"a": "b"}),
    ({("k",): ("k",)}, {("k",): ("l",)}),
    (1, True), (1, 1.0), (0.0, -0.0), (1.0, math.nextafter(1.0, 2)), ("1", 1), (b"1", "1"), (None, False),
    ("", None), ([], ()), ([], {}), (set(), frozenset()), ([[]], [[], []]), ("a" * 5000, "a" * 4999 + "b"),
    (10**5000, 10**5000 + 1), (1j, 2j), (float("nan"), 0.0), (bytearray(b"a"), b"a"),
    ([0.5] * 40, [0.5] * 39 + [0.25]), ([1] * 40, [1] * 39 + [True]), ([1] * 40, [1.0] * 40),
    ({1, 2, 3}, {1, 2, 4}), ({(1, "a")}, {(1, "b")}), (frozenset("ab"), frozenset("ac")),
    ({frozenset((1, 2)): 1}, {frozenset((1, 3)): 1}), ({1: 2}, {True: 2}), ({1.5: 2}, {2.5: 2}),
    (Plain(a=1), Plain(a=2)), (Plain(a=1), Plain(b=1)), (Slotted(1, 2), Slotted(1, 3)),
    (Stated("a"), Stated("b")), (Listed([1, 2]), Listed([1, 3])), (Listed([1]), [1]),
    (Point(1, 2), Point(1, 3)),
    (Point(1, 2), (1, 2)), (collections.OrderedDict(a=1, b=2), collections.OrderedDict(b=2, a=1)),
    (collections.Counter("aab"), collections.Counter("abb")),
    (collections.deque([1, 2]), collections.deque([2, 1])),
    (collections.defaultdict(int, a=1), collections.defaultdict(list, a=1)),
    (dt.date(2026, 1, 1), dt.date(2026, 1, 2)), (Decimal("1.0"), Decimal("1.00")),
    (Fraction(1, 2), Fraction(1, 3)), (range(3), range(4)), (slice(1), slice(2)),
    (re.compile("a"), re.compile("b")),
    (re.compile("a"), re.compile("a", re.IGNORECASE)),
    (functools.partial(int, base=2), functools.partial(int, base=3)),
    (int, float), (len, print), (np.add, np.subtract), ([].append, [1].append), (str.join, str.split),
    ((lambda: 1), (lambda: 2)), (np.float64(1), np.float32(1)), (np.float64(1), 1.0), (np.bool_(True), True),
    (np.zeros(3), np.zeros((3, 1))), (np.zeros(3), np.zeros(3, "f4")),
    (np.zeros(3), np.array([0.0, 0, 1e-300])),
    (np.array(["a", "b"]), np.array(["a", "c"])), (np.array([None, "a"]), np.array([None, "b"])),
    (np.zeros(2, "M8[s]"), np.ones(2, "M8[s]")),
    (np.longdouble(1), np.longdouble(1) + np.finfo(np.longdouble).eps),
    (np.zeros(2, [("a", "i4"), ("b", "f8")]), np.array([(0, 0), (0, 1)], [("a", "i4"), ("b", "f8")])),
    (np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[1, 0])),
    (np.random.RandomState(0), np.random.RandomState(1)),
    (np.random.default_rng(0), np.random.default_rng(1)), (np.dtype("f8"), np.dtype("f4")),
    (recursive(1), recursive(2)), (recursive(1), [1, 1, [1, 1, None]]), (shared(1), shared(2)),
    ([[1, 2, [3]]], [[1, 2, [4]]]),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), MUST_DIFFER, ids=lambda value: type(value).__name__)
def test_they_must_differ(a: Any, b: Any, tmp_path: Path) -> None:
    row = compared(tmp_path, a, b)
    assert apart(row)
    assert values_verdict(row) is Verdict.DIFFERENT


@pytest.mark.parametrize("value", [pair[0] for pair in MUST_DIFFER], ids=lambda value: type(value).__name__)
def test_what_is_saved_again_must_match(value: Any, tmp_path: Path) -> None:
    again = [copy.deepcopy(value)]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        # Not a lambda, nor slots and very large numbers in an old protocol.
        with contextlib.suppress(pickle.PicklingError, AttributeError, TypeError, ValueError):
            again.append(pickle.loads(pickle.dumps(value, protocol)))  # noqa: S301
    row = compared(tmp_path, value, *again)
    assert not apart(row)
    assert values_verdict(row) is Verdict.SAME_VALUES


def same_twice() -> tuple[Any, Any]:
    one, other = ["x" * 3, 300, (1, 2)], ["".join("xxx"), int("300"), (1, 2)]
    return [one, one], [one, other]


def test_it_does_not_matter_whether_equal_things_are_one_object(differing: Any) -> None:
    once, twice = same_twice()
    assert once[0] is once[1]
    assert twice[0] is not twice[1]
    assert not differing(once, twice)
    assert not differing({"b": 1, "a": {"z", "y"}}, {"b": 1, "a": {"y", "z"}})


def test_the_order_of_keys_is_said_and_is_no_other_value(tmp_path: Path) -> None:
    row = compared(tmp_path, {"a": 1, "b": 2}, {"b": 2, "a": 1})
    [part] = [part for part in row.parts if part.differs]
    assert (part.kind, part.name) == ("volatile", ".(order)")
    assert "order" in part.reason
    assert values_verdict(row) is Verdict.EQUIVALENT


@pytest.mark.parametrize(
    ("a", "b", "path"),
    [
        (Plain(n_jobs=1), Plain(n_jobs=None), ".n_jobs"),
        (Plain(_mapper=Plain(n_threads=1)), Plain(_mapper=Plain(n_threads=2)), "._mapper.n_threads"),
        (Plain(model=[Plain(verbose=0)]), Plain(model=[Plain(verbose=True)]), ".model[0].verbose"),
        (Plain(cv_results_={"mean_fit_time": np.ones(2)}), Plain(cv_results_={"mean_fit_time": np.zeros(2)}),
         ".cv_results_['mean_fit_time']"),
    ],
)  # fmt: skip
def test_settings_and_times_are_told_apart_and_never_left_out(
    a: Any, b: Any, path: str, tmp_path: Path
) -> None:
    row = compared(tmp_path, a, b)
    assert apart(row) == {path}
    assert next(part.reason for part in row.parts if part.differs)
    assert values_verdict(row) is Verdict.EQUIVALENT


def test_a_word_of_a_text_is_no_setting(tmp_path: Path) -> None:
    a, b = Plain(vocabulary_={"verbose": 1}), Plain(vocabulary_={"verbose": 2})
    assert values_verdict(compared(tmp_path, a, b)) is Verdict.DIFFERENT


def test_what_cannot_be_looked_into_is_never_the_same(tmp_path: Path) -> None:
    lock = threading.Lock()
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    for value in (Plain(lock=lock), deep, io.StringIO, (each for each in ())):
        row = compared(tmp_path, value, value)
        assert not apart(row)
        expected = Verdict.SAME_VALUES if value is io.StringIO else None
        assert values_verdict(row) is expected


def test_large_and_many_things_are_still_compared_whole(tmp_path: Path) -> None:
    many = {f"k{number}": number for number in range(500)}
    assert values_verdict(compared(tmp_path, many, dict(many), most=100)) is Verdict.SAME_VALUES
    assert values_verdict(compared(tmp_path, many, {**many, "k499": 0}, most=100)) is Verdict.DIFFERENT
    large = np.arange(10_000.0)
    other = large.copy()
    other[-1] += 1
    for limit in (100, 1 << 20):
        assert (
            values_verdict(compared(tmp_path, [large], [large.copy()], largest=limit)) is Verdict.SAME_VALUES
        )
        assert values_verdict(compared(tmp_path, [large], [other], largest=limit)) is Verdict.DIFFERENT


def test_doubling_takes_no_time_without_end(tmp_path: Path) -> None:
    value: list[Any] = [1.5]
    for _ in range(100):
        value = [value, value]
    assert written(value, tmp_path / "found").stat().st_size < 1 << 20


def test_arrays_say_how_far_they_are_apart(tmp_path: Path) -> None:
    a = np.array([1.0, 2.0, 3.0])
    b = a.copy()
    b[1] = np.nextafter(np.nextafter(2.0, 3), 3)
    [part] = [part for part in compared(tmp_path, Plain(coef_=a), Plain(coef_=b)).parts if part.differs]
    found = part.distances[1]
    assert found is not None
    assert (part.kind, part.name, found.changed, found.values, found.ulps) == ("array", ".coef_", 1, 3, 2)
    assert found.largest == pytest.approx(4.44e-16, rel=1e-2)


def test_a_hash_seed_changes_nothing(tmp_path: Path) -> None:
    code = (
        "import pickle,sys;v={'set':{'alpha','beta','gamma',('x',1)},'frozen':frozenset(map(str,range(9)))};"
        "v['keys']={each:1 for each in v['frozen']};pickle.dump(v,open(sys.argv[1],'wb'))"
    )
    values = []
    for seed in "123":
        file = tmp_path / f"{seed}.pkl"
        subprocess.run([sys.executable, "-c", code, file], check=True, env={"PYTHONHASHSEED": seed})
        values.append(pickle.loads(file.read_bytes()))  # noqa: S301
    row = compared(tmp_path, *values)
    assert {part.name for part in row.parts if part.differs} <= {"['keys'].(order)"}
    assert values_verdict(row) in (Verdict.SAME_VALUES, Verdict.EQUIVALENT)


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | st.floats()
    | st.sampled_from(["a", "b", "ab"])
    | st.text(max_size=4)
    | st.binary(max_size=3)
)
ARRAYS = st.tuples(
    st.sampled_from(["<f8", "<f4", "<i8", "u1", "?", "<c8", ">f8"]),
    st.lists(st.integers(0, 3), min_size=1, max_size=6),
).map(lambda pair: np.array(pair[1]).astype(pair[0]))
KEYS = st.sampled_from(["a", "b", "c"]) | st.integers(-2, 2) | st.tuples(st.integers(0, 2))
VALUES = st.recursive(
    ATOMS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.sets(st.integers(0, 9) | st.text("ab", max_size=2) | st.tuples(st.integers(0, 3)), max_size=4)
        | st.frozensets(st.integers(0, 9), max_size=3)
        | inner.map(lambda item: Plain(item=item))
        | inner.map(lambda item: [item, item])
    ),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each leaf of a value, a set being one."""
    if isinstance(value, list | tuple) and value:
        return [found for place, item in enumerate(value) for found in places(item, (*path, place))]
    if isinstance(value, dict) and value:
        return [found for key, item in value.items() for found in places(item, (*path, key))]
    if isinstance(value, Plain):
        return places(value.__dict__["item"], (*path, "item"))
    return [path]


def changed(value: Any, path: tuple[Any, ...], change: Any) -> Any:
    """Return the value with one leaf changed; nothing else of it is another, nor shared."""
    if not path:
        return change(value)
    step, *rest = path
    if isinstance(value, Plain):
        return Plain(item=changed(value.__dict__["item"], tuple(rest), change))
    if isinstance(value, dict):
        return {
            key: changed(item, tuple(rest), change) if key == step else item for key, item in value.items()
        }
    made = [changed(item, tuple(rest), change) if at == step else item for at, item in enumerate(value)]
    return made if isinstance(value, list) else tuple(made)


def other_than(value: Any, data: st.DataObject) -> Any:
    if isinstance(value, np.ndarray):
        made = value.copy()
        raw = made.view(np.uint8)
        raw[data.draw(st.integers(0, raw.size - 1))] ^= 1
        return made
    if isinstance(value, set | frozenset) and value:
        return type(value)(list(value)[1:])
    kept = repr(value), type(value)
    return data.draw(
        (ATOMS | st.lists(ATOMS, max_size=2)).filter(lambda each: (repr(each), type(each)) != kept)
    )


@settings(max_examples=300)
@given(VALUES, st.data())
def test_one_other_leaf_is_never_the_same_and_the_same_always_is(
    tmp_path_factory: pytest.TempPathFactory, value: Any, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("values")
    path = data.draw(st.sampled_from(places(value)))
    other = changed(value, path, lambda leaf: other_than(leaf, data))
    assert values_verdict(compared(folder, value, other)) is Verdict.DIFFERENT
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301
        assert values_verdict(compared(folder, value, again)) is Verdict.SAME_VALUES
