"""What ML-Metadata and the API of Kubeflow Pipelines say of one run is one run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project

RUN = "6a2c1f0e-0000-4000-8000-00000000c0de"


def test_one_run_told_twice_is_one(made_store: Path, told: Any, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    shutil.copy(made_store, root / "metadata.db")
    (execution,) = (each for each in told["executions"] if each["type"] == "system.ContainerExecution")
    made = [each for each in told["events"] if each["execution_id"] == execution["id"]]
    names = {each["path"]["steps"][0]["key"]: each["artifact_id"] for each in made}
    (root / "saved").mkdir()
    run = {
        "run_id": RUN,
        "display_name": "churn of November",
        "runtime_config": {"parameters": {"rate": 0.5}},
        "run_details": {
            "task_details": [
                {
                    "task_id": "t",
                    "execution_id": execution["id"],
                    "display_name": "prepare",
                    "outputs": {name: {"artifact_ids": [id_]} for name, id_ in names.items()},
                }
            ]
        },
    }
    (root / "saved" / "run.json").write_text(json.dumps(run))
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        report = import_project(project, database, Silent())
        assert not report.problems
        kinds = {each.kind for each in report.sources}
        assert {"mlmd", "kfp"} <= kinds
        counts = Questions(database).counts()
        contexts = sum(each["type"] in ("pipeline_run", "system.PipelineRun") for each in told["contexts"])
        assert counts[NodeKind.RUN] == len(told["executions"]) + contexts
        assert counts[NodeKind.ARTIFACT] == len(told["artifacts"])
        assert all(each.facts == 0 for each in import_project(project, database, Silent()).sources)
    finally:
        database.close()
