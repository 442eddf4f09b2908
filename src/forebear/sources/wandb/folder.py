"""The folders that W&B writes, one for each start of a run: `wandb/[offline-]run-20240131_142500-ID`."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.sources.regular import open_regular

_NAME = re.compile(r"(?:offline-)?run-(?P<when>\d{8}_\d{6})-(?P<id>.+)", re.DOTALL)
_LOG = re.compile(r"run-(?P<id>.+)\.wandb", re.DOTALL)
BESIDE = ("wandb-metadata.json", "config.yaml", "wandb-summary.json", "requirements.txt", "diff.patch")
"""What is read of a run's `files/`, beside its `.wandb` file."""
_MOST_FOLDERS = 5_000  # of a project that are looked into
_ELSEWHERE = {"wandb", "node_modules", "venv", "site-packages", "__pycache__"}
LARGEST = 64 * 1024 * 1024  # bytes of a file beside it


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One start of a run. `sign` is another when one of its files was written since."""

    path: Path
    run: str
    when: str
    sign: str

    @property
    def log(self) -> Path:
        """Its `.wandb` file."""
        return self.path / f"run-{self.run}.wandb"

    def content(self, name: str) -> bytes | None:
        """Return a file beside the log, None where it is not there.

        Raises OSError where it cannot be read, ValueError where it is too large.
        """
        path = self.path / "files" / name
        if _regular(path) is None or path.parent.is_symlink():
            return None
        with open_regular(path) as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
        return content


def run_folders(place: Path) -> list[RunFolder]:
    """Return the run folders of a `wandb` folder, in the order in which they were begun."""
    found: list[RunFolder] = []
    try:
        entries = list(os.scandir(place))
    except OSError:
        return []
    for entry in entries:
        name = _NAME.fullmatch(entry.name)
        if name is not None and entry.is_dir(follow_symlinks=False):
            path = Path(entry.path)
            run = _run_in(path) or name["id"]
            files = [path / f"run-{run}.wandb", *(path / "files" / beside for beside in BESIDE)]
            found.append(RunFolder(path, run, name["when"], " ".join(map(_sign, files))))
    return sorted(found, key=lambda folder: (folder.when, folder.path.name))


def has_runs(place: Path) -> bool:
    """Whether a folder holds folders of runs."""
    try:
        with os.scandir(place) as entries:
            return any(
                _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) for entry in entries
            )
    except OSError:
        return False


def by_run(folders: Iterable[RunFolder]) -> Mapping[str, Sequence[RunFolder]]:
    """Return the folders of each run: more than one where it was resumed."""
    found: dict[str, list[RunFolder]] = {}
    for folder in folders:
        found.setdefault(folder.run, []).append(folder)
    return found


def _run_in(folder: Path) -> str:
    """Return the id in the name of the log; of two starts in one second a folder has a number behind it."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(match["id"] for entry in entries if (match := _LOG.fullmatch(entry.name)))
    except OSError:
        return ""
    return names[0] if names else ""


def _sign(path: Path) -> str:
    status = _regular(path)
    return "-" if status is None else f"{status.st_size}:{status.st_mtime_ns}"


def _regular(path: Path) -> os.stat_result | None:
    """Return the status of a file, None where it is none: a link may lead anywhere, a pipe has no end."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def places_below(root: Path) -> Iterator[Path]:
    """Yield the `wandb` folders with runs of a project: at its root and in the folders two levels below."""
    seen = 0
    level = [root]
    for _ in range(3):
        below: list[Path] = []
        for folder in level:
            for name in ("wandb", ".wandb"):
                if has_runs(folder / name):
                    yield folder / name
            try:
                entries = [entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
            except OSError:
                continue
            seen += len(entries)
            if seen > _MOST_FOLDERS:
                return
            below += [
                Path(entry.path)
                for entry in sorted(entries, key=lambda entry: entry.name)
                if not entry.name.startswith(".") and entry.name not in _ELSEWHERE
            ]
        level = below
