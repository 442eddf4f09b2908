"""Which plots versions declare, side by side; no file of a plot is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forebear.compare.files.trees import ListFolder, Places, Trees
from forebear.compare.plots.definitions import Declared, kind_of, taken_apart
from forebear.compare.plots.findings import PlotDefinition, PlotRow
from forebear.compare.version import Contents
from forebear.lineage.facts import Slot
from forebear.lineage.words import Digest, NodeKind


def compare_plots(contents: Sequence[Contents], trees: Trees, list_folder: ListFolder) -> tuple[PlotRow, ...]:
    """Return a row for each plot of any version, sorted by where it is declared and its name."""
    if not any(_has_plots(content) for content in contents):
        return ()
    declared = Declared(trees)
    places = [Places(content, trees, list_folder) for content in contents]
    found: list[Mapping[tuple[str, str], PlotDefinition]] = [_plots(each, declared) for each in places]
    rows = []
    for source, name in sorted({key for plots in found for key in plots}):
        definitions = tuple(plots.get((source, name)) for plots in found)
        digests: tuple[Mapping[str, Digest | None], ...] = tuple(
            {file: place.digest(file) for file in each.files} if each else {}
            for place, each in zip(places, definitions, strict=True)
        )
        first = next(each for each in definitions if each is not None)
        rows.append(PlotRow(name, source, kind_of(first), definitions, digests))
    return tuple(rows)


def _has_plots(content: Contents) -> bool:
    """Whether a version may have plots: a revision that holds none declares none."""
    if content.version.kind is not NodeKind.COMMIT:
        return bool(content.runs)
    return any(slot is Slot.PLOT for slot, _ in content.reports.values())


def _plots(places: Places, declared: Declared) -> dict[tuple[str, str], PlotDefinition]:
    contents = places.contents
    plots = declared.at(contents.version.commit)
    known = {file for each in plots for file in each.files}
    for path, (slot, _) in contents.reports.items():
        if slot is Slot.PLOT and not any(path == file or path.startswith(f"{file}/") for file in known):
            plots.append(PlotDefinition(path, "", path))  # marked so by a `.dvc` file, or before DVC 1.0
    alone = contents.version.kind is not NodeKind.COMMIT
    return {
        (each.source, each.name): each
        for each in taken_apart(plots, places.below)
        if not alone or any(places.names(file) for file in each.files)
    }
