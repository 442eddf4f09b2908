"""Other words by which people look for an act in the finder."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def synonyms() -> dict[str, str]:
    """Return for ids of acts the words that also find them, in the language of the window."""
    translate = QCoreApplication.translate
    return {
        "project.open": translate("Synonyms", "load project repository directory browse"),
        "project.sample": translate("Synonyms", "demo example tutorial try"),
        "project.read": translate("Synonyms", "import refresh reload update sync scan"),
        "project.problems": translate("Synonyms", "errors warnings failures issues"),
        "project.source": translate("Synonyms", "tool mlflow wandb connect server database url tracking"),
        "go.sources": translate("Synonyms", "tools connections servers watched remap moved"),
        "window.quit": translate("Synonyms", "exit leave close"),
        "go.back": translate("Synonyms", "previous before return"),
        "go.forward": translate("Synonyms", "next again"),
        "go.lineage": translate("Synonyms", "graph map provenance upstream downstream"),
        "go.history": translate("Synonyms", "log commits runs table timeline"),
        "go.compare": translate("Synonyms", "diff difference side by side"),
        "go.rebuild": translate("Synonyms", "reproduce rerun repeat"),
        "version.pin": translate("Synonyms", "mark select remember"),
        "version.compare": translate("Synonyms", "diff difference versus"),
        "version.rebuild": translate("Synonyms", "reproduce rerun repeat docker container"),
        "version.page": translate("Synonyms", "html web share send export comparison"),
        "version.report": translate("Synonyms", "audit export pdf html evidence save"),
        "version.copy": translate("Synonyms", "clipboard id sha digest"),
        "view.navigator": translate("Synonyms", "sidebar left panel tree"),
        "view.inspector": translate("Synonyms", "details properties right panel"),
        "view.jobs": translate("Synonyms", "tasks progress running queue"),
        "view.dark": translate("Synonyms", "night theme black"),
        "view.light": translate("Synonyms", "day theme white"),
        "view.system": translate("Synonyms", "theme automatic"),
        "help.shortcuts": translate("Synonyms", "keyboard keys hotkeys"),
        "help.about": translate("Synonyms", "version licence credits"),
    }
