"""Images of the versions, made small enough for the page, and where two of them differ."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from forebear.compare.comparison import Comparison
from forebear.compare.files.findings import Content, FileRow
from forebear.compare.files.pictures import OpenPicture, Pixels, heat
from forebear.compare.files.study import FileStudent
from forebear.lineage.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 560  # pixels of the longer side on the page
_ROWS, _ALL = 60, 3 << 20  # files that are shown as pictures; bytes of all of them as written
_LOSSLESS = 120_000  # bytes; what is larger as PNG is written as WebP


LARGEST_DRAWING = 60_000
"""Bytes of an SVG that is on the page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a data: URI, its size there, and its own size in pixels (None = of a drawing)."""

    uri: str
    size: tuple[int, int] | None
    whole: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PicturesOf:
    """What one path shows: for each version (None = nothing that can be shown), and the differences to the
    baseline; `left_out` where the page has no room for more. `heavy` are the places of versions whose drawing
    has too many bytes for the page."""

    versions: tuple[Picture | None, ...]
    differences: tuple[Picture | None, ...]
    left_out: bool = False
    heavy: tuple[int, ...] = ()


def embedded_pictures(
    comparison: Comparison, student: FileStudent, progress: Progress | None = None
) -> Mapping[str, PicturesOf]:
    """Return by path the pictures of the files that differ, as many as there is room for."""
    found: dict[str, PicturesOf] = {}
    room = _ALL
    for row in comparison.files:
        if not row.differs or row.content not in (Content.IMAGE, Content.DRAWING):
            continue
        if progress is not None:
            progress.step("pictures", len(found), None, row.path)
        if len(found) >= _ROWS or room <= 0:
            found[row.path] = PicturesOf((), (), left_out=True)
            continue
        found[row.path] = made = _pictures(row, comparison, student)
        room -= sum(len(each.uri) for each in (*made.versions, *made.differences) if each)
    return found


def _pictures(row: FileRow, comparison: Comparison, student: FileStudent) -> PicturesOf:
    labels = [version.label for version in comparison.versions]
    _, opened = student.opened(row.path, list(zip(labels, row.sources, strict=True)))
    shown: list[Picture | None] = []
    pictures: list[OpenPicture | None] = []
    heavy: list[int] = []
    for place, digest in enumerate(row.sources):
        each = opened.get(digest) if digest is not None else None
        pictures.append(each.picture if each else None)
        if each is None:
            shown.append(None)
        elif row.content is Content.DRAWING:
            shown.append(_drawing(content := (each.text or "").encode("utf-8", "replace")))
            heavy += [place] if len(content) > LARGEST_DRAWING else []
        else:
            shown.append(_small(each.picture.pixels) if each.picture else None)
    return PicturesOf(tuple(shown), tuple(_differences(pictures)), heavy=tuple(heavy))


def _drawing(content: bytes) -> Picture | None:
    """An SVG as it is: as an image a browser runs and fetches nothing of it."""
    if not content or len(content) > LARGEST_DRAWING:
        return None
    return Picture(f"data:image/svg+xml;base64,{b64encode(content).decode()}", None, None)


def _differences(pictures: Sequence[OpenPicture | None]) -> Iterator[Picture | None]:
    before = pictures[0] if pictures else None
    for after in pictures[1:]:
        yield _heat(before, after) if before and after and before is not after else None


def _heat(before: OpenPicture, after: OpenPicture) -> Picture | None:
    """Where two pictures differ: white where they do not, the darker the red the more."""
    from PIL import Image

    found = heat(before.pixels, after.pixels)
    high, wide = found.shape
    step = max(1, -(-max(high, wide) // _SIDE))
    # The largest of each square, so that one pixel that differs is seen however small the picture is.
    padded = np.pad(found, ((0, -high % step), (0, -wide % step)))
    squares = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step).max(axis=(1, 3))
    if not squares.any():
        return None
    scaled = squares.astype(np.float64) / 255
    strength = np.where(squares > 0, 0.25 + 0.75 * scaled, 0.0)[..., None]
    colours = 255 - strength * (255 - np.array([168, 31, 31]))
    return _written(Image.fromarray(colours.round().astype(np.uint8), "RGB"), (wide, high))


def _small(pixels: Pixels) -> Picture:
    from PIL import Image

    image = Image.fromarray(pixels, "RGBA")
    whole = image.size
    if max(whole) > _SIDE:
        image.thumbnail((_SIDE, _SIDE))
    return _written(image, whole)


def _written(image: Image, whole: tuple[int, int]) -> Picture:
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    kind = "png"
    if buffer.tell() > _LOSSLESS:
        buffer, kind = BytesIO(), "webp"
        image.save(buffer, "WEBP", quality=80, method=4)
    uri = f"data:image/{kind};base64,{b64encode(buffer.getvalue()).decode()}"
    return Picture(uri, image.size, whole)
