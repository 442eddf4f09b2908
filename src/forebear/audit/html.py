"""The report as one HTML file: no scripts, nothing fetched, made to be read on a screen and printed."""

from __future__ import annotations

from base64 import b64encode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forebear.audit.pages import lay_out
from forebear.audit.report import Report
from forebear.drawing.fonts import MONO, REGULAR, STRONG, subset_font
from forebear.resources import resource

_FACES = (("Report Sans", "400", REGULAR), ("Report Sans", "600 700", STRONG), ("Report Mono", "400", MONO))


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
    whole = template.render(pages=pages, style=Markup(f"{_faces(bare)}{style}"))  # noqa: S704  our own
    return whole.encode("utf-8", "backslashreplace")


def _faces(text: str) -> str:
    """Return the rules that bring the fonts along: a page looks the same where Korean fonts are missing."""
    letters = "".join(sorted(set(text)))
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f" src: url(data:font/woff;base64,{b64encode(subset_font(name, letters)).decode()}); }}\n"
        for family, weight, name in _FACES
    )
