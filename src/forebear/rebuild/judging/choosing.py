"""Chooses what compares two files, told by their names and by how they begin."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from forebear.compare.data.findings import Form
from forebear.compare.files.findings import Content
from forebear.compare.files.kinds import content_of
from forebear.compare.files.texts import decoded_text, looks_like_text
from forebear.compare.models.contents import LARGEST_TEXT
from forebear.compare.models.reading import ENDS
from forebear.lineage.errors import CancelledError
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.apart import Apart
from forebear.rebuild.judging.archives import ArchiveComparator, packing_of
from forebear.rebuild.judging.differences import first_difference
from forebear.rebuild.judging.documents import ENDS as DOCUMENTS
from forebear.rebuild.judging.documents import judge_document, judge_lines
from forebear.rebuild.judging.finding import Comparator, Finding, NoComparatorError, OtherFormatError, Pair
from forebear.rebuild.judging.models import Loader, ModelComparator
from forebear.rebuild.judging.sentences import Compared

_HEAD = 8192


class Format(StrEnum):
    """What a file is, as far as that decides what compares it."""

    COMPRESSED = "a compressed file"
    ZIP = "a ZIP archive"
    TAR = "a TAR archive"
    PICTURE = "a picture"
    PDF = "a PDF"
    PARQUET = "a Parquet file"
    ARROW = "an Arrow file"
    NOTEBOOK = "a notebook"
    SVG = "an SVG drawing"
    DOCUMENT = "a document"
    LINES = "JSON Lines"
    DELIMITED = "delimited text"
    MODEL = "a model"
    TEXT = "text"
    UNKNOWN = "of no format that is read here"


_BEGINNINGS: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n", Format.PICTURE),
    (b"\xff\xd8\xff", Format.PICTURE),
    (b"GIF8", Format.PICTURE),
    (b"II*\0", Format.PICTURE),
    (b"MM\0*", Format.PICTURE),
    (b"%PDF-", Format.PDF),
    (b"PAR1", Format.PARQUET),
    (b"ARROW1", Format.ARROW),
    (b"FEA1", Format.ARROW),
    (b"\x89HDF\r\n\x1a\n", Format.MODEL),
    (b"\x93NUMPY", Format.MODEL),
    (b"GGUF", Format.MODEL),
    (b"tree\nversion=", Format.MODEL),
    (b"tree\r\nversion=", Format.MODEL),
)
_NAMES: Mapping[str, Format] = {
    ".ipynb": Format.NOTEBOOK,
    ".svg": Format.SVG,
    **dict.fromkeys(DOCUMENTS, Format.DOCUMENT),
    **dict.fromkeys((".jsonl", ".ndjson"), Format.LINES),
    **dict.fromkeys((".csv", ".tsv", ".tab", ".psv"), Format.DELIMITED),
    **dict.fromkeys((".arrow", ".ipc"), Format.ARROW),
    **dict.fromkeys((".bmp", ".webp"), Format.PICTURE),
    **dict.fromkeys((*ENDS, ".npy", ".npz"), Format.MODEL),
}


def format_of(path: Path, name: str, *, is_metrics: bool = False) -> Format:
    """Return what a file is: how it begins goes before its name. Raises OSError."""
    with path.open("rb") as stream:
        first = stream.read(_HEAD)
    end = PurePosixPath(name).suffix.lower()
    found = _by_beginning(path, first, end) or _NAMES.get(end)
    if found is None and is_metrics:
        return Format.DOCUMENT  # DVC reads a metrics file of any other ending as YAML
    if found is None and _is_pickle(first):
        return Format.MODEL
    return found or (Format.TEXT if _is_text(path, name) else Format.UNKNOWN)


def _by_beginning(path: Path, first: bytes, end: str) -> Format | None:
    found = next((form for mark, form in _BEGINNINGS if first.startswith(mark)), None)
    if packing_of(first):
        found = Format.COMPRESSED
    elif first.startswith(b"PK\x03\x04"):
        found = Format.MODEL if _is_model_archive(path, end) else Format.ZIP
    elif first[257:262] == b"ustar":
        found = Format.TAR
    elif end == ".json" and _is_booster(path):
        found = Format.MODEL
    return found


def _is_model_archive(path: Path, end: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:10_000]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return True
    arrays = bool(names) and all(name.endswith(".npy") for name in names)
    return end in (".skops", ".keras", ".npz") or arrays


def _is_booster(path: Path) -> bool:
    return path.stat().st_size <= LARGEST_TEXT and b'"gradient_booster"' in path.read_bytes()


def _is_pickle(first: bytes) -> bool:
    """Whether it begins like a pickle of protocol 2 to 5, and is not likely to begin so by chance."""
    return first[:1] == b"\x80" and first[1:2] in b"\x02\x03\x04\x05" and first[2:3] in b"\x95}](cNKX\x8c"


def _is_text(path: Path, name: str) -> bool:
    if not looks_like_text(path):
        return False
    if content_of(name) in (Content.TEXT, Content.LOG):
        return True
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    # Bytes that are no UTF-8 are Latin-1 text only where the name says that it is text at all.
    found = decoded_text(head[: head.rfind(b"\n") + 1] or head[:-4] or head)
    return found is not None and found[1] != "Latin-1"


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares any two files of other bytes; `loader` is for models that have to be run to be read, `apart`
    runs what decodes in native code (None = here)."""

    loader: Loader | None = None
    apart: Apart | None = None

    def compare(self, pair: Pair) -> Finding:
        """Return what comparing shows. What fails is no comparator; raises CancelledError alone."""
        try:
            return self._compare(pair)
        except CancelledError:
            raise
        except OtherFormatError as error:
            return Finding(Verdict.DIFFERENT, _with_place(str(error), pair))
        except NoComparatorError as error:
            return Finding(Verdict.NO_COMPARATOR, _with_place(str(error), pair))
        except Exception as error:  # noqa: BLE001 -- a defect of a comparator must not pass for a verdict
            said = (str(error).strip().splitlines() or [""])[0][:300]
            why = Compared.FAILED.said(why=f"{type(error).__name__}{f': {said}' if said else ''}")
            return Finding(Verdict.NO_COMPARATOR, _with_place(why, pair))

    def _compare(self, pair: Pair) -> Finding:
        before, after = (
            format_of(path, pair.name, is_metrics=pair.is_metrics and not pair.inside)
            for path in (pair.before, pair.after)
        )
        if before is Format.UNKNOWN:
            raise NoComparatorError(Compared.NO_FORMAT.said())
        if before is not after:
            raise OtherFormatError(Compared.OTHER_FORMAT.said(format_before=before, format_after=after))
        if before in _NATIVE:
            return self.apart.compare(pair, before) if self.apart else comparator_of(before)(pair)
        archives = ArchiveComparator(self.compare)
        comparators: Mapping[Format, Comparator] = {
            Format.COMPRESSED: archives.compressed,
            Format.ZIP: archives.zipped,
            Format.TAR: archives.tarred,
            Format.PDF: _pdf,
            Format.NOTEBOOK: _notebook,
            Format.SVG: _svg,
            Format.DOCUMENT: judge_document,
            Format.LINES: judge_lines,
            Format.DELIMITED: _delimited,
            Format.MODEL: ModelComparator(self.loader).judge,
            Format.TEXT: _text,
        }
        return comparators[before](pair)


_NATIVE = (Format.PICTURE, Format.PARQUET, Format.ARROW)


def comparator_of(form: str) -> Comparator:
    """Return what compares two files of a format that is decoded in native code."""
    return {
        Format.PICTURE: _picture,
        Format.PARQUET: lambda pair: _columns(pair, Form.PARQUET),
        Format.ARROW: lambda pair: _columns(pair, Form.ARROW),
    }[Format(form)]


def _with_place(said: str, pair: Pair) -> str:
    try:
        return f"{said} {first_difference(pair.before, pair.after)}"
    except OSError:
        return said


# What is heavy is imported when it is needed: most outputs come out with the same bytes.


def _picture(pair: Pair) -> Finding:
    from forebear.rebuild.judging.pictures import judge_picture

    return judge_picture(pair)


def _columns(pair: Pair, form: Form) -> Finding:
    from forebear.rebuild.judging.tables import judge_columns

    return judge_columns(pair, form)


def _delimited(pair: Pair) -> Finding:
    from forebear.rebuild.judging.tables import judge_delimited

    return judge_delimited(pair)


def _text(pair: Pair) -> Finding:
    from forebear.rebuild.judging.texts import judge_text

    return judge_text(pair)


def _notebook(pair: Pair) -> Finding:
    from forebear.rebuild.judging.texts import judge_notebook

    return judge_notebook(pair)


def _svg(pair: Pair) -> Finding:
    from forebear.rebuild.judging.texts import judge_svg

    return judge_svg(pair)


def _pdf(pair: Pair) -> Finding:
    from forebear.rebuild.judging.texts import judge_pdf

    return judge_pdf(pair)
