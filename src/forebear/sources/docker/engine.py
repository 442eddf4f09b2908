"""The way to a container engine: Docker, or Podman through its Docker-compatible socket."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError
from forebear.sources.docker.refusals import EngineRefused

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage

CONTAINERD = "containerd"
"""What the name of an image store begins with where containerd keeps the images."""

STORE = "image store"
"""The name of the fact that says in which kind of store an engine has its images."""

_DEFAULT = "unix:///var/run/docker.sock"
_OLDEST = (1, 30)  # of the engine's interface, that of Docker 17.06: older ones know no mounts


class EngineError(ActionableError):
    """No container engine can be used."""


class EngineWentAwayError(EngineError):
    """The engine ended, or was restarted, while something ran in it."""

    def __init__(self) -> None:
        super().__init__(
            "The container engine went away while the command ran.",
            where="container engine",
            todo="Start it again (`docker info` shows its state) and repeat; what is left is removed then.",
        )


@contextmanager
def connect(timeout: float = 60, host: str = "") -> Iterator[DockerClient]:
    """Give a client of the engine at `host`, or that DOCKER_HOST, Docker's context or a usual socket names.

    `timeout` is for single requests, in seconds. Raises EngineError where none answers.
    """
    import docker
    from docker.errors import DockerException

    host = host or find_host(os.environ)
    try:
        _knock(host)
        # from_env also takes the TLS settings that go with DOCKER_HOST.
        client = docker.from_env(timeout=int(timeout), environment={**os.environ, "DOCKER_HOST": host})
    except (DockerException, OSError) as error:
        raise _refused(host, error) from error
    try:
        if tuple(map(int, client.api.api_version.split("."))) < _OLDEST:
            raise _too_old(host, f"its interface has version {client.api.api_version}")
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
    """What matters of an engine. `memory` in bytes, `platform` like `linux/amd64`; `gpus` says whether it can
    give a container NVIDIA's.
    """

    name: str
    version: str
    platform: str
    memory: int
    processors: int
    rootless: bool
    store: str
    kernel: str
    podman: bool
    gpus: bool = False

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    @classmethod
    def of(cls, client: DockerClient) -> EngineFacts:
        """Ask the engine."""
        version = cast("Mapping[str, object]", client.version())
        info = cast("Mapping[str, object]", client.info())
        components = cast("list[Mapping[str, str]]", version.get("Components") or [])
        podman = any("podman" in part.get("Name", "").lower() for part in components)
        options = cast("list[str]", info.get("SecurityOptions") or [])
        status = cast("list[list[str]]", info.get("DriverStatus") or [])
        snapshots = any(part[:2] == ["driver-type", "io.containerd.snapshotter.v1"] for part in status)
        return cls(
            name="Podman" if podman else "Docker",
            version=str(version.get("Version", "")),
            platform=f"{version.get('Os', 'linux')}/{version.get('Arch', '')}",
            memory=int(cast("int", info.get("MemTotal") or 0)),
            processors=int(cast("int", info.get("NCPU") or 1)),
            rootless=any("rootless" in option for option in options),
            store=f"{f'{CONTAINERD} ' if snapshots else ''}{info.get('Driver', '')}",
            kernel=str(info.get("KernelVersion", "")),
            podman=podman,
            # NVIDIA's toolkit brings a runtime, or (from engine 28 on) devices by CDI.
            gpus="nvidia" in cast("Mapping[str, object]", info.get("Runtimes") or {})
            or any(
                "nvidia" in str(each) for each in cast("list[object]", info.get("DiscoveredDevices") or ())
            ),
        )


def every_image(client: DockerClient) -> Iterator[EngineImage]:
    """Yield the images of an engine; one that somebody removes meanwhile is left out."""
    from docker.errors import ImageNotFound

    for listed in cast("list[Mapping[str, str]]", client.api.images()):
        try:
            found = client.images.get(listed["Id"])
        except ImageNotFound:
            continue
        yield found


def _refused(host: str, error: Exception) -> EngineError:
    from docker.errors import InvalidVersion

    causes: list[BaseException] = [error]
    while causes[-1].__context__ is not None and len(causes) < 12:
        causes.append(causes[-1].__context__)
    said = " ".join(str(cause) for cause in causes)
    if any(isinstance(cause, PermissionError) for cause in causes) or "Permission denied" in said:
        return EngineError(
            EngineRefused.NOT_ALLOWED.said(),
            where=host,
            todo=EngineRefused.ASK_FOR_RIGHTS.said(),
        )
    if any(isinstance(cause, FileNotFoundError | ConnectionRefusedError) for cause in causes):
        if not any(map(shutil.which, ("docker", "dockerd", "podman"))) and "DOCKER_HOST" not in os.environ:
            return EngineError(
                EngineRefused.NOT_INSTALLED.said(),
                where=host,
                todo=EngineRefused.INSTALL.said(),
            )
        return EngineError(
            EngineRefused.NOT_RUNNING.said(),
            where=host,
            todo=EngineRefused.START.said(),
        )
    if isinstance(error, InvalidVersion) or "is too old" in said or "is too new" in said:
        return _too_old(host, str(error))
    reason = str(error).removeprefix("Error while fetching server API version: ")
    return EngineError(
        EngineRefused.SILENT.said(why=reason),
        where=host,
        todo=EngineRefused.LOOK.said(),
    )


def _too_old(host: str, why: str) -> EngineError:
    return EngineError(
        EngineRefused.TOO_OLD.said(why=why.rstrip(".")),
        where=host,
        todo=EngineRefused.UPDATE.said(),
    )
