"""The page written to a file: section by section, whole or not at all.

Only one section is in memory at a time. What the page needs of the fonts is known at its end, so the body
goes to a file of its own first, and the finished page is put in place of the old one in one step.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forebear import __version__
from forebear.compare.comparison import Comparison
from forebear.compare.directions import SetDirections
from forebear.compare.lineages.merging import MergedLineage
from forebear.compare.page.blocks import Section
from forebear.compare.page.code import code_section
from forebear.compare.page.data import data_section
from forebear.compare.page.environment import environment_section
from forebear.compare.page.files import files_section
from forebear.compare.page.head import page_head
from forebear.compare.page.images import PicturesOf
from forebear.compare.page.metrics import metrics_section
from forebear.compare.page.models import models_section
from forebear.compare.page.notes import notes_section
from forebear.compare.page.parameters import parameters_section
from forebear.compare.page.plots import plots_section
from forebear.compare.page.summary import summary_section
from forebear.compare.page.upstream import lineage_section
from forebear.compare.step_curves import MetricCurves
from forebear.drawing.fonts import font_faces
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.visible import visible
from forebear.resources import resource

_TOOL = f"Forebear {__version__}"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that is on the page: the comparison, the project's name, and what is read for the page alone.

    `directions` say which way a person said that metrics are better; `options` are further words of the
    command, to make the page again.
    """

    comparison: Comparison
    project: str
    curves: tuple[MetricCurves, ...] = ()
    lineages: tuple[MergedLineage, ...] = ()
    pictures: Mapping[str, PicturesOf] = field(default_factory=dict)
    directions: SetDirections = field(default_factory=dict)
    options: tuple[str, ...] = ()


def page_sections(content: PageContent) -> Sequence[tuple[str, str, Callable[[], Section]]]:
    """Return the anchor and title of each section in their order, and what makes it."""
    compared = content.comparison
    return (
        ("summary", "Summary", lambda: summary_section(compared, content.lineages, content.directions)),
        ("metrics", "Metrics", lambda: metrics_section(compared, content.curves, content.directions)),
        ("parameters", "Parameters", lambda: parameters_section(compared)),
        ("code", "Code", lambda: code_section(compared)),
        ("data", "Data", lambda: data_section(compared)),
        ("environment", "Environment", lambda: environment_section(compared)),
        ("models", "Models", lambda: models_section(compared)),
        ("plots", "Plots", lambda: plots_section(compared)),
        ("files", "Files", lambda: files_section(compared, content.pictures)),
        ("lineage", "Lineage", lambda: lineage_section(content.lineages, len(compared.versions))),
        ("notes", "Notes", lambda: notes_section(compared, _TOOL, content.options)),
    )


def write_page(content: PageContent, file: Path, progress: Progress | None = None) -> None:
    """Write the page; raises ActionableError where the file cannot be written."""
    part = file.with_name(f".{file.name}.part")
    try:
        if file.is_dir():
            raise IsADirectoryError(21, "there is a folder of that name")
        try:
            with part.open("wb") as out:
                for piece in page_pieces(content, progress or Silent()):
                    out.write(piece)
            part.replace(file)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise ActionableError(
            f"The page cannot be written: {error.strerror}.",
            where=str(file),
            todo="Give a file in a folder that exists, can be written and has room.",
        ) from error


def page_pieces(
    content: PageContent, progress: Progress, faces: Callable[[Iterable[str]], str] = font_faces
) -> Iterator[bytes]:
    """Yield the page in pieces, UTF-8; the same content gives the same bytes.

    `faces` returns the CSS that brings along the fonts for the letters of the page.
    """
    environment = _environment()
    script = (resource("comparison") / "page.js").read_text(encoding="utf-8")
    head = page_head(content.comparison, content.project, _TOOL)
    sections = page_sections(content)
    body = environment.get_template("page.html").generate(
        head=head,
        contents=[(anchor, title) for anchor, title, _ in sections],
        sections=_made(sections, progress),
        script=script,
    )
    letters: set[str] = set(_TOOL)
    with TemporaryFile() as kept:
        for piece in body:
            letters.update(piece)
            kept.write(piece.encode("utf-8", "backslashreplace"))
        style = (resource("comparison") / "page.css").read_text(encoding="utf-8")
        yield (
            environment.get_template("start.html")
            .render(
                head=head,
                script_hash=f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}",
                style=f"{faces(letters)}{style}",
            )
            .encode("utf-8", "backslashreplace")
        )
        kept.seek(0)
        yield from iter(lambda: kept.read(_PIECE), b"")


def _made(
    sections: Sequence[tuple[str, str, Callable[[], Section]]], progress: Progress
) -> Iterator[Section]:
    for place, (_, title, make) in enumerate(sections):
        progress.step("writing", place, len(sections), title)
        yield make()


def _environment() -> Environment:
    """Return a template environment that escapes every text, and writes out what would hide in it."""
    environment = Environment(
        loader=FileSystemLoader(resource("comparison")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: value if isinstance(value, Markup) else visible(str(value)),
    )
    environment.filters["picture"] = Markup  # our own style and script, and SVG that escapes its text
    return environment
