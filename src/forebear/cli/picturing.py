"""A lineage as a picture or for another program: which form is wanted, and giving it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.drawing.files.writing import Form, How, document, form_of, table, text, write
from forebear.drawing.picture import About
from forebear.lineage.answers import Graph
from forebear.lineage.errors import UsageError

_PRINTED = (
    ("--svg", Form.SVG, "a picture as SVG"),
    ("--dot", Form.DOT, "Graphviz DOT"),
    ("--mermaid", Form.MERMAID, "a Mermaid flowchart"),
    ("--graphml", Form.GRAPHML, "GraphML"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a form to print, one of the two CSV tables to print, or a file; or none of these."""

    form: Form | None = None
    table: str = ""
    output: Path | None = None
    how: How = field(default_factory=How)

    @property
    def draws(self) -> bool:
        """Whether more is shown of a node than `--json` and the text for people say."""
        return self.form is not Form.JSON and (self.form is not None or bool(self.table))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the forms and the file."""
    forms = parser.add_argument_group("as a picture or for another program")
    printed = forms.add_mutually_exclusive_group()
    for option, form, what in _PRINTED:
        printed.add_argument(
            option, action="store_const", dest="form", const=form, help=f"print {what} on standard output"
        )
    printed.add_argument("--csv", choices=("nodes", "edges"), help="print one of the two tables")
    printed.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help=f"write a file, its form told by its name: {' '.join(form.value for form in Form)}"
        " (CSV is two files: FILE-nodes.csv and FILE-edges.csv)",
    )
    forms.add_argument("--scale", type=int, choices=(1, 2, 3, 4), help="of a PNG: how many times as large")
    forms.add_argument(
        "--text-as-paths", action="store_true", help="in SVG: letters as outlines, alike without the font"
    )


def wanted(arguments: argparse.Namespace) -> Wanted:
    """Return what is asked for; raises UsageError where it makes no sense together."""
    form, output = arguments.form, arguments.output
    if output is not None:
        form = form_of(output)
    elif arguments.json and (form is not None or arguments.csv):
        raise UsageError(
            "Standard output takes one form at a time.",
            todo="Leave out --json, or write a file with --output.",
        )
    if arguments.scale is not None and form is not Form.PNG:
        raise UsageError("Only a PNG has a scale.", todo="Use --output FILE.png, or leave out --scale.")
    if arguments.text_as_paths and form is not Form.SVG:
        raise UsageError("Only SVG takes letters as outlines.", todo="Use --svg or --output FILE.svg.")
    return Wanted(form, arguments.csv or "", output, How(arguments.scale or 1, arguments.text_as_paths))


def give(wanted: Wanted, graph: Graph, about: About, for_people: str, terminal: Terminal) -> None:
    """Print or write the graph in the form that is wanted; `for_people` is what is printed without any."""
    if wanted.output is not None:
        files = [str(file) for file in write(graph, None, about, wanted.output, wanted.how)]
        terminal.result(
            {"output": files, "nodes": len(graph.nodes), "edges": len(graph.edges)}, "\n".join(files)
        )
    elif wanted.table:
        terminal.result({}, table(wanted.table, graph, about).removesuffix("\r\n"))
    elif wanted.form is not None:
        terminal.result({}, text(wanted.form, graph, about, wanted.how).removesuffix("\n"))
    else:
        terminal.result(document(graph, about), for_people)
    if wanted.form is Form.MERMAID:
        _warn_of_mermaid(graph, about, terminal)


def _warn_of_mermaid(graph: Graph, about: About, terminal: Terminal) -> None:
    from forebear.drawing.files.mermaid import too_large
    from forebear.drawing.ordering import ordered

    if too_large(text(Form.MERMAID, graph, about), ordered(graph, about)):
        terminal.log(
            "Mermaid draws at most 500 links and 50,000 letters unless its maxEdges and maxTextSize are"
            " raised; show less, or use --fold."
        )
