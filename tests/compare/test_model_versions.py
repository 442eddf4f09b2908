"""Model versions that the real GTO registered, side by side with what else a project has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.cli.comparing import compare_in
from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project


@pytest.mark.usefixtures("_settled_git")
def test_model_versions_are_compared_by_what_was_registered(
    tmp_path: Path, tool: Callable[[str], Path]
) -> None:
    tools = tool("dvc").parent
    environment = {
        **os.environ,
        "DVC_NO_ANALYTICS": "1",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
    }

    def run(*words: str) -> None:
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"

    run("git", "init", "-q")
    run("dvc", "init", "-q")
    (tmp_path / "dvc.yaml").write_text("artifacts:\n  churn: {path: churn.bin, type: model}\n")
    for version, rate in (("v1.0.0", 1), ("v2.0.0", 2)):
        (tmp_path / "churn.bin").write_text(f"weights {rate}\n")
        (tmp_path / "params.yaml").write_text(f"rate: {rate}\n")
        run("dvc", "add", "-q", "churn.bin")
        run("git", "add", "-A")
        run("git", "commit", "-qm", f"churn {version}")
        for name in ("churn", "notes"):
            run("gto", "register", name, "--version", version)
    run("gto", "assign", "churn", "--version", "v1.0.0", "--stage", "prod")
    project = Project.at(tmp_path)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        import_project(project, database, Silent())
        questions = Questions(database)
        comparison = compare_in(project, questions, ("models:/churn@prod", "models:/churn/v2.0.0"))
        assert [version.title for version in comparison.versions] == ["churn v1.0.0", "churn v2.0.0"]
        assert [version.kind for version in comparison.versions] == [NodeKind.ARTIFACT] * 2
        [row] = comparison.data
        assert (row.path, row.differs) == ("churn.bin", True)
        beside = compare_in(project, questions, ("models:/churn/v2.0.0", "HEAD", "churn.bin@HEAD"))
        assert [row.differs for row in beside.data] == [False]
        # Of a name without a file only the commit is known.
        bare = compare_in(project, questions, ("models:/notes/v1.0.0", "models:/notes/v2.0.0"))
        assert [version.title for version in bare.versions] == ["notes v1.0.0", "notes v2.0.0"]
        assert [row.values for row in bare.parameters] == [(1, 2)]
        with pytest.raises(UsageError, match="at least two"):
            compare_in(project, questions, ("models:/churn@prod",))
    finally:
        database.close()
