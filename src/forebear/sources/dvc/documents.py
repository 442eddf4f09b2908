"""The lineage files of a history by their blob: each read once and parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from forebear.sources.dvc.values import as_mapping, read_values
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import GitRepository

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LockEntry:
    """A stage's entry in `dvc.lock`. `text` is its part of the file: the same text, the same entry."""

    name: str
    entry: object
    text: str


class Documents:
    """Parsed lineage files of one repository. Every method may raise UnreadableError, again each time."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._contents: dict[str, bytes | None] = {}
        self._parsed: dict[tuple[str, str], object] = {}
        self._entries: dict[str, tuple[LockEntry, ...]] = {}

    def fetch(self, shas: Iterable[str]) -> None:
        """Read blobs in one go, so that the other methods need not ask for each."""
        missing = dict.fromkeys(sha for sha in shas if sha not in self._contents)
        self._contents.update(self._repository.blobs(missing))

    def content(self, sha: str) -> bytes:
        """Return a blob's bytes."""
        if sha not in self._contents:
            self.fetch([sha])
        content = self._contents[sha]
        if content is None:
            raise UnreadableError(
                f"its blob {sha[:12]} is not in this clone, or is too large to be such a file"
            )
        return content

    def yaml(self, sha: str) -> object:
        """Return a YAML blob's document."""
        return self._once("yaml", sha, lambda: load_yaml(decoded(self.content(sha))))

    def values(self, sha: str, path: str) -> object:
        """Return what a blob holds that is a file of metrics or parameters at `path`."""
        kind = path.rpartition(".")[2]
        return self._once(kind, sha, lambda: read_values(path, self.content(sha)))

    def uses_templates(self, sha: str) -> bool:
        """Whether a blob of `dvc.yaml` may hold templates."""
        return b"${" in self.content(sha)

    def lock(self, sha: str) -> tuple[LockEntry, ...]:
        """Return the entries of a `dvc.lock`, of schema 1.0 (stages at the top) or 2.0 (below `stages`)."""
        return self._once("lock", sha, lambda: self._read_lock(sha))

    def _once(self, kind: str, sha: str, read: Callable[[], T]) -> T:
        key = (kind, sha)
        if key not in self._parsed:
            try:
                self._parsed[key] = read()
            except UnreadableError as error:
                self._parsed[key] = error
        found = self._parsed[key]
        if isinstance(found, UnreadableError):
            raise found
        return cast("T", found)

    def _read_lock(self, sha: str) -> tuple[LockEntry, ...]:
        text = decoded(self.content(sha))
        return self._by_blocks(text) or _whole(text)

    def _by_blocks(self, text: str) -> tuple[LockEntry, ...] | None:
        """Read a lock as DVC writes it stage by stage: from commit to commit only a few of them change.

        None where the text is not laid out like that, or a part is no entry by itself; then the whole is
        read.
        """
        head, found, body = text.partition("\nstages:\n")
        if not found or head != "schema: '2.0'" or "\n\t" in body or "\r" in body:
            return None
        entries: dict[str, LockEntry] = {}
        for block in _blocks(body):
            known = self._entries.get(block)
            if known is None:
                known = self._entries[block] = _entry(block)
            for entry in known:
                if entry.name in entries:
                    return None
                entries[entry.name] = entry
            if not known:
                return None
        return tuple(entries.values())


def _blocks(body: str) -> list[str]:
    """Split the text below `stages:` where a line is indented by two; not where it begins otherwise."""
    starts = [0] if body[:2] == "  " and body[2:3] not in (" ", "") else []
    at = body.find("\n  ")
    while at >= 0:
        if body[at + 3 : at + 4] not in (" ", "\n", "-", "#", ""):
            starts.append(at + 1)
        at = body.find("\n  ", at + 1)
    if not starts or starts[0] != 0:
        return [body]
    return [body[start:end] for start, end in zip(starts, [*starts[1:], len(body)], strict=True)]


def _entry(block: str) -> tuple[LockEntry, ...]:
    try:
        read = load_yaml(block)
    except UnreadableError:
        return ()
    if not isinstance(read, Mapping) or len(read) != 1:
        return ()
    ((name, entry),) = read.items()
    return (LockEntry(str(name), entry, block),)


def _whole(text: str) -> tuple[LockEntry, ...]:
    document = load_yaml(text)
    if document is None:
        return ()
    if not isinstance(document, Mapping):
        raise UnreadableError("it is no mapping of stages")
    root = as_mapping(document)
    stages = as_mapping(root.get("stages")) if "schema" in root or "stages" in root else root
    return tuple(LockEntry(name, entry, f"{name}\0{entry!r}") for name, entry in stages.items())
