"""The two versions: for each the chain of runs that led to its metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forebear.lineage.answers import Node, RunRecord
from forebear.lineage.errors import UsageError
from forebear.lineage.words import Scalar
from forebear.rebuild.inputs import Located
from forebear.rebuild.plan import Plan


class Factor(StrEnum):
    """What can be taken from the one version or the other."""

    DATA = "data"
    CODE = "code"
    PARAMETERS = "parameters"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of a file: `metrics.json:auc`."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> Metric:
        """Read `FILE:NAME`; raises UsageError."""
        file, colon, name = text.partition(":")
        if not (file and colon and name):
            raise UsageError(
                "A metric is named by its file and its name.", where=text, todo="Write metrics.json:auc"
            )
        return cls(file, name)


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of a chain, and its plan as recorded. Runs of both versions with one `name` are the same step.

    `made` are its inputs that a run before it in the chain makes (path to that run's name and output), `data`
    those that none does; `code` what it declares of code, and what nobody declares (path to digest);
    `parameters` the values it was given by file.
    """

    record: RunRecord
    name: str
    plan: Plan
    made: Mapping[str, tuple[str, str]]
    data: Mapping[str, Node]
    code: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Scalar]]

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it from running beside its inputs."""
        gone = {located.gone for located in self.plan.inputs}
        return tuple(why for why in self.plan.missing if why not in gone)

    def located(self, path: str) -> Located:
        """Return where the recorded input at a path is; a plan has all inputs of its run."""
        return next(each for each in self.plan.inputs if each.wanted.path == path)

    @property
    def environment(self) -> tuple[str, ...]:
        """What is to be the same for two environments to be one: image, variables, processors."""
        image = self.plan.image
        variables = image.environment.variables if image else {}
        return (
            image.image.identity if image else "",
            *(f"{name}={value}" for name, value in sorted(variables.items())),
            self.plan.limits.processors,
        )


@dataclass(frozen=True, slots=True)
class Version:
    """One side: its REF, its chain of runs (the last reports the metric), and the value on record."""

    ref: str
    stages: tuple[Stage, ...]
    recorded: float | None

    @property
    def commit(self) -> str:
        """The commit of the code of the run that reports the metric."""
        return self.stages[-1].plan.commit

    @property
    def code(self) -> str:
        """What that code is called: the commit, and the patch of what was not committed."""
        return self.stages[-1].plan.code_label

    def stage(self, name: str) -> Stage | None:
        """Return the run of this name."""
        return next((stage for stage in self.stages if stage.name == name), None)

    @property
    def data(self) -> Mapping[str, Node]:
        """All data that no run of the chain made, by path."""
        return {path: node for stage in self.stages for path, node in stage.data.items()}

    @property
    def parameters(self) -> Mapping[tuple[str, str], Scalar]:
        """All values by (file, name)."""
        return {
            (file, name): value
            for stage in self.stages
            for file, values in stage.parameters.items()
            for name, value in values.items()
        }
