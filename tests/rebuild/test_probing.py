"""What is found out inside a container: processor, limits, Python, its maths libraries."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.rebuild.machine import FEATURES, PROCESSOR, features_digest, machine_facts, processor
from forebear.rebuild.probing import BLAS, BLAS_KERNEL, BLAS_THREADS, OPENMP_THREADS, PYTHON, Inside, Prober
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Limits, Sandbox
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Ask = Callable[..., Inside]
# What threadpoolctl, which science_image holds, says of the same libraries.
WITNESS = """
import json, numpy, scipy.linalg, sklearn.cluster, threadpoolctl
print(json.dumps(threadpoolctl.threadpool_info()))
"""


def sandbox(image: str, place: Path, command: str, **variables: str) -> Sandbox:
    return Sandbox(
        image, [command], "/", (), {"HOME": "/", **variables}, "65534:65534",
        Limits(memory=1 << 30, processors="0"), {LABEL: "test", PLACE_LABEL: str(place)},
    )  # fmt: skip


@pytest.fixture
def ask(engine: DockerClient, tmp_path: Path) -> Iterator[Ask]:
    label = EngineFacts.of(engine).label

    def start(wanted: Sandbox) -> Inside:
        return Prober(engine, tmp_path / "private").ask(wanted, label, tmp_path)

    with (tmp_path / "lock").open("wb") as lock:  # no sweep of another test takes it for one left behind
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield start


def of(found: list[dict[str, Any]], api: str, name: str) -> set[str]:
    return {str(each[name]) for each in found if each["user_api"] == api}


def test_the_facts_are_those_that_threadpoolctl_says(
    ask: Ask, engine: DockerClient, science_image: str, tmp_path: Path
) -> None:
    for kernel, threads in (("Haswell", "1"), ("Sandybridge", "2")):
        chosen = {"OPENBLAS_CORETYPE": kernel, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        wanted = sandbox(science_image, tmp_path, "python3 train.py", **chosen)
        wanted = replace(wanted, limits=replace(wanted.limits, processors=""))
        facts = ask(wanted).facts
        said = engine.containers.run(
            science_image, ["python3", "-c", WITNESS], environment=chosen, remove=True
        )
        witness = json.loads(said)
        assert {facts[BLAS_KERNEL]} == of(witness, "blas", "architecture") == {kernel}
        assert {facts[BLAS_THREADS]} == of(witness, "blas", "num_threads") == {threads}
        assert {facts[OPENMP_THREADS]} == of(witness, "openmp", "num_threads") == {threads}
        blas = {f"openblas {version}" for version in of(witness, "blas", "version")}
        assert set(facts[BLAS].split(", ")) == blas


def test_processor_limits_and_packages(
    ask: Ask, engine: DockerClient, science_image: str, base_image: str, tmp_path: Path
) -> None:
    inside = ask(sandbox(science_image, tmp_path, "python3 train.py"))
    model, flags = processor()
    assert inside.facts[PROCESSOR] == model
    assert inside.facts[FEATURES] == features_digest(flags)
    assert inside.facts[FEATURES] == machine_facts(EngineFacts.of(engine))[FEATURES]
    assert inside.facts["processors"] == "1"
    assert inside.facts["memory limit"] == str(1 << 30)
    assert inside.facts[PYTHON].startswith("3.11.")
    assert {"numpy", "scikit-learn", "joblib"} <= inside.packages.keys()
    bare = ask(sandbox(base_image, tmp_path, "python3 train.py"))
    assert BLAS not in bare.facts
    assert "gpu" not in bare.facts


def test_it_is_asked_once_for_the_same_image_limits_and_variables(
    ask: Ask, base_image: str, tmp_path: Path, engine: DockerClient
) -> None:
    image = str(engine.images.get(base_image).id)
    wanted = sandbox(image, tmp_path, "python3 train.py")
    first = ask(wanted)
    (kept,) = (tmp_path / "private" / "probes").iterdir()
    kept.write_text(json.dumps({"facts": {"python": "kept"}, "packages": {}}))
    assert ask(replace(wanted, mounts=(), directory="/usr")).facts == {"python": "kept"}
    assert ask(replace(wanted, limits=replace(wanted.limits, processors="1"))).facts == first.facts
    kept.write_text("{")
    assert ask(wanted) == first


def test_an_image_without_python_or_that_lies_says_nothing(
    ask: Ask, base_image: str, tmp_path: Path, engine: DockerClient
) -> None:
    wanted = sandbox(base_image, tmp_path, "true", PATH="/nowhere")
    no_python = replace(wanted, image="sha256:" + "0" * 64)
    assert ask(no_python) == Inside()
    liar = engine.containers.create(base_image, "true")
    try:
        changes = ["ENV PYTHONHOME=/nowhere"]
        image = str(liar.commit("forebear-test-liar", "1", changes=changes).id)
    finally:
        liar.remove()
    try:
        assert ask(replace(wanted, image=image)) == Inside()
    finally:
        engine.images.remove("forebear-test-liar:1", force=True)
