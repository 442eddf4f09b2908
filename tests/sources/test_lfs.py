"""Git LFS repositories made by git-lfs itself, and what the source reads from them."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import Fact, Held, Metric, Seen, Slot
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, ArtifactType, Commit, Digest, Problem
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource
from forebear.sources.importing import import_project, nothing_new
from forebear.sources.lfs.source import LfsSource
from forebear.sources.lfs.tool import LfsTool
from forebear.sources.tool import Context, Found

OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

STAGE = "stages:\n  s:\n    cmd: cp model.bin out\n    deps: [model.bin]\n    outs: [out]\n"


class Read:
    """What the source says of a repository."""

    def __init__(self, root: Path, since: Mapping[str, object] | None = None) -> None:
        with GitRepository(root) as repository:
            self.facts: list[Fact] = list(LfsSource(repository).facts(since, Silent()))
            commits = [
                fact for fact in GitSource(repository).facts(None, Silent()) if isinstance(fact, Commit)
            ]
        self._parents = {commit.sha: commit.parents[:1] for commit in commits}

    def of(self, kind):
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def state(self):
        return self.facts[-1].state

    def at(self, sha: str) -> dict[str, str]:
        """The sha256 of what a commit holds, by path, along first parents."""
        nearest: dict[str, Held] = {}
        walk: tuple[str, ...] = (sha,)
        while walk:
            for held in self.of(Held):
                if held.commit == walk[0]:
                    assert held.slot is Slot.DATA
                    nearest.setdefault(held.path, held)
            walk = self._parents.get(walk[0], ())
        return {path: held.subject.value for path, held in nearest.items() if held.subject is not None}


@pytest.fixture
def lfs(work):
    """An empty repository in which git-lfs works."""
    work.git("lfs", "install", "--local")
    work.git("lfs", "track", "*.bin", "data/**")
    return work


def listed(work, revision: str) -> dict[str, tuple[str, int]]:
    """What git-lfs itself says a commit holds."""
    told = json.loads(work.git("lfs", "ls-files", "--json", revision))
    return {each["name"]: (each["oid"], each["size"]) for each in told["files"] or ()}


def test_every_commit_holds_what_git_lfs_lists(lfs) -> None:
    """Added, changed, renamed, removed, made plain, merged from a side where something else changed."""
    lfs.file("model.bin", b"one")
    lfs.file("data/한글 name.csv", "a,b\n1,2\n")
    lfs.file("plain.txt", "no pointer")
    lfs.commit("first")
    lfs.git("switch", "--quiet", "--create", "side")
    lfs.file("side.bin", b"side")
    lfs.file("model.bin", b"of the side")
    lfs.commit("on the side")
    lfs.git("switch", "--quiet", "main")
    lfs.file("data/more.csv", "a\n")
    lfs.git("mv", "data/한글 name.csv", "data/renamed.csv")
    lfs.commit("renamed")
    lfs.git("merge", "--quiet", "--no-ff", "--message", "merged", "side")
    lfs.file("copy.bin", b"side")
    lfs.git("rm", "--quiet", "side.bin")
    lfs.commit("the same under another name")
    lfs.file(".gitattributes", "data/** filter=lfs diff=lfs merge=lfs -text\n")
    lfs.git("add", "--renormalize", ".")
    lfs.commit("models are plain files again")
    read = Read(lfs.root)
    assert read.of(Problem) == []
    commits = lfs.git("rev-list", "--all").split()
    sizes = {artifact.digests[0].value: artifact.size for artifact in read.of(Artifact)}
    assert len(commits) == 6
    for sha in commits:
        expected = listed(lfs, sha)
        assert read.at(sha) == {path: oid for path, (oid, _) in expected.items()}
        assert all(sizes[oid] == size for oid, size in expected.values())
    assert set(sizes) == {oid for sha in commits for oid, _ in listed(lfs, sha).values()}
    types = {artifact.name: artifact.type for artifact in read.of(Artifact)}
    assert types["more.csv"] is ArtifactType.DATASET


def test_what_is_new_is_read_and_nothing_else(lfs) -> None:
    for number in range(3):
        lfs.file(f"{number}.bin", b"x" * number)
        lfs.commit()
    first = Read(lfs.root)
    assert Read(lfs.root, first.state).facts == []
    lfs.file("0.bin", b"changed")
    lfs.git("rm", "--quiet", "1.bin")
    new = lfs.commit("new")
    second = Read(lfs.root, first.state)
    assert {(held.commit, held.path) for held in second.of(Held)} == {(new, "0.bin"), (new, "1.bin")}
    assert [artifact.size for artifact in second.of(Artifact)] == [7]
    whole = Read(lfs.root)
    whole.facts = [*first.facts, *second.facts]
    assert whole.at(new) == {path: oid for path, (oid, _) in listed(lfs, new).items()}


def test_a_repository_is_found_by_what_uses_it(work, tmp_path) -> None:
    def found(root: Path = work.root) -> list[Found]:
        return list(LfsTool().discover(Context(root, GitPlace.find(root))))

    work.file("readme.txt", "text")
    work.commit("no pointers yet")
    assert found() == []
    work.file(".gitattributes", "*.bin filter=lfs\n")
    (told,) = found()
    assert told.said == ("no content of it is here",)
    work.commit("attributes")
    work.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))
    assert len(found(tmp_path / "bare")) == 1
    work.git("rm", "--quiet", ".gitattributes")
    work.file(".lfsconfig", "[lfs]\n\turl = https://ada:secret@lfs.example.org/store\n")
    assert found()[0].said[1:] == ("lfs.url: https://lfs.example.org/store",)
    context = Context(work.root, GitPlace.find(work.root))
    assert LfsTool().at(str(work.root), context) == found()[0]
    assert LfsTool().at("s3://bucket/path", context) is None


@pytest.mark.parametrize(
    "content",
    [
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12\n",
        f"version http://git-media.io/v/2\noid sha256:{OID}\nsize 12\n",
        f"version https://hawser.github.com/spec/v1\noid sha256:{OID}\nsize 12\n",
        f"version https://git-lfs.github.com/spec/v1\next-0-case sha256:{OID}\noid sha256:{OID}\nsize 12\n",
        f"version https://git-lfs.github.com/spec/v1\r\noid sha256:{OID}\r\nsize 12\r\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12",
        f"\n\nversion https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 012\n\n\n",
        f"version https://git-lfs.github.com/spec/v1\nsize 12\noid sha256:{OID}\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12\nzz more\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID.upper()}\nsize 12\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize -1\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize {2**63 - 1}\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize {2**63}\n",
        f"version https://git-lfs.github.com/spec/v9\noid sha256:{OID}\nsize 12\n",
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12\n" + "\n" * 2_000,
        f"version https://git-lfs.github.com/spec/v1\noid sha256:../../{OID[6:]}\nsize 12\n",
        "",
        "version " * 120,
    ],
)
def test_a_pointer_is_what_git_lfs_takes_for_one(work, content: str) -> None:
    work.file(".gitattributes", "*.nothing filter=lfs\n")
    work.file("a file", content)
    sha = work.commit()
    assert Read(work.root).at(sha) == {path: oid for path, (oid, _) in listed(work, sha).items()}


def test_links_and_submodules_are_no_pointers(lfs) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12\n"
    (lfs.root / "link").symlink_to(pointer.replace("\n", "\\n"))
    (lfs.root / "inner.bin").mkdir()
    lfs.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},inner.bin")
    first = lfs.commit("a link and a submodule")
    early = Read(lfs.root)
    (lfs.root / "inner.bin").rmdir()
    lfs.file("inner.bin", b"now a file")
    second = lfs.commit("no submodule")
    for read in (Read(lfs.root), Read(lfs.root, early.state)):
        assert read.of(Problem) == []
        assert read.at(first) == {}
        assert read.at(second) == {"inner.bin": hashlib.sha256(b"now a file").hexdigest()}


def test_what_is_here_is_said_and_what_comes_later_as_well(lfs, tmp_path, work_in) -> None:
    lfs.file("model.bin", b"one")
    lfs.file("other.bin", b"two")
    lfs.commit()
    oid = hashlib.sha256(b"one").hexdigest()
    seen = Seen(Digest("sha256", oid), "lfs", f".git/lfs/objects/{oid[:2]}/{oid[2:4]}/{oid}")
    assert seen in Read(lfs.root).of(Seen)
    subprocess.run(
        ["git", "clone", "--quiet", lfs.root, tmp_path / "clone"],
        check=True,
        env={"GIT_LFS_SKIP_SMUDGE": "1", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    clone = work_in(tmp_path / "clone")
    first = Read(clone.root)
    assert (len(first.of(Artifact)), first.of(Seen)) == (2, [])
    clone.git("lfs", "pull", "--include", "model.bin")
    second = Read(clone.root, first.state)
    assert second.of(Seen) == [seen]
    assert len(second.state["absent"]) == 1
    assert Read(clone.root, second.state).facts == []


def test_a_partial_clone_says_what_it_cannot_know_and_reads_it_later(lfs, tmp_path, work_in) -> None:
    lfs.file("model.bin", b"one")
    lfs.commit()
    lfs.file("model.bin", b"two")
    last = lfs.commit()
    lfs.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{lfs.root}"
    environment = {"GIT_LFS_SKIP_SMUDGE": "1", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(
        ["git", "clone", "--quiet", "--filter=blob:none", url, tmp_path / "clone"],
        check=True,
        env=environment,
    )
    first = Read(tmp_path / "clone")
    assert [problem.where for problem in first.of(Problem)] == ["history"]
    assert first.at(last) == {"model.bin": hashlib.sha256(b"two").hexdigest()}
    subprocess.run(
        ["git", "fetch", "--quiet", "--refetch", "--no-filter"],
        cwd=tmp_path / "clone",
        check=True,
        env={**environment, "GIT_CONFIG_NOSYSTEM": "1"},
    )
    second = Read(tmp_path / "clone", first.state)
    assert second.of(Problem) == []
    assert len(second.of(Artifact)) == 2


def test_a_damaged_object_is_a_problem(lfs, tool) -> None:
    lfs.dvc("init", "--quiet")
    lfs.file("model.bin", b"abc")
    lfs.file(
        "dvc.yaml", "stages:\n  s:\n    cmd: cat model.bin > out\n    deps: [model.bin]\n    outs: [out]\n"
    )
    lfs.dvc("repro", "--quiet")
    lfs.commit()
    oid = hashlib.sha256(b"abc").hexdigest()
    path = lfs.root / ".git/lfs/objects" / oid[:2] / oid[2:4] / oid
    path.chmod(0o644)
    path.write_bytes(b"abd")
    (problem,) = Read(lfs.root).of(Problem)
    assert problem.where == path.relative_to(lfs.root).as_posix()


def test_what_dvc_and_git_lfs_saw_is_one_artifact(lfs, tmp_path) -> None:
    """A dependency that Git LFS keeps, and an output that DVC does not; the second comes after an import."""
    lfs.dvc("init", "--quiet")
    lfs.file("model.bin", b"trained")
    first = lfs.commit("by Git LFS alone")
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(lfs.root, database.url)
    import_project(project, database, Silent())
    lfs.file("dvc.yaml", STAGE)
    lfs.dvc("repro", "--quiet")
    second = lfs.commit("and by DVC")
    report = import_project(project, database, Silent())
    assert report.problems == ()
    assert [source.kind for source in report.sources] == ["git", "dvc", "lfs"]
    questions = Questions(database)
    oid = hashlib.sha256(b"trained").hexdigest()
    (held,) = [each for each in questions.held(second) if each.path == "model.bin"]
    digests = {digest.algorithm: digest.value for digest in held.node.digests}
    assert digests == {"sha256": oid, "md5": hashlib.md5(b"trained").hexdigest()}  # noqa: S324
    assert [each.node.id for each in questions.held(first) if each.path == "model.bin"] == [held.node.id]
    (run,) = [each for each in questions.held(second) if each.slot is Slot.RUN]
    (used,) = questions.run(run.node.key).inputs
    assert used.artifact.id == held.node.id
    assert questions.resolve(f"sha256:{oid[:12]}").node.id == held.node.id
    again = import_project(project, database, Silent())
    assert [source.facts for source in again.sources] == [0, 0, 0]
    assert nothing_new(project) is not None
    database.close()


def test_what_goes_from_one_tool_to_the_other_is_held_throughout(lfs, tmp_path) -> None:
    lfs.dvc("init", "--quiet")
    lfs.file("data/a.csv", "a\n1\n")
    commits = [lfs.commit("by Git LFS")]
    lfs.git("rm", "--quiet", "--cached", "data/a.csv")
    lfs.file(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    lfs.dvc("add", "--quiet", "data/a.csv")
    commits.append(lfs.commit("by DVC"))
    lfs.git("rm", "--quiet", "data/a.csv.dvc", "data/.gitignore")
    lfs.file(".gitattributes", "data/a.csv filter=lfs diff=lfs merge=lfs -text\n")
    commits.append(lfs.commit("by Git LFS again"))
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    import_project(Project(lfs.root, database.url), database, Silent())
    questions = Questions(database)
    held = [
        [each.node.id for each in questions.held(sha) if (each.slot, each.path) == (Slot.DATA, "data/a.csv")]
        for sha in commits
    ]
    assert [len(each) for each in held] == [1, 1, 1]
    assert len({id_ for (id_,) in held}) == 1
    database.close()


def test_metrics_that_git_lfs_keeps_are_read_as_what_they_are(lfs) -> None:
    lfs.dvc("init", "--quiet")
    lfs.git("lfs", "track", "metrics.json")
    lfs.file("metrics.json", json.dumps({"auc": 0.75}))
    lfs.file("dvc.yaml", "metrics: [metrics.json]\n")
    lfs.commit()
    oid = hashlib.sha256(b'{"auc": 0.75}').hexdigest()
    told = lfs.read()
    assert [(metric.name, metric.value) for metric in told.of(Metric)] == [("auc", 0.75)]
    assert told.problems == []
    (lfs.root / ".git/lfs/objects" / oid[:2] / oid[2:4] / oid).unlink()
    assert ["git lfs fetch" in problem.what for problem in lfs.read().problems] == [True]
