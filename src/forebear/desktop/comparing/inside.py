"""The offer to load models inside their images: a line above the table of models, and the question before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from forebear.desktop.pieces import button, label
from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

_NAMED = 8  # models and images that the question names


class InsideNotice(QFrame):
    """Offers to compare the values inside the recorded images, follows that, and says why it failed.

    Signals: `start_wanted()`, `cancel_wanted()`.
    """

    start_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "banner")
        self._picture = QLabel()
        self.said = label("", "strong")
        self.more = label("", "muted")
        for line in (self.said, self.more):
            line.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.start = button(self.tr("Compare inside the recorded images…"), self.start_wanted.emit, "primary")
        self.stop = button(self.tr("Cancel"), self.cancel_wanted.emit)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self.said)
        text.addWidget(self.more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._picture)
        layout.addLayout(text, 1)
        for widget in (self._bar, self.start, self.stop):
            layout.addWidget(widget)
        theme.changed.connect(self._paint)
        self._icon, self._token = "info", "verdict.warn"
        self._paint()

    def say_offer(self) -> None:
        """Say that the values can be compared, and how."""
        self._say(
            self.tr("The values can only be compared by loading the models, and that runs their code"),
            self.tr("Each is loaded in the image recorded for its run, without network."),
            running=False,
        )

    def say_running(self, message: str) -> None:
        """Say what is being loaded."""
        self._say(self.tr("Loading the models inside their images…"), message, running=True)

    def say_failed(self, what: str, todo: str) -> None:
        """Say why it did not work."""
        self._say(
            what or self.tr("The models could not be compared inside their images"),
            todo,
            running=False,
            failed=True,
        )

    def say_some(self, count: int) -> None:
        """Say that some models could not be loaded; the table says why."""
        self._say(
            self.tr("%n model(s) could not be loaded in every version", "", count),
            self.tr("The table says why."),
            running=False,
            failed=True,
        )

    def _say(self, said: str, more: str, *, running: bool, failed: bool = False) -> None:
        self.said.setText(said)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setAccessibleName(said)
        self.setAccessibleDescription(more)
        self._bar.setVisible(running)
        self.stop.setVisible(running)
        self.start.setVisible(not running)
        self._icon, self._token = ("error", "verdict.bad") if failed else ("info", "verdict.warn")
        self._paint()

    def _paint(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, self._token, 16))


class LoadDialog(AllowDialog):
    """Shows which models would be loaded, and asks."""

    def __init__(
        self, paths: Sequence[str], images: Sequence[str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self.setWindowTitle(self.tr("Load this project's models?"))
        none = self.tr("none is recorded")
        self.say(
            self.tr("Loading a model runs code that is in it"),
            self.tr(
                "It runs in a container without network, as another user, and cannot write to your files. "
                "Go on only if you trust the project. This is asked once for a project."
            ),
            (
                (self.tr("Models"), _first(paths)),
                (self.tr("Images"), _first(images) or none),
            ),
            self.tr("Load and compare"),
        )


def _first(lines: Sequence[str]) -> str:
    more = ["\N{HORIZONTAL ELLIPSIS}"] if len(lines) > _NAMED else []
    return "\n".join((*lines[:_NAMED], *more))


def is_allowed(questions: Questions, project: Project, refs: Sequence[str]) -> bool:
    """Whether the person has allowed code of all projects that hold these versions to run."""
    from forebear.rebuild.consent import Consent
    from forebear.sources.git.holding import holder

    consent, roots = Consent.of_user(), {project.root}
    if project.beside:
        held = (holder(project, [questions.resolve(ref)]) for ref in refs)
        roots = {root for root in held if root is not None}
    return bool(roots) and all(map(consent.is_given, roots))
