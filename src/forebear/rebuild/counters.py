"""What a container has taken so far: from its cgroup's files where they are here, else from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from docker.models.containers import Container

_CGROUPS = Path("/sys/fs/cgroup")
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Counters:
    """Seconds of processor time; bytes of memory that cannot be given back at once (without the idle cache of
    files); bytes read from and written to disks; how many processes were killed for lack of memory.
    """

    processor: float = 0.0
    memory: int = 0
    read: int = 0
    written: int = 0
    killed: int = 0


Read = Callable[[], Counters | None]
"""Reads counters; None where the container has ended."""


def reader_of(container: Container) -> Read:
    """Return what reads the counters of a container that was started."""
    with suppress(OSError, ValueError, KeyError):
        container.reload()
        folders = _folders(container)
        if folders is not None:
            return lambda: _of_cgroup(folders)
    return lambda: _of_engine(container)


def _folders(container: Container) -> Mapping[str, Path] | None:
    """Return the folder of each controller ("" for all: cgroup v2); None where the engine is elsewhere."""
    lines = Path(f"/proc/{int(container.attrs['State']['Pid'])}/cgroup").read_text("ascii").split()
    found: dict[str, Path] = {}
    for line in lines:
        _, names, path = line.split(":", 2)
        if str(container.id) not in path:
            continue
        for name in names.split(","):
            place = _CGROUPS / name / path.lstrip("/")
            if place.is_dir():
                found[name] = place
    if (found.get("", _CGROUPS) / "memory.current").exists():
        return {"": found[""]}
    return found if {"memory", "cpuacct"} <= found.keys() else None


def _of_cgroup(folders: Mapping[str, Path]) -> Counters | None:
    try:
        return _version_2(folders[""]) if "" in folders else _version_1(folders)
    except (OSError, ValueError, KeyError):
        return None  # it has ended


def _version_2(folder: Path) -> Counters:
    disk = [part.split("=") for part in (folder / "io.stat").read_text("ascii").split() if "=" in part]
    memory = _table(folder / "memory.stat")
    return Counters(
        _table(folder / "cpu.stat")["usage_usec"] / 1e6,
        int((folder / "memory.current").read_text("ascii")) - memory.get("inactive_file", 0),
        sum(int(value) for name, value in disk if name == "rbytes"),
        sum(int(value) for name, value in disk if name == "wbytes"),
        _table(folder / "memory.events").get("oom_kill", 0),
    )


def _version_1(folders: Mapping[str, Path]) -> Counters:
    memory = folders["memory"]
    read = written = 0
    if "blkio" in folders:
        for line in (folders["blkio"] / "blkio.throttle.io_service_bytes").read_text("ascii").splitlines():
            words = line.split()
            read += int(words[2]) if words[1:2] == ["Read"] else 0
            written += int(words[2]) if words[1:2] == ["Write"] else 0
    cache = _table(memory / "memory.stat").get("total_inactive_file", 0)
    return Counters(
        int((folders["cpuacct"] / "cpuacct.usage").read_text("ascii")) / _NANOSECONDS,
        int((memory / "memory.usage_in_bytes").read_text("ascii")) - cache,
        read,
        written,
        _table(memory / "memory.oom_control").get("oom_kill", 0),
    )


def _table(path: Path) -> Mapping[str, int]:
    lines = (line.split() for line in path.read_text("ascii").splitlines())
    return {words[0]: int(words[1]) for words in lines if len(words) == 2}


def _of_engine(container: Container) -> Counters | None:
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        said = cast("Mapping[str, object]", container.stats(stream=False, one_shot=True))
    except (DockerException, RequestException):
        return None
    processor = _number(said, "cpu_stats", "cpu_usage", "total_usage") / _NANOSECONDS
    if not processor:
        return None
    cache = _number(said, "memory_stats", "stats", "inactive_file") or _number(
        said, "memory_stats", "stats", "total_inactive_file"
    )
    disk = _mapping(said.get("blkio_stats")).get("io_service_bytes_recursive") or ()
    rows = [_mapping(row) for row in cast("list[object]", disk)]
    return Counters(
        processor,
        max(0, _number(said, "memory_stats", "usage") - cache),
        sum(_number(row, "value") for row in rows if str(row.get("op")).lower() == "read"),
        sum(_number(row, "value") for row in rows if str(row.get("op")).lower() == "write"),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _number(document: Mapping[str, object], *names: str) -> int:
    found: object = document
    for name in names:
        found = _mapping(found).get(name)
    return found if isinstance(found, int) else 0
