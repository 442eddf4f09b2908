"""Pictures pixel by pixel, without the text and the times that are in their files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from forebear.compare.files.pictures import UnreadablePictureError, compare_pictures, open_picture
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.finding import Finding, NoComparatorError, OtherFormatError, Pair, aside_words
from forebear.rebuild.judging.sentences import Compared

_TEXT = (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf")
_PIXELS = (b"IDAT", b"IEND")


def judge_picture(pair: Pair) -> Finding:
    """Compare two pictures; a rule of tolerance for a picture counts in steps of a channel, of 255."""
    opened = []
    for side, path in enumerate((pair.before, pair.after)):
        try:
            opened.append(open_picture(path))
        except UnreadablePictureError as error:
            if side == 0:
                raise NoComparatorError(Compared.RECORDED_PICTURE.said(why=error)) from error
            raise OtherFormatError(Compared.REBUILT_PICTURE.said(why=error)) from error
    one, other = opened
    found = compare_pictures(one, other)
    sizes = [(each.facts.width, each.facts.height) for each in opened]
    kind = one.facts.format
    if sizes[0] != sizes[1]:
        was, now = (f"{width:,} by {height:,}" for width, height in sizes)
        return Finding(Verdict.DIFFERENT, Compared.PICTURE_SIZE.said(before=was, after=now), kind)
    if found.differing:
        said = Compared.PIXELS.said(
            count=f"{found.differing:,}", every=f"{found.pixels:,}", largest=found.largest
        )
        deep = one.deeper is not None or other.deeper is not None
        return _apart(pair, kind, said, None if deep else found.largest)
    if found.same is None or found.same is False:
        if found.same is False:
            return Finding(Verdict.DIFFERENT, Compared.PICTURES.said(), kind)
        raise NoComparatorError(Compared.PIXELS_IN_PART.said())
    if kind != "PNG" or other.facts.format != "PNG":
        said = Compared.SAME_PIXELS.said()
        return Finding(Verdict.SAME_VALUES, said, kind)
    return _written(pair, kind)


def _apart(pair: Pair, kind: str, said: str, largest: int | None) -> Finding:
    """Judge pixels that differ; `largest` None where 8 bits do not hold by how much."""
    tolerance = pair.tolerance("pixels")
    if tolerance.is_exact or largest is None:
        return Finding(
            Verdict.DIFFERENT, f"{said}.", kind, largest=None if largest is None else float(largest)
        )
    policy = pair.policy.label
    verdict = Verdict.WITHIN_TOLERANCE if largest <= tolerance.absolute else Verdict.DIFFERENT
    return Finding(verdict, f"{said}; {policy}.", kind, largest=float(largest), policy=policy)


def _written(pair: Pair, kind: str) -> Finding:
    """Say how two PNG files of the same pixels are written differently."""
    sides = [list(_chunks(path)) for path in (pair.before, pair.after)]
    text, rest, packed = (
        [[chunk for chunk in side if chooses(chunk[0])] for side in sides]
        for chooses in (
            _TEXT.__contains__,
            lambda name: name not in _TEXT and name not in _PIXELS,
            _PIXELS.__contains__,
        )
    )
    aside = [named.PNG_TEXT] if text[0] != text[1] else []
    aside += [named.COMPRESSION] if packed[0] != packed[1] else []
    if rest[0] != rest[1]:
        others = sorted({name.decode("ascii", "replace") for side in rest for name, _ in side})
        said = Compared.PIXELS_SHOWN.said(names=", ".join(others))
        return Finding(Verdict.SAME_VALUES, said, kind, tuple(aside))
    if not aside:
        return Finding(Verdict.SAME_VALUES, Compared.SAME_PIXELS.said(), kind)
    return Finding(Verdict.EQUIVALENT, aside_words(aside), kind, tuple(aside))


def _chunks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the name and a checksum of the content of each chunk (https://www.w3.org/TR/png-3/#5Chunk-layout)."""
    with path.open("rb") as stream:
        stream.seek(8)
        while len(head := stream.read(8)) == 8:
            left = int.from_bytes(head[:4], "big")
            sum_ = 0
            while left > 0 and (block := stream.read(min(left, 1 << 20))):
                left -= len(block)
                sum_ = zlib.crc32(block, sum_)
            stream.read(4)
            yield head[4:], sum_
