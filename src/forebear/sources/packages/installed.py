"""The package databases of a file system: dpkg's, apk's, rpm's, Python's and conda's. Nothing is run."""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator, Mapping

from forebear.sources.packages.declared import normalised

DPKG, DPKG_PARTS = "var/lib/dpkg/status", "var/lib/dpkg/status.d/"
APK = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
RPM = ("var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite")
_PYTHON = re.compile(
    r"(?P<place>(?:.*/)?(?:site|dist)-packages)/(?P<folder>[^/]+\.(?:dist|egg)-info)(?:/(?:METADATA|PKG-INFO))?\Z"
)
_FOLDER = re.compile(r"(?P<name>.+?)-(?P<version>\d[^-]*)(?:-py[\d.]+)?\.(?:dist|egg)-info\Z")
_CONDA = re.compile(
    r"(?P<place>(?:.*/)?conda-meta)/(?P<name>[^/]+)-(?P<version>[^-/]+)-(?P<build>[^-/]+)\.json\Z"
)
_RPM_NAME, _RPM_VERSION, _RPM_RELEASE, _RPM_EPOCH = 1000, 1001, 1002, 1003
_MOST_RPM = 20_000


def is_record(path: str) -> bool:
    """Say whether a path of a file system belongs to a package database that is read here."""
    return (
        path == DPKG
        or path.startswith(DPKG_PARTS)
        or path in APK
        or path in RPM
        or _PYTHON.match(path) is not None
        or _CONDA.match(path) is not None
    )


def installed(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return package to version of the database files of one file system, paths without a leading slash.

    Debian's, Alpine's, RPM's and conda's packages come as `deb:…`, `apk:…`, `rpm:…`, `conda:…`, Python's
    bare. A package that is there several times has all its versions; for Python's with their folders.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(files):
        for name, version, place in _entries(path, files[path]):
            found.setdefault(name, {}).setdefault(version, place)
    return {name: _joined(versions) for name, versions in sorted(found.items())}


def _joined(versions: Mapping[str, str]) -> str:
    if len(versions) == 1:
        return next(iter(versions))
    return "; ".join(f"{version} in /{place}" if place else version for version, place in versions.items())


def _entries(path: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    if path == DPKG or path.startswith(DPKG_PARTS):
        if not path.endswith(".md5sums"):
            yield from _dpkg(content, always=path != DPKG)
    elif path in APK:
        yield from _apk(content)
    elif path in RPM:
        yield from _rpm(content)
    elif match := _PYTHON.match(path):
        yield from _python(match["place"], match["folder"], content)
    elif match := _CONDA.match(path):
        yield f"conda:{match['name'].lower()}", f"{match['version']} build {match['build']}", match["place"]


def _stanzas(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the fields of each paragraph; continued lines are left out."""
    fields: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").split("\n"):
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif not line[0].isspace():
            key, colon, value = line.partition(":")
            if colon:
                fields.setdefault(key, value.strip())
    if fields:
        yield fields


def _dpkg(content: bytes, *, always: bool) -> Iterator[tuple[str, str, str]]:
    """Read dpkg's status; a package that was removed but not purged is not installed. Images without dpkg
    itself (distroless) keep a file for each package, `always` installed."""
    native = ""
    for fields in _stanzas(content):
        if "Package" not in fields:
            continue
        if not always and not fields.get("Status", "").endswith(" installed"):
            continue
        architecture = fields.get("Architecture", "")
        native = native or (architecture if architecture != "all" else "")
        other = architecture not in ("", "all", native)  # multiarch: both may be installed
        name = f"deb:{fields['Package']}" + (f":{architecture}" if other else "")
        yield name, fields.get("Version", ""), ""


def _apk(content: bytes) -> Iterator[tuple[str, str, str]]:
    for fields in _stanzas(content):
        if "P" in fields:
            yield f"apk:{fields['P']}", fields.get("V", ""), ""


def _python(place: str, folder: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    """Read the metadata; where its bytes are elsewhere (a hard link), the folder's name says it too."""
    fields = next(_stanzas(content.partition(b"\n\n")[0]), {}) if content else {}
    named = _FOLDER.match(folder)
    name = fields.get("Name") or (named["name"] if named else "")
    version = fields.get("Version") or (named["version"] if named else "")
    if name:
        yield normalised(name), version, place


def _rpm(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Read the headers in rpm's SQLite database (https://rpm-software-management.github.io/rpm/manual/)."""
    connection = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19 say that there is a log beside the database (WAL), which one in memory cannot have.
        connection.deserialize(content[:18] + b"\1\1" + content[20:])
        connection.execute("PRAGMA trusted_schema=OFF")
        for (blob,) in connection.execute("SELECT blob FROM Packages LIMIT ?", (_MOST_RPM,)):
            fields = _rpm_header(blob) if isinstance(blob, bytes) else {}
            if name := fields.get(_RPM_NAME):
                epoch = f"{fields[_RPM_EPOCH]}:" if _RPM_EPOCH in fields else ""
                version = f"{epoch}{fields.get(_RPM_VERSION, '')}-{fields.get(_RPM_RELEASE, '')}"
                yield f"rpm:{name}", version, ""
    except (sqlite3.Error, MemoryError):
        return
    finally:
        connection.close()


def _rpm_header(blob: bytes) -> dict[int, str]:
    """Return the tags that matter: after two counts, entries of (tag, type, offset, count), then the data."""
    found: dict[int, str] = {}
    if len(blob) < 8:
        return found
    entries, _ = struct.unpack_from(">II", blob)
    data = 8 + entries * 16
    if data > len(blob):
        return found
    for position in range(8, data, 16):
        tag, kind, offset, count = struct.unpack_from(">IIII", blob, position)
        start = data + offset
        if not _RPM_NAME <= tag <= _RPM_EPOCH or start >= len(blob):
            continue
        if kind == 6:
            found[tag] = blob[start : blob.find(b"\0", start)].decode("utf-8", "replace")
        elif kind == 4 and count and start + 4 <= len(blob):
            found[tag] = str(struct.unpack_from(">I", blob, start)[0])
    return found


def release(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return os-release as a mapping; `/etc/os-release` is usually a link to the one under `/usr/lib`."""
    content = files.get("etc/os-release") or files.get("usr/lib/os-release") or b""
    found = {}
    for line in content.decode("utf-8", "replace").splitlines():
        key, equals, value = line.partition("=")
        if equals and not key.startswith("#"):
            found[key.strip()] = value.strip().strip("\"'")
    return found
