"""The gateway to Git on real repositories of every kind."""

from __future__ import annotations

import gc
import os
import stat
from pathlib import Path

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import RefKind
from forebear.sources.git.export import export_commit
from forebear.sources.git.patches import FileChange
from forebear.sources.git.repository import GitRepository, MissingObjectError


@pytest.fixture
def history(work):
    """Three commits on main, one on a branch that is merged, and tags of both kinds."""
    work.file("a.txt", "one\n")
    work.commit("first")
    work.git("switch", "--quiet", "--create", "side")
    work.file("b.txt", "side\n")
    work.commit("on the side")
    work.git("switch", "--quiet", "main")
    work.file("a.txt", "two\n")
    work.commit("second\n\nwith a body")
    work.git("merge", "--quiet", "--no-ff", "--message", "merged", "side")
    work.git("tag", "light")
    work.git("tag", "--annotate", "v1", "--message", "The first\n\nand more")
    work.git("tag", "--annotate", "of-a-tag", "v1", "--message", "a tag of a tag")
    return work


def test_commits_come_parents_first_with_all_they_say(history):
    with GitRepository(history.root) as repository:
        commits = list(repository.commits(repository.commit_tips().values()))
    assert commits[0].summary == "first"
    assert commits[-1].summary == "merged"
    assert commits[-1].parents[0] != commits[-1].parents[1]
    second = next(commit for commit in commits if commit.summary == "second")
    assert second.message == "second\n\nwith a body"
    assert second.author.email == "ada@example.org"
    assert second.authored_at.utcoffset().total_seconds() == 0
    places = {commit.sha: index for index, commit in enumerate(commits)}
    assert all(places[parent] < places[commit.sha] for commit in commits for parent in commit.parents)


def test_only_new_commits_come_when_some_are_known(history):
    with GitRepository(history.root) as repository:
        known = repository.commit_tips().values()
        history.file("c.txt", "c")
        new = history.commit("new")
        commits = list(repository.commits(repository.commit_tips().values(), list(known)))
    assert [commit.sha for commit in commits] == [new]


def test_references(history):
    history.git("update-ref", "refs/exps/06/" + "e" * 38 + "/good", "HEAD")
    history.git("update-ref", "refs/exps/exec/EXEC_HEAD", "HEAD")
    history.git("update-ref", "refs/remotes/origin/main", "HEAD")
    history.git("update-ref", "refs/stash", "HEAD")
    with GitRepository(history.root) as repository:
        refs = {(ref.kind, ref.name): ref for ref in repository.refs()}
    head = history.git("rev-parse", "HEAD")
    assert set(refs) == {
        (RefKind.BRANCH, "main"),
        (RefKind.BRANCH, "side"),
        (RefKind.REMOTE_BRANCH, "origin/main"),
        (RefKind.TAG, "light"),
        (RefKind.TAG, "v1"),
        (RefKind.TAG, "of-a-tag"),
        (RefKind.EXPERIMENT, "06/" + "e" * 38 + "/good"),
        (RefKind.HEAD, "HEAD"),
    }
    assert refs[RefKind.TAG, "of-a-tag"].commit == head
    assert refs[RefKind.TAG, "v1"].message == "The first\n\nand more"
    assert refs[RefKind.TAG, "v1"].tagger.name == "Ada Example"
    assert refs[RefKind.TAG, "light"].tagger is None


def test_changes_are_against_the_first_parent(history):
    with GitRepository(history.root) as repository:
        changes = {change.sha: change for change in repository.changes(repository.commit_tips().values())}
    assert set(changes[history.git("rev-parse", "HEAD")].files) == {"b.txt"}
    assert set(changes[history.git("rev-parse", "HEAD^1")].files) == {"a.txt"}
    assert set(changes[history.git("rev-parse", "HEAD^2")].files) == {"b.txt"}


def test_reading_files(history):
    with GitRepository(history.root) as repository:
        first = repository.rev_parse("HEAD~2")
        assert repository.read(first, "a.txt") == b"one\n"
        assert repository.read(first, "b.txt") is None
        assert repository.rev_parse("nothing") is None
        assert repository.rev_parse("--all") is None
        assert set(repository.tree(repository.rev_parse("HEAD"))) == {"a.txt", "b.txt"}
        with pytest.raises(MissingObjectError):
            repository.blob("0" * 40)
        assert repository.read(first, "a.txt") == b"one\n"  # the process still answers in step


def test_diff_names_renames_and_gives_patches(history):
    history.git("mv", "a.txt", "renamed.txt")
    history.file("bytes.bin", b"\0\1")
    (history.root / "b.txt").unlink()
    new = history.commit("much")
    with GitRepository(history.root) as repository:
        changes = {change.path: change for change in repository.diff(f"{new}~1", new)}
        only = repository.diff(f"{new}~1", new, ["b.txt"])
    assert changes["renamed.txt"].change is FileChange.RENAMED
    assert changes["renamed.txt"].old_path == "a.txt"
    assert changes["b.txt"].change is FileChange.DELETED
    assert "-side" in changes["b.txt"].patch
    assert changes["bytes.bin"].binary
    assert [change.path for change in only] == ["b.txt"]


def test_paths_that_are_no_utf8(work):
    path = os.fsdecode(b"caf\xe9.txt")
    work.file(path, "1")
    work.file("line\nbreak.txt", "2")
    sha = work.commit()
    with GitRepository(work.root) as repository:
        assert set(repository.tree(sha)) == {path, "line\nbreak.txt"}
        assert repository.read(sha, path) == b"1"
        assert repository.read(sha, "line\nbreak.txt") == b"2"
        assert set(next(repository.changes([sha])).files) == {path, "line\nbreak.txt"}


def test_a_linked_work_tree(history, tmp_path):
    history.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "side")
    with GitRepository(tmp_path / "linked") as repository:
        assert repository.tips()["HEAD"] == history.git("rev-parse", "side")
        assert repository.tips()["refs/heads/main"] == history.git("rev-parse", "main")


def test_a_bare_repository_also_without_its_config(history, tmp_path):
    history.git("clone", "--quiet", "--mirror", str(history.root), str(tmp_path / "bare.git"))
    (tmp_path / "bare.git" / "config").unlink()
    with GitRepository(tmp_path / "bare.git") as repository:
        assert repository.place.bare
        assert len(list(repository.commits(repository.commit_tips().values()))) == 4


def test_a_sha256_repository(work, tmp_path):
    work.git("init", "--quiet", "--object-format=sha256", str(tmp_path / "new"))
    work.root = tmp_path / "new"
    work.file("a", "1")
    sha = work.commit()
    assert len(sha) == 64
    with GitRepository(work.root) as repository:
        assert repository.read(sha, "a") == b"1"
        assert [commit.sha for commit in repository.commits(repository.commit_tips().values())] == [sha]


def test_a_detached_head(history):
    history.git("checkout", "--quiet", "--detach", "HEAD~1")
    with GitRepository(history.root) as repository:
        assert repository.tips()["HEAD"] == history.git("rev-parse", "HEAD")


def test_a_repository_of_somebody_else_is_read(history, monkeypatch):
    # Git refuses other people's repositories unless told otherwise; nothing that it fears can run here.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with GitRepository(history.root) as repository:
        assert len(list(repository.commits(repository.commit_tips().values()))) == 4


def test_variables_of_a_surrounding_git_do_not_lead_elsewhere(history, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    with GitRepository(history.root) as repository:
        assert len(list(repository.commits(repository.commit_tips().values()))) == 4


def test_no_repository_is_an_error_with_advice(tmp_path):
    with pytest.raises(ActionableError, match="no Git repository"):
        GitRepository(tmp_path)


def test_child_processes_end(history):
    with GitRepository(history.root) as repository:
        list(repository.blobs([history.git("rev-parse", "HEAD:a.txt")]))
        for _ in repository.commits(repository.commit_tips().values()):
            break  # left in the middle
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        gc.collect()
    assert children.read_text().split() == []


def test_an_export_is_the_commit_and_nothing_else(history, tmp_path):
    history.file("tools/run.sh", "#!/bin/sh\n").chmod(0o755)
    history.file("kept.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n")
    (history.root / "link").symlink_to("tools/run.sh")
    (history.root / "out").symlink_to("../../etc")
    (history.root / "absolute").symlink_to("/etc/passwd")
    sub = history.root / "sub"
    sub.mkdir()
    (sub / "..").resolve()
    (history.root / "sub" / "up").symlink_to("..")
    (history.root / "winding").symlink_to("sub/up/../outside")
    sha = history.commit("things to export")
    with GitRepository(history.root) as repository:
        exported = export_commit(repository, sha, tmp_path / "out")
    assert set(exported.files) == {"a.txt", "b.txt", "kept.bin", "tools/run.sh"}
    assert set(exported.links) == {"link", "sub/up"}
    assert set(exported.left_out) == {"out", "absolute", "winding"}
    assert (tmp_path / "out/a.txt").read_text() == "two\n"
    assert (tmp_path / "out/tools/run.sh").stat().st_mode & stat.S_IXUSR
    assert (tmp_path / "out/kept.bin").read_text().startswith("version https://git-lfs")
    assert not (tmp_path / "out/.git").exists()
    with GitRepository(history.root) as repository, pytest.raises(ActionableError, match="not empty"):
        export_commit(repository, sha, tmp_path / "out")


@pytest.mark.parametrize("path", ["../evil", ".git/hooks/post-checkout", "a/../../evil", ".GIT/config"])
def test_an_export_refuses_paths_that_escape(work, tmp_path, path):
    blob = work.root / "blob"
    blob.write_text("evil")
    sha = work.git("hash-object", "-w", str(blob))
    tree = b""
    raw = bytes.fromhex(sha)
    # A tree object by hand: Git itself does not write such names.
    tree = b"100644 " + path.encode() + b"\0" + raw
    (work.root / "tree").write_bytes(tree)
    tree_sha = work.git("hash-object", "-t", "tree", "-w", "--literally", str(work.root / "tree"))
    commit = work.git("commit-tree", tree_sha, "-m", "evil")
    with GitRepository(work.root) as repository, pytest.raises(ActionableError, match="outside"):
        export_commit(repository, commit, tmp_path / "out")
    assert not (tmp_path / "evil").exists()
