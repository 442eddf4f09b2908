"""The isolation under which a project's command runs: for the engine, for people, for the record."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.words import Scalar

if TYPE_CHECKING:
    from docker.types import DeviceRequest, Ulimit
    from docker.types import Mount as DockerMount

WORK = "/work"  # where the project is inside; fixed, because paths get into pickles
LABEL = "forebear.rebuild"
PLACE_LABEL = "forebear.place"  # the folder whose lock says whether the owner still lives
NOBODY = "65534:65534"
HOST = "forebear"
ALL = "all"
"""All GPUs of the machine."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take: bytes, seconds (None = no limit), processes; `processors` as `0-3` or "" for all;
    `file` bytes of a file that it writes (None = no limit); `gpus` as `all` or `0,1`, "" for none.

    `network` lets it out, `writable_root` makes the image's own files writable: both are loosenings.
    """

    memory: int
    seconds: float | None = 24 * 3600.0
    processes: int = 2048
    temporary: int = 1 << 30
    shared_memory: int = 1 << 30
    processors: str = ""
    file: int | None = None
    gpus: str = ""
    network: bool = False
    writable_root: bool = False


@dataclass(frozen=True, slots=True)
class Mounted:
    """A file or folder of this machine, seen inside at `target`."""

    source: Path
    target: str
    read_only: bool = True


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One container to make. `image` is an id; `commands` are shell lines, run in order until one fails.

    `user` is `uid:gid`; `directory` is absolute inside; `init` puts a small init process in front, which
    passes signals on and collects orphans; `host` is the name that the container gives itself.
    """

    image: str
    commands: Sequence[str]
    directory: str
    mounts: Sequence[Mounted]
    variables: Mapping[str, str]
    user: str
    limits: Limits
    labels: Mapping[str, str] = field(default_factory=dict)
    init: bool = True
    host: str = HOST

    @property
    def words(self) -> list[str]:
        """The process to start: each command in a shell of its own, as DVC does it."""
        if len(self.commands) == 1:
            return ["/bin/sh", "-c", self.commands[0]]
        return ["/bin/sh", "-ec", 'for line do /bin/sh -c "$line"; done', "forebear", *self.commands]

    def arguments(self) -> dict[str, object]:
        """Return the keyword arguments of the Docker SDK's `containers.create`."""
        limits = self.limits
        return {
            "image": self.image,
            "entrypoint": self.words[:1],
            "command": self.words[1:],
            "working_dir": self.directory,
            "environment": dict(self.variables),
            "user": self.user,
            "hostname": self.host,
            "mounts": [_docker_mount(mount) for mount in self.mounts],
            "network_mode": "bridge" if limits.network else "none",
            "cap_drop": ["ALL"],
            "security_opt": ["no-new-privileges"],
            "read_only": not limits.writable_root,
            "tmpfs": {"/tmp": f"rw,exec,nosuid,nodev,mode=1777,size={limits.temporary}"},  # noqa: S108
            "mem_limit": limits.memory,
            "memswap_limit": limits.memory,
            "pids_limit": limits.processes,
            "shm_size": limits.shared_memory,
            "ulimits": [] if limits.file is None else [_docker_limit("fsize", limits.file)],
            "cpuset_cpus": limits.processors or None,
            "device_requests": [_docker_gpus(limits.gpus)] if limits.gpus else [],
            "init": self.init,
            "labels": dict(self.labels),
            # The engine keeps no log of its own: a job that prints for days must not fill its disk.
            "log_config": {"Type": "none", "Config": {}},
        }

    def line(self) -> str:
        """Return the `docker run` line that does the same."""
        limits = self.limits
        words = ["docker", "run", "--rm", "--pull=never", "--log-driver=none"]
        words += [f"--network={'bridge' if limits.network else 'none'}", "--cap-drop=ALL"]
        words += ["--security-opt=no-new-privileges", f"--user={self.user}", f"--hostname={self.host}"]
        words += [] if limits.writable_root else ["--read-only"]
        words += [f"--tmpfs=/tmp:rw,exec,nosuid,nodev,mode=1777,size={limits.temporary}"]
        words += [f"--memory={limits.memory}", f"--memory-swap={limits.memory}"]
        words += [f"--pids-limit={limits.processes}", f"--shm-size={limits.shared_memory}"]
        words += [] if limits.file is None else [f"--ulimit=fsize={limits.file}:{limits.file}"]
        words += [f"--cpuset-cpus={limits.processors}"] if limits.processors else []
        if limits.gpus:
            # The command reads it as a line of CSV, so the quotes around several are its own.
            words.append("--gpus=all" if limits.gpus == ALL else f'--gpus="device={limits.gpus}"')
        words += ["--init"] if self.init else []
        words += [f"--env={name}={value}" for name, value in self.variables.items()]
        for mount in self.mounts:
            fields = ["type=bind", f"source={mount.source}", f"target={mount.target}"]
            fields += ["readonly"] if mount.read_only else []
            words.append(f"--mount={','.join(map(_csv, fields))}")
        words += [f"--label={name}={value}" for name, value in self.labels.items()]
        words += [f"--workdir={self.directory}", f"--entrypoint={self.words[0]}", self.image, *self.words[1:]]
        return shlex.join(words)

    def profile(self) -> dict[str, Scalar]:
        """Return the isolation for the record."""
        limits = self.limits
        return {
            "network": "bridge" if limits.network else "none",
            "capabilities": "none",
            "no new privileges": True,
            "user": self.user,
            "read-only root": not limits.writable_root,
            "read-only mounts": sum(mount.read_only for mount in self.mounts),
            "memory": limits.memory,
            "swap": "none",
            "seconds": limits.seconds,
            "processes": limits.processes,
            "temporary": limits.temporary,
            "shared memory": limits.shared_memory,
            "processors": limits.processors or "all",
            "file": limits.file,
            "gpus": limits.gpus or "none",
            "init": self.init,
            "host name": self.host,
            "working directory": self.directory,
        }


def _csv(text: str) -> str:
    """Return one field of a line of CSV, which is how the command reads a mount."""
    if not any(each in text for each in ',"\r\n'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _docker_gpus(chosen: str) -> DeviceRequest:
    from docker.types import DeviceRequest

    which = {"count": -1} if chosen == ALL else {"device_ids": chosen.split(",")}
    return DeviceRequest(capabilities=[["gpu"]], **which)


def _docker_limit(name: str, most: int) -> Ulimit:
    from docker.types import Ulimit

    return Ulimit(name=name, soft=most, hard=most)


def _docker_mount(mount: Mounted) -> DockerMount:
    from docker.types import Mount

    return Mount(mount.target, str(mount.source), type="bind", read_only=mount.read_only)
