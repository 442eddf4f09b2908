"""Kubernetes and Helm as a tool whose records can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.details import Detail, Told
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_FORMS = (".yaml", ".yml", ".json")
_MARKS = (b"apiVersion", b"items")
_BEGINNING = 1 << 16  # bytes in which what `kubectl` prints says what it is


class KubernetesTool:
    """Manifests, charts and values at commits; objects and releases that were exported from a cluster."""

    kind = "kubernetes"
    title = "Kubernetes and Helm"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the history of the project."""
        if context.place is not None:
            yield Found(self.kind, str(context.root), "Manifests, charts and values at commits")

    def at(self, location: str, context: Context) -> Found | None:
        """Return an exported file, or a folder that holds some."""
        path = Path(context.remapped(location)).expanduser()
        files = _files(path)
        if not any(_is_exported(each) for each in files[:50]):
            return None
        detail = Detail(Told.FILES, len(files)) if path.is_dir() else Detail(Told.SIZE, path.stat().st_size)
        title = "Objects exported from a cluster (kubectl get … -o yaml)"
        return Found(self.kind, str(path), title, (detail,), inside=False)

    def open(self, location: str, context: Context) -> Source:
        """Return the source."""
        if _is_history(location, context):
            from forebear.sources.kubernetes.committed import CommittedSource

            return CommittedSource(context.files)
        from forebear.sources.kubernetes.files import ExportedSource

        holds = context.place.holds if context.place is not None else lambda _sha: False
        return ExportedSource(Path(location), _files(Path(location)), holds)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no reference has moved, or no file has changed."""
        if _is_history(location, context):
            return context.is_read(since)
        return state_of(_files(Path(location))) == since.get("files")

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the file or folder that was exported."""
        return () if _is_history(location, context) else (Path(location),)


def state_of(files: Sequence[Path]) -> dict[str, object]:
    """Return size and time of each file."""
    found: dict[str, object] = {}
    for path in files:
        status = path.stat()
        found[str(path)] = [status.st_size, status.st_mtime_ns]
    return found


def _is_history(location: str, context: Context) -> bool:
    return context.place is not None and location == str(context.root)


def _files(path: Path) -> list[Path]:
    """Return a file, or the files directly in a folder; links are left alone."""
    if path.is_dir():
        inside = (each for each in path.iterdir() if each.suffix in _FORMS and not each.is_symlink())
        return sorted(each for each in inside if each.is_file())
    return [path] if path.suffix in _FORMS and path.is_file() else []


def _is_exported(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        return False
    return b"apiVersion" in beginning and b"kind" in beginning
