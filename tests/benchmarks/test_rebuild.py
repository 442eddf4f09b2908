"""The whole `forebear rebuild` of a cached step against `docker run` of its command and hashing its files."""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]

MOST = 1.3  # times the floor
ROUNDS = 3

# A few seconds of a step that reads 64 MB of data and writes a model of 16 MB.
TRAIN = """
import hashlib
seen = hashlib.sha512()
for line in open("data.bin", "rb"):
    seen.update(line)
weights = 0
for number in range(30_000_000):
    weights = (weights * 31 + number) & 0xFFFFFFFF
open("model.bin", "wb").write((seen.digest() + weights.to_bytes(8, "big") * 7 + b"weights!") * 125_000)
"""


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "md5").hexdigest()


@pytest.fixture
def project(tmp_path: Path, run_tool: Callable[..., str], forebear: Forebear, base_image: str) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    run_tool("dvc", "init", "-q", cwd=root)
    (root / "data.bin").write_bytes(
        b"".join(number.to_bytes(15, "big") + b"\n" for number in range(4_000_000))
    )
    run_tool("dvc", "add", "-q", "data.bin", cwd=root)
    (root / "train.py").write_text(TRAIN)
    stage = {"cmd": "python3 train.py", "deps": ["train.py", "data.bin"], "outs": ["model.bin"]}
    (root / "dvc.yaml").write_text(json.dumps({"stages": {"train": stage}}))
    forebear("run", "--image", base_image, "--stage", "train", cwd=root)
    run_tool("dvc", "commit", "-q", "-f", cwd=root)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "Train"], cwd=root, check=True)
    forebear("import", root)
    return root


def test_a_rebuild_costs_little_more_than_running_the_command(
    project: Path, forebear: Forebear, base_image: str, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    floor_folder = tmp_path / "floor"
    floor_folder.mkdir(mode=0o777)
    floor_folder.chmod(0o777)
    for name in ("train.py", "data.bin"):
        shutil.copy(project / name, floor_folder / name)

    def docker_run_and_hash() -> None:
        (floor_folder / "model.bin").unlink(missing_ok=True)
        subprocess.run(
            ["docker", "run", "--rm", "--network=none", "-v", f"{floor_folder}:/work", "-w", "/work",
             base_image, "python3", "train.py"],
            check=True,
        )  # fmt: skip
        for name in ("train.py", "data.bin", "model.bin"):
            md5(floor_folder / name)

    def rebuild() -> None:
        done = forebear("rebuild", "model.bin@HEAD", "--yes", "--json", cwd=project)
        assert json.loads(done.stdout)["verdict"] == "identical"

    rebuild()
    docker_run_and_hash()
    floors, ours, ratio = [], [], 0.0
    for _ in range(ROUNDS):  # in turn, so that both see the same machine
        floors.append(seconds(docker_run_and_hash))
        ours.append(seconds(rebuild))
        ratio = min(ours) / min(floors)
        if ratio <= MOST:  # good enough; another round is for a machine that was busy
            break
    sys.stdout.write(
        f"\nrebuild {min(ours):.2f} s (median {statistics.median(ours):.2f}), docker run + md5 "
        f"{min(floors):.2f} s (median {statistics.median(floors):.2f}): {ratio:.2f} times\n"
    )
    record_property("ratio", ratio)
    assert ratio <= MOST


# What a rebuild adds

COUNT = 3_000  # small files of one input
MOST_OF_PARTS = 1.3  # times the plan, `docker run` and one hashing
SCAN = """
import os, hashlib
seen = hashlib.md5()
for folder, folders, names in os.walk("small"):
    folders.sort()
    for name in sorted(names):
        seen.update(open(os.path.join(folder, name), "rb").read())
for number in range(3):
    with open(f"large-{number}.bin", "rb") as stream:
        while block := stream.read(1 << 20):
            seen.update(block[:64])
open("model.bin", "wb").write(seen.digest() * 2_000_000)
"""
LARGE = ("large-0.bin", "large-1.bin", "large-2.bin")


@pytest.fixture
def much(tmp_path: Path, run_tool: Callable[..., str], forebear: Forebear, base_image: str) -> Path:
    """A recorded run that used three files of 96 MB and a folder of 3,000 small ones, all of DVC."""
    root = tmp_path / "much"
    (root / "small").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    run_tool("dvc", "init", "-q", cwd=root)
    for number, name in enumerate(LARGE):
        (root / name).write_bytes(number.to_bytes(4, "big") * (24 << 20))
    for number in range(COUNT):
        (root / "small" / f"{number:05}.txt").write_text(f"{number}\n" * 500)
    run_tool("dvc", "add", "-q", "small", *LARGE, cwd=root)
    (root / "scan.py").write_text(SCAN)
    stage = {"cmd": "python3 scan.py", "deps": ["scan.py", "small", *LARGE], "outs": ["model.bin"]}
    (root / "dvc.yaml").write_text(json.dumps({"stages": {"scan": stage}}))
    forebear("run", "--image", base_image, "--stage", "scan", cwd=root)
    run_tool("dvc", "commit", "-q", "-f", cwd=root)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "Scan"], cwd=root, check=True)
    forebear("import", root)
    return root


def test_a_rebuild_adds_a_second_and_one_hashing_of_all_files(
    much: Path,
    forebear: Forebear,
    base_image: str,
    record_property: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The aim is 1 s and 1.1 times the hashing over `docker run`, on a machine that does nothing else.

    A busy one is slower at all of it alike, so what is held is the ratio to the parts: the plan alone (which
    starts the interpreter and asks the engine), `docker run`, and one hashing.
    """
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # as where it is installed
    made = much / "model.bin"

    def docker_run() -> None:
        made.unlink(missing_ok=True)
        subprocess.run(
            ["docker", "run", "--rm", "--network=none", "-v", f"{much}:/work", "-w", "/work", base_image,
             "python3", "scan.py"],
            check=True,
        )  # fmt: skip

    def hash_all() -> None:
        for path in (*(much / name for name in LARGE), made, *(much / "small").iterdir()):
            md5(path)

    def plan() -> None:
        forebear("rebuild", "model.bin@HEAD", "--dry-run", "--json", cwd=much)

    def rebuild() -> None:
        done = forebear("rebuild", "model.bin@HEAD", "--yes", "--json", cwd=much)
        assert json.loads(done.stdout)["verdict"] == "identical"

    rebuild()
    docker_run()
    taken: dict[str, list[float]] = {"plan": [], "docker run": [], "hashing": [], "rebuild": []}
    least: dict[str, float] = {}
    added = floor = 0.0
    for _ in range(ROUNDS):  # in turn, so that all see the same machine
        for name, act in zip(taken, (plan, docker_run, hash_all, rebuild), strict=True):
            taken[name].append(seconds(act))
        least = {name: min(times) for name, times in taken.items()}
        added = least["rebuild"] - least["docker run"]
        floor = least["plan"] + least["docker run"] + 1.1 * least["hashing"]
        if least["rebuild"] <= MOST_OF_PARTS * floor:
            break
    said = ", ".join(f"{name} {time:.2f} s" for name, time in least.items())
    sys.stdout.write(
        f"\n{said}: {added:.2f} s added, {added - 1.1 * least['hashing']:.2f} s of it beside 1.1 hashings; "
        f"{least['rebuild'] / floor:.2f} times the parts\n"
    )
    record_property("added", added)
    record_property("ratio", least["rebuild"] / floor)
    assert least["rebuild"] <= MOST_OF_PARTS * floor
