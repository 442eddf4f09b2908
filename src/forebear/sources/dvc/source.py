"""The DVC source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.absent import Absent, absent_problems, second_look, tops_of
from forebear.sources.dvc.contents import Contents
from forebear.sources.dvc.documents import SAMPLE, Documents
from forebear.sources.dvc.history import FOLLOWED, History
from forebear.sources.dvc.storage import storages
from forebear.sources.dvc.values import as_list
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips


class DvcSource:
    """The DVC records in the history of one repository: pipelines, data files, metrics, parameters, plots."""

    kind = "dvc"

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)

    def begin(self, since: Mapping[str, object] | None) -> None:
        """Let Git begin to look for what `facts` will read, while another source is read."""
        tips = self._repository.commit_tips(self._repository.tips()).values()
        self._repository.foresee_changes(tips, known_tips(self._repository, since), FOLLOWED)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the commits hold that are new since the tips of `since`.

        Metrics and parameters whose content was not there at an earlier import are looked for again.
        """
        state = since or {}
        place = self._repository.place
        unread = [str(where) for where in as_list(state.get("unread"))]
        if any(place.holds(str(sha)) for sha in as_list(state.get("lacking"))):
            # The clone was partial and is so no more: all that was read without these files is read again.
            since = None
            yield from (Solved("dvc", where) for where in unread)
            unread = []
        documents = Documents(self._repository)
        contents = Contents(documents)
        contents.look_in([] if place.bare else storages(place.root, tops_of(state)))
        before = Absent.read(state)
        absent: list[Absent] = []
        for found in second_look(contents, before):
            if isinstance(found, Absent):
                absent.append(found)
            else:
                yield found
        if len(absent) != len(before):
            yield from (Solved("dvc", item.where) for item in before)
            yield from absent_problems(absent)
        tips = self._repository.tips()
        known = known_tips(self._repository, since)
        history = History(self._repository, documents, contents, tops_of(state))
        for fact in history.facts(self._repository.commit_tips(tips).values(), known, progress):
            if isinstance(fact, Problem) and "is not in this clone" in fact.what:
                unread.append(fact.where)
            yield fact
        yield Checkpoint(
            "dvc",
            self.location,
            {
                **checkpoint_state(self._repository, tips),
                "tops": list(history.tops),
                "found": history.found or state.get("found", False),
                "absent": [item.words() for item in (*absent, *history.absent)],
                "lacking": [*documents.lacking(), *_still(place, state)][:SAMPLE],
                "unread": unread,
            },
        )


def _still(place: GitPlace, state: Mapping[str, object]) -> list[str]:
    return [str(sha) for sha in as_list(state.get("lacking")) if not place.holds(str(sha))]
