"""The selection: one trail, one set of pins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forebear.desktop.selection import Selection
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind, Origin


def node(number: int) -> Node:
    return Node(number, NodeKind.RUN, f"{number:064x}", f"run {number}", Origin.IMPORTED)


@given(st.lists(st.integers(0, 5), min_size=1))
def test_back_undoes_and_forward_redoes(numbers: list[int]) -> None:
    selection = Selection()
    visited: list[Node] = []
    for number in numbers:
        selection.select(node(number))
        if not visited or visited[-1] != node(number):
            visited.append(node(number))
    for seen in reversed(visited[:-1]):
        selection.go(-1)
        assert selection.node == seen
    assert not selection.can_go(-1)
    for seen in visited[1:]:
        selection.go(1)
        assert selection.node == seen
    assert not selection.can_go(1)


def test_going_somewhere_new_forgets_what_lay_ahead() -> None:
    selection = Selection()
    for number in (1, 2):
        selection.select(node(number))
    selection.go(-1)
    selection.select(node(3))
    assert not selection.can_go(1)
    selection.go(-1)
    assert selection.node == node(1)


def test_selecting_the_same_again_says_nothing() -> None:
    selection, said = Selection(), []
    selection.node_selected.connect(said.append)
    selection.select(node(1))
    selection.select(node(1))
    assert said == [node(1)]


def test_pinning_again_takes_the_pin_off_and_one_is_no_comparison() -> None:
    selection, asked = Selection(), []
    selection.compare_requested.connect(asked.append)
    selection.pin("v1")
    selection.compare(selection.pinned)
    selection.pin("v2")
    selection.compare(selection.pinned)
    selection.pin("v1")
    assert selection.pinned == ("v2",)
    assert asked == [["v1", "v2"]]
    selection.clear()
    assert selection.pinned == ()
