"""A commit with a patch applied, as a commit of its own that is kept beside the repository.

Git applies the patch to an index, never to files: so no filter, link or hook has a say, and whoever reads
commits reads this one like any other. The same commit and patch make the same commit everywhere.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.sources.git.patches import SUBMODULE, ChangedFile, read_changes
from forebear.sources.git.place import GitPlace, quoted_path
from forebear.sources.git.repository import LARGEST, SYMLINK, GitRepository

_WHOLE = (
    *("-p", "--binary", "--full-index", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=none", "--unified=3"),
)
_SECONDS = 60.0  # that Git may take for one patch
_ALLOWED = "256m"  # bytes that Git may ask for at once: a few bytes of a binary patch can stand for terabytes
_SETTINGS = (
    "core.splitIndex=false",  # its other half would be written to the repository
    "core.sparseCheckout=false",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "apply.whitespace=nowarn",
    "apply.ignoreWhitespace=no",
    "i18n.commitEncoding=UTF-8",
)
_NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Forebear"), ("EMAIL", "forebear"), ("DATE", "@0 +0000"))
}
_REASONS = (
    ("invalid path", "it names a path that no commit may hold"),
    ("beyond a symbolic link", "it writes through a link"),
    ("without full index line", "it says that a binary file differs, and not how"),
    ("corrupt binary patch", "it is cut or damaged"),
    ("corrupt patch", "it is cut or damaged"),
    ("with only garbage", "it is cut or damaged"),
    ("lacks filename information", "it does not say which files it changes"),
    ("No valid patches", "it holds no patch that Git knows"),
    ("unrecognized input", "it holds no patch that Git knows"),
    ("over limit", "a file of it is too large"),
    ("does not exist in index", "it changes a file that the commit does not hold"),
    ("does not match index", "it changes a file that the commit does not hold"),
    ("already exists in index", "it adds a file that the commit holds already"),
    ("does not apply", "it changes lines that the commit does not hold"),
)
_NO_PREFIX = re.compile(rb"(?m)^diff --git (?P<path>\S+) (?P=path)$")
"""What `git diff` writes with `diff.noprefix`: the same path twice, without a/ and b/."""


@dataclass(frozen=True, slots=True)
class Patched:
    """A commit with a patch applied, `sha`, and the files that this changed."""

    sha: str
    files: tuple[ChangedFile, ...]

    @property
    def submodules(self) -> tuple[str, ...]:
        """The submodules that were moved: nobody has their files."""
        return tuple(file.path for file in self.files if file.new_mode == SUBMODULE)


class RefusedPatchError(ActionableError):
    """A patch that cannot be applied to a commit."""


def apply_patch(repository: GitRepository, commit: str, patch: bytes) -> Patched:
    """Return `commit` with `patch` applied; `repository` reads it from then on.

    Raises RefusedPatchError where Git refuses the patch or it makes a link out of the tree, ActionableError
    where nothing can be written to `.forebear`.
    """
    if len(patch) > LARGEST:
        raise _refused(commit, f"it is larger than {LARGEST >> 20} MiB")
    if not patch.endswith(b"\n"):  # what is kept as a text is often without its last one
        patch += b"\n"
    place = repository.place
    try:
        _prepare(place)
        with tempfile.TemporaryDirectory(prefix="forebear-") as folder:
            patched = _Index(place, commit, Path(folder)).apply(patch)
    except OSError as error:
        raise ActionableError(
            f"The uncommitted changes cannot be applied: {error.strerror}.",
            where=str(error.filename or place.patched),
            todo="Make .forebear writable: commits with such changes are kept in it.",
        ) from error
    repository.close()  # what reads it does not know of the new place yet
    links = [file for file in patched.files if file.new_mode == SYMLINK]
    for file, (_, target) in zip(links, repository.blobs(file.new_blob for file in links), strict=True):
        if target is None or _leads_out(file.path, os.fsdecode(target)):
            raise _refused(commit, f"it makes a link out of the project: {file.path}")
    return patched


def make_patch(repository: GitRepository, commit: str, tree: Path, paths: Iterable[str]) -> bytes:
    """Return the patch that makes of `commit` what is at `paths` in the folder `tree`, b"" for none.

    A path at which nothing is in `tree` is one that goes. Contents are taken as they are, without filters,
    and applied the patch gives those very bytes. Raises as `apply_patch` does.
    """
    place = repository.place
    _prepare(place)
    with tempfile.TemporaryDirectory(prefix="forebear-") as folder:
        patch, made = _Index(place, commit, Path(folder)).patch_to(tree, paths)
    if not patch:
        return b""
    repository.close()
    applied = apply_patch(repository, commit, patch)
    if repository.tree(applied.sha) != repository.tree(made):
        raise _refused(commit, "Git does not make the same of it again")
    return patch


def _prepare(place: GitPlace) -> None:
    """Make the place of such commits; they are made of objects of the repository."""
    for folder in (place.root / ".forebear", place.patched):
        if folder.is_symlink():
            raise ActionableError(
                "This folder is a link, and could lead anywhere.", where=str(folder), todo="Remove it."
            )
    (place.patched / "info").mkdir(parents=True, exist_ok=True)
    ignore = place.root / ".forebear" / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


class _Index:
    """An index of a commit in a folder of its own."""

    def __init__(self, place: GitPlace, commit: str, folder: Path) -> None:
        self._place, self._commit = place, commit
        self._environment = {
            **os.environ,
            **place.environment(),
            **_NOBODY,
            "LC_ALL": "C",
            "GIT_INDEX_FILE": str(folder / "index"),
            "GIT_OBJECT_DIRECTORY": str(place.patched),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": quoted_path(place.common_dir / "objects"),
            "GIT_ALLOC_LIMIT": _ALLOWED,
        }

    def apply(self, patch: bytes) -> Patched:
        self._run("read-tree", self._commit)
        strip = "-p0" if _NO_PREFIX.search(patch) else "-p1"
        self._run("apply", "--cached", strip, "--whitespace=nowarn", "-", given=patch)
        # What a partial clone lacks was not needed so far.
        tree = self._run("write-tree", "--missing-ok").decode().strip()
        changed = self._run("diff-tree", "-r", "--raw", "-z", "--no-renames", self._commit, tree)
        made = self._run("commit-tree", tree, "-p", self._commit, "-m", "With what was not committed")
        return Patched(made.decode().strip(), tuple(read_changes(changed)))

    def patch_to(self, tree: Path, paths: Iterable[str]) -> tuple[bytes, str]:
        """Return the patch to what is at these paths, and the tree that it leads to."""
        self._run("read-tree", self._commit)
        entries = []
        files = [path for path in paths if not (tree / path).is_symlink() and (tree / path).is_file()]
        named = "".join(f"{_in_quotes(tree / path)}\n" for path in files)
        hashed = self._run("hash-object", "-w", "--no-filters", "--stdin-paths", given=os.fsencode(named))
        shas = dict(zip(files, hashed.decode().split(), strict=True))
        for path in paths:
            file = tree / path
            if file.is_symlink():
                target = os.fsencode(file.readlink())
                sha = self._run("hash-object", "-w", "--no-filters", "--stdin", given=target).decode().strip()
                entries.append(f"{SYMLINK} {sha}\t{path}")
            elif path in shas:
                mode = "100755" if file.stat().st_mode & 0o100 else "100644"
                entries.append(f"{mode} {shas[path]}\t{path}")
            else:
                entries.append(f"0 {'0' * len(self._commit)}\t{path}")
        given = os.fsencode("".join(f"{entry}\0" for entry in entries))
        self._run("update-index", "-z", "--index-info", given=given)
        made = self._run("write-tree", "--missing-ok").decode().strip()
        patch = self._run("diff-tree", "-r", *_WHOLE, self._commit, made)
        return patch, made

    def _run(self, *words: str, given: bytes = b"") -> bytes:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            done = subprocess.run(
                ["git", *settings, *words],
                cwd=self._place.git_dir,
                env=self._environment,
                input=given,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise _refused(self._commit, f"Git was not done with it after {_SECONDS:.0f} s") from error
        if done.returncode:
            raise _refused(self._commit, _said(done.stderr))
        return done.stdout


def _in_quotes(path: Path) -> str:
    """Return a path as Git reads it from a list of lines, whatever signs it has."""
    return quoted_path(path).replace("\n", "\\n")


def _leads_out(path: str, target: str) -> bool:
    reached = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return not target or target.startswith("/") or "\0" in target or reached.split("/")[0] == ".."


def _said(errors: bytes) -> str:
    """Return what Git said in fewer words, with its own behind them."""
    text = errors.decode("utf-8", "replace")
    lines = [line.removeprefix("error: ").removeprefix("fatal: ") for line in text.splitlines()]
    own = next((line for line in lines if line and not line.startswith("warning: ")), "it stopped early")
    for mark, reason in _REASONS:
        said = next((line for line in lines if mark in line), "")
        if said:
            return f"{reason} ({said[:300]})"
    return own[:300]


def _refused(commit: str, why: str) -> RefusedPatchError:
    return RefusedPatchError(f"It cannot be applied to {commit[:10]}: {why}.")
