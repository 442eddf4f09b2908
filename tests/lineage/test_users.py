"""Who used an image or a package, and what something ended up in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from forebear.lineage.errors import UsageError
from forebear.lineage.facts import CodeOf, Generated, Held, RanIn, Slot, Used
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import ProcessEnd, Rebuild
from forebear.lineage.users import Users, impact
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    Environment,
    Image,
    ModelVersion,
    Move,
    NodeKind,
    Person,
    Run,
    Transition,
)

IDENTITY, DIGEST = f"sha256:{'1f' * 32}", f"sha256:{'2e' * 32}"
RUNS = {name: name * 64 for name in "abcd"}


@pytest.fixture
def asked(database):
    environments = {
        "a": Environment(
            Image("registry.example.org:5000/team/train:3", IDENTITY, DIGEST), packages={"NumPy": "1.26.4"}
        ),
        "b": Environment(Image("python:3.11"), packages={"numpy": "1.26.10", "scikit_learn": "1.5.0"}),
        "c": Environment(Image("python:3.12"), packages={"numpy": "2.0.0"}),
        "d": Environment(platform="linux/amd64"),
    }
    database.write(
        [
            fact
            for name, where in environments.items()
            for fact in (Run(RUNS[name], name), RanIn(RUNS[name], where))
        ]
    )
    return Questions(database)


@pytest.fixture
def named(asked):
    """Return a function that gives the names of the runs that `choose(users)` finds."""

    def ask(choose):
        with asked.look() as look:
            found = choose(look.keep(Users))
        return "".join(sorted(node.name for node in asked.nodes(found)))

    return ask


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python:3.11", "b"),
        ("python", "bc"),
        ("registry.example.org:5000/team/train", "a"),
        ("registry.example.org:5000/team/train:3", "a"),
        (IDENTITY, "a"),
        (DIGEST, "a"),
        (f"registry.example.org:5000/team/train@{DIGEST}", "a"),
        ("1F1F1F", "a"),
        ("sha256:2e2e2e2e", "a"),
        ("1f1f", ""),
        ("pytho", ""),
        ("", ""),
        ("sha256:", ""),
        ("%", ""),
    ],
)
def test_the_runs_of_an_image(named, image, expected):
    assert named(lambda users: users.of_image(image)) == expected


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("numpy", "abc"),
        ("numpy==1.26.4", "a"),
        (" NUMPY == 1.26.10 ", "b"),
        ("numpy=2.0.0", "c"),
        ("numpy==1.26.*", "ab"),
        ("numpy==1.2.*", ""),
        ("numpy==1.26", ""),
        ("scikit-learn", "b"),
        ("Scikit.Learn==1.5.0", "b"),
        ("torch", ""),
    ],
)
def test_the_runs_with_a_package(named, package, expected):
    assert named(lambda users: users.of_package(package)) == expected


@pytest.mark.parametrize("package", ["", "==1.0", "numpy>=1", "a b", "-x"])
def test_what_is_no_package_is_told(asked, package):
    with asked.look() as look, pytest.raises(UsageError, match="no package"):
        look.keep(Users).of_package(package)


def test_what_there_is_to_choose_from(asked):
    with asked.look() as look:
        users = look.keep(Users)
    assert users.packages == ("numpy==1.26.10", "numpy==1.26.4", "numpy==2.0.0", "scikit-learn==1.5.0")
    assert {"python", "python:3.11", "python:3.12"} < set(users.images)


def test_a_rebuild_counts_as_a_user(database, asked):
    where = Environment(Image("python:3.11"), packages={"numpy": "9.9"})
    when = datetime(2026, 5, 1, tzinfo=UTC)
    database.record_rebuild(
        Rebuild("again", RUNS["b"], ProcessEnd.COMPLETED, None, (), None, "local", when, 1.0, "Ada"),
        [],
        where,
    )
    with asked.look() as look:
        found = look.keep(Users).of_package("numpy==9.9")
    assert [node.kind for node in asked.nodes(found)] == [NodeKind.REBUILD]


def test_what_a_dataset_ended_up_in_newest_first(database):
    ada, day = Person("Ada"), datetime(2026, 3, 1, tzinfo=UTC)
    data, middle = (Digest("md5", hashlib.md5(name).hexdigest()) for name in (b"data", b"middle"))  # noqa: S324
    models = [Digest("md5", f"{number:032x}") for number in range(4)]
    shas = [f"{number:040x}" for number in range(4)]
    facts = [
        Artifact((data,), "data.csv", ArtifactType.DATASET),
        Used(RUNS["a"], data, "data.csv"),
        Generated(RUNS["a"], middle, "middle.csv"),
    ]
    for number, (sha, model) in enumerate(zip(shas, models, strict=True)):
        when = day + timedelta(days=number)
        run = f"{number}" * 64
        facts += [
            Commit(sha, (), ada, when, ada, when, "x"),
            Artifact((model,), f"model{number}.pkl", ArtifactType.MODEL),
            Held(sha, Slot.DATA, "model.pkl", model),
            Generated(run, model, "model.pkl"),
            CodeOf(run, sha),
        ]
        if number < 3:
            facts.append(Used(run, middle, "middle.csv"))
    database.write(facts)
    questions = Questions(database)

    def ended_up_in(ref):
        with questions.look() as look:
            return [node.name for node in impact(look, [questions.resolve(ref).node.id])]

    assert ended_up_in(str(data)) == ["model2.pkl", "model1.pkl", "model0.pkl"]
    version = ModelVersion("gto", "churn", "v1.0.0", shas[0], "model.pkl", models[0])
    when = day + timedelta(days=90)
    database.write([version, Transition(version.key, Move.REGISTERED, "churn@v1.0.0", when=when)])
    assert ended_up_in(str(data)) == ["churn v1.0.0", "model2.pkl", "model1.pkl", "model0.pkl"]
    assert ended_up_in(str(models[0])) == ["churn v1.0.0"]
    assert ended_up_in(shas[3]) == ["model3.pkl"]
    assert ended_up_in(str(models[1])) == []
