"""What has to be run for a mixture: its steps, each with all it takes, before anything runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from forebear.lineage.errors import ActionableError
from forebear.lineage.rebuilds import ProcessEnd
from forebear.lineage.words import Digest, Scalar
from forebear.rebuild.attribution.differing import common_data, common_parameters
from forebear.rebuild.attribution.parameters import with_values
from forebear.rebuild.attribution.shares import Mixed
from forebear.rebuild.attribution.versions import Factor, Stage, Version
from forebear.rebuild.inputs import Located
from forebear.sources.git.repository import GitRepository

EPOCH = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step. `outputs` are the contents it made by path, `metrics` numbers by `file:name`.

    `rebuild` is its id, "" where the recorded outputs are taken (nothing of the step differs between the
    versions); `reused` whether it was made before this attribution began.
    """

    ended: ProcessEnd
    outputs: Mapping[str, tuple[Digest, ...]]
    metrics: Mapping[str, float]
    rebuild: str = ""
    reused: bool = True
    seconds: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One run of a mixture. `key` is what it is made from, in one digest: steps with the same key are one.

    `stage` is the run of the version whose code it has, `environment` that of the version it runs in. `made`
    are contents that steps before it made (None: not known yet), `data` where other inputs are, `parameters`
    files with the values of the other version. `recorded` is the run that it is exactly, with nothing mixed;
    `repeat` counts from 1. `missing` says why it cannot be run.
    """

    key: str
    stage: Stage
    environment: Stage
    made: Mapping[str, tuple[Digest, ...] | None]
    data: Mapping[str, Source]
    parameters: Mapping[str, bytes]
    recorded: bool
    repeat: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An input of a run and the commit at which Git holds it, if it does."""

    located: Located
    commit: str


class Mixer:
    """Says which steps a mixture of two versions takes. Digests only: nothing is run or written."""

    def __init__(self, a: Version, b: Version, repository: GitRepository) -> None:
        self._versions = (a, b)
        self._repository = repository
        self._data = frozenset(common_data(a, b))
        self._parameters = frozenset(common_parameters(a, b))
        self._codes: dict[str, str] = {}

    def steps(self, mixed: Mixed, repeat: int, outcomes: Mapping[str, Outcome]) -> Iterator[Step]:
        """Yield the steps of a mixture in their order.

        What steps before made is taken from `outcomes` by their keys; where they have none yet, the step's
        key is made of theirs. Ends after a step that did not complete.
        """
        code, environment = self._side(mixed, Factor.CODE), self._side(mixed, Factor.ENVIRONMENT)
        done: dict[str, tuple[str, Outcome | None]] = {}
        for stage in code.stages:
            there = environment.stage(stage.name) or stage
            step = self._step(stage, there, mixed, repeat, done)
            yield step
            outcome = outcomes.get(step.key)
            if outcome is not None and outcome.ended is not ProcessEnd.COMPLETED:
                return
            done[stage.name] = step.key, outcome

    def _side(self, mixed: Mixed, factor: Factor) -> Version:
        return self._versions[factor in mixed]

    def _step(
        self,
        stage: Stage,
        there: Stage,
        mixed: Mixed,
        repeat: int,
        done: Mapping[str, tuple[str, Outcome | None]],
    ) -> Step:
        made: dict[str, tuple[Digest, ...] | None] = {}
        contents: dict[str, str] = {}
        missing = list(there.missing)
        patch = stage.plan.uncommitted
        if patch is not None and patch.why and patch.why not in missing:
            missing.append(patch.why)
        for maker, output in dict.fromkeys(stage.made.values()):
            key, outcome = done[maker]
            made[output] = outcome.outputs.get(output) if outcome else None
            digests = made[output]
            contents[output] = next(map(str, digests), "") if digests else f"{output} of {key}"
            if outcome is not None and not digests:
                missing.append(f"{maker} did not make {output}.")
        data = {path: self._source(path, stage, mixed) for path in stage.data}
        contents |= {path: _content(source) for path, source in data.items()}
        missing += [source.located.gone for source in data.values() if not source.located.place]
        missing += [
            each.gone for each in stage.plan.inputs if each.wanted.path in stage.code and not each.place
        ]
        files, values = self._given(stage, mixed, missing)
        key = _digest(
            {
                "name": stage.name,
                "command": list(stage.record.run.command),
                "directory": stage.record.run.working_directory,
                "code": self._code(stage),
                "contents": dict(sorted(contents.items())),
                "parameters": {file: dict(sorted(of.items())) for file, of in sorted(values.items())},
                "environment": list(there.environment),
                "repeat": repeat,
            }
        )
        recorded = (
            not files
            and there.environment == stage.environment
            and all(source.located is stage.located(path) for path, source in data.items())
            and all(_is_recorded(stage, output, made[output]) for output in made)
        )
        return Step(key, stage, there, made, data, files, recorded, repeat, tuple(missing))

    def _code(self, stage: Stage) -> str:
        """Return a digest of a run's code, which may be thousands of files."""
        key = stage.record.run.key
        if key not in self._codes:
            self._codes[key] = _digest(sorted(stage.code.items()))
        return self._codes[key]

    def _source(self, path: str, stage: Stage, mixed: Mixed) -> Source:
        """Return an input: that of the version whose data is taken, where both have it and it differs."""
        of = stage
        if path in self._data:
            version = self._side(mixed, Factor.DATA)
            mine = version.data[path].id == stage.data[path].id
            of = stage if mine else next(each for each in version.stages if path in each.data)
        return Source(of.located(path), of.plan.code)

    def _given(
        self, stage: Stage, mixed: Mixed, missing: list[str]
    ) -> tuple[Mapping[str, bytes], Mapping[str, Mapping[str, Scalar]]]:
        """Return the parameters files to lay over the code's, and the values that the step is given."""
        version = self._side(mixed, Factor.PARAMETERS)
        files: dict[str, bytes] = {}
        values: dict[str, Mapping[str, Scalar]] = {}
        for file, own in stage.parameters.items():
            other = {name: version.parameters[file, name] for name in own if (file, name) in self._parameters}
            wanted = {name: value for name, value in other.items() if own[name] != value}
            values[file] = {**own, **wanted}
            if wanted:
                try:
                    files[file] = self._file(file, stage, version, wanted)
                except ActionableError as error:
                    missing.append(str(error))
        return files, values

    def _file(self, file: str, stage: Stage, version: Version, wanted: Mapping[str, Scalar]) -> bytes:
        ground = self._repository.read(stage.plan.code, file)
        holder = next(each for each in version.stages if wanted.keys() & each.parameters.get(file, {}).keys())
        other = self._repository.read(holder.plan.code, file)
        if ground is None or other is None:
            raise ActionableError(
                "The parameters file is not in Git, so its values cannot be mixed.",
                where=file,
                todo="Compare versions whose commits hold it.",
            )
        return with_values(file, ground, other, wanted)


def _content(source: Source) -> str:
    wanted = source.located.wanted
    return next(map(str, wanted.digests), wanted.path)


def _is_recorded(stage: Stage, output: str, digests: Collection[Digest] | None) -> bool:
    """Whether what was made at a path is what the run used on record."""
    inputs = [path for path, (_, made) in stage.made.items() if made == output]
    for path in inputs:
        if path != output or digests is None:
            return False  # a file of a folder: its own digest is not known here
        if not set(digests) & set(stage.located(path).wanted.digests):
            return False
    return True


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def varied(
    step: Step, mixed: Mixed, a: Version, b: Version, factors: Collection[Factor]
) -> dict[str, Scalar]:
    """Return what was changed on purpose, for a step's record: where each factor is from, and its key."""
    return {
        **{factor.value: (b if factor in mixed else a).ref for factor in factors},
        "repeat": step.repeat,
        "step": step.key,
    }
