"""Compiled pipelines (`PipelineSpec`): which tasks there are, and in which image each runs.

Source: api/v2alpha1/pipeline_spec.proto of kubeflow/pipelines.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forebear.lineage.words import Environment
from forebear.sources.guarded import guarded, guarded_words
from forebear.sources.shapes import as_list, as_mapping, as_text, image_named

_DEEPEST = 20  # pipelines in each other
_MOST = 10_000  # tasks of one pipeline


@dataclass(frozen=True, slots=True)
class Task:
    """One task: its path (`condition-1/train`), its component, what it waits for, and its outputs' types."""

    path: str
    component: str
    executor: str
    after: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in its own pipeline."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Executor:
    """What a task runs: an image, the words of its command, and variables. No secrets are in them."""

    environment: Environment | None
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Specification:
    """A compiled pipeline."""

    name: str
    description: str = ""
    compiler: str = ""
    root: str = ""
    tasks: tuple[Task, ...] = ()
    executors: Mapping[str, Executor] = field(default_factory=dict)

    def executor_of(self, task: str) -> Executor | None:
        """Return what the task of a name runs, None where there is no such task or several differ."""
        found = {each.executor for each in self.tasks if each.name == task and each.executor}
        return self.executors.get(found.pop()) if len(found) == 1 else None

    def type_of(self, task: str, output: str) -> str:
        """Return the type of a task's output (`system.Model`), "" where that is not known."""
        found = {each.outputs.get(output, "") for each in self.tasks if each.name == task}
        return found.pop() if len(found) == 1 else ""

    def tasks_told(self) -> str:
        """Return the tasks as JSON: path, image, and what each waits for."""
        told = {}
        for task in self.tasks:
            executor = self.executors.get(task.executor)
            environment = executor.environment if executor else None
            image = environment.image if environment else None
            entry: dict[str, object] = {"component": task.component}
            if image is not None:
                entry["image"] = f"{image.reference}@{image.digest}" if image.digest else image.reference
            if task.after:
                entry["after"] = list(task.after)
            told[task.path] = entry
        return json.dumps(told, ensure_ascii=False)


def read_specification(document: object) -> Specification | None:
    """Return the pipeline of a document, None where it is none.

    Takes what the compiler writes, and both ways in which the API wraps it (`pipeline_spec`, `pipelineSpec`).
    """
    root = as_mapping(document)
    for _ in range(2):
        if "pipelineInfo" not in root:
            root = as_mapping(root.get("pipeline_spec") or root.get("pipelineSpec")) or root
    if "pipelineInfo" not in root or not ({"root", "components", "deploymentSpec"} & root.keys()):
        return None
    info = as_mapping(root.get("pipelineInfo"))
    executors = as_mapping(as_mapping(root.get("deploymentSpec")).get("executors"))
    return Specification(
        as_text(info.get("name")) or "pipeline",
        as_text(info.get("description")),
        as_text(root.get("sdkVersion")),
        as_text(root.get("defaultPipelineRoot")),
        tuple(_tasks(as_mapping(root.get("root")), as_mapping(root.get("components")))),
        {as_text(name): _executor(as_mapping(entry)) for name, entry in executors.items()},
    )


def _tasks(component: Mapping[str, object], components: Mapping[str, object]) -> Iterator[Task]:
    waiting = [("", component, 0)]
    count = 0
    while waiting:
        above, holder, depth = waiting.pop()
        for name, entry in as_mapping(as_mapping(holder.get("dag")).get("tasks")).items():
            count += 1
            if count > _MOST:
                return
            task = as_mapping(entry)
            reference = as_text(as_mapping(task.get("componentRef")).get("name"))
            inner = as_mapping(components.get(reference))
            path = f"{above}{as_text(name)}"
            after = {as_text(each) for each in as_list(task.get("dependentTasks"))} | set(_producers(task))
            label = as_text(inner.get("executorLabel"))
            yield Task(path, reference, label, tuple(sorted(after - {""})), _outputs(inner))
            if "dag" in inner and depth < _DEEPEST:
                waiting.append((f"{path}/", inner, depth + 1))


def _outputs(component: Mapping[str, object]) -> dict[str, str]:
    defined = as_mapping(as_mapping(component.get("outputDefinitions")).get("artifacts"))
    return {
        as_text(name): as_text(as_mapping(as_mapping(each).get("artifactType")).get("schemaTitle"))
        for name, each in defined.items()
    }


def _producers(task: Mapping[str, object]) -> Iterator[str]:
    inputs = as_mapping(task.get("inputs"))
    for group in ("artifacts", "parameters"):
        for entry in as_mapping(inputs.get(group)).values():
            for source in ("taskOutputArtifact", "taskOutputParameter"):
                yield as_text(as_mapping(as_mapping(entry).get(source)).get("producerTask"))


def _executor(entry: Mapping[str, object]) -> Executor:
    container = as_mapping(entry.get("container"))
    image = image_named(as_text(container.get("image")))
    if image is None:
        return Executor(None)
    variables = {}
    for each in as_list(container.get("env")):
        variable = as_mapping(each)
        name = as_text(variable.get("name"))
        if name:
            variables[name] = guarded(name, as_text(variable.get("value")))[0]
    words = [as_text(word) for word in (*as_list(container.get("command")), *as_list(container.get("args")))]
    command = (shlex.join(guarded_words(words)),) if words else ()
    return Executor(Environment(image, variables=variables), command)
