"""The count of problems in the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.desktop.reading import Reader
    from forebear.lineage.words import Problem


class ProblemsPill(QPushButton):
    """Says how much could not be read; hidden while that is nothing. A click lists it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reader: Reader | None = None
        self._problems: tuple[Problem, ...] = ()
        self.setProperty("kind", "quiet")
        self.setAccessibleName(self.tr("Problems"))
        self.clicked.connect(lambda _checked=False: self.show_all())
        theme.changed.connect(self._paint)
        self._paint()
        self.hide()

    def follow(self, reader: Reader | None) -> None:
        """Show the problems of another project, or of none."""
        if self._reader is not None:
            self._reader.changed.disconnect(self._reload)
        self._reader = reader
        self._take(())
        if reader is not None:
            reader.changed.connect(self._reload)
            self._reload()

    def show_all(self) -> None:
        """List them."""
        from forebear.desktop.problems import ProblemsDialog

        dialog = ProblemsDialog(self._theme, self.window())
        dialog.show_problems(self._problems)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _reload(self) -> None:
        if self._reader is not None:
            self._reader.ask(
                lambda questions: questions.problems(), self._take, lambda _error: None, topic="problems"
            )

    def _take(self, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        self.setText(self.tr("%n problems", "", len(problems)))
        self.setAccessibleName(self.text())
        self.setVisible(bool(problems))

    def _paint(self) -> None:
        self.setIcon(self._theme.icon("warning", "verdict.warn"))
