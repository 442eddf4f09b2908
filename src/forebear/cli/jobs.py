"""`forebear jobs`: the jobs that run by themselves, and what died ones left."""

from __future__ import annotations

import argparse
import json

from forebear.cli.asking import project_of
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.cli.units import time
from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.project import Project
from forebear.rebuild.detached import GRACE, DetachedJob, JobStore
from forebear.rebuild.following import Follower


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done with them."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--show", metavar="ID", help="print the answer of a job that has ended")
    what.add_argument("--cancel", metavar="ID", help="stop a job, and wait until it has ended")
    what.add_argument(
        "--settle",
        action="store_true",
        help="put in order what a process left that died: containers, folders",
    )
    parser.add_argument("--everywhere", action="store_true", help="list the jobs of all projects")
    parser.add_argument(
        "--patience",
        metavar="TIME",
        type=time,
        default=0.0,
        help="with --settle: wait for the engine, like 5m",
    )


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List jobs, or do one thing. 0 = good, 1 = the job that was cancelled would not end."""
    store = JobStore.of_user()
    if arguments.settle:
        return _settle(project_of(arguments), arguments.patience, terminal)
    if arguments.cancel:
        return _cancel(store.find(arguments.cancel), terminal)
    if arguments.show:
        return _show(store.find(arguments.show), terminal)
    jobs = store.all(None if arguments.everywhere else project_of(arguments).root)
    terminal.result(
        {"jobs": [job_document(job) for job in jobs]},
        "\n".join(_line(job) for job in jobs) or "No job was started here.",
    )
    return 0


def job_document(job: DetachedJob) -> dict[str, object]:
    """Return a job for `--json`, with its last progress."""
    state = state_of(job)
    phase: dict[str, object] = {}
    with Follower(job.progress) as follower:
        for line in follower.rest():
            said = _json(line)
            if "phase" in said:
                phase = said
    return {
        "id": job.id,
        "title": job.title,
        "state": state,
        "exit_code": job.exit_code,
        "started_at": job.started_at.isoformat(timespec="seconds"),
        "seconds": round(job.seconds, 1),
        "project": job.root,
        "words": list(job.words),
        "folder": str(job.folder),
        **{name: phase.get(name) for name in ("phase", "done", "total", "message")},
    }


def state_of(job: DetachedJob) -> str:
    """Say where a job stands: running, cancelling, done, failed, cancelled, or died."""
    if job.alive:
        return "cancelling" if job.cancelling else "running"
    code = job.exit_code
    if code is None:
        return "died"
    return {0: "done", 1: "done", 4: "cancelled"}.get(code, "failed")


def _line(job: DetachedJob) -> str:
    return f"{job.id}  {state_of(job):<10} {job.seconds:>8.0f} s  {printable(job.title)}"


def _show(job: DetachedJob, terminal: Terminal) -> int:
    if job.alive:
        raise UsageError("This job has not ended yet.", where=job.id, todo="Look again with `forebear jobs`.")
    job.mark_seen()
    answer = dict(job.answer())
    terminal.result(answer, json.dumps(answer, indent=2, ensure_ascii=False))
    return 0


def _cancel(job: DetachedJob, terminal: Terminal) -> int:
    """Ask it to stop; where it does not listen, end it: its watchdog puts in order what it leaves."""
    if job.alive:
        terminal.step("cancelling", message=job.title)
        job.cancel()
        if not job.wait(GRACE):
            job.kill()
            job.wait(1.0)
    state = state_of(job)
    terminal.result({"id": job.id, "state": state, "exit_code": job.exit_code}, f"{job.id}: {state}")
    return int(job.alive)


def _settle(project: Project, patience: float, terminal: Terminal) -> int:
    from forebear.rebuild.settling import settle

    database = Database.open(project.database_url, create=False)
    try:
        settled = settle(project, database, patience)
    finally:
        database.close()
    lines = [f"recorded   rebuild:{each.id}  {each.explanation}" for each in settled.rebuilds]
    lines += [f"removed    {settled.containers} containers, {settled.folders} folders"]
    lines += [f"problem    {problem}" for problem in settled.problems]
    terminal.result(
        {
            "rebuilds": [each.id for each in settled.rebuilds],
            "containers": settled.containers,
            "folders": settled.folders,
            "problems": list(settled.problems),
        },
        "\n".join(map(printable, lines)),
    )
    return 0


def _json(line: str) -> dict[str, object]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
