"""Why a command ended as it did: told from its exit code, what the engine saw, and the end of its log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.sandbox import WORK, Sandbox
from forebear.rebuild.sentences import Ending

KILLED = 137
"""The exit code of a process that was killed: 128 + SIGKILL."""

FULL = Ending.STOPPED_FULL.said()
"""The explanation of a run that was stopped before it filled the disk."""

_CODES = {
    132: Ending.SIGILL,
    134: Ending.SIGABRT,
    135: Ending.SIGBUS,
    136: Ending.SIGFPE,
    KILLED: Ending.KILLED,
    139: Ending.SIGSEGV,
    143: Ending.SIGTERM,
    153: Ending.TOO_LARGE,  # 128 + SIGXFSZ
}
_PROGRAMS = {
    126: (Ending.NOT_EXECUTABLE, Ending.NOT_EXECUTABLE_WHY),
    127: (Ending.NO_PROGRAM, Ending.NO_PROGRAM_WHY),
}

_READ_ONLY = re.compile(r"Read-only file system")
_DENIED = re.compile(r"Permission denied|Operation not permitted")
_PATH = re.compile(
    "['\"`\u2018\u201c](?P<quoted>[^'\"`\u2018\u2019\u201c\u201d]+)['\"`\u2019\u201d]|(?P<bare>/[^\\s'\"`:)]+)"
)
_NETWORK = re.compile(
    r"Temporary failure in name resolution|Name or service not known|No address associated with hostname"
    r"|Network is unreachable|ENETUNREACH|getaddrinfo|gaierror|NameResolutionError|UnknownHostException"
    r"|Could not resolve (?:host|proxy)|unable to resolve host|EAI_AGAIN|nodename nor servname"
    r"|couldn.t resolve host",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"Could not resolve host: (?P<curl>[\w.-]+)|host='(?P<urllib>[\w.-]+)'|resolve '(?P<pool>[\w.-]+)'"
    r"|https?://(?P<url>[\w.-]+)|unable to resolve host address .(?P<wget>[\w.-]+)"
    r"|EAI_AGAIN (?P<node>[\w.-]+)"
    r"|UnknownHostException: (?P<java>[\w.-]+)",
    re.IGNORECASE,
)
_NO_SPACE = re.compile(r"No space left on device")
_NO_FORK = re.compile(
    r"can(?:no|')t fork|fork: (?:retry: )?Resource|can't start new thread|pthread_create", re.IGNORECASE
)
_NO_MEMORY = re.compile(
    r"^\S*(?:MemoryError|bad_alloc|OutOfMemoryError)\b|Cannot allocate memory|cannot allocate vector"
)
_NO_SHARED = re.compile(r"Bus error.*|.*shared memory \(shm\).*")
_LINES = 400  # of the end of a log are looked at
_LONGEST = 300  # characters of a line that is quoted


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a process: its exit code, whether any of it was `killed` for lack of memory, what the
    engine `said`, the end of its log, and whether the disk was `full` when it ended (its log may lack why).
    """

    code: int
    killed: bool
    said: str
    log: str
    full: bool = False


def explain(seen: Seen, sandbox: Sandbox) -> tuple[ProcessEnd, str]:
    """Return how a process ended that was not stopped by us, and why, in sentences ("" where all is well)."""
    if seen.code == 0:
        return ProcessEnd.COMPLETED, ""
    lines = last_lines(seen.log)
    if seen.killed or _last(_NO_MEMORY, lines):
        size = sandbox.limits.memory / (1 << 30)
        return ProcessEnd.OUT_OF_MEMORY, Ending.NO_MEMORY.said(size=f"{size:.3g}")
    room = (Ending.ENDED_FULL.said(),) if seen.full else ()
    return ProcessEnd.FAILED, " ".join((_ended(seen, lines), *hints(lines, sandbox), *room))


def last_lines(log: str) -> list[str]:
    """Return the lines of the end of a log that say anything."""
    return [line.strip() for line in log.splitlines() if line.strip()][-_LINES:]


def hints(lines: Iterable[str], sandbox: Sandbox) -> tuple[str, ...]:
    """Return what the lines of a log say of the limits that a command ran into, in sentences."""
    lines = tuple(lines)
    said = (
        _no_network(lines, sandbox),
        _no_writing(lines, sandbox),
        _no_space(lines, sandbox),
        _no_processes(lines, sandbox),
        _no_shared_memory(lines, sandbox),
    )
    return tuple(filter(None, said))


def _ended(seen: Seen, lines: list[str]) -> str:
    code = seen.code
    if code in _CODES:
        return _CODES[code].said()
    last = (lines[-1] if lines else "")[:_LONGEST]
    why = ": ".join(part for part in (seen.said, last) if part).rstrip(".")
    plain, with_why = _PROGRAMS.get(code, (Ending.EXIT, Ending.EXIT_WHY))
    return with_why.said(code=code, why=why) if why else plain.said(code=code)


def _no_network(lines: tuple[str, ...], sandbox: Sandbox) -> str:
    if sandbox.limits.network or not _last(_NETWORK, lines):
        return ""
    host = next(filter(None, (_named(_HOST, line) for line in reversed(lines) if _NETWORK.search(line))), "")
    host = host or next(filter(None, (_named(_HOST, line) for line in reversed(lines))), "")
    return Ending.NO_NETWORK_TO.said(host=host) if host else Ending.NO_NETWORK.said()


def _no_writing(lines: tuple[str, ...], sandbox: Sandbox) -> str:
    path = _path(_READ_ONLY, lines) or _path(_DENIED, lines)
    if path is None:
        return ""
    inputs = [mount.target for mount in sandbox.mounts if mount.read_only]
    inside = path if path.startswith("/") else f"{sandbox.directory}/{path}"
    mounted = next((each for each in inputs if inside == each or inside.startswith(f"{each}/")), None)
    if mounted is not None:
        return Ending.CHANGED_INPUT.said(path=mounted.removeprefix(f"{WORK}/"))
    if not path.startswith("/") or path.startswith(f"{WORK}/"):
        return ""
    return Ending.WROTE_OUTSIDE.said(path=path)


def _no_space(lines: tuple[str, ...], sandbox: Sandbox) -> str:
    path = _path(_NO_SPACE, lines)
    if path is None:
        return ""
    if path.startswith(("/tmp/", "/dev/shm/")):  # noqa: S108  (the container's own)
        where = "/tmp" if path.startswith("/tmp/") else "/dev/shm"  # noqa: S108
        size = sandbox.limits.temporary if where == "/tmp" else sandbox.limits.shared_memory  # noqa: S108
        return Ending.FULL_FOLDER.said(path=where, size=f"{size / (1 << 30):.3g}")
    return Ending.FULL.said()


def _no_processes(lines: tuple[str, ...], sandbox: Sandbox) -> str:
    if not _last(_NO_FORK, lines):
        return ""
    return Ending.NO_PROCESSES.said(count=f"{sandbox.limits.processes:,}")


def _no_shared_memory(lines: tuple[str, ...], sandbox: Sandbox) -> str:
    if not _last(_NO_SHARED, lines):
        return ""
    return Ending.NO_SHARED_MEMORY.said(size=f"{sandbox.limits.shared_memory / (1 << 30):.3g}")


def _last(pattern: re.Pattern[str], lines: Iterable[str]) -> re.Match[str] | None:
    return next(filter(None, map(pattern.search, reversed(tuple(lines)))), None)


def _path(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    """Return the path that the last line with a message names, "" for none; None without such a line."""
    found = _last(pattern, lines)
    if found is None:
        return None
    line = found.string
    behind = _PATH.search(line, found.end())
    named = behind or next(reversed(list(_PATH.finditer(line, 0, found.start()))), None)
    return (named["quoted"] or named["bare"]) if named else ""


def _named(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return next(filter(None, found.groupdict().values()), "") if found else ""
