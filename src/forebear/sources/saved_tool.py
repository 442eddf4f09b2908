"""How files are found into which a tool's command or API was saved; light to import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.details import Detail, Told
from forebear.sources.files import Belongs, ToolFiles, below, head
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_MOST = 500  # files of a project that are looked into


class SavedTool:
    """A tool whose records are read from saved files, told by how they begin.

    What `open` does with them is the tool's own.
    """

    kind: str
    title: str
    endings: tuple[str, ...] = (".json",)

    @staticmethod
    def belongs(head: str) -> bool:
        """Whether a file is the tool's, from how it begins."""
        raise NotImplementedError

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the topmost folders of the project that hold such files, and such files beside them."""
        found = []
        for number, entry in enumerate(below(context.root, self.endings)):
            if number >= _MOST:
                break
            path = Path(entry.path)
            if self.belongs(head(path)):
                found.append(path)
        for place, count in sorted(_places(context.root, found).items()):
            yield self._found(place, count, inside=True)

    def at(self, location: str, context: Context) -> Found | None:  # noqa: ARG002
        """Return what a folder or a file holds of the tool's, None where that is nothing."""
        path = Path(location).expanduser().resolve()
        if path.is_file():
            return self._found(path, 1, inside=False) if self.belongs(head(path)) else None
        if not path.is_dir():
            return None
        count = len(self.files(str(path)).paths())
        return self._found(path, count, inside=False) if count else None

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a folder or a file."""
        raise NotImplementedError

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:  # noqa: ARG002
        """Whether no file has come, changed or gone."""
        return since.get("files") == self.files(location).stamps()

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return the folder or the file."""
        return [Path(location)]

    def files(self, location: str) -> ToolFiles:
        """Return the files of a location."""
        belongs: Belongs = self.belongs
        return ToolFiles(Path(location), self.endings, belongs)

    def _found(self, place: Path, count: int, *, inside: bool) -> Found:
        details = (Detail(Told.FILES, count),) if count > 1 else ()
        return Found(self.kind, str(place), f"{self.title}: records saved as files", details, inside)


def _places(root: Path, files: Sequence[Path]) -> Mapping[Path, int]:
    """Return what files are read as, and how many they are: their topmost folder below the root, or alone."""
    folders = {path.parent for path in files} - {root}
    tops = {folder for folder in folders if folders.isdisjoint(folder.parents)}
    counts: dict[Path, int] = {}
    for path in files:
        place = next((top for top in (path, *path.parents) if top in tops), path)
        counts[place] = counts.get(place, 0) + 1
    return counts
