"""Versions side by side in a project of 10,000 runs, beside the bare SQL that fetches the same rows; and a
hundred versions of 1,500 metrics."""

from __future__ import annotations

import gc
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forebear.compare.comparison import Comparison
from forebear.compare.document import comparison_document
from forebear.compare.side_by_side import compare
from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, Metric, Parameter, RanIn, Slot, Used
from forebear.lineage.questions import Questions
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    Environment,
    Image,
    Person,
    Role,
    Run,
)

COMMITS, STAGES = 500, 20  # each commit ran every stage anew: 10,000 runs
VALUES = 25  # metrics, and parameters, of a file; a stage has one of each
VERSIONS, METRICS = 100, 1_500
ADA = Person("Ada", "ada@x.org")
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def sha(number: int) -> str:
    return f"{number + 1:040x}"


def history() -> Iterator[Fact]:
    """Yield the project: in each commit every stage ran anew, and made data, a model and metrics."""
    packages = {f"package-{n}": f"1.{n}" for n in range(80)}
    for number in range(COMMITS):
        when = BEGAN + timedelta(hours=number)
        parents = (sha(number - 1),) if number else ()
        yield Commit(sha(number), parents, ADA, when, ADA, when, f"change {number}")
        image = Image("train:1", f"sha256:{number // 50:064x}")
        environment = Environment(image, "linux/amd64", {**packages, "numpy": f"1.{number // 50}"})
        for stage in range(STAGES):
            key = f"{number:032x}{stage:032x}"
            files = {
                kind: Digest("md5", f"{number:016x}{stage:08x}{place:08x}")
                for place, kind in enumerate(("data", "model", "metrics", "params"))
            }
            yield Run(key, f"stage{stage}", (f"python stage{stage}.py",), source="dvc")
            yield CodeOf(key, sha(number))
            yield RanIn(key, environment)
            for kind, digest in files.items():
                type_ = {"metrics": ArtifactType.METRICS, "model": ArtifactType.MODEL}.get(
                    kind, ArtifactType.FILE
                )
                yield Artifact((digest,), f"{kind}{stage}.json", type_, 1_000 + number)
            yield Used(key, files["data"], f"data/{stage}.csv")
            yield Generated(key, files["model"], f"models/{stage}.onnx")
            yield Generated(key, files["metrics"], f"m/{stage}.json", Role.METRICS)
            yield Held(sha(number), Slot.RUN, f"stage{stage}", key)
            yield Held(sha(number), Slot.DATA, f"models/{stage}.onnx", files["model"])
            yield Held(sha(number), Slot.METRICS, f"m/{stage}.json", files["metrics"])
            yield Held(sha(number), Slot.PARAMETERS, f"p/{stage}.yaml", files["params"])
            for n in range(VALUES):
                yield Metric(files["metrics"], f"m.{n}", (number * 7 + n) % 90 / 90)
                yield Parameter(files["params"], f"group.{n}", (number // 20) * n)
                if n < 5:
                    yield Parameter(key, f"group.{n}", (number // 20) * n, f"p/{stage}.yaml")


def many_metrics() -> Iterator[Fact]:
    """Yield commits that hold one file of many metrics and one of many parameters."""
    for number in range(VERSIONS):
        when = BEGAN + timedelta(hours=number)
        yield Commit(sha(number), (sha(number - 1),) if number else (), ADA, when, ADA, when, "more")
        for slot, kind in ((Slot.METRICS, "metrics"), (Slot.PARAMETERS, "params")):
            digest = Digest("md5", f"{kind.encode().hex():0>16}{number:016x}")
            yield Artifact((digest,), f"{kind}.json", ArtifactType.METRICS)
            yield Held(sha(number), slot, f"{kind}.json", digest)
            for n in range(METRICS if slot is Slot.METRICS else 117):
                if slot is Slot.METRICS:
                    yield Metric(digest, f"class{n % 50}.score{n}", (number * 31 + n) % 1009 / 1009)
                else:
                    yield Parameter(digest, f"layer{n % 7}.p{n}", n if n > 12 else number)


def written(folder: Path, facts: Iterator[Fact]) -> str:
    url = f"sqlite:///{folder / 'lineage.db'}"
    database = Database.open(url)
    try:
        database.write(facts)
    finally:
        database.close()
    return url


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("compare"), history())


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("hundred"), many_metrics())


CHAIN = """
WITH RECURSIVE chain(id, parents, depth) AS (
  SELECT node.id, git_commit.parents, 0 FROM node JOIN git_commit ON git_commit.node = node.id
  WHERE node.kind = 'commit' AND node.key = ?
  UNION ALL
  SELECT node.id, git_commit.parents, depth + 1 FROM chain
  JOIN node ON node.kind = 'commit' AND node.key = substr(chain.parents, 1, 40)
  JOIN git_commit ON git_commit.node = node.id
)
SELECT held.slot, held.path, held.node, held.names, min(depth) FROM chain
JOIN held ON held."commit" = chain.id GROUP BY held.slot, held.path
"""


AMONG = "IN (SELECT value FROM json_each(?))"
COMMIT = "SELECT * FROM node JOIN git_commit ON git_commit.node = node.id WHERE kind = 'commit' AND key = ?"
OF_HELD = (
    f"SELECT * FROM node LEFT JOIN artifact ON artifact.node = node.id WHERE node.id {AMONG}",  # noqa: S608
    f"SELECT * FROM digest WHERE node {AMONG}",  # noqa: S608
)
VALUES_OF = {
    "metrics": f"SELECT * FROM metric WHERE node {AMONG}",  # noqa: S608
    "parameters": f"SELECT * FROM parameter WHERE node {AMONG}",  # noqa: S608
}
OF_RUNS = (
    VALUES_OF["parameters"],
    *(
        f"{what} WHERE edge.{near} {AMONG}"
        for near, far in (("source", "target"), ("target", "source"))
        for what in (
            (
                f"SELECT edge.*, node.*, artifact.* FROM edge JOIN node ON node.id = edge.{far} "  # noqa: S608
                "LEFT JOIN artifact ON artifact.node = node.id"
            ),
            f"SELECT digest.* FROM edge JOIN digest ON digest.node = edge.{far}",  # noqa: S608
        )
    ),
    (
        "SELECT environment.* FROM ran_in JOIN environment ON environment.node = ran_in.environment "  # noqa: S608
        f"WHERE ran_in.run {AMONG} GROUP BY environment.node"
    ),
)


def bare(url: str, shas: tuple[str, ...]) -> int:
    """Fetch with the least SQL what a comparison of revisions shows; return how many rows that are."""
    rows = 0
    with sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True) as connection:
        for each in shas:
            rows += len(connection.execute(COMMIT, (each,)).fetchall())
            held = connection.execute(CHAIN, (each,)).fetchall()
            by_slot: dict[str, list[int]] = {"run": [], "metrics": [], "parameters": [], "data": []}
            for slot, _, node, _, _ in held:
                by_slot[slot].append(node)
            nodes = json.dumps([node for slot in by_slot.values() for node in slot])
            asked = [(query, nodes) for query in OF_HELD]
            asked += [(query, json.dumps(by_slot[slot])) for slot, query in VALUES_OF.items()]
            asked += [(query, json.dumps(by_slot["run"])) for query in OF_RUNS]
            rows += len(held)
            rows += sum(len(connection.execute(query, (ids,)).fetchall()) for query, ids in asked)
    return rows


def side_by_side(url: str, refs: tuple[str, ...]) -> Comparison:
    """Compare as a command does: the database opened anew."""
    database = Database.open(url, create=False, read_only=True)
    try:
        return compare(Questions(database), None, refs)
    finally:
        database.close()


def seconds(*acts: Callable[[], object], turns: int = 7) -> list[float]:
    """The least CPU time of each act, taken in turns; the garbage of one is no burden of the next."""
    least = [float("inf")] * len(acts)
    for _ in range(turns):
        for place, act in enumerate(acts):
            gc.collect()
            began = time.process_time()
            act()
            least[place] = min(least[place], time.process_time() - began)
    return least


def test_two_versions_beside_the_bare_queries(project: str) -> None:
    refs = (sha(COMMITS - 40), sha(COMMITS - 1))
    comparison = side_by_side(project, refs)
    assert len(comparison.metrics) == len(comparison.parameters) == STAGES * VALUES
    assert len(comparison.data) == 2 * STAGES
    database = Database.open(project, create=False, read_only=True)
    kept = Questions(database)
    floor, anew, again = seconds(
        lambda: bare(project, refs), lambda: side_by_side(project, refs), lambda: compare(kept, None, refs)
    )
    database.close()
    assert again < 3 * floor, f"{again / floor:.1f} times"
    assert anew < 3 * floor, f"{anew / floor:.1f} times"


def test_a_hundred_versions_of_1500_metrics(hundred: str, tmp_path: Path) -> None:
    refs = tuple(sha(number) for number in range(VERSIONS))
    comparison = side_by_side(hundred, refs)
    assert len(comparison.metrics) == METRICS
    assert sum(row.differs is True for row in comparison.parameters) == 13
    floor, spent, documented = seconds(
        lambda: bare(hundred, refs),
        lambda: side_by_side(hundred, refs),
        lambda: json.dumps(comparison_document(comparison), allow_nan=False),
        turns=3,
    )
    # 150,000 values, and a look into the database for each question: 5.6 times here.
    assert spent < 8 * floor, f"{spent / floor:.1f} times"
    command = [sys.executable, "-m", "forebear", "compare", "--json", "--database", hundred, *refs]
    before = _children()
    with (tmp_path / "out.json").open("w") as out:
        subprocess.run(command, cwd=tmp_path, stdout=out, check=True)
    whole = _children() - before
    assert len(json.loads((tmp_path / "out.json").read_text())["metrics"]) == METRICS
    # What is beside both is the interpreter, the imports, and a document with its checks twice as long.
    assert whole < 2 * (spent + documented) + 1.5, f"{whole:.2f} s for {spent:.2f} s + {documented:.2f} s"


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
