"""What a tool's command or API said, saved into files: JSON, also several documents in one file, or YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.files import ToolFiles
from forebear.sources.regular import open_regular

_LARGEST = 128 << 20  # bytes of one file
_ALL = 512 << 20  # bytes of all files of one folder
_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_SPACE = re.compile(r"[\s\x1e]*")  # also the mark that begins each text of a JSON text sequence (RFC 7464)


@dataclass(frozen=True, slots=True)
class Saved:
    """One file: its name in the folder, its bytes, the documents they hold, and why no more could be read."""

    name: str
    content: bytes
    documents: tuple[object, ...]
    problem: str = ""


class SavedSource:
    """A source of saved files: all of them are read again when one has changed, for they refer to each other.

    `facts_of` makes facts of the files; it may hold them against each other. What it yields of the same files
    is always the same.
    """

    def __init__(
        self, kind: str, files: ToolFiles, facts_of: Callable[[Sequence[Saved]], Iterator[Fact]]
    ) -> None:
        self.kind = kind
        self.location = str(files.location)
        self._files = files
        self._facts_of = facts_of

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield everything when a file has come, changed or gone since `since`, else nothing."""
        state = since or {}
        stamps = self._files.stamps()
        if state.get("files") == stamps:
            return
        read = read_all(self._files, progress)
        problems = problems_of(self.kind, self._files, read)
        yield from (Solved(self.kind, str(where)) for where in as_list(state.get("unread")))
        yield from problems
        yield from self._facts_of(read)
        unread = [problem.where for problem in problems]
        yield Checkpoint(self.kind, self.location, {"files": stamps, "unread": unread})


def read_all(files: ToolFiles, progress: Progress) -> list[Saved]:
    """Read all files, as far as they can be read."""
    paths = files.paths()
    read: list[Saved] = []
    size = 0
    for done, path in enumerate(paths, 1):
        progress.step("documents", done, len(paths))
        read.append(read_saved(files.name_of(path), path, _ALL - size))
        size += len(read[-1].content)
    return read


def problems_of(kind: str, files: ToolFiles, read: Sequence[Saved]) -> list[Problem]:
    """Return what is wrong with files that were read."""
    problems = [
        Problem(kind, str(files.path_of(each.name)), f"This file could not be read: {each.problem}.")
        for each in read
        if each.problem
    ]
    if files.too_many:
        what = f"Only the first {len(read):,} files of this folder were read. Name a smaller folder."
        problems.append(Problem(kind, str(files.location), what))
    return problems


def read_saved(name: str, path: Path, left: int = _LARGEST) -> Saved:
    """Read one file of at most `left` bytes; of a file that breaks off, the documents before that."""
    largest = min(left, _LARGEST)
    content = b""
    documents: list[object] = []
    try:
        with open_regular(path) as stream:
            content = stream.read(largest + 1)
        if len(content) > largest:
            return Saved(name, b"", (), f"it is larger than the {largest >> 20} MB that are left for it")
        yaml = path.suffix.lower() in (".yaml", ".yml")
        documents.extend((yaml_documents if yaml else json_documents)(decoded(content)))
    except OSError as error:
        return Saved(name, b"", (), f"it cannot be opened ({error.strerror or error})")
    except UnreadableError as error:
        return Saved(name, content, tuple(documents), str(error))
    return Saved(name, content, tuple(documents))


def json_documents(text: str) -> Iterator[object]:
    """Yield the JSON documents that follow each other in a text, whatever space is between them.

    Raises UnreadableError where one of them cannot be read; it says where.
    """
    decoder = json.JSONDecoder()
    place = _end(_SPACE, text, 0)
    while place < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
        except (RecursionError, MemoryError) as error:
            raise UnreadableError("it is nested too deep") from error
        except json.JSONDecodeError as error:
            raise UnreadableError(f"line {error.lineno}: it is no JSON ({error.msg})") from error
        except ValueError as error:
            raise UnreadableError("it holds a number of thousands of digits") from error
        yield document
        place = _end(_SPACE, text, place)


def yaml_documents(text: str) -> Iterator[object]:
    """Yield the YAML documents of a text; raises UnreadableError."""
    for part in _DOCUMENT.split(text):
        document = load_yaml(part)
        if document is not None:
            yield document


def listed(document: object, name: str) -> list[Mapping[str, object]]:
    """Return the entries of a document's list as mappings."""
    return [as_mapping(entry) for entry in as_list(as_mapping(document).get(name))]


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
