"""DVC's storage: where its caches and remotes are, and what an object is called in them."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forebear.lineage.words import Digest
from forebear.sources.dvc.digests import LEGACY, is_url
from forebear.sources.dvc.yaml_text import UnreadableError

_HEX = re.compile(r"[0-9a-f]{6,}(\.dir)?")
_LARGEST_SETTINGS = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Remote:
    """A DVC remote. `url` is absolute where it is a path; `settings` are its other keys as written."""

    name: str
    url: str
    default: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path | None:
        """Its folder where it is one of this machine's, else None."""
        path = self.url.removeprefix("file://")
        return None if is_url(path) else Path(path)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A file in a directory that DVC keeps; `path` is relative to the directory."""

    path: str
    digest: Digest


class CorruptObjectError(UnreadableError):
    """An object of a cache or a remote whose bytes are not what its name says."""

    def __init__(self, digest: Digest, path: Path) -> None:
        super().__init__(f"its object {path} does not hold what its name says ({digest})")
        self.digest = digest
        self.path = path


class DvcStorage:
    """The caches and remotes of the DVC project whose top folder is `root` (the one with `.dvc/`).

    Read from `.dvc/config`, `.dvc/config.local` and the user's own settings; no code runs and nothing is
    fetched. Attributes: `caches` are folders, the project's first; `remotes` in the order of the settings,
    the default first.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        settings = _settings(root / ".dvc")
        cache = settings.get("cache", {}).get("dir")
        self.caches: tuple[Path, ...] = (Path(cache) if cache else root / ".dvc" / "cache",)
        default = settings.get("core", {}).get("remote", "")
        remotes = [
            Remote(name, values["url"], name == default, {k: v for k, v in values.items() if k != "url"})
            for section, values in settings.items()
            if (name := _remote_name(section)) and values.get("url")
        ]
        self.remotes = tuple(sorted(remotes, key=lambda remote: not remote.default))

    def find(self, digest: Digest) -> Path | None:
        """Return the file that should hold `digest`: in a cache, else in a remote on this machine."""
        name = object_name(digest)
        if name is None:
            return None
        for folder in self._folders():
            path = folder / name
            try:
                # DVC keeps no links in its caches: one would lead to what is none of the project's.
                if stat.S_ISREG(path.lstat().st_mode):
                    return path
            except OSError:
                continue
        return None

    def read(self, digest: Digest, largest: int = 32 << 20) -> bytes | None:
        """Return the content of `digest`, None where it is not on this machine or larger than `largest`
        bytes.

        Raises CorruptObjectError where the bytes are others than the name says.
        """
        path = self.find(digest)
        if path is None:
            return None
        try:
            if path.stat().st_size > largest:
                return None
            content = path.read_bytes()
        except OSError:
            return None
        if not matches(digest, content):
            raise CorruptObjectError(digest, path)
        return content

    def directory(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory, None where its listing is not on this machine.

        Raises UnreadableError where the listing is damaged or names a path outside the directory.
        """
        content = self.read(digest)
        return None if content is None else directory_entries(content, digest)

    def _folders(self) -> Iterable[Path]:
        yield from self.caches
        for remote in self.remotes:
            if (folder := remote.folder) is not None:
                yield folder


def storages(root: Path, tops: Iterable[str]) -> list[DvcStorage]:
    """Return the storage of each DVC project in a work tree; `tops` are their folders below `root`."""
    folders = [root / top for top in dict.fromkeys(("", *tops))]
    return [DvcStorage(folder) for folder in folders if (folder / ".dvc").is_dir()]


def object_name(digest: Digest) -> str | None:
    """Return the path of an object under a cache or a remote, None for digests that name none (a listing of
    a project that is not to be trusted may hold a path instead).

    DVC 3 keeps `files/md5/ab/cdef…`, DVC 1 and 2 `ab/cdef…` (there of text with CRLF folded to LF).
    """
    value = digest.value
    if not _HEX.fullmatch(value):
        return None
    if digest.algorithm == "md5":
        return f"files/md5/{value[:2]}/{value[2:]}"
    return f"{value[:2]}/{value[2:]}" if digest.algorithm == LEGACY else None


def kept_sha256(value: str) -> str:
    """Return the path under which Forebear keeps what it knows by its sha256, beside DVC's objects."""
    return f"files/sha256/{value[:2]}/{value[2:]}"


def matches(digest: Digest, content: bytes) -> bool:
    """Whether bytes are what an md5 of DVC's, old or new, says."""
    wanted = digest.value.removesuffix(".dir")
    if _md5(content) == wanted:
        return True
    return digest.algorithm == LEGACY and _md5(content.replace(b"\r\n", b"\n")) == wanted


def directory_entries(content: bytes, digest: Digest) -> tuple[DirectoryEntry, ...]:
    """Read the listing of a directory (`[{"md5", "relpath"}, …]`); raises UnreadableError."""
    try:
        listed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"the listing of the directory {digest} is no JSON ({error})") from error
    if not isinstance(listed, list):
        raise UnreadableError(f"the listing of the directory {digest} is no list")
    found = []
    for item in listed:
        path = item.get("relpath") if isinstance(item, Mapping) else None
        md5 = item.get("md5") if isinstance(item, Mapping) else None
        if not isinstance(path, str) or not isinstance(md5, str):
            raise UnreadableError(
                f"the listing of the directory {digest} has an entry without relpath or md5"
            )
        parts = {*path.split("/")} - {"", "."}
        if not parts or path.startswith("/") or ".." in parts or "\0" in path:
            raise UnreadableError(f"the listing of the directory {digest} names a path outside it: {path!r}")
        found.append(DirectoryEntry(path, Digest(digest.algorithm, md5)))
    return tuple(found)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _settings(folder: Path) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for file in (*_shared_settings(os.environ), folder / "config", folder / "config.local"):
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
        try:
            parser.read_string(_text(file))
        except (OSError, configparser.Error):
            continue
        for section in parser.sections():
            values = dict(parser.items(section))
            for key in ("url", "dir"):
                if key in values:
                    values[key] = _absolute(values[key], file.parent)
            merged.setdefault(section.strip("'"), {}).update(values)
    return merged


def _shared_settings(variables: Mapping[str, str]) -> Iterable[Path]:
    """Yield the settings of the machine and of the person, where DVC looks for them (dvc/dirs.py)."""
    home = Path.home()
    if sys.platform == "darwin":
        machine, person = Path("/Library/Application Support/dvc"), home / "Library/Application Support/dvc"
    elif sys.platform == "win32":
        machine = Path(variables.get("PROGRAMDATA", "C:/ProgramData")) / "iterative/dvc"
        person = Path(variables.get("LOCALAPPDATA") or home / "AppData/Local") / "iterative/dvc"
    else:
        machine = Path((variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").partition(os.pathsep)[0]) / "dvc"
        person = Path(variables.get("XDG_CONFIG_HOME") or home / ".config") / "dvc"
    for name, usual in (("SYSTEM", machine), ("GLOBAL", person)):
        yield Path(variables.get(f"DVC_{name}_CONFIG_DIR") or usual) / "config"


def _text(file: Path) -> str:
    # A project's settings may be a link to a device or a pipe, which has no end.
    if not file.is_file() or file.stat().st_size > _LARGEST_SETTINGS:
        return ""
    return file.read_text(encoding="utf-8", errors="replace")


def _absolute(path: str, folder: Path) -> str:
    """Return a path of a settings file, which is relative to that file; URLs stay."""
    return path if is_url(path) else os.path.normpath(folder / Path(path).expanduser())


def _remote_name(section: str) -> str:
    kind, _, name = section.partition(" ")
    return name.strip('"') if kind == "remote" else ""
