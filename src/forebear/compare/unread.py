"""Why files of metrics and parameters that are here could not be read."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.lineage.errors import ActionableError
from forebear.lineage.questions import Questions

_SAID = "This file could not be read: "


def unread_files(questions: Questions, files: Mapping[str, int]) -> dict[str, str]:
    """Return the reasons by path; `files` are paths of a commit and the nodes of what is there.

    An import tells a problem once for each content, at the first commit that holds it.
    """
    found: dict[str, str] = {}
    for problem in questions.problems() if files else ():
        path, _, commit = problem.where.rpartition("@")
        if path in files and path not in found and problem.what.startswith(_SAID):
            held = {item.path: item.node.id for item in questions.held(_sha(questions, commit))}
            if held.get(path) == files[path]:
                found[path] = problem.what.removeprefix(_SAID).rstrip(".")
    return found


def _sha(questions: Questions, beginning: str) -> str:
    try:
        return questions.resolve(beginning).node.key
    except ActionableError:  # it is in no history any more
        return ""
