"""The SageMaker source of saved answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.files import ToolFiles
from forebear.sources.sagemaker.lineage import Answers
from forebear.sources.sagemaker.names import KIND
from forebear.sources.sagemaker.packages import Known
from forebear.sources.saved import problems_of, read_all
from forebear.sources.shapes import as_list, as_mapping


def _now() -> datetime:
    return datetime.now(UTC)


class SavedSageMakerSource:
    """What the `aws sagemaker` command printed, in the files of a folder; `now` is the clock."""

    kind = KIND

    def __init__(self, files: ToolFiles, now: Callable[[], datetime] = _now) -> None:
        self.location = str(files.location)
        self._files = files
        self._now = now

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield everything when a file has come, changed or gone; of moves those that are new."""
        state = since or {}
        stamps = self._files.stamps()
        if state.get("files") == stamps:
            return
        read = read_all(self._files, progress)
        problems = problems_of(self.kind, self._files, read)
        answers = Answers()
        for file in read:
            for document in file.documents:
                answers.add(document)
            if answers.unfinished:
                where = str(self._files.path_of(file.name))
                what = (
                    "A list of this file goes on: it was saved without its next page. Save it whole: `aws` "
                    "does so without --no-paginate and --max-items."
                )
                problems.append(Problem(KIND, where, what))
                answers.unfinished = False
        yield from (Solved(KIND, str(where)) for where in as_list(state.get("unread")))
        yield from problems
        yield from answers.facts()
        moved, known = answers.moves(known_packages(state), self._now())
        yield from moved
        yield Checkpoint(
            KIND,
            self.location,
            {
                "files": stamps,
                "unread": [problem.where for problem in problems],
                "packages": {name: package.words() for name, package in known.items()},
            },
        )


def known_packages(state: Mapping[str, object]) -> dict[str, Known]:
    """Return what packages were like at an earlier checkpoint, by their names."""
    packages = as_mapping(state.get("packages"))
    return {name: known for name, each in packages.items() if (known := Known.read(each)) is not None}
