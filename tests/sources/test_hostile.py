"""A repository whose owner wants something to run: nothing does."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.sources.git.export import export_commit
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project

HOOKS = (
    "pre-commit",
    "post-checkout",
    "post-commit",
    "post-merge",
    "reference-transaction",
    "pre-auto-gc",
    "post-index-change",
    "fsmonitor-watchman",
    "post-rewrite",
    "pre-push",
    "proc-receive",
    "update",
)


@pytest.fixture
def hostile(work, tmp_path):
    """A project with every setting and file that makes some Git command run a program; each leaves a mark."""
    marks = tmp_path / "marks"
    marks.mkdir()

    def programme(name: str) -> str:
        script = tmp_path / "programmes" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f"#!/bin/sh\ntouch {marks / name}\ncat\n")
        script.chmod(0o755)
        return str(script)

    work.dvc("init", "--quiet")
    work.file("data.csv", "a\n1\n")
    work.dvc("add", "--quiet", "data.csv")
    work.file("code.py", "x = 1\n")
    work.file("notes.txt", "one\n")
    work.file(
        "dvc.yaml",
        "stages:\n  a:\n    cmd: wc -l < data.csv > n.json\n    deps: [data.csv]\n"
        "    metrics:\n    - n.json: {cache: false}\n",
    )
    work.dvc("repro", "--quiet")
    work.commit("first")
    work.file("code.py", "x = 2\n")
    work.file("notes.txt", "two\n")
    work.commit("second")
    # A commit with a signature, so that showing it would call the program that checks signatures.
    head, _, message = work.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"
    signed = work.file("signed", f"{head}\n{signature}\n\n{message}\n")
    work.git("update-ref", "HEAD", work.git("hash-object", "-t", "commit", "-w", str(signed)))
    signed.unlink()
    work.git("tag", "v1")
    work.file("stashed.txt", "kept aside")
    work.git("add", "stashed.txt")
    work.git("stash", "--quiet")
    work.file("staged.txt", "staged")
    work.git("add", "staged.txt")
    work.file("notes.txt", "not committed\n")
    # From here on this Git would run things, so the test itself calls it no more.
    work.file(
        ".gitattributes",
        "*.txt diff=evil merge=evil ident\n*.csv filter=evil\n*.py filter=longer\n",
    )
    work.file(".git/info/attributes", "*.json filter=evil diff=evil\n")
    for hook in HOOKS:
        target = work.root / ".git" / "hooks" / hook
        target.parent.mkdir(exist_ok=True)
        target.write_text(Path(programme(f"hook-{hook}")).read_text())
        target.chmod(0o755)
    config = work.root / ".git" / "config"
    config.write_text(
        config.read_text()
        + f"""
[core]
    fsmonitor = {programme("fsmonitor")}
    pager = {programme("pager")}
    sshCommand = {programme("ssh")}
    editor = {programme("editor")}
    askPass = {programme("askpass")}
    hooksPath = {work.root / ".git" / "hooks"}
    alternateRefsCommand = {programme("alternate")}
    gitProxy = {programme("proxy")}
[pager]
    log = {programme("pager-log")}
    diff = {programme("pager-diff")}
[log]
    showSignature = true
[gpg]
    program = {programme("gpg")}
[gpg "ssh"]
    program = {programme("gpg-ssh")}
[diff]
    external = {programme("external")}
    renames = copies
    noprefix = true
    mnemonicPrefix = true
[diff "evil"]
    textconv = {programme("textconv")}
    command = {programme("diff-command")}
    cachetextconv = true
[filter "evil"]
    clean = {programme("clean")}
    smudge = {programme("smudge")}
[filter "longer"]
    process = {programme("process")}
    required = true
[merge "evil"]
    driver = {programme("merge")}
[alias]
    log = "!{programme("alias-log")}"
    ls-tree = "!{programme("alias-ls-tree")}"
    cat-file = "!{programme("alias-cat-file")}"
[credential]
    helper = {programme("credential")}
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{programme("remote")}
    fetch = +refs/heads/*:refs/remotes/origin/*
    promisor = true
    uploadpack = {programme("uploadpack")}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[submodule]
    recurse = true
[fetch]
    recurseSubmodules = true
[maintenance]
    auto = true
[gc]
    auto = 1
[color]
    ui = always
"""
    )
    return work, marks


def snapshot(root: Path) -> dict[str, tuple[str, int]]:
    """Every file of a work tree and its Git directory by content and time, Forebear's own folder aside."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_file() and not name.startswith(".forebear/"):
            found[name] = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
    return found


def test_nothing_of_the_repository_runs_and_nothing_in_it_changes(hostile, tmp_path):
    work, marks = hostile
    before = snapshot(work.root)
    project = Project.at(work.root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        report = import_project(project, database, Silent())
        again = import_project(project, database, Silent())
    finally:
        database.close()
    with GitRepository(work.root) as repository:
        head = repository.rev_parse("v1")
        patches = [change.patch for change in repository.diff(f"{head}~1", head)]
        exported = export_commit(repository, head, tmp_path / "export")
        assert repository.rev_parse("main") == head
        assert repository.read(head, "notes.txt") == b"two\n"
        # A blob that a promisor would have is not asked for.
        assert dict(repository.blobs(["1" * 40])) == {"1" * 40: None}
    assert sorted(path.name for path in marks.iterdir()) == []
    assert report.commits == 2
    assert again.commits == 2
    assert report.problems == ()
    assert any("+x = 2" in patch for patch in patches)
    assert all(patch.startswith("diff --git a/") and "\x1b" not in patch for patch in patches)
    assert (tmp_path / "export/notes.txt").read_text() == "two\n"
    assert "notes.txt" in exported.files
    assert snapshot(work.root) == before


def test_the_trap_is_a_trap(hostile):
    """An ordinary Git runs what is planted here; otherwise the test above would prove nothing."""
    work, marks = hostile
    for path in work.root.glob("*.py"):
        os.utime(path, (1, 1))  # so that Git looks into it, however long ago it was added
    for words in (["status", "--short"], ["show", "v1"]):
        subprocess.run(["git", *words], cwd=work.root, capture_output=True, check=False, timeout=60)
    planted = {path.name for path in marks.iterdir()}
    assert {"fsmonitor", "process", "textconv", "gpg"} <= planted
