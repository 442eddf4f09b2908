"""The plan as a checklist: what is there, what is missing, what will run."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.jobs_model import seconds_text
from forebear.desktop.pieces import IconButton, label, tip
from forebear.desktop.rebuilding.plan import Input, Plan, PlannedImage
from forebear.desktop.theme import Theme

_MOST_ROWS = 200
_GOOD, _WARN, _BAD = ("good", "verdict.good"), ("warning", "verdict.warn"), ("error", "verdict.bad")
_PLAIN = ("file", "text.muted")
Mark = tuple[str, str]
"""An icon and the token of its colour."""


def limit_text(name: str, value: object) -> str:
    """Say a limit as people read it; "" for one that is off."""
    match value:
        case True:
            return name
        case False | None | "":
            return ""
        case int() if name in ("memory", "temporary", "shared memory"):
            return f"{name} {wording.size_text(value)}"
        case int() | float() if name == "seconds":
            return QCoreApplication.translate("Checklist", "at most {time}").format(time=seconds_text(value))
        case _:
            return f"{name} {value}"


class Checklist(QScrollArea):
    """Shows a plan."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: Plan | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Plan of the rebuild"))
        theme.changed.connect(self._rebuild)

    def show_plan(self, plan: Plan) -> None:
        """Show a plan."""
        self._plan = plan
        self._rebuild()

    def _rebuild(self) -> None:
        plan = self._plan
        if plan is None:
            return
        page = QFrame()
        page.setProperty("surface", "plain")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(6)
        if plan.missing:
            self._section(column, self.tr("What keeps it from happening"))
            for line in plan.missing:
                column.addWidget(self._row(_BAD, line))
        self._section(column, self.tr("Code and image"))
        column.addWidget(
            self._row(
                _GOOD if plan.commit else _BAD,
                self.tr("Code"),
                wording.short_key(plan.commit) if plan.commit else self.tr("the commit is not known"),
                plan.commit,
            )
        )
        column.addWidget(self._image(plan.image))
        self._section(column, self.tr("Inputs"))
        self._rows(column, (self._input(each) for each in plan.inputs[:_MOST_ROWS]), len(plan.inputs))
        self._section(column, self.tr("Command"))
        column.addWidget(self._code("\n".join(plan.command)))
        self._section(column, self.tr("Outputs to be made again"))
        rows = (
            self._row(_PLAIN, path, wording.short_key(digest), digest)
            for path, digest in plan.outputs[:_MOST_ROWS]
        )
        self._rows(column, rows, len(plan.outputs))
        self._section(column, self.tr("How it is run"))
        if plan.space is not None:
            column.addWidget(self._row(_PLAIN, self.tr("Space needed"), wording.size_text(plan.space)))
        if plan.limits:
            said = [limit_text(name, value) for name, value in plan.limits]
            column.addWidget(self._row(_PLAIN, self.tr("Isolation"), " · ".join(filter(None, said))))
        for note in plan.notes:
            column.addWidget(self._row(_WARN, note))
        if plan.line:
            column.addWidget(self._code(plan.line))
        column.addStretch(1)
        self.setWidget(page)

    def _rows(self, column: QVBoxLayout, rows: Iterable[QWidget], count: int) -> None:
        if not count:
            column.addWidget(self._row(_PLAIN, self.tr("none")))
        for row in rows:
            column.addWidget(row)
        if count > _MOST_ROWS:
            column.addWidget(
                label(self.tr("and {count} more").format(count=f"{count - _MOST_ROWS:,}"), "muted")
            )

    def _image(self, image: PlannedImage | None) -> QWidget:
        title = self.tr("Image")
        if image is None:
            return self._row(_BAD, title, self.tr("none is recorded for this run"))
        how = {
            "local": self.tr("here"),
            "pulled": self.tr("here") if image.here else self.tr("will be pulled by its digest"),
            "archive": self.tr("from an archive"),
            "reconstructed": self.tr("reconstructed, not the recorded image"),
            "assumed": self.tr("assumed by {who}, not recorded").format(who=image.by or "?"),
        }.get(image.how, image.how)
        said = " · ".join(part for part in (image.reference, wording.short_key(image.identity), how) if part)
        return self._row(_GOOD if image.recorded else _WARN, title, said, image.identity)

    def _input(self, each: Input) -> QWidget:
        where = each.place or self.tr("missing")
        said = [wording.short_key(each.digest), wording.size_text(each.size), where, *each.notes]
        mark = _GOOD if each.place else _BAD
        return self._row(mark, each.path, " · ".join(part for part in said if part), each.digest)

    def _section(self, column: QVBoxLayout, title: str) -> None:
        if column.count():
            column.addSpacing(10)
        column.addWidget(label(title, "heading"))

    def _row(self, mark: Mark, title: str, detail: str = "", full: str = "") -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(10)
        picture = QLabel()
        picture.setPixmap(self._theme.pixmap(*mark))
        words = {
            _GOOD: self.tr("ready"),
            _WARN: self.tr("look at this"),
            _BAD: self.tr("missing"),
        }
        picture.setAccessibleName(words.get(mark, ""))
        picture.setToolTip(words.get(mark, ""))
        name = label(title)
        name.setWordWrap(not detail)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(name, 0 if detail else 1, Qt.AlignmentFlag.AlignTop)
        if detail:
            said = label(detail, "muted")
            said.setWordWrap(True)
            said.setToolTip(tip(full))
            layout.addWidget(said, 1)
        for text in row.findChildren(QLabel):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return row

    def _code(self, text: str) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "card")
        layout = QHBoxLayout(box)
        layout.setContentsMargins(12, 8, 8, 8)
        code = label(text)
        code.setFont(self._theme.fixed_font)
        code.setWordWrap(True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(code, 1)
        copy = IconButton(
            self._theme, "copy", self.tr("Copy"), lambda: QGuiApplication.clipboard().setText(text)
        )
        layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return box
