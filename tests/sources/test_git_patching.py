"""A commit with a patch applied: a diff gives the tree that it was made of, and nothing else changes."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.sources.git.patching import RefusedPatchError, apply_patch, make_patch
from forebear.sources.git.repository import GitRepository

GOOD = b"diff --git a/t.py b/t.py\n--- a/t.py\n+++ b/t.py\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def git(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, input=given).stdout


def added(path: str, mode: str, content: str) -> bytes:
    return (
        f"diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n+++ b/{path}\n"
        f"@@ -0,0 +1 @@\n+{content}\n\\ No newline at end of file\n"
    ).encode()


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file but Forebear's own: work tree, index, objects, references."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and ".forebear" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp('a "quoted": path') / "project"
    (root / "folder").mkdir(parents=True)
    git(root, "init", "--quiet")
    (root / "t.py").write_text("a\nb\nc\n")
    (root / "folder" / "f").write_text("f\n")
    (root / "b.bin").write_bytes(bytes(range(256)))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    # What a hostile repository would have run, and an index that would write to the repository.
    git(root, "config", "core.splitIndex", "true")
    git(root, "config", "filter.evil.clean", "touch evil; cat")
    git(root, "config", "filter.evil.smudge", "touch evil; cat")
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "attributes").write_text("*.py filter=evil\n")
    hook = root / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch evil\n")
    hook.chmod(0o755)
    return root


def test_it_is_a_commit_like_any_other_and_the_repository_stays_as_it_was(root: Path) -> None:
    before = state_of(root)
    with GitRepository(root) as repository:
        head = repository.rev_parse("HEAD") or ""
        assert repository.read(head, "t.py") == b"a\nb\nc\n"
        patched = apply_patch(repository, head, GOOD)
        assert [file.path for file in patched.files] == ["t.py"]
        assert repository.read(patched.sha, "t.py") == b"a\nB\nc\n"
        assert repository.read(patched.sha, "folder/f") == b"f\n"
        without_end = apply_patch(repository, head, GOOD.rstrip(b"\n"))
        no_prefix = apply_patch(repository, head, GOOD.replace(b"a/", b"").replace(b"b/", b""))
        assert patched.sha == without_end.sha == no_prefix.sha
        assert repository.tips() == {"HEAD": head, "refs/heads/main": head}
    with GitRepository(root) as another:
        assert another.read(patched.sha, "t.py") == b"a\nB\nc\n"
    assert state_of(root) == before
    assert git(root, "fsck", "--strict") == b""


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        (added("../out", "100644", "x"), "a path that no commit may hold"),
        (added("/etc/out", "100644", "x"), "a path that no commit may hold"),
        (added(".git/hooks/post-commit", "100755", "x"), "a path that no commit may hold"),
        (added("folder/.GIT/config", "100644", "x"), "a path that no commit may hold"),
        (added("folder/git~1/config", "100644", "x"), "a path that no commit may hold"),
        (added("link", "120000", "/etc/passwd"), "makes a link out of the project: link"),
        (added("folder/link", "120000", "../../x"), "makes a link out of the project: folder/link"),
        (added("link", "120000", "folder") + added("link/g", "100644", "g"), "writes through a link"),
        (GOOD.replace(b"-b", b"-z"), "changes lines that the commit does not hold"),
        (GOOD.replace(b"t.py", b"q.py"), "changes a file that the commit does not hold"),
        (added("t.py", "100644", "x"), "adds a file that the commit holds already"),
        (GOOD[:-4], "cut or damaged"),
        (b"", "holds no patch"),
        (b"\0\xff" * 100, "holds no patch"),
        (b"diff --git a/b.bin b/b.bin\nindex 12..34 100644\nBinary files a/b.bin and b/b.bin differ\n",
         "says that a binary file differs, and not how"),
        (b"Submodule lib 12..34:\n" + GOOD.replace(b"t.py", b"lib/t.py"), "that the commit does not hold"),
    ],
)  # fmt: skip
def test_what_git_refuses_is_told_in_words(root: Path, patch: bytes, why: str) -> None:
    before = state_of(root)
    with GitRepository(root) as repository:
        head = repository.rev_parse("HEAD") or ""
        with pytest.raises(RefusedPatchError, match="It cannot be applied to") as refused:
            apply_patch(repository, head, patch)
        assert why in str(refused.value)
    assert state_of(root) == before
    assert not (root / "evil").exists()


def test_what_is_too_large_is_refused_before_it_takes_memory(root: Path) -> None:
    """The patch is Git's own but for its size: 5 letters that say they are 900 megabytes."""
    (root / "five").write_bytes(b"\0five")
    git(root, "add", "--intent-to-add", "five")
    patch = git(root, "diff", "--binary", "five")
    git(root, "rm", "--cached", "--quiet", "five")
    assert b"\nliteral 5\n" in patch
    with GitRepository(root) as repository:
        head = repository.rev_parse("HEAD") or ""
        assert repository.read(apply_patch(repository, head, patch).sha, "five") == b"\0five"
        for huge in (patch.replace(b"literal 5", b"literal 900000000"), b"x" * ((32 << 20) + 1)):
            with pytest.raises(RefusedPatchError, match=r"too large|larger than 32 MiB"):
                apply_patch(repository, head, huge)


def test_a_submodule_that_is_moved_is_named(root: Path) -> None:
    with GitRepository(root) as repository:
        head = repository.rev_parse("HEAD") or ""
        moved = apply_patch(repository, head, added("lib", "160000", f"Subproject commit {'1' * 40}"))
        assert moved.submodules == ("lib",)


def test_a_link_in_the_place_of_forebears_folder_is_not_followed(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    git(root, "init", "--quiet")
    (root / "t.py").write_text("a\nb\nc\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    for link in (root / ".forebear", root / ".forebear" / "code"):
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(elsewhere)
        with GitRepository(root) as repository, pytest.raises(ActionableError, match="is a link"):
            apply_patch(repository, repository.rev_parse("HEAD") or "", GOOD)
        link.unlink()
    assert list(elsewhere.iterdir()) == []


FILES = st.dictionaries(
    st.sampled_from(["a.py", "b/c.py", "b/d.txt", "고객.csv", "with space", 'quo"te']),
    st.one_of(st.binary(max_size=200), st.text("ab\n\r ", max_size=200).map(str.encode)),
    max_size=5,
)


@settings(max_examples=8)
@given(before=FILES, after=FILES)
def test_applying_a_diff_gives_the_tree_that_it_was_made_of(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "--quiet")
        git(root, "config", "core.autocrlf", "false")
        for files in (before, after):
            git(root, "read-tree", "--empty")
            for path, content in files.items():
                sha = (
                    git(root, "hash-object", "-w", "--no-filters", "--stdin", given=content).strip().decode()
                )
                git(root, "update-index", "--add", "--cacheinfo", f"100644,{sha},{path}")
            if files is before:
                git(root, "commit", "--quiet", "--allow-empty", "-m", "Begin")
        patch = git(root, "diff", "--cached", "--binary")
        if not patch:
            return
        with GitRepository(root) as repository:
            head = repository.rev_parse("HEAD") or ""
            patched = apply_patch(repository, head, patch)
            tree = root / "tree"
            for path, content in after.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(content)
            own = make_patch(repository, head, tree, sorted(before.keys() | after.keys()))
            assert apply_patch(repository, head, own) == patched
            held = {path: repository.blob(entry.sha) for path, entry in repository.tree(patched.sha).items()}
        assert held == after
        assert {file.path for file in patched.files} == {
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        }
