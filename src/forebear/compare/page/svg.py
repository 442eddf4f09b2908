"""Pieces of the page's small charts. Their colours are the style sheet's, so they follow light and dark."""

from __future__ import annotations

from html import escape

from forebear.lineage.visible import visible


def opening(width: float, height: float) -> str:
    """Return the start of a chart; what it shows in words stands beside it."""
    return (
        f'<svg class="chart" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
        ' aria-hidden="true">'
    )


def text(words: str, x: float, y: float, kind: str) -> str:
    """Return a text; `kind` are classes of the style sheet."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(visible(words))}</text>'


def box(kind: str, left: float, top: float, size: tuple[float, float], inside: str = "") -> str:
    """Return a rectangle."""
    place = f'x="{left:.1f}" y="{top:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
    return f'<rect class="{kind}" {place}>{inside}</rect>' if inside else f'<rect class="{kind}" {place}/>'


def told(words: str) -> str:
    """Return what a piece says when it is pointed at."""
    return f"<title>{escape(visible(words))}</title>"
