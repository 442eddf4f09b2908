"""Lays out the inputs of a rebuild, several at once: each is linked or copied, and every byte is checked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from forebear.lineage.progress import Progress
from forebear.rebuild.inputs import InputFinder, Located
from forebear.rebuild.workspace import Workspace
from forebear.sources.hashing import WORKERS


def lay_out_inputs(
    finder: InputFinder, inputs: Sequence[Located], workspace: Workspace, progress: Progress
) -> Sequence[tuple[Path, Located]]:
    """Return for each input where it is to be mounted from, and where it was found (no place: nowhere).

    The tree holds the commit. Raises CancelledError, with nothing still being laid out.
    """
    done = []
    with ThreadPoolExecutor(WORKERS) as pool:

        def lay(number: int) -> Future[tuple[Path, Located]]:
            target = workspace.inputs / inputs[number].wanted.path
            return pool.submit(finder.lay_out, inputs[number], workspace.tree, target)

        # The largest first: what is begun last is done soon.
        order = sorted(range(len(inputs)), key=lambda number: -(inputs[number].size or 0))
        laying = {number: lay(number) for number in order}
        try:
            for number, located in enumerate(inputs):
                progress.step("inputs", number, len(inputs), located.wanted.path)
                done.append(laying[number].result())
        except BaseException:
            pool.shutdown(cancel_futures=True)  # those that run hear of it by their pulse
            raise
    return done
