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

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("engine")]

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
    floors, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that both see the same machine
        floors.append(seconds(docker_run_and_hash))
        ours.append(seconds(rebuild))
    ratio = min(ours) / min(floors)
    sys.stdout.write(
        f"\nrebuild {min(ours):.2f} s (median {statistics.median(ours):.2f}), docker run + md5 "
        f"{min(floors):.2f} s (median {statistics.median(floors):.2f}): {ratio:.2f} times\n"
    )
    record_property("ratio", ratio)
    assert ratio <= MOST
