"""Animation gives way where the system asks for less motion."""

from __future__ import annotations

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


def test_a_style_without_animations_asks_for_less_motion(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not asks_for_less_motion()
    still = Still(QStyleFactory.create("Fusion"))
    monkeypatch.setattr(QApplication, "style", staticmethod(lambda: still))
    assert asks_for_less_motion()
