"""The repository that runs name commits of, and the commands of MLflow Projects in it.

A run of a project records its commit, entry point and parameters; the command itself is in the `MLproject`
file of that commit: https://mlflow.org/docs/latest/projects.html
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import MissingObjectError
from forebear.sources.mlflow.records import RunRecord

if TYPE_CHECKING:
    from forebear.sources.tool import Context

_PLACE = re.compile(r"\{(\w+)\}")
_LARGEST = 1 << 20  # bytes of an MLproject


class Code:
    """What runs ran, as far as the project's own repository has it; of another one nothing is known."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.full = lru_cache(maxsize=4096)(self._full)
        """Return the full sha of a commit by how it begins, None where there is none, or more than one."""
        self._entry_points = lru_cache(maxsize=1024)(self._read)

    def command(self, run: RunRecord, sha: str) -> tuple[str, str]:
        """Return the command of a project's run and the folder that it ran in, "" where none is recorded.

        Parameters that the entry point does not declare are left out: MLflow does not record whether they
        were given to the command or logged by it.
        """
        tags = run.tags
        if tags.get("mlflow.source.type") != "PROJECT":
            return "", ""
        folder = tags.get("mlflow.source.name", "").partition("#")[2].strip("/")
        entry = as_mapping(self._entry_points(sha, folder).get(tags.get("mlflow.project.entryPoint", "main")))
        template = entry.get("command")
        if not isinstance(template, str):
            return "", ""
        values = {
            name: run.params.get(name, _default(about))
            for name, about in as_mapping(entry.get("parameters")).items()
        }
        missing = [name for name in _PLACE.findall(template) if values.get(name) is None]
        if missing or set(_PLACE.sub("", template)) & set("{}"):
            return "", ""
        return _PLACE.sub(lambda match: _quoted(values[match[1]] or ""), template), folder

    def _full(self, part: str) -> str | None:
        if self._context.place is None:
            return None
        sha = self._context.repository.rev_parse(part)
        return sha if sha is not None and sha.startswith(part) else None

    def _read(self, sha: str, folder: str) -> Mapping[str, object]:
        if self._context.place is None or ".." in folder.split("/"):
            return {}
        try:
            content = self._context.repository.read(sha, posixpath.join(folder, "MLproject"))
            if content is None or len(content) > _LARGEST:
                return {}
            document = as_mapping(load_yaml(decoded(content)))
        except (ActionableError, MissingObjectError, UnreadableError, RecursionError):
            return {}  # a commit of another repository
        return as_mapping(document.get("entry_points"))


def _default(about: object) -> str | None:
    """Return what a parameter is where nobody gives it: `{type: float, default: 0.5}`."""
    value = as_mapping(about).get("default")
    return None if value is None else str(value)


def _quoted(value: str) -> str:
    """Return a value as a word of a shell; MLflow records some as they were quoted."""
    return value if re.fullmatch(r"'[^']*'", value) else shlex.quote(value)
