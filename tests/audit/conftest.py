"""A small lineage, written as facts: two versions of a model, one of them rebuilt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, Metric, Parameter, RanIn, Slot, Used
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import (
    OutputVerdict,
    ProcessEnd,
    Rebuild,
    Verdict,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    Environment,
    Image,
    Origin,
    Person,
    Ref,
    RefKind,
    Role,
    Run,
)

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
IMAGE = Image("example/train:1.2", id="sha256:" + "1f" * 32, digest="sha256:" + "2e" * 32)


def md5(text: str) -> Digest:
    return Digest("md5", hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())


def sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def version_facts(
    name: str, number: int, *, parent: str | None, data: str, rate: float, auc: float, names: dict[str, str]
) -> list[Fact]:
    """A commit with a tag that holds raw data, a `prepare` and a `train` run, parameters and metrics."""
    commit = sha(name)
    when = START + timedelta(days=30 * number)
    author = Person(names.get("author", "Ada Example"), "ada@example.org")
    raw, clean, model, metrics = (
        md5(f"{kind} {data} {rate}") for kind in ("raw", "clean", "model", "metrics")
    )
    raw = md5(f"raw {data}")
    clean = md5(f"clean {data}")
    raw_path, model_path = names.get("raw", "data/raw.csv"), names.get("model", "models/model.pkl")
    prepare, train = sha(f"prepare {data}"), sha(f"train {data} {rate}")
    parameters = Digest("git", sha(f"params {rate}"))
    return [
        Commit(
            commit,
            (parent,) if parent else (),
            author,
            when,
            author,
            when,
            f"{names.get('message', 'Train')} {name}\n\nBody",
        ),
        Ref(name, RefKind.TAG, commit),
        Artifact((raw,), Path(raw_path).name, ArtifactType.DATASET, 1200, None),
        Artifact((clean,), "clean.csv", ArtifactType.DATASET, 900, None),
        Artifact((model,), Path(model_path).name, ArtifactType.MODEL, 52_345, None),
        Artifact((metrics,), "metrics.json", ArtifactType.METRICS, 64, None),
        Artifact((parameters,), "params.yaml", ArtifactType.CONFIG),
        Artifact((md5("train.py"),), "train.py", ArtifactType.CODE),
        Run(prepare, "prepare", ("python prepare.py",), source="dvc"),
        Run(
            train,
            names.get("train", "train"),
            (names.get("command", "python src/train.py --out models"),),
            source="dvc",
        ),
        Used(prepare, raw, raw_path),
        Generated(prepare, clean, "data/clean.csv"),
        Used(train, clean, "data/clean.csv"),
        Used(train, md5("train.py"), "src/train.py"),
        Generated(train, model, model_path),
        Generated(train, metrics, "metrics.json", Role.METRICS),
        CodeOf(prepare, commit),
        CodeOf(train, commit),
        RanIn(train, Environment(IMAGE, "linux/amd64", {"numpy": "2.1.0"}), Origin.RECORDED),
        Held(commit, Slot.DATA, raw_path, raw),
        Held(commit, Slot.DATA, "data/clean.csv", clean),
        Held(commit, Slot.DATA, model_path, model),
        Held(commit, Slot.RUN, "prepare", prepare),
        Held(commit, Slot.RUN, names.get("train", "train"), train),
        Held(commit, Slot.METRICS, "metrics.json", metrics),
        Held(commit, Slot.PARAMETERS, "params.yaml", parameters),
        Metric(metrics, names.get("metric", "auc"), auc),
        Metric(metrics, "loss", float("nan")),
        Parameter(parameters, "train.rate", rate),
        Parameter(parameters, "train.seed", 7),
        Parameter(train, "train.rate", rate, "params.yaml"),
        Parameter(train, "train.seed", 7, "params.yaml"),
    ]


def good_rebuild(data: str, rate: float, names: dict[str, str] | None = None) -> Rebuild:
    """A rebuild of the version's `train` that came out identical."""
    model = md5(f"model {data} {rate}")
    path = (names or {}).get("model", "models/model.pkl")
    return Rebuild(
        id="0f3a",
        run=sha(f"train {data} {rate}"),
        ended=ProcessEnd.COMPLETED,
        verdict=Verdict.IDENTICAL,
        outputs=(OutputVerdict(path, model, model, Verdict.IDENTICAL),),
        image=IMAGE,
        how="local",
        started_at=START + timedelta(days=90),
        seconds=12.5,
        by="Ada Example",
        profile={"network": "none", "memory": "4g"},
    )


MakeQuestions = Callable[..., Questions]


@pytest.fixture
def make_questions(tmp_path: Path) -> Iterator[MakeQuestions]:
    """Return a function that writes v1.1 and v1.2 and gives the questions; `names` replace the story's."""
    opened: list[Database] = []

    def make(*, rebuilt: bool = False, names: dict[str, str] | None = None, place: str = "a") -> Questions:
        folder = tmp_path / place
        folder.mkdir()
        database = Database.open(f"sqlite:///{folder / 'lineage.db'}")
        opened.append(database)
        story = names or {}
        facts = [
            *version_facts("v1.1", 0, parent=None, data="one", rate=0.1, auc=0.91, names=story),
            *version_facts("v1.2", 1, parent=sha("v1.1"), data="two", rate=0.1, auc=0.87, names=story),
        ]
        database.write(facts)
        if rebuilt:
            model = md5("model two 0.1")
            rebuild = good_rebuild("two", 0.1, names)
            database.record_rebuild(
                rebuild,
                [(rebuild.outputs[0].path, Artifact((model,), "model.pkl", ArtifactType.MODEL))],
                None,
            )
        return Questions(database)

    yield make
    for database in opened:
        database.close()
