"""Pictures pixel by pixel, made by Pillow: one pixel is never overlooked, and bad files are a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from forebear.compare.files.findings import ImageDifference
from forebear.compare.files.pictures import (
    UnreadablePictureError,
    compare_pictures,
    drawn_picture,
    heat,
    open_picture,
)

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def saved(path: Path, image: Image.Image, form: str = "PNG", **options: object) -> Path:
    image.save(path, form, **options)
    return path


def compared(before: Path, after: Path) -> ImageDifference:
    return compare_pictures(open_picture(before), open_picture(after))


@same_folder
@given(
    st.sampled_from(["L", "LA", "RGB", "RGBA", "P", "1", "I;16"]),
    st.integers(1, 9),
    st.integers(1, 9),
    st.data(),
)
def test_one_pixel_is_never_overlooked(
    tmp_path: Path, mode: str, width: int, height: int, data: st.DataObject
) -> None:
    image = Image.new(mode, (width, height))
    if mode == "P":
        image.putpalette(bytes(value for shade in range(256) for value in (shade, shade, shade)))
    at = (data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1)))
    before = saved(tmp_path / "before.png", image)
    assert compared(before, before).same is True
    pixel = image.getpixel(at)
    if isinstance(pixel, tuple):
        channel = data.draw(st.integers(0, len(pixel) - 1))
        image.putpixel(at, tuple(value ^ 1 if n == channel else value for n, value in enumerate(pixel)))
    else:
        image.putpixel(at, 255 if mode == "1" else 1)
    found = compared(before, saved(tmp_path / "after.png", image))
    assert found.same is False
    assert (found.pixels, found.differing, found.box) == (width * height, 1, (*at, 1, 1))
    assert found.share == pytest.approx(1 / (width * height))


def test_figures(tmp_path: Path) -> None:
    image = Image.new("RGB", (10, 10), (100, 100, 100))
    before = saved(tmp_path / "a.png", image)
    for x in range(5):
        image.putpixel((x + 2, 4), (100, 140, 100))
    found = compared(before, saved(tmp_path / "b.png", image))
    assert (found.differing, found.largest, found.box) == (5, 40, (2, 4, 5, 1))
    assert found.mean == pytest.approx(5 * 40 / 400)


def test_pixels_can_be_the_same_in_other_bytes(tmp_path: Path) -> None:
    image = Image.effect_noise((20, 20), 50).convert("RGB")
    one = saved(tmp_path / "a.png", image)
    other = saved(tmp_path / "b.png", image, compress_level=0)
    form = saved(tmp_path / "c.webp", image, "WEBP", lossless=True)
    assert one.read_bytes() != other.read_bytes()
    assert compared(one, other).same is True
    assert compared(one, form).same is True


def test_other_sizes_meet_at_the_upper_left_corner(tmp_path: Path) -> None:
    one = saved(tmp_path / "a.png", Image.new("RGB", (4, 2)))
    other = saved(tmp_path / "b.png", Image.new("RGB", (2, 5)))
    found = compared(one, other)
    assert (found.pixels, found.differing) == (14, 10)  # the corner that neither has counts not
    assert found.largest == 0
    drawn = heat(open_picture(one).pixels, open_picture(other).pixels)
    assert drawn.shape == (5, 4)
    assert drawn[0, 0] == 0
    assert drawn[4, 0] == drawn[0, 3] == 255


def test_what_is_not_compared_is_not_called_the_same(tmp_path: Path) -> None:
    frames = [Image.new("L", (4, 4), shade) for shade in (0, 100, 200)]
    one = saved(tmp_path / "a.gif", frames[0], "GIF", save_all=True, append_images=frames[1:])
    found = compared(one, one)
    assert (found.differing, found.same) == (0, None)
    assert open_picture(one).facts.notes == ("Only the first of its 3 pictures is compared.",)
    still = saved(tmp_path / "b.gif", frames[0], "GIF")
    assert compared(one, still).same is False


def test_16_bits_of_colour_are_not_called_the_same(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path = tmp_path / "deep.png"  # as ISO 15948 says; Pillow writes none
    head = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    data = zlib.compress(b"\0" + bytes(6))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    assert compared(path, path).same is None


def test_colours_for_print_are_compared_as_they_are(tmp_path: Path) -> None:
    one = saved(tmp_path / "a.tiff", Image.new("CMYK", (2, 2), (0, 0, 0, 255)), "TIFF")
    other = saved(tmp_path / "b.tiff", Image.new("CMYK", (2, 2), (9, 0, 0, 255)), "TIFF")
    assert compared(one, other).same is False


def png(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("L", (3, 3)).save(made, "PNG")
    content = made.getvalue()
    head = content[12:16] + struct.pack(">II", width, height) + content[24:29]
    return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "It is no image."),
        (b"GIF89a", "It is no image."),
        (b"<html></html>", "It is no image."),
        (png(100_000, 100_000), "It has 100,000 by 100,000 pixels; up to 40,000,000 are opened."),
        (png(3, 3)[:40], "The image is damaged: "),
        (png(4_000, 4_000), "The image is damaged: "),
    ],
)
def test_bad_pictures_are_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(UnreadablePictureError, match=f"^{said}"):
        open_picture(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"]), st.data())
def test_damage_is_never_an_error_of_ours(tmp_path: Path, form: str, data: st.DataObject) -> None:
    made = io.BytesIO()
    Image.radial_gradient("L").resize((16, 16)).convert("RGB").save(made, form)
    content = bytearray(made.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(UnreadablePictureError):
        assert open_picture(path).pixels.shape[2] == 4


def test_a_drawing_is_drawn_by_whoever_can() -> None:
    def draw(content: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
        return np.zeros((3, 5, 4), np.uint8) if b"svg" in content else None

    opened = drawn_picture(b"<svg/>", draw)
    assert (opened.facts.width, opened.facts.height) == (5, 3)
    assert compare_pictures(opened, opened).same is None
    with pytest.raises(UnreadablePictureError, match="no SVG"):
        drawn_picture(b"<html/>", draw)
