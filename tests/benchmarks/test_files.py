"""How fast the pointers of Git LFS and the versions of Delta tables are read: against what no reader can do
without, and twice as many against half of them. Set FOREBEAR_BENCHMARK_POINTERS and
FOREBEAR_BENCHMARK_TABLE_VERSIONS for more."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from forebear.lineage.database import Database
from forebear.lineage.facts import Held
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.sources.delta.tool import DeltaTool
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project, nothing_new
from forebear.sources.lfs.source import LfsSource
from forebear.sources.tool import Context

pytestmark = pytest.mark.anywhere

POINTERS = int(os.environ.get("FOREBEAR_BENCHMARK_POINTERS", "20000"))
VERSIONS = int(os.environ.get("FOREBEAR_BENCHMARK_TABLE_VERSIONS", "2000"))


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _best(*acts: Callable[[], object]) -> list[float]:
    """The best of five turns of each, one after the other, so that a busy machine slows all or none."""
    turns = [[_seconds(act) for act in acts] for _ in range(5)]
    return [min(each) for each in zip(*turns, strict=True)]


def _say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


# Git LFS


def _pointers(root: Path, count: int) -> None:
    """Write a history of pointers: fifty change in each commit, of a thousand files, with other files."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    (root / ".gitattributes").write_text("*.bin filter=lfs diff=lfs merge=lfs -text\n")
    stream: list[bytes] = []
    for number in range(count // 50):
        stream.append(b"commit refs/heads/main\nmark :%d\n" % (number + 1))
        stream.append(b"committer Ada <ada@example.org> %d +0000\ndata 1\nx\n" % (1_600_000_000 + number))
        if number:
            stream.append(b"from :%d\n" % number)
        stream.append(
            b"M 100644 inline notes/%d.txt\ndata 4000\n%s\n" % (number % 97, b"%08d" % number * 500)
        )
        for each in range(50):
            oid = hashlib.sha256(b"%d/%d" % (number, each)).hexdigest()
            pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {number + 1}\n"
            path = b"data/%02d/%d.bin" % (each, number % 20)
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(pointer), pointer.encode()))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(stream), check=True)


def _floor(root: Path) -> None:
    """List all changes, ask for the size of each blob, read the small ones."""
    listed = subprocess.run(
        ["git", "log", "--raw", "--all", "-z", "--no-abbrev", "--no-renames", "--full-history",
         "--format=%H %P"],
        cwd=root, capture_output=True, check=True,
    ).stdout  # fmt: skip
    metas = [token.split() for token in listed.split(b"\0") if b":" in token[:2]]
    blobs = dict.fromkeys(words[3] for words in metas if words[4] != b"D")
    asked = b"\n".join(blobs) + b"\n"
    words = ["git", "cat-file", "--batch-check=%(objectname) %(objectsize)"]
    told = subprocess.run(words, cwd=root, input=asked, capture_output=True, check=True).stdout
    small = [line.split()[0] for line in told.splitlines() if int(line.split()[1]) < 1024]
    subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=root,
        input=b"\n".join(small) + b"\n",
        capture_output=True,
        check=True,
    )
    assert len(small) > 0


@pytest.fixture(scope="module")
def pointers(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A history of pointers, and one of half as many."""
    made = {}
    for count in (POINTERS // 2, POINTERS):
        made[count] = tmp_path_factory.mktemp("pointers") / str(count)
        _pointers(made[count], count)
    return made


def _held(root: Path) -> int:
    with GitRepository(root) as repository:
        return sum(isinstance(fact, Held) for fact in LfsSource(repository).facts(None, Silent()))


def test_pointers_cost_at_most_five_times_what_git_takes(pointers, capsys):
    """All of a history into facts; and growth that is no worse than linear."""
    half, whole, floor = _best(
        lambda: _held(pointers[POINTERS // 2]),
        lambda: _held(pointers[POINTERS]),
        lambda: _floor(pointers[POINTERS]),
    )
    assert _held(pointers[POINTERS]) == POINTERS
    _say(
        capsys,
        f"{POINTERS:,} pointers in {whole:.2f} s, half of them in {half:.2f} s, git alone {floor:.2f} s, "
        f"ratio {whole / floor:.2f}",
    )
    assert whole <= 5 * floor
    assert whole <= 3 * half


def test_a_refresh_of_pointers_without_anything_new_is_instant(pointers, tmp_path, capsys):
    """Against a `git for-each-ref` process, with all contents absent, in a running process."""
    root = pointers[POINTERS]
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(root, database.url)
    whole = _seconds(lambda: import_project(project, database, Silent()))
    database.close()
    refresh = min(_seconds(lambda: nothing_new(project)) for _ in range(5))
    words = ["git", "for-each-ref"]
    floor = min(
        _seconds(lambda: subprocess.run(words, cwd=root, check=True, capture_output=True)) for _ in range(5)
    )
    assert nothing_new(project) is not None
    _say(capsys, f"import {whole:.2f} s, refresh {refresh * 1e3:.0f} ms, for-each-ref {floor * 1e3:.1f} ms")
    assert refresh <= max(50 * floor, 0.2)


# Delta Lake


def _table(path: Path, versions: int) -> None:
    """Write a table by the real library and go on as it does: each version adds a file, a third takes one."""
    write_deltalake(path, pa.table({"id": list(range(10)), "price": [1.5] * 10}))
    log = path / "_delta_log"
    lines = (log / f"{0:020}.json").read_text().splitlines()
    info = json.loads(next(line for line in lines if "commitInfo" in line))
    added = json.loads(next(line for line in lines if '"add"' in line))
    (first,) = path.glob("*.parquet")
    for number in range(1, versions):
        info["commitInfo"] |= {
            "timestamp": 1_700_000_000_000 + number,
            "operationParameters": {"mode": "Append"},
        }
        added["add"]["path"] = f"part-{number}.parquet"
        os.link(first, path / f"part-{number}.parquet")
        actions = [info, added]
        if number % 3 == 0:
            actions.append({"remove": {"path": f"part-{number - 1}.parquet", "dataChange": True, "size": 1}})
        (log / f"{number:020}.json").write_text("\n".join(map(json.dumps, actions)))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A table, and one of half as many versions."""
    made = {}
    for count in (VERSIONS // 2, VERSIONS):
        made[count] = tmp_path_factory.mktemp("tables") / str(count)
        _table(made[count], count)
    return made


@contextmanager
def _context(root: Path) -> Iterator[Context]:
    context = Context(root, GitPlace.find(root))
    yield context
    context.close()


def _facts(path: Path, since: dict[str, object] | None = None) -> list[object]:
    with _context(path.parent) as context:
        return list(DeltaTool().open(str(path), context).facts(since, Silent()))


def _parsed(path: Path) -> None:
    for file in sorted((path / "_delta_log").iterdir()):
        for line in file.read_bytes().splitlines():
            json.loads(line)


def test_table_versions_cost_at_most_six_times_the_parsing_of_their_log(tables, capsys):
    """All versions into facts, in which every data file is looked for; and growth that is linear."""
    path = tables[VERSIONS]
    half, whole, floor = _best(
        lambda: _facts(tables[VERSIONS // 2]), lambda: _facts(path), lambda: _parsed(path)
    )
    state = dict(_facts(path)[-1].state)
    with _context(path.parent) as context:
        refresh = min(_seconds(lambda: DeltaTool().is_current(str(path), state, context)) for _ in range(5))
        assert DeltaTool().is_current(str(path), state, context)
    _say(
        capsys,
        f"{VERSIONS:,} table versions in {whole:.2f} s, half of them in {half:.2f} s, their log parsed alone "
        f"{floor:.2f} s, ratio {whole / floor:.2f}; refresh {refresh * 1e3:.2f} ms",
    )
    assert whole <= 6 * floor
    assert whole <= 3 * half
    assert refresh <= floor / 10
