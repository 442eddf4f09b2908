"""The upstream graph as SVG: text stays text, kinds are told by shape, line and word as well as by colour."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from forebear.audit.layering import Layout, Point, arrange, turned
from forebear.lineage.visible import visible

Json = Mapping[str, Any]

MOST_NODES = 40
_WIDTH, _HEIGHT, _MARGIN = 158.0, 54.0, 8.0
_NAME, _SMALL = 13.0, 9.5  # sizes of letters
_PAGE = (820.0, 1080.0)  # what a page takes at a size that reads well, in pixels
_COLOURS = {  # Okabe-Ito, dark enough for a line on white
    "artifact": "#0072B2",
    "run": "#D55E00",
    "commit": "#007A5A",
    "environment": "#8C4A78",
}
_OTHER = "#555555"


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG picture, its size in pixels, and what it shows in words."""

    svg: str
    caption: str
    description: str
    width: float
    height: float


def draw_lineage(lineage: Json, subject: Json) -> Drawing | None:
    """Draw `report.json`'s lineage; None where there is nothing to draw.

    Of a large graph the nodes nearest to the subject are drawn, and the caption says how many are not.
    """
    nodes: Sequence[Json] = lineage["nodes"]
    if len(nodes) < 2:
        return None
    edges = [(edge["from"], edge["to"]) for edge in lineage["edges"]]
    chosen = _nearest(nodes, edges, MOST_NODES)
    shown = [node for node in nodes if node["id"] in chosen]
    wires = [edge for edge in dict.fromkeys(edges) if chosen.issuperset(edge)]
    layout, down = _legible([node["id"] for node in shown], wires)
    left = len(nodes) - len(shown)
    caption = f"Data flows from {'top to bottom' if down else 'left to right'}." + (
        f" {left} nodes further upstream are not drawn; the tables hold them." if left else ""
    )
    counts = Counter(node["kind"] for node in shown)
    kinds = ", ".join(f"{count} of kind {kind}" for kind, count in sorted(counts.items()))
    title = visible(subject["title"])
    description = f"Lineage of {title}: {len(shown)} nodes ({kinds}), {len(wires)} links. {caption}"
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    body = [
        *(_wire(route, down=down) for route in layout.routes),
        *(_node(node, layout.corners[node["id"]], subject) for node in shown),
    ]
    # Whole in one string: the marker's id is fixed, there is one picture in a report.
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="{-_MARGIN:g} {-_MARGIN:g} {width:g} {height:g}" role="img"'
        ' aria-labelledby="lineage-title lineage-description" font-family="Pretendard, sans-serif">'
        f'<title id="lineage-title">Lineage of {_text(subject["title"])}</title>'
        f'<desc id="lineage-description">{_text(description)}</desc>'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path class="tip" d="M0 0.5 8 4 0 7.5z" fill="#666666"/></marker></defs>'
        f"{''.join(body)}</svg>"
    )
    return Drawing(svg, caption, description, width, height)


def _nearest(nodes: Sequence[Json], edges: Sequence[tuple[str, str]], most: int) -> set[str]:
    """Return the ids of at most `most` nodes, those with the shortest way down first."""
    sources: dict[str, list[str]] = {}
    feeding = set()
    for source, target in edges:
        sources.setdefault(target, []).append(source)
        feeding.add(source)
    waiting = [node["id"] for node in nodes if node["id"] not in feeding] or [nodes[0]["id"]]
    chosen: dict[str, None] = {}
    while waiting and len(chosen) < most:
        node = waiting.pop(0)
        if node not in chosen:
            chosen[node] = None
            waiting += sorted(sources.get(node, ()))
    return set(chosen)


def _text(text: str) -> str:
    return escape(visible(text))


def _legible(nodes: Sequence[str], wires: Sequence[tuple[str, str]]) -> tuple[Layout, bool]:
    """Lay out from left to right, or from top to bottom where that is larger on a printed page."""
    across = arrange(nodes, wires, (_WIDTH, _HEIGHT), (38, 16))
    if across.width <= _PAGE[0]:
        return across, False
    down = turned(arrange(nodes, wires, (_HEIGHT, _WIDTH), (38, 16)))
    return (down, True) if _scale(down) > _scale(across) else (across, False)


def _scale(layout: Layout) -> float:
    return min(_PAGE[0] / layout.width, _PAGE[1] / layout.height)


def _wire(route: Sequence[Point], *, down: bool) -> str:
    (x, y), *rest = route
    path = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        if down:
            middle = (y + to_y) / 2
            path.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
        else:
            middle = (x + to_x) / 2
            path.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return (
        f'<path class="wire" d="{"".join(path)}" fill="none" stroke="#888888" stroke-width="1.2"'
        ' marker-end="url(#arrow)"/>'
    )


def _node(node: Json, corner: Point, subject: Json) -> str:
    kind = node["kind"]
    colour = _COLOURS.get(kind, _OTHER)
    is_subject = node["id"].endswith(f":{subject['key']}")
    x, y = corner
    room = _WIDTH - 24
    lines = (
        ("kind", 16, _SMALL, 600, colour, f"{_word(node).upper()}{' · SUBJECT' if is_subject else ''}"),
        ("name", 32, _NAME, 600, "#111111", visible(node["name"])),
        ("small", 46, _SMALL, 400, "#555555", _small(node)),
    )
    texts = [
        f'<text class="{name}" x="13" y="{down}" font-size="{size:g}" fill="{fill}"'
        f' font-weight="{weight}">{_text(_fit(text, room, size))}</text>'
        for name, down, size, weight, fill, text in lines
    ]
    return (
        f'<g class="node {escape(kind.replace(" ", "-"))}" transform="translate({x:.1f} {y:.1f})">'
        f"<title>{_text(node['id'])}</title>"
        f"{_shape(kind, colour, 2.6 if is_subject else 1.3)}{''.join(texts)}</g>"
    )


def _word(node: Json) -> str:
    return str(node.get("type") or node["kind"]) if node["kind"] == "artifact" else str(node["kind"])


def _small(node: Json) -> str:
    if node["kind"] == "commit":
        return visible(f"{node['id'].rpartition(':')[2][:10]} {node.get('author', '').partition(' <')[0]}")
    if node["kind"] == "artifact" and node["digests"]:
        algorithm, _, value = node["digests"][0].partition(":")
        return f"{algorithm} {value[:14]}"
    key = visible(str(node["id"]).partition(":")[2])
    return key if node["kind"] == "artifact" else f"{node['origin']} {key[:10]}"


def _shape(kind: str, colour: str, line: float) -> str:
    """A sheet with a folded corner, a box with cut ends, a pill, a dashed box: told apart without colour."""
    style = f'class="shape" fill="#ffffff" stroke="{colour}" stroke-width="{line:g}"'
    width, height = _WIDTH, _HEIGHT
    match kind:
        case "artifact":
            fold = 11
            return (
                f'<path {style} d="M0 0H{width - fold:g}L{width:g} {fold}V{height:g}H0z"/>'
                f'<path d="M{width - fold:g} 0V{fold}H{width:g}" fill="none" stroke="{colour}"/>'
            )
        case "run":
            cut = 9
            return (
                f'<path {style} d="M{cut} 0H{width - cut:g}L{width:g} {height / 2:g}'
                f'L{width - cut:g} {height:g}H{cut}L0 {height / 2:g}z"/>'
            )
        case "commit":
            return f'<rect {style} width="{width:g}" height="{height:g}" rx="16"/>'
        case "environment":
            return f'<rect {style} width="{width:g}" height="{height:g}" rx="2" stroke-dasharray="5 3"/>'
        case _:
            return f'<rect {style} width="{width:g}" height="{height:g}" rx="4"/>'


def _fit(text: str, width: float, size: float) -> str:
    """Cut text in its middle so that it fits; widths are estimated, East Asian letters being wide."""
    room = width / size
    if sum(map(_em, text)) <= room:
        return text
    head, tail = "", ""
    rest = text
    while rest and sum(map(_em, head + tail)) + 1.4 < room:
        if sum(map(_em, head)) <= sum(map(_em, tail)):
            head, rest = head + rest[0], rest[1:]
        else:
            tail, rest = rest[-1] + tail, rest[:-1]
    return f"{head}…{tail}"


def _em(character: str) -> float:
    return 0.95 if unicodedata.east_asian_width(character) in "WF" else 0.58
