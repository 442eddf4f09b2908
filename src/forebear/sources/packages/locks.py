"""Lock files of Python's tools: uv.lock, poetry.lock, pdm.lock, pylock.toml, Pipfile.lock, conda-lock.yml.

All are read as plain data; where one names a package several times (other platforms, other markers), each
entry is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.packages.declared import (
    Declared,
    PackageFile,
    normalised,
    specified,
    without_credentials,
)

_FILES = re.compile(r"^(?:wheels|files) = \[\n(?:[ \t].*\n)*\]\n", re.MULTILINE)

Table = Mapping[str, object]


def without_files(text: str) -> str:
    """Return the text of a lock file in TOML without its lists of files and hashes, nine tenths of it.

    The tools write each on lines of its own. To parse what is left takes a tenth of the time.
    """
    return _FILES.sub("", text)


def read_uv_lock(document: Table) -> PackageFile:
    """Read uv.lock; https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile"""
    packages = []
    for entry in _tables(document.get("package")):
        source = as_mapping(entry.get("source"))
        kind = next(iter(source), "")
        where = "" if kind == "registry" else f"{kind} {without_credentials(_text(source.get(kind)))}".strip()
        files = [as_mapping(entry.get("sdist")), *_tables(entry.get("wheels"))]
        packages.append(
            _package(
                entry,
                wanted=where,
                conditions=_joined(entry.get("resolution-markers")),
                hashes=[_text(file.get("hash")) for file in files],
            )
        )
    return PackageFile(tuple(packages), _settings(document, "requires-python", "version", "revision"))


def read_poetry_lock(document: Table) -> PackageFile:
    """Read poetry.lock or pdm.lock; old ones keep the hashes in `metadata.files`."""
    metadata = as_mapping(document.get("metadata"))
    kept = as_mapping(metadata.get("files"))
    packages = []
    for entry in _tables(document.get("package")):
        source = as_mapping(entry.get("source"))
        where = " ".join(
            without_credentials(_text(source[key]))
            for key in ("type", "url", "resolved_reference")
            if key in source
        )
        if not source and "git" in entry:
            where = f"git {without_credentials(_text(entry['git']))} {_text(entry.get('revision'))}".strip()
        files = [*_tables(entry.get("files")), *_tables(kept.get(_text(entry.get("name"))))]
        markers = entry.get("markers", entry.get("marker"))
        groups = _joined(entry.get("groups"))
        conditions = [_joined(markers), f"groups {groups}" if groups not in ("", "main", "default") else ""]
        packages.append(
            _package(
                entry,
                wanted=where,
                extras=entry.get("extras") if isinstance(entry.get("extras"), list) else None,
                conditions="; ".join(filter(None, conditions)),
                hashes=[_text(file.get("hash")) for file in files],
            )
        )
    return PackageFile(
        tuple(packages),
        _settings(metadata, "python-versions", "requires_python", "lock-version", "lock_version"),
    )


def read_pylock(document: Table) -> PackageFile:
    """Read pylock.toml; https://packaging.python.org/en/latest/specifications/pylock-toml/"""
    packages = []
    for entry in _tables(document.get("packages")):
        where = ""
        for kind in ("vcs", "directory", "archive"):
            place = as_mapping(entry.get(kind))
            if place:
                named = [place.get("type"), place.get("url") or place.get("path"), place.get("commit-id")]
                where = " ".join([kind, *(without_credentials(_text(word)) for word in named if word)])
        files = [
            as_mapping(entry.get("sdist")),
            as_mapping(entry.get("archive")),
            *_tables(entry.get("wheels")),
        ]
        hashes = [
            f"{algorithm}:{value}"
            for file in files
            for algorithm, value in as_mapping(file.get("hashes")).items()
        ]
        packages.append(_package(entry, wanted=where, conditions=_text(entry.get("marker")), hashes=hashes))
    names = ("requires-python", "created-by", "lock-version", "environments", "extras", "dependency-groups")
    return PackageFile(tuple(packages), _settings(document, *names))


def read_pipfile_lock(document: Table) -> PackageFile:
    """Read Pipfile.lock."""
    packages = []
    for group, section in document.items():
        if group == "_meta":
            continue
        for name, value in as_mapping(section).items():
            entry = as_mapping(value)
            version, wanted = specified(_text(entry.get("version")))
            for kind in ("git", "file", "path"):
                if kind in entry:
                    place = (
                        f"{kind} {without_credentials(_text(entry[kind]))} {_text(entry.get('ref'))}".strip()
                    )
                    wanted = f"editable {place}" if entry.get("editable") else place
            conditions = [_text(entry.get("markers")), "" if group == "default" else f"group {group}"]
            packages.append(
                Declared(
                    normalised(name),
                    version,
                    wanted,
                    tuple(sorted(map(_text, as_list(entry.get("extras"))))),
                    "; ".join(filter(None, conditions)),
                    tuple(map(_text, as_list(entry.get("hashes")))),
                )
            )
    requires = as_mapping(as_mapping(document.get("_meta")).get("requires"))
    return PackageFile(
        tuple(packages), {f"requires {name}": _text(value) for name, value in requires.items()}
    )


def read_conda_lock(document: Table) -> PackageFile:
    """Read conda-lock.yml (unified, version 1): entries for each platform and manager."""
    packages = []
    for entry in _tables(document.get("package")):
        manager = _text(entry.get("manager")) or "conda"
        name = normalised(_text(entry.get("name"))) if manager == "pip" else _text(entry.get("name"))
        conditions = [_text(entry.get("platform")), _text(entry.get("category"))]
        packages.append(
            Declared(
                name if manager == "pip" else f"conda:{name}",
                _text(entry.get("version")),
                _build_of(_text(entry.get("url"))),
                (),
                ", ".join(word for word in conditions if word not in ("", "main")),
                tuple(f"{key}:{_text(value)}" for key, value in as_mapping(entry.get("hash")).items()),
            )
        )
    channels = [
        _text(as_mapping(channel).get("url") or channel)
        for channel in as_list(as_mapping(document.get("metadata")).get("channels"))
    ]
    return PackageFile(tuple(packages), {"channels": ", ".join(map(without_credentials, channels))})


def _build_of(url: str) -> str:
    """Return the build in the name of a conda package, which tells two of one version apart."""
    name = url.partition("#")[0].rpartition("/")[2].removesuffix(".conda").removesuffix(".tar.bz2")
    parts = name.rsplit("-", 2)
    return f"build {parts[2]}" if len(parts) == 3 and not url.endswith((".whl", ".gz")) else ""


def _package(
    entry: Table,
    *,
    wanted: str,
    conditions: str,
    hashes: Iterable[str],
    extras: object = None,
) -> Declared:
    return Declared(
        normalised(_text(entry.get("name"))),
        _text(entry.get("version")),
        wanted,
        tuple(sorted(map(_text, as_list(extras)))),
        conditions,
        tuple(value for value in hashes if value),
    )


def _settings(table: Table, *names: str) -> Mapping[str, str]:
    return {name: _joined(table[name]) for name in names if name in table}


def _joined(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_joined(item)}" for key, item in value.items())
    return _text(value)


def _tables(value: object) -> list[Table]:
    return [as_mapping(item) for item in as_list(value) if isinstance(item, dict)]


def _text(value: object) -> str:
    return "" if value is None else str(value)
