"""Git LFS: the pointers that commits hold in place of large files, and where their contents are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from forebear.lineage.words import Digest
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import REGULAR, GitRepository

LARGEST_POINTER = 1023
"""Bytes; the specification says that a pointer is smaller than 1024."""

# What git-lfs itself takes for a pointer: its older names, extensions, other line ends, and nothing behind.
_POINTER = re.compile(
    rb"\s*version (?:https://git-lfs\.github\.com/spec/v1|https://hawser\.github\.com/spec/v1|"
    rb"http://git-media\.io/v/2)\r?\n(?:ext-[0-9]-\S+ sha256:[0-9a-f]{64}\r?\n)*"
    rb"oid sha256:(?P<oid>[0-9a-f]{64})\r?\nsize (?P<size>[0-9]{1,19})\s*"
)
_SETTINGS = r"^(remote\..*\.(url|lfsurl)|lfs\.(url|storage))$"
_SCP = re.compile(r"^(?P<host>[^/:]+@?[^/:]+):(?P<path>[^/].*|/.*)$")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a pointer says of the content it stands for; `size` in bytes."""

    digest: Digest
    size: int


def read_pointer(content: bytes) -> Pointer | None:
    """Return what a file of a commit points at, None where it is no pointer (spec v1)."""
    found = _POINTER.fullmatch(content) if len(content) <= LARGEST_POINTER else None
    if found is None or int(found["size"]) >= 1 << 63:
        return None
    return Pointer(Digest("sha256", found["oid"].decode()), int(found["size"]))


def pointers(repository: GitRepository, commit: str) -> Mapping[str, Pointer]:
    """Return what files of a commit are pointers, by path."""
    entries = repository.tree(commit, largest=LARGEST_POINTER)
    shas = {entry.sha for entry in entries.values() if entry.mode in REGULAR}
    read = {sha: read_pointer(content or b"") for sha, content in repository.blobs(shas)}
    return {path: found for path, entry in entries.items() if (found := read.get(entry.sha))}


@dataclass(frozen=True, slots=True)
class LfsRemote:
    """A remote of the repository. `url` is its LFS server (…/info/lfs), or the other repository."""

    name: str
    url: str

    @property
    def folder(self) -> Path | None:
        """The LFS objects of another repository on this machine, None where the remote is a server."""
        if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", self.url) and not self.url.startswith("file://"):
            return None
        path = Path(unquote(urlsplit(self.url).path) if self.url.startswith("file://") else self.url)
        inside = path / ".git"
        return (inside if inside.is_dir() else path) / "lfs" / "objects"


@dataclass(frozen=True, slots=True)
class LfsStorage:
    """Where a repository's LFS contents are: a folder of this machine, and remotes, origin first."""

    folder: Path
    remotes: tuple[LfsRemote, ...]

    @classmethod
    def of(cls, place: GitPlace) -> LfsStorage:
        """Read the settings of Git and of `.lfsconfig`; nothing is run and no remote is asked."""
        settings = _settings(place)
        storage = Path(settings.get("lfs.storage", "lfs")).expanduser()
        folder = place.common_dir / storage / "objects"
        shared = settings.get("lfs.url", "")
        remotes = [LfsRemote("lfs.url", shared)] if shared else []
        for key, url in settings.items():
            name = key.removeprefix("remote.").removesuffix(".url")
            if key.startswith("remote.") and key.endswith(".url") and not shared:
                remotes.append(
                    LfsRemote(name, settings.get(f"remote.{name}.lfsurl") or _server_of(url, place.root))
                )
        return cls(folder, tuple(sorted(remotes, key=lambda remote: remote.name != "origin")))

    def path(self, oid: str) -> Path:
        """Return where the content with this sha256 is, if it is here."""
        return self.folder / object_path(oid)


def object_path(oid: str) -> str:
    """Return the path of an object below a folder of LFS objects."""
    return f"{oid[:2]}/{oid[2:4]}/{oid}"


def _settings(place: GitPlace) -> Mapping[str, str]:
    """Return the settings that bear on LFS; Git's own win over those of .lfsconfig."""
    found: dict[str, str] = {}
    shared = place.root / ".lfsconfig"
    asked = [("--file", str(shared))] if shared.is_file() and not shared.is_symlink() else []
    for words in (*asked, ()):
        listed = place.ask("config", *words, "--null", "--get-regexp", _SETTINGS, fails=True)
        for line in filter(None, listed.split("\0")):
            key, _, value = line.partition("\n")
            if words and key == "lfs.storage":  # a project must not say where on this machine to look
                continue
            found[key] = value
    return found


def _server_of(url: str, root: Path) -> str:
    """Return the LFS server of a Git remote, as the specification derives it (docs/api/server-discovery)."""
    if url.startswith(("http://", "https://")):
        bare = url.rstrip("/")
        return f"{bare}{'' if bare.endswith('.git') else '.git'}/info/lfs"
    if "://" in url:
        if not url.startswith(("ssh://", "git+ssh://")):
            return url
        parts = urlsplit(url)
        return _server_of(f"https://{parts.hostname}{parts.path}", root)
    if (found := _SCP.match(url)) and not Path(url).is_absolute() and len(found["host"]) > 1:
        host = found["host"].rpartition("@")[2]
        return _server_of(f"https://{host}/{found['path'].lstrip('/')}", root)
    return str((root / Path(url).expanduser()).resolve())
