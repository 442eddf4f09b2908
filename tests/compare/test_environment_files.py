"""What the files of real commits declare, and how it comes into a comparison."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forebear.compare.comparison import EnvironmentRow, Version
from forebear.compare.environment import compare_environments
from forebear.compare.environment_files import DeclaredFiles
from forebear.compare.version import Contents, label
from forebear.lineage.words import Environment, Image, NodeKind
from forebear.sources.git.repository import GitRepository

Rows = list[EnvironmentRow]
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: serving}
data:
  threshold: "0.5"
  api_token: hunter2
  settings.yaml: |
    model: {depth: 3}
---
kind: Secret
metadata: {name: keys}
stringData: {password: first}
"""


@pytest.fixture(scope="module")
def commits(tmp_path_factory: pytest.TempPathFactory, _settled_git: None) -> tuple[Path, list[str]]:
    root = tmp_path_factory.mktemp("declared")

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(files: dict[str, str | None]) -> str:
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).unlink(missing_ok=True)
            if text is not None:
                (root / name).write_text(text)
        git("add", "-A")
        git("commit", "-qm", "x")
        return git("rev-parse", "HEAD")

    git("init", "-q")
    shas = [
        commit(
            {
                "requirements.txt": "numpy==1.26.4\nsix>=1.0\ngone==1.0\n",
                "k8s/serving.yaml": CONFIG,
                "chart/Chart.yaml": "name: x\n",
                "chart/values.yaml": "replicas: 1\nurl: https://a:b@x.org\n",
                "chart/templates/map.yaml": "kind: ConfigMap\ndata: {{ .Values.x }}\n",
                "params.yaml": "rate: 1\n",
            }
        ),
        commit(
            {
                "requirements.txt": "numpy==2.0.0\nsix>=1.0\nnew==3.0\n",
                "k8s/serving.yaml": CONFIG.replace("depth: 3", "depth: 4").replace("first", "second"),
                "chart/values.yaml": "replicas: 2\nurl: https://a:c@x.org\n",
            }
        ),
        commit({"uv.lock": "not toml [", "requirements.txt": None}),
    ]
    return root, shas


def rows_of(
    root: Path, *shas: str, environment: Environment | None = None
) -> tuple[list[EnvironmentRow], object]:
    contents = []
    for place, sha in enumerate(shas):
        version = Version(label(place), "x", "x", NodeKind.COMMIT, commit=sha)
        ran = {"train": environment} if environment else {}
        contents.append(Contents(version, {}, {}, {}, ran, frozenset(), frozenset()))
    with GitRepository(root) as repository:
        declared = DeclaredFiles(repository)
        rows, changed = compare_environments(contents, {}, [declared.at(sha) for sha in shas])
    return list(rows), changed


def test_packages_and_configuration_of_two_commits(commits: tuple[Path, list[str]]) -> None:
    root, shas = commits
    rows, changed = rows_of(root, *shas[:2])
    assert changed is True
    found = {(row.source, row.name): row for row in rows}
    told = {slot: (row.change, row.values) for slot, row in found.items() if row.differs}
    secret = ("(hidden)", "(hidden)")
    assert told == {
        ("requirements.txt", "numpy"): ("changed", ("1.26.4", "2.0.0")),
        ("requirements.txt", "new"): ("added", (None, "3.0")),
        ("requirements.txt", "gone"): ("removed", ("1.0", None)),
        ("k8s/serving.yaml", "ConfigMap serving: settings.yaml: model.depth"): ("changed", ("3", "4")),
        ("k8s/serving.yaml", "Secret keys: password"): ("changed", secret),
        ("chart/values.yaml", "replicas"): ("changed", ("1", "2")),
        ("chart/values.yaml", "url"): ("changed", ("https://***@x.org", "https://***@x.org")),
    }
    assert found["k8s/serving.yaml", "ConfigMap serving: api_token"].values == secret
    assert found["requirements.txt", "six"].values == (">=1.0", ">=1.0")
    for word in ("hunter2", "first", "second", "a:b"):
        assert word not in str([row.values for row in rows])


def test_the_same_commit_differs_in_nothing(commits: tuple[Path, list[str]]) -> None:
    root, shas = commits
    rows, changed = rows_of(root, shas[0], shas[0])
    assert not [row for row in rows if row.differs is not False]
    assert changed is None  # the same wishes say nothing about what ran


def test_what_ran_counts_before_what_was_asked_for(commits: tuple[Path, list[str]]) -> None:
    root, shas = commits
    ran = Environment(Image("x", "sha256:1"), packages={"numpy": "2.0.0"})
    assert rows_of(root, *shas[:2], environment=ran)[1] is False


def test_a_broken_file_is_not_a_removed_one(commits: tuple[Path, list[str]]) -> None:
    root, shas = commits
    with GitRepository(root) as repository:
        found = DeclaredFiles(repository).at(shas[2])
    assert "uv.lock" in found.unread
    assert any("uv.lock" in note for note in found.notes)


def test_kinds_of_packages_of_which_nothing_is_known_are_not_recorded() -> None:
    def content(place: int, packages: dict[str, str]) -> Contents:
        version = Version(label(place), "x", "x", NodeKind.RUN)
        ran = {"train": Environment(Image("x", "sha256:1"), packages=packages)}
        return Contents(version, {}, {}, {}, ran, frozenset(), frozenset())

    rows, changed = compare_environments([content(0, {"six": "1", "deb:a": "1"}), content(1, {"six": "1"})])
    found = {row.name: row for row in rows}
    assert found["six"].differs is False
    assert found["deb:a"].recorded == (True, False)
    assert found["deb:a"].differs is None
    assert changed is None
