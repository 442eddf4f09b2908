"""The files of many commits, read object by object from one process and kept for the next question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping

from forebear.sources.git.repository import REGULAR, GitRepository, MissingObjectError, TreeEntry

FOLDER = "40000"
"""The mode of a folder in a tree, as Git writes it there."""

_KEPT = 4_096  # trees
_Tree = Mapping[str, tuple[str, str]]
"""Name in a folder to (mode, object id)."""


class TreeReader:
    """Looks up paths of commits. Trees that commits share are read once, so that history costs little.

    Raises MissingObjectError where a tree that a commit names is not in this clone.
    """

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._roots: dict[str, str | None] = {}
        self._trees: OrderedDict[str, _Tree] = OrderedDict()

    def have(self, commits: Iterable[str]) -> frozenset[str]:
        """Return those of the commits that are in this clone; asked together they are read together."""
        asked = dict.fromkeys(commits)
        unknown = [sha for sha in asked if sha not in self._roots]
        for sha, content in self._repository.blobs(unknown):
            head = (content or b"").partition(b"\n")[0].split()
            self._roots[sha] = head[1].decode() if len(head) == 2 and head[0] == b"tree" else None
        return frozenset(sha for sha in asked if self._roots[sha] is not None)

    def entry(self, commit: str, path: str) -> TreeEntry | None:
        """Return what a commit holds at a path (a folder has the mode FOLDER); None = nothing."""
        self.have([commit])
        sha, mode = self._roots[commit], FOLDER
        for name in path.split("/"):
            if sha is None or mode != FOLDER:
                return None
            mode, sha = self._tree(sha).get(name, ("", None))
        return None if sha is None else TreeEntry(path, mode, sha)

    def top(self, commit: str) -> tuple[str, ...]:
        """Return the names of the plain files at the top of a commit; () where the commit is not here."""
        self.have([commit])
        root = self._roots[commit]
        return tuple(name for name, (mode, _) in self._tree(root).items() if mode in REGULAR) if root else ()

    def files(self, folder: TreeEntry) -> Iterator[TreeEntry]:
        """Yield all that is below a folder but folders; paths are those of the commit."""
        pending = [folder]
        while pending:
            here = pending.pop()
            for name, (mode, sha) in self._tree(here.sha).items():
                entry = TreeEntry(f"{here.path}/{name}", mode, sha)
                if mode == FOLDER:
                    pending.append(entry)
                else:
                    yield entry

    def _tree(self, sha: str) -> _Tree:
        tree = self._trees.get(sha)
        if tree is None:
            tree = dict(_entries(self._repository.blob(sha), len(sha) // 2))
            self._trees[sha] = tree
            if len(self._trees) > _KEPT:
                self._trees.popitem(last=False)
        else:
            self._trees.move_to_end(sha)
        return tree


def _entries(content: bytes, width: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Read a tree object: `<mode> <name>\\0<id of width bytes>`, again and again."""
    place = 0
    while place < len(content):
        end = content.find(b"\0", place)
        mode, _, name = content[place:end].partition(b" ")
        if end < 0 or not name:
            raise MissingObjectError("A tree of this repository is damaged.", todo="`git fsck` says what is.")
        place = end + 1 + width
        yield name.decode("utf-8", "surrogateescape"), (mode.decode(), content[end + 1 : place].hex())
