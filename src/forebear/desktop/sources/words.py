"""How a source and its state are said and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from forebear.desktop import wording
from forebear.desktop.sources.listed import ListedSource, Offer
from forebear.sources.details import Detail, Told

_ICONS = {
    "git": "branch",
    "dvc": "dataset",
    "gto": "tag",
    "forebear": "rebuild",
    "lfs": "file",
    "delta": "dataset",
    "mlflow": "metrics",
    "wandb": "plot",
    "openlineage": "graph",
    "mlmd": "graph",
    "sagemaker": "model",
    "pachyderm": "dataset",
    "docker": "environment",
    "environments": "environment",
    "kubernetes": "config",
    "forges": "branch",
    "kfp": "run",
    "cml": "report",
    "objects": "server",
}
_STATES = {
    "new": ("info", "text.muted"),
    "fine": ("good", "verdict.good"),
    "problems": ("warning", "verdict.warn"),
    "unreachable": ("error", "verdict.bad"),
    "gone": ("error", "verdict.bad"),
    "off": ("pause", "text.muted"),
}


def icon_of(offer: Offer) -> str:
    """Return the icon of a source: that of its tool; of any other tool's by where it is."""
    return _ICONS.get(offer.kind, "server" if offer.remote else "source")


def title_of(offer: Offer) -> str:
    """Say what a source is in the window's language; what another package's tool calls it as it does."""
    translate = QCoreApplication.translate
    own = {
        "git": translate("Sources", "Git repository"),
        "dvc": translate("Sources", "Records of DVC"),
        "gto": translate("Sources", "Model registry in tags of Git"),
        "forebear": translate("Sources", "Runs and rebuilds recorded by Forebear"),
    }
    if offer.kind in own:
        return own[offer.kind]
    if offer.title == f"{offer.tool}: records saved as files":
        return translate("Sources", "{tool}: records saved as files").format(tool=offer.tool)
    return own_titles().get(offer.title, offer.title)


def own_titles() -> dict[str, str]:
    """Return what Forebear's own tools call their sources, each in the window's language."""
    translate = QCoreApplication.translate
    return {
        "Archive of images": translate("SourceTitles", "Archive of images"),
        "CML reports in this repository": translate("SourceTitles", "CML reports in this repository"),
        "Delta table": translate("SourceTitles", "Delta table"),
        "Delta tables that Git or DVC keeps": translate("SourceTitles", "Delta tables that Git or DVC keeps"),
        "Environment of conda": translate("SourceTitles", "Environment of conda"),
        "Events of OpenLineage": translate("SourceTitles", "Events of OpenLineage"),
        "Git LFS in this repository": translate("SourceTitles", "Git LFS in this repository"),
        "Image layout of OCI": translate("SourceTitles", "Image layout of OCI"),
        "Images of Docker": translate("SourceTitles", "Images of Docker"),
        "Images of Docker that were built from this project or are named by its runs": translate(
            "SourceTitles", "Images of Docker that were built from this project or are named by its runs"
        ),
        "ML-Metadata store in MySQL": translate("SourceTitles", "ML-Metadata store in MySQL"),
        "ML-Metadata store in PostgreSQL": translate("SourceTitles", "ML-Metadata store in PostgreSQL"),
        "ML-Metadata store in SQLite": translate("SourceTitles", "ML-Metadata store in SQLite"),
        "MLflow tracking server": translate("SourceTitles", "MLflow tracking server"),
        "MLflow tracking store in MySQL": translate("SourceTitles", "MLflow tracking store in MySQL"),
        "MLflow tracking store in PostgreSQL": translate(
            "SourceTitles", "MLflow tracking store in PostgreSQL"
        ),
        "MLflow tracking store in SQLite": translate("SourceTitles", "MLflow tracking store in SQLite"),
        "MLflow tracking store in a folder": translate("SourceTitles", "MLflow tracking store in a folder"),
        "Manifests, charts and values at commits": translate(
            "SourceTitles", "Manifests, charts and values at commits"
        ),
        "Merge requests named by messages of commits": translate(
            "SourceTitles", "Merge requests named by messages of commits"
        ),
        "Object store": translate("SourceTitles", "Object store"),
        "Objects exported from a cluster (kubectl get … -o yaml)": translate(
            "SourceTitles", "Objects exported from a cluster (kubectl get … -o yaml)"
        ),
        "Requirements, environment and lock files at commits": translate(
            "SourceTitles", "Requirements, environment and lock files at commits"
        ),
        "Reviews, checks, releases and deployments on GitHub": translate(
            "SourceTitles", "Reviews, checks, releases and deployments on GitHub"
        ),
        "Reviews, checks, releases and deployments on GitLab": translate(
            "SourceTitles", "Reviews, checks, releases and deployments on GitLab"
        ),
        "Runs of Weights & Biases": translate("SourceTitles", "Runs of Weights & Biases"),
        "Virtual environment of Python": translate("SourceTitles", "Virtual environment of Python"),
    }


def place_text(offer: Offer, roots: Sequence[Path]) -> str:
    """Say where a source is: of what is in a project its path there, of anything else all of it."""
    if offer.remote:
        return offer.location
    path = Path(offer.location)
    for root in roots:
        if path == root:
            return root.name or offer.location
        if path.is_relative_to(root):
            return str(path.relative_to(root))
    return offer.location


def state_icon(state: str) -> tuple[str, str]:
    """Return icon and colour token of a state."""
    return _STATES.get(state, ("info", "text.muted"))


def state_text(source: ListedSource) -> str:
    """Say how a source stands."""
    translate = QCoreApplication.translate
    if source.state == "problems":
        count = len(source.problems)
        many = translate("Sources", "{count} problems").format(count=count)
        return translate("Sources", "one problem") if count == 1 else many
    return {
        "new": translate("Sources", "not read yet"),
        "fine": translate("Sources", "fine"),
        "unreachable": translate("Sources", "cannot be read"),
        "gone": translate("Sources", "not there any more"),
        "off": translate("Sources", "switched off"),
    }.get(source.state, source.state)


def details_text(offer: Offer) -> str:
    """Say what is in it."""
    return " \N{MIDDLE DOT} ".join(
        _detail_text(detail) if isinstance(detail, Detail) else detail for detail in offer.details
    )


def _detail_text(detail: Detail) -> str:
    if isinstance(detail.value, int) and detail.what not in (Told.VERSION, Told.SCHEMA):
        counted = _Counts().held(detail.what, detail.value)
        more = QCoreApplication.translate("Sources", "more than {count}")
        return more.format(count=counted) if detail.more else counted
    shown = QLocale().toString(detail.value) if isinstance(detail.value, int) else detail.value
    return _phrase(detail.what).format(name=shown)


class _Counts(QObject):
    """Says how many there are: `tr` of an object alone knows plural forms."""

    def held(self, what: Told, count: int) -> str:
        if what is Told.SIZE:
            return wording.size_text(count)
        return {
            Told.ARTIFACTS: self.tr("%Ln artifacts", "", count),
            Told.COMMITS: self.tr("%Ln commits", "", count),
            Told.EXECUTIONS: self.tr("%Ln executions", "", count),
            Told.EXPERIMENTS: self.tr("%Ln experiments", "", count),
            Told.FILES: self.tr("%Ln files", "", count),
            Told.MODELS: self.tr("%Ln models", "", count),
            Told.OBJECTS: self.tr("%Ln objects", "", count),
            Told.RUNS: self.tr("%Ln runs", "", count),
        }[what]


def _phrase(what: Told) -> str:
    """Say anything else that is told of a source, with `{name}` where its name or number belongs."""
    translate = QCoreApplication.translate
    return {
        Told.SCHEMA: translate("Sources", "schema {name}"),
        Told.SCHEMA_OF_MLFLOW: translate("Sources", "schema of MLflow {name}"),
        Told.SCHEMA_UNKNOWN: translate("Sources", "a schema that is not known here"),
        Told.VERSION: translate("Sources", "version {name}"),
        Told.DVC_REMOTE: translate("Sources", "remote {name} of DVC"),
        Told.VARIABLE: translate("Sources", "named in {name}"),
        Told.IN_USE: translate("Sources", "in use by another program"),
        Told.NO_CONTENT: translate("Sources", "no content of it is here"),
        Told.TOKEN: translate("Sources", "a token is known"),
        Told.NO_TOKEN: translate("Sources", "needs a token"),
    }[what]
