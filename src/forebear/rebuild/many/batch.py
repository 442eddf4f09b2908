"""What was asked for in one batch of rebuilds, kept beside the lineage so that it can be continued."""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forebear.lineage.durable import write_whole
from forebear.lineage.errors import ActionableError, UnknownReferenceError
from forebear.lineage.project import Project
from forebear.rebuild.many.choosing import Chosen

if sys.platform != "win32":
    import fcntl

LAST = "last"
"""The word for the newest batch."""
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Batch:
    """One request: the runs in their order, what was asked in words, and the options of each rebuild.

    `id` is the `series` of its rebuilds. `options` are words for `forebear rebuild`, the same for every run.
    """

    id: str
    asked: str
    runs: tuple[Chosen, ...]
    options: tuple[str, ...]
    by: str
    made_at: datetime

    @classmethod
    def new(cls, asked: str, runs: Sequence[Chosen], options: Sequence[str], by: str) -> Batch:
        """Make one with a new id."""
        now = datetime.now(UTC)
        return cls(f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}", asked, tuple(runs), tuple(options), by, now)


class Batches:
    """The batches of one project, each a JSON file in `.forebear/batches`."""

    def __init__(self, project: Project) -> None:
        self._folder = project.private / "batches"

    def write(self, batch: Batch) -> None:
        """Keep a batch; after a crash it is there whole or not at all. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**asdict(batch), "made_at": batch.made_at.isoformat()}, ensure_ascii=False)
        write_whole(self._path(batch.id), text.encode("utf-8", "surrogateescape"))

    def all(self) -> tuple[Batch, ...]:
        """Return the batches that can be read, the newest first."""
        names = sorted((path.stem for path in self._folder.glob("*.json")), reverse=True)
        found = []
        for name in names:
            try:
                found.append(self.read(name))
            except ActionableError:
                continue
        return tuple(found)

    def read(self, id_: str) -> Batch:
        """Return the batch of an id, of the beginning of one, or the `last`.

        Raises UnknownReferenceError where there is none, ActionableError where its file cannot be read.
        """
        ids = sorted((path.stem for path in self._folder.glob("*.json")), reverse=True)
        fitting = [each for each in ids if id_ == LAST or each.startswith(id_)]
        if not fitting or (len(fitting) > 1 and id_ not in (LAST, *fitting)):
            what = "Several batches begin like this." if fitting else "There is no such batch."
            known = ", ".join(ids[:5]) or "none yet"
            raise UnknownReferenceError(what, where=id_, todo=f"The newest are: {known}.")
        chosen = id_ if id_ in fitting else fitting[0]
        try:
            return _read(json.loads(self._path(chosen).read_text("utf-8", errors="surrogateescape")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ActionableError(
                "This batch cannot be read.",
                where=str(self._path(chosen)),
                todo="Delete the file and start the rebuilds again: forebear rebuild --all.",
            ) from error

    @contextmanager
    def held(self, batch: Batch) -> Iterator[None]:
        """Hold a batch while it is worked on; raises ActionableError where another process does."""
        with (self._folder / f"{batch.id}.lock").open("wb") as lock:
            if sys.platform != "win32":
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    raise ActionableError(
                        "This batch is being worked on already.",
                        where=batch.id,
                        todo="Wait for it, or cancel it where it was started.",
                    ) from error
            yield

    def note_running(self, batch: Batch, runs: Iterable[str]) -> None:
        """Note which runs are being rebuilt, for whoever looks; where that fails nothing else does."""
        with suppress(OSError):
            fresh = self._folder / f"{batch.id}.running-fresh"
            fresh.write_text(json.dumps(sorted(runs)), encoding="utf-8")
            fresh.replace(self._folder / f"{batch.id}.running")

    def running(self, batch: Batch) -> frozenset[str]:
        """Return which runs are being rebuilt, none where no living process works on the batch."""
        if not self.is_held(batch):
            return frozenset()
        try:
            return frozenset(map(str, json.loads((self._folder / f"{batch.id}.running").read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            return frozenset()

    def is_held(self, batch: Batch) -> bool:
        """Whether a living process works on a batch; False where that cannot be known."""
        if sys.platform == "win32":
            return False
        try:
            with (self._folder / f"{batch.id}.lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _path(self, id_: str) -> Path:
        return self._folder / f"{id_}.json"


def _read(document: dict[str, Any]) -> Batch:
    runs = tuple(
        Chosen(str(each["run"]), str(each["name"]), str(each["commit"]), tuple(map(str, each["stands_for"])))
        for each in document["runs"]
    )
    id_ = str(document["id"])
    if not _ID.fullmatch(id_):
        raise ValueError(id_)
    return Batch(
        id_,
        str(document["asked"]),
        runs,
        tuple(map(str, document["options"])),
        str(document["by"]),
        datetime.fromisoformat(document["made_at"]),
    )
