"""The model registry in Git tags, made and read by gto itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import AmbiguousReferenceError
from forebear.lineage.facts import Fact
from forebear.lineage.model_registry import model_registry
from forebear.lineage.noted import noted
from forebear.lineage.progress import Silent
from forebear.lineage.questions import Questions
from forebear.lineage.words import ModelVersion, Move, Problem, Transition
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource
from forebear.sources.gto.source import GtoSource
from forebear.sources.gto.tags import read_tag


@pytest.fixture
def work(tmp_path: Path, work_in: Callable[[Path], object], tool: Callable[[str], Path]) -> object:
    work = work_in(tmp_path)
    work._tool = lambda name: tool("dvc").parent / name if name in ("gto", "python") else tool(name)
    work.git("init", "--quiet")
    return work


def read(root: Path, since: dict[str, object] | None = None) -> list[Fact]:
    with GitRepository(root) as repository:
        return list(GtoSource(repository).facts(since, Silent()))


def test_versions_and_stages_are_those_that_gto_shows(work) -> None:
    work.file("dvc.yaml", "artifacts:\n  churn:\n    path: models/churn.pkl\n    type: model\n")
    first = work.commit("first")
    work.run("gto", "register", "churn", "--version", "v1.0.0", "-m", "the first good one")
    work.run("gto", "assign", "churn", "--version", "v1.0.0", "--stage", "prod", "-m", "approved by Kim")
    second = work.commit("second")
    work.run("gto", "register", "churn", "--version", "v2.0.0")
    work.run("gto", "assign", "churn", "--version", "v2.0.0", "--stage", "dev")
    work.run("gto", "assign", "churn", "--version", "v2.0.0", "--stage", "prod", "-m", "better on new data")
    facts = read(work.root)
    versions = [fact for fact in facts if isinstance(fact, ModelVersion)]
    moves = [fact for fact in facts if isinstance(fact, Transition)]
    assert versions == [
        ModelVersion("gto", "churn", "v1.0.0", first, "models/churn.pkl"),
        ModelVersion("gto", "churn", "v2.0.0", second, "models/churn.pkl"),
    ]
    history = json.loads(work.run("gto", "history", "--json"))
    expected = sorted(
        (
            each["version"],
            {"registration": "registered", "assignment": "assigned"}[each["event"]],
            each["stage"] or "",
        )
        for each in history
        if each["event"] != "commit"
    )
    assert sorted((move.version.rpartition("/")[2], str(move.move), move.stage) for move in moves) == expected
    approved = next(move for move in moves if move.why.startswith("approved"))
    assert (approved.stage, str(approved.by), approved.record) == (
        "prod",
        "Ada Example <ada@example.org>",
        "churn#prod#1",
    )
    assert approved.when is not None


DECLARED = """\
artifacts:
  churn:
    path: models/churn.pkl
    type: model
    desc: {desc}
    labels: [tabular, weekly]
    meta:
      owner: {{team: growth}}
      api_token: hunter2hunter2
"""


SAYS = """
import json
from dvc.repo import Repo
print(json.dumps(Repo().artifacts.read()["dvc.yaml"]["churn"].to_dict()))
"""


def test_a_version_has_what_dvc_says_of_it_at_its_commit(work, tmp_path: Path) -> None:
    work.dvc("init", "--quiet")
    work.file("models/churn.pkl", "model")
    for number, desc in enumerate(("Who leaves", "Who leaves next month"), 1):
        work.file("dvc.yaml", DECLARED.format(desc=desc))
        work.commit(desc)
        said = json.loads(work.run("python", "-W", "ignore", "-c", SAYS))
        assert (said["type"], said["desc"], said["labels"]) == ("model", desc, ["tabular", "weekly"])
        work.run("gto", "register", "churn", "--version", f"v{number}.0.0")
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    try:
        with GitRepository(work.root) as repository:
            for source in (GitSource(repository), GtoSource(repository)):
                database.write(source.facts(None, Silent()))
        with Questions(database).look() as look:
            (model,) = model_registry(look)
            tags = noted(look, model.versions[-1].node).tags
        assert model.model.description == "Who leaves next month"
        descriptions = [each.registered.version.description for each in model.versions]
        assert descriptions == ["Who leaves next month", "Who leaves"]
        assert (tags["type"], tags["labels"], tags["meta.owner.team"]) == (
            "model",
            "tabular, weekly",
            "growth",
        )
        assert model.model.tags == tags
        assert "hunter2" not in tags["meta.api_token"]
    finally:
        database.close()


def test_a_stage_may_be_taken_away_and_a_version_deregistered(work) -> None:
    work.commit("first")
    work.run("gto", "register", "churn", "--version", "v1.0.0")
    work.run("gto", "assign", "churn", "--version", "v1.0.0", "--stage", "prod")
    work.run("gto", "deprecate", "churn", "v1.0.0", "prod", "-m", "it drifted")
    work.run("gto", "deprecate", "churn", "v1.0.0", "-m", "never to be used again")
    moves = [fact for fact in read(work.root) if isinstance(fact, Transition)]
    assert [(move.move, move.stage) for move in moves] == [
        (Move.REGISTERED, ""), (Move.ASSIGNED, "prod"), (Move.UNASSIGNED, "prod"), (Move.DEREGISTERED, ""),
    ]  # fmt: skip
    assert [move.why for move in moves[2:]] == ["it drifted", "never to be used again"]
    told = json.loads(work.run("gto", "history", "--json"))
    theirs = {(each["ref"], each["author"], each["timestamp"]) for each in told if each["event"] != "commit"}
    assert {(move.record, str(move.by).partition(" <")[0]) for move in moves} == {
        (ref, author) for ref, author, _ in theirs
    }


def test_tags_of_one_second_are_in_the_order_in_which_they_make_sense(work) -> None:
    work.commit("first")
    for name in ("churn@v1.0.0!", "churn#prod!#2", "churn@deprecated", "churn@v1.0.0", "churn#prod#1"):
        work._clock = 1_800_000_000
        work.git("tag", "--annotate", name, "--message", name)
    moves = [fact.move for fact in read(work.root) if isinstance(fact, Transition)]
    assert moves == [Move.REGISTERED, Move.ASSIGNED, Move.UNASSIGNED, Move.DEREGISTERED, Move.DEPRECATED]


def test_a_model_of_a_subfolder_is_found_there(work) -> None:
    work.file("sub/artifacts.yaml", "clf2:\n  path: clf.pkl\n  type: model\n")
    work.commit("first")
    work.git("tag", "--annotate", "sub=clf2@v0.0.1", "--message", "registered")
    (version,) = [fact for fact in read(work.root) if isinstance(fact, ModelVersion)]
    assert (version.name, version.path) == ("sub:clf2", "sub/clf.pkl")


def test_what_cannot_be_read_is_a_problem_and_the_rest_stands(work) -> None:
    work.file("dvc.yaml", "artifacts: [1, 2\n")
    work.commit("broken")
    work.git("tag", "--annotate", "churn@v1.0.0", "--message", "registered")
    work.git("tag", "--annotate", "other#prod", "--message", "nobody knows this version")
    work.git("tag", "churn@v9.0.0")  # a lightweight tag is not GTO's
    facts = read(work.root)
    assert [fact.version for fact in facts if isinstance(fact, ModelVersion)] == ["v1.0.0"]
    assert {fact.where.partition("@")[0] for fact in facts if isinstance(fact, Problem)} == {
        "dvc.yaml",
        "other#prod",
    }


def test_a_second_reading_finds_nothing_new_until_a_tag_comes(work) -> None:
    work.commit("first")
    work.run("gto", "register", "churn", "--version", "v1.0.0")
    state = dict(read(work.root)[-1].state)  # type: ignore[union-attr]
    assert read(work.root, state) == []
    work.git("tag", "v1")  # of no interest to GTO, and yet the tips have changed
    assert len(read(work.root, state)) == 1
    work.run("gto", "assign", "churn", "--version", "v1.0.0", "--stage", "dev")
    assert any(isinstance(fact, Transition) for fact in read(work.root, state))


@pytest.mark.parametrize(
    "tag",
    ["v1.0.0", "model@v1", "model@1.0.0", "-a@v1.0.0", "model#", "model#prod!#", "a@created", "x" * 600],
)
def test_other_tags_say_nothing(tag: str) -> None:
    assert read_tag(tag) is None


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("churn@v1.2.3", ("churn", "registered", "v1.2.3", "")),
        ("churn@v1.2.3-rc.1+build.5", ("churn", "registered", "v1.2.3-rc.1+build.5", "")),
        ("churn@v1.2.3!#4", ("churn", "deregistered", "v1.2.3", "")),
        ("a/b-c#prod#12", ("a/b-c", "assigned", "", "prod")),
        ("some/dir=m1#dev!", ("some/dir:m1", "unassigned", "", "dev")),
        ("churn@deprecated", ("churn", "deprecated", "", "")),
    ],
)
def test_a_tag_says(tag: str, said: tuple[str, str, str, str]) -> None:
    found = read_tag(tag)
    assert found is not None
    assert (found.name, str(found.move), found.version, found.stage) == said


@pytest.fixture
def two(tmp_path: Path, work_in: Callable[[Path], object], tool: Callable[[str], Path]) -> list[object]:
    """Two repositories with models of one name, whose versions and stages have the same names too."""
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        work = work_in(tmp_path / name)
        work._tool = lambda name: tool("dvc").parent / name if name in ("gto", "python") else tool(name)
        work.git("init", "--quiet")
        work.file("code.py", name)
        work.commit(name)
        work.run("gto", "register", "churn", "--version", "v1.0.0")
        work.file("code.py", f"{name} again")
        work.commit(f"{name} again")
        work.run("gto", "register", "churn", "--version", "v2.0.0")
        work.run(
            "gto", "assign", "churn", "--version", "v1.0.0" if name == "one" else "v2.0.0", "--stage", "prod"
        )
        found.append(work)
    return found


def shared(root: Path, since: dict[str, object] | None = None) -> list[Fact]:
    with GitRepository(root) as repository:
        return list(GtoSource(repository, shared=True).facts(since, Silent()))


def stages(database: Database) -> list[dict[str, tuple[str, ...]]]:
    with Questions(database).look() as look:
        return [
            dict(sorted((each.registered.version.version, each.registered.stages) for each in model.versions))
            for model in model_registry(look)
        ]


EXPECTED = [{"v1.0.0": ("prod",), "v2.0.0": ()}, {"v1.0.0": (), "v2.0.0": ("prod",)}]


def test_models_of_two_repositories_in_one_lineage_are_two(two, tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    for work in two:
        with GitRepository(work.root) as repository:
            database.write(GitSource(repository).facts(None, Silent()))
        database.write(shared(work.root))
    clone = tmp_path / "clone"
    two[0].git("clone", "--quiet", str(two[0].root), str(clone))
    database.write(shared(clone))
    assert sorted(map(repr, stages(database))) == sorted(map(repr, EXPECTED))
    questions = Questions(database)
    with pytest.raises(AmbiguousReferenceError) as both:
        questions.resolve("models:/churn/v1.0.0")
    assert len({questions.resolve(each).node.id for each in both.value.candidates}) == 2
    database.close()


def test_an_earlier_lineage_that_took_two_repositories_for_one_has_two(two, tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    states = {}
    for work in two:
        facts = read(work.root)
        states[work.root] = facts[-1].state
        database.write(facts)
    assert len(stages(database)) == 1
    for root, state in states.items():
        again = shared(root, state)
        database.write(again)
        assert shared(root, again[-1].state) == []
    assert sorted(map(repr, stages(database))) == sorted(map(repr, EXPECTED))
    database.close()
