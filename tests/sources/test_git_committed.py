"""What a run means that names a file which its commit has in Git itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forebear.lineage.words import ArtifactType
from forebear.sources.git.committed import CommittedFiles
from forebear.sources.git.place import GitPlace

CONTENT = "x,y\n1,2\n"


def files_of(*works) -> CommittedFiles:
    places = [GitPlace.find(work.root) for work in works]
    return CommittedFiles([place for place in places if place is not None])


@pytest.fixture
def files(work) -> Iterator[CommittedFiles]:
    with files_of(work) as files:
        yield files


def test_a_file_has_all_digests_that_tools_may_know_it_by(work, files: CommittedFiles):
    work.file("data/train.csv", CONTENT)
    first = work.commit("data")
    work.file("data/train.csv", "other\n")
    second = work.commit("other data")
    found = files.at(first, "data/train.csv")
    assert found is not None
    assert (found.name, found.type, found.size) == ("train.csv", ArtifactType.DATASET, len(CONTENT))
    assert {str(digest) for digest in found.digests} == {
        f"md5:{hashlib.md5(CONTENT.encode(), usedforsecurity=False).hexdigest()}",
        f"sha256:{hashlib.sha256(CONTENT.encode()).hexdigest()}",
        f"git:{work.git('rev-parse', f'{first}:data/train.csv').strip()}",
    }
    assert files.at(second, "data/train.csv") != found


def test_what_is_no_file_of_a_commit_that_is_here_is_nothing(work, files: CommittedFiles):
    work.file("data/train.csv", CONTENT)
    (work.root / "link.csv").symlink_to("data/train.csv")
    sha = work.commit("data")
    for commit, path in (
        (sha, "data"),
        (sha, "link.csv"),
        (sha, "data/train.csv/inside"),
        (sha, "nothing.csv"),
        ("0" * 40, "data/train.csv"),
    ):
        assert files.at(commit, path) is None


def test_a_pointer_of_git_lfs_is_what_it_points_at(work, files: CommittedFiles):
    work.git("lfs", "install", "--local")
    work.git("lfs", "track", "*.bin")
    work.file("model.bin", CONTENT)
    found = files.at(work.commit("a model"), "model.bin")
    assert found is not None
    (digest,) = found.digests
    assert str(digest) == f"sha256:{hashlib.sha256(CONTENT.encode()).hexdigest()}"
    assert (found.type, found.size) == (ArtifactType.DATASET, len(CONTENT))


def test_the_repository_is_asked_that_has_the_commit(work, work_in, tmp_path: Path):
    (tmp_path / "other").mkdir()
    other = work_in(tmp_path / "other")
    other.git("init", "--quiet")
    work.file("a.csv", "here\n")
    work.commit("here")
    other.file("a.csv", "there\n")
    sha = other.commit("there")
    with files_of(work, other) as files:
        found = files.at(sha, "a.csv")
    assert found is not None
    assert found.size == len("there\n")


def test_a_clone_without_the_content_says_nothing(work, work_in, tmp_path: Path):
    work.file("data/train.csv", CONTENT)
    sha = work.commit("data")
    work.git("config", "uploadpack.allowFilter", "true")
    (tmp_path / "partial").mkdir()
    partial = work_in(tmp_path / "partial")
    partial.git("clone", "--quiet", "--no-checkout", "--filter=tree:0", work.root.as_uri(), ".")
    with files_of(partial) as files:
        assert files.at(sha, "data/train.csv") is None
