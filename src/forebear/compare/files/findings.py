"""What is found out about a file and about how it differs from another: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forebear.compare.data.findings import Absent, FolderChanges
from forebear.lineage.words import Digest


class Content(StrEnum):
    """What a file holds, told by its name until it is opened."""

    IMAGE = "image"
    DRAWING = "drawing"  # SVG: text that is shown as a picture
    NOTEBOOK = "notebook"
    LOG = "log"
    TEXT = "text"
    DIRECTORY = "directory"
    OTHER = "other"


class FileRole(StrEnum):
    """What a file is to the version."""

    SOURCE = "source"
    RESULT = "result"
    PLOT = "plot"
    METRICS = "metrics"
    PARAMETERS = "parameters"
    CODE = "code"  # a notebook or a picture of the repository itself


@dataclass(frozen=True, slots=True)
class ByteDifference:
    """Where two contents begin to differ, both counted in bytes.

    `offset` is the first byte that differs (None = none was found in the `read` bytes), `suffix` how many
    bytes at the end are the same (0 where `whole` is False). `before` and `after` are the bytes around it,
    from `start` on, a multiple of 16; `line` counts from 1 the line of the offset, where it is text.
    """

    offset: int | None
    sizes: tuple[int, int]
    read: int
    suffix: int = 0
    start: int = 0
    before: bytes = b""
    after: bytes = b""
    line: int | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A unified diff (empty where `omitted` says why there is none), and how many lines it adds and removes.

    `rule` names what was left out of account before comparing, "" for nothing; `plain` are the lines that
    differ without it.
    """

    text: str
    added: int
    removed: int
    rule: str = ""
    plain: tuple[int, int] = (0, 0)
    omitted: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a notebook that is changed, added or removed; numbers count from 1, None = not there.

    `source`, `outputs` and `metadata` are unified diffs, empty where they are the same.
    """

    status: str
    kind: str
    before: int | None
    after: int | None
    source: str = ""
    outputs: str = ""
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class NotebookDifference:
    """Two notebooks cell by cell; execution counts and the cells' ids are left out of account."""

    cells: tuple[CellChange, ...]
    same: int
    metadata: str = ""
    """A unified diff of the notebook's own metadata (kernel, language)."""

    @property
    def equal(self) -> bool:
        """Whether nothing differs but what is left out of account."""
        return not self.cells and not self.metadata


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """A picture: format, size in pixels, how many pictures are in the file, and what to know of it."""

    format: str
    width: int
    height: int
    frames: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageDifference:
    """Two pictures laid over each other at their upper left corners, pixel by pixel.

    `pixels` are those of the area that either covers; one that only one picture has counts as differing.
    `largest` and `mean` are differences of a channel (red, green, blue, opacity: 0 to 255) over the area that
    both have. `box` (left, top, width, height) holds all that differs. `same` is None where more than the
    compared pixels could differ (16-bit channels, further pictures of an animation).
    """

    pixels: int
    differing: int
    largest: int
    mean: float
    same: bool | None
    box: tuple[int, int, int, int] | None = None

    @property
    def share(self) -> float:
        """The part of the pixels that differ, 0 to 1."""
        return self.differing / self.pixels if self.pixels else 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """One version's file: its size in bytes, what it holds, and why it cannot be read ("" = it could)."""

    label: str
    digest: Digest | None
    size: int | None = None
    encoding: str = ""
    image: ImageFacts | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FileDifference:
    """How one version's file differs from the baseline's; a part is None where it does not apply."""

    label: str
    bytes: ByteDifference | None = None
    image: ImageDifference | None = None
    text: TextDifference | None = None
    notebook: NotebookDifference | None = None
    folder: FolderChanges | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileStudy:
    """What was found out about one path: `content` is what it turned out to hold."""

    content: Content
    sides: tuple[Side, ...]
    differences: tuple[FileDifference, ...] = ()
    absent: tuple[Absent, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """A path and what each version holds there; a digest is None where it holds nothing, a size where it is
    not known.

    `folder` is the directory that it was found in, where versions hold that as one artifact; `before` the
    path of the same bytes in the baseline, where the file was renamed. `comparable` is False where the
    digests are of different algorithms. `sources` are the digests by which contents are looked for.
    `study` is there once the file was opened; `left` are files of a directory that differ and are not listed.
    """

    path: str
    role: FileRole
    content: Content
    digests: tuple[Digest | None, ...]
    sizes: tuple[int | None, ...]
    sources: tuple[Digest | None, ...]
    comparable: bool = True
    folder: str = ""
    before: str = ""
    left: int = 0
    study: FileStudy | None = None

    @property
    def differs(self) -> bool | None:
        """Whether two versions hold different bytes here (or one of them nothing)."""
        if not self.comparable:
            return True if None in self.digests else None
        return len(set(self.digests)) > 1 or bool(self.before)
