"""The source of W&B's run folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.regular import open_regular
from forebear.sources.wandb.beside import Beside
from forebear.sources.wandb.folder import RunFolder, by_run, run_folders
from forebear.sources.wandb.log import NoLogError
from forebear.sources.wandb.replay import Replay
from forebear.sources.wandb.rounds import changed_runs
from forebear.sources.wandb.telling import KIND, Told, run_facts

_TOLD = 3  # things wrong with one file that are told


class WandbSource:
    """The runs in one `wandb` folder. A run of which anything was written since is read again as a whole."""

    kind = KIND

    def __init__(self, location: str, remapped: Callable[[str], str]) -> None:
        self.location = location
        self._remapped = remapped

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the runs that are new or were written to; see `signs` for how that is told."""
        runs = (
            (run, signs(folders), partial(self._run, run, folders))
            for run, folders in by_run(run_folders(Path(self.location))).items()
        )
        yield from changed_runs(self.location, since, runs, progress)

    def _run(self, run: str, folders: Sequence[RunFolder], problems: list[Problem]) -> Iterator[Fact]:
        replay, beside = Replay(), Beside()
        for folder in folders:
            damage: list[str] = []
            try:
                with open_regular(folder.log) as file:
                    replay.read(file, damage.append)
            except NoLogError as error:
                damage.append(str(error))
            except OSError as error:
                damage.append(f"it cannot be read: {error.strerror or error}")
            if damage:
                more = f" … and {len(damage) - _TOLD} more" if len(damage) > _TOLD else ""
                said = "; ".join(damage[:_TOLD])
                problems.append(
                    Problem(
                        KIND, str(folder.log), f"Not all that the run recorded can be read: {said}{more}."
                    )
                )

            def refuse(name: str, why: str, path: Path = folder.path) -> None:
                problems.append(Problem(KIND, str(path / "files" / name), f"It cannot be read: {why}."))

            beside.read(folder, refuse)
        if not replay.has_run:
            if not problems:
                where = str(folders[-1].path)
                problems.append(Problem(KIND, where, "Nothing that identifies the run has been recorded."))
            return
        told = Told(run, replay, beside)

        def unkept(what: str, why: str) -> None:
            problems.append(Problem(KIND, f"{folders[-1].log}: {what}", f"It is not kept: {why}."))

        yield from run_facts(told, self._remapped, unkept)


def signs(folders: Sequence[RunFolder]) -> dict[str, str]:
    """Return size and time of what is read of a run, by the names of its folders."""
    return {folder.path.name: folder.sign for folder in folders}
