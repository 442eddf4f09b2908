"""Files that a person exported from a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded
from forebear.sources.kubernetes.exported import KIND, Exported
from forebear.sources.kubernetes.tool import state_of

_LARGEST = 64 << 20  # bytes


class ExportedSource:
    """The objects of some files; a file is read again when it has changed."""

    kind = KIND

    def __init__(self, location: Path, files: Sequence[Path], holds: Callable[[str], bool]) -> None:
        self.location = str(location)
        self._files = files
        self._holds = holds

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the files say that changed since `since`."""
        before = as_mapping((since or {}).get("files"))
        now = state_of(self._files)
        if since is not None and before == now:
            return
        for done, path in enumerate(self._files, 1):
            if before.get(str(path)) == now[str(path)]:
                continue
            progress.step("documents", done, len(self._files))
            try:
                exported = Exported(str(path), _text(path), self._holds)
            except (OSError, UnreadableError) as error:
                yield Problem(KIND, str(path), f"This file could not be read: {error}.")
                continue
            yield Solved(KIND, str(path))
            yield from exported.facts()
        yield Checkpoint(KIND, self.location, {"files": now})


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > _LARGEST:
        raise UnreadableError(
            f"it has {size >> 20} MB, and at most {_LARGEST >> 20} are read; export less at once"
        )
    return decoded(path.read_bytes())
