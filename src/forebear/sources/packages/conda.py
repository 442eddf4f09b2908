"""Conda's environment files: `environment.yml` as `conda env export` writes it, MLflow's `conda.yaml`, and
explicit lists (`conda list --explicit`, `conda-lock --kind explicit`)."""

from __future__ import annotations

import re

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.packages.declared import Declared, PackageFile, without_credentials
from forebear.sources.packages.requirements import read_requirement

_SPEC = re.compile(
    r"(?:(?P<channel>[^\s:]+)::)?(?P<name>[A-Za-z0-9_.-]+)\s*(?P<rest>.*)\Z",
    re.DOTALL,
)
_FIXED = re.compile(r"(?P<equals>={1,2})(?P<version>[^\s=<>!,|*]+)(?:[=\s](?P<build>[^\s=]+))?\Z")


def read_environment(document: object) -> PackageFile:
    """Read the content of an environment.yml; packages of conda come as `conda:name`, those of pip bare."""
    table = as_mapping(document)
    packages: list[Declared] = []
    unread = 0
    for entry in as_list(table.get("dependencies")):
        if isinstance(entry, dict):
            for manager, inner in entry.items():
                if str(manager) != "pip":
                    unread += 1
                    continue
                found = [read_requirement(str(line)) for line in as_list(inner)]
                packages += [each for each in found if each is not None]
                unread += found.count(None)
        else:
            spec = read_spec(str(entry))
            if spec is None:
                unread += 1
            else:
                packages.append(spec)
    settings = {key: str(table[key]) for key in ("name", "prefix") if key in table}
    if channels := as_list(table.get("channels")):
        settings["channels"] = ", ".join(without_credentials(str(channel)) for channel in channels)
    for key, value in as_mapping(table.get("variables")).items():
        settings[f"variable {key}"] = str(value)
    return PackageFile(
        tuple(packages), settings, f"{unread} of its dependencies name no package" if unread else ""
    )


def read_spec(text: str) -> Declared | None:
    """Read a conda match spec. `python=3.11` is a prefix, hence a range; `python=3.11.4=h955ad1f_0` and
    `python==3.11.4` are versions."""
    match = _SPEC.match(text.strip())
    if match is None:
        return None
    rest = match["rest"].strip()
    name = f"conda:{match['name'].lower()}"
    channel = f"channel {match['channel']}" if match["channel"] else ""
    fixed = _FIXED.fullmatch(rest)
    if fixed and (fixed["build"] or fixed["equals"] == "=="):
        build = f"build {fixed['build']}" if fixed["build"] else ""
        return Declared(name, fixed["version"], ", ".join(filter(None, (build, channel))))
    return Declared(name, "", " ".join(filter(None, (rest, channel))))


def read_explicit(text: str) -> PackageFile:
    """Read a list of URLs below `@EXPLICIT`."""
    packages = []
    unread = 0
    for line in text.splitlines():
        url = line.strip()
        if not url or url.startswith(("#", "@")):
            continue
        address, _, digest = url.partition("#")
        name = address.rpartition("/")[2].removesuffix(".conda").removesuffix(".tar.bz2")
        parts = name.rsplit("-", 2)
        if len(parts) != 3:
            unread += 1
            continue
        packages.append(
            Declared(
                f"conda:{parts[0].lower()}", parts[1], f"build {parts[2]}", hashes=(digest,) if digest else ()
            )
        )
    return PackageFile(tuple(packages), {}, f"{unread} of its lines name no package" if unread else "")
