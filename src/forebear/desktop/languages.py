"""The language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from forebear.resources import resource

LANGUAGES = {"en": "English", "ko": "한국어"}
"""Each by its own name, so that a person finds it in a window of another language."""


class Languages:
    """Installs the translations of the chosen language; English is the language of the source.

    They go when it goes: each translator that is installed is asked for every text.
    """

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self.current = "en"

    def choose(self, language: str) -> None:
        """Use `language` (`en`, `ko`), or the system's for "". Widgets made from now on speak it."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed.clear()
        system = QLocale.system().name().partition("_")[0]
        self.current = language if language in LANGUAGES else system if system in LANGUAGES else "en"
        if language in LANGUAGES and language != system:
            QLocale.setDefault(QLocale(self.current))
        else:
            QLocale.setDefault(QLocale.system())
        if self.current != "en":
            qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._install(f"{qt}/qtbase_{self.current}.qm")
        # English as well: it holds the plural forms.
        self._install(str(resource(f"translations/forebear_{self.current}.qm")))

    def _install(self, path: str) -> None:
        translator = QTranslator()
        if translator.load(path):
            self._application.installTranslator(translator)
            self._installed.append(translator)
