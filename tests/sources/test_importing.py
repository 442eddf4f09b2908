"""Imports into a real database: what is new, what was rewritten, and input that is bad."""

from __future__ import annotations

import json
import os
import shutil
import stat

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.glance import REVISION, glance
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.schema import HEAD
from forebear.lineage.words import NodeKind
from forebear.sources.importing import import_project, nothing_new

STAGE = (
    "stages:\n  train:\n    cmd: sh train.sh\n    deps: [train.sh]\n    params: [rate]\n"
    "    outs: [model.pkl]\n"
    "    metrics:\n    - metrics.json: {cache: false}\n"
)


def bring_in(root, progress=None):
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        return import_project(project, database, progress or Silent())
    finally:
        database.close()


def held(root, revision):
    """What the database says a commit holds: (slot, path) to key."""
    database = Database.open(Project.at(root).database_url, read_only=True)
    try:
        questions = Questions(database)
        sha = questions.resolve(revision).node.key
        return {(str(item.slot), item.path): item.node.key for item in questions.held(sha)}
    finally:
        database.close()


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory, work_in):
    """A project with one DVC stage that ran once."""
    root = tmp_path_factory.mktemp("trained") / "project"
    root.mkdir()
    work = work_in(root)
    work.git("init", "--quiet")
    work.dvc("init", "--quiet")
    work.file("params.yaml", "rate: 1\n")
    work.file("train.sh", "cp params.yaml model.pkl && printf '{\"auc\": 0.5}' > metrics.json\n")
    work.file("dvc.yaml", STAGE)
    work.file(".gitignore", "/model.pkl\n")
    work.dvc("repro", "--quiet")
    work.commit("trained")
    return work


@pytest.fixture
def trained(trained_once, tmp_path, work_in):
    """A copy of it, to be changed."""
    shutil.copytree(trained_once.root, tmp_path / "project", symlinks=True)
    return work_in(tmp_path / "project")


def again(work, rate, message="again"):
    """Let the stage run with another rate and commit."""
    work.file("params.yaml", f"rate: {rate}\n")
    work.dvc("repro", "--quiet")
    return work.commit(message)


def test_an_import_then_another_of_only_what_is_new(trained):
    first = bring_in(trained.root)
    assert [(source.kind, source.facts > 0) for source in first.sources] == [("git", True), ("dvc", True)]
    assert (first.commits, first.runs, first.problems) == (1, 1, ())
    second = bring_in(trained.root)
    assert [source.facts for source in second.sources] == [0, 0]
    assert (second.commits, second.runs, second.artifacts) == (first.commits, first.runs, first.artifacts)
    again(trained, 2)
    third = bring_in(trained.root)
    assert (third.commits, third.runs) == (2, 2)
    assert third.sources[1].facts < first.sources[1].facts


def test_step_by_step_ends_where_one_import_ends(trained, tmp_path):
    """Whatever is imported in between, the lineage is the same in the end."""
    bring_in(trained.root)
    trained.git("switch", "--quiet", "--create", "side")
    again(trained, 2, "on the side")
    bring_in(trained.root)
    trained.git("switch", "--quiet", "main")
    trained.file("readme.txt", "nothing of DVC's")
    trained.commit("a text")
    bring_in(trained.root)
    trained.git("merge", "--quiet", "--no-ff", "--message", "merged", "side")
    trained.git("rm", "--quiet", "metrics.json")
    trained.commit("metrics are gone")
    bring_in(trained.root)
    database = Database.open(f"sqlite:///{tmp_path / 'whole.db'}")
    whole = import_project(Project.at(trained.root), database, Silent())
    questions = Questions(database)
    for sha in trained.git("rev-list", "--all").split():
        expected = {(str(item.slot), item.path): item.node.key for item in questions.held(sha)}
        assert held(trained.root, sha) == expected
    step_by_step = bring_in(trained.root)
    assert (step_by_step.commits, step_by_step.runs, step_by_step.artifacts) == (
        whole.commits,
        whole.runs,
        whole.artifacts,
    )
    runs = {row.node.key: row.commit for row in questions.runs()}
    database.close()
    database = Database.open(Project.at(trained.root).database_url, read_only=True)
    assert {row.node.key: row.commit for row in Questions(database).runs()} == runs
    database.close()


def test_rewritten_history(trained):
    old = again(trained, 2, "will be rewritten")
    bring_in(trained.root)
    trained.git("reset", "--quiet", "--hard", "HEAD~1")
    new = again(trained, 3, "instead")
    trained.git("reflog", "expire", "--expire=now", "--all")
    trained.git("gc", "--quiet", "--prune=now")
    report = bring_in(trained.root)
    assert report.commits == 3  # what was known stays known
    assert report.problems == ()
    assert held(trained.root, new)["run", "train"] != held(trained.root, old)["run", "train"]


def test_a_history_that_is_joined_with_the_one_before_it(trained):
    """What `git replace` says of parents is read when it is said, and taken back when that is."""
    project = Project.at(trained.root)
    first = trained.git("rev-parse", "HEAD").strip()
    trained.git("switch", "--quiet", "--orphan", "older")
    trained.file("data.csv", "1")
    older = trained.commit("before all")
    trained.git("switch", "--quiet", "main")
    trained.git("branch", "-D", "--quiet", "older")

    def parents():
        return {commit.sha: commit.parents for commit in asked(trained.root, Questions.commits)}

    bring_in(trained.root)
    assert parents() == {first: ()}
    trained.git("replace", "--graft", first, older)
    assert nothing_new(project) is None
    report = bring_in(trained.root)
    assert (report.commits, report.problems) == (2, ())
    assert parents() == {first: (older,), older: ()}
    assert nothing_new(project) is not None
    assert [each.commits for each in (bring_in(trained.root), nothing_new(project))] == [2, 2]
    trained.git("replace", "--delete", first)
    bring_in(trained.root)
    assert parents()[first] == ()


def test_the_fast_look_agrees_with_an_import(trained):
    project = Project.at(trained.root)
    assert nothing_new(project) is None
    report = bring_in(trained.root)
    quick = nothing_new(project)
    assert (quick.commits, quick.runs, quick.artifacts) == (report.commits, report.runs, report.artifacts)
    assert [source.kind for source in quick.sources] == ["git", "dvc"]
    trained.git("tag", "new")
    assert nothing_new(project) is None
    assert REVISION == HEAD
    assert glance("postgresql://somewhere/else", "x") is None


def asked(root, question):
    database = Database.open(Project.at(root).database_url, read_only=True)
    answer = list(question(Questions(database)))
    database.close()
    return answer


def known_problems(root):
    return asked(root, Questions.problems)


def test_metrics_in_the_cache_come_when_the_cache_does(trained):
    trained.file("dvc.yaml", STAGE.replace("    - metrics.json: {cache: false}", "    - metrics.json"))
    trained.git("rm", "--quiet", "--cached", "metrics.json")
    trained.file(".gitignore", "/model.pkl\n/metrics.json\n")
    trained.dvc("repro", "--quiet", "--force")
    head = trained.commit("metrics are DVC's now")
    cache = trained.root / ".dvc" / "cache"
    cache.rename(trained.root.parent / "aside")
    report = bring_in(trained.root)
    (problem,) = report.problems
    assert problem.where == f"metrics.json@{head[:12]}"
    assert "not available" in problem.what
    assert nothing_new(Project.at(trained.root)) is not None
    (trained.root.parent / "aside").rename(cache)
    assert nothing_new(Project.at(trained.root)) is None
    assert bring_in(trained.root).problems == ()
    assert known_problems(trained.root) == []
    database = Database.open(Project.at(trained.root).database_url, read_only=True)
    questions = Questions(database)
    (metrics,) = [item for item in questions.held(head) if str(item.slot) == "metrics"]
    assert [(value.name, value.value) for value in questions.metrics([metrics.node.id])[metrics.node.id]] == [
        ("auc", 0.5)
    ]
    database.close()


def test_no_git_says_what_to_do(tmp_path):
    with pytest.raises(ActionableError, match="no Git repository") as caught:
        nothing_new(Project.at(tmp_path))
    assert "git init" in caught.value.todo
    assert list(tmp_path.iterdir()) == []


def test_a_branch_without_commits(work):
    report = bring_in(work.root)
    assert report.commits == 0
    assert "no commit yet" in report.problems[0].what


def test_a_shallow_clone_and_its_deepening(trained, tmp_path):
    again(trained, 2)
    clone = tmp_path / "shallow"
    trained.git("clone", "--quiet", "--depth", "1", f"file://{trained.root}", str(clone))
    report = bring_in(clone)
    assert (report.commits, report.runs) == (1, 1)
    assert [commit.parents for commit in asked(clone, Questions.commits)] == [()]
    assert any("git fetch --unshallow" in problem.what for problem in report.problems)
    trained.git("-C", str(clone), "fetch", "--quiet", "--unshallow")
    report = bring_in(clone)
    assert (report.commits, report.runs) == (2, 2)
    here = trained.git("rev-list", "HEAD").split()
    whole = {here[0]: (here[1],), here[1]: ()}
    assert {commit.sha: commit.parents for commit in asked(clone, Questions.commits)} == whole
    assert known_problems(clone) == []
    # What is known of parents stays known where a clone lacks them.
    trained.git("-C", str(clone), "fetch", "--quiet", "--depth", "1", "origin", "main")
    assert any("git fetch --unshallow" in problem.what for problem in bring_in(clone).problems)
    assert {commit.sha: commit.parents for commit in asked(clone, Questions.commits)} == whole
    trained.git("-C", str(clone), "fetch", "--quiet", "--unshallow")
    report = bring_in(clone)
    assert known_problems(clone) == []
    assert report.problems == ()


def test_a_bare_repository_and_a_detached_head(trained, tmp_path):
    trained.git("clone", "--quiet", "--bare", str(trained.root), str(tmp_path / "bare.git"))
    assert (bring_in(tmp_path / "bare.git").commits, bring_in(tmp_path / "bare.git").runs) == (1, 1)
    trained.git("checkout", "--quiet", "--detach")
    assert bring_in(trained.root).commits == 1


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("dvc.yaml", "stages:\n\ttrain: 1\n", "line 2"),
        ("dvc.yaml", "stages: &a\n  x: !!python/object/apply:os.system ['touch evil']\n", "tag"),
        ("dvc.lock", "schema: '2.0'\nstages:\n<<<<<<< HEAD\n  a: {}\n=======\n>>>>>>> other\n", "merge"),
        ("dvc.lock", "schema: '2.0'\nstages:\n  train:\n    cmd: a\n  train:\n    cmd: b\n", "twice"),
        ("dvc.lock", "schema: '2.0'\nstages:\n  train:\n    deps: []\n", "no command"),
        ("data.csv.dvc", b"outs:\n- path: caf\xe9\n", "UTF-8"),
        ("params.yaml", "a: [\n", "no YAML"),
        ("metrics.json", "{", "no JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_the_import_goes_on(trained, file, content, reason):
    trained.file(file, content)
    broken = trained.commit("broken")
    trained.file("readme.txt", "later")
    trained.commit("later")
    report = bring_in(trained.root)
    assert report.commits == 3
    assert report.runs == 1
    (problem,) = report.problems
    assert problem.where == f"{file}@{broken[:12]}"
    assert reason in problem.what
    assert not (trained.root / "evil").exists()


def test_a_missing_blob(trained):
    sha = trained.git("rev-parse", "HEAD:metrics.json")
    loose = trained.root / ".git" / "objects" / sha[:2] / sha[2:]
    loose.chmod(stat.S_IRWXU)
    loose.unlink()
    report = bring_in(trained.root)
    assert (report.commits, report.runs) == (1, 1)
    (problem,) = report.problems
    assert problem.where.startswith("metrics.json@")
    assert "not in this clone" in problem.what


def test_a_cache_object_that_is_not_what_its_name_says(trained):
    trained.file("dvc.yaml", STAGE.replace("    - metrics.json: {cache: false}", "    - metrics.json"))
    trained.git("rm", "--quiet", "--cached", "metrics.json")
    trained.file(".gitignore", "/model.pkl\n/metrics.json\n")
    trained.dvc("repro", "--quiet", "--force")
    trained.commit("metrics are DVC's now")
    (entry,) = [
        line for line in (trained.root / "dvc.lock").read_text().split("- path: ") if "metrics.json" in line
    ]
    md5 = entry.split("md5: ")[-1].split()[0]
    stored = trained.root / ".dvc/cache/files/md5" / md5[:2] / md5[2:]
    stored.chmod(stat.S_IRWXU)
    stored.write_text('{"auc": 1.0}')
    (problem,) = bring_in(trained.root).problems
    assert "does not hold what its name says" in problem.what


def test_links_are_not_followed(trained, tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text("rate: 99\n")
    (trained.root / "params.yaml").unlink()
    (trained.root / "params.yaml").symlink_to(outside)
    head = trained.commit("parameters lead outside")
    bring_in(trained.root)
    assert ("parameters", "params.yaml") not in held(trained.root, head)


def test_paths_that_are_no_utf8(trained):
    path = os.fsdecode(b"caf\xe9")
    trained.file(f"{path}/dvc.yaml", STAGE)
    trained.file(f"{path}/params.yaml", "rate: 5\n")
    trained.commit("a strange folder")
    report = bring_in(trained.root)
    assert report.commits == 2


def test_stopping_leaves_what_was_there(trained):
    before = bring_in(trained.root)
    again(trained, 2)

    class Stopped(Silent):
        def step(self, phase, *_words, **_more):
            if phase == "documents":
                raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        bring_in(trained.root, Stopped())
    database = Database.open(Project.at(trained.root).database_url, read_only=True)
    assert Questions(database).counts()[NodeKind.RUN] == before.runs
    database.close()
    assert bring_in(trained.root).runs == 2


def test_lock_files_of_schema_1_and_stages_of_dvc_0(work):
    """No DVC that installs today writes these; the texts are as its documentation of then had them."""
    work.file("dvc.yaml", "stages:\n  fit:\n    cmd: fit\n    deps: [a.txt]\n    outs: [m.bin]\n")
    work.file(
        "dvc.lock",
        "fit:\n  cmd: fit\n  deps:\n  - path: a.txt\n    md5: "
        + "a" * 32
        + "\n  params:\n    params.yaml:\n      x: 1\n"
        "  outs:\n  - path: m.bin\n    md5: " + "b" * 32 + "\n",
    )
    work.file(
        "old/eval.dvc",
        "md5: "
        + "c" * 32
        + "\ncmd: python eval.py\nwdir: ..\ndeps:\n- md5: "
        + "b" * 32
        + "\n  path: m.bin\n"
        "outs:\n- md5: "
        + "d" * 32
        + "\n  path: auc.json\n  cache: false\n  metric: {type: json, xpath: AUC}\n",
    )
    work.file("auc.json", json.dumps({"AUC": 0.6}))
    work.commit("old")
    report = bring_in(work.root)
    assert (report.runs, report.problems) == (2, ())
    found = held(work.root, "HEAD")
    assert {key for key in found if key[0] == "run"} == {("run", "fit"), ("run", "old/eval.dvc")}
    assert found["data", "m.bin"].startswith("md5-dos2unix:")
    assert ("metrics", "auc.json") in found


def test_dvc_2_and_then_3(work):
    """A file with CRLF has another md5 in DVC 2 than in DVC 3, and the cache is laid out otherwise."""
    work.run("dvc2", "init", "--quiet")
    work.file("data.csv", "a\r\n1\r\n")
    work.file(
        "dvc.yaml",
        "stages:\n  s:\n    cmd: printf '{\"n\":1}' > n.json\n    deps: [data.csv]\n    metrics: [n.json]\n",
    )
    work.run("dvc2", "add", "--quiet", "data.csv")
    work.run("dvc2", "repro", "--quiet")
    old = work.commit("with DVC 2")
    work.dvc("cache", "migrate", "--dvc-files")
    work.dvc("commit", "--quiet", "--force")
    new = work.commit("with DVC 3")
    report = bring_in(work.root)
    assert report.problems == ()
    before, after = held(work.root, old), held(work.root, new)
    assert before["data", "data.csv"].startswith("md5-dos2unix:")
    assert after["data", "data.csv"].startswith("md5:")
    database = Database.open(Project.at(work.root).database_url, read_only=True)
    questions = Questions(database)
    for sha in (old, new):
        (metrics,) = [item.node.id for item in questions.held(sha) if str(item.slot) == "metrics"]
        assert [value.value for value in questions.metrics([metrics])[metrics]] == [1.0]
    database.close()
