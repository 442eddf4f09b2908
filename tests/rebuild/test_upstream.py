"""What has to be rebuilt before a run: planned wholly, in an order that works, and then made."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Image
from forebear.rebuild.plan import Loosened
from forebear.rebuild.steps import room, shared_out
from forebear.rebuild.upstream import UpstreamPlan
from forebear.rebuild.workshop import open_workshop
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Make = Callable[..., Any]
Call = Callable[..., Any]
DIAMOND = {"data": (), "left": ("data",), "right": ("data",), "model": ("left", "right")}


@pytest.fixture(scope="session")
def image(engine: DockerClient, base_image: str) -> Image:
    return Image(base_image, str(engine.images.get(base_image).id))


@pytest.fixture
def pipeline(pipeline_of: Make, tmp_path: Path, image: Image) -> Callable[..., Any]:
    """Return `pipeline({name: what it used})`."""
    return lambda steps: pipeline_of(tmp_path / "project", steps, image)


def planned(made: Any, engine: DockerClient | None, name: str = "model", **options: bool) -> UpstreamPlan:
    with open_workshop(Project.at(made.root), Silent(), "Ada", read_only=True) as workshop:
        return workshop.plan_upstream(f"run:{made.key(name)}", Loosened(), engine, **options)


def names(upstream: UpstreamPlan) -> list[str]:
    return [step.plan.record.run.name for step in upstream.steps]


def test_what_is_gone_is_made_first_and_what_is_there_is_not(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline(DIAMOND)
    upstream = planned(made, engine)
    assert names(upstream) == ["data", "left", "right", "model"]
    assert [step.level for step in upstream.steps] == [0, 1, 1, 2]
    assert (upstream.missing, upstream.width) == ((), 2)
    assert upstream.steps[3].needs == (made.key("left"), made.key("right"))
    makers = {each.wanted.path: each.maker for each in upstream.target.inputs}
    assert makers == {"out/left": made.key("left"), "out/right": made.key("right"), "step.py": ""}
    made.keep("left")
    assert names(planned(made, engine)) == ["data", "right", "model"]
    made.keep("right")
    assert names(planned(made, engine)) == ["model"]
    assert names(planned(made, engine, everything=True)) == ["data", "left", "right", "model"]


def test_what_no_run_made_is_named_with_those_that_needed_it(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline({"data": (), "left": ("data", "lost"), "model": ("left",), "lost": ()})
    with open_workshop(Project.at(made.root), Silent(), "Ada") as workshop, workshop.database.writing() as db:
        db.exec_driver_sql("DELETE FROM edge WHERE path = 'out/lost' AND role = 'output'")
    upstream = planned(made, engine)
    assert names(upstream) == ["data", "left", "model"]
    said = "\n".join(upstream.missing)
    assert "out/lost (md5:" in said
    assert said.startswith("out/left (md5:")
    assert "left (run:" in said
    assert "cannot be rebuilt either" in said


def test_without_an_engine_it_says_so_and_still_lists_all(pipeline: Make) -> None:
    upstream = planned(pipeline(DIAMOND), None)
    assert len(upstream.steps) >= 2
    assert any("Docker is not running" in line for line in upstream.missing)


def test_a_run_whose_output_is_its_input_needs_itself_not(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline({"one": ("two",), "two": ("one",), "model": ("one",)})
    upstream = planned(made, engine)
    assert names(upstream)[-1] == "model"
    assert upstream.missing
    made.keep("two")
    upstream = planned(made, engine)
    assert (names(upstream), upstream.missing) == (["one", "model"], ())


@settings(max_examples=25)
@given(st.data())
def test_the_order_always_works_and_is_no_longer_than_needed(
    pipeline_of: Make, image: Image, engine: DockerClient, tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:  # fmt: skip
    count = data.draw(st.integers(2, 9))
    steps = {
        f"s{n}": tuple(f"s{m}" for m in sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=3))))
        if n
        else ()
        for n in range(count)
    }
    kept = data.draw(st.sets(st.sampled_from(sorted(steps))))
    made = pipeline_of(tmp_path_factory.mktemp("drawn") / "project", steps, image)
    made.keep(*kept)
    upstream = planned(made, engine, f"s{count - 1}")
    assert upstream.missing == ()
    there = {made.key(name) for name in kept}
    for step in upstream.steps:
        used = {made.key(name) for name in steps[step.plan.record.run.name]}
        assert set(step.needs) == used - there
        assert set(step.needs) <= {made.key(name) for name in names(upstream)[: step.level + count]}
    order = names(upstream)
    for place, step in enumerate(upstream.steps):
        assert {order.index(name) for name in order if made.key(name) in step.needs} <= set(range(place))
    needed, pending = set(), [f"s{count - 1}"]
    while pending:
        name = pending.pop()
        needed.add(name)
        pending += [other for other in steps[name] if other not in kept and other not in needed]
    assert set(order) == needed
    assert len(order) == len(needed)


def test_memory_is_divided_among_those_that_run_at_once(pipeline: Make, engine: DockerClient) -> None:
    upstream = planned(pipeline(DIAMOND), engine)
    facts = EngineFacts.of(engine)
    assert room(upstream, replace(facts, processors=1)) == 1
    assert room(upstream, replace(facts, processors=8)) == 2
    assert room(upstream, replace(facts, processors=8), 5) == 2, "no more than are independent"
    assert room(upstream, None) == 1
    whole = upstream.target.limits.memory
    shared = shared_out(upstream, 2)
    assert [step.plan.limits.memory for step in shared.steps] == [whole // 2] * 3 + [whole]
    own = replace(upstream.target, loosened=Loosened(memory=whole))
    asked = UpstreamPlan((*upstream.before, replace(upstream.steps[-1], plan=own)))
    assert shared_out(asked, 2) is asked


def test_a_diamond_is_made_two_at_a_time(pipeline: Make, call: Call) -> None:
    made = pipeline(DIAMOND)
    ref = f"run:{made.key('model')}"
    plan = call(made.root, "rebuild", ref, "--upstream", "--dry-run", "--jobs", "2")
    assert (plan.code, plan["missing"], plan["jobs"]) == (0, [], 2)
    assert [(run["name"], run["makes"]) for run in plan["runs"]] == [
        ("data", ["out/data"]), ("left", ["out/left"]), ("right", ["out/right"]), ("model", []),
    ]  # fmt: skip
    assert plan["runs"][3]["needs"] == [made.key("left"), made.key("right")]
    assert all("--mount=type=bind" in run["line"] for run in plan["runs"])
    assert "target=/work/out/left,readonly" in plan["line"]
    done = call(made.root, "rebuild", ref, "--upstream", "--jobs", "2", "--yes")
    assert (done.code, done["verdict"]) == (0, "identical")
    assert [each["plan"]["name"] for each in done["upstream"]] == ["data", "left", "right"]
    shown = call(made.root, "show", f"rebuild:{done['upstream'][0]['id']}")
    assert shown["purpose"] == "upstream"
    assert shown["series"] == done["id"]


def test_what_comes_out_otherwise_is_not_used(pipeline: Make, call: Call) -> None:
    made = pipeline({"data": (), "left": ("data",), "model": ("left",)})
    with open_workshop(Project.at(made.root), Silent(), "Ada") as workshop, workshop.database.writing() as db:
        db.exec_driver_sql(
            "UPDATE run SET command = '[\"mkdir -p out; date > out/left\"]' "
            "WHERE node = (SELECT id FROM node WHERE name = 'left' AND kind = 'run')"
        )
    done = call(made.root, "rebuild", f"run:{made.key('model')}", "--upstream", "--yes")
    assert (done.code, done["ended"]) == (3, "blocked")
    assert [each["verdict"] for each in done["upstream"]] == ["identical", "different"]
    assert "did not make it as recorded" in done["missing"][0]


def test_nothing_is_run_where_something_is_missing(pipeline: Make, call: Call, engine: DockerClient) -> None:
    made = pipeline({"data": (), "left": ("data", "lost"), "model": ("left",), "lost": ()})
    with open_workshop(Project.at(made.root), Silent(), "Ada") as workshop, workshop.database.writing() as db:
        db.exec_driver_sql("DELETE FROM edge WHERE path = 'out/lost' AND role = 'output'")
    done = call(made.root, "rebuild", f"run:{made.key('model')}", "--upstream", "--yes")
    assert (done.code, done["ended"], done["upstream"]) == (3, "blocked", [])
    # Nothing was laid out: at most the folder is there, in which an attempt that is only written down began.
    assert not list((made.root / ".forebear" / "rebuilds").glob("*"))


def test_from_scratch_makes_all_again(pipeline: Make, call: Call) -> None:
    made = pipeline({"data": (), "model": ("data",)})
    made.keep("data")
    done = call(made.root, "rebuild", f"run:{made.key('model')}", "--from-scratch", "--yes")
    assert (done.code, len(done["upstream"]), done["verdict"]) == (0, 1, "identical")


def test_a_file_of_a_folder_that_a_run_made_is_made_by_it(
    tmp_path: Path, run_tool: Callable[..., str], call: Call, base_image: str
) -> None:
    root = tmp_path / "parts"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    run_tool("dvc", "init", "-q", cwd=root)
    (root / "dvc.yaml").write_text(
        "stages:\n"
        "  split: {cmd: 'mkdir -p parts; seq 9 > parts/a; seq 5 > parts/b', outs: [parts]}\n"
        "  count: {cmd: 'wc -l < parts/a > count', deps: [parts/a], outs: [count]}\n"
    )
    run_tool("dvc", "repro", "-q", cwd=root)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "All"], cwd=root, check=True)
    call(root, "import")
    call(root, "assign", base_image, "--all")
    subprocess.run(["rm", "-r", ".dvc/cache"], cwd=root, check=True)
    done = call(root, "rebuild", "count@HEAD", "--upstream", "--yes")
    assert (done.code, [each["plan"]["name"] for each in done["upstream"]]) == (0, ["split"])
    assert done["verdict"] == "identical"
