"""A job, the model data that it wrote and the version that was registered of that are one lineage."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project


def test_a_version_leads_back_to_its_data(region: Any, tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "aws").mkdir(parents=True)
    region.train()
    region.process()
    client = region.client
    answers = {
        "package": client.describe_model_package(ModelPackageName=region.package()),
        "training": client.describe_training_job(TrainingJobName="Job-1"),
        "processing": client.describe_processing_job(ProcessingJobName="prepare"),
    }
    for name, answer in answers.items():
        del answer["ResponseMetadata"]
        (root / "aws" / f"{name}.json").write_text(json.dumps(answer, default=datetime.isoformat))
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        report = import_project(project, database, Silent())
        assert not report.problems
        questions = Questions(database)
        assert questions.counts()[NodeKind.RUN] == 2
        # The model data, which the package and the job name; what is between the jobs; and the raw data.
        assert questions.counts()[NodeKind.ARTIFACT] == 3
        assert all(each.facts == 0 for each in import_project(project, database, Silent()).sources)
    finally:
        database.close()


def test_lineage_as_the_command_tells_it(region: Any, tmp_path: Path, forebear: Any) -> None:
    root = tmp_path / "project"
    (root / "aws").mkdir(parents=True)
    region.train()
    package = region.client.describe_model_package(ModelPackageName=region.package())
    training = region.client.describe_training_job(TrainingJobName="Job-1")
    for name, answer in (("package", package), ("training", training)):
        del answer["ResponseMetadata"]
        (root / "aws" / f"{name}.json").write_text(json.dumps(answer, default=datetime.isoformat))
    forebear("import", root)
    said = json.loads(forebear("lineage", "models:/churn/1", "--upstream", "--json", cwd=root).stdout)
    kinds = [node["kind"] for node in said["nodes"]]
    assert kinds.count("run") == 1
    assert kinds.count("artifact") == 2
    roles = {edge["role"] for edge in said["edges"]}
    assert {"registered", "output", "input", "environment"} <= roles
