"""Environments that are installed here: virtual environments and prefixes of conda. Nothing is run.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/ and
https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/install.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Environment, Problem
from forebear.sources.dvc.values import as_mapping
from forebear.sources.environments.places import folders_of, state_of
from forebear.sources.packages.declared import normalised, without_credentials
from forebear.sources.packages.installed import installed
from forebear.sources.urls import without_secrets

_MOST = 20_000  # packages
_LARGEST = 1 << 20  # bytes of the metadata of a package
_HISTORY = 4 << 20


class InstalledSource:
    """One environment: its packages, what of them came from elsewhere, and what was asked of conda."""

    def __init__(self, kind: str, prefix: Path) -> None:
        self.kind = kind
        self.location = str(prefix)
        self._prefix = prefix

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the environment as it is now, where it is another than that of `since`."""
        progress.step("documents", message=self.location)
        state = state_of(self._prefix)
        if since == state:
            return
        try:
            environment = read_environment(self._prefix)
        except OSError as error:
            yield Problem(self.kind, self.location, f"This environment could not be read: {error.strerror}.")
            return
        yield Solved(self.kind, self.location)
        yield environment
        yield Checkpoint(self.kind, self.location, state)


def read_environment(prefix: Path) -> Environment:
    """Read an environment; raises OSError where its folders cannot be listed."""
    files: dict[str, bytes] = {}
    facts: dict[str, str] = {"environment": str(prefix)}
    for folder in folders_of(prefix):
        place = folder.relative_to(prefix).as_posix()
        for number, entry in enumerate(sorted(os.scandir(folder), key=lambda entry: entry.name)):
            if number >= _MOST:
                break
            path = f"{place}/{entry.name}"
            if place == "conda-meta" and entry.name.endswith(".json"):
                files[path] = b""  # its name says it all
            elif entry.name.endswith((".dist-info", ".egg-info")):
                record = Path(entry.path)
                record = record / "METADATA" if entry.name.endswith(".dist-info") else record / "PKG-INFO"
                files[f"{path}/{record.name}"] = _read(record, _LARGEST)
                facts |= _came_from(Path(entry.path))
    facts |= _python(prefix) | _asked_of_conda(prefix)
    return Environment(packages=installed(files), facts=facts)


def _read(path: Path, largest: int) -> bytes:
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(largest)
    except OSError:
        return b""


def _came_from(folder: Path) -> dict[str, str]:
    """Return where a package was installed from, where that is no index: the URL and the commit."""
    try:
        document = as_mapping(json.loads(_read(folder / "direct_url.json", _LARGEST) or b"null"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document.get("url"), str):
        return {}
    name = normalised(folder.name.partition("-")[0])
    commit = as_mapping(document.get("vcs_info")).get("commit_id")
    editable = as_mapping(document.get("dir_info")).get("editable") is True
    words = [without_secrets(without_credentials(str(document["url"])))]
    words += [f"at {commit}"] if commit else []
    words += ["editable"] if editable else []
    return {f"{name} from": " ".join(words)}


def _python(prefix: Path) -> dict[str, str]:
    """Return the Python of a virtual environment as its own file says."""
    for line in _read(prefix / "pyvenv.cfg", _LARGEST).decode("utf-8", "replace").splitlines():
        name, equals, value = line.partition("=")
        if equals and name.strip() in ("version", "version_info"):
            return {"python": value.strip()}
    return {}


def _asked_of_conda(prefix: Path) -> dict[str, str]:
    """Return the last specification that conda was given, and when the environment was last changed."""
    found: dict[str, str] = {}
    text = _read(prefix / "conda-meta" / "history", _HISTORY).decode("utf-8", "replace")
    for line in text.splitlines():
        if line.startswith("==>") and line.endswith("<=="):
            found["conda changed"] = line.strip("=<> ")
        elif line.startswith(("# update specs:", "# install specs:", "# create specs:")):
            found["conda specs"] = line.partition(":")[2].strip()
    return found
