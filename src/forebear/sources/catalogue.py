"""The tools whose records can be read: Forebear's own, and those that other packages add.

A package adds one with an entry point of the group `forebear.sources` that names a class of the shape `Tool`,
which is made without arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import entry_points

from forebear.lineage.words import Problem
from forebear.sources.foreign import ForeignTool
from forebear.sources.tool import Tool

GROUP = "forebear.sources"

_OWN: tuple[str, ...] = (
    "forebear.sources.delta.tool:DeltaTool",
    "forebear.sources.cml.tool:CmlTool",
    "forebear.sources.mlmd.tool:MlmdTool",
    "forebear.sources.kfp.tool:KfpTool",
    "forebear.sources.mlflow.tool:MlflowTool",
    "forebear.sources.lfs.tool:LfsTool",
    "forebear.sources.objects.tool:ObjectsTool",
    "forebear.sources.openlineage.tool:OpenLineageTool",
    "forebear.sources.pachyderm.tool:PachydermTool",
    "forebear.sources.sagemaker.tool:SageMakerTool",
    "forebear.sources.wandb.tool:WandbTool",
    "forebear.sources.environments.tool:EnvironmentsTool",
    "forebear.sources.kubernetes.tool:KubernetesTool",
    "forebear.sources.forges.tool:ForgesTool",
    "forebear.sources.docker.tool:DockerTool",  # last: images matter that the others name
)
"""Where our own are, as `module:class`, in the order in which they are read."""


class Catalogue:
    """All tools, by their kind; a package whose tool cannot be loaded is a problem and no more."""

    def __init__(self, tools: Sequence[Tool], problems: Sequence[Problem] = ()) -> None:
        self._tools = {tool.kind: tool for tool in tools}
        self.problems = tuple(problems)

    @classmethod
    def load(cls) -> Catalogue:
        """Return the tools of this installation; ours come first, and their kinds cannot be taken."""
        tools: list[Tool] = [_made(name) for name in _OWN]
        taken = {"git", "dvc", "gto", "forebear", *(tool.kind for tool in tools)}
        problems = []
        for entry in entry_points(group=GROUP):
            try:
                tool = ForeignTool(entry.load()())
            except Exception as error:  # noqa: BLE001 -- another package's code may fail in any way
                problems.append(Problem(entry.name, entry.value, f"This tool could not be loaded: {error}."))
                continue
            if tool.kind in taken:
                problems.append(
                    Problem(entry.name, entry.value, f"There is a tool of the kind “{tool.kind}” already.")
                )
                continue
            taken.add(tool.kind)
            tools.append(tool)
        return cls(tools, problems)

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __getitem__(self, kind: str) -> Tool:
        return self._tools[kind]

    def __contains__(self, kind: str) -> bool:
        return kind in self._tools


def _made(name: str) -> Tool:
    module, _, class_ = name.partition(":")
    tool: Tool = getattr(import_module(module), class_)()
    return tool
