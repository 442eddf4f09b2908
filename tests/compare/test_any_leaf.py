"""Change any one leaf of a file and the comparison never calls the versions the same; write the same values
in another way and it never calls them different."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forebear.compare.comparison import Version
from forebear.compare.environment import compare_environments
from forebear.compare.metrics import compare_metrics
from forebear.compare.parameters import compare_parameters
from forebear.compare.sameness import sameness
from forebear.compare.version import Contents, VersionReader, label
from forebear.lineage.facts import Metric
from forebear.lineage.rows import metric_number, metric_row, scalar_of, scalar_text
from forebear.lineage.words import Environment, Image, NodeKind
from forebear.sources.dvc.values import flattened, metric_values, read_values

KEYS = st.sampled_from(["a", "b", "a.b", "b.a", "c", "1", '"a"', "x y"])
TEXTS = st.text('ab1.[]{}", é', max_size=4) | st.sampled_from(
    ["true", "null", "1", "1.0", "[1]", "{}", "NaN"]
)
NUMBERS = (
    st.integers(-5, 5) | st.integers(2**53, 2**53 + 3) | st.floats(allow_nan=False, allow_infinity=False)
)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)
Path = tuple[str | int, ...]


def leaves(tree: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield the leaves of a document; an empty list or mapping is one."""
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list) and tree:
        for place, value in enumerate(tree):
            yield from leaves(value, (*path, place))
    else:
        yield path, tree


def with_leaf(tree: object, path: Path, leaf: object) -> object:
    if not path:
        return leaf
    if isinstance(tree, dict):
        return {
            key: with_leaf(value, path[1:], leaf) if key == path[0] else value for key, value in tree.items()
        }
    assert isinstance(tree, list)
    return [
        with_leaf(value, path[1:], leaf) if place == path[0] else value for place, value in enumerate(tree)
    ]


def as_python(tree: dict[str, object]) -> bytes:
    return "\n".join(f"v{place} = {value!r}" for place, value in enumerate(tree.values())).encode()


def as_toml(tree: dict[str, object]) -> bytes:
    def value(item: object) -> str:
        if isinstance(item, dict):
            return "{" + ", ".join(f"{json.dumps(key)} = {value(inner)}" for key, inner in item.items()) + "}"
        if isinstance(item, list):
            return f"[{', '.join(map(value, item))}]"
        return '"none"' if item is None else json.dumps(item)

    return "\n".join(f"{json.dumps(key)} = {value(item)}" for key, item in tree.items()).encode()


def as_json(tree: dict[str, object]) -> bytes:
    return json.dumps(tree).encode()


# JSON is YAML as well, with every text in quotes.
FORMATS = {"p.json": as_json, "p.yaml": as_json, "p.py": as_python, "p.toml": as_toml}


def holding(position: int, **parts: object) -> Contents:
    version = Version(label(position), "x", "x", NodeKind.COMMIT)
    empty: dict[str, object] = {"metrics": {}, "parameters": {}, "data": {}, "environments": {}}
    return Contents(version=version, code=frozenset(), records=frozenset(), **{**empty, **parts})  # type: ignore[arg-type]


def parameters_of(path: str, content: bytes, position: int) -> Contents:
    """Return what a file of parameters holds, by way of the database's texts."""
    values = flattened(read_values(path, content))
    kept = {name: scalar_of(scalar_text(value)) for name, value in values.items()}
    return holding(position, parameters={path: kept})


@pytest.mark.parametrize("path", FORMATS)
@given(tree=TREES, data=st.data())
def test_any_leaf_of_parameters(path: str, tree: dict[str, object], data: st.DataObject) -> None:
    where, was = data.draw(st.sampled_from(list(leaves(tree))))
    leaf = data.draw(LEAVES | st.sampled_from([[], {}, [1], {"a": 1}]))
    assume(sameness_of(was) != sameness_of(leaf))
    if path == "p.toml":
        assume(not {str(was), str(leaf)} >= {"None", "none"})
    changed = with_leaf(tree, where, leaf)
    assert isinstance(changed, dict)
    one, other = (
        parameters_of(path, FORMATS[path](each), place) for place, each in enumerate((tree, changed))
    )
    rows, _ = compare_parameters([one, other])
    null_only = {sameness_of(was), sameness_of(leaf)} == {None}
    told = any(row.differs or row.present[0] != row.present[1] for row in rows)
    assert told or null_only
    assert [row.differs for row in compare_parameters([one, one])[0]] == [False] * len(
        compare_parameters([one, one])[0]
    )


def sameness_of(leaf: object) -> object:
    """Return what tells a leaf from another one, in any format."""
    if isinstance(leaf, dict | list):
        return json.dumps(leaf)
    return sameness(leaf)  # type: ignore[arg-type]


@given(TREES)
def test_the_same_parameters_in_another_format_are_the_same(tree: dict[str, object]) -> None:
    forms = [
        json.dumps(tree),
        json.dumps(tree, indent=2),
        f"# a comment\n{json.dumps(tree, ensure_ascii=False)}\n",
    ]
    backwards = json.dumps(dict(reversed(tree.items())))
    versions = [
        parameters_of("p.yaml", text.encode(), place) for place, text in enumerate([*forms, backwards])
    ]
    rows, _ = compare_parameters(versions)
    assert [row for row in rows if row.differs is not False] == []


def metrics_of(content: bytes, position: int) -> Contents:
    """Return what a file of metrics holds, by way of the database's columns."""
    kept = {}
    for name, (number, text) in metric_values(read_values("m.json", content), "m").items():
        _, _, _, value, said = metric_row(0, Metric("run", name, number, None, text))
        kept[name] = (metric_number(value, said), said or "", 1)  # type: ignore[arg-type]
    node = SimpleNamespace(id=1)
    reader = VersionReader(SimpleNamespace(last_values=lambda _ids: {1: kept}))  # type: ignore[arg-type]
    return holding(position, metrics=reader._metrics_of({"m.json": SimpleNamespace(node=node)}))  # type: ignore[dict-item]


@given(tree=TREES, data=st.data())
def test_any_leaf_of_metrics(tree: dict[str, object], data: st.DataObject) -> None:
    numbers = st.floats() | st.integers(2**53, 2**53 + 9)
    found = [(path, was) for path, was in leaves(tree) if all(isinstance(key, str) for key in path)]
    assume(found)
    where, was = data.draw(st.sampled_from(found))
    leaf = data.draw(numbers | st.sampled_from(["good", "bad"]))
    assume(sameness_of(was) != sameness_of(leaf))
    changed = with_leaf(tree, where, leaf)
    assert isinstance(changed, dict)
    one, other = metrics_of(as_json(tree), 0), metrics_of(as_json(changed), 1)
    rows, _ = compare_metrics([one, other])
    assert any(row.differs or row.available != (True, True) for row in rows)
    same, _ = compare_metrics([one, one])
    assert not any(row.differs for row in same if row.available == (True, True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        ([1], "[1]"),
        ({}, "{}"),
        ([1], [True]),
        (["1"], [1]),
        ([1, 2], [2, 1]),
        ([[1], 2], [[1, 2]]),
        (2**53, 2**53 + 1),
        (0.1, 0.1 + 2**-56),
        (math.inf, -math.inf),
        ("", None),
        ("a ", "a"),
        ("\u00e9", "e\u0301"),
    ],
)
def test_these_differ(one: object, other: object) -> None:
    versions = [
        parameters_of("p.json", as_json({"x": value}), place) for place, value in enumerate((one, other))
    ]
    rows, _ = compare_parameters(versions)
    assert any(row.differs for row in rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        ([1], [1.0]),
        (math.nan, math.nan),
        ([math.nan], [math.nan]),
        ([{"a": 1, "b": 2}], [{"b": 2, "a": 1}]),
        (0.0, -0.0),
        (1e3, 1000),
    ],
)
def test_these_are_the_same(one: object, other: object) -> None:
    versions = [
        parameters_of("p.json", as_json({"x": value}), place) for place, value in enumerate((one, other))
    ]
    rows, _ = compare_parameters(versions)
    assert [row.differs for row in rows] == [False]


def test_names_that_look_the_same_are_kept_apart() -> None:
    tree = {"a.b": 1, "a": {"b": 2, "c": 3}, "d": {"1": 4}}
    assert flattened(tree) == {'"a.b"': 1, "a.b": 2, "a.c": 3, "d.1": 4}
    assert flattened({1: "x", "1": "y"}) == {"1": "x", '"1"': "y"}


WORDS = st.text("ab1.", min_size=1, max_size=4)
PAIRS = st.dictionaries(
    st.sampled_from(["numpy", "deb:libc6", "rpm:glibc", "API_TOKEN", "HOME"]), WORDS, max_size=4
)
ENVIRONMENTS = st.builds(
    Environment,
    st.builds(Image, st.just("train:1"), st.sampled_from(["sha256:a", "sha256:b"])),
    st.sampled_from(["linux/amd64", "linux/arm64"]),
    PAIRS,
    PAIRS,
    PAIRS,
)


@given(one=ENVIRONMENTS, data=st.data())
def test_any_leaf_of_an_environment(one: Environment, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["platform", "image", "packages", "variables", "facts"]))
    if part == "platform":
        other = replace(one, platform=f"{one.platform}/v8")
    elif part == "image":
        other = replace(one, image=Image("train:1", "sha256:other"))
    else:
        held = getattr(one, part)
        assume(held)
        name = data.draw(st.sampled_from(sorted(held)))
        other = replace(one, **{part: {**held, name: f"{held[name]}x"}})
    versions = [holding(place, environments={"train": each}) for place, each in enumerate((one, other))]
    rows, changed = compare_environments(versions)
    assert len([row for row in rows if row.differs]) == 1
    assert changed is (part != "facts")  # a fact of the machine that ran it was not chosen
    same, unchanged = compare_environments([versions[0], holding(1, environments={"train": one})])
    assert [row for row in same if row.differs is not False] == []
    assert unchanged is False
