"""Colours by meaning: they stand out, follow the choice, and tint the icons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.colours import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, TEXT_TOKENS, contrast
from forebear.desktop.theme import FIXED_FAMILY, FONT_FAMILY, Scheme, Theme
from forebear.resources import resource

TABLES = {"light": LIGHT, "dark": DARK, "light contrast": LIGHT_CONTRAST, "dark contrast": DARK_CONTRAST}
GROUNDS = ("window", "surface", "surface.raised")
MARKS = tuple(
    token for token in LIGHT if token.startswith(("node.", "edge", "chart.", "verdict.")) or token == "focus"
)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_the_same_tokens(name: str) -> None:
    assert TABLES[name].keys() == LIGHT.keys()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stands_out(name: str, ground: str) -> None:
    table = TABLES[name]
    found = {token: contrast(table[token], table[ground]) for token in TEXT_TOKENS}
    assert {token: ratio for token, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out(name: str, ground: str) -> None:
    table = TABLES[name]
    found = {token: contrast(table[token], table[ground]) for token in MARKS}
    assert {token: ratio for token, ratio in found.items() if ratio < 3} == {}


@pytest.mark.parametrize("name", TABLES)
def test_text_on_coloured_grounds_stands_out(name: str) -> None:
    table = TABLES[name]
    pairs = [("accent.text", "accent"), ("selection.text", "selection"), ("text.muted", "surface.hover")]
    pairs += [(f"diff.{kind}.text", f"diff.{kind}") for kind in ("added", "removed", "changed")]
    pairs += [("text", f"diff.{kind}") for kind in ("added", "removed", "changed")]
    found = {pair: contrast(table[pair[0]], table[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_the_persons_choice_counts_and_is_told(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    assert not theme.dark
    with qtbot.waitSignal(theme.changed):
        theme.choose(Scheme.DARK)
    assert theme.dark
    assert theme.color("surface").name() == DARK["surface"]
    assert qapp.palette().window().color().name() == DARK["window"]
    theme.choose(Scheme.SYSTEM)
    system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.dark is system_is_dark


def test_icons_take_the_colour_of_their_token(qapp: QApplication) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.DARK)
    image = theme.pixmap("stop", "node.model", 32).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {DARK["node.model"]}


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    names = [path.stem for path in resource("icons").glob("*.svg")]
    assert len(names) > 40
    empty = [
        name
        for name in names
        if theme.pixmap(name).toImage() == theme.pixmap(name).toImage().createHeuristicMask()
    ]
    assert not empty
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_an_unknown_token_is_an_error(qapp: QApplication) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    with pytest.raises(KeyError):
        theme.color("node.unheard-of")


def test_the_bundled_fonts_are_used(qapp: QApplication) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    assert qapp.font().families()[0] == FONT_FAMILY
    assert theme.fixed_font.exactMatch() or theme.fixed_font.families()[0] == FIXED_FAMILY
