"""Outputs that differ in their bytes: how long judging them takes beside only reading both, in the same run.

Equal bytes cost nothing more than their digests. CPU seconds of this process, the least of some rounds. On
two busy cores a tensor of 128 MB with one other value took 5.4 times as long as hashing both files, a CSV of
1,000,000 rows with other quotes 1.9 times as long as `csv.reader`, Parquet of 2,000,000 rows in other row
groups 1.7 times as long as pyarrow's reading of both.
"""

from __future__ import annotations

import csv
import hashlib
import json
import struct
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.judge import Expected, Judge
from forebear.rebuild.judging.tolerance import Policy
from forebear.sources.hashing import measure

ROUNDS = 3
ROWS = 200_000


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of an act, the least of some rounds: neighbours on the machine only ever add to it."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        act()
        taken.append(time.process_time() - begun)
    return min(taken)


def hashed(*paths: Path) -> None:
    for path in paths:
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")


def judged(folder: Path, name: str, before: Path, after: Path) -> Finding:
    return Comparing().compare(Pair(name, before, after, Policy(), folder, lambda: None))


def tensor(path: Path, values: np.ndarray) -> Path:  # type: ignore[type-arg]
    body = values.tobytes()
    header = json.dumps({"w": {"dtype": "F32", "shape": [len(values)], "data_offsets": [0, len(body)]}})
    path.write_bytes(struct.pack("<Q", len(header)) + header.encode() + body)
    return path


def test_equal_bytes_cost_their_digests(tmp_path: Path) -> None:
    path = tensor(tmp_path / "model.safetensors", np.arange(16 << 20, dtype="f4"))
    digests = tuple(measure(path, ["md5", "sha256"]).digests.values())

    def compare(_pair: Pair) -> Finding:
        raise AssertionError("nothing is compared")

    judge = Judge(Policy(), lambda *_: None, compare, tmp_path / "scratch", lambda: None)
    expected = Expected(Wanted(path.name, digests))
    assert judge.judge(expected, tmp_path).verdict.verdict is Verdict.IDENTICAL
    floor = seconds(lambda: measure(path, ["md5", "sha256"]))
    assert seconds(lambda: judge.judge(expected, tmp_path)) <= 1.2 * floor + 0.01


def test_one_other_weight(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=8 << 20).astype("f4")
    before = tensor(tmp_path / "before", values)
    values[-1] += 1
    after = tensor(tmp_path / "after", values)
    assert judged(tmp_path, "a.safetensors", before, after).verdict is Verdict.DIFFERENT
    floor = seconds(lambda: hashed(before, after))
    assert seconds(lambda: judged(tmp_path, "a.safetensors", before, after)) <= 10 * floor


def test_a_csv_with_other_quotes(tmp_path: Path) -> None:
    rows = [[number, number * 0.5, f"word {number}"] for number in range(ROWS)]
    paths = []
    for name, quoting in (("before", csv.QUOTE_MINIMAL), ("after", csv.QUOTE_ALL)):
        with (tmp_path / name).open("w", newline="") as stream:
            csv.writer(stream, quoting=quoting, lineterminator="\n").writerows([["id", "x", "word"], *rows])
        paths.append(tmp_path / name)

    def read() -> None:
        for path in paths:
            with path.open(newline="") as stream:
                for _ in csv.reader(stream):
                    pass

    assert judged(tmp_path, "a.csv", *paths).verdict is Verdict.EQUIVALENT
    assert seconds(lambda: judged(tmp_path, "a.csv", *paths)) <= 4 * seconds(read)


def test_parquet_in_other_row_groups(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=5 * ROWS)
    table = pa.table({"id": range(5 * ROWS), "x": values})
    paths = [tmp_path / "before", tmp_path / "after"]
    pq.write_table(table, paths[0])
    pq.write_table(table, paths[1], row_group_size=ROWS // 10)
    assert judged(tmp_path, "a.parquet", *paths).verdict is Verdict.EQUIVALENT

    def read() -> None:
        for path in paths:
            pq.read_table(path)

    assert seconds(lambda: judged(tmp_path, "a.parquet", *paths)) <= 6 * seconds(read) + 0.1
