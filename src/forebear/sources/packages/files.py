"""Which files of a repository say what is installed, and what they say. Nothing of them is run."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.packages.conda import read_environment, read_explicit
from forebear.sources.packages.declared import Declared, PackageFile, specified
from forebear.sources.packages.dockerfile import read_dockerfile
from forebear.sources.packages.locks import (
    read_conda_lock,
    read_pipfile_lock,
    read_poetry_lock,
    read_pylock,
    read_uv_lock,
)
from forebear.sources.packages.project import read_project
from forebear.sources.packages.requirements import read_requirements

_ELSEWHERE = {"node_modules", "site-packages", "dist-packages", ".venv", "venv", ".tox", ".git"}
_REQUIREMENTS = re.compile(
    r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in)|pip[-_]freeze.*\.txt"
)
_CONDA = re.compile(r"(?:.*[-_.])?(?:environment|conda)(?:[-_.].*)?\.ya?ml")
_PYLOCK = re.compile(r"pylock(?:\.[^.]+)?\.toml")


def read_package_file(path: str, content: bytes) -> PackageFile:
    """Read a file that `reader_of` knows; what cannot be read is its `problem`."""
    reader = reader_of(path)
    if reader is None:
        return PackageFile(problem="it is no package file")
    try:
        return reader(decoded(content))
    except UnreadableError as error:
        return PackageFile(problem=str(error))
    except (RecursionError, MemoryError):
        return PackageFile(problem="it is nested too deep")
    except ValueError as error:
        return PackageFile(problem=f"it is not what its name says ({error})")


def reader_of(path: str) -> Callable[[str], PackageFile] | None:  # noqa: PLR0911
    """Return what reads the file of this name, None where it says nothing about packages."""
    pure = PurePosixPath(path)
    name = pure.name.lower()
    if not _ELSEWHERE.isdisjoint(pure.parts):
        return None
    if name in ("conda-lock.yml", "conda-lock.yaml"):
        return lambda text: read_conda_lock(as_mapping(load_yaml(text)))
    if name == "uv.lock":
        return lambda text: read_uv_lock(tomllib.loads(text))
    if name in ("poetry.lock", "pdm.lock"):
        return lambda text: read_poetry_lock(tomllib.loads(text))
    if name == "pipfile.lock":
        return lambda text: read_pipfile_lock(as_mapping(json.loads(text)))
    if name == "python_env.yaml":
        return _python_env
    if _PYLOCK.fullmatch(name):
        return lambda text: read_pylock(tomllib.loads(text))
    if _REQUIREMENTS.fullmatch(name) or (
        name.endswith((".txt", ".in")) and pure.parent.name == "requirements"
    ):
        return lambda text: read_explicit(text) if "@EXPLICIT" in text else read_requirements(text)
    if name == "pyproject.toml":
        return lambda text: read_project(tomllib.loads(text))
    if _CONDA.fullmatch(name):
        return lambda text: read_environment(load_yaml(text))
    if re.fullmatch(r"(?:.*\.)?(?:dockerfile|containerfile)(?:\..+)?", name):
        return read_dockerfile
    return None


def _python_env(text: str) -> PackageFile:
    """Read MLflow's python_env.yaml: the interpreter, and requirements."""
    document = as_mapping(load_yaml(text))
    lines = [*as_list(document.get("build_dependencies")), *as_list(document.get("dependencies"))]
    found = read_requirements("\n".join(map(str, lines)))
    python = document.get("python")
    version, wanted = specified(f"=={python}") if python is not None else ("", "")
    own = (Declared("python", version, wanted),) if python is not None else ()
    return PackageFile((*own, *found.packages), found.settings, found.problem)


def settings_of(file: PackageFile) -> Mapping[str, str]:
    """Return what a file says beside its packages."""
    return file.settings or {}
