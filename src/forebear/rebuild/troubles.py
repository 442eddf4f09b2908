"""What engines and registries refuse, each with what happened and the way out.

Engines answer in prose that changes with the version; what is looked for are the parts that stay (moby,
containerd and the registry: https://distribution.github.io/distribution/spec/api/#errors-2).
"""

from __future__ import annotations

import re

from forebear.lineage.errors import ActionableError
from forebear.sources.docker.engine import EngineError

OTHER_WAYS = (
    "Or load the image with --archive FILE, make it again with --reconstruct, or name one with --image."
)

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
        "The engine's disk is full.",
        where=said,
        todo="Free space (`docker system df` shows what takes it, `docker image prune` removes what no tag "
        "names), then try again.",
    )


def wrong_processor(where: str) -> EngineError:
    """Return what to say of an image that this machine's processor cannot run."""
    return EngineError(
        "The image is for another kind of processor.",
        where=where,
        todo="Rebuild on a machine like the recorded one, or install emulation for it: "
        "docker run --privileged --rm tonistiigi/binfmt --install all (on Debian: apt-get install "
        "qemu-user-static).",
    )


def image_gone(where: str) -> EngineError:
    """Return what to say of an image that was here a moment ago."""
    return EngineError(
        "The image is gone from the engine: something removed it meanwhile.",
        where=where,
        todo=f"Try again; it is then looked for anew. {OTHER_WAYS}",
    )


def load_refused(said: str, where: str) -> ActionableError:
    """Return what to say of an image that an engine does not take from an archive."""
    if _FULL.search(said):
        return engine_full(said)
    if _MISMATCH.search(said):
        return EngineError(
            "The engine refuses the archive: its bytes are not those of their digests.",
            where=where,
            todo="The archive was changed or damaged: get it again, or use another one.",
        )
    return EngineError(
        f"The engine does not take the image: {said}.",
        where=where,
        todo="`docker info` shows its state; an engine that is too old may not know this kind of image.",
    )


def pull_refused(said: str, name: str) -> ActionableError:  # noqa: PLR0911
    """Return what to say where an image cannot be pulled."""
    registry = registry_of(name)
    if _FULL.search(said):
        return engine_full(said)
    if _PROCESSOR.search(said):
        return EngineError(
            f"The registry has this image only for another kind of processor: {said}.",
            where=name,
            todo=wrong_processor(name).todo,
        )
    if _MISMATCH.search(said):
        return EngineError(
            "The registry serves other bytes than those of the digest, so they are not used.",
            where=f"{name}: {said}",
            todo=f"Tell whoever runs {registry}: its store is damaged, or somebody changed it. {OTHER_WAYS}",
        )
    if "docker-credential" in said or "credentials store" in said.lower():
        return no_helper(said, name)
    if _CERTIFICATE.search(said):
        return EngineError(
            f"The registry's certificate is not trusted: {said}.",
            where=name,
            todo=f"Put its certificate into /etc/docker/certs.d/{registry}/, or list it in "
            "`insecure-registries` of the engine.",
        )
    if _FORBIDDEN.search(said) and not _UNKNOWN.search(said.partition("denied:")[0]):
        return EngineError(
            "The registry refuses: this account may not read the image, or there is no such repository.",
            where=f"{name}: {said}",
            todo=f"Ask whoever runs {registry} for the right to pull, or log in as somebody else: "
            f"docker login {registry}",
        )
    if _UNKNOWN.search(said):
        return EngineError(
            "The registry wants to know who asks: credentials are missing or wrong.",
            where=f"{name}: {said}",
            todo=f"Log in and try again: docker login {registry}",
        )
    if _UNREACHABLE.search(said):
        return EngineError(
            "The registry cannot be reached.",
            where=f"{name}: {said}",
            todo=f"Check the network, or work offline with what was kept. {OTHER_WAYS}",
        )
    if _GONE.search(said):
        return EngineError(
            "The registry no longer has this image, or never had it.",
            where=f"{name}: {said}",
            todo=f"Ask whoever made it for an archive. {OTHER_WAYS}",
        )
    return EngineError(f"The image cannot be pulled: {said}.", where=name, todo=OTHER_WAYS)


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
