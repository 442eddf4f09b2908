"""What a run takes: measured from real containers, the same from their cgroups as from the engine."""

from __future__ import annotations

import fcntl
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.progress import Silent
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild import counters
from forebear.rebuild.container import ContainerRunner
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Limits, Mounted, Sandbox
from forebear.rebuild.usage import POINTS, Meter, Sample, Series, size_of

if TYPE_CHECKING:
    from docker import DockerClient

# Holds 120 MB, writes 30 MB and computes for two seconds.
WORK = """python3 -c '
import time
held = bytearray(120 << 20)
for place in range(0, len(held), 4096):
    held[place] = 1
with open("made", "wb") as stream:
    stream.write(bytes(held[:30 << 20]))
until = time.process_time() + 2
while time.process_time() < until:
    pass
'"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree").chmod(0o777)
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield tmp_path


def box(image: str, place: Path, command: str) -> Sandbox:
    return Sandbox(
        image, [command], "/work", [Mounted(place / "tree", "/work", False)], {}, "65534:65534",
        Limits(memory=512 << 20, seconds=60), {LABEL: "test", PLACE_LABEL: str(place)},
    )  # fmt: skip


class Listening(Silent):
    def __init__(self) -> None:
        self.seen: list[dict[str, float]] = []
        self.totals: set[Any] = set()

    def step(self, *said: Any) -> None:
        if len(said) > 4 and said[4] is not None:
            self.seen.append(said[4])
            self.totals.add(said[2])


@pytest.mark.docker
@pytest.mark.parametrize("by", ["cgroup", "engine"])
def test_what_a_run_takes_is_told_as_it_goes_and_kept(
    engine: DockerClient, base_image: str, place: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by == "engine":  # as on a machine where the engine is somewhere else
        monkeypatch.setattr(counters, "_folders", lambda _container: None)
    (place / "tree" / "before").write_bytes(bytes(5 << 20))
    progress = Listening()
    meter = Meter(place / "tree", place / "usage.json")
    runner = ContainerRunner(engine, progress)
    ended = runner.run(box(base_image, place, WORK), RunLog(place / "log"), meter, expected=500.0)
    assert ended.end is ProcessEnd.COMPLETED
    usage = ended.usage
    assert 115 << 20 < usage["memory"] < 300 << 20
    assert 29 << 20 < usage["disk"] < 33 << 20
    assert 1.0 < usage["processor seconds"] < 6
    assert usage["seconds"] == pytest.approx(ended.seconds, abs=2)
    kept = json.loads((place / "usage.json").read_text())
    points = [dict(zip(kept["names"], point, strict=True)) for point in kept["points"]]
    assert len(points) >= 2
    assert max(point["processor"] for point in points) > 20
    # What is told is what is kept; the very last may come when nobody listens any more.
    assert progress.seen == points[: len(progress.seen)]
    assert len(progress.seen) >= len(points) - 1
    times = [point["seconds"] for point in points]
    assert all(after - before >= 0.99 for before, after in itertools.pairwise(times))
    assert progress.totals == {500}


@pytest.mark.docker
def test_both_ways_to_count_agree(engine: DockerClient, base_image: str, place: Path) -> None:
    waiting = WORK.replace("pass\n", "pass\ntime.sleep(60)\n")
    container = engine.containers.create(**box(base_image, place, waiting).arguments())  # type: ignore[arg-type]
    try:
        container.start()
        folders = counters._folders(_reloaded(container))
        assert folders is not None
        deadline = time.monotonic() + 30
        while True:
            near, far = counters._of_cgroup(folders), counters._of_engine(container)
            assert near is not None
            assert far is not None
            if near.processor > 2 or time.monotonic() > deadline:
                break
        near, far = counters._of_cgroup(folders), counters._of_engine(container)
        assert near is not None
        assert far is not None
        assert far.processor == pytest.approx(near.processor, abs=0.5)
        assert far.memory == pytest.approx(near.memory, rel=0.2, abs=4 << 20)
        container.kill()
        container.wait()
        assert counters._of_cgroup(folders) is None
        assert counters._of_engine(container) is None
    finally:
        container.remove(force=True)


def _reloaded(container: Any) -> Any:
    container.reload()
    return container


@given(st.integers(0, 5 * POINTS))
def test_a_series_keeps_its_shape_with_few_points(count: int) -> None:
    series = Series()
    for number in range(count):
        series.add(Sample(float(number), 0, number, 0, 0, 0))
    kept = [sample.seconds for sample in series.samples]
    assert len(kept) <= POINTS
    assert kept[:1] == [0.0][:count]
    steps = {after - before for before, after in itertools.pairwise(kept)}
    assert len(steps) <= 1
    assert not kept or count - 1 - kept[-1] < max(steps, default=1)


def test_the_size_of_a_folder_is_what_it_takes_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "full").write_bytes(bytes(1 << 20))
    with (tmp_path / "sparse").open("wb") as stream:
        stream.truncate(1 << 40)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert 1 << 20 <= size_of(tmp_path) < 1 << 21
    assert size_of(tmp_path / "nowhere") == 0
