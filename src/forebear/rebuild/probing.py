"""What is true inside a container, asked by a short one of the same image, limits and variables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Silent
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.container import ContainerRunner
from forebear.rebuild.inside.python import NO_PYTHON, python_line
from forebear.rebuild.log import RunLog
from forebear.rebuild.machine import FEATURES, features_digest, processor
from forebear.rebuild.packages import read_packages
from forebear.rebuild.sandbox import Limits, Sandbox

if TYPE_CHECKING:
    from docker import DockerClient

PYTHON = "python"
BLAS = "blas"
BLAS_KERNEL = "blas kernel"
BLAS_THREADS = "blas threads"
OPENMP_THREADS = "openmp threads"
GPU = "gpu"
GPU_DRIVER = "gpu driver"

_SECONDS = 60.0
_LONGEST = 8000  # characters of one fact: a processor's flags
_MARK = '{"forebear": 1,'


@dataclass(frozen=True, slots=True)
class Inside:
    """What a container is like inside: facts by name, and the Python packages that can be imported there."""

    facts: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)


class Prober:
    """Asks containers of one engine, and keeps the answers in a folder of its own below `private`."""

    def __init__(self, client: DockerClient, private: Path) -> None:
        self._client = client
        self._folder = private / "probes"

    def ask(self, sandbox: Sandbox, engine: str, place: Path) -> Inside:
        """Return what is true inside a sandbox, without running its commands or mounting its files.

        `engine` names the engine and its version; `place` is a folder for what is printed. An image without
        Python says nothing, and so does an engine that fails: the run itself will tell.
        """
        kept = self._folder / f"{_key(sandbox, engine)}.json"
        try:
            known = json.loads(kept.read_text(encoding="utf-8"))
            return Inside(known["facts"], known["packages"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        asking = replace(
            sandbox,
            commands=[python_line(sandbox.commands, ["-c", _program()])],
            directory="/",
            mounts=(),
            limits=replace(sandbox.limits, seconds=_SECONDS, network=False, writable_root=False, file=None),
            init=False,
        )
        answer = place / "probe"
        try:
            ended = ContainerRunner(self._client, Silent()).run(asking, RunLog(answer))
            lines = answer.read_text(encoding="utf-8", errors="replace").splitlines()
            answer.unlink()
        except (ActionableError, OSError):
            return Inside()
        inside = _read(lines)
        # What may come out otherwise the next time (a GPU's driver, a busy machine) is not kept.
        if not sandbox.limits.gpus and (ended.end is ProcessEnd.COMPLETED or ended.code == NO_PYTHON):
            self._keep(kept, inside)
        return inside

    def _keep(self, kept: Path, inside: Inside) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(inside), sort_keys=True), encoding="utf-8")
            fresh.replace(kept)
        except OSError:
            return  # it will be asked again


def _read(lines: Sequence[str]) -> Inside:
    """Read the probe's line; whatever else the image's Python printed is passed over."""
    line = next((line for line in reversed(lines) if line.startswith(_MARK)), "")
    try:
        document = json.loads(line)
        facts = {str(name): str(value)[:_LONGEST] for name, value in document["facts"].items()}
        packages = read_packages([f"python:{name}" for name in document["packages"]])
    except (ValueError, KeyError, TypeError, AttributeError):
        return Inside()
    flags = facts.pop("flags", "")
    return Inside({**facts, FEATURES: features_digest(flags)} if flags else facts, packages)


def _key(sandbox: Sandbox, engine: str) -> str:
    """Return what an answer depends on, as a digest."""
    limits: Limits = sandbox.limits
    said = [
        sandbox.image, sandbox.user, sorted(sandbox.variables.items()), limits.memory, limits.processors,
        limits.processes, python_line(sandbox.commands, ()), engine, processor(), _program(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


@cache
def _program() -> str:
    return (resources.files("forebear.rebuild.inside") / "probe.py").read_text(encoding="utf-8")
