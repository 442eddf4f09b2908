"""What differs between two commits, as Git itself counts it; patches only as far as they fit in memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import IO

from forebear.lineage.errors import ActionableError
from forebear.sources.git.patches import ChangedFile, read_changes, read_patches
from forebear.sources.git.place import GitPlace, refusal

_FORM = (
    *("-r", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--ignore-submodules=none"),
)
_LARGE = 64 << 20
"""Bytes. To see whether a file is a changed copy of another, Git reads both; of larger ones it does not."""
MOST_PATCH = 32 << 20
"""Bytes of the patches of two commits; what comes after is left out."""
_LARGE_PATCH = 8 << 20  # bytes; larger files are not read as text, see `place.SETTINGS`
_BEGINNING = 8_000  # bytes in which Git looks for a zero byte, which text has not


class Differences:
    """Compares commits and blobs of one repository; nothing of the repository's runs."""

    def __init__(self, place: GitPlace) -> None:
        self._place = place

    def files(
        self,
        old: str,
        new: str,
        paths: Sequence[str] | None = None,
        *,
        context: int = 3,
    ) -> list[ChangedFile]:
        """Return the files that differ between two commits, in Git's order.

        A file that was moved is one with its old path, also when it changed a little; not so where files of
        more than 64 MiB came and went. Each has its unified patch, as far as there is room for all.
        """
        files, words = self._asked(old, new, paths)
        with self._reading([*words[0], "-p", f"-U{context}", *words[1]]) as stream:
            text = stream.read(MOST_PATCH)
            cut = bool(stream.read(1))
        return read_patches(files, text, cut=cut)

    def patch(self, old: str, new: str, most: int) -> tuple[str, bool]:
        """Return the patch between two commits, and whether it was cut at `most` bytes."""
        _, words = self._asked(old, new, None)
        with self._reading([*words[0], "-p", *words[1]]) as stream:
            text = stream.read(most)
            return text.decode("utf-8", "replace"), bool(stream.read(1))

    def _asked(
        self, old: str, new: str, paths: Sequence[str] | None
    ) -> tuple[list[ChangedFile], tuple[list[str], list[str]]]:
        """Return the files, and the words with which their patches are asked for.

        Git would load as a whole what came or went, to say that it is binary: large ones are not asked for.
        """
        chosen = ["--end-of-options", old, new, "--"]
        wanted = [f":(top,literal){path}" for path in paths or ()]
        start = ["diff-tree", *_FORM, self._renames([*chosen, *wanted])]
        files = read_changes(self._run([*start, "--raw", "--numstat", "-z", *chosen, *wanted]))
        sizes = self.sizes(file.old_blob or file.new_blob for file in files if file.one_sided and file.binary)
        large = {file.path for file in files if sizes.get(file.old_blob or file.new_blob, 0) > _LARGE_PATCH}
        files = [replace(file, cut=True) if file.path in large else file for file in files]
        left_out = [f":(exclude,top,literal){path}" for path in sorted(large)]
        return files, (start, [*chosen, *wanted, *left_out])

    def of_blobs(self, old: str, new: str) -> bytes:
        """Return the unified patch between two blobs, b"" where they are the same."""
        return self._run(["diff", *_FORM[1:], "--no-renames", "--end-of-options", old, new])

    def sizes(self, blobs: Iterable[str]) -> Mapping[str, int]:
        """Return the sizes of blobs, in bytes, none for what this clone lacks."""
        asked = "".join(f"{sha}\n" for sha in dict.fromkeys(blobs)).encode()
        if not asked:
            return {}
        found: dict[str, int] = {}
        listing = self._run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], asked)
        for line in listing.decode("utf-8", "replace").splitlines():
            sha, _, size = line.partition(" ")
            if size.isdigit():
                found[sha] = int(size)
        return found

    def is_text(self, blob: str) -> bool:
        """Say whether a blob begins as text; only its beginning is read."""
        with self._reading(["cat-file", "blob", blob]) as stream:
            return b"\0" not in stream.read(_BEGINNING)

    def _renames(self, chosen: Sequence[str]) -> str:
        """Return how renames are looked for: among very large files only where nothing changed in them."""
        words = ["diff-tree", *_FORM, "--no-renames", "--raw", "-z", *chosen]
        files = read_changes(self._run(words))
        came = [file.new_blob for file in files if not file.old_blob]
        went = [file.old_blob for file in files if not file.new_blob]
        if not came or not went:
            return "-M"
        sizes = self.sizes([*came, *went])
        large = [any(sizes.get(sha, 0) > _LARGE for sha in side) for side in (came, went)]
        return "-M100%" if all(large) else "-M"

    # processes

    def _start(self, words: Sequence[str], stdin: int, stderr: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                ["git", *words],
                cwd=self._place.git_dir,
                env={**os.environ, **self._place.environment(), "LC_ALL": "C"},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        except FileNotFoundError as error:
            raise ActionableError(
                "Git is not installed.", where="git", todo="Install Git 2.31 or newer and try again."
            ) from error

    def _run(self, words: Sequence[str], asked: bytes = b"") -> bytes:
        with self._start(words, subprocess.PIPE, subprocess.PIPE) as process:
            output, said = process.communicate(asked)
        if process.returncode:
            raise refusal(said.decode(errors="replace"), self._place.root)
        return output

    @contextmanager
    def _reading(self, words: Sequence[str]) -> Iterator[IO[bytes]]:
        """Give what Git prints as it comes; whoever has enough may stop."""
        process = self._start(words, subprocess.DEVNULL, subprocess.DEVNULL)
        assert process.stdout is not None  # noqa: S101  it was asked for
        try:
            yield process.stdout
        finally:
            process.kill()
            process.stdout.close()
            process.wait()
