"""The gateway to one Git repository, for every room that reads history."""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Commit, Ref
from forebear.sources.git.differences import Differences
from forebear.sources.git.grafts import GraftFile
from forebear.sources.git.patches import ChangedFile
from forebear.sources.git.place import FETCH, GitPlace, refusal
from forebear.sources.git.references import person, read_ref, when
from forebear.sources.git.streams import Foreseen, read_object, split
from forebear.sources.guarded import without_passwords

REGULAR = ("100644", "100755", "100664")
SYMLINK = "120000"

LARGEST = 32 << 20  # bytes; no lineage file is larger, and a hostile one must not fill the memory
_COMMIT_FIELDS = "%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"


class MissingObjectError(ActionableError):
    """An object that the history names is not in this clone."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a commit: `mode` as Git writes it (`100644`, `100755`, `120000` link, `160000` submodule)."""

    path: str
    mode: str
    sha: str


@dataclass(frozen=True, slots=True)
class Change:
    """A commit and what differs from its first parent: path to (mode, blob), or to None where it is gone.

    `before` has the blobs that stood at these paths in the first parent, zeros where there was none.
    """

    sha: str
    parents: tuple[str, ...]
    files: dict[str, tuple[str, str] | None]
    before: dict[str, str] = field(default_factory=dict)


class GitRepository:
    """One repository, read through Git itself and never written.

    Nothing of the repository's runs (hooks, fsmonitor, filters, textconv, external diff, pager, aliases, gpg,
    credential helpers) and nothing is fetched (promisor objects, submodules). Parents that were replaced
    count, as in `git log`; what a commit says and holds is its own. Paths that are no UTF-8 come as
    Python's surrogate escapes. Takes work trees, linked work trees, bare repositories (also without
    `config`), shallow clones, a detached or unborn HEAD, SHA-1 and SHA-256. Use it as a context manager, from
    one thread at a time. Raises ActionableError where there is no repository at `root` or Git cannot read it.
    """

    def __init__(self, root: Path) -> None:
        place = GitPlace.find(root)
        if place is None:
            raise ActionableError(
                "This folder has no Git repository.",
                where=str(root),
                todo="Open a folder that is under Git, or run `git init` in this one and commit.",
            )
        self.place = place
        self._contents: subprocess.Popen[bytes] | None = None
        self._headers: subprocess.Popen[bytes] | None = None
        self._grafts = GraftFile(place)
        self._foreseen: dict[tuple[tuple[str, ...], bytes], Foreseen] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child processes; the repository can be used again afterwards."""
        for process in (self._contents, self._headers):
            if process is not None:
                _end(process)
        self._contents = self._headers = None
        while self._foreseen:
            self._foreseen.popitem()[1].drop()
        self._grafts.remove()

    # references

    def tips(self) -> Mapping[str, str]:
        """Return what every reference that counts points at; see `GitPlace.tips`."""
        return self.place.tips()

    def commit_tips(self, tips: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """Return the commit behind each reference, tags followed; those that lead to none are left out."""
        named = self.tips() if tips is None else tips
        shas = dict(zip(named, self._peel(named.values()), strict=True))
        return {name: sha for name, sha in shas.items() if sha is not None}

    def present(self, tips: Mapping[str, str]) -> dict[str, str]:
        """Return the references that lead to something that is in this clone, be it no commit."""
        commits = self.commit_tips(tips)
        return {name: sha for name, sha in tips.items() if name in commits or self.place.holds(f"{sha}^{{}}")}

    def refs(self) -> tuple[Ref, ...]:
        """Return branches, tags, remote branches, experiments and HEAD, in Git's order, HEAD last."""
        tips = self.tips()
        commits = self.commit_tips(tips)
        annotated = {
            name: tips[name]
            for name in commits
            if name.startswith("refs/tags/") and tips[name] != commits[name]
        }
        tags = dict(self.blobs(annotated.values()))
        found = []
        for name, commit in commits.items():
            body = tags.get(annotated.get(name, ""))
            found.append(read_ref(name, commit, body))
        return tuple(found)

    def rev_parse(self, text: str) -> str | None:
        """Return the full id of the commit that a revision (`main`, `v1.2~3`, a short sha) names, or None."""
        if not text or text.startswith("-") or "\0" in text or "\n" in text:
            return None
        asked = ("--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
        bent = self._grafts.variables(self.blobs)
        try:
            return self.place.output("rev-parse", *asked, variables=bent).decode().strip()
        except ActionableError:
            return None

    # history

    def commits(
        self, tips: Iterable[str], known: Iterable[str] = (), said: Iterable[str] = ()
    ) -> Iterator[Commit]:
        """Yield the commits reachable from `tips` and not from `known`, parents before children.

        Both are commit ids that exist here (`commit_tips`). With `said` only those with a line in the message
        that fits one of these (POSIX extended regular expressions). Times are UTC; text that is no UTF-8 is
        read as well as it can be, and passwords in a message are hidden.
        """
        words = (
            *("log", "--topo-order", "--reverse", "-z", "--encoding=UTF-8", "--extended-regexp"),
            f"--format=tformat:{_COMMIT_FIELDS}",
            *(f"--grep={each}" for each in said),
        )
        asked = _revisions(tips, known)
        if not asked:  # Git would take HEAD
            return
        with self._stream(words, asked) as stream:
            fields = split(stream, b"\0")
            while True:
                record = [field.decode("utf-8", "replace") for field in islice(fields, 9)]
                if len(record) < 9:
                    return
                sha, parents, author, author_email, authored, committer, email, committed, message = record
                yield Commit(
                    sha.lstrip("\n"),
                    tuple(parents.split()),
                    person(author, author_email),
                    when(authored),
                    person(committer, email),
                    when(committed),
                    without_passwords(message.rstrip("\n")),
                )

    def changes(
        self,
        tips: Iterable[str],
        known: Iterable[str] = (),
        patterns: Sequence[str] = (),
        *,
        every: bool = True,
        literal: bool = False,
    ) -> Iterator[Change]:
        """Yield commits with their files that differ from the first parent, parents before children.

        The walk covers all of the history (not the first parents alone). `patterns` are Git pathspecs, or
        plain paths with `literal`; with none, every file counts. `every` yields commits that changed none of
        them as well.
        """
        words, asked = _changes(tips, known, patterns, every=every, literal=literal)
        if not asked:
            return
        with self._stream(words, asked) as stream:
            tokens = split(stream, b"\0")
            sha = ""
            parents: tuple[str, ...] = ()
            files: dict[str, tuple[str, str] | None] = {}
            before: dict[str, str] = {}
            for token in tokens:
                mark = token.lstrip(b"\n")
                if mark.startswith(b"\x01"):
                    if sha:
                        yield Change(sha, parents, files, before)
                    sha, *rest = mark[1:].decode().split()
                    parents, files, before = tuple(rest), {}, {}
                elif mark.startswith(b":"):
                    _, mode, old, blob, status = mark.decode().split()
                    path = next(tokens).decode("utf-8", "surrogateescape")
                    files[path], before[path] = None if status == "D" else (mode, blob), old
            if sha:
                yield Change(sha, parents, files, before)

    def foresee_changes(self, tips: Iterable[str], known: Iterable[str], patterns: Sequence[str]) -> None:
        """Let Git look for what `changes` will be asked, while something else is read."""
        words, asked = _changes(tips, known, patterns, every=True, literal=False)
        if asked:
            self._grafts.variables(self.blobs)  # on this thread, which asks for objects
            key = (tuple(words), b"\n".join(asked))
            self._foreseen[key] = Foreseen(lambda: self._asking(words, asked))

    # contents

    def blob(self, sha: str) -> bytes:
        """Return the bytes of an object; raises MissingObjectError where this clone lacks it."""
        content = next(iter(self.blobs([sha])))[1]
        if content is None:
            raise MissingObjectError("A Git object is missing.", where=sha, todo=f"{FETCH}.")
        return content

    def blobs(
        self, shas: Iterable[str], *, largest: int = LARGEST, block: int = 200
    ) -> Iterator[tuple[str, bytes | None]]:
        """Yield each object's id and bytes as asked; None where it is missing or larger than `largest` bytes.

        One persistent `cat-file --batch`, asked for `block` objects at a time, which are in memory together.
        """
        wanted = iter(shas)
        while asked := list(islice(wanted, block)):
            requests, answers = _pipes(self._batch("_contents", "--batch"))
            requests.write("".join(f"{sha}\n" for sha in asked).encode())
            requests.flush()
            # All answers are taken before any is given away: whoever stops early leaves nothing in the pipe.
            yield from [(sha, read_object(answers, largest)) for sha in asked]

    def tree(self, commit: str, under: str = "", *, largest: int | None = None) -> Mapping[str, TreeEntry]:
        """Return the files of a commit (those below `under`) by path, submodules and links among them; with
        `largest` only files of at most so many bytes."""
        words = ("ls-tree", "-r", "-z", "--full-tree", *(("-l",) if largest is not None else ()), commit)
        entries = {}
        for line in self.place.output(
            "--literal-pathspecs", *words, *(("--", f"{under}/") if under else ())
        ).split(b"\0"):
            if line:
                meta, _, raw = line.partition(b"\t")
                mode, _, sha, *size = meta.decode().split()
                path = raw.decode("utf-8", "surrogateescape")
                if largest is None or (size[0].isdecimal() and int(size[0]) <= largest):
                    entries[path] = TreeEntry(path, mode, sha)
        return entries

    def read(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of `path` at a commit, None where it is no file there (a link's is its target)."""
        words = ("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--")
        listing = self.place.output(*words, posixpath.normpath(path))
        if not listing:
            return None
        meta = listing.partition(b"\t")[0].decode().split()
        return self.blob(meta[2]) if meta[1] == "blob" else None

    def diff(
        self, old: str, new: str, paths: Sequence[str] | None = None, *, context: int = 3
    ) -> list[ChangedFile]:
        """Return the files that differ between two commits, renames found, with a unified patch of each."""
        return self.differences.files(old, new, paths, context=context)

    @property
    def differences(self) -> Differences:
        """What compares its commits."""
        return Differences(self.place)

    # processes

    def _peel(self, shas: Iterable[str]) -> Iterator[str | None]:
        wanted = iter(shas)
        while block := list(islice(wanted, 200)):
            requests, answers = _pipes(self._batch("_headers", "--batch-check"))
            requests.write("".join(f"{sha}^{{commit}}\n" for sha in block).encode())
            requests.flush()
            for _ in block:
                words = answers.readline().decode("utf-8", "replace").split()
                yield words[0] if len(words) == 3 and words[1] == "commit" else None

    def _batch(self, slot: str, option: str) -> subprocess.Popen[bytes]:
        process = cast("subprocess.Popen[bytes] | None", getattr(self, slot))
        if process is None or process.poll() is not None:
            process = self.place.start("cat-file", option)
            setattr(self, slot, process)
        return process

    @contextmanager
    def _stream(self, words: Sequence[str], asked: Sequence[bytes]) -> Iterator[IO[bytes]]:
        foreseen = self._foreseen.pop((tuple(words), b"\n".join(asked)), None)
        if foreseen is None:
            with self._asking(words, asked) as answers:
                yield answers
        else:
            with foreseen.open() as answers:
                yield answers

    @contextmanager
    def _asking(self, words: Sequence[str], asked: Sequence[bytes]) -> Iterator[IO[bytes]]:
        # Revisions and paths go in through standard input: there may be more than fit on a command line.
        process = self.place.start(*words, "--stdin", variables=self._grafts.variables(self.blobs))
        requests, answers = _pipes(process)
        refused = cast("IO[bytes]", process.stderr)
        try:
            requests.write(b"\n".join(asked) + b"\n")
            requests.close()
            yield answers
            said = refused.read()
            if process.wait():
                raise self._refusal(said)
        except BrokenPipeError as error:
            raise self._refusal(refused.read()) from error
        finally:
            _end(process)

    def _refusal(self, said: bytes) -> ActionableError:
        return refusal(said.decode(errors="replace"), self.place.root)


def os_bytes(path: str) -> bytes:
    """Return a path as Git keeps it."""
    return path.encode("utf-8", "surrogateescape")


def _revisions(tips: Iterable[str], known: Iterable[str]) -> list[bytes]:
    wanted = [sha.encode() for sha in dict.fromkeys(tips)]
    return wanted and [
        *wanted,
        *(f"^{sha}".encode() for sha in dict.fromkeys(known)),
    ]


def _changes(
    tips: Iterable[str], known: Iterable[str], patterns: Sequence[str], *, every: bool, literal: bool
) -> tuple[list[str], list[bytes]]:
    """Return the words for Git and what it is asked, nothing where there is nothing to ask for."""
    words = [
        *(("--literal-pathspecs",) if literal else ()),
        *("log", "--topo-order", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"),
        *("--no-ext-diff", "--no-textconv", "--full-history", "--diff-merges=first-parent"),
        "--ignore-submodules=none",
        *(("--sparse",) if every else ()),
        "--format=tformat:%x01%H %P",
    ]
    asked = _revisions(tips, known)
    if asked and patterns:
        asked += [b"--", *(os_bytes(path) for path in patterns)]
    return words, asked


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):  # it ended before it took all
                pipe.close()
    process.terminate()
    process.wait()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    return cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
