"""A project that was made to do harm: every command on it, and nothing of it runs, leads outside or hangs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Forebear = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., str]

HOOKS = ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "pre-auto-gc")
ALIASES = ("log", "cat-file", "ls-tree", "diff-tree", "rev-parse", "for-each-ref")
TRICKS = ("\x1b", "\x07", "\u202e", "\u2066")
NAME = "ev\x1b[31mil\u202egnp<img src=x onerror=alert(1)>"


@pytest.fixture
def project(churn_project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(churn_project, tmp_path / "churn", symlinks=True))


def every_command(root: Path, forebear: Forebear, tmp_path: Path, ref: str = "main") -> str:
    """Run all that only reads; return what was printed."""
    printed = []
    for words in (
        ("import", "."),
        ("import", ".", "--json"),
        ("list", "runs"),
        ("list", "artifacts"),
        ("list", "commits"),
        ("show", ref),
        ("lineage", ref),
        ("compare", "v1.0", ref),
        ("rebuild", "model.json@v1.0", "--dry-run"),
        ("report", ref, "--against", "v1.0", "--output", tmp_path / "report.html"),
        ("report", ref, "--output", tmp_path / "report.zip"),
    ):
        done = forebear(*words, cwd=root, code=3 if words[0] == "rebuild" else 0)
        assert "Traceback" not in done.stderr
        printed.append(done.stdout + done.stderr)
    return "".join(printed)


def test_no_command_runs_what_the_repository_plants(
    project: Path, forebear: Forebear, run_tool: Run, tmp_path: Path
) -> None:
    marks, trap = tmp_path / "marks", tmp_path / "trap"
    marks.mkdir()
    trap.write_text(f'#!/bin/sh\ntouch "{marks}/$(basename "$0")-$$"\ncat\n')
    trap.chmod(0o755)
    (project / "params.py").write_text(f"import os\nos.system('touch {marks}/params')\nrate = 1\n")
    run_tool("git", "add", ".", cwd=project)
    run_tool("git", "commit", "--quiet", "--message", "a parameters file", cwd=project)
    (project / "README.md").write_text("kept aside\n")
    run_tool("git", "stash", "--quiet", cwd=project)
    (project / "README.md").write_text("not committed\n")
    for hook in HOOKS:
        shutil.copy(trap, project / ".git" / "hooks" / hook)
    (project / ".gitattributes").write_text("* filter=evil diff=evil merge=evil\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "more").write_text(f"[core]\n\tpager = {trap}\n\teditor = {trap}\n")
    with (project / ".git" / "config").open("a") as config:
        config.write(
            f"[core]\n\tfsmonitor = {trap}\n\tsshCommand = {trap}\n\tworktree = {elsewhere}\n"
            f"\thooksPath = {project}/.git/hooks\n\taskPass = {trap}\n\talternateRefsCommand = {trap}\n"
            f"[include]\n\tpath = {tmp_path}/more\n[gpg]\n\tprogram = {trap}\n[log]\n\tshowSignature = true\n"
            f'[diff]\n\texternal = {trap}\n[diff "evil"]\n\ttextconv = {trap}\n\tcommand = {trap}\n'
            f'[filter "evil"]\n\tclean = {trap}\n\tsmudge = {trap}\n\tprocess = {trap}\n\trequired = true\n'
            f'[credential]\n\thelper = {trap}\n[remote "origin"]\n\turl = ext::{trap}\n\tpromisor = true\n'
            "[protocol]\n\tallow = always\n[extensions]\n\tpartialClone = origin\n[alias]\n"
            + "".join(f'\t{alias} = "!{trap}"\n' for alias in ALIASES)
        )
    (project / ".dvc" / "config").write_text(
        f"['remote \"evil\"']\n    url = ext::{trap}\n['remote \"out\"']\n    url = ../../../../etc\n"
        f"['remote \"ssh\"']\n    url = ssh://-oProxyCommand={trap}/x\n[core]\n    remote = evil\n"
    )
    before = {path: path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}

    every_command(project, forebear, tmp_path)

    assert list(marks.iterdir()) == []
    assert list(elsewhere.iterdir()) == []
    after = {
        path: path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and ".forebear" not in path.parts
    }
    assert after == before
    # The same Git settings do run things where nobody holds them back; else this test would prove nothing.
    subprocess.run(["git", "diff", "v1.0", "v1.1"], cwd=project, capture_output=True, check=False)
    assert list(marks.iterdir()) != []


def test_names_play_no_tricks(project: Path, forebear: Forebear, run_tool: Run, tmp_path: Path) -> None:
    quoted = json.dumps(NAME)
    (project / "sub").mkdir()
    (project / "sub" / "dvc.yaml").write_text(
        f"stages:\n  {quoted}:\n    cmd: {quoted}\n    outs: [{quoted}]\n"
    )
    (project / "sub" / "dvc.lock").write_text(
        f"schema: '2.0'\nstages:\n  {quoted}:\n    cmd: {quoted}\n    outs:\n    - path: {quoted}\n"
        f"      hash: md5\n      md5: {'a' * 32}\n      size: 3\n"
    )
    (project / "params.yaml").write_text(f"train: {{rate: 0.05}}\n{quoted}: {quoted}\n")
    (project / "metrics.json").write_text(f'{{{quoted}: 1.0, "nan": NaN, "big": 1e999}}')
    (project / f"{NAME.replace('/', '')}.dvc").write_text("outs: [\n")
    (project / "new\nline.dvc").write_text("outs: [\n")
    (project / "up.dvc").write_text(
        f"outs:\n- path: ../../../../etc/passwd\n  md5: {'c' * 32}\n- path: /etc/shadow\n  md5: {'d' * 32}\n"
    )
    odd = os.fsdecode(b"caf\xe9")
    (project / odd).mkdir()
    (project / odd / "dvc.yaml").write_text("stages: [\n")
    run_tool("git", "add", ".", cwd=project)
    message = tmp_path / "message"
    message.write_bytes(b"caf\xe9 " + NAME.encode())
    settings = ("-c", "i18n.commitEncoding=binary", "-c", f"user.name={NAME}")
    run_tool("git", *settings, "commit", "--quiet", "--file", str(message), cwd=project)
    run_tool("git", "tag", "v<script>alert(1)</script>", cwd=project)

    printed = every_command(project, forebear, tmp_path)

    assert not [trick for trick in TRICKS if trick in printed]
    assert "\\x1b[31mil\\u202e" in printed
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not [trick for trick in TRICKS if trick in page]
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    with zipfile.ZipFile(tmp_path / "report.zip") as bundle:
        assert not [
            name for name in bundle.namelist() if name.startswith("/") or ".." in name or "\x1b" in name
        ]
    wrong = forebear("show", NAME, cwd=project, code=2)
    assert not [trick for trick in TRICKS if trick in wrong.stderr]


def test_what_has_no_end_ends(project: Path, forebear: Forebear, run_tool: Run, tmp_path: Path) -> None:
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
    )
    doubled = "schema: '2.0'\nx: &a0 {k: v}\n" + "".join(
        f"x{n}: &a{n} {{a: *a{n - 1}, b: *a{n - 1}}}\n" for n in range(1, 60)
    )
    axes = "".join(f"      {axis}: [{', '.join(map(str, range(100)))}]\n" for axis in "abcdef")
    (project / "params.yaml").write_text(laughs)
    (project / "dvc.lock").write_text(doubled + "stages:\n  train:\n    cmd: x\n    params: *a59\n")
    (project / "metrics.json").write_text("[" * 1_000_000)
    (project / "deep.dvc").write_text("outs: " + "[" * 5_000_000 + "]" * 5_000_000)
    (project / "m").mkdir()
    (project / "m" / "dvc.yaml").write_text(
        f"stages:\n  big:\n    matrix:\n{axes}    cmd: 'echo ${{item.a}}'\n"
    )
    run_tool("git", "add", ".", cwd=project)
    run_tool("git", "commit", "--quiet", "--message", "without end", cwd=project)
    (project / ".dvc" / "config").unlink()
    (project / ".dvc" / "config").symlink_to("/dev/zero")
    os.mkfifo(project / ".dvc" / "config.local")
    done = subprocess.run(
        [sys.executable, "-m", "forebear", "import", str(project)],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "5 commits" in done.stdout
    for file, reason in (
        ("params.yaml", "aliases stand for too many values"),
        ("dvc.lock", "aliases stand for too many values"),
        ("metrics.json", "nested too deep"),
        ("deep.dvc", "nested too deep"),
    ):
        (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"  {file}@")]
        assert reason in line
    every_command(project, forebear, tmp_path)


@pytest.mark.parametrize("place", [".forebear", ".forebear/lineage.db", ".forebear/objects"])
def test_nothing_is_written_through_a_link(
    project: Path, forebear: Forebear, tmp_path: Path, place: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).symlink_to(outside if place != ".forebear/lineage.db" else outside / "x.db")
    done = forebear("import", project, code=3)
    assert "This is a link" in done.stderr
    assert place in done.stderr
    assert "Remove the link" in done.stderr
    assert list(outside.iterdir()) == []


def test_links_in_the_project_are_not_followed(
    project: Path, forebear: Forebear, run_tool: Run, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("train: {rate: 0.125}\nsecret: hunter2\n")
    (project / "params.yaml").unlink()
    (project / "params.yaml").symlink_to(secret)
    (project / "metrics.json").unlink()
    (project / "metrics.json").symlink_to("../secret.yaml")
    (project / "more.dvc").symlink_to("/etc/passwd")
    run_tool("git", "add", ".", cwd=project)
    run_tool("git", "commit", "--quiet", "--message", "links", cwd=project)
    printed = every_command(project, forebear, tmp_path)
    assert "hunter2" not in printed
    assert "root:x" not in printed
    assert "hunter2" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "report.zip") as bundle:
        assert not any(b"hunter2" in bundle.read(name) for name in bundle.namelist())
