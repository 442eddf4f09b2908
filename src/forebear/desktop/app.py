"""The application: the one place where Qt is set up and the parts are made."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from forebear import __version__
from forebear.desktop.crash import CrashHandler
from forebear.desktop.jobs import Jobs
from forebear.desktop.languages import Languages
from forebear.desktop.preferences import Preferences
from forebear.desktop.theme import Theme
from forebear.desktop.window import MainWindow

APPLICATION_ID = "io.github.forebear.Forebear"


class Desktop(QObject):
    """What outlives a window: theme, language, preferences and jobs.

    Attributes: `window` the window in front.
    """

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__(application)
        self.preferences = preferences
        self.languages = Languages(application)
        self.languages.choose(preferences.language)
        self.theme = Theme(application, self)
        self.theme.install(preferences.scheme)
        self.jobs = Jobs(self)
        self.window = self._make_window()

    def show(self, paths: Sequence[Path] = (), database_url: str | None = None, link: str = "") -> None:
        """Show the window: on a project, on several in one graph, or on the view that a link leads to."""
        self.window.show()
        if paths:
            self.window.open(paths[0], database_url, paths[1:])
        elif link:
            self.window.links.open(link)

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.theme, self.preferences, self.jobs)
        window.setWindowIcon(self.theme.icon("logo", "accent"))
        window.language_wanted.connect(self._change_language)
        return window

    def _change_language(self, language: str) -> None:
        """Replace the window by one in another language; the jobs go on."""
        self.preferences.language = language
        self.languages.choose(language)
        before, self.window = self.window, self._make_window()
        self.window.setGeometry(before.geometry())
        project = before.desk.opened.project if before.desk.opened is not None else None
        self.window.show()
        before.retire()
        if project is not None:
            self.window.open(project.root, project.database_url, project.beside)


def make_application() -> QApplication:
    """Return the QApplication with its names set."""
    QCoreApplication.setOrganizationName("Forebear")
    QCoreApplication.setApplicationName("Forebear")
    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName(APPLICATION_ID)
    return application


def settings() -> QSettings:
    """Return the person's settings file; an INI file on every system, so that it can be read and sent."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Forebear", "Forebear")


def main(paths: Sequence[Path] = (), database_url: str | None = None, link: str = "") -> int:
    """Open the window and run until it is closed; returns the exit code."""
    # Short turns keep the window live while a worker thread computes.
    sys.setswitchinterval(0.0005)
    application = make_application()
    crash = CrashHandler(application)
    crash.install()
    desktop = Desktop(application, Preferences(settings()))
    desktop.show(paths, database_url, link)

    def on_screen() -> None:
        from forebear.desktop.collecting import Collector
        from forebear.desktop.stopping import Stopping
        from forebear.desktop.warming import Warming

        Stopping(application)
        gc.freeze()  # what is there now stays; see `forebear.cli.opening.load`
        Collector(desktop)
        Warming(desktop).start()

    QTimer.singleShot(0, desktop, on_screen)
    code = application.exec()
    desktop.jobs.stop_all()
    return code


def has_display() -> bool:
    """Return whether a window can be shown here at all."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
