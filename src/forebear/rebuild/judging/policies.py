"""Tolerance policies: YAML files that a project keeps in Git, named in every verdict that rests on them.

`forebear/tolerances/NAME.yaml`:

    name: release
    version: 2
    rules:
      - path: metrics/*.json    # of the output; without one, any
        name: "*.auc"           # of the metric, tensor, column or leaf; without one, any
        relative: 1.0e-6
        absolute: 0
        ulp: 4
        nan_equal: false

The first rule that matches a number counts; a number that none matches must be equal.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from forebear.lineage.errors import ActionableError
from forebear.rebuild.judging.tolerance import EXACT, Policy, Rule, Tolerance
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.git.repository import GitRepository

FOLDER = "forebear/tolerances"
DEFAULT = "default"
"""The policy that a project uses where none is named."""

_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")
_LARGEST = 256 << 10  # bytes of a file
_MOST = 1_000  # rules
_LONGEST = 500  # characters of a pattern


class PolicyError(ActionableError):
    """A policy that is not there, or is no policy."""

    exit_code = 2


def policy_of(repository: GitRepository, wanted: str) -> Policy | None:
    """Return the policy that is wanted: a name, a file, or "" for the project's own, None where it has none.

    A name is looked for in what is committed, not in the work tree. Raises PolicyError.
    """
    if wanted.endswith((".yaml", ".yml")) or "/" in wanted:
        return _from_file(Path(wanted))
    name = wanted or DEFAULT
    if not _NAME.fullmatch(name):
        raise PolicyError(
            f"{name!r} is no name of a tolerance policy.", todo="Use letters, digits, - _ and the dot."
        )
    path = f"{FOLDER}/{name}.yaml"
    head = repository.rev_parse("HEAD")
    content = repository.read(head, path) if head else None
    if content is not None:
        return read_policy(content, path, name)
    if wanted:
        raise PolicyError(
            f"There is no tolerance policy {name!r}.",
            where=path,
            todo="Write that file and commit it, or give the path of a file.",
        )
    return None


def _from_file(path: Path) -> Policy:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise PolicyError(
            f"The tolerance policy cannot be read: {error.strerror or error}.",
            where=str(path),
            todo=f"Give the path of a file that you may read, or the name of one in {FOLDER}.",
        ) from error
    return read_policy(content, str(path), path.stem)


def read_policy(content: bytes, where: str, name: str) -> Policy:
    """Return the policy that a file holds; `name` is used where it gives itself none. Raises PolicyError."""
    return _Reading(content, where).policy(name)


class _Reading:
    """One file while it is read; every complaint names the line."""

    def __init__(self, content: bytes, where: str) -> None:
        self._content, self._where = content, where

    def policy(self, name: str) -> Policy:
        if len(self._content) > _LARGEST:
            self._refuse(f"it is larger than {_LARGEST >> 10} KB")
        try:
            text = decoded(self._content)
            load_yaml(text)  # refuses tags, repeated keys and more than one document
        except UnreadableError as error:
            self._refuse(str(error))
        fields = self._mapping(_composed(text), {"name", "version", "rules"}, "the policy")
        rules = fields.get("rules")
        listed = rules.value if rules is not None and isinstance(rules.value, list) else None
        if listed is None or rules is None or rules.id != "sequence":
            self._refuse("it has no list of rules", rules)
        if len(listed) > _MOST:
            self._refuse(f"it has more than {_MOST:,} rules", rules)
        given = self._text(fields.get("name"), name)
        if not _NAME.fullmatch(given):
            self._refuse(
                "its name has other characters than letters, digits, - _ and the dot", fields["name"]
            )
        version = self._text(fields.get("version"), "")
        digest = hashlib.sha256(self._content).hexdigest()
        return Policy(tuple(map(self._rule, listed)), EXACT, given, version[:64], digest)

    def _rule(self, node: Any) -> Rule:
        known = {"path", "name", "metric", "column", "relative", "absolute", "ulp", "nan_equal"}
        fields = self._mapping(node, known, "a rule")
        names = [word for word in ("name", "metric", "column") if word in fields]
        if len(names) > 1:
            self._refuse(f"a rule gives {' and '.join(names)}, which are one thing", fields[names[1]])
        if not fields.keys() & {"relative", "absolute", "ulp", "nan_equal"}:
            self._refuse("a rule allows nothing", node)
        ulp = self._number(fields.get("ulp"), "ulp")
        if ulp != int(ulp):
            self._refuse("ulp is no whole number", fields["ulp"])
        tolerance = Tolerance(
            self._number(fields.get("relative"), "relative", below=1.0),
            self._number(fields.get("absolute"), "absolute"),
            int(ulp),
            self._flag(fields.get("nan_equal")),
        )
        path, name = (self._pattern(fields.get(word)) for word in ("path", *(names or ["name"])))
        return Rule(tolerance, path, name)

    def _mapping(self, node: Any, known: set[str], what: str) -> Mapping[str, Any]:
        if node is None or node.id != "mapping":
            self._refuse(f"{what} is no mapping", node)
        found = {}
        for key, value in node.value:
            if key.value not in known:
                self._refuse(f"{what} has {key.value!r}; known are {', '.join(sorted(known))}", key)
            found[key.value] = value
        return found

    def _text(self, node: Any, default: str) -> str:
        if node is None:
            return default
        if node.id != "scalar" or not node.value.strip():
            self._refuse("a text is missing", node)
        return str(node.value).strip()

    def _pattern(self, node: Any) -> str:
        pattern = self._text(node, "*")
        if len(pattern) > _LONGEST:
            self._refuse(f"a pattern has more than {_LONGEST} characters", node)
        return pattern

    def _number(self, node: Any, word: str, below: float = math.inf) -> float:
        if node is None:
            return 0.0
        try:
            value = float(node.value) if node.id == "scalar" and not node.style else math.nan
        except ValueError:
            value = math.nan
        if not 0 <= value < below:
            bound = f" and less than {below:g}" if math.isfinite(below) else ""
            self._refuse(f"{word} must be a number of at least 0{bound}", node)
        return value

    def _flag(self, node: Any) -> bool:
        if node is None:
            return False
        if node.id != "scalar" or node.value not in ("true", "false"):
            self._refuse("nan_equal must be true or false", node)
        return bool(node.value == "true")

    def _refuse(self, why: str, node: Any = None) -> NoReturn:
        line = f", line {node.start_mark.line + 1}" if node is not None else ""
        raise PolicyError(
            f"This is no tolerance policy: {why}.",
            where=f"{self._where}{line}",
            todo="Mend the file; forebear rebuild --help says what is in one.",
        )


def _composed(text: str) -> Any:
    import yaml

    compose: Callable[..., Any] = yaml.compose
    return compose(text, Loader=yaml.CSafeLoader)
