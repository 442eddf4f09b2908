"""The look: colours by meaning, tinted icons, the font, following the system unless the person chose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from forebear.desktop.colours import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST
from forebear.desktop.stylesheet import stylesheet
from forebear.resources import resource

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

FONT_FAMILY = "Pretendard"
FIXED_FAMILY = "JetBrains Mono"
_FONT_FILES = ("Pretendard-Regular.otf", "Pretendard-SemiBold.otf")
_FIXED_FONT_FILE = "JetBrainsMono-Regular.ttf"
_ICON_SIZE = 16
"""Icons of menus and buttons; larger pictures are drawn by `pixmap`."""


class Scheme(StrEnum):
    """What the person chose; SYSTEM follows the desktop, which may itself ask for more contrast."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    LIGHT_CONTRAST = "light, high contrast"
    DARK_CONTRAST = "dark, high contrast"

    @property
    def dark(self) -> bool:
        """Whether it is light on dark; False for SYSTEM, which does not say."""
        return self in (Scheme.DARK, Scheme.DARK_CONTRAST)

    @property
    def contrasting(self) -> bool:
        """Whether high contrast was chosen."""
        return self in (Scheme.LIGHT_CONTRAST, Scheme.DARK_CONTRAST)


class Theme(QObject):
    """Colours by meaning, and what is made of them.

    Signals: `changed` after the colours changed; views that paint repaint on it. `coloured` then gives the
    colours as well.
    """

    changed = Signal()
    coloured = Signal(object)

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._colours: Mapping[str, str] = LIGHT
        self._scheme = Scheme.SYSTEM
        self._fixed_loaded = False
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._shapes: dict[str, QSvgRenderer] = {}
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        if hasattr(hints, "accessibility"):  # since Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    @property
    def scheme(self) -> Scheme:
        """What the person chose."""
        return self._scheme

    @property
    def dark(self) -> bool:
        """Whether the colours now are light on dark."""
        return self._colours is DARK or self._colours is DARK_CONTRAST

    @property
    def fixed_font(self) -> QFont:
        """A font of equal widths, for ids, commands and code; a size smaller as such fonts look larger."""
        if not self._fixed_loaded:  # not for the first window
            QFontDatabase.addApplicationFont(str(resource(f"fonts/{_FIXED_FONT_FILE}")))
            self._fixed_loaded = True
        font = QFont()
        font.setPointSizeF(self._application.font().pointSizeF() * 0.93)
        font.setStyleHint(QFont.StyleHint.Monospace)
        # Hangul in a path still has to render where the fixed font lacks it.
        font.setFamilies([FIXED_FAMILY, FONT_FAMILY])
        # No ligatures: -- in a command is two signs.
        font.setFeature(QFont.Tag("calt"), 0)
        return font

    @property
    def contrasting(self) -> bool:
        """Whether the colours now are of high contrast."""
        return self._colours is LIGHT_CONTRAST or self._colours is DARK_CONTRAST

    def install(self, scheme: Scheme = Scheme.SYSTEM) -> None:
        """Set style, font, palette and stylesheet on the application; called once before the first window."""
        self._application.setStyle("Fusion")
        self._load_font()
        self._colours = {}
        self.choose(scheme)

    def choose(self, scheme: Scheme) -> None:
        """Use the person's choice from now on."""
        self._scheme = scheme
        hints = QGuiApplication.styleHints()
        if scheme is Scheme.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if scheme.dark else Qt.ColorScheme.Light)
        self._follow()

    @property
    def colours(self) -> Mapping[str, str]:
        """The colours now, `#rrggbb` by token: a value that other threads may hold on to."""
        return self._colours

    def color(self, token: str) -> QColor:
        """Return the colour of a semantic token such as `node.model`; KeyError for an unknown one."""
        return QColor(self._colours[token])

    def icon(self, name: str, token: str = "text") -> QIcon:  # noqa: S107
        """Return the icon `resources/icons/NAME.svg` in the colour of `token`."""
        key = (name, self._colours[token])
        if key not in self._icons:
            self._icons[key] = self._tinted(name, token)
        return self._icons[key]

    def pixmap(self, name: str, token: str = "text", size: int = 16) -> QPixmap:  # noqa: S107
        """Return the tinted icon as a picture of `size` logical pixels at the screen's scale."""
        key = (name, self._colours[token], size)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._filled(self._drawn(name, size), token)
        return self._pixmaps[key]

    def _tinted(self, name: str, token: str) -> QIcon:
        icon = QIcon()
        drawn = self._drawn(name, _ICON_SIZE)
        icon.addPixmap(self._filled(drawn, token), QIcon.Mode.Normal)
        icon.addPixmap(self._filled(drawn, "text.disabled"), QIcon.Mode.Disabled)
        return icon

    def _drawn(self, name: str, size: int) -> QImage:
        """Return the shape of an icon at the screen's scale, in the black of its file."""
        from PySide6.QtSvg import QSvgRenderer  # its own library; loaded with the first icon

        if name not in self._shapes:
            self._shapes[name] = QSvgRenderer(QByteArray(resource(f"icons/{name}.svg").read_bytes()))
        ratio = max(1.0, self._application.devicePixelRatio())
        pixels = round(size * ratio)
        image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self._shapes[name].render(painter)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _filled(self, drawn: QImage, token: str) -> QPixmap:
        image = drawn.copy()
        image.setDevicePixelRatio(1)
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), self.color(token))
        painter.end()
        image.setDevicePixelRatio(drawn.devicePixelRatio())
        return QPixmap.fromImage(image)

    def _load_font(self) -> None:
        font = self._application.font()
        if FONT_FAMILY in font.families():
            return
        # Bundled, because a bare machine has no font with Hangul.
        for name in _FONT_FILES:
            QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
        font.setFamilies([FONT_FAMILY, *font.families()])
        if font.pointSizeF() < 9.5:  # X11 without a desktop says 9
            font.setPointSizeF(9.5)
        self._application.setFont(font)

    def _follow(self) -> None:
        hints = QGuiApplication.styleHints()
        system_is_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        # Not every platform lets an application set its scheme, so the choice counts, not the hint.
        dark = system_is_dark if self._scheme is Scheme.SYSTEM else self._scheme.dark
        if self._scheme.contrasting or self._asked_for_contrast():
            wanted = DARK_CONTRAST if dark else LIGHT_CONTRAST
        else:
            wanted = DARK if dark else LIGHT
        if wanted is self._colours:
            return
        self._colours = wanted
        self._icons.clear()
        self._pixmaps.clear()
        self._application.setPalette(self._palette())
        # A stylesheet takes pictures from files only, so these are not tinted.
        ground = "dark" if dark else "light"
        pictures = [resource(f"icons/{name}-{ground}.svg") for name in ("drop-down", "tick")]
        size = self._application.font().pointSizeF()
        self._application.setStyleSheet(stylesheet(wanted, size, *pictures))
        self.changed.emit()
        self.coloured.emit(wanted)

    @staticmethod
    def _asked_for_contrast() -> bool:
        """Whether the system asks for high contrast."""
        accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)
        if accessibility is None:
            return False
        asked: bool = accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        return asked

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for target, token in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "surface.raised"),
            (role.Text, "text"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.BrightText, "verdict.bad"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "accent.text"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.ToolTipBase, "surface.raised"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "text.muted"),
            (role.Light, "surface.raised"),
            (role.Midlight, "surface.hover"),
            (role.Mid, "border"),
            (role.Dark, "border.strong"),
            (role.Shadow, "border.strong"),
            (role.Accent, "accent"),
        ):
            palette.setColor(target, self.color(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("text.disabled"))
        return palette


def application() -> QApplication:
    """Return the running QApplication; RuntimeError before there is one."""
    running = QApplication.instance()
    if running is None:
        raise RuntimeError("there is no QApplication yet")
    return cast("QApplication", running)
