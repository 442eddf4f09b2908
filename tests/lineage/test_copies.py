"""A run did not make what it was given, though a copy lies among its artifacts."""

from __future__ import annotations

from forebear.lineage.copies import KEPT, forget_copies
from forebear.lineage.database import Database
from forebear.lineage.facts import Generated, Used
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Run

DATA, MODEL = Digest("md5", "d" * 32), Digest("md5", "e" * 32)


def runs(evidence: str) -> list[object]:
    """Two runs on the same data, each of which kept it; the first one made a model."""
    facts: list[object] = [Artifact((DATA,), "a.csv", ArtifactType.DATASET), Artifact((MODEL,), "m.pkl")]
    for name in ("one", "two"):
        facts += [
            Run(name, name, source="mlflow"),
            Used(name, DATA, "data/a.csv"),
            Generated(name, DATA, "a.csv", evidence=evidence),
        ]
    return [*facts, Generated("one", MODEL, "m.pkl", evidence=KEPT)]


def made_from(database: Database) -> set[str]:
    questions = Questions(database)
    model = questions.node(NodeKind.ARTIFACT, str(MODEL))
    return {node.key for node in questions.upstream([model.id]).nodes if node.kind is NodeKind.RUN}


def test_a_copy_makes_no_run_the_origin_of_what_others_were_given(database):
    database.write(runs(KEPT))
    assert made_from(database) == {"one", "two"}
    assert forget_copies(database) == 2
    assert made_from(database) == {"one"}
    (run,) = [each for each in Questions(database).runs() if each.node.key == "two"]
    record = Questions(database).run(run.node.key)
    assert [link.path for link in record.inputs] == ["data/a.csv"]
    assert record.outputs == ()
    assert forget_copies(database) == 0


def test_what_is_recorded_as_made_stays(database):
    """A pipeline that writes the bytes that it read did make them: its record says so."""
    database.write(runs("the lock file"))
    assert forget_copies(database) == 0
    assert made_from(database) == {"one", "two"}
