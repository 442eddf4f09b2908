"""The gateway to one Git repository, for every room that reads history."""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from git.cmd import Git
from git.exc import GitCommandError, GitCommandNotFound

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Commit, Ref
from forebear.sources.git.differences import Differences
from forebear.sources.git.patches import ChangedFile
from forebear.sources.git.place import FETCH, GitPlace, refusal
from forebear.sources.git.references import person, read_ref, when

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
    """A commit and what differs from its first parent: path to (mode, blob), or to None where it is gone."""

    sha: str
    parents: tuple[str, ...]
    files: dict[str, tuple[str, str] | None]


class GitRepository:
    """One repository, read through Git itself and never written.

    Nothing of the repository's runs (hooks, fsmonitor, filters, textconv, external diff, pager, aliases, gpg,
    credential helpers) and nothing is fetched (promisor objects, submodules). Paths that are no UTF-8 come as
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
        self._git = Git(str(place.git_dir))
        self._git.update_environment(**place.environment())
        self._contents: subprocess.Popen[bytes] | None = None
        self._headers: subprocess.Popen[bytes] | None = None

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

    # references

    def tips(self) -> Mapping[str, str]:
        """Return what every reference that counts points at; see `GitPlace.tips`."""
        return self.place.tips()

    def commit_tips(self, tips: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """Return the commit behind each reference, tags followed; those that lead to none are left out."""
        named = self.tips() if tips is None else tips
        shas = dict(zip(named, self._peel(named.values()), strict=True))
        return {name: sha for name, sha in shas.items() if sha is not None}

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
        try:
            return (
                self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
                .decode()
                .strip()
            )
        except ActionableError:
            return None

    # history

    def commits(self, tips: Iterable[str], known: Iterable[str] = ()) -> Iterator[Commit]:
        """Yield the commits reachable from `tips` and not from `known`, parents before children.

        Both are commit ids that exist here (`commit_tips`). Times are UTC; text that is no UTF-8 is read as
        well as it can be.
        """
        words = (
            "log",
            "--topo-order",
            "--reverse",
            "-z",
            "--encoding=UTF-8",
            f"--format=tformat:{_COMMIT_FIELDS}",
        )
        asked = _revisions(tips, known)
        if not asked:  # Git would take HEAD
            return
        with self._stream(words, asked) as stream:
            fields = _split(stream, b"\0")
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
                    message.rstrip("\n"),
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
        words = [
            *(("--literal-pathspecs",) if literal else ()),
            *("log", "--topo-order", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"),
            *(
                "--no-ext-diff",
                "--no-textconv",
                "--full-history",
                "--diff-merges=first-parent",
                "--ignore-submodules=none",
            ),
            *(("--sparse",) if every else ()),
            "--format=tformat:%x01%H %P",
        ]
        asked = _revisions(tips, known)
        if not asked:
            return
        if patterns:
            asked += [b"--", *(os_bytes(path) for path in patterns)]
        with self._stream(words, asked) as stream:
            tokens = _split(stream, b"\0")
            sha = ""
            parents: tuple[str, ...] = ()
            files: dict[str, tuple[str, str] | None] = {}
            for token in tokens:
                mark = token.lstrip(b"\n")
                if mark.startswith(b"\x01"):
                    if sha:
                        yield Change(sha, parents, files)
                    sha, *rest = mark[1:].decode().split()
                    parents, files = tuple(rest), {}
                elif mark.startswith(b":"):
                    _, mode, _, blob, status = mark.decode().split()
                    path = next(tokens).decode("utf-8", "surrogateescape")
                    files[path] = None if status == "D" else (mode, blob)
            if sha:
                yield Change(sha, parents, files)

    # contents

    def blob(self, sha: str) -> bytes:
        """Return the bytes of an object; raises MissingObjectError where this clone lacks it."""
        content = next(iter(self.blobs([sha])))[1]
        if content is None:
            raise MissingObjectError(
                "A Git object is missing.",
                where=sha,
                todo=f"{FETCH}.",
            )
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
            yield from [(sha, _read_object(answers, largest)) for sha in asked]

    def tree(self, commit: str, under: str = "") -> Mapping[str, TreeEntry]:
        """Return the files of a commit (those below `under`) by path, submodules and links among them."""
        words = ("ls-tree", "-r", "-z", "--full-tree", commit)
        entries = {}
        for line in self._run("--literal-pathspecs", *words, *(("--", f"{under}/") if under else ())).split(
            b"\0"
        ):
            if line:
                meta, _, raw = line.partition(b"\t")
                mode, _, sha = meta.decode().split()
                path = raw.decode("utf-8", "surrogateescape")
                entries[path] = TreeEntry(path, mode, sha)
        return entries

    def read(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of `path` at a commit, None where it is no file there (a link's is its target)."""
        words = ("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--")
        listing = self._run(*words, posixpath.normpath(path))
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
            process = self._start(("cat-file", option))
            setattr(self, slot, process)
        return process

    def _start(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [str(Git.GIT_PYTHON_GIT_EXECUTABLE), *words]
        try:
            started = self._git.execute(command, as_process=True, istream=subprocess.PIPE)
        except GitCommandNotFound as error:
            raise ActionableError(
                "Git is not installed.", where="git", todo="Install Git 2.31 or newer and try again."
            ) from error
        return cast("subprocess.Popen[bytes]", started)

    @contextmanager
    def _stream(self, words: Sequence[str], asked: Sequence[bytes]) -> Iterator[IO[bytes]]:
        # Revisions and paths go in through standard input: there may be more than fit on a command line.
        process = self._start((*words, "--stdin"))
        requests, answers = _pipes(process)
        try:
            requests.write(b"\n".join(asked) + b"\n")
            requests.close()
            yield answers
            process.wait()  # raises where Git gave up
        except BrokenPipeError as error:
            raise self._refusal(process.stderr.read() if process.stderr else b"") from error
        except GitCommandError as error:
            raise self._refusal(str(error.stderr).encode()) from error
        finally:
            _end(process)

    def _run(self, *words: str) -> bytes:
        command = [str(Git.GIT_PYTHON_GIT_EXECUTABLE), *words]
        try:
            output = self._git.execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
        except GitCommandNotFound as error:
            raise ActionableError(
                "Git is not installed.", where="git", todo="Install Git 2.31 or newer and try again."
            ) from error
        except GitCommandError as error:
            raise self._refusal(str(error.stderr).encode()) from error
        return output

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


def _end(process: subprocess.Popen[bytes]) -> None:
    # GitPython's process wrapper closes the pipes and ends and collects the child when it is finalized.
    cast("Callable[[], None]", getattr(process, "_terminate"))()  # noqa: B009


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    return cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)


def _split(stream: IO[bytes], separator: bytes) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 20):
        *whole, rest = (rest + chunk).split(separator)
        yield from whole
    if rest.strip():
        yield rest


def _read_object(answers: IO[bytes], largest: int) -> bytes | None:
    header = answers.readline().split()
    if len(header) != 3:  # "<id> missing", "<id> ambiguous"
        return None
    size = int(header[2])
    if size <= largest:
        return answers.read(size + 1)[:-1]
    left = size + 1
    while left:
        left -= len(answers.read(min(left, 1 << 20)))
    return None
