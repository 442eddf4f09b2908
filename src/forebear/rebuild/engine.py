"""The way to a container engine: Docker, or Podman through its Docker-compatible socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from docker import DockerClient

_DEFAULT = "unix:///var/run/docker.sock"


class EngineError(ActionableError):
    """No container engine can be used."""


@contextmanager
def connect(timeout: float = 60) -> Iterator[DockerClient]:
    """Give a client of the engine that DOCKER_HOST, the current Docker context or a usual socket names.

    `timeout` is for single requests, in seconds. Raises EngineError where none answers.
    """
    import docker
    from docker.errors import DockerException

    host = find_host(os.environ)
    try:
        _knock(host)
        # from_env also takes the TLS settings that go with DOCKER_HOST.
        client = docker.from_env(timeout=int(timeout), environment={**os.environ, "DOCKER_HOST": host})
    except (DockerException, OSError) as error:
        raise _refused(host, error) from error
    try:
        yield client
    finally:
        client.close()


def _knock(host: str) -> None:
    """Raise OSError where nobody listens at a local socket; the SDK would leave its own half open."""
    if host.startswith("unix://") and hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
            end.connect(host.removeprefix("unix://"))


def find_host(variables: Mapping[str, str]) -> str:
    """Return the address of the engine to use, whether it answers or not."""
    if variables.get("DOCKER_HOST"):
        return variables["DOCKER_HOST"]
    from docker.context import ContextAPI

    # A context is how Docker Desktop, Colima and Rancher say where they listen.
    context = ContextAPI.get_current_context()
    named = str(getattr(context, "Host", "") or "")
    if named and named.removeprefix("http+") not in ("unix:///var/run/docker.sock", "docker://localhost"):
        return named.removeprefix("http+") if named.startswith("http+unix") else named
    home, runtime = Path.home(), variables.get("XDG_RUNTIME_DIR", "")
    sockets = [
        Path("/var/run/docker.sock"),
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
    ]
    if runtime:
        sockets += [Path(runtime) / "docker.sock", Path(runtime) / "podman/podman.sock"]
    if os.name == "nt":
        return "npipe:////./pipe/docker_engine"
    return next((f"unix://{path}" for path in sockets if path.exists()), _DEFAULT)


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What matters of an engine. `memory` in bytes, `platform` like `linux/amd64`."""

    name: str
    version: str
    platform: str
    memory: int
    processors: int
    rootless: bool
    store: str
    kernel: str
    podman: bool

    @classmethod
    def of(cls, client: DockerClient) -> EngineFacts:
        """Ask the engine."""
        version = cast("Mapping[str, object]", client.version())
        info = cast("Mapping[str, object]", client.info())
        components = cast("list[Mapping[str, str]]", version.get("Components") or [])
        podman = any("podman" in part.get("Name", "").lower() for part in components)
        options = cast("list[str]", info.get("SecurityOptions") or [])
        return cls(
            name="Podman" if podman else "Docker",
            version=str(version.get("Version", "")),
            platform=f"{version.get('Os', 'linux')}/{version.get('Arch', '')}",
            memory=int(cast("int", info.get("MemTotal") or 0)),
            processors=int(cast("int", info.get("NCPU") or 1)),
            rootless=any("rootless" in option for option in options),
            store=str(info.get("Driver", "")),
            kernel=str(info.get("KernelVersion", "")),
            podman=podman,
        )


def _refused(host: str, error: Exception) -> EngineError:
    causes: list[BaseException] = [error]
    while causes[-1].__context__ is not None and len(causes) < 12:
        causes.append(causes[-1].__context__)
    said = " ".join(str(cause) for cause in causes)
    if any(isinstance(cause, PermissionError) for cause in causes) or "Permission denied" in said:
        return EngineError(
            "You may not use Docker.",
            where=host,
            todo="Ask an administrator for `usermod -aG docker $USER` and log in again.",
        )
    if any(isinstance(cause, FileNotFoundError | ConnectionRefusedError) for cause in causes):
        return EngineError(
            "Docker is not running.",
            where=host,
            todo="Start it (`sudo systemctl start docker`, Docker Desktop, or packaging/engine), or point "
            "DOCKER_HOST at an engine that runs.",
        )
    reason = str(error).removeprefix("Error while fetching server API version: ")
    return EngineError(
        f"The container engine does not answer: {reason}.",
        where=host,
        todo="Look at DOCKER_HOST and try again.",
    )
