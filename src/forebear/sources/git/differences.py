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
_MOST_STOPS = 500
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
        chosen = ["--end-of-options", old, new, "--", *(f":(top,literal){path}" for path in paths or ())]
        renames = self._renames(chosen)
        try:
            files = self._counted(renames, chosen)
        except ActionableError:  # a clone need not have all that its history names
            renames, files = "-M100%", self._around_lost(chosen)
        sizes = self.sizes(file.old_blob or file.new_blob for file in files if file.one_sided and file.binary)
        large = {file.path for file in files if sizes.get(file.old_blob or file.new_blob, 0) > _LARGE_PATCH}
        files = [replace(file, cut=file.lost or file.path in large) for file in files]
        chosen += _without(file for file in files if file.cut)
        return files, (["diff-tree", *_FORM, renames], chosen)

    def _counted(self, renames: str, chosen: Sequence[str]) -> list[ChangedFile]:
        return read_changes(self._run(["diff-tree", *_FORM, renames, "--raw", "--numstat", "-z", *chosen]))

    def _around_lost(self, chosen: Sequence[str]) -> list[ChangedFile]:
        """Return the files where contents of some are not in this clone; of those no lines are counted."""
        listed = read_changes(self._run(["diff-tree", *_FORM, "-M100%", "--raw", "-z", *chosen]))
        here = self.sizes(blob for file in listed for blob in file.blobs)
        lost = {file.path for file in listed if not here.keys() >= set(file.blobs)}
        left_out = _without(file for file in listed if file.path in lost)
        counted = {file.path: file for file in self._counted("-M100%", [*chosen, *left_out])}
        return [replace(file, lost=True) if file.path in lost else counted[file.path] for file in listed]

    def of_blobs(self, old: str, new: str) -> bytes:
        """Return the unified patch between two blobs, b"" where they are the same."""
        return self._run(["diff", *_FORM[1:], "--no-renames", "--end-of-options", old, new])

    def sizes(self, blobs: Iterable[str]) -> Mapping[str, int]:
        """Return the sizes of blobs, in bytes, none for what this clone lacks."""
        asked = list(dict.fromkeys(blobs))
        found: dict[str, int] = {}
        for _ in range(_MOST_STOPS):
            if not asked:
                break
            answers = self._told(asked)
            for line in answers:
                sha, _, size = line.partition(" ")
                if size.isdigit():
                    found[sha] = int(size)
            # Older versions of Git stop at what they could only fetch: it is lacking, the rest is asked.
            asked = asked[len(answers) + 1 :]
        return found

    def _told(self, asked: Sequence[str]) -> list[str]:
        words = ["cat-file", "--batch-check=%(objectname) %(objectsize)"]
        with self._start(words, subprocess.PIPE, subprocess.DEVNULL) as process:
            output, _ = process.communicate("".join(f"{sha}\n" for sha in asked).encode())
        return output.decode("utf-8", "replace").splitlines()

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

    def _run(self, words: Sequence[str]) -> bytes:
        with self._start(words, subprocess.DEVNULL, subprocess.PIPE) as process:
            output, said = process.communicate()
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


def _without(files: Iterable[ChangedFile]) -> list[str]:
    """Return the words that leave files out."""
    paths = sorted({path for file in files for path in (file.path, file.old_path) if path})
    return [f":(exclude,top,literal){path}" for path in paths]
