"""Histories of metrics that DVCLive itself wrote, in Git and in DVC's storage."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.facts import MetricSeries, Slot
from forebear.lineage.noted import series_of
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest
from forebear.sources.dvc.live import place_of, read_reported
from forebear.sources.importing import import_project

TRAIN = """\
import sys
from dvclive import Live

with Live(save_dvc_exp=sys.argv[1] == "exp", exp_name=sys.argv[2], dir=sys.argv[3]) as live:
    live.log_param("rate", 0.1)
    for step in range(4):
        live.log_metric("train/acc", step / 10 + int(sys.argv[4]), timestamp=True)
        live.log_metric("loss", float("nan") if step == 2 else 1 / (step + 1))
        live.next_step()
"""


@pytest.fixture
def live(work, tool: Callable[[str], Path]):
    """A project in which DVCLive logs: `work.run("live", "exp" | "no", name, folder, offset)`."""
    python = tool("dvc").parent / "python"
    work._tool = lambda name: python if name == "live" else tool(name)
    work.file("train.py", TRAIN)
    work.dvc("init", "--quiet")
    work.commit("begun")
    return work


def test_an_experiment_has_the_history_of_its_metrics(live, tmp_path: Path) -> None:
    live.run("live", "train.py", "exp", "first-try", "dvclive", "0")
    reading = live.read()
    assert [problem for problem in reading.problems if "params" in problem.where] == []
    sha = live.git("for-each-ref", "--format=%(objectname)", "refs/exps/*/*/first-try")
    metrics = reading.at(sha)[Slot.METRICS, "dvclive/metrics.json"]
    series = {fact.name: fact for fact in reading.of(MetricSeries)}
    assert {(name, fact.subject) for name, fact in series.items()} == {
        ("train.acc", metrics),
        ("loss", metrics),
    }
    assert list(series["train.acc"].steps) == [0, 1, 2, 3]
    assert list(series["train.acc"].values) == [0.0, 0.1, 0.2, 0.3]
    assert math.isnan(series["loss"].values[2])
    written = (live.root / "dvclive/plots/metrics/train/acc.tsv").read_text().splitlines()[1:]
    assert list(series["train.acc"].times) == [int(line.split("\t")[0]) * 1_000 for line in written]
    assert len(series["loss"].times) == 0
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(live.root, database.url)
    import_project(project, database, Silent())
    assert [source.facts for source in import_project(project, database, Silent()).sources] == [0, 0]
    questions = Questions(database)
    (node,) = [each.node.id for each in questions.held(sha) if each.path == "dvclive/metrics.json"]
    values = {value.name: value.value for value in questions.metrics([node])[node]}
    assert values == {"train.acc": 0.3, "loss": 0.25, "step": 3}
    assert len(questions.metrics([node])[node]) == 3
    with questions.look() as look:
        found = series_of(look, node, "train.acc")
    assert found is not None
    assert list(found.values) == [0.0, 0.1, 0.2, 0.3]
    database.close()


def test_each_commit_has_its_own_history_wherever_it_is_kept(live) -> None:
    stage = (
        "stages:\n  train:\n    cmd: {python} train.py no x dvclive {offset}\n    deps: [train.py]\n"
        "    outs: [dvclive]\nmetrics: [dvclive/metrics.json]\nplots: [dvclive/plots/metrics: {{x: step}}]\n"
    )
    expected = []
    for offset in (1, 2):
        live.file("dvc.yaml", stage.format(python=live._tool("live"), offset=offset))
        live.dvc("repro", "--quiet")
        live.commit(f"with {offset}")
        expected.append([offset + step / 10 for step in range(4)])
    whole = [list(fact.values) for fact in live.read().of(MetricSeries) if fact.name == "train.acc"]
    assert whole == expected
    first = live.read()
    live.file("other.txt", "nothing of it")
    live.commit("else")
    assert live.read(first.states).of(MetricSeries) == []
    shutil.rmtree(live.root / ".dvc" / "cache")
    assert live.read().of(MetricSeries) == []


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("dvclive/plots/metrics/loss.tsv", ("dvclive", "loss")),
        ("plots/metrics/train/acc.tsv", ("", "train.acc")),
        ("a/b/scalars/eval/f1.tsv", ("a/b", "eval.f1")),
        ("dvclive/plots/metrics/loss.csv", None),
        ("dvclive/plots/sklearn/roc.tsv", None),
        ("dvclive/plots/metrics/.tsv", None),
        ("loss.tsv", None),
    ],
)
def test_a_file_says_by_its_place_what_it_is(path: str, place: tuple[str, str] | None) -> None:
    assert place_of(path) == place


@given(st.binary(max_size=300))
def test_any_bytes_are_a_history_or_none(content: bytes) -> None:
    found = read_reported(content, "loss")
    assert found is None or len(found.steps) == len(found.values)


def test_hostile_numbers_are_left_out() -> None:
    from forebear.sources.dvc.live import _series

    text = "step\tloss\ttimestamp\n1\t1\t1\n1e400\t2\t1\n0.5\t3\t1\n2\tx\t1e300\n9e99\t1\t1\n3\tinf\t-1\n"
    found = read_reported(text.encode(), "loss")
    assert found is not None
    series = _series(Digest("git", "0" * 40), "loss", found)
    assert (list(series.steps), list(series.values), list(series.times)) == (
        [1, 3],
        [1.0, math.inf],
        [1000, -1000],
    )
