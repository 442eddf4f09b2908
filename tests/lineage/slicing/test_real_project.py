"""Slices of a project that Git and DVC made, read by `forebear import`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.slicing.choosing import Slices


@pytest.fixture(scope="module")
def questions(
    churn_project: Path,
    forebear: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Questions:
    root = tmp_path_factory.mktemp("sliced") / "churn"
    shutil.copytree(churn_project, root)
    assert forebear("import", str(root)).returncode == 0
    return Questions(Database.open(Project.at(root).database_url, create=False, read_only=True))


def chosen(questions: Questions, text: str) -> frozenset[int]:
    with questions.look() as look:
        found = Slices(look).choose(text)
    assert found.problems == ()
    return found.ids


def test_slices_agree_with_the_questions(questions: Questions) -> None:
    for run in questions.runs():
        ref = f"run:{run.node.key}"
        assert chosen(questions, ref) == {run.node.id}
        up = {node.id for node in questions.upstream([run.node.id]).nodes}
        down = {node.id for node in questions.downstream([run.node.id]).nodes}
        near = {node.id for node in questions.neighbourhood([run.node.id], 2, 1).nodes}
        assert chosen(questions, f"+{ref}") == up
        assert chosen(questions, f"{ref}+") == down
        assert chosen(questions, f"+{ref}+") == up | down
        assert chosen(questions, f"2+{ref}+1") == near
        for other in questions.runs():
            between = chosen(questions, f"{ref}+ +run:{other.node.key}")
            assert between == down & {node.id for node in questions.upstream([other.node.id]).nodes}


def test_versions_hold_what_they_held(questions: Questions) -> None:
    commits = questions.commits()
    for commit in commits:
        held = {node.id for node in questions.at_commit(commit.sha).nodes}
        found = chosen(questions, f"at:{commit.sha}")
        assert held <= found
        assert len(found - held) == 1  # the commit itself
        assert chosen(questions, commit.sha[:12]) == found - held
    authors = {commit.author.email for commit in commits}
    together = [chosen(questions, f'kind:commit author:"{author}"') for author in authors]
    assert frozenset().union(*together) == chosen(questions, "kind:commit")


def test_every_artifact_is_found_by_each_of_its_paths(questions: Questions) -> None:
    rows = questions.artifact_rows()
    assert rows
    for row in rows:
        for path in row.paths:
            assert row.node.id in chosen(questions, f'path:"{path}"')
            assert row.node.id in chosen(questions, f'"{path}"')
