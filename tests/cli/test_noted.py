"""`forebear show` tells what tools noted."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from forebear.cli.main import main
from forebear.lineage.database import Database
from forebear.lineage.facts import Approval, CodeOf, Seen, Tag, Used
from forebear.lineage.words import Artifact, Commit, Digest, Known, NodeKind, Person, Run

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ANN = Person("Ann", "ann@example.org")
COMMIT = Commit("a" * 40, (), ANN, NOW, ANN, NOW, "first")
DATA = Digest("md5", "d" * 32)


def test_tags_places_approvals_and_evidence_are_shown(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'lineage.db'}"
    database = Database.open(url)
    database.write(
        [
            COMMIT,
            Run("mlflow:r1", "brave-fish", source="mlflow"),
            CodeOf("mlflow:r1", COMMIT.sha, Known.NAMED, "tag mlflow.source.git.commit"),
            Tag(NodeKind.RUN, "mlflow:r1", "experiment", "churn\x1b[31m"),
            Artifact((DATA,), "train.csv"),
            Seen(DATA, "s3", "s3://b/train.csv", "v1", NOW),
            Approval(NodeKind.COMMIT, COMMIT.sha, "review:1", "review", "approved", ANN, NOW, "https://x/1"),
        ]
    )
    database.close()

    def show(ref: str, *more: str) -> str:
        assert main(["show", ref, "--database", url, "--project", str(tmp_path), *more]) == 0
        return capsys.readouterr().out

    text = show("run:mlflow:r1")
    assert "tag mlflow.source.git.commit" in text
    assert "experiment" in text
    assert "\x1b[31m" not in text
    document = json.loads(show("run:mlflow:r1", "--json"))
    assert document["tags"] == {"experiment": "churn\x1b[31m"}
    assert document["evidence"] == [
        {
            "from": COMMIT.sha,
            "role": "code",
            "path": "",
            "known": "named",
            "said": "tag mlflow.source.git.commit",
        }
    ]
    assert json.loads(show(str(DATA), "--json"))["places"] == [
        {"source": "s3", "place": "s3://b/train.csv", "version": "v1", "at": NOW.isoformat()}
    ]
    assert "https://x/1" in show(COMMIT.sha[:12])


def test_a_lineage_says_how_each_edge_is_known(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'lineage.db'}"
    database = Database.open(url)
    database.write(
        [
            COMMIT,
            Run("mlflow:r1", "brave-fish", source="mlflow"),
            CodeOf("mlflow:r1", COMMIT.sha, Known.NAMED, "tag mlflow.source.git.commit"),
            Artifact((DATA,), "train.csv"),
            Used("mlflow:r1", DATA, "data/train.csv"),
        ]
    )
    database.close()
    words = ["lineage", "run:mlflow:r1", "--database", url, "--project", str(tmp_path), "--json"]
    assert main(words) == 0
    edges = {edge["role"]: edge for edge in json.loads(capsys.readouterr().out)["edges"]}
    assert (edges["code"]["known"], edges["code"]["evidence"]) == ("named", "tag mlflow.source.git.commit")
    assert (edges["input"]["known"], edges["input"]["evidence"]) == ("recorded", "")
