"""Pickles leaf by leaf: loaded by the very program that runs inside an image, here on values of our own."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forebear.compare.models.leaves import Loaded, read_leaves
from forebear.lineage.rebuilds import GOOD, Verdict
from forebear.rebuild.inside.container import PACKAGE, write_program
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding

Compared = Callable[..., Finding]


class HereLoader:
    """Runs the program in a process of its own, without a container: only for what a test has made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        write_program(folder / "program")

    def load(self, file: Path, name: str) -> Loaded:
        found = self._folder / f"found{next(self._numbers)}"
        words = [str(file), name, str(found), str(1 << 20), str(self._folder)]
        subprocess.run(
            [sys.executable, "-m", PACKAGE, *words],
            cwd=self._folder / "program",
            check=True,
            capture_output=True,
        )
        return read_leaves(found)


@pytest.fixture(scope="module")
def comparing(tmp_path_factory: pytest.TempPathFactory) -> Comparing:
    return Comparing(HereLoader(tmp_path_factory.mktemp("here")))


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.text("ab", max_size=2)
    | st.binary(max_size=3)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)


def places(tree: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict):
        return [found for key, value in tree.items() for found in places(value, (*place, key))]
    if isinstance(tree, list | tuple):
        return [found for at, value in enumerate(tree) for found in places(value, (*place, at))]
    return [place]


def with_leaf(tree: Any, place: tuple[Any, ...], leaf: object) -> Any:
    if not place:
        return leaf
    if isinstance(tree, dict):
        return {
            key: with_leaf(value, place[1:], leaf) if key == place[0] else value
            for key, value in tree.items()
        }
    made = [with_leaf(value, place[1:], leaf) if at == place[0] else value for at, value in enumerate(tree)]
    return type(tree)(made)


@given(tree=TREES, leaf=LEAVES, data=st.data())
@settings(max_examples=12)
def test_any_leaf_of_a_pickle(
    compared: Compared, comparing: Comparing, tree: Any, leaf: object, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(places(tree)))
    was = tree
    for part in place:
        was = was[part]
    assume(repr(was) != repr(leaf))
    before, after = pickle.dumps(tree), pickle.dumps(with_leaf(tree, place, leaf))
    found = compared("model.pkl", before, after, comparing=comparing)
    assert found.verdict is Verdict.DIFFERENT, found
    again = pickle.dumps(tree, 2)
    found = compared("model.pkl", before, again, comparing=comparing)
    assert found.verdict in GOOD, found


@pytest.mark.parametrize("end", ["joblib", "pickle"])
def test_a_set_in_another_protocol(compared: Compared, comparing: Comparing, end: str) -> None:
    """The same set in another order of its elements is the same set."""
    one = pickle.dumps({"s": {"a", "b", "c"}}, 3)
    other = pickle.dumps({"s": {"c", "b", "a"}}, 4)
    assert compared(f"model.{end}", one, other, comparing=comparing).verdict is Verdict.SAME_VALUES
