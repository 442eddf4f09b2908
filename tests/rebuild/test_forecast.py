"""The best that a rebuild can come to here, and why, before it runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.answers import Link, Node, ParameterValue, RunRecord
from forebear.lineage.known_runs import Tried
from forebear.lineage.rebuilds import Cause, ProcessEnd, Verdict
from forebear.lineage.words import ArtifactType, Digest, Environment, Image, NodeKind, Origin, Role, Run
from forebear.rebuild.forecast import Forecast, Here, finished_after, forecast
from forebear.rebuild.images import ASSUMED, LOCAL, ChosenImage
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.job import UNCOMMITTED
from forebear.rebuild.judging.judge import Expected
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.sandbox import Limits

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SKYLAKE = {
    "processor": "Xeon Gold",
    "processor features": "aaa",
    "processors": "8",
    "blas kernel": "SkylakeX",
}
HASWELL = {"processor": "Core i7", "processor features": "bbb", "processors": "4"}


def output(path: str, digest: str = "0" * 32) -> Expected:
    digests = (Digest("md5", digest),) if digest else ()
    return Expected(Wanted(path, digests), ArtifactType.MODEL, False, {})


def plan(
    *paths: str,
    environment: Environment | None = None,
    how: str = LOCAL,
    parameters: tuple[ParameterValue, ...] = (),
    variables: dict[str, str] | None = None,
) -> Plan:
    run = Run("k", "train", ("python train.py",), started_at=NOON, ended_at=NOON + timedelta(seconds=90))
    node = Node(1, NodeKind.RUN, "k", "train", Origin.RECORDED)
    chosen = ChosenImage(Image("x:1", "sha256:1"), how, True, environment or Environment(), "sha256:1", "Ada")
    return Plan(
        id="p", record=RunRecord(node, run, (), (), parameters, (), (), ("c" * 40,)), commit="c" * 40,
        place=Path("p"), inputs=(), outputs=tuple(map(output, paths or ("model.bin",))), image=chosen,
        variables=variables or {}, user="1:1", init=True, limits=Limits(1 << 30), space=0, missing=(),
        notes=(), loosened=Loosened(),
    )  # fmt: skip


def tried(verdict: Verdict | None, days: int = 0, **more: object) -> Tried:
    ended = ProcessEnd.COMPLETED if verdict else ProcessEnd.FAILED
    return Tried(f"r{days}", ended, verdict, NOON - timedelta(days=days), 12.0, {}, **more)  # type: ignore[arg-type]


def factors(found: Forecast) -> list[str]:
    return [reason.factor for reason in found.reasons]


def test_where_all_is_as_recorded_it_may_be_identical() -> None:
    found = forecast(plan(environment=Environment(facts=SKYLAKE)), Here(SKYLAKE))
    assert found == Forecast(Verdict.IDENTICAL, (), 90.0, "the recorded run", None)


def test_another_processor_makes_bits_unlikely_where_numbers_are_reckoned() -> None:
    recorded = Environment(packages={"numpy": "2.0"}, facts=SKYLAKE)
    found = forecast(plan(environment=recorded), Here({**HASWELL, "processors": "8"}))
    assert (found.verdict, factors(found)) == (Verdict.WITHIN_TOLERANCE, ["blas kernel"])
    assert found.reasons[0].said == (
        "The processors differ (recorded: Xeon Gold; here: Core i7), so maths libraries may choose another "
        "kernel (then SkylakeX): bit-identical is unlikely for LAPACK results."
    )
    pinned = plan(environment=recorded, variables={"OPENBLAS_CORETYPE": "Haswell"})
    assert forecast(pinned, Here({**HASWELL, "processors": "8"})).verdict is Verdict.IDENTICAL
    without = Environment(packages={"requests": "2"}, facts=SKYLAKE)
    assert forecast(plan(environment=without), Here(HASWELL)).verdict is Verdict.IDENTICAL
    nobody_knows = Environment(facts=SKYLAKE)
    assert forecast(plan(environment=nobody_knows), Here(HASWELL)).verdict is Verdict.WITHIN_TOLERANCE
    assert forecast(plan(environment=recorded), Here()).verdict is Verdict.IDENTICAL, "no engine, no facts"


def test_fewer_processors_matter_unless_the_threads_are_set() -> None:
    here = Here({**SKYLAKE, "processors": "2"})
    found = forecast(plan(environment=Environment(facts=SKYLAKE)), here)
    assert (found.verdict, factors(found)) == (Verdict.WITHIN_TOLERANCE, ["processors"])
    pinned = plan(environment=Environment(facts=SKYLAKE), variables={"OMP_NUM_THREADS": "8"})
    assert forecast(pinned, here).verdict is Verdict.IDENTICAL


def test_a_gpu_that_is_not_here() -> None:
    recorded = plan(environment=Environment(facts={"gpu": "A100", **SKYLAKE}))
    assert factors(forecast(recorded, Here(SKYLAKE))) == ["gpu"]
    assert forecast(recorded, Here(SKYLAKE, gpus=True)).reasons == ()


def test_what_has_no_digest_has_no_baseline() -> None:
    bare = replace(plan(), outputs=(output("a"), output("b", "")))
    found = forecast(bare, Here())
    assert (found.verdict, found.reasons[0].said) == (
        Verdict.NO_BASELINE, "No digest that can be checked is recorded of b: there is no baseline.",
    )  # fmt: skip
    nothing = forecast(replace(plan(), outputs=()), Here())
    assert (nothing.verdict, factors(nothing)) == (None, ["outputs"])


def test_image_code_and_accepted_contents_are_told() -> None:
    dirty = plan(how=ASSUMED, parameters=(ParameterValue("", UNCOMMITTED, "train.py"),))
    found = forecast(replace(dirty, loosened=Loosened(accepted=("data.csv",))), Here())
    assert (found.verdict, factors(found)) == (Verdict.DIFFERENT, ["image", "code", "inputs"])
    assert "train.py" in found.reasons[1].said


def test_a_patch_that_a_tool_kept_is_told() -> None:
    recorded = plan()
    patch = Link("diff.patch", Role.PATCH, Node(2, NodeKind.ARTIFACT, "md5:0", "diff.patch", Origin.IMPORTED))
    found = forecast(replace(recorded, record=replace(recorded.record, inputs=(patch,))), Here())
    assert (factors(found), "diff.patch" in found.reasons[0].said) == (["code"], True)


def test_what_rebuilds_came_to_before() -> None:
    good = forecast(plan(), Here(), [tried(Verdict.IDENTICAL), tried(Verdict.DIFFERENT, 3)])
    assert (good.verdict, good.seconds, good.seconds_from) == (
        Verdict.IDENTICAL, 12.0, "the rebuild of 2026-03-01",
    )  # fmt: skip
    bad = forecast(plan(), Here(), [tried(Verdict.DIFFERENT), tried(Verdict.SAME_VALUES, 3)])
    assert bad.verdict is Verdict.SAME_VALUES
    chance = tried(Verdict.DIFFERENT, causes=(Cause("chance", "It is not seeded."),))
    assert factors(forecast(plan(), Here(), [chance])) == ["chance"]
    failed = forecast(plan(), Here(), [tried(None)])
    assert (failed.verdict, failed.seconds) == (Verdict.IDENTICAL, 90.0)
    assert "did not complete: failed" in failed.reasons[0].said
    used = replace(tried(Verdict.IDENTICAL), usage={"memory": 5e8})
    assert forecast(plan(), Here(), [used, tried(Verdict.IDENTICAL, 1)]).memory == 5e8


def test_files_that_hold_the_time() -> None:
    found = forecast(plan("model.skops", "rows.csv.gz"), Here())
    assert found.verdict is Verdict.EQUIVALENT
    assert [reason.best for reason in found.reasons] == [Verdict.EQUIVALENT, None]


@pytest.mark.parametrize(
    ("steps", "jobs", "seconds"),
    [
        ([("a", (), 5.0), ("b", ("a",), 2.0)], 2, 7.0),
        ([("a", (), 5.0), ("b", (), 2.0), ("c", ("a", "b"), 1.0)], 2, 6.0),
        ([("a", (), 5.0), ("b", (), 2.0), ("c", ("a", "b"), 1.0)], 1, 8.0),
        ([("a", (), None)], 1, None),
        ([], 1, None),
    ],
)
def test_when_all_steps_are_done(
    steps: list[tuple[str, tuple[str, ...], float | None]], jobs: int, seconds: float | None
) -> None:
    assert finished_after(steps, jobs) == seconds


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=20), st.integers(1, 8))
def test_more_at_once_never_takes_longer_than_all_in_a_row(each: list[float], jobs: int) -> None:
    steps = [(str(number), (), seconds) for number, seconds in enumerate(each)]
    found = finished_after(steps, jobs)
    assert found is not None
    assert max(each) <= found <= sum(each) * (1 + 1e-9)
