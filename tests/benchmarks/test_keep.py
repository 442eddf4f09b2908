"""The whole `forebear keep` against `docker save`, hashing the bytes once, and starting the command."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.docker

MOST = 2.5  # times the floor
MEMORY = 160  # MB, whatever the size of the image
ROUNDS = 3

_PROGRAM = """
import sys
from forebear.cli.main import main
code = main(sys.argv[1:])
# Not ru_maxrss: that begins with what the process had that started this one.
(peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak, file=sys.stderr)
raise SystemExit(code)
"""


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def test_keeping_costs_little_more_than_saving_and_takes_little_memory(
    base_image: str, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    project, saved = tmp_path / "project", tmp_path / "image.tar"
    project.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    peaks = []

    def save_and_hash() -> None:
        saved.unlink(missing_ok=True)
        subprocess.run(["docker", "save", "-o", saved, base_image], check=True)
        with saved.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        subprocess.run(["sync", saved], check=True)  # what is kept survives a power cut
        # The command's own start is no matter of the image.
        words = [sys.executable, "-m", "forebear", "keep", "--list"]
        subprocess.run(words, cwd=project, check=True, capture_output=True)

    def keep() -> None:
        shutil.rmtree(project / ".forebear", ignore_errors=True)
        words = [sys.executable, "-c", _PROGRAM, "keep", "--image", base_image, "--json"]
        done = subprocess.run(words, cwd=project, check=True, capture_output=True, text=True)
        assert json.loads(done.stdout)["added"] > 0
        peaks.append(int(done.stderr.split()[-1]) / 1024)

    floors, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that both see the same machine
        floors.append(seconds(save_and_hash))
        ours.append(seconds(keep))
    ratio = min(ours) / min(floors)
    sys.stdout.write(
        f"\nkeep {min(ours):.2f} s, docker save, sha256, start {min(floors):.2f} s: {ratio:.2f} times; "
        f"{max(peaks):.0f} MB of memory for {saved.stat().st_size >> 20} MB\n"
    )
    record_property("ratio", ratio)
    assert ratio <= MOST
    assert max(peaks) <= MEMORY
