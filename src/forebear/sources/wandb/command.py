"""How a run was started: its command, and the folder in which that was."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import PurePosixPath

from forebear.sources.dvc.values import as_list
from forebear.sources.guarded import guarded_words


def command_of(metadata: Mapping[str, object]) -> tuple[tuple[str, ...], str]:
    """Return the command and its folder, relative to the repository's root, as far as they are known.

    W&B records where the program is in the repository and from the folder it was started in; what is left of
    the one before the other is that folder. Notebooks and what was typed have no command.
    """
    program = _path(metadata, "program")
    in_repository = _path(metadata, "codePath")
    from_folder = _path(metadata, "codePathLocal")
    if (not program and not in_repository) or program.startswith("<") or program.endswith(".ipynb"):
        return (), ""
    folder = ""
    if program.startswith("-m "):
        script = ["-m", program[3:].strip()]
    else:
        script = [_below(program, _path(metadata, "root"))]
        if in_repository and not in_repository.startswith(("/", "../")):
            script = [in_repository]
            if from_folder and f"/{in_repository}".endswith(f"/{from_folder}"):
                script, folder = [from_folder], in_repository.removesuffix(from_folder).rstrip("/")
    arguments = [str(each) for each in as_list(metadata.get("args"))]
    words = [_python(_path(metadata, "executable")), *script, *arguments]
    return (shlex.join(guarded_words(words)),), folder


def _path(metadata: Mapping[str, object], name: str) -> str:
    value = metadata.get(name)
    return value.replace("\\", "/") if isinstance(value, str) else ""


def _python(executable: str) -> str:
    name = PurePosixPath(executable).name.removesuffix(".exe")
    return name if name.startswith("python") else "python"


def _below(program: str, root: str) -> str:
    return program.removeprefix(f"{root}/") if root else program
