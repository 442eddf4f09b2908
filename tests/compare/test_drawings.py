"""SVG before it is drawn: nothing in it reaches outside, and nothing repeats without end."""

from __future__ import annotations

import pytest

from forebear.compare.files.drawings import harmless_drawing

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {more}>{inside}</svg>'
)


def drawing(inside: str, more: str = "") -> bytes:
    return SVG.format(inside=inside, more=more).encode()


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="/etc/passwd"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image xlink:href="&#102;ile:///etc/passwd"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<image href=" https://example.org/passwd.png"/>',
        '<use href="other.svg#passwd"/>',
        "<script>passwd</script>",
        "<g><foreignObject>passwd</foreignObject></g>",
        '<g xml:base="file:///etc/passwd"/>',
    ],
)
def test_nothing_reaches_outside(inside: str) -> None:
    made = harmless_drawing(drawing(inside))
    assert made is not None
    assert b"passwd" not in made
    assert b"svg+xml" not in made


def test_what_is_within_stays() -> None:
    inside = (
        '<defs><path id="a" d="M0 0"/></defs><use xlink:href="#a"/><image href="data:image/png;base64,AA=="/>'
    )
    made = harmless_drawing(drawing(inside))
    assert made is not None
    assert b'href="#a"' in made
    assert b"data:image/png" in made


def test_what_repeats_without_end_is_refused() -> None:
    inside = '<g id="a0"><path d="M0 0"/></g>'
    for level in range(1, 30):
        inside += f'<g id="a{level}">' + f'<use href="#a{level - 1}"/>' * 10 + "</g>"
    assert harmless_drawing(drawing(inside)) is None
    assert harmless_drawing(drawing('<g id="a"><use href="#a"/></g>')) is None
    assert harmless_drawing(drawing("<g/>" * 1_000)) is not None


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"<html/>", b"<svg", "<svg/>".encode("utf-16")[:-1]])
def test_what_is_no_drawing(content: bytes) -> None:
    assert harmless_drawing(content) is None


def test_entities_that_grow_are_refused() -> None:
    declared = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    for level, name in enumerate("bcdefghij"):
        declared += f'<!ENTITY {name} "' + f"&{'abcdefghi'[level]};" * 20 + '">'
    content = f'{declared}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>'
    assert harmless_drawing(content.encode()) is None
