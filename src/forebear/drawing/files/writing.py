"""A lineage written to a file, in the form that the end of the file's name says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.drawing.files.whole import write_whole
from forebear.drawing.ordering import only, ordered, spelled
from forebear.drawing.picture import About
from forebear.lineage.answers import Change, Graph
from forebear.lineage.documents import graph_document
from forebear.lineage.errors import ActionableError, UsageError

if TYPE_CHECKING:
    from forebear.drawing.layout.diagram import Arrangement


class Form(StrEnum):
    """What a lineage can be written as; the value is the end of the file's name."""

    SVG = ".svg"
    PDF = ".pdf"
    PNG = ".png"
    DOT = ".dot"
    MERMAID = ".mmd"
    GRAPHML = ".graphml"
    CSV = ".csv"
    JSON = ".json"

    @property
    def is_picture(self) -> bool:
        """Whether nodes have places in it."""
        return self in (Form.SVG, Form.PDF, Form.PNG)


_ALSO = {".gv": Form.DOT, ".mermaid": Form.MERMAID}

MOST_DRAWN = 20_000
"""Nodes of a picture; more cannot be looked at, and the other forms take any number."""


@dataclass(frozen=True, slots=True)
class How:
    """The choices of a form: `scale` of a PNG (1 to 4), `paths` for text as outlines in an SVG."""

    scale: int = 1
    paths: bool = False


def form_of(path: Path) -> Form:
    """Return the form that a file's name asks for; raises UsageError for any other."""
    ending = path.suffix.lower()
    if ending in _ALSO:
        return _ALSO[ending]
    try:
        return Form(ending)
    except ValueError:
        raise UsageError(
            "The form is told by the end of the file's name.",
            where=str(path),
            todo=f"Use one of {', '.join(form.value for form in Form)}.",
        ) from None


def write(
    graph: Graph, arrangement: Arrangement | None, about: About, path: Path, how: How = How()
) -> tuple[Path, ...]:
    """Write a graph, whole or not at all, and return the files: two for CSV, one for everything else.

    With an `arrangement` a picture has its nodes there and only those; without one it is laid out. Raises
    ActionableError (no such folder, no room, too many nodes or pixels) and UsageError.
    """
    form = form_of(path)
    contents = _contents(form, graph, arrangement, about, how)
    if form is Form.CSV:
        files = {path.with_name(f"{path.stem}-{name}{path.suffix}"): text for name, text in contents.items()}
    else:
        files = {path: next(iter(contents.values()))}
    write_whole(files, "picture" if form.is_picture else "file")
    return tuple(files)


def text(form: Form, graph: Graph, about: About, how: How = How()) -> str:
    """Return what `write` writes, for a form that is one text (all but PDF, PNG and CSV)."""
    return next(iter(_contents(form, graph, None, about, how).values())).decode("utf-8")


def table(name: str, graph: Graph, about: About) -> str:
    """Return one of the two CSV tables, `nodes` or `edges`."""
    return _tables(graph, about)[name].decode("utf-8")


def document(graph: Graph, about: About) -> dict[str, object]:
    """Return the graph as the JSON document that `forebear lineage --json` prints."""
    content = graph_document(graph)
    nodes = cast("list[dict[str, object]]", content["nodes"])
    for node, said in zip(graph.nodes, nodes, strict=True):
        if about.later:
            said["later"] = node.id in about.later
        if about.changes:
            said["change"] = about.changes.get(node.id, Change.SAME).value
    return {"ref": about.ref, **content}


def _contents(
    form: Form, graph: Graph, arrangement: Arrangement | None, about: About, how: How
) -> Mapping[str, bytes]:
    """Return what to write; each form has libraries of its own, so only the one asked for is loaded."""
    if arrangement is not None:
        graph = only(graph, frozenset(arrangement.ids))
    if form.is_picture:
        return {"": _picture(form, graph, arrangement, about, how)}
    if form is Form.CSV:
        return _tables(graph, about)
    if form is Form.JSON:
        said = json.dumps(document(graph, about), ensure_ascii=False, indent=2, allow_nan=False)
        return {"": f"{said}\n".encode("utf-8", "backslashreplace")}
    order = ordered(graph, about)
    match form:
        case Form.DOT:
            from forebear.drawing.files.dot import dot

            written = dot(order, about)
        case Form.MERMAID:
            from forebear.drawing.files.mermaid import mermaid

            written = mermaid(order, about)
        case _:
            from forebear.drawing.files.graphml import graphml

            written = graphml(order, graph, about)
    return {"": written.encode()}


def _picture(form: Form, graph: Graph, arrangement: Arrangement | None, about: About, how: How) -> bytes:
    if len(graph.nodes) > MOST_DRAWN:
        raise ActionableError(
            f"A picture of {len(graph.nodes):,} nodes could not be looked at.",
            todo="Show less, or fold it; or write DOT, GraphML, CSV or JSON, which take any number.",
        )
    from forebear.drawing.composing import compose

    picture = compose(graph, about, arrangement)
    if form is Form.SVG:
        from forebear.drawing.files.svg import Letters, svg

        return svg(picture, Letters.PATHS if how.paths else Letters.TEXT).encode()
    from forebear.drawing.files import typeset

    lost = typeset.undrawable(picture)
    if lost:
        picture = compose(*spelled(graph, about, lost), arrangement)
    return typeset.pdf(picture) if form is Form.PDF else typeset.png(picture, how.scale)


def _tables(graph: Graph, about: About) -> Mapping[str, bytes]:
    from forebear.drawing.files.tables import edge_table, node_table

    order = ordered(graph, about)
    return {"nodes": node_table(order, graph, about).encode(), "edges": edge_table(order).encode()}
