"""The report as one HTML file: no scripts, nothing fetched, made to be read on a screen and printed."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forebear.audit.pages import lay_out
from forebear.audit.report import Report
from forebear.drawing.fonts import font_faces
from forebear.resources import resource


def html_report(report: Report) -> bytes:
    """Return the page, UTF-8, with the parts of the fonts that it needs.

    Every text is escaped; the picture alone is markup, and it escapes its own text.
    """
    environment = Environment(
        loader=FileSystemLoader(resource("report")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["picture"] = Markup  # made by `drawing`, which escapes
    template = environment.get_template("report.html")
    pages = lay_out(report)
    style = (resource("report") / "report.css").read_text(encoding="utf-8")
    bare = template.render(pages=pages, style="")
    whole = template.render(pages=pages, style=Markup(f"{font_faces(bare)}{style}"))  # noqa: S704  our own
    return whole.encode("utf-8", "backslashreplace")
