"""Tables of a comparison: words, filters, copying, and the model under Qt's own tester."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from forebear.compare.comparison import (
    CodeChanges,
    Comparison,
    EnvironmentRow,
    MetricRow,
    ModelRow,
    ParameterRow,
    PartRow,
    Version,
)
from forebear.compare.directions import Direction, better
from forebear.compare.models.weights import Distance
from forebear.desktop.comparing.model_sheet import model_sheet
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone, flat
from forebear.desktop.comparing.sheet_model import SheetModel
from forebear.desktop.comparing.sheet_page import shared
from forebear.desktop.comparing.sheets import (
    _metric_line,
    _parameter_line,
    environment_sheet,
    parameter_sheet,
)
from forebear.desktop.theme import Theme
from forebear.lineage.words import Digest, Listed, NodeKind


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("auc", Direction.HIGHER),
        ("val_loss", Direction.LOWER),
        ("test.f1-score", Direction.HIGHER),
        ("trainRMSE", Direction.LOWER),
        ("train.rmse", Direction.LOWER),
        ("rootMeanError", Direction.LOWER),
        ("rows", Direction.UNKNOWN),
        ("loss_reward", Direction.HIGHER),
        ("", Direction.UNKNOWN),
    ],
)
def test_the_better_direction_is_told_by_the_last_telling_word(name: str, direction: Direction) -> None:
    assert better(name) is direction


def metric(name: str, *values: float | str | None, available: tuple[bool, ...] = (True, True)) -> Line:
    return _metric_line(MetricRow("metrics.json", name, values, available), better(name))


def test_a_metric_says_by_how_much_and_whether_that_is_better() -> None:
    assert [cell.text for cell in metric("auc", 0.8, 0.9).cells] == [
        "auc",
        "0.8",
        "★ 0.9",
        "▲ +0.1 (+12.5 %) better",
    ]
    assert metric("loss", 0.3564, 5.3894).cells[3].text == "▲ +5.033 (+1,412 %) worse"
    worse = metric("loss", 1.0, 1.5).cells[3]
    assert worse.text == "▲ +0.5 (+50 %) worse"
    assert worse.tone is Tone.WORSE
    unknown = metric("rows", 20, 15).cells[3]
    assert unknown.text == "▼ \N{MINUS SIGN}5 (\N{MINUS SIGN}25 %)"
    assert unknown.tone is Tone.CHANGED


def test_a_metric_without_a_difference_or_a_number_says_so() -> None:
    assert metric("auc", 0.8, 0.8).cells[3].text == "="
    assert metric("auc", 0.0, 0.5).cells[3].text == "▲ +0.5 better"  # no share of nothing
    assert metric("auc", None, 0.5).cells[1].text == "\N{EN DASH}"
    assert metric("auc", float("nan"), 0.5).cells[3].text == ""
    hidden = metric("auc", None, 0.5, available=(False, True))
    assert hidden.cells[1].text == "not here"
    assert hidden.differs is None


def test_a_null_is_not_an_absence() -> None:
    row = ParameterRow("params.yaml", "seed", (None, None, 7), (True, False, True), (True, True, True))
    line = _parameter_line(row)
    assert [cell.text for cell in line.cells] == ["seed", "null", "\N{EN DASH}", "7"]
    assert [cell.tone for cell in line.cells[1:]] == [Tone.PLAIN, Tone.ABSENT, Tone.CHANGED]


def test_environments_are_grouped_by_kind_and_run_and_say_what_was_not_recorded() -> None:
    def row(aspect: str, name: str, run: str, *values: str | None) -> EnvironmentRow:
        return EnvironmentRow(aspect, name, run, values, tuple(value is not None for value in values), values)

    versions = tuple(Version(label, label, label, NodeKind.COMMIT) for label in "AB")
    rows = (
        row("image", "image", "train", "python:3.11", "python:3.12"),
        row("package", "numpy", "train", "2.0", "2.0"),
        row("image", "image", "evaluate", "python:3.11", None),
        row("package", "scipy", "train", "1.1", "1.2"),
    )
    comparison = Comparison(versions, (), (), (), rows, CodeChanges(None), None)
    sheet = environment_sheet(comparison)
    assert [
        (line.cells[0].text, [child.cells[0].text for child in line.children]) for line in sheet.lines
    ] == [
        ("Image of train", ["image"]),
        ("Packages of train", ["scipy", "numpy"]),
        ("Image of evaluate", ["image"]),
    ]
    changed = sheet.lines[0].children[0]
    assert changed.cells[2].tone is Tone.CHANGED
    assert sheet.lines[2].children[0].cells[2].text == "not recorded"
    assert (sheet.differing, sheet.rows) == (3, 4)


@pytest.fixture
def sheet() -> Sheet:
    def line(name: str, differs: bool | None) -> Line:
        return Line((Cell(name), Cell("1"), Cell("2", "2 in full")), differs, key=name)

    group = Line((Cell("group"), Cell(""), Cell("")), None, (line("a", True), line("b", False)), heading=True)
    same = Line((Cell("still"), Cell(""), Cell("")), None, (line("c", False),), heading=True)
    return Sheet(("name", "A", "B"), (group, same, line("d", None)), frozenset({1, 2}))


def test_counts_leave_headings_out(sheet: Sheet) -> None:
    assert (sheet.differing, sheet.rows) == (2, 4)
    assert (sheet.only_differences().differing, sheet.only_differences().rows) == (2, 2)


def test_only_differences_keeps_what_cannot_be_told_and_drops_empty_groups(sheet: Sheet) -> None:
    kept = sheet.only_differences()
    assert [line.cells[0].text for line in kept.lines] == ["group", "d"]
    assert [line.key for line in kept.lines[0].children] == ["a"]


def test_copying_gives_unshortened_tab_separated_values(sheet: Sheet) -> None:
    assert sheet.only_differences().tsv() == "name\tA\tB\ngroup\t\t\na\t1\t2 in full\nd\t1\t2 in full\n"
    tricky = Sheet(("a",), (Line((Cell("tab\there\nline"),)),))
    assert tricky.tsv() == "a\ntab here line\n"


def test_the_model_keeps_qts_rules(sheet: Sheet, theme: Theme, qtmodeltester: object, qtbot: QtBot) -> None:
    model = SheetModel(theme)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    model.show_sheet(sheet)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    assert model.rowCount() == 2
    model.show_only_differences(False)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    assert model.rowCount() == 3
    group = model.index(0, 0)
    assert model.rowCount(group) == 2
    child = model.index(1, 2, group)
    assert child.data() == "2"
    assert child.data(Qt.ItemDataRole.ToolTipRole) == "2 in full"
    assert child.parent() == group
    assert child.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    model.show_sheet(Sheet((), ()))
    assert model.rowCount() == 0


lines = st.recursive(
    st.builds(
        lambda text, differs: Line((Cell(text),), differs),
        st.text(max_size=4),
        st.sampled_from([True, False, None]),
    ),
    lambda inner: st.builds(
        lambda children: Line((Cell("group"),), None, tuple(children), heading=True),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(st.lists(lines, max_size=6))
def test_filtering_keeps_every_difference_and_filtering_twice_changes_nothing(each: list[Line]) -> None:
    whole = Sheet(("name",), tuple(each))
    once = whole.only_differences()
    assert once.differing == once.rows == whole.differing
    assert once.only_differences() == once


def test_what_looks_like_markup_is_shown_as_it_is(theme: Theme) -> None:
    model = SheetModel(theme)
    model.show_sheet(Sheet(("name",), (Line((Cell("<img src='file:///etc/passwd'>"),), True),)))
    said = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in said
    assert "&lt;img" in said


def test_models_show_their_parts_and_how_far_they_are_apart() -> None:
    versions = tuple(Version(label, label, label, NodeKind.COMMIT) for label in "AB")
    apart = Distance(12, 1, 0.5, 0.25, 0.98, (1.0, 1.1))
    parts = (
        PartRow("tensor", "w", ("F32, 12", "F32, 12"), (True, True), (True, False), (None, apart)),
        PartRow("tensor", "b", ("F32, 3", None), (True, False), (True, None), (None, None)),
        PartRow("setting", "epoch", ("1", "1"), (True, True), (True, True), (None, None)),
    )
    digests = (Digest("md5", "1" * 32), Digest("md5", "2" * 32))
    row = ModelRow(
        "model.safetensors",
        digests,
        (100, 200),
        ("safetensors", "safetensors"),
        True,
        parts,
        {"tensor": (2, 2), "setting": (0, 1)},
        ("", ""),
        values_inside=True,
    )
    comparison = Comparison(versions, (), (), (), (), CodeChanges(None), None, models=(row,))
    [model] = model_sheet(comparison).only_differences().lines
    assert model.cells[0].text == "model.safetensors"
    assert [line.cells[0].text for line in model.children] == [
        "The file",
        "Comparing the values takes loading the model inside its recorded image.",
        "Tensors: 2 of 2 differ",
    ]
    weights, bias = model.children[2].children
    assert weights.cells[3].text == "1 of 12 values, at most by 0.5 · 25.00% · cosine 0.980000"
    assert weights.cells[2].tone is Tone.CHANGED
    assert bias.cells[2].text == "not here"


def test_nested_parameters_are_folded_and_lists_looked_into() -> None:
    def row(name: str, *values: object) -> ParameterRow:
        return ParameterRow("params.yaml", name, values, (True,) * 2, (True,) * 2)  # type: ignore[arg-type]

    versions = tuple(Version(label, label, label, NodeKind.COMMIT) for label in "AB")
    rows = (
        row("seed", 1, "1"),
        row("train.layers", Listed("[8, 16]"), Listed("[8, 32]")),
        row("train.rate", 1, 1),
    )
    [file] = parameter_sheet(Comparison(versions, (), rows, (), (), CodeChanges(None), None)).lines
    seed, train = file.children
    assert [cell.text for cell in seed.cells] == ["seed", "1 (whole number)", "1 (text)"]
    assert (train.heading, train.cells[0].text, train.differing, train.rows) == (True, "train", 1, 2)
    inside = train.children[0]
    assert [line.cells[0].text for line in inside.children if line.differs] == ["[1]"]
    assert inside.children[1].cells[0].whole == "train.layers[1]"


def test_what_is_folded_says_its_beginning_once_and_is_copied_whole() -> None:
    def row(name: str, *values: object) -> ParameterRow:
        return ParameterRow("", name, values, (True,) * 2, (True, name != "gone"))  # type: ignore[arg-type]

    versions = tuple(Version(label, label, label, NodeKind.COMMIT) for label in "AB")
    url = "https://example.com/" + "a/" * 60
    rows = (
        row("gone", 1, None),
        row("model.net.depth", 3, 4),
        row("model.net.width", 8, 8),
        row("note", "one\ntwo\n", "one\nthree\n"),
        row("rate", 0.1234567891, 0.1234567892),
        row("url", f"{url}1", f"{url}2"),
    )
    sheet = parameter_sheet(Comparison(versions, (), rows, (), (), CodeChanges(None), None))
    gone, net, note, rate, address = sheet.lines
    assert gone.cells[2].tone is Tone.ABSENT
    assert (net.cells[0].text, [line.cells[0].text for line in net.children]) == (
        "model.net",
        ["depth", "width"],
    )
    assert [cell.text for cell in note.cells] == ["note", "one \u23ce two", "one \u23ce three"]
    assert [cell.text for cell in rate.cells[1:]] == ["0.1234567891", "0.1234567892"]
    assert [cell.text[-3:] for cell in address.cells[1:]] == ["a/1", "a/2"]
    assert max(len(cell.text) for cell in address.cells) <= 80
    copied = sheet.tsv()
    assert "model.net.depth\t3\t4\n" in copied
    assert f"url\t{url}1\t{url}2\n" in copied
    assert "gone\t1\tnot here\n" in copied
    found = sheet.matching("NET wid")
    assert [line.cells[0].whole for line in flat(found.lines)] == ["model.net", "model.net.width"]
    assert sheet.matching(" ") == sheet
    assert sheet.matching("net nothing").lines == ()


@given(st.lists(st.integers(1, 2000), max_size=12), st.integers(0, 3000))
def test_columns_share_the_room_fairly(wanted: list[int], room: int) -> None:
    widths = shared(wanted, room)
    assert all(0 < width <= want for width, want in zip(widths, wanted, strict=True))
    if sum(wanted) <= room:
        assert widths == wanted
    elif room >= 140 * len(wanted):
        assert room - len(wanted) < sum(widths) <= room
    cut = [width for width, want in zip(widths, wanted, strict=True) if width < want]
    # What is shortened has one width, and nothing that is shown whole is wider.
    assert not cut or max(cut) - min(cut) <= len(wanted)
    assert not cut or max(widths) <= max(cut) + len(wanted)


@given(st.lists(st.integers(1, 2000), min_size=2, max_size=8), st.integers(0, 3000), st.data())
def test_what_yields_is_shortened_first(wanted: list[int], room: int, data: st.DataObject) -> None:
    yielding = data.draw(st.integers(0, len(wanted) - 1))
    widths = shared(wanted, room, [yielding])
    others = [place for place in range(len(wanted)) if place != yielding]
    if any(widths[place] < wanted[place] for place in others):
        assert widths[yielding] <= 140
    elif sum(wanted) <= room:
        assert widths == wanted
