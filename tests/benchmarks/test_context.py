"""What it costs to follow files that say what things run with, and messages of commits, through a history."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from forebear.lineage.facts import Approval, Held
from forebear.lineage.progress import Silent
from forebear.sources.environments.declared import DeclaredSource
from forebear.sources.forges.source import MessagesSource
from forebear.sources.git.following import PATTERNS, FollowedFiles
from forebear.sources.git.repository import GitRepository
from forebear.sources.kubernetes.committed import CommittedSource

pytestmark = pytest.mark.anywhere

SMALL, LARGE = 1_000, 4_000

_JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {{name: train}}
spec:
  template:
    spec:
      containers:
        - name: train
          image: registry.example/train@sha256:{digest:064x}
          env: [{{name: EPOCHS, value: "{number}"}}]
"""


def _make(root: Path, commits: int) -> None:
    """Write a history: of five commits one changes packages, one a manifest, one is a merge."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    stream: list[bytes] = []
    for number in range(commits):
        files = {f"src/module{number % 40}.py": f"# {number}\n" * 30}
        if number % 5 == 0:
            files["requirements.txt"] = "".join(f"package{n}==1.{number}.{n}\n" for n in range(60))
        if number % 5 == 1:
            files["deploy/train.yaml"] = _JOB.format(digest=number, number=number)
        message = f"change {number} (#{number})" if number % 5 == 2 else f"change {number}"
        stream.append(b"commit refs/heads/main\nmark :%d\n" % (number + 1))
        stream.append(b"committer Ada Example <ada@example.org> %d +0000\n" % (1_600_000_000 + number * 600))
        stream.append(b"data %d\n%s\n" % (len(message), message.encode()))
        if number:
            stream.append(b"from :%d\n" % number)
        for path, content in files.items():
            stream.append(
                b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content.encode())
            )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(stream), check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://github.com/acme/churn"], cwd=root, check=True)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    made = {}
    for commits in (SMALL, LARGE):
        made[commits] = tmp_path_factory.mktemp("histories") / str(commits)
        _make(made[commits], commits)
    return made


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _read(root: Path, commits: int) -> None:
    with GitRepository(root) as repository:
        files = FollowedFiles(repository)
        held = sum(isinstance(fact, Held) for fact in DeclaredSource(files).facts(None, Silent()))
        held += sum(isinstance(fact, Held) for fact in CommittedSource(files).facts(None, Silent()))
        merged = sum(isinstance(fact, Approval) for fact in MessagesSource(repository).facts(None, Silent()))
    assert (held, merged) == (2 * commits // 5, commits // 5)


def _floor(root: Path) -> None:
    """What cannot be done without: list changes and messages, read the blobs, parse the manifests."""
    words = ["git", "log", "--raw", "--no-abbrev", "--no-renames", "--format=%H", "main", "--", *PATTERNS]
    listed = subprocess.run(words, cwd=root, check=True, capture_output=True, text=True).stdout
    changes = [line.split() for line in listed.splitlines() if line.startswith(":")]
    asked = "".join(f"{words[3]}\n" for words in changes)
    contents = subprocess.run(
        ["git", "cat-file", "--batch"], cwd=root, check=True, capture_output=True, text=True, input=asked
    ).stdout
    jobs = contents.split("apiVersion: batch/v1\n")[1:]
    for job in jobs:
        text = "\n".join(line for line in job.splitlines() if not line.endswith(tuple("0123456789")))
        yaml.load(text.split("\npackage0")[0], Loader=yaml.CSafeLoader)
    subprocess.run(["git", "log", "--format=%H%n%B", "main"], cwd=root, check=True, capture_output=True)


def test_following_a_history_costs_a_few_times_the_floor_and_grows_in_line(histories, capsys):
    acts = (
        lambda: _floor(histories[LARGE]),
        lambda: _read(histories[SMALL], SMALL),
        lambda: _read(histories[LARGE], LARGE),
    )
    turns = [[_seconds(act) for act in acts] for _ in range(3)]  # one after the other: all see one machine
    floor, small, large = (min(each) for each in zip(*turns, strict=True))
    line = (
        f"{LARGE:,} commits: {large:.2f} s, floor {floor:.2f} s, ratio {large / floor:.2f}; "
        f"{LARGE // SMALL} times the commits take {large / small:.2f} times as long"
    )
    with capsys.disabled():
        print(f"\n{line}")  # noqa: T201
    assert large <= 10 * floor
    assert large <= 2 * (LARGE // SMALL) * small
