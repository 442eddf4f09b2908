"""SageMaker over its API, in one region of one account."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.aws import AwsError, told
from forebear.sources.hashing import shared_out
from forebear.sources.sagemaker.lineage import Answers
from forebear.sources.sagemaker.names import KIND, Arn
from forebear.sources.sagemaker.packages import Known, gone
from forebear.sources.sagemaker.source import known_packages
from forebear.sources.shapes import Entry, as_list, as_mapping, as_moment, as_text

_AT_ONCE = 8  # questions
_PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds before what was asked too often is asked again
_LOOK = 0.1  # seconds between two looks at "cancelled?"
_OVERLAP = timedelta(seconds=1)  # times are told to the second by some calls


@dataclass(frozen=True, slots=True)
class _Listing:
    """A call that lists, and what asks about each of them ("" = the list says all).

    `since` is the parameter that takes the time of the last reading ("" = all is listed each time), `time`
    the field of an entry that is held against it.
    """

    call: str
    entries: str
    name: str
    since: str
    time: str
    describe: str = ""
    parameter: str = ""


_LISTINGS = (
    _Listing(
        "list_training_jobs",
        "TrainingJobSummaries",
        "TrainingJobName",
        "LastModifiedTimeAfter",
        "LastModifiedTime",
        "describe_training_job",
        "TrainingJobName",
    ),
    _Listing(
        "list_processing_jobs",
        "ProcessingJobSummaries",
        "ProcessingJobName",
        "LastModifiedTimeAfter",
        "LastModifiedTime",
        "describe_processing_job",
        "ProcessingJobName",
    ),
    _Listing(
        "list_trial_components",
        "TrialComponentSummaries",
        "TrialComponentName",
        "",
        "LastModifiedTime",
        "describe_trial_component",
        "TrialComponentName",
    ),
    _Listing(
        "list_artifacts",
        "ArtifactSummaries",
        "ArtifactArn",
        "",
        "LastModifiedTime",
        "describe_artifact",
        "ArtifactArn",
    ),
    _Listing(
        "list_actions",
        "ActionSummaries",
        "ActionName",
        "",
        "LastModifiedTime",
        "describe_action",
        "ActionName",
    ),
    _Listing("list_associations", "AssociationSummaries", "SourceArn", "CreatedAfter", "CreationTime"),
)


def _now() -> datetime:
    return datetime.now(UTC)


class SageMakerApiSource:
    """One region of one account, asked through a client of boto3; `now` is the clock, `sleep` waits seconds.

    Packages are described when their list says that they are new, approved otherwise or in another stage;
    what else is changed of one (its description, its metadata) is not noticed.
    """

    kind = KIND

    def __init__(
        self,
        location: str,
        client: Callable[[], Any],
        now: Callable[[], datetime] = _now,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.location = location
        self._open = client
        self._now = now
        self._sleep = sleep

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what is new since `since`; a call that is refused while others are not is a problem."""
        state = since or {}
        known = known_packages(state)
        questions = _Questions(self._open(), self.location, progress, self._sleep)
        there = questions.packages(known)
        read = as_mapping(state.get("read"))
        times = {each.call: questions.listed(each, as_text(read.get(each.call))) for each in _LISTINGS}
        refused = {problem.where: problem.what for problem in questions.refused}
        before = as_mapping(state.get("refused"))
        yield from (Solved(KIND, where) for where, what in before.items() if refused.get(where) != what)
        yield from questions.refused
        yield from questions.answers.facts()
        now = self._now()
        moved, after = questions.answers.moves(known, now)
        yield from moved
        for name in () if there is None else known.keys() - there:
            del after[name]
            if (arn := Arn.parse(name)) is not None:
                yield gone(arn, now)
        yield Checkpoint(
            KIND,
            self.location,
            {
                "packages": {name: package.words() for name, package in after.items()},
                "read": times,
                "refused": refused,
            },
        )


class _Questions:
    """Asks a client; `answers` are what it said, `refused` what it would not say.

    A call that is refused does not keep others from being asked, and what was asked too often is asked again
    later. Raises AwsError where nothing answers, and where who asks is not accepted, or no more.
    """

    def __init__(
        self, client: Any, location: str, progress: Progress, sleep: Callable[[float], object]
    ) -> None:
        self._client = client
        self._location = location
        self._progress = progress
        self._sleep = sleep
        self.answers = Answers()
        self.refused: list[Problem] = []

    def packages(self, known: Mapping[str, Known]) -> set[str] | None:
        """Ask for packages; return the names of those that are there, None where they may not be listed."""
        there: dict[str, Entry] = {}
        try:
            for page in self._pages("list_model_package_groups", {}):
                self.answers.add(page)
            for page in self._pages("list_model_packages", {"ModelPackageType": "Both"}):
                for entry in map(as_mapping, as_list(page.get("ModelPackageSummaryList"))):
                    there[as_text(entry.get("ModelPackageArn"))] = entry
                self._progress.step("model versions", len(there))
        except AwsError as error:
            if "denied" not in error.code.lower():
                raise  # so it is with all that would follow
            self._refuse("list_model_packages", error)
            return None
        new = [name for name, entry in there.items() if _differs(entry, known.get(name))]
        self._describe("describe_model_package", [{"ModelPackageName": name} for name in new])
        return set(there)

    def listed(self, listing: _Listing, read: str) -> str:
        """Ask for what a call lists; return the newest time of it, or `read` where nothing is newer."""
        after = newest = as_moment(read)
        asked: dict[str, object] = {}
        if after is not None and listing.since:
            asked[listing.since] = after - _OVERLAP
        new: list[Entry] = []
        try:
            for page in self._pages(listing.call, asked):
                for entry in map(as_mapping, as_list(page.get(listing.entries))):
                    time = as_moment(entry.get(listing.time)) or as_moment(entry.get("CreationTime"))
                    if time is None or after is None or time > after:
                        new.append(entry)
                        newest = max(filter(None, (time, newest)), default=None)
                self._progress.step("documents", len(new))
        except AwsError as error:
            self._refuse(listing.call, error)
            return read
        if not listing.describe:
            self.answers.add({listing.entries: new})
        elif not self._describe(
            listing.describe, [{listing.parameter: each.get(listing.name)} for each in new]
        ):
            return read
        return newest.isoformat() if newest is not None else read

    def _describe(self, call: str, asked: Sequence[Entry]) -> bool:
        """Ask about each; return whether all were answered."""

        def ask(parameters: Entry) -> Entry | AwsError:
            try:
                answer: Entry = getattr(self._client, call)(**parameters)
            except Exception as error:  # noqa: BLE001 -- botocore and what it uses raise their own
                return told(error, self._location)
            return answer

        refused: dict[str, list[tuple[object, AwsError]]] = defaultdict(list)
        waiting, done = list(asked), 0
        for pause in (*_PAUSES, None):
            again: list[Entry] = []
            with ThreadPoolExecutor(_AT_ONCE, "sagemaker") as pool:
                for batch in shared_out(waiting):
                    for parameters, answer in zip(batch, pool.map(ask, batch), strict=True):
                        if not isinstance(answer, AwsError):
                            self.answers.add(answer)
                        elif answer.too_often and pause is not None:
                            again.append(parameters)
                        else:
                            refused[answer.code].append((next(iter(parameters.values())), answer))
                    done += len(batch)
                    self._progress.step("documents", done - len(again), len(asked))
            if not again or pause is None:
                break
            waiting, done = again, done - len(again)
            self._rest(pause)
        for code, each in refused.items():
            (name, error), count = each[0], len(each)
            more = "" if count == 1 else f" So it is with {count:,} of {len(asked):,}."
            self._refuse(f"{call} {name if count == 1 else code}", error, more)
        return not refused

    def _rest(self, seconds: float) -> None:
        """Wait, and listen meanwhile whether it is cancelled."""
        for _ in range(round(seconds / _LOOK)):
            self._progress.step("documents", message="asked too often, waiting")
            self._sleep(_LOOK)

    def _pages(self, call: str, asked: Entry) -> Iterator[Entry]:
        try:
            for page in self._client.get_paginator(call).paginate(**asked):
                # Pages are followed here: that there is a next one is no news to who reads this one.
                yield {name: value for name, value in page.items() if name != "NextToken"}
        except Exception as error:  # noqa: BLE001 -- botocore and what it uses raise their own
            raise told(error, self._location) from None

    def _refuse(self, call: str, error: AwsError, more: str = "") -> None:
        if not error.code or error.about_who_asks:
            raise error  # there was no answer at all, or there will be none any more
        self.refused.append(Problem(KIND, f"{self._location}: {call}", f"{error.what} {error.todo}{more}"))


def _differs(summary: Entry, known: Known | None) -> bool:
    if known is None:
        return True
    stage = as_text(as_mapping(summary.get("ModelLifeCycle")).get("Stage"))
    return (as_text(summary.get("ModelApprovalStatus")), stage) != (known.approval, known.stage)
