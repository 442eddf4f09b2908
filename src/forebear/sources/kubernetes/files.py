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
_NOT_LIVE = (
    "No cluster gave these objects, for none has a uid: they do not tell what ran. Export those of a "
    "cluster (`kubectl get jobs,deployments,pods,configmaps -o yaml`); manifests, charts and values are read "
    "from the project's commits by themselves."
)


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
        live, readable = since is not None and since.get("live", True) is True, False
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
            if str(path) != self.location:
                yield Solved(KIND, str(path))
            live, readable = live or exported.live, True
            yield from exported.facts()
        if live:
            yield Solved(KIND, self.location)
        elif readable:
            yield Problem(KIND, self.location, _NOT_LIVE)
        yield Checkpoint(KIND, self.location, {"files": now, "live": live})


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > _LARGEST:
        raise UnreadableError(
            f"it has {size >> 20} MB, and at most {_LARGEST >> 20} are read; export less at once"
        )
    return decoded(path.read_bytes())
