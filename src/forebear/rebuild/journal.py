"""The journal of a rebuild that goes on: what will be written down of it, even if its process dies.

Beside a rebuild's folder lies `<id>.journal`, lines of JSON that only grow. Its process holds a lock on it; a
journal that nobody holds tells of an attempt that was interrupted (`settling`).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from forebear.lineage.durable import write_through_folder
from forebear.lineage.rebuilds import Purpose
from forebear.lineage.words import Image, Scalar

if sys.platform != "win32":
    import fcntl

ENDING = ".journal"
_LARGEST = 16 << 20  # bytes of a journal that are read


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rebuild that began. `doing` is what it was at when this was written, in words that end a sentence."""

    id: str
    run: str
    started_at: datetime
    by: str
    purpose: Purpose = Purpose.REBUILD
    series: str = ""
    variation: Mapping[str, Scalar] = field(default_factory=dict)
    profile: Mapping[str, Scalar] = field(default_factory=dict)
    doing: str = "it began"
    steps: tuple[str, ...] = ()
    image: Image | None = None
    how: str = ""


class Journal:
    """An open journal; its lock goes with the process."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def note(self, doing: str, steps: Sequence[str] = (), image: Image | None = None, how: str = "") -> None:
        """Write down what is done from now on, and what was done before."""
        self._write(
            {"doing": doing, "steps": list(steps), "image": asdict(image) if image else None, "how": how}
        )

    def begin(self, attempt: Attempt) -> None:
        """Write the first line."""
        said = asdict(attempt)
        said["started_at"] = attempt.started_at.isoformat()
        self._write(said)

    def _write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def keep_journal(place: Path, attempt: Attempt) -> Iterator[Journal]:
    """Keep a journal beside the folder `place` until the block ends; after an exception it stays.

    It is there whole and locked before it has its name; one that never had it goes by `remove_unborn`.
    Raises OSError.
    """
    path = place.with_name(place.name + ENDING)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    with contextlib.ExitStack() as stack:
        with _locked(path.parent, shared=True):
            file = stack.enter_context(fresh.open("xb"))
            try:
                if sys.platform != "win32":
                    fcntl.flock(file, fcntl.LOCK_EX)
                journal = Journal(file)
                journal.begin(attempt)
                fresh.rename(path)
                write_through_folder(path.parent)
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise
        yield journal
        path.unlink(missing_ok=True)


@contextmanager
def interrupted(path: Path) -> Iterator[Attempt | None]:
    """Hold a journal whose process is gone and give what it says; None where it lives or nothing is said."""
    if sys.platform == "win32":
        yield None
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        # Whoever held it may have ended well and removed it while we opened it.
        yield _read(file.read(_LARGEST)) if path.exists() else None


def journals(folder: Path) -> list[Path]:
    """Return the journals in a folder of rebuilds, the oldest first."""
    return sorted(folder.glob(f"[!.]*{ENDING}"))


def remove_unborn(folder: Path) -> int:
    """Remove the journals whose process died before they had their name; return how many.

    Nothing was begun then. While one is being made its folder's lock is held, and nothing is removed.
    """
    if sys.platform == "win32" or not _unborn(folder):
        return 0
    try:
        with _locked(folder, shared=False):
            left = _unborn(folder)
            for path in left:
                path.unlink()
            return len(left)
    except OSError:  # one is being made, or the folder is read-only: another time
        return 0


def _unborn(folder: Path) -> list[Path]:
    return list(folder.glob(f".*{ENDING}"))


@contextmanager
def _locked(folder: Path, *, shared: bool) -> Iterator[None]:
    """Hold a folder's lock: waits for a shared one, raises OSError where one for us alone is not free."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def has_leftovers(private: Path) -> bool:
    """Whether a rebuild was interrupted whose journal is under Forebear's folder; cheap, for every start."""
    folder = private / "rebuilds"
    for path in journals(folder):
        with interrupted(path) as attempt:
            if attempt is not None:
                return True
    return bool(_unborn(folder))


def _read(text: bytes) -> Attempt | None:
    """Read a journal's lines; a last one that was torn is left out, and one of nonsense is no attempt."""
    known: dict[str, Any] = {}
    for line in text.split(b"\n"):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict):
            known |= {key: value for key, value in said.items() if value is not None}
    try:
        return Attempt(
            id=str(known["id"]),
            run=str(known["run"]),
            started_at=datetime.fromisoformat(known["started_at"]).astimezone(UTC),
            by=str(known["by"]),
            purpose=Purpose(known["purpose"]),
            series=str(known["series"]),
            variation=dict(known["variation"]),
            profile=dict(known["profile"]),
            doing=str(known["doing"]),
            steps=tuple(map(str, known["steps"])),
            image=Image(**{**known["image"], "diff_ids": tuple(known["image"]["diff_ids"])})
            if known.get("image")
            else None,
            how=str(known["how"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
