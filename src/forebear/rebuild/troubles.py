"""What engines and registries refuse, each with what happened and the way out.

Engines answer in prose that changes with the version; what is looked for are the parts that stay (moby,
containerd and the registry: https://distribution.github.io/distribution/spec/api/#errors-2).
"""

from __future__ import annotations

import re

from forebear.lineage.errors import ActionableError
from forebear.rebuild.sentences import Trouble
from forebear.sources.docker.engine import EngineError

OTHER_WAYS = Trouble.OTHER_WAYS.said()

_FULL = re.compile(r"no space left|disk quota exceeded", re.IGNORECASE)
_PROCESSOR = re.compile(
    r"exec format error|no matching manifest for|does not match the (?:specified|detected)|"
    r"no match for platform",
    re.IGNORECASE,
)
_MISMATCH = re.compile(
    r"verification failed|failed precondition.*digest|unexpected commit digest|mismatched image rootfs|"
    r"invalid diffid|does not match digest|content digest.*mismatch",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"403 forbidden|insufficient_scope|\bdenied\b|requested access to the resource is denied", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"unauthorized|no basic auth|authentication required|401|incorrect username", re.IGNORECASE
)
_GONE = re.compile(r"manifest unknown|not found|name unknown|does not exist|404", re.IGNORECASE)
_UNREACHABLE = re.compile(
    r"connection refused|no such host|i/o timeout|timeout exceeded|deadline exceeded|unreachable|"
    r"handshake timeout|temporary failure|server misbehaving|connection reset|proxyconnect|EOF\b|dial tcp",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(r"x509|certificate|server gave HTTP response to HTTPS client", re.IGNORECASE)


def engine_full(said: str) -> EngineError:
    """Return what to say where the engine has no room."""
    return EngineError(
        Trouble.ENGINE_FULL.said(),
        where=said,
        todo=Trouble.FREE_ENGINE.said(),
    )


def wrong_processor(where: str) -> EngineError:
    """Return what to say of an image that this machine's processor cannot run."""
    return EngineError(
        Trouble.OTHER_PROCESSOR.said(),
        where=where,
        todo=Trouble.EMULATE.said(),
    )


def image_gone(where: str) -> EngineError:
    """Return what to say of an image that was here a moment ago."""
    return EngineError(
        Trouble.GONE.said(),
        where=where,
        todo=f"{Trouble.LOOK_ANEW.said()} {OTHER_WAYS}",
    )


def load_refused(said: str, where: str) -> ActionableError:
    """Return what to say of an image that an engine does not take from an archive."""
    if _FULL.search(said):
        return engine_full(said)
    if _MISMATCH.search(said):
        return EngineError(
            Trouble.WRONG_BYTES.said(),
            where=where,
            todo=Trouble.DAMAGED.said(),
        )
    return EngineError(
        Trouble.NOT_TAKEN.said(why=said),
        where=where,
        todo=Trouble.ENGINE_STATE.said(),
    )


def pull_refused(said: str, name: str) -> ActionableError:  # noqa: PLR0911
    """Return what to say where an image cannot be pulled."""
    registry = registry_of(name)
    if _FULL.search(said):
        return engine_full(said)
    if _PROCESSOR.search(said):
        return EngineError(
            Trouble.REGISTRY_PROCESSOR.said(why=said),
            where=name,
            todo=wrong_processor(name).todo,
        )
    if _MISMATCH.search(said):
        return EngineError(
            Trouble.OTHER_BYTES.said(),
            where=f"{name}: {said}",
            todo=f"{Trouble.TELL_REGISTRY.said(registry=registry)} {OTHER_WAYS}",
        )
    if "docker-credential" in said or "credentials store" in said.lower():
        return no_helper(said, name)
    if _CERTIFICATE.search(said):
        return EngineError(
            Trouble.NOT_TRUSTED.said(why=said),
            where=name,
            todo=Trouble.TRUST.said(registry=registry),
        )
    if _FORBIDDEN.search(said) and not _UNKNOWN.search(said.partition("denied:")[0]):
        return EngineError(
            Trouble.FORBIDDEN.said(),
            where=f"{name}: {said}",
            todo=Trouble.ASK_FOR_RIGHTS.said(registry=registry),
        )
    if _UNKNOWN.search(said):
        return EngineError(
            Trouble.UNKNOWN.said(),
            where=f"{name}: {said}",
            todo=Trouble.LOG_IN.said(registry=registry),
        )
    if _UNREACHABLE.search(said):
        return EngineError(
            Trouble.UNREACHABLE.said(),
            where=f"{name}: {said}",
            todo=f"{Trouble.WORK_OFFLINE.said()} {OTHER_WAYS}",
        )
    if _GONE.search(said):
        return EngineError(
            Trouble.NOT_THERE.said(),
            where=f"{name}: {said}",
            todo=f"{Trouble.ASK_FOR_ARCHIVE.said()} {OTHER_WAYS}",
        )
    return EngineError(Trouble.NOT_PULLED.said(why=said), where=name, todo=OTHER_WAYS)


def no_helper(said: str, name: str) -> EngineError:
    """Return what to say where Docker's own store of credentials does not open."""
    registry = registry_of(name)
    return EngineError(
        f"Docker's store of credentials does not answer: {said}.",
        where=f"credentials for {registry}",
        todo="Install the helper that ~/.docker/config.json names (credsStore, credHelpers), or take it out "
        f"there and log in again: docker login {registry}",
    )


def registry_of(name: str) -> str:
    """Return the host of the registry that a name is of; docker.io where it names none."""
    first, slash, _ = name.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"
