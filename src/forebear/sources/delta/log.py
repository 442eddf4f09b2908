"""What the log of a Delta table says of each version (Delta protocol, "Actions"), replayed one by one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError

_RECORDS = re.compile(r'"numRecords"\s*:\s*(\d{1,18})')
_LARGEST = 1 << 60  # bytes of a table; a log may say anything
_LATEST = 253_402_300_799_000  # milliseconds since 1970: the year 9999


@dataclass(frozen=True, slots=True)
class Described:
    """What a table says of itself, from its latest `metaData`. `columns` is the schema's JSON text."""

    id: str
    name: str = ""
    description: str = ""
    columns: str = ""
    partitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One version of a table.

    `info` is its `commitInfo` as written, empty where there is none; `rows`, `size` (bytes) and `files` are
    None where the log does not tell. `described` is None where this version says nothing new; `missing` is
    how many of its files are not there. `mark` is the `mark_of` its commit, "" where only a checkpoint is
    left of it.
    """

    number: int
    info: Mapping[str, object]
    rows: int | None
    size: int | None
    files: int | None
    described: Described | None = None
    missing: int = 0
    mark: str = ""

    @property
    def when(self) -> datetime | None:
        """When it was written, as the log says."""
        for key in ("inCommitTimestamp", "timestamp"):
            value = self.info.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LATEST:
                return datetime.fromtimestamp(value / 1_000, UTC)
        return None

    @property
    def operation(self) -> str:
        """What was done, as the writer calls it (`WRITE`, `MERGE` …)."""
        return str(self.info.get("operation") or "")

    @property
    def former(self) -> int | None:
        """The version that this one was made from, None where it takes nothing from an earlier one.

        What is overwritten as a whole or created anew is only the next of its name; what is restored comes
        from the version that it names.
        """
        given = as_mapping(self.info.get("operationParameters"))
        if self.operation == "RESTORE":
            restored = str(given.get("version") or "")
            return int(restored) if restored.isdecimal() and int(restored) < self.number else None
        anew = self.operation.startswith(("CREATE", "REPLACE")) or (
            self.operation == "WRITE"
            and str(given.get("mode")).lower() == "overwrite"
            and not given.get("predicate")
        )
        return None if anew or self.number == 0 else self.number - 1


@dataclass(slots=True)
class Replay:
    """The state of a table while its versions are replayed in order.

    `files` maps a data file's path to its bytes, its rows (None = not recorded) and whether it is missing, as
    `lacks` says. `whole` says whether all of them are known: it takes version 0, or a checkpoint.
    """

    lacks: Callable[[str], bool]
    files: dict[str, tuple[int, int | None, bool]] = field(default_factory=dict)
    described: Described | None = None
    whole: bool = False
    _size: int = 0
    _rows: int = 0
    _unknown: int = 0  # files of which the rows are not known
    _missing: int = 0

    def begin(self, described: Described, files: Iterable[tuple[str, int, int | None]]) -> None:
        """Begin with the state that a checkpoint tells."""
        self.files.clear()
        self._size = self._rows = self._unknown = self._missing = 0
        self.described, self.whole = described, True
        for path, size, rows in files:
            self._add(path, size, rows)

    def apply(self, number: int, actions: Iterable[Mapping[str, object]]) -> TableVersion:
        """Take in the actions of a version. Of a file that goes and comes at once, what comes counts."""
        info: Mapping[str, object] = {}
        added: list[Mapping[str, object]] = []
        described: Described | None = None
        self.whole = self.whole or number == 0
        for action in actions:
            if "add" in action:
                added.append(as_mapping(action["add"]))
            elif "remove" in action:
                self._remove(_path(as_mapping(action["remove"])))
            elif "metaData" in action:
                told = read_described(as_mapping(action["metaData"]))
                described, self.described = (told if told != self.described else None), told
            elif "commitInfo" in action:
                info = as_mapping(action["commitInfo"])
        for file in added:
            self._remove(_path(file))
            self._add(_path(file), min(_whole(file.get("size")) or 0, _LARGEST), _rows(file))
        return self.version(number, info, described)

    def version(
        self, number: int, info: Mapping[str, object], described: Described | None = None
    ) -> TableVersion:
        """Return the state as a version."""
        if not self.whole:
            return TableVersion(number, info, None, None, None, described)
        rows = None if self._unknown else self._rows
        size = min(self._size, _LARGEST)
        return TableVersion(number, info, rows, size, len(self.files), described, self._missing)

    def _add(self, path: str, size: int, rows: int | None) -> None:
        missing = self.lacks(path)
        self.files[path] = size, rows, missing
        self._size += size
        self._rows += rows or 0
        self._unknown += rows is None
        self._missing += missing

    def _remove(self, path: str) -> None:
        size, rows, missing = self.files.pop(path, (0, 0, False))
        self._size -= size
        self._rows -= rows or 0
        self._unknown -= rows is None
        self._missing -= missing


def mark_of(content: bytes) -> str:
    """Return what tells a version from that of another copy of its table, which has the same id and number.

    It is of the commit's file; how lines end counts for nothing, for Git may change that on Windows.
    """
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8]


def read_actions(content: bytes) -> Iterator[Mapping[str, object]]:
    """Yield the actions of a commit's file, one a line; raises UnreadableError."""
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            action = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"line {number} is no JSON, or is nested too deep") from error
        if not isinstance(action, dict):
            raise UnreadableError(f"line {number} is no action")
        yield action


def read_described(metadata: Mapping[str, object]) -> Described:
    """Read a `metaData` action."""
    return Described(
        str(metadata.get("id") or ""),
        str(metadata.get("name") or ""),
        str(metadata.get("description") or ""),
        str(metadata.get("schemaString") or ""),
        tuple(map(str, as_list(metadata.get("partitionColumns")))),
    )


def _path(file: Mapping[str, object]) -> str:
    return unquote(str(file.get("path") or ""))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _rows(file: Mapping[str, object]) -> int | None:
    """Return how many rows a file has, without those that its deletion vector leaves out."""
    found = _RECORDS.search(str(file.get("stats") or ""))
    if found is None:
        return None
    vector = as_mapping(file.get("deletionVector"))
    return max(0, int(found[1]) - (_whole(vector.get("cardinality")) or 0))
