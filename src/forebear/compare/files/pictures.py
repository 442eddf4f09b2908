"""Pictures pixel by pixel: how many differ, by how much and where.

Pillow reads them, the same for the figures and for the window, so that what is counted is what is shown. Only
the formats named here are tried, and nothing is decoded before its size is known.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forebear.compare.data.images import picture_of
from forebear.compare.files.findings import ImageDifference, ImageFacts

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

_EXACT = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX")  # what RGBA holds without loss

MOST_PIXELS = 40_000_000
"""Pixels of a picture that is decoded; more would fill the memory."""

_AT_ONCE = 1 << 20  # pixels

Pixels = npt.NDArray[np.uint8]
"""Rows of pixels of red, green, blue and opacity."""

Draw = Callable[[bytes], Pixels | None]
"""Draws an SVG without anything it refers to; None where it is none. Only the window can."""


class UnreadablePictureError(Exception):
    """A file that is no picture, or not one that is opened; the message is the reason, for people."""


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """A picture and its pixels. `deeper` are its values where 8 bits a channel do not hold them."""

    facts: ImageFacts
    pixels: Pixels
    deeper: npt.NDArray[np.generic] | None = None
    complete: bool = True
    """Whether `pixels` and `deeper` hold all that the file shows."""


def open_picture(path: Path) -> OpenPicture:
    """Open a picture; raises UnreadablePictureError with a sentence, and OSError where the file is gone."""
    header = picture_of(path)
    if header is None:
        raise UnreadablePictureError("It is no image.")
    _refuse_large(header.width, header.height)
    from PIL import Image, UnidentifiedImageError  # light, but not for the first window

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is not looked at
            with Image.open(path, formats=FORMATS) as image:
                _refuse_large(*image.size)
                frames = int(getattr(image, "n_frames", 1))
                facts = ImageFacts(str(image.format), *image.size, frames)
                deep = _is_deep(path)
                image.load()
                values = None if image.mode in _EXACT else np.asarray(image)
                grey = values is not None and values.ndim == 2
                shown = _eight_bits(np.asarray(image)) if grey else np.asarray(image.convert("RGBA"))
    except UnidentifiedImageError as error:
        raise UnreadablePictureError("The image is damaged: its header cannot be read.") from error
    except Image.DecompressionBombError as error:
        raise UnreadablePictureError("It is larger when decoded than is safe to open.") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, IndexError, TypeError) as error:
        raise UnreadablePictureError(f"The image is damaged: {error}.") from error
    notes = []
    if deep and values is None:
        notes.append("Its 16 bits a channel are compared as 8.")
    if frames > 1:
        notes.append(f"Only the first of its {frames:,} pictures is compared.")
    complete = frames == 1 and not (deep and values is None)
    return OpenPicture(replace(facts, notes=tuple(notes)), shown, values, complete)


def drawn_picture(content: bytes, draw: Draw) -> OpenPicture:
    """Draw an SVG; raises UnreadablePictureError."""
    pixels = draw(content)
    if pixels is None:
        raise UnreadablePictureError("It is no SVG that can be drawn.")
    # What is drawn is only one size of it, without what it refers to.
    return OpenPicture(ImageFacts("SVG", pixels.shape[1], pixels.shape[0]), pixels, complete=False)


def compare_pictures(before: OpenPicture, after: OpenPicture) -> ImageDifference:
    """Compare pixel by pixel, both at the upper left corner."""
    one, other = before.pixels, after.pixels
    common = (min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1]))
    mask = np.zeros((max(one.shape[0], other.shape[0]), max(one.shape[1], other.shape[1])), dtype=bool)
    mask[: one.shape[0], : one.shape[1]] = True
    mask[: other.shape[0], : other.shape[1]] = True
    covered = int(mask.sum())
    largest = total = 0
    for first, last, distances in _strips(one, other, common):
        highest = _highest(distances)
        mask[first:last, : common[1]] = highest > 0
        largest = max(largest, int(highest.max(initial=0)))
        total += int(distances.sum(dtype=np.int64))
    alike = _kind(before.deeper) == _kind(after.deeper)
    if alike and before.deeper is not None and after.deeper is not None:
        deep = before.deeper[: common[0], : common[1]] != after.deeper[: common[0], : common[1]]
        mask[: common[0], : common[1]] |= deep.reshape(*deep.shape[:2], -1).any(axis=2)
    differing = int(mask.sum())
    complete = before.complete and after.complete and alike
    return ImageDifference(
        covered,
        differing,
        largest,
        total / (4 * common[0] * common[1]) if common[0] and common[1] else 0.0,
        False if differing or before.facts.frames != after.facts.frames else True if complete else None,
        _box(mask) if differing else None,
    )


def heat(before: Pixels, after: Pixels) -> npt.NDArray[np.uint8]:
    """Return the largest difference of a channel for each pixel of the area that either covers; 255 where
    only one picture has it."""
    common = (min(before.shape[0], after.shape[0]), min(before.shape[1], after.shape[1]))
    shape = (max(before.shape[0], after.shape[0]), max(before.shape[1], after.shape[1]))
    found = np.full(shape, 255, dtype=np.uint8)
    for first, last, distances in _strips(before, after, common):
        found[first:last, : common[1]] = _highest(distances)
    return found


def _strips(one: Pixels, other: Pixels, common: tuple[int, int]) -> Iterator[tuple[int, int, Pixels]]:
    """Yield the differences a few rows at a time: where the rows begin and end, and theirs."""
    rows = max(1, _AT_ONCE // max(1, common[1]))
    for first in range(0, common[0], rows):
        last = min(common[0], first + rows)
        a, b = one[first:last, : common[1]], other[first:last, : common[1]]
        yield first, last, np.maximum(a, b) - np.minimum(a, b)


def _highest(distances: Pixels) -> Pixels:
    """Return the largest of the four channels; far faster than asking for it along so short an axis."""
    pairs = np.maximum(distances[..., :2], distances[..., 2:])
    highest: Pixels = np.maximum(pairs[..., 0], pairs[..., 1])
    return highest


def _box(mask: npt.NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def _kind(values: npt.NDArray[np.generic] | None) -> tuple[int, ...]:
    """Return what two arrays must have in common to be compared."""
    return () if values is None else (values.ndim, *values.shape[2:])


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnreadablePictureError(
            f"It has {width:,} by {height:,} pixels; up to {MOST_PIXELS:,} are opened."
        )


def _is_deep(path: Path) -> bool:
    """Say whether a PNG has 16 bits a channel (byte 24 of its header)."""
    with path.open("rb") as file:
        head = file.read(25)
    return head.startswith(b"\x89PNG") and head[24:25] == b"\x10"


def _eight_bits(values: npt.NDArray[np.generic]) -> Pixels:
    """Return grey values of any depth as pixels that can be shown."""
    numbers = np.nan_to_num(values.astype(np.float64))
    largest = 65535.0 if numbers.max(initial=0) > 255 else 255.0
    grey = np.clip(numbers / largest * 255, 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey, np.full_like(grey, 255)])
