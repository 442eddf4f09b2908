"""Says why a rebuild came out as it did, from what is known once it has ended; the likeliest first."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from forebear.lineage.answers import RunRecord
from forebear.lineage.errors import ActionableError
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import GOOD, VOUCHING, Cause, ProcessEnd, Verdict
from forebear.lineage.words import Environment, NodeKind
from forebear.rebuild.causes.clock import moments_in
from forebear.rebuild.causes.environments import differences, silent
from forebear.rebuild.causes.factor import Factor, likeliness
from forebear.rebuild.causes.randomness import imported, unseeded
from forebear.rebuild.causes.seen import Seen
from forebear.rebuild.causes.sentences import Explained
from forebear.rebuild.plan import Plan
from forebear.rebuild.uncommitted import TRACKED_ALONE, kept_patch, lost_paths
from forebear.sources.git.repository import GitRepository

_LARGEST = 32 << 20  # bytes of an output that is searched for the clock
_FILES = 50  # files of code that are read
_NAMED = 8  # lines of evidence
_RUNS = 200  # runs upstream that are asked
_LIKE = (Verdict.EQUIVALENT, Verdict.SAME_VALUES)


def recorded_environment(record: RunRecord) -> Environment | None:
    """Return where a run ran as far as anybody recorded it; what was assumed later is no record of that."""
    return next((answer.environment for answer in record.environments), None)


class Explainer:
    """Explains rebuilds of one project."""

    def __init__(self, repository: GitRepository, questions: Questions) -> None:
        self._repository = repository
        self._questions = questions

    def explain(self, seen: Seen) -> tuple[Cause, ...]:
        """Return causes, what is proven first and then the likeliest; none where all came out as recorded.

        Where nothing is found, that is said: "unexplained". Why a command did not complete is told by its
        end (`endings`), not here.
        """
        if seen.occasion.purpose not in VOUCHING:
            return ()  # it was changed on purpose; what that shows is told by what it was changed for
        if seen.ended is not ProcessEnd.COMPLETED or not (seen.differing or _chance(seen)):
            return ()
        return self._differs(seen)

    def _differs(self, seen: Seen) -> tuple[Cause, ...]:
        recorded = recorded_environment(seen.plan.record)
        causes = [*_chance(seen), *_inputs(seen), *_code(seen), *_image(seen), *_format(seen), *_clock(seen)]
        if not seen.before or _chance(seen):  # repeats that agree draw no numbers without a seed
            causes += self._seed(seen)
        if recorded is not None and seen.environment is not None:
            causes += differences(recorded, seen.environment)
        causes.sort(key=lambda cause: (not cause.proven, likeliness(cause.factor)))
        causes += self._upstream(seen)
        return (*causes,) if causes else (_unexplained(seen, recorded),)

    def _seed(self, seen: Seen) -> Iterator[Cause]:
        draws = unseeded(self._files(seen.plan))
        if draws:
            yield Cause(
                Factor.SEED,
                Explained.SEED.said(),
                _listed([*map(str, draws), *_seeds(seen.plan.record)]),
            )

    def _files(self, plan: Plan) -> Mapping[str, bytes]:
        """Return the Python files of the code that the command names, and those that they import."""
        run = plan.record.run
        folder = PurePosixPath(run.working_directory)
        paths = [located.wanted.path for located in plan.inputs if located.wanted.path.endswith(".py")]
        for line in run.command:
            paths += [str(folder / word) for word in _words(line) if word.endswith(".py")]
        found: dict[str, bytes] = {}
        waiting = list(dict.fromkeys(paths))
        while waiting and len(found) < _FILES:
            path = waiting.pop(0)
            content = None if path in found else self._read(plan.code, path)
            if content is None:
                continue
            found[path] = content
            beside = PurePosixPath(path).parent
            waiting += [
                str(beside / f"{name.replace('.', '/')}.py")
                for name in sorted(imported(content))
                if str(beside / f"{name.replace('.', '/')}.py") not in found
            ]
        return found

    def _read(self, commit: str, path: str) -> bytes | None:
        try:
            return self._repository.read(commit, path)
        except ActionableError:
            return None

    def _upstream(self, seen: Seen) -> Iterator[Cause]:
        """Yield the run furthest upstream whose own newest rebuild did not come out as recorded."""
        found: list[str] = []
        waiting = [located.wanted.node for located in seen.plan.inputs]
        asked: set[str] = {seen.plan.record.run.key}
        while waiting and len(asked) < _RUNS:
            for maker in self._questions.artifact(waiting.pop(0)).producers:
                if maker.kind is not NodeKind.RUN or maker.key in asked:
                    continue
                asked.add(maker.key)
                newest = next((each for each in self._questions.rebuilds(maker.key) if each.vouches), None)
                if newest is not None and newest.verdict is not None and newest.verdict not in GOOD:
                    found.append(
                        Explained.UPSTREAM_RUN.said(
                            run=maker.name, rebuild=newest.id, verdict=newest.verdict.value
                        )
                    )
                waiting += [link.artifact.id for link in self._questions.run(maker.key).inputs]
        if found:
            yield Cause(Factor.UPSTREAM, Explained.UPSTREAM.said(), _listed(found[::-1]))


def _chance(seen: Seen) -> list[Cause]:
    made = [{output.path: output.obtained for output in rebuild.outputs} for rebuild in seen.before]
    made.append({output.path: output.obtained for output in seen.outputs})
    apart = sorted(path for path in set().union(*made) if len({each.get(path) for each in made}) > 1)
    if not apart:
        return []
    lines = [
        Explained.CONTENTS.said(path=path, count=len({each.get(path) for each in made})) for path in apart
    ]
    return [Cause(Factor.CHANCE, Explained.CHANCE.said(count=len(made)), _listed(lines), proven=True)]


def _inputs(seen: Seen) -> Iterator[Cause]:
    accepted = seen.plan.loosened.accepted
    if accepted:
        yield Cause(Factor.INPUTS, Explained.ACCEPTED.said(), _listed(accepted))


def _code(seen: Seen) -> Iterator[Cause]:
    record = seen.plan.record
    patch = seen.plan.uncommitted
    # What was used is found by its digest; the rest is taken as the commit and the patch hold it.
    if lost := lost_paths(record, patch):
        yield Cause(Factor.CODE, Explained.NOT_COMMITTED.said(), _listed(lost))
    if (name := kept_patch(record)) and not (patch is not None and patch.code):
        yield Cause(Factor.CODE, Explained.PATCH_NOT_APPLIED.said(), name)
    elif patch is not None and patch.by in TRACKED_ALONE:
        seen_of = Explained.PATCH.said(path=patch.path, tool=patch.by, count=len(patch.files))
        yield Cause(Factor.CODE, Explained.TRACKED_ALONE.said(), seen_of)


def _image(seen: Seen) -> Iterator[Cause]:
    image = seen.image
    if image is None or image.is_recorded:
        return
    why = image.how if image.identified else "only its tag is known"
    yield Cause(
        Factor.IMAGE,
        Explained.IMAGE.said(),
        f"{image.image.reference or image.image.identity}: {why}" + (f", by {image.by}" if image.by else ""),
    )


def _format(seen: Seen) -> Iterator[Cause]:
    alike = [output for output in seen.differing if output.verdict in _LIKE]
    if not alike:
        return
    whole = len(alike) == len(seen.differing)
    lines = [f"{each.path}: {', '.join(each.normalisations) or each.explanation}" for each in alike]
    said = Explained.FORMAT if whole else Explained.FORMAT_OF_SOME
    yield Cause(Factor.FORMAT, said.said(), _listed(lines))


def _clock(seen: Seen) -> Iterator[Cause]:
    lines = []
    for output in seen.differing:
        content = _content(seen.kept / output.path)
        lines += [f"{output.path}: {each}" for each in moments_in(content, seen.began, seen.finished)]
    if lines:
        yield Cause(Factor.CLOCK, Explained.CLOCK.said(), _listed(lines))


def _unexplained(seen: Seen, recorded: Environment | None) -> Cause:
    unknown = silent(recorded)
    lines = [Explained.NOT_RECORDED.said(factors=", ".join(unknown))] if unknown else []
    lines += [Explained.NO_CHANCE.said(count=len(seen.before) + 1)] if seen.before else []
    return Cause(Factor.UNEXPLAINED, Explained.UNEXPLAINED.said(), "\n".join(lines))


def _seeds(record: RunRecord) -> list[str]:
    return [
        f"{parameter.source or 'parameter'}: {parameter.name} = {parameter.value}"
        for parameter in record.parameters
        if parameter.name.rpartition(".")[2].casefold() in {"seed", "random_state", "random_seed"}
    ]


def _content(path: Path) -> bytes:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _listed(lines: Iterable[str]) -> str:
    said = list(lines)
    more = [Explained.MORE.said(count=len(said) - _NAMED)] if len(said) > _NAMED else []
    return "\n".join([*said[:_NAMED], *more])
