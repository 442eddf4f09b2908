"""Opens the files of versions at one path and compares each with the baseline's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from forebear.compare.data.findings import Absent
from forebear.compare.data.folders import compare_folders
from forebear.compare.data.opening import Objects
from forebear.compare.files.bytes import Look, compare_bytes
from forebear.compare.files.excerpt import around_first_difference
from forebear.compare.files.findings import (
    ByteDifference,
    Content,
    FileDifference,
    FileStudy,
    ImageFacts,
    Side,
    TextDifference,
)
from forebear.compare.files.kinds import content_of
from forebear.compare.files.notebooks import (
    Notebook,
    UnreadableNotebookError,
    compare_notebooks,
    read_notebook,
)
from forebear.compare.files.pictures import (
    Draw,
    OpenPicture,
    UnreadablePictureError,
    compare_pictures,
    drawn_picture,
    open_picture,
)
from forebear.compare.files.texts import LARGEST, compare_texts, decoded_text, looks_like_text
from forebear.lineage.words import Digest

Held = Sequence[tuple[str, Digest | None]]
"""What versions hold at a path: label and digest (None = nothing), the baseline first."""


@dataclass(slots=True)
class Opened:
    """One content while it is compared."""

    path: Path | None = None
    size: int | None = None
    problem: str = ""
    facts: ImageFacts | None = None
    encoding: str = ""
    picture: OpenPicture | None = None
    notebook: Notebook | None = None
    text: str | None = None

    def forget(self) -> None:
        """Let go of what takes room."""
        self.picture = self.notebook = self.text = None


class FileStudent:
    """Studies files one after another; nothing of them is run.

    `draw` draws an SVG where that can be done; without it drawings are compared as text only. `most` are the
    bytes of each that are read for the first difference (None = all), `look` is told how many were read.
    """

    def __init__(
        self, objects: Objects, *, draw: Draw | None = None, most: int | None = None, look: Look | None = None
    ) -> None:
        self._objects, self._draw, self._most, self._look = objects, draw, most, look

    def study(self, path: str, held: Held, *, rule: str = "") -> FileStudy:
        """Compare what versions hold at a path; `rule` as in `compare_texts`.

        What cannot be read is told in its place; raises CancelledError where `look` does.
        """
        return self._read(path, held, rule, keep=False)[0]

    def opened(self, path: str, held: Held, *, rule: str = "") -> tuple[FileStudy, Mapping[Digest, Opened]]:
        """Do the same, and give what was opened as well: pictures to be shown."""
        return self._read(path, held, rule, keep=True)

    def _read(
        self, path: str, held: Held, rule: str, *, keep: bool
    ) -> tuple[FileStudy, Mapping[Digest, Opened]]:
        with tempfile.TemporaryDirectory(prefix="forebear-files-") as folder:
            reading = _Reading(self._objects, self._draw, Path(folder), path, self._most, self._look)
            return reading.study(held, rule, keep=keep), reading.opened


@dataclass
class _Reading:
    """One path's contents while they are open."""

    objects: Objects
    draw: Draw | None
    folder: Path
    path: str
    most: int | None
    look: Look | None
    opened: dict[Digest, Opened] = field(default_factory=dict)

    def study(self, held: Held, rule: str, *, keep: bool) -> FileStudy:
        """Compare; unless all are to `keep`, only the baseline and one other version are in memory."""
        digests = [digest for _, digest in held if digest is not None]
        directory = bool(digests) and all(digest.is_directory for digest in digests)
        content = content_of(self.path, directory=directory)
        if any(digest.is_directory for digest in digests):
            return self._folders(content, held)
        baseline = held[0][1]
        differences: list[FileDifference] = []
        known: dict[Digest | None, FileDifference] = {}
        for label, digest in held:
            if digest is not None and digest not in self.opened:
                self.opened[digest] = self._open(digest, content)
            if label == held[0][0] or (digest == baseline and not rule):
                continue
            if digest not in known:
                known[digest] = self._difference(label, baseline, digest, rule)
            differences.append(replace(known[digest], label=label))
            if digest is not None and digest != baseline and not keep:
                self.opened[digest].forget()
        if content is Content.OTHER and any(self.opened[digest].encoding for digest in digests):
            content = Content.TEXT
        sides = tuple(self._side(label, digest) for label, digest in held)
        return FileStudy(content, sides, tuple(differences), self._absent(held))

    def _absent(self, held: Held) -> tuple[Absent, ...]:
        return tuple(
            Absent(label, digest, self.objects.obtainable(digest))
            for label, digest in held
            if digest is not None and self._is_absent(digest)
        )

    def _is_absent(self, digest: Digest) -> bool:
        if digest.is_directory:
            return self.objects.listing(digest) is None
        return self.opened[digest].path is None and not self.opened[digest].problem

    def _side(self, label: str, digest: Digest | None) -> Side:
        if digest is None:
            return Side(label, None)
        each = self.opened.get(digest, Opened())
        return Side(label, digest, each.size, each.encoding, each.facts, each.problem)

    # opening

    def _open(self, digest: Digest, content: Content) -> Opened:
        each = Opened()
        try:
            each.path = self.objects.file(digest, self.folder / f"git-{digest.value}")
            if each.path is None:
                return each
            each.size = each.path.stat().st_size
            self._read(each, each.path, content)
        except (UnreadablePictureError, UnreadableNotebookError) as error:
            each.problem = str(error)
        except OSError as error:
            each.problem = f"It cannot be read: {error.strerror or error}."
        return each

    def _read(self, each: Opened, path: Path, content: Content) -> None:
        small = (each.size or 0) <= LARGEST
        if content in (Content.TEXT, Content.LOG, Content.OTHER, Content.DRAWING, Content.NOTEBOOK):
            decoded = decoded_text(path.read_bytes()) if small else None
            if decoded is not None:
                each.text, each.encoding = decoded
            elif small and content in (Content.TEXT, Content.LOG):
                each.problem = "It is no text."
        if content is Content.IMAGE:
            each.picture = open_picture(path)
        elif content is Content.DRAWING and self.draw is not None and small:
            each.picture = drawn_picture(path.read_bytes(), self.draw)
        each.facts = each.picture.facts if each.picture else None
        if content is Content.NOTEBOOK:
            if (each.size or 0) > 8 * LARGEST:
                raise UnreadableNotebookError("It is too large to be compared cell by cell.")
            each.notebook = read_notebook(path.read_bytes())

    # comparing

    def _difference(
        self, label: str, before: Digest | None, after: Digest | None, rule: str
    ) -> FileDifference:
        if before is None or after is None:
            return FileDifference(
                label, note="" if before == after else "removed" if after is None else "added"
            )
        one, other = self.opened[before], self.opened[after]
        if one.path is None or other.path is None:
            return FileDifference(label)
        try:
            found = compare_bytes(one.path, other.path, most=self.most, look=self.look)
            made = FileDifference(label, found)
            if one.picture and other.picture:
                made = replace(made, image=compare_pictures(one.picture, other.picture))
            if one.notebook and other.notebook:
                made = replace(made, notebook=compare_notebooks(one.notebook, other.notebook))
            elif text := self._text(one, other, found, rule):
                made = replace(made, text=text)
        except OSError as error:
            return FileDifference(label, note=f"It cannot be read: {error.strerror or error}.")
        return made

    def _text(self, one: Opened, other: Opened, found: ByteDifference, rule: str) -> TextDifference | None:
        if one.text is not None and other.text is not None:
            made = compare_texts(one.text, other.text, rule=rule)
            if one.encoding != other.encoding:
                note = f"The encodings differ: {one.encoding} and {other.encoding}."
                made = replace(made, notes=(*made.notes, note))
            return made
        large = max(found.sizes) > LARGEST
        if one.path is None or other.path is None or not large or found.offset is None:
            return None
        if not (looks_like_text(one.path) and looks_like_text(other.path)):
            return None
        return around_first_difference(one.path, other.path, found)

    def _folders(self, content: Content, held: Held) -> FileStudy:
        baseline = held[0][1]
        differences = []
        for label, digest in held[1:]:
            if digest == baseline:
                continue
            if digest is None or baseline is None:
                differences.append(FileDifference(label, note="removed" if digest is None else "added"))
                continue
            before, after = self.objects.listing(baseline), self.objects.listing(digest)
            changes = None
            if before is not None and after is not None:
                changes = compare_folders(
                    {entry.path: entry.digest for entry in before},
                    {entry.path: entry.digest for entry in after},
                )
            differences.append(FileDifference(label, folder=changes))
        sides = tuple(Side(label, digest) for label, digest in held)
        here = [(label, digest) for label, digest in held if digest is None or digest.is_directory]
        return FileStudy(content, sides, tuple(differences), self._absent(here))
