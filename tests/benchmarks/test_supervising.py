"""How soon a rebuild is cancelled, and what being watched costs it, beside starting a process at all."""

from __future__ import annotations

import json
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.lineage.project import Project
from forebear.rebuild.guarding import guarded

HEARD = 0.2  # seconds until a cancel is said to be heard and the command is told to stop
GONE = 4.0  # times what `docker run --rm true` takes, in which a deaf command and its container are gone
WATCHED = 3.0  # times what starting a bare Python takes
ROUNDS = 3


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


@pytest.mark.docker
def test_a_cancel_is_heard_at_once(
    tmp_path: Path, base_image: str, record_property: Callable[..., None]
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    heard, gone = [], []
    for _ in range(ROUNDS):
        words = ["run", "--progress", "json", "--image", base_image, "--makes", "x", "--"]
        process = subprocess.Popen(
            [sys.executable, "-m", "forebear", *words, "trap '' TERM; echo begun; while :; do sleep 1; done"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stderr is not None
        said = (json.loads(line).get("log", "") for line in process.stderr)
        assert any(line == "begun" for line in said)
        asked = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        assert any(line.startswith("Cancelled") for line in said)
        heard.append(time.perf_counter() - asked)
        process.communicate()
        gone.append(time.perf_counter() - asked)
        assert process.returncode == 4
    one = ["docker", "run", "--rm", "--network=none", base_image, "true"]
    floor = min(seconds(lambda: subprocess.run(one, check=True)) for _ in range(ROUNDS))
    sys.stdout.write(
        f"\ncancel heard after {min(heard) * 1000:.0f} ms (median {statistics.median(heard) * 1000:.0f}), "
        f"all gone after {min(gone) * 1000:.0f} ms; docker run --rm true takes {floor * 1000:.0f} ms\n"
    )
    record_property("heard", min(heard))
    record_property("gone", min(gone) / floor)
    assert min(heard) <= HEARD
    assert min(gone) <= GONE * floor


def test_being_watched_costs_little(tmp_path: Path, record_property: Callable[..., None]) -> None:
    project = Project.at(tmp_path)

    def watched() -> None:
        with guarded(project):
            pass

    def bare() -> None:
        subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)

    pairs = [(seconds(watched), seconds(bare)) for _ in range(10)]  # in turn: both see the same machine
    ours, floor = (min(each) for each in zip(*pairs, strict=True))
    sys.stdout.write(f"\nwatched {ours * 1000:.0f} ms, a bare Python {floor * 1000:.0f} ms\n")
    record_property("ratio", ours / floor)
    assert ours <= WATCHED * floor
