"""What had not been committed when a run ran: what its record says of it, and the patch that was kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from forebear.lineage.answers import RunRecord
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest, Role
from forebear.rebuild.inputs import InputFinder, Located, Wanted
from forebear.rebuild.job import UNCOMMITTED
from forebear.rebuild.sentences import Planned
from forebear.sources.git.patching import Patched, apply_patch
from forebear.sources.git.repository import GitRepository

_KEEPERS = {"wandb": "W&B", "mlflow": "MLflow", "forebear": "Forebear"}
TRACKED_ALONE = ("W&B", "MLflow")
"""Tools whose patch is what `git diff` says: a new file that was never added is not in it."""


@dataclass(frozen=True, slots=True)
class Uncommitted:
    """The patch that was kept of what a run's commit does not hold.

    `located` says where it is, `by` which tool kept it. `code` is the commit with the patch applied, "" where
    it is not, and `why` then says why not; `files` are the paths that it changes. `left_out` says that a
    person goes on without it.
    """

    located: Located
    by: str
    code: str = ""
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why: str = ""
    left_out: bool = False

    @property
    def path(self) -> str:
        """What the patch is called."""
        return self.located.wanted.path

    @property
    def digest(self) -> Digest | None:
        """The digest by which it is found and checked."""
        return next(iter(self.located.wanted.digests), None)


class PatchReader:
    """Finds the patches that tools kept, checks every byte of them and applies them to commits.

    Nothing is written to the repository or to files of a work tree (see `sources/git/patching`).
    """

    def __init__(self, repository: GitRepository, finder: InputFinder) -> None:
        self._repository, self._finder = repository, finder
        self._read: dict[tuple[Digest, ...], tuple[Located, bytes]] = {}
        self._applied: dict[tuple[str, tuple[Digest, ...]], Patched | str] = {}

    def at(self, commit: str, wanted: Wanted, record: RunRecord, *, left_out: bool) -> Uncommitted:
        """Return the patch `wanted` of a run with what comes of applying it to `commit`."""
        by = _KEEPERS.get(record.run.source, record.run.source)
        if left_out:
            return Uncommitted(Located(wanted, ""), by, left_out=True)
        located, content = self._content(wanted)
        found = Uncommitted(located, by)
        if not located.place:
            return replace(found, why=Planned.PATCH_NOT_APPLIED.said(tool=by, why=located.gone))
        key = (commit, wanted.digests)
        if key not in self._applied:
            try:
                self._applied[key] = apply_patch(self._repository, commit, content)
            except ActionableError as error:
                self._applied[key] = str(error)
        applied = self._applied[key]
        if isinstance(applied, str):
            return replace(
                found, why=Planned.PATCH_NOT_APPLIED.said(tool=by, why=f"{wanted.path}: {applied}")
            )
        moved = [Planned.MOVED_BY_PATCH.said(path=path, patch=wanted.path) for path in applied.submodules]
        return replace(
            found, code=applied.sha, files=tuple(file.path for file in applied.files), notes=tuple(moved)
        )

    def _content(self, wanted: Wanted) -> tuple[Located, bytes]:
        """Return where a patch is and its bytes, checked against its digest."""
        if wanted.digests not in self._read:
            located, content = Located(wanted, ""), b""
            if wanted.checkable:
                with tempfile.TemporaryDirectory(prefix="forebear-") as folder:
                    target = Path(folder) / "patch"
                    _, located = self._finder.lay_out(located, Path(folder), target)
                    content = target.read_bytes() if located.place else b""
            self._read[wanted.digests] = located, content
        located, content = self._read[wanted.digests]
        return replace(located, wanted=wanted), content


def uncommitted_paths(record: RunRecord) -> tuple[str, ...]:
    """Return the files that `forebear run` named, several in one text."""
    return tuple(
        str(each.value) for each in record.parameters if each.name == UNCOMMITTED and not each.source
    )


def kept_patch(record: RunRecord) -> str:
    """Return what the patch is called that was kept of a run's uncommitted changes; "" for none."""
    return next((link.path for link in record.inputs if link.role is Role.PATCH), "")


def lost_paths(record: RunRecord, patch: Uncommitted | None) -> tuple[str, ...]:
    """Return what was not committed and is neither an input by its own digest nor in the applied patch."""
    used = {link.path for link in record.inputs} | set(patch.files if patch is not None else ())
    named = [path for line in uncommitted_paths(record) for path in line.split(", ")]
    if patch is not None and patch.code:  # what is not in it is named first
        named = [path for path in named if not path.startswith("… (")]
    return tuple(path for path in named if path not in used)
