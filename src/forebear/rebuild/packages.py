"""Which packages an image holds, from its own records, without running anything of a project."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.progress import Silent
from forebear.rebuild.container import ContainerRunner
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import NOBODY, Limits, Sandbox

if TYPE_CHECKING:
    from docker import DockerClient

# The shell's own words only: a small image may have no `find` and no `cat`.
_LIST = r"""
for file in /var/lib/dpkg/status /lib/apk/db/installed; do
    [ -r "$file" ] || continue
    echo "@$file"
    while IFS= read -r line; do
        case $line in Package:*|Version:*|Status:*|P:*|V:*) echo "$line";; esac
    done < "$file"
done
for folder in /usr/lib/python3*/*-packages /usr/local/lib/python3*/*-packages \
    /opt/*/lib/python3*/site-packages /opt/*/*/lib/python3*/site-packages \
    /*/lib/python3*/site-packages /root/.local/lib/python3*/site-packages; do
    for found in "$folder"/*.dist-info "$folder"/*.egg-info; do
        [ -e "$found" ] && echo "python:${found##*/}"
    done
done
exit 0
"""
_PYTHON = re.compile(
    r"python:(?P<name>[^-]+(?:-[^-]+)*?)-(?P<version>\d[^-]*)(?:-py[\d.]+)?\.(?:dist|egg)-info"
)


def packages_of(client: DockerClient, image: str, private: Path) -> Mapping[str, str]:
    """Return package to version of the image with this id; Debian's and Alpine's come as `deb:…` and `apk:…`.

    It is asked once and kept under `private`. An image that cannot be read has none.
    """
    cache = private / "images" / f"{image.removeprefix('sha256:')}.json"
    try:
        known: Mapping[str, str] = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = _ask(client, image, cache)
    return known


def _ask(client: DockerClient, image: str, cache: Path) -> Mapping[str, str]:
    cache.parent.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox(image, (_LIST,), "/", (), {}, NOBODY, Limits(memory=1 << 29, seconds=60), init=False)
    answer = cache.with_suffix(".txt")
    ended = ContainerRunner(client, Silent()).run(sandbox, RunLog(answer))
    lines = answer.read_text(encoding="utf-8", errors="replace").splitlines()
    answer.unlink()
    if ended.code != 0:
        return {}
    packages = read_packages(lines)
    cache.write_text(json.dumps(packages, sort_keys=True), encoding="utf-8")
    return packages


def read_packages(lines: list[str]) -> Mapping[str, str]:
    """Read what the listing printed: dpkg's and apk's records, and the names of Python's metadata folders."""
    found: dict[str, str] = {}
    name, installed = "", True
    for line in lines:
        key, _, value = line.partition(":")
        value = value.strip()
        match key:
            case "Package":
                name, installed = f"deb:{value}", True
            case "Status":
                installed = value.endswith(" installed")
            case "P":
                name, installed = f"apk:{value}", True
            case "Version" | "V" if name and installed:
                found[name] = value
            case "python" if match := _PYTHON.fullmatch(line):
                found[re.sub(r"[-_.]+", "-", match["name"]).lower()] = match["version"]
            case _:
                continue
    return found
