"""Applying a kept patch to a commit against writing that commit's files, which a rebuild does anyway."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from forebear.sources.git.export import export_commit
from forebear.sources.git.patching import apply_patch
from forebear.sources.git.repository import GitRepository

MOST = 0.5  # times the baseline
ROUNDS = 3
FILES = 2_000


def test_a_patch_costs_less_than_writing_the_commit(
    tmp_path: Path, record_property: Callable[..., None]
) -> None:
    root = tmp_path / "project"
    for number in range(FILES):
        file = root / f"part{number % 100}" / f"file{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"NUMBER = {number}\n" * 20)

    def git(*words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True).stdout

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "Begin")
    for number in range(20):
        (root / f"part{number}" / f"file{number}.py").write_text("CHANGED = True\n")
    patch = git("diff")
    applied, written = [], []
    with GitRepository(root) as repository:
        head = repository.rev_parse("HEAD") or ""
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            patched = apply_patch(repository, head, patch)
            applied.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            export_commit(repository, patched.sha, tmp_path / "tree")
            written.append(time.perf_counter() - begun)
            shutil.rmtree(tmp_path / "tree")
            shutil.rmtree(root / ".forebear")
            repository.close()
    ratio = min(applied) / min(written)
    record_property("applied", f"{min(applied):.3f} s, {ratio:.2f} of writing {FILES:,} files")
    assert ratio <= MOST
