"""The table of models: what differs in them, part by part, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from forebear.compare.comparison import Comparison, ModelRow, PartRow
from forebear.compare.inside import NOTES, values_counted, values_verdict
from forebear.compare.model import NOT_HERE
from forebear.compare.models.volatile import ORDER, TALK, THREADS, TIME, VERSION
from forebear.compare.models.weights import MOST_ULPS, Distance
from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.lineage.rebuilds import Verdict

_NAMED = 5  # classes that are named


def model_sheet(comparison: Comparison) -> Sheet:
    """A heading for each model; below it the file itself, then its parts, those of a kind together."""
    translate = QCoreApplication.translate
    labels = tuple(version.label for version in comparison.versions)
    headings = (translate("Compare", "Part"), *labels, translate("Compare", "Difference"))
    return Sheet(headings, tuple(_model(row, labels) for row in comparison.models))


def _model(row: ModelRow, labels: tuple[str, ...]) -> Line:
    translate, columns = QCoreApplication.translate, len(labels) + 2
    lines = [_file(row)]
    if row.values_inside and not row.inside:
        said = translate("Compare", "Comparing the values takes loading the model inside its recorded image.")
        lines.append(_note(said, columns))
    lines += [_note(note, columns) for note in row.notes if note not in NOTES]
    if row.inside:
        lines.append(_verdict(row, columns))
        lines += [_note(said, columns) for said in _troubles(row, labels)]
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
    """A remark on a model, over all columns and among the differences as well."""
    return Line((Cell(text, tone=Tone.WARNED), *[Cell("")] * (columns - 1)), True, key=text, heading=True)


def _file(row: ModelRow) -> Line:
    translate = QCoreApplication.translate
    cells = [Cell(translate("Compare", "The file"))]
    for column, digest in enumerate(row.digests):
        if digest is None:
            cells.append(Cell("\N{EN DASH}", translate("Compare", "none"), Tone.ABSENT))
        elif row.problems[column]:
            problem = row.problems[column]
            here = translate("Compare", "its file is not on this machine")
            cells.append(Cell(here if problem == NOT_HERE else problem, tone=Tone.ABSENT))
        else:
            words = [row.formats[column] or "", wording.size_text(row.sizes[column])]
            changed = column > 0 and digest != row.digests[0]
            text = " · ".join(word for word in words if word)
            cells.append(Cell(text, str(digest), Tone.CHANGED if changed else Tone.PLAIN))
    return Line((*cells, Cell("")), row.differs, key=row.path)


def _verdict(row: ModelRow, columns: int) -> Line:
    """What loading the model showed, among the differences as well; below it where it was loaded."""
    translate = QCoreApplication.translate
    few, every = values_counted(row)
    said = {
        Verdict.SAME_VALUES: translate("Compare", "Loaded in the images: the values are the same"),
        Verdict.EQUIVALENT: translate("Compare", "Loaded in the images: only settings or times differ"),
        Verdict.DIFFERENT: translate(
            "Compare", "Loaded in the images: {differing} of {every} leaves differ"
        ).format(differing=f"{few:,}", every=f"{every:,}"),
        None: translate("Compare", "Loaded in the images: it cannot be told whether the values are the same"),
    }
    tones = {None: Tone.WARNED, Verdict.DIFFERENT: Tone.CHANGED}
    verdict = values_verdict(row)
    line = _heading(said[verdict], columns, tuple(_loaded_lines(row)))
    first = Cell(said[verdict], tone=tones.get(verdict, Tone.BETTER))
    return replace(line, cells=(first, *line.cells[1:]), differs=True)


def _loaded_lines(row: ModelRow) -> Iterator[Line]:
    """Where each version was loaded, and with what."""
    translate = QCoreApplication.translate
    if any(loaded and loaded.image for loaded in row.inside):
        yield _loaded_line(translate("Compare", "Image"), row, lambda loaded: loaded.image)
    if any(loaded and loaded.loader for loaded in row.inside):
        yield _loaded_line(translate("Compare", "Loaded by"), row, lambda loaded: loaded.loader)
    for library in dict.fromkeys(name for loaded in row.inside if loaded for name in loaded.versions):
        yield _loaded_line(library, row, lambda loaded, name=library: loaded.versions.get(name, ""))


def _troubles(row: ModelRow, labels: Sequence[str]) -> Iterator[str]:
    """Why versions could not be loaded, and what was not in their images."""
    translate = QCoreApplication.translate
    for label, loaded in zip(labels, row.inside, strict=True):
        if loaded and loaded.problem:
            said = translate("Compare", "{version} could not be loaded: {why}")
            yield said.format(version=label, why=loaded.problem)
        if loaded and loaded.missing:
            said = translate("Compare", "{version}: not in the image, so compared as stored: {names}")
            yield said.format(version=label, names=", ".join(loaded.missing[:_NAMED]))


def _loaded_line(name: str, row: ModelRow, say: Callable[..., str]) -> Line:
    """A line of the same words for each version; what is not the first version's is marked."""
    words = [say(loaded) if loaded else "" for loaded in row.inside]
    known = [word for word in words if word]
    cells = [Cell(name)]
    for word in words:
        marked = bool(word) and word != known[0]
        cells.append(Cell(word, tone=Tone.CHANGED) if marked else Cell(word or "\N{EN DASH}"))
    differs = len(set(known)) > 1
    return Line((*cells, Cell("")), differs, key=f"{row.path}\0loaded\0{name}")


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
        "array": translate("Compare", "Arrays"),
        "leaf": translate("Compare", "Other values"),
        "volatile": translate("Compare", "Settings and times, which equal models may differ in"),
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
    words = (_distance(part.distances), _reason(part.reason))
    cells.append(Cell(" · ".join(word for word in words if word)))
    return Line(tuple(cells), part.differs, key=f"{path}\0{part.kind}\0{part.name}")


def _reason(reason: str) -> str:
    """Why a part may differ between equal models; see `compare/models/volatile.py`."""
    translate = QCoreApplication.translate
    named = {
        THREADS: translate("Compare", "how many threads or processes are used"),
        TALK: translate("Compare", "how much is printed"),
        TIME: translate("Compare", "a time that was measured"),
        VERSION: translate("Compare", "the version of the library that is loaded"),
        ORDER: translate("Compare", "the order in which entries were added"),
    }
    return named.get(reason, reason)


def _distance(distances: Sequence[Distance | None]) -> str:
    """The version that is furthest from the first, in words."""
    translate = QCoreApplication.translate
    known = [each for each in distances if each is not None and each.changed]
    if not known:
        return ""
    apart = max(known, key=lambda each: (each.relative or 0.0, each.changed))
    if apart.largest is None:
        return translate("Compare", "other bytes")
    steps = f" · {apart.ulps:,} ULP" if apart.ulps and apart.ulps <= MOST_ULPS else ""
    if apart.values == 1:
        return translate("Compare", "by {largest}").format(largest=f"{apart.largest:.3g}") + steps
    text = translate("Compare", "{changed} of {values} values, at most by {largest}").format(
        changed=f"{apart.changed:,}", values=f"{apart.values:,}", largest=f"{apart.largest:.3g}"
    )
    text += steps
    if apart.relative is not None:
        text += f" · {apart.relative:.2%}"
    if apart.cosine is not None:
        text += " · " + translate("Compare", "cosine {cosine}").format(cosine=f"{apart.cosine:.6f}")
    return text
