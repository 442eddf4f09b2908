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
    least = 7.0 if "contrast" in name else 4.5
    assert {token: ratio for token, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out(name: str, ground: str) -> None:
    table = TABLES[name]
    found = {token: contrast(table[token], table[ground]) for token in MARKS}
    least = 4.5 if "contrast" in name else 3.0
    assert {token: ratio for token, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize("name", TABLES)
def test_cards_stand_out(name: str) -> None:
    """Texts of a card at rest, hovered and selected; badges on their tint; what stands around it."""
    table = TABLES[name]
    text, mark = (7.0, 4.5) if "contrast" in name else (4.5, 3.0)
    for ground in ("surface.card", "surface.hover", "selection", "surface.chip"):
        assert contrast(table["text"], table[ground]) >= text, ground
        assert contrast(table["text.muted"], table[ground]) >= text, ground
    for token in ("verdict.good", "verdict.warn", "verdict.bad", "accent"):
        tinted = blended(table[token], table["surface.card"], 0.14)
        assert contrast(table[token], tinted) >= (text if text > 4.5 else 4.0), token
    for token in ("accent", "focus", "border.strong", "spark", "edge.up", "edge.down"):
        assert contrast(table[token], table["window"]) >= mark, token
        assert contrast(table[token], table["surface.card"]) >= mark, token
    if "contrast" in name:
        assert contrast(table["border.card"], table["window"]) >= mark
        assert contrast(table["selection.rim"], table["surface"]) >= mark


@pytest.mark.parametrize("name", TABLES)
def test_names_stand_out_on_the_tints_of_the_kinds(name: str) -> None:
    table = TABLES[name]
    for token in (token for token in table if token.startswith("node.")):
        for share in (0.12, 0.3):  # at rest and hovered
            ground = blended(table[token], table["surface.card"], share)
            assert contrast(table["text"], ground) >= (7.0 if "contrast" in name else 4.5), (token, share)
        assert contrast(table["text.muted"], blended(table[token], table["surface.card"], 0.12)) >= 4.5, token


def blended(over: str, under: str, share: float) -> str:
    """A colour of which that share shows on another."""
    channels = [
        round(int(over[at : at + 2], 16) * share + int(under[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    ]
    return "#{:02x}{:02x}{:02x}".format(*channels)


@pytest.mark.parametrize("name", TABLES)
def test_text_on_coloured_grounds_stands_out(name: str) -> None:
    table = TABLES[name]
    pairs = [("accent.text", "accent"), ("selection.text", "selection"), ("text.muted", "surface.hover")]
    pairs += [(f"diff.{kind}.text", f"diff.{kind}") for kind in ("added", "removed", "changed")]
    pairs += [("text", f"diff.{kind}") for kind in ("added", "removed", "changed")]
    pairs += [("text", f"diff.{kind}.word") for kind in ("added", "removed")]
    grounds = ("surface", "diff.added", "diff.removed")
    syntax = (token for token in table if token.startswith("syntax."))
    pairs += [(token, ground) for token in (*syntax, "text.muted") for ground in grounds]
    found = {pair: contrast(table[pair[0]], table[pair[1]]) for pair in pairs}
    least = 7.0 if "contrast" in name else 4.5
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


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


@pytest.mark.parametrize(
    ("scheme", "table", "dark"),
    [(Scheme.LIGHT_CONTRAST, LIGHT_CONTRAST, False), (Scheme.DARK_CONTRAST, DARK_CONTRAST, True)],
)
def test_high_contrast_can_be_chosen(
    qapp: QApplication, scheme: Scheme, table: dict[str, str], dark: bool
) -> None:
    theme = Theme(qapp)
    theme.install(Scheme.LIGHT)
    theme.choose(scheme)
    assert theme.colours == table
    assert theme.dark is dark
    theme.choose(Scheme.LIGHT)
    assert theme.colours == LIGHT


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
