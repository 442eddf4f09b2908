"""The plots that the `dvc.yaml` files of a commit declare, as DVC 3 understands them.

At the top level a plot is a path or any name; a stage's plots are outputs. A directory stands for all files
in it, each a plot with the properties of the nearest directory that is declared.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from forebear.compare.files.trees import Trees
from forebear.compare.plots.findings import Axis, PlotDefinition, PlotKind
from forebear.sources.dvc.digests import joined
from forebear.sources.dvc.pipelines import read_pipeline
from forebear.sources.dvc.values import as_list, as_mapping, read_values
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")
TABLES = (".csv", ".tsv", ".json", ".yaml", ".yml")

MOST_PLOTS = 2_000
"""Plots of one commit that are listed."""

_KINDS = {
    "linear": PlotKind.LINE,
    "simple": PlotKind.LINE,
    "smooth": PlotKind.SMOOTH,
    "scatter": PlotKind.SCATTER,
    "scatter_jitter": PlotKind.SCATTER,
    "bar_horizontal": PlotKind.BARS,
    "bar_horizontal_sorted": PlotKind.SORTED_BARS,
    "confusion": PlotKind.MATRIX,
    "confusion_normalized": PlotKind.SHARES,
}


class Declared:
    """Reads what commits declare; a file that did not change is read once."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._documents: dict[tuple[str, bool], object] = {}

    def at(self, commit: str | None) -> list[PlotDefinition]:
        """Return the plots of a commit, directories not yet taken apart."""
        files = self._trees.files(commit)
        found: list[PlotDefinition] = []
        for path in sorted(files):
            if posixpath.basename(path) == "dvc.yaml":
                found += self._of_pipeline(path, files)
        return found

    def _of_pipeline(self, path: str, files: Mapping[str, str]) -> Iterator[PlotDefinition]:
        folder = posixpath.dirname(path)

        def values(name: str) -> object:
            return self._read(name, files[name]) if name in files else None

        try:
            pipeline = read_pipeline(self._read(path, files[path]), folder, values)
        except UnreadableError:  # the import lists it as a problem
            return
        for name, properties in pipeline.drawn:
            yield _definition(name, properties, path, folder)
        for stage in pipeline.stages.values():
            for where, properties in stage.drawn.items():
                yield _definition(where, properties, f"{path}:{stage.name}", "")

    def _read(self, path: str, sha: str) -> object:
        key = (sha, path.endswith(".py"))
        if key not in self._documents:
            content = self._trees.read(sha)
            try:
                document = None if content is None else _document(path, content)
            except UnreadableError:
                document = None
            self._documents[key] = document
        return self._documents[key]


def taken_apart(
    declared: Iterable[PlotDefinition], below: Callable[[str], list[str]]
) -> list[PlotDefinition]:
    """Put the files of a directory in its place, each with the properties of the nearest one declared."""
    plots = {(each.source, each.name): each for each in declared}
    paths = {each.path for each in plots.values() if each.path}
    found: dict[tuple[str, str], PlotDefinition] = {}
    for each in plots.values():
        inside = below(each.path) if each.path and not _is_file(each.path) else []
        if not inside:
            found[each.source, each.name] = each
        for file in inside[:MOST_PLOTS]:
            nearest = next((str(at) for at in PurePosixPath(file).parents if str(at) in paths), "")
            if nearest == each.path and file not in paths and _is_file(file):
                fields = tuple((file, field) for _, field in each.y)
                x = tuple((file, field) for _, field in each.x)
                found[each.source, file] = replace(each, name=file, path=file, x=x, y=fields)
    return list(found.values())


def kind_of(definition: PlotDefinition) -> PlotKind:
    """Return how a plot is drawn, as far as its declaration tells."""
    if definition.path.lower().endswith(IMAGES):
        return PlotKind.IMAGE
    template = posixpath.basename(definition.template).removesuffix(".json")
    if template in _KINDS:
        kind = _KINDS[template]
    else:  # of the project's own: a name such as `confusion_bigger` says what it is
        kind = next(
            (_KINDS[name] for name in sorted(_KINDS, key=len, reverse=True) if name in template),
            PlotKind.LINE,
        )
    if kind is PlotKind.LINE and definition.x and definition.y:
        fields = [{field.lower() for _, field in axis} for axis in (definition.x, definition.y)]
        if fields[0] <= ROC_X and fields[1] <= ROC_Y:
            return PlotKind.ROC
    return kind


ROC_X = {"fpr", "false_positive_rate", "false positive rate", "fp_rate"}
ROC_Y = {"tpr", "true_positive_rate", "true positive rate", "tp_rate"}
ACTUAL = ("actual", "y_true", "true", "true_label", "label", "target")
PREDICTED = ("predicted", "y_pred", "pred", "predicted_label", "prediction")


def is_own_template(definition: PlotDefinition) -> bool:
    """Whether the template is one of the project's: code for Vega, which is not run."""
    return bool(definition.template) and definition.template not in _KINDS


def recognised(path: str, fields: Iterable[str]) -> PlotDefinition | None:
    """Return a plot that a table's fields ask for: a ROC curve or a confusion matrix; None for any other."""
    named = {field.lower(): field for field in fields}
    x = next((named[name] for name in named if name in ROC_X), None)
    y = next((named[name] for name in named if name in ROC_Y), None)
    if x and y:
        return PlotDefinition(path, "", path, ((path, x),), ((path, y),))
    actual = next((named[name] for name in ACTUAL if name in named), None)
    predicted = next((named[name] for name in PREDICTED if name in named), None)
    if actual and predicted:
        return PlotDefinition(path, "", path, ((path, actual),), ((path, predicted),), "confusion")
    return None


def _definition(name: str, properties: Mapping[str, object], source: str, folder: str) -> PlotDefinition:
    """Read one entry: without files on an axis its name is the file."""
    of_files = isinstance(properties.get("y"), Mapping)
    path = "" if of_files else joined(folder, name)
    y = _axis(properties.get("y"), path, folder)
    x = properties.get("x")
    if isinstance(x, str):
        files = [file for file, _ in y] if of_files else [path]
        across: Axis = tuple((file, x) for file in files)
    else:
        across = _axis(x, path, folder)
    header = properties.get("header")
    return PlotDefinition(
        name if of_files else path,
        source,
        path,
        across,
        y,
        _text(properties.get("template")),
        _text(properties.get("title")),
        _text(properties.get("x_label")),
        _text(properties.get("y_label")),
        header is not False,
    )


def _axis(value: object, path: str, folder: str) -> Axis:
    if isinstance(value, Mapping):
        return tuple(
            (joined(folder, file), field)
            for file, fields in as_mapping(value).items()
            for field in _fields(fields)
        )
    return tuple((path, field) for field in _fields(value))


def _fields(value: object) -> list[str]:
    listed = as_list(value) if isinstance(value, list) else [value]
    return [field for field in listed if isinstance(field, str)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_file(path: str) -> bool:
    return path.lower().endswith((*IMAGES, *TABLES))


def _document(path: str, content: bytes) -> object:
    if posixpath.basename(path) == "dvc.yaml":
        return load_yaml(decoded(content))
    return read_values(path, content)
