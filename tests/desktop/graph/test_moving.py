"""Animation gives way where the system asks for less motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from forebear.desktop.graph.moving import asks_for_less_motion


class Still(QProxyStyle):
    """A style as it is where the system's effects are turned off."""

    def styleHint(  # noqa: N802
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


@pytest.fixture
def still(qapp: QApplication) -> Iterator[None]:
    before = qapp.style().name()
    qapp.setStyle(Still(QStyleFactory.create("Fusion")))
    yield
    qapp.setStyle(before)


def test_a_style_without_animations_asks_for_less_motion(qapp: QApplication, still: None) -> None:
    assert asks_for_less_motion()


def test_the_usual_style_does_not(qapp: QApplication) -> None:
    assert not asks_for_less_motion()
