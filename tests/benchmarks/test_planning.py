"""The plan of a rebuild with 1,000 runs upstream, against reading their rows at all; 10,000 runs checked."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Image, Readiness
from forebear.rebuild.checking import Checker
from forebear.rebuild.plan import Loosened
from forebear.rebuild.upstream import UpstreamPlan
from forebear.rebuild.workshop import open_workshop

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

STEPS = 1_000
RUNS = 10_000
MOST = 1.0  # seconds of this process: neighbours on the machine only ever add to the time on the wall


@pytest.fixture(scope="module", params=["a row", "wide"])
def pipeline(
    request: pytest.FixtureRequest,
    pipeline_of: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
    engine: DockerClient,
    base_image: str,
) -> Any:
    """1,000 runs of which nothing is there: each after the other, or each of up to four others."""
    rng = random.Random(5)
    steps: dict[str, tuple[str, ...]] = {"s0": ()}
    for n in range(1, STEPS):
        before = {n - 1} if request.param == "a row" else {n - 1, *(rng.randrange(n) for _ in range(3))}
        steps[f"s{n}"] = tuple(f"s{m}" for m in sorted(before))
    image = Image(base_image, str(engine.images.get(base_image).id))
    return pipeline_of(tmp_path_factory.mktemp("planned") / "project", steps, image)


def test_a_thousand_steps_are_planned_in_a_second(
    benchmark: BenchmarkFixture, pipeline: Any, engine: DockerClient, slower: float
) -> None:
    ref = f"run:{pipeline.key(f's{STEPS - 1}')}"

    took: list[float] = []

    def plan() -> UpstreamPlan:
        # Everything is opened anew, as the command does it.
        began = time.process_time()
        with open_workshop(Project.at(pipeline.root), Silent(), "Ada", read_only=True) as workshop:
            planned = workshop.plan_upstream(ref, Loosened(), engine)
        took.append(time.process_time() - began)
        return planned

    def rows() -> int:
        connection = sqlite3.connect(pipeline.url.removeprefix("sqlite:///"))
        count = sum(
            len(connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
            for table in ("node", "run", "edge", "digest", "artifact")
        )
        connection.close()
        return count

    planned = benchmark.pedantic(plan, rounds=3, warmup_rounds=1)
    assert len(planned.steps) == STEPS
    assert planned.missing == ()
    began = time.process_time()
    count = rows()
    floor = time.process_time() - began
    benchmark.extra_info |= {"seconds": min(took), "rows": count, "reading them all": floor}
    assert min(took) < MOST * slower


def test_planning_costs_no_more_a_step_where_there_are_more(
    benchmark: BenchmarkFixture, pipeline: Any, engine: DockerClient, tmp_path: Path
) -> None:
    def plan(step: int) -> float:
        began = time.process_time()
        with open_workshop(Project.at(pipeline.root), Silent(), "Ada", read_only=True) as workshop:
            workshop.plan_upstream(f"run:{pipeline.key(f's{step}')}", Loosened(), engine)
        return time.process_time() - began

    few, many = (min(plan(step) for _ in range(3)) for step in (STEPS // 4, STEPS - 1))
    benchmark.pedantic(plan, (STEPS - 1,), rounds=1)
    benchmark.extra_info |= {"250 steps": few, "1,000 steps": many, "ratio": many / few}
    assert many < few * 4 * 1.5, "it grows with the steps, not with their square"


def test_ten_thousand_runs_are_checked_in_seconds(
    benchmark: BenchmarkFixture,
    pipeline_of: Callable[..., Any],
    tmp_path: Path,
    engine: DockerClient,
    base_image: str,
) -> None:
    rng = random.Random(7)
    steps = {
        f"s{n}": tuple(f"s{m}" for m in {rng.randrange(n) for _ in range(2)}) if n else ()
        for n in range(RUNS)
    }
    made = pipeline_of(tmp_path / "project", steps, Image(base_image, str(engine.images.get(base_image).id)))
    made.keep(*(name for name in steps if rng.random() < 0.5))

    def check() -> float:
        began = time.process_time()
        with open_workshop(Project.at(made.root), Silent(), "Ada") as workshop:
            found = Checker(workshop, engine).check()
        assert {ready.state for ready in found.values()} == {Readiness.REBUILDABLE, Readiness.UPSTREAM}
        return time.process_time() - began

    seconds = benchmark.pedantic(check, rounds=1)
    benchmark.extra_info |= {"seconds": seconds, "a run": seconds / RUNS}
    assert seconds / RUNS < MOST / STEPS, "no more than a step of a plan costs"
