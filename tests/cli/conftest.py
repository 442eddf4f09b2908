"""A small project for the commands that compare, report and verify."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.cli.main import main

Call = Callable[..., tuple[int, str, str]]

LOCK = """\
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data.csv
      hash: md5
      md5: {data}
      size: 12
    params:
      params.yaml:
        rate: {rate}
    outs:
    - path: model.bin
      hash: md5
      md5: {model}
      size: 34
"""
PIPELINE = """\
stages:
  train:
    cmd: python train.py
    deps: [data.csv]
    params: [rate]
    outs: [model.bin]
    metrics: [{metrics.json: {cache: false}}]
"""


@pytest.fixture
def two_versions(tmp_path: Path) -> Path:
    """A repository with two tags, `old` and `new`; names in Korean, and one with a control character."""
    root = tmp_path / "신용"
    root.mkdir()

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)

    git("init", "-q")
    for tag, rate, auc in (("old", 0.1, 0.91), ("new", 0.2, "NaN")):
        (root / "dvc.yaml").write_text(PIPELINE)
        (root / "dvc.lock").write_text(
            LOCK.format(data="a" * 32, rate=rate, model=(tag[0] * 32).replace("o", "e").replace("n", "d"))
        )
        (root / "params.yaml").write_text(f"rate: {rate}\n정규화: true\n")
        (root / "metrics.json").write_text(f'{{"auc": {auc}, "손실": 1}}')
        (root / "train.py").write_text(f"print({rate})\n")
        git("add", "-A")
        git("commit", "-qm", f"판 {tag} \x1b[31mred")
        git("tag", tag)
    return root


@pytest.fixture
def call(two_versions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return `call(*words)`: runs a command in the imported project; gives code, output and errors."""
    monkeypatch.chdir(two_versions)
    assert main(["import", str(two_versions)]) == 0
    capsys.readouterr()

    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture(scope="session")
def imported(
    churn_project: Path,
    once: Callable[..., Path],
    forebear: Callable[..., subprocess.CompletedProcess[str]],
) -> Path:
    """A copy of the project made by Git and DVC, imported; only to be read."""

    def make(folder: Path) -> None:
        forebear("import", shutil.copytree(churn_project, folder / "churn", symlinks=True))

    return once("listed", make) / "churn"
