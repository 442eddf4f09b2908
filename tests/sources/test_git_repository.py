"""The gateway to Git on real repositories of every kind."""

from __future__ import annotations

import gc
import os
import stat
import subprocess
import tempfile
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
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = children.read_text().split()  # servers of other tests
    with GitRepository(history.root) as repository:
        list(repository.blobs([history.git("rev-parse", "HEAD:a.txt")]))
        for _ in repository.commits(repository.commit_tips().values()):
            break  # left in the middle
        gc.collect()
    assert children.read_text().split() == before


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


@pytest.fixture
def moved(work):
    """A repository that was begun anew: `main` has a root of its own, `old` the history before; and a
    side branch with a merge."""
    work.file("old.txt", "1")
    work.commit("the very first")
    work.file("old.txt", "2")
    work.commit("the last before the move")
    work.git("branch", "--move", "old")
    work.git("switch", "--quiet", "--orphan", "main")
    work.file("a.txt", "1")
    work.commit("moved here")
    work.git("switch", "--quiet", "--create", "side")
    work.file("b.txt", "1")
    work.commit("on the side")
    work.git("switch", "--quiet", "main")
    work.file("a.txt", "2")
    work.commit("second")
    work.git("merge", "--quiet", "--no-ff", "--message", "merged", "side")
    return work


def sha_of(work, revision):
    return work.git("rev-parse", revision).strip()


def walked(work):
    """What we say of the history of main, and what `git log` does: commits and their parents, in order."""
    with GitRepository(work.root) as repository:
        tip = [repository.rev_parse("main")]
        commits = [(commit.sha, commit.parents) for commit in repository.commits(tip)]
        changes = [(change.sha, change.parents) for change in repository.changes(tip)]
        repository.foresee_changes(tip, (), ())
        assert changes == commits == [(each.sha, each.parents) for each in repository.changes(tip)]
    log = work.git("log", "--topo-order", "--reverse", "--format=%H %P", "main").splitlines()
    return commits, [(sha, tuple(parents)) for sha, *parents in map(str.split, log)]


def graft(work):
    work.git("replace", "--graft", sha_of(work, "main~2"), "old")
    return 6


def replace_by_another(work):  # as kubeflow/pipelines did
    work.git("replace", "main~2", "old")
    return 5


def replace_twice(work):
    work.git("replace", "main~2", "old")
    work.git("replace", "--graft", "old", "side")  # which the first leads to
    work.git("replace", "--delete", sha_of(work, "main~2"))
    work.git("replace", "main~2", "old~1")
    return 4


def graft_and_pack(work):
    work.git("replace", "--graft", "main", "main~1", "old")
    work.git("pack-refs", "--all")
    return 5


def cut_off(work):
    work.git("replace", "--graft", "main")
    return 1


def not_wanted(work):
    work.git("replace", "--graft", "main")
    work.git("config", "core.useReplaceRefs", "false")
    return 4


def contents_alone(work):
    work.git("replace", "main:a.txt", "main:b.txt")
    work.git("replace", "main^{tree}", "old^{tree}")
    work.git("update-ref", "refs/replace/main", sha_of(work, "old"))  # no id of any object
    return 4


@pytest.mark.parametrize(
    "replace",
    [graft, replace_by_another, replace_twice, graft_and_pack, cut_off, not_wanted, contents_alone],
)
def test_parents_that_were_replaced_count_as_in_git_log_and_contents_are_the_commits_own(
    moved, replace, tmp_path, monkeypatch
):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    tips = {name: sha_of(moved, name) for name in ("main", "main~1", "main~2", "side")}

    def contents():
        with GitRepository(moved.root) as repository:
            return {
                sha: {path: repository.blob(entry.sha) for path, entry in repository.tree(sha).items()}
                for sha in tips.values()
            }

    before = contents()
    with GitRepository(moved.root) as repository:
        messages = {each.sha: each.message for each in repository.commits(repository.commit_tips().values())}
        assert repository.place.cut() == ""
    count = replace(moved)
    ours, theirs = walked(moved)
    assert ours == theirs
    assert len(ours) == count
    assert contents() == before
    with GitRepository(moved.root) as repository:
        said = {each.sha: each.message for each in repository.commits([tips["main"]])}
        assert said.items() <= messages.items()
        assert bool(repository.place.cut()) == (replace is not not_wanted)
        for steps in range(5):
            there = subprocess.run(
                ["git", "rev-parse", "--verify", "--quiet", f"main~{steps}"],
                cwd=moved.root, check=False, capture_output=True, text=True,
            )  # fmt: skip
            assert repository.rev_parse(f"main~{steps}") == (there.stdout.strip() or None)
    assert not list((tmp_path / "scratch").iterdir())


def test_a_commit_that_became_its_own_forebear_ends_no_walk(moved):
    moved.git("replace", "--graft", sha_of(moved, "main~2"), "main")
    with GitRepository(moved.root) as repository:
        assert {each.sha for each in repository.commits([sha_of(moved, "main")])} <= {
            sha_of(moved, name) for name in ("main", "main~1", "main~2", "side")
        }
