"""Two pictures and their difference, ready to be shown: each in several sizes, so that little is scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from forebear.compare.files.pictures import OpenPicture, Pixels, heat

_AT_ONCE = 1 << 20  # pixels that are coloured at once
_SMALLEST = 1024  # pixels of the longer side, below which no smaller size is kept
_SCALE = np.array(
    # From hardly different to as different as can be, after matplotlib's inferno.
    [
        (66, 10, 104),
        (120, 28, 109),
        (165, 44, 96),
        (207, 68, 70),
        (237, 105, 37),
        (251, 155, 6),
        (247, 209, 61),
    ],
    dtype=np.float64,
)


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture as large as it is, then each time half as large."""

    images: tuple[QImage, ...]

    @property
    def size(self) -> QSize:
        """Its size in pixels."""
        return self.images[0].size()

    def draw(self, painter: QPainter, target: QRectF, clip: QRectF, zoom: float) -> None:
        """Draw it into `target`, only what is in `clip`; `zoom` are device pixels for one of its own."""
        seen = target.intersected(clip)
        if seen.isEmpty():
            return
        level = 0
        while level + 1 < len(self.images) and zoom * 2 ** (level + 1) <= 1.0:
            level += 1
        image = self.images[level]
        across, down = image.width() / target.width(), image.height() / target.height()
        source = QRectF(
            (seen.left() - target.left()) * across,
            (seen.top() - target.top()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        # Enlarged, each pixel is to be told from the next.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < 2.0)
        painter.drawImage(seen, image, source)


@dataclass(frozen=True, slots=True)
class Layers:
    """What is laid over each other; None is a picture that is not there, or cannot be opened."""

    before: Layer | None
    after: Layer | None
    difference: Layer | None

    @property
    def size(self) -> QSize:
        """The area that either covers."""
        sizes = [layer.size for layer in (self.before, self.after) if layer is not None]
        return QSize(max(size.width() for size in sizes), max(size.height() for size in sizes))


def layers_of(before: OpenPicture | None, after: OpenPicture | None) -> Layers:
    """Make what is shown of two pictures; takes a while for large ones."""
    difference = None
    if before is not None and after is not None:
        difference = _layer(_heated(before.pixels, after.pixels))
    return Layers(
        _layer(before.pixels) if before else None, _layer(after.pixels) if after else None, difference
    )


def _heated(before: Pixels, after: Pixels) -> Pixels:
    """Return where pixels differ in colours of heat, over a pale picture of what is the same."""
    hot = heat(before, after)
    found = np.full((*hot.shape, 4), 255, dtype=np.uint8)
    ground = after if after.size >= before.size else before
    rows = max(1, _AT_ONCE // max(1, hot.shape[1]))
    scale = _colours()
    for first in range(0, hot.shape[0], rows):
        part = ground[first : first + rows]
        strip = found[first : first + len(part)]
        grey = part[..., :3].sum(axis=2, dtype=np.uint16) // 3
        pale = 255 - ((255 - grey).astype(np.uint32) * part[..., 3] // (255 * 4)).astype(np.uint8)
        strip[:, : part.shape[1], :3] = pale[..., None]
        heated = hot[first : first + rows]
        where = heated > 0
        found[first : first + rows, :, :3][where] = scale[heated[where]]
    return found


def _colours() -> npt.NDArray[np.uint8]:
    """Return the colour of every difference from 0 to 255."""
    places = np.arange(256) / 255.0 * (len(_SCALE) - 1)
    steps = np.arange(len(_SCALE))
    channels = [np.interp(places, steps, _SCALE[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=1).astype(np.uint8)


def heat_stops() -> Sequence[tuple[int, int, int]]:
    """Return the colours of the scale from hardly different on, for a legend."""
    return [(int(red), int(green), int(blue)) for red, green, blue in _SCALE]


def _layer(pixels: Pixels) -> Layer:
    data = np.ascontiguousarray(pixels)
    high, wide = data.shape[:2]
    image = QImage(data.data, wide, high, wide * 4, QImage.Format.Format_RGBA8888)
    images = [image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)]
    while max(images[-1].width(), images[-1].height()) > _SMALLEST:
        half = images[-1].size() / 2
        images.append(
            images[-1].scaled(
                half.expandedTo(QSize(1, 1)),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return Layer(tuple(images))
