"""The table of models: what differs in them, part by part, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from forebear.compare.comparison import Comparison, ModelRow, PartRow
from forebear.compare.models.weights import Distance
from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone


def model_sheet(comparison: Comparison) -> Sheet:
    """A heading for each model; below it the file itself, then its parts, those of a kind together."""
    translate = QCoreApplication.translate
    labels = tuple(version.label for version in comparison.versions)
    headings = (translate("Compare", "Part"), *labels, translate("Compare", "Difference"))
    return Sheet(headings, tuple(_model(row, len(headings)) for row in comparison.models))


def _model(row: ModelRow, columns: int) -> Line:
    translate = QCoreApplication.translate
    lines = [_file(row)]
    lines += [_note(note, columns) for note in row.notes]
    if row.values_inside:
        said = translate("Compare", "Comparing the values takes loading the model inside its recorded image.")
        lines.append(_note(said, columns))
    for kind, (differing, every) in row.counts.items():
        parts = [part for part in row.parts if part.kind == kind]
        said = translate("Compare", "{kind}: {differing} of {every} differ").format(
            kind=_kind(kind), differing=differing, every=every
        )
        lines.append(_heading(said, columns, tuple(_part(part, row.path) for part in parts)))
    return _heading(row.path, columns, tuple(lines))


def _heading(text: str, columns: int, children: tuple[Line, ...]) -> Line:
    return Line((Cell(text), *[Cell("")] * (columns - 1)), None, children, text, heading=True)


def _note(text: str, columns: int) -> Line:
    return Line((Cell(text, tone=Tone.WARNED), *[Cell("")] * (columns - 1)), None, key=text)


def _file(row: ModelRow) -> Line:
    translate = QCoreApplication.translate
    cells = [Cell(translate("Compare", "The file"))]
    for column, digest in enumerate(row.digests):
        if digest is None:
            cells.append(Cell("\N{EN DASH}", translate("Compare", "none"), Tone.ABSENT))
        elif row.problems[column]:
            cells.append(Cell(row.problems[column], tone=Tone.ABSENT))
        else:
            words = [row.formats[column] or "", wording.size_text(row.sizes[column])]
            changed = column > 0 and digest != row.digests[0]
            text = " · ".join(word for word in words if word)
            cells.append(Cell(text, str(digest), Tone.CHANGED if changed else Tone.PLAIN))
    return Line((*cells, Cell("")), row.differs, key=row.path)


def _kind(kind: str) -> str:
    translate = QCoreApplication.translate
    named = {
        "tensor": translate("Compare", "Tensors"),
        "tree": translate("Compare", "Trees"),
        "node": translate("Compare", "Nodes of the graph"),
        "class": translate("Compare", "Classes that loading would use"),
        "setting": translate("Compare", "Settings"),
        "parameter": translate("Compare", "Training parameters"),
        "feature": translate("Compare", "Features"),
        "importance": translate("Compare", "Importances"),
        "storage": translate("Compare", "Stored values"),
        "attribute": translate("Compare", "Attributes"),
        "input": translate("Compare", "Inputs"),
        "output": translate("Compare", "Outputs"),
    }
    return named.get(kind, kind)


def _part(part: PartRow, path: str) -> Line:
    translate = QCoreApplication.translate
    cells = [Cell(part.name)]
    for column, value in enumerate(part.values):
        if not part.known[column]:
            cells.append(Cell(translate("Compare", "not here"), tone=Tone.ABSENT))
        elif value is None:
            cells.append(Cell("\N{EN DASH}", translate("Compare", "none"), Tone.ABSENT))
        else:
            cells.append(Cell(value, tone=Tone.PLAIN if part.same[column] is not False else Tone.CHANGED))
    cells.append(Cell(_distance(part.distances)))
    return Line(tuple(cells), part.differs, key=f"{path}\0{part.kind}\0{part.name}")


def _distance(distances: Sequence[Distance | None]) -> str:
    """The version that is furthest from the first, in words."""
    translate = QCoreApplication.translate
    known = [each for each in distances if each is not None and each.changed]
    if not known:
        return ""
    apart = max(known, key=lambda each: (each.relative or 0.0, each.changed))
    if apart.largest is None:
        return translate("Compare", "other bytes")
    text = translate("Compare", "{changed} of {values} values, at most by {largest}").format(
        changed=f"{apart.changed:,}", values=f"{apart.values:,}", largest=f"{apart.largest:.3g}"
    )
    if apart.relative is not None:
        text += f" · {apart.relative:.2%}"
    if apart.cosine is not None:
        text += " · " + translate("Compare", "cosine {cosine}").format(cosine=f"{apart.cosine:.6f}")
    return text
