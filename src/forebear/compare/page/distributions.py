"""Two distributions over each other, as SVG: the earlier version filled, the later one as a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.data.findings import Histogram, Share
from forebear.compare.page.svg import box, opening, text
from forebear.compare.page.words import number_text, share_text

_WIDE, _HIGH = 320, 110
_NAMES, _LINE = 120, 29  # room for the names of values; height of one


def draw_histogram(histogram: Histogram, labels: tuple[str, str]) -> Iterator[str]:
    """Yield the SVG of shares in common bins."""
    before, after = (
        [count / max(1, sum(counts)) for count in counts] for counts in (histogram.before, histogram.after)
    )
    top = max([*before, *after]) or 1.0
    step = _WIDE / len(before)
    yield opening(_WIDE, _HIGH + 36)
    for place, share in enumerate(before):
        high = share / top * _HIGH
        yield box("before", place * step, _HIGH - high, (step, high))
    path = "".join(
        f"V{_HIGH - share / top * _HIGH:.1f}H{(place + 1) * step:.1f}" for place, share in enumerate(after)
    )
    yield f'<path class="after" d="M0 {_HIGH}{path}V{_HIGH}"/><path class="axis" d="M0 {_HIGH}H{_WIDE}"/>'
    first, last = (number_text(float(f"{edge:.4g}")) for edge in (histogram.edges[0], histogram.edges[-1]))
    yield text(first, 0, _HIGH + 14, "tick") + text(last, _WIDE, _HIGH + 14, "tick end")
    yield _key(labels, _HIGH + 23) + "</svg>"


def draw_shares(shares: Sequence[Share], whole: tuple[int, int], labels: tuple[str, str]) -> Iterator[str]:
    """Yield the SVG of two bars a value; `whole` are the rows of either version."""
    high = _LINE * len(shares)
    room = _WIDE - _NAMES - 50
    parts = [(each.before / max(1, whole[0]), each.after / max(1, whole[1])) for each in shares]
    top = max(max(pair) for pair in parts) or 1.0
    yield opening(_WIDE + 30, high + 20)
    for place, (each, pair) in enumerate(zip(shares, parts, strict=True)):
        y = place * _LINE
        name = "all others" if each.value is None else each.value
        yield text(name if len(name) <= 18 else f"{name[:17]}…", _NAMES - 8, y + 16, "tick end")
        before, after = (share / top * room for share in pair)
        yield box("before", _NAMES, y + 2, (before, 9))
        yield f'<path class="after" d="M{_NAMES} {y + 12}h{after:.1f}v9h-{after:.1f}z"/>'
        said = f"{share_text(pair[0])} → {share_text(pair[1])}"
        yield text(said, _NAMES + max(before, after) + 5, y + 16, "tick")
    yield _key(labels, high + 6) + "</svg>"


def _key(labels: tuple[str, str], top: float) -> str:
    second = 34 + 8 * len(labels[0])
    return (
        box("before", 0, top, (11, 11))
        + text(labels[0], 16, top + 10, "tick")
        + f'<path class="after" d="M{second} {top + 11}v-11h11v11z"/>'
        + text(labels[1], second + 16, top + 10, "tick")
    )
