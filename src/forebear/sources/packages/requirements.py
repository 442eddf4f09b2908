"""Requirements files, as pip reads them: https://pip.pypa.io/en/stable/reference/requirements-file-format/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from forebear.sources.packages.declared import (
    Declared,
    PackageFile,
    normalised,
    specified,
    without_credentials,
)

_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?\s*(?P<rest>.*)\Z",
    re.DOTALL,
)
_COMMENT = re.compile(r"(^|\s)#.*$")
_HASH = re.compile(r"\s--hash[=\s]\s*(?P<hash>\S+)")
_OPTION = re.compile(r"\s--(?:global-option|install-option|config-settings?)\S*.*$")
_URL = re.compile(r"(?:[a-z]+\+)?(?:https?|ssh|git|file|svn|hg|bzr|s3|sftp)://|git\+\S+@\S+:", re.IGNORECASE)
_FILE = re.compile(r"[^\s@]+\.(?:whl|tar\.gz|zip)(?:[#\s].*)?")
_EGG = re.compile(r"[#&]egg=(?P<name>[^&\[]+)(?:\[(?P<extras>[^\]]*)\])?")
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9_.]+)-(?P<version>[^-/]+)(?:-[^-/]+){3,4}\.whl\Z")
_SPECIFIER = re.compile(r"(?:[=<>!~]|\()")


def read_requirements(text: str) -> PackageFile:
    """Read a requirements or constraints file, or what `pip freeze` printed."""
    packages: list[Declared] = []
    settings: dict[str, list[str]] = {}
    unread: list[int] = []
    for number, line in _logical_lines(text):
        if line.startswith("-"):
            option, value = _option(line)
            if option in ("-e", "--editable"):
                packages.append(_located(value, "editable "))
            else:
                settings.setdefault(option, []).append(without_credentials(value))
            continue
        found = read_requirement(line)
        if found is None:
            unread.append(number)
        else:
            packages.append(found)
    problem = ""
    if unread:
        lines = ", ".join(map(str, unread[:5])) + (", …" if len(unread) > 5 else "")
        problem = f"{len(unread)} of its lines name no package (line {lines})"
    return PackageFile(
        tuple(packages), {name: ", ".join(values) for name, values in settings.items()}, problem
    )


@lru_cache(maxsize=1 << 15)  # most lines of a file stay from one version to the next
def read_requirement(line: str) -> Declared | None:
    """Read one requirement (PEP 508, a URL, or a path to a package); None where it is none."""
    hashes = tuple(match["hash"] for match in _HASH.finditer(f" {line}"))
    text = _OPTION.sub("", _HASH.sub("", f" {line}")).strip()
    if _URL.match(text) or text.startswith(("./", "../", "/", "~")) or _FILE.fullmatch(text):
        located, _, marker = text.partition(" ;")
        found = _located(located, "")
        return Declared(
            found.name, found.version, found.wanted, found.extras, " ".join(marker.split()), hashes
        )
    match = _NAME.match(text)
    if match is None:
        return None
    extras = tuple(
        sorted(extra.strip().lower() for extra in (match["extras"] or "").split(",") if extra.strip())
    )
    name, rest = normalised(match["name"]), match["rest"].strip()
    if rest.startswith("@"):
        located, _, marker = rest[1:].strip().partition(" ;")
        return Declared(
            name, "", without_credentials(located.strip()), extras, " ".join(marker.split()), hashes
        )
    specifier, _, marker = rest.partition(";")
    if specifier.strip() and not _SPECIFIER.match(specifier.strip()):
        return None
    version, wanted = specified(specifier)
    return Declared(name, version, wanted, extras, " ".join(marker.split()), hashes)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of its first line, text) with continued lines joined and comments taken off."""
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first or number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            held += line[:-1] + " "
            continue
        whole = _COMMENT.sub("", held + line).strip()
        if whole:
            yield first, whole
        held, first = "", 0
    if held.strip():
        yield first, held.strip()


def _option(line: str) -> tuple[str, str]:
    match = re.match(r"(--?[A-Za-z-]+)[=\s]*(.*)\Z", line, re.DOTALL)
    return (match[1], match[2].strip()) if match else (line, "")


def _located(text: str, prefix: str) -> Declared:
    """Return a package that is known by where it is; a wheel's file name says its version."""
    shown = without_credentials(text.strip())
    egg = _EGG.search(text)
    extras = tuple(sorted(e.strip() for e in ((egg and egg["extras"]) or "").split(",") if e.strip()))
    wheel = _WHEEL.search(unquote(text.partition("#")[0].rpartition("/")[2].strip()))
    if wheel:
        return Declared(normalised(wheel["name"]), wheel["version"], f"{prefix}{shown}", extras)
    if egg:
        return Declared(normalised(egg["name"]), "", f"{prefix}{shown}", extras)
    bare = text.partition("#")[0].partition("?")[0].rstrip("/").removesuffix(".git")
    bare = bare.rpartition("/")[2].partition("@")[0].removesuffix(".git")
    return Declared(normalised(bare) or shown, "", f"{prefix}{shown}", extras)
