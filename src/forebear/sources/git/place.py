"""Where a repository is, and the environment in which Git may be run on it; light to import."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from forebear.lineage.errors import ActionableError

# Whatever the repository's own configuration says, these win: nothing it names is run, nothing is fetched,
# and the output keeps the form that is parsed here.
SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.askPass": "false",
    "core.editor": "false",
    "core.gitProxy": "false",
    "core.attributesFile": os.devnull,
    "core.alternateRefsCommand": "false",
    "core.bigFileThreshold": "8m",  # larger files are compared as binary, not line by line in memory
    "core.untrackedCache": "false",
    "credential.helper": "",
    "diff.external": "",
    "diff.orderFile": os.devnull,
    "diff.submodule": "short",
    "gpg.program": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "log.showSignature": "false",
    "log.showRoot": "true",
    "log.mailmap": "false",
    "log.follow": "false",
    "protocol.allow": "never",
    "fetch.recurseSubmodules": "false",
    "submodule.recurse": "false",
    "maintenance.auto": "false",
    "gc.auto": "0",
    "color.ui": "false",
    "advice.graftFileDeprecated": "false",
}

_NONE: Mapping[str, str] = {}
_EXPERIMENT = re.compile(r"^refs/exps/[0-9a-f]{2}/[0-9a-f]{38,62}/.+")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST_WATCHED = 200
_PIPE = 1 << 20  # bytes that Git may be ahead of its reader
_REPLACED = "refs/replace"
_NAMESPACES = ("refs/heads", "refs/tags", "refs/remotes", "refs/exps")


FETCH = "`git fetch --refetch --no-filter` brings what a partial clone lacks; otherwise clone again"
_ABSENT = ("could not fetch", "Could not read", "unable to read", "bad object", "missing", "revision walk")


def refusal(said: str, root: Path) -> ActionableError:
    """Return what to raise where Git gave up, saying `said`."""
    lines = [line for line in said.replace("stderr: ", "").strip(" '\n").splitlines() if line.strip()]
    spoken = [line for line in lines if not line.startswith("warning:")] or lines
    words = "; ".join(line.removeprefix("fatal: ").removeprefix("error: ").rstrip(".") for line in spoken)
    if "Permission denied" in said:
        return ActionableError(
            f"Git may not read this repository: {words}.",
            where=str(root),
            todo="Ask the owner of the folder for rights to read it.",
        )
    if any(mark in said for mark in _ABSENT):
        return ActionableError(
            f"A part of the history is not in this clone: {words}.",
            where=str(root),
            todo=f"{FETCH}. `git fsck` says what is damaged.",
        )
    return ActionableError(
        f"Git cannot read this repository: {words or 'it stopped early'}.",
        where=str(root),
        todo="`git fsck` says what is damaged; or clone it again.",
    )


@dataclass(frozen=True, slots=True)
class GitPlace:
    """The directories of one repository.

    Attributes: `root` the work tree (or the bare repository itself), `git_dir` where HEAD is (of a linked
    work tree, its own), `common_dir` where objects and references are, `bare` whether there is no work tree.
    """

    root: Path
    git_dir: Path
    common_dir: Path
    bare: bool

    @classmethod
    def find(cls, root: Path) -> GitPlace | None:
        """Return the repository at `root` (not above it), or None where there is none.

        Takes a work tree (`.git` a folder or, in linked work trees and submodules, a file that names one),
        and a bare repository, with or without a `config`.
        """
        entry = root / ".git"
        git_dir, bare = (entry, False) if entry.exists() else (root, True)
        if entry.is_file():
            text = entry.read_text(encoding="utf-8", errors="surrogateescape").strip()
            if not text.startswith("gitdir:"):
                return None
            git_dir = (root / text.removeprefix("gitdir:").strip()).resolve()
        common_dir = git_dir
        pointer = git_dir / "commondir"
        if pointer.is_file():
            common_dir = (git_dir / pointer.read_text(encoding="utf-8").strip()).resolve()
        is_repository = (
            (git_dir / "HEAD").is_file()
            and (common_dir / "objects").is_dir()
            and (common_dir / "refs").is_dir()
        )
        return cls(root, git_dir, common_dir, bare) if is_repository else None

    @property
    def patched(self) -> Path:
        """Where Forebear keeps objects of commits with a patch applied (see `patching`)."""
        return self.root / ".forebear" / "code"

    def shallow(self) -> str:
        """Return the commits at which a shallow clone's history ends, "" where it is whole."""
        file = self.common_dir / "shallow"
        return file.read_text(encoding="ascii", errors="replace") if file.is_file() else ""

    def cut(self) -> str:
        """Return what bends history: where a shallow clone's ends, and what was replaced; "" for nothing."""
        return self.shallow() + "".join(f"{old} {new}\n" for old, new in self.replaced().items())

    def replaced(self) -> Mapping[str, str]:
        """Return the objects that Git shows others instead of (`git replace`), and those others."""
        if not self._may_replace():
            return {}
        if self.ask("config", "--type=bool", "core.useReplaceRefs", fails=True).strip() == "false":
            return {}
        listing = self.ask("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", _REPLACED)
        pairs = (line.partition(" ") for line in listing.splitlines())
        return {old: new for old, _, new in pairs if _SHA.fullmatch(old)}

    def _may_replace(self) -> bool:
        """Whether there may be references of that kind; costs no process where there are none."""
        if (self.common_dir / "reftable").is_dir():
            return True
        folder, packed = self.common_dir / _REPLACED, self.common_dir / "packed-refs"
        if folder.is_dir() and any(folder.iterdir()):
            return True
        return packed.is_file() and f" {_REPLACED}/".encode() in packed.read_bytes()

    def environment(self) -> dict[str, str]:
        """Return the variables under which Git runs nothing of the repository's, fetches nothing and writes
        nothing.

        The directory is named outright, so Git neither looks for another one nor refuses a repository that
        belongs to somebody else; that refusal protects from the settings that are overruled here.
        """
        beside = self.patched if (self.patched / "info").is_dir() and not self.patched.is_symlink() else None
        variables = {
            "GIT_DIR": str(self.git_dir),
            "GIT_COMMON_DIR": str(self.common_dir),
            "GIT_OBJECT_DIRECTORY": str(self.common_dir / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": quoted_path(beside) if beside else "",
            "GIT_NAMESPACE": "",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_PARAMETERS": "",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "false",
            "GIT_SSH_COMMAND": "false",
            "GIT_PAGER": "cat",
            "GIT_EDITOR": "false",
            "GIT_CONFIG_COUNT": str(len(SETTINGS)),
        }
        for number, (key, value) in enumerate(SETTINGS.items()):
            variables[f"GIT_CONFIG_KEY_{number}"] = key
            variables[f"GIT_CONFIG_VALUE_{number}"] = value
        return variables

    def tips(self) -> Mapping[str, str]:
        """Return what every reference that counts points at: full name to object id, `HEAD` among them.

        Counts: branches, tags, remote branches and DVC's experiments (`refs/exps/<2>/<38>/<name>`, without
        DVC's own bookkeeping). Reads no object, so that it costs the same however long the history is.
        """
        listing = self.ask("for-each-ref", "--format=%(objectname) %(refname)", *_NAMESPACES)
        found: dict[str, str] = {}
        for line in listing.splitlines():
            sha, _, name = line.partition(" ")
            if name.startswith("refs/exps/") and not _EXPERIMENT.match(name):
                continue
            if name.startswith("refs/remotes/") and name.endswith("/HEAD"):
                continue
            found[name] = sha
        head = self._head(found)
        if head:
            found["HEAD"] = head
        return found

    def _head(self, tips: Mapping[str, str]) -> str | None:
        text = (self.git_dir / "HEAD").read_text(encoding="utf-8", errors="surrogateescape").strip()
        branch = text.removeprefix("ref:").strip()
        if branch in tips:
            return tips[branch]
        # Detached, unborn, or kept in another format of references: Git knows.
        return self.ask("rev-parse", "--verify", "--quiet", "HEAD", fails=True).strip() or None

    def watched(self) -> tuple[Path, ...]:
        """Return the files and folders that change when a reference does; of very many folders the first."""
        refs = [self.common_dir / name for name in (*_NAMESPACES, _REPLACED)]
        nested = (path for top in refs if top.is_dir() for path in top.rglob("*") if path.is_dir())
        return (
            self.git_dir / "HEAD",
            self.common_dir / "packed-refs",
            *refs,
            *islice(nested, _MOST_WATCHED),
        )

    def holds(self, sha: str) -> bool:
        """Whether an object is in this clone."""
        return bool(self.ask("cat-file", "-t", sha, fails=True).strip())

    def ask(self, *words: str, fails: bool = False) -> str:
        """Run one Git command and return what it printed; raises ActionableError unless it may fail."""
        return self.output(*words, fails=fails).decode("utf-8", "surrogateescape")

    def output(self, *words: str, fails: bool = False, variables: Mapping[str, str] = _NONE) -> bytes:
        """Run one Git command and return the bytes it printed; raises ActionableError unless it may fail."""
        process = self.start(*words, stdin=subprocess.DEVNULL, variables=variables)
        said, refused = process.communicate()
        if process.returncode and not fails:
            raise refusal(refused.decode(errors="replace"), self.root)
        return said

    def start(
        self, *words: str, stdin: int = subprocess.PIPE, variables: Mapping[str, str] = _NONE
    ) -> subprocess.Popen[bytes]:
        """Start one Git command, its output and errors in pipes; raises ActionableError without Git.

        `variables` are further ones of its environment.
        """
        try:
            process = subprocess.Popen(
                ["git", *words],
                # Where the directory is gone, Git says so better than the system does.
                cwd=self.git_dir if os.access(self.git_dir, os.X_OK) else None,
                env={**os.environ, **self.environment(), **variables, "LC_ALL": "C"},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except FileNotFoundError as error:
            raise ActionableError(
                "Git is not installed.", where="git", todo="Install Git 2.31 or newer and try again."
            ) from error
        _widen(process.stdout)
        return process


def quoted_path(path: Path) -> str:
    """Return a path as Git takes it in a list of paths, whatever signs it has."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _widen(pipe: IO[bytes] | None) -> None:
    """Let Git be further ahead of its reader, where the system knows how and allows it."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        if pipe is not None:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
