"""A package that a file of a repository asks for, and the words in which its version is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

_EXACT = re.compile(r"={2,3}\s*(?P<version>[^\s,;*]+)\Z")
ANY = "any version"


@dataclass(frozen=True, slots=True)
class Declared:
    """One line or entry of a package file.

    `name` is normalised as PyPI does. `version` is exact or ""; `wanted` is what is asked for where that is
    no exact version: a range, a URL, a folder. `conditions` says when it counts (a marker, a group), `hashes`
    are those it is pinned by.
    """

    name: str
    version: str = ""
    wanted: str = ""
    extras: tuple[str, ...] = ()
    conditions: str = ""
    hashes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The version, or what is asked for instead; a range is never taken for a version."""
        words = [self.version or self.wanted or ANY]
        if self.version and self.wanted:
            words.append(f"from {self.wanted}")
        if self.extras:
            words.append(f"[{', '.join(self.extras)}]")
        if self.conditions:
            words.append(f"({self.conditions})")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class PackageFile:
    """What a package file says: its packages, its settings by name, and what of it could not be read."""

    packages: tuple[Declared, ...] = ()
    settings: Mapping[str, str] | None = None
    problem: str = ""


def normalised(name: str) -> str:
    """Return a Python package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).strip().lower()


def specified(specifier: str) -> tuple[str, str]:
    """Return (version, wanted) of a version specifier: `==1.2` is a version, `>=1.2` and `==1.*` are not."""
    text = ",".join(part.strip() for part in specifier.strip().strip("()").split(",") if part.strip())
    exact = _EXACT.fullmatch(text)
    return (exact["version"], "") if exact else ("", "" if text == "*" else text)


def without_credentials(url: str) -> str:
    """Return a URL without the user and password that may stand in it."""
    try:
        parts = urlsplit(url)
        if "@" not in parts.netloc:
            return url
        return urlunsplit(parts._replace(netloc=f"***@{parts.netloc.rpartition('@')[2]}"))
    except ValueError:
        return "an unreadable URL"


def by_name(packages: Iterable[Declared]) -> Mapping[str, tuple[str, str]]:
    """Return name to (shown, compared); a package that is named several times has all its entries."""
    found: dict[str, list[Declared]] = {}
    for package in packages:
        found.setdefault(package.name, []).append(package)
    rows = {}
    for name, entries in found.items():
        shown = sorted({entry.shown for entry in entries})
        keys = sorted({(entry.shown, tuple(sorted(entry.hashes))) for entry in entries})
        rows[name] = "; ".join(shown), repr(keys)
    return rows
