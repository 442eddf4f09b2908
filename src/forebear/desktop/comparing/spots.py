"""Where in a comparison a difference is shown: a page, and the line on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, runtime_checkable

from forebear.compare.comparison import Comparison
from forebear.compare.lineages.merging import MergedNode, Reason
from forebear.compare.paths import is_code
from forebear.compare.ranking import Cause
from forebear.lineage.words import ArtifactType, NodeKind


@dataclass(frozen=True, slots=True)
class Spot:
    """A page by the name it has in links (`data`, `code` …), and the key of a line there, "" for none."""

    page: str
    key: str = ""


@runtime_checkable
class Choosing(Protocol):
    """A page on which a line can be chosen."""

    def choose(self, key: str) -> None:
        """Make the line about `key` the current one, where it is shown."""


def spot_of_cause(cause: Cause, comparison: Comparison) -> Spot:
    """Return where a ranked change is shown."""
    match cause.side:
        case "parameters":
            return Spot(cause.side, f"{cause.source}\0{cause.what}")
        case "environment":
            rows = (
                row for row in comparison.environment if (row.name, row.run) == (cause.what, cause.source)
            )
            found = next((row for row in rows if row.differs), None)
            return Spot(cause.side, f"{found.aspect}\0{found.name}" if found is not None else "")
        case _:
            return Spot(cause.side, cause.what)


def spot_of_node(node: MergedNode, comparison: Comparison) -> Spot | None:
    """Return where what differs of a thing of the lineage is shown; None where no page tells of it."""
    match node.kind:
        case NodeKind.COMMIT:
            return Spot("code")
        case NodeKind.ENVIRONMENT:
            return _of_environment(comparison)
        case NodeKind.RUN:
            given = next((why.about for why in node.why if why.reason is Reason.PARAMETERS), ())
            return _of_parameter(given[0], comparison) if given else None
        case NodeKind.ARTIFACT:
            return _of_artifact(node, comparison)
        case _:
            return None


def _of_environment(comparison: Comparison) -> Spot:
    row = next((row for row in comparison.environment if row.differs), None)
    return Spot("environment", f"{row.aspect}\0{row.name}" if row is not None else "")


def _of_parameter(name: str, comparison: Comparison) -> Spot:
    for row in comparison.parameters:
        if name == (f"{row.source}: {row.name}" if row.source else row.name):
            return Spot("parameters", f"{row.source}\0{row.name}")
    return Spot("parameters")


def _of_artifact(node: MergedNode, comparison: Comparison) -> Spot | None:
    """Return the page that tells most of it: of its values, its code, its parts, its picture, its rows."""
    names = tuple(name for piece in (node.a, node.b) if piece is not None for name in piece.names)
    return next(_tellings(node, names, comparison), None)


def _tellings(node: MergedNode, names: tuple[str, ...], comparison: Comparison) -> Iterator[Spot]:
    for parameter in sorted(comparison.parameters, key=lambda row: row.differs is False):
        if parameter.source in names:
            yield Spot("parameters", f"{parameter.source}\0{parameter.name}")
    for metric in sorted(comparison.metrics, key=lambda row: row.differs is False):
        if metric.source in names:
            yield Spot("metrics", f"{metric.source}\0{metric.name}")
    files = [file.path for file in comparison.code.files]
    if node.piece.node.type is ArtifactType.CODE or is_code(node.name):
        yield Spot("code", next((path for path in files for name in names if _is_in(path, name)), ""))
    for model in comparison.models:
        if model.path in names and model.parts:
            yield Spot("model", model.path)
    drawn = _drawn(names, comparison)
    if drawn and node.piece.node.type is ArtifactType.PLOT:
        yield Spot("files", drawn)
    yield from (Spot("data", row.path) for row in comparison.data if row.path in names)
    if drawn:
        yield Spot("files", drawn)
    yield from (Spot("code", path) for path in files if path in names)


def _drawn(names: tuple[str, ...], comparison: Comparison) -> str:
    """Which of these paths is among the plots and files, or holds one that is; "" for none."""
    paths = [path for plot in comparison.plots for each in plot.digests for path in each]
    paths += [row.path for row in comparison.files]
    return next((path for path in paths for name in names if _is_in(path, name)), "")


def _is_in(path: str, folder: str) -> bool:
    return path == folder or PurePosixPath(folder) in PurePosixPath(path).parents
