"""What differs between two commits, as Git itself counts it; patches only as far as they fit in memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

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
        files, patch, cut = self._compared(old, new, paths, context, MOST_PATCH)
        return read_patches(files, patch, cut=cut)

    def patch(self, old: str, new: str, most: int) -> tuple[str, bool]:
        """Return the patch between two commits, and whether it was cut at `most` bytes."""
        _, patch, cut = self._compared(old, new, None, 3, most)
        return patch.decode("utf-8", "replace"), cut

    def _compared(
        self, old: str, new: str, paths: Sequence[str] | None, context: int, most: int
    ) -> tuple[list[ChangedFile], bytes, bool]:
        """Return the files, their patch, and whether it was cut.

        Git would load as a whole what came or went, to say that it is binary: large ones are not asked for.
        """
        chosen = ["--end-of-options", old, new, "--", *(f":(top,literal){path}" for path in paths or ())]
        listing = self._run(["diff-tree", *_FORM, "--no-renames", "--raw", "-z", *chosen])
        if not listing:
            return [], b"", False
        alone = [file for file in read_changes(listing) if file.one_sided]
        sizes = self.sizes(blob for file in alone for blob in file.blobs)
        large = [file for file in alone if any(sizes.get(blob, 0) > _LARGE_PATCH for blob in file.blobs)]
        renames = _renames(alone, sizes)
        if not large:
            form = ["--raw", "--numstat", "-p", f"-U{context}", "-z"]
            room = 4 * len(listing) + most
            output, cut = self._beginning(["diff-tree", *_FORM, renames, *form, *chosen], room)
            head, mark, patch = output.partition(b"\0\0")
            if mark:
                return read_changes(head), patch[:most], cut or len(patch) > most
        try:
            files = self._counted(renames, chosen)
        except ActionableError:  # a clone need not have all that its history names
            renames, files = "-M100%", self._around_lost(chosen)
        far = {file.path for file in large}
        files = [replace(file, cut=file.lost or (file.one_sided and file.path in far)) for file in files]
        left_out = _without(file for file in files if file.cut)
        words = ["diff-tree", *_FORM, renames, "-p", f"-U{context}", *chosen, *left_out]
        return files, *self._beginning(words, most)

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
        return b"\0" not in self._beginning(["cat-file", "blob", blob], _BEGINNING)[0]

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

    def _beginning(self, words: Sequence[str], most: int) -> tuple[bytes, bool]:
        """Return what Git prints, at most so many bytes, and whether there was more; b"" where it failed."""
        process = self._start(words, subprocess.DEVNULL, subprocess.DEVNULL)
        assert process.stdout is not None  # noqa: S101  it was asked for
        try:
            output = process.stdout.read(most)
            more = bool(process.stdout.read(1))
            if not more and process.wait():
                return b"", False
            return output, more
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def _renames(alone: Sequence[ChangedFile], sizes: Mapping[str, int]) -> str:
    """Return how renames are looked for: among very large files only where nothing changed in them."""
    came = any(sizes.get(file.new_blob, 0) > _LARGE for file in alone)
    went = any(sizes.get(file.old_blob, 0) > _LARGE for file in alone)
    return "-M100%" if came and went else "-M"


def _without(files: Iterable[ChangedFile]) -> list[str]:
    """Return the words that leave files out."""
    paths = sorted({path for file in files for path in (file.path, file.old_path) if path})
    return [f":(exclude,top,literal){path}" for path in paths]
