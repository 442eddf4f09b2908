"""The sample project: a short story in `resources/sample`, one folder a commit, made by really running it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from forebear.cli.sample_data import EXTRACTS, rows
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the story.

    `files` is the folder of files to lay over the work tree; `run` the stages to run before the commit;
    `tag` is made after it, `registry` are GTO's tags (`tag`, `why`, `by`, `date`). The dates of the commits
    are part of the story; the runs really ran when the sample was made.
    """

    files: Path
    message: str
    author: str
    date: str
    extract: str = ""
    run: tuple[str, ...] = ()
    tag: str = ""
    tag_message: str = ""
    tagger: str = ""
    registry: tuple[Mapping[str, str], ...] = ()
    branch: str = ""


def story(folder: Path) -> tuple[Step, ...]:
    """Read the steps of a story, in the order of their folders' names."""
    steps = []
    for files in sorted(path for path in folder.iterdir() if path.is_dir()):
        told = tomllib.loads((files / "step.toml").read_text(encoding="utf-8"))
        entries: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
        }
        steps.append(Step(files=files, **entries))
    return tuple(steps)


def find_dvc() -> Path:
    """Return the `dvc` program: beside this Python, else on the PATH.

    Raises ActionableError where there is none.
    """
    for beside in (Path(sys.prefix) / "tools" / "dvc" / "bin" / "dvc", Path(sys.executable).with_name("dvc")):
        if beside.exists():
            return beside
    found = shutil.which("dvc")
    if found is None:
        raise ActionableError(
            "The sample project needs DVC, and there is none.",
            where="dvc",
            todo="Install it with: pipx install 'dvc>=3.60', or use packaging/run, which does.",
        )
    return Path(found)


class SampleProject:
    """Makes the story's repository in an empty folder, running its stages in `image`."""

    def __init__(self, root: Path, image: str, dvc: Path, progress: Progress) -> None:
        self._root = root
        self._image = image
        self._dvc = dvc
        self._progress = progress
        self._now = (0, 0, "")  # step, of how many, what it does

    def make(self, steps: Sequence[Step]) -> None:
        """Play all steps; raises ActionableError where a tool fails."""
        self._call("git", "init", "--quiet", "--initial-branch=main")
        for name, value in (
            ("user.name", "Forebear sample"),
            ("user.email", "sample@example.org"),
            ("commit.gpgsign", "false"),
        ):
            self._call("git", "config", name, value)
        self._call(str(self._dvc), "init", "--quiet")
        self._call(str(self._dvc), "config", "core.analytics", "false")
        for number, step in enumerate(steps):
            self._now = (number, len(steps), step.message.partition("\n")[0])
            self._play(step)
        self._call("git", "switch", "--quiet", "main")
        self._call(str(self._dvc), "checkout", "--quiet")
        self._progress.step("sample", len(steps), len(steps))

    def _play(self, step: Step) -> None:
        if step.branch:
            self._call("git", "switch", "--quiet", "--create", step.branch)
        shutil.copytree(
            step.files, self._root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("step.toml")
        )
        if step.extract:
            self._write_extract(step.extract)
        for stage in step.run:
            self._run(stage)
        if step.run:
            self._call(str(self._dvc), "commit", "--quiet", "--force", *step.run)
        self._call("git", "add", "--all")
        who = self._as(step.author, step.date)
        self._call("git", "commit", "--quiet", "--message", step.message, variables=who)
        if step.tag:
            tagger = self._as(step.tagger or step.author, step.date)
            self._call("git", "tag", "--annotate", step.tag, "--message", step.tag_message, variables=tagger)
        for entry in step.registry:
            who = self._as(entry["by"], entry["date"])
            self._call("git", "tag", "--annotate", entry["tag"], "--message", entry["why"], variables=who)

    def _write_extract(self, name: str) -> None:
        path = self._root / "data" / "customers.csv"
        path.parent.mkdir(exist_ok=True)
        # DVC may have linked the old file to its cache: write a new one, never through the link.
        path.unlink(missing_ok=True)
        with path.open("w", newline="", encoding="utf-8") as target:
            csv.writer(target, lineterminator="\n").writerows(rows(EXTRACTS[name]))
        self._call(str(self._dvc), "add", "--quiet", "data/customers.csv")

    def _run(self, stage: str) -> None:
        words = ["run", "--project", str(self._root), "--image", self._image, "--stage", stage]
        self._call(sys.executable, "-m", "forebear", *words)

    @staticmethod
    def _as(person: str, date: str) -> Mapping[str, str]:
        name, address = parseaddr(person)
        return {
            f"GIT_{role}_{field}": value
            for role in ("AUTHOR", "COMMITTER")
            for field, value in (("NAME", name), ("EMAIL", address), ("DATE", date))
        }

    def _call(self, program: str, *words: str, variables: Mapping[str, str] | None = None) -> None:
        """Run a program in the sample's folder, never waiting for a person."""
        self._progress.step("sample", *self._now)
        environment = {**os.environ, "DVC_NO_ANALYTICS": "1", "GIT_TERMINAL_PROMPT": "0", **(variables or {})}
        done = subprocess.run(
            [program, *words],
            cwd=self._root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise ActionableError(
                f"Making the sample failed at: {Path(program).name} {' '.join(words)}\n{said}",
                where=str(self._root),
                todo="Mend what it says, remove the folder and try again.",
            )
