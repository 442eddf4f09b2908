"""SVG that cannot reach outside: what it refers to is left out before anything draws it.

As SVG 1.1 and 2 have them, references are `href` attributes; only those into the drawing itself and pictures
within it (`data:`) stay. A drawing that repeats itself without end is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

MOST_ELEMENTS = 200_000
"""Elements that are drawn, those that are drawn again by `use` counted each time."""

_DEEPEST = 256  # elements within each other
_DATA = ("data:image/png;", "data:image/jpeg;", "data:image/jpg;", "data:image/gif;")
_XLINK = "http://www.w3.org/1999/xlink"
_SVG = "http://www.w3.org/2000/svg"


def harmless_drawing(content: bytes) -> bytes | None:
    """Return the SVG without references to the outside and scripts; None where it is no SVG, or too much to
    draw."""
    try:
        root = ET.fromstring(content)  # noqa: S314 -- expat bounds entities, and fetches none
    except (ET.ParseError, ValueError, LookupError, RecursionError):
        return None
    if _local(root.tag) != "svg" or _too_deep(root) or _too_large(root):
        return None
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if (_local(name) == "href" and not _stays(value)) or _local(name) == "base":
                del element.attrib[name]
        for child in list(element):
            if _local(child.tag) in ("script", "foreignObject"):
                element.remove(child)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    made: bytes = ET.tostring(root, encoding="utf-8")
    return made


def _stays(reference: str) -> bool:
    reference = reference.strip()
    return reference.startswith("#") or reference.lower().startswith(_DATA)


def _local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _too_deep(root: ET.Element) -> bool:
    """Whether elements are nested deeper than what writes and draws them goes."""
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _too_large(root: ET.Element) -> bool:
    """Count what is drawn: each `use` draws all that it refers to once more."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[ET.Element, int] = {}
    waiting: set[ET.Element] = set()
    order: list[tuple[ET.Element, bool]] = [(root, False)]
    while order:
        element, left = order.pop()
        parts = [*element, *_used(element, named.get)]
        if left:
            waiting.discard(element)
            counts[element] = 1 + sum(counts.get(part, 0) for part in parts)
            if counts[element] > MOST_ELEMENTS:
                return True
        elif element not in counts:
            if element in waiting:
                return True  # it is drawn within itself
            waiting.add(element)
            order.append((element, True))
            order += [(part, False) for part in parts]
    return False


def _used(element: ET.Element, find: Callable[[str | None], ET.Element | None]) -> list[ET.Element]:
    if _local(element.tag) != "use":
        return []
    references = [value for name, value in element.attrib.items() if _local(name) == "href"]
    found = [find(value.strip()[1:]) for value in references if value.strip().startswith("#")]
    return [each for each in found if each is not None]
