"""Run folders that are broken or mean harm: a listed problem each, and everything else is read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from forebear.lineage.facts import Checkpoint, Metric, MetricSeries, Parameter, RanIn, Solved, Tag
from forebear.lineage.words import Problem, Run
from forebear.sources.tool import Context
from forebear.sources.wandb.tool import WandbTool

FIRST = "wandb:team/churn/first001"
HALF = "wandb:team/churn/half0001"


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def root(new_store, tmp_path):
    """A copy of the new version's runs that may be broken."""
    copied = tmp_path / "project"
    shutil.copytree(new_store.place, copied / "wandb", symlinks=True)
    return copied


def log_of(root, run):
    return sorted(root.glob(f"wandb/offline-*/run-{run}.wandb"))[-1]


def test_of_a_log_that_was_cut_off_what_is_whole_is_read(root, facts_of):
    whole = {each.name: each for each in of(facts_of(root), MetricSeries) if each.subject == HALF}
    log = log_of(root, "half0001")
    content = log.read_bytes()
    log.write_bytes(content[: len(content) // 2])
    facts = facts_of(root)
    (problem,) = of(facts, Problem)
    assert problem.where == str(log)
    assert "ends in the middle of a record" in problem.what or "not finished" in problem.what
    runs = {run.key: run for run in of(facts, Run)}
    assert runs[HALF].status == "running"
    assert runs[HALF].ended_at is None
    assert runs[FIRST].status == "completed"
    (half,) = [each for each in of(facts, MetricSeries) if each.subject == HALF]
    assert 0 < len(half.values) < len(whole["loss"].values) == 3000
    assert half.values == whole["loss"].values[: len(half.values)]
    state = of(facts, Checkpoint)[0].state
    log.write_bytes(content)
    again = facts_of(root, state)
    assert [each.where for each in of(again, Solved)] == [str(log)]
    assert of(again, Problem) == []
    assert [run.status for run in of(again, Run)] == ["completed"]


def test_of_a_damaged_log_the_rest_is_read(root, facts_of):
    log = log_of(root, "half0001")
    content = bytearray(log.read_bytes())
    assert len(content) > 5 * 32768
    content[3 * 32768 + 100] ^= 255
    log.write_bytes(content)
    facts = facts_of(root)
    (problem,) = of(facts, Problem)
    assert "damaged" in problem.what
    (half,) = [each for each in of(facts, MetricSeries) if each.subject == HALF]
    assert 2500 < len(half.values) < 3000
    assert half.values[-1] == 2999.0
    assert {run.status for run in of(facts, Run) if run.key == HALF} == {"completed"}


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b":W&B\xe1\xbe\x00"])
def test_a_log_without_a_run_is_one_problem(root, facts_of, content):
    log = log_of(root, "failed01")
    log.write_bytes(content)
    facts = facts_of(root)
    assert len(of(facts, Problem)) == 1
    assert "wandb:team/churn/failed01" not in {run.key for run in of(facts, Run)}
    assert FIRST in {run.key for run in of(facts, Run)}


def test_links_and_pipes_are_not_followed(root, facts_of, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("stolen: {value: 1}\n")
    files = log_of(root, "first001").parent / "files"
    (files / "config.yaml").symlink_to(secret)
    (files / "requirements.txt").unlink()
    os.mkfifo(files / "requirements.txt")
    log = log_of(root, "failed01")
    shutil.move(log, tmp_path / "elsewhere.wandb")
    log.symlink_to(tmp_path / "elsewhere.wandb")
    (root / "wandb" / "offline-run-20260101_000000-linked01").symlink_to(log.parent)
    facts = facts_of(root)
    assert "stolen" not in repr(facts)
    assert {each.where for each in of(facts, Problem)} == {str(log)}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("wandb-metadata.json", b"[" * 100_000, "too deep"),
        ("wandb-metadata.json", b"\xff\xfe", "UTF-8"),
        ("wandb-summary.json", b'{"a": ', "no JSON"),
        (
            "config.yaml",
            b"a: &a [x, x]\n"
            + b"".join(
                b"b%d: &b%d [%s]\n" % (n, n, b", ".join([b"*a" if n == 0 else b"*b%d" % (n - 1)] * 30))
                for n in range(10)
            ),
            "too many values",
        ),
        ("config.yaml", b"a: !!python/object/apply:os.system [touch /tmp/x]\n", "tag"),
    ],
    ids=["deep", "no text", "cut", "aliases", "tag"],
)
def test_a_bad_file_beside_the_log_is_one_problem(root, facts_of, name, content, says):
    path = log_of(root, "first001").parent / "files" / name
    path.write_bytes(content)
    facts = facts_of(root)
    (problem,) = of(facts, Problem)
    assert problem.where == str(path)
    assert says in problem.what
    assert {run.key for run in of(facts, Run)} >= {FIRST, HALF}


def test_the_files_of_an_old_run_fill_what_its_log_lacks(root, facts_of):
    """Online runs write these files; where the log says the same, the log counts."""
    files = log_of(root, "failed01").parent / "files"
    (files / "config.yaml").write_text(
        "wandb_version: 1\n_wandb: {value: {t: 1}}\nlr: {desc: null, value: 0.5}\ndeep: {value: {a: [1]}}\n"
    )
    (files / "wandb-summary.json").write_text('{"_step": 3, "best": 0.75, "loss": 3.5}')
    facts = facts_of(root)
    key = "wandb:team/churn/failed01"
    assert {each.name: each.value for each in of(facts, Parameter) if each.subject == key} == {
        "lr": 0.5,
        "deep.a": "[1]",
    }
    summary = [each for each in of(facts, Metric) if each.subject == key]
    assert summary == []  # the log has one


def test_a_project_is_looked_through_for_its_runs(root, new_store, tmp_path):
    nested = tmp_path / "nested"
    shutil.copytree(new_store.place, nested / "src" / "train" / "wandb", symlinks=True)
    tool = WandbTool()
    (found,) = tool.discover(Context(nested))
    assert (found.location, found.inside, found.said) == (
        str(nested / "src" / "train" / "wandb"),
        True,
        ("4 runs",),
    )
    for named in ("src/train", "src/train/wandb", str(log_of(nested / "src" / "train", "first001"))):
        assert tool.at(named, Context(nested)) == found
    assert tool.at("src", Context(nested)) is None
    assert list(tool.discover(Context(Path(tmp_path / "nothing")))) == []
    assert tool.watched(found.location, Context(nested))[0] == Path(found.location)


def test_what_was_read_is_current_until_something_is_written(root, facts_of):
    tool, context = WandbTool(), Context(root)
    (found,) = tool.discover(context)
    state = of(facts_of(root), Checkpoint)[0].state
    assert tool.is_current(found.location, state, context)
    with log_of(root, "half0001").open("ab") as file:
        file.write(b"\0")
    assert not tool.is_current(found.location, state, context)


def test_nothing_that_was_not_recorded_is_told(root, facts_of):
    for path in root.glob("wandb/offline-*/files/*"):
        if path.is_file():
            path.unlink()
    facts = facts_of(root)
    assert of(facts, Problem) == []
    assert {each.environment.packages == {} for each in of(facts, RanIn)} == {True}
    assert "dirty" not in {each.name for each in of(facts, Tag)}
