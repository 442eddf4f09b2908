"""Reading the runs of W&B again of which something was written: the same for folders and for a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.wandb.telling import KIND

Read = Callable[[list[Problem]], Iterator[Fact]]
"""Yields the facts of a run, and adds what is wrong with it to a list."""


def changed_runs(
    location: str,
    since: Mapping[str, object] | None,
    runs: Iterable[tuple[str, object, Read]],
    progress: Progress,
) -> Iterator[Fact]:
    """Yield the facts of the runs whose sign is another than `since`, what is wrong with them, and the state.

    `runs` are each run's name, its sign (of JSON) and what reads it.
    """
    before = as_mapping((since or {}).get("runs"))
    wrong = as_mapping((since or {}).get("wrong"))
    now: dict[str, object] = {}
    still: dict[str, list[str]] = {}
    for number, (run, sign, read) in enumerate(runs):
        now[run] = sign
        known = [str(where) for where in as_list(wrong.get(run))]
        if sign == before.get(run):
            if known:
                still[run] = known
            continue
        progress.step("reading runs", number)
        yield from (Solved(KIND, where) for where in known)
        problems: list[Problem] = []
        yield from read(problems)
        yield from problems
        if problems:
            still[run] = [problem.where for problem in problems]
    if since is None or now != before:
        yield Checkpoint(KIND, location, {"runs": now, "wrong": still})
