"""Files of metrics and parameters (YAML, JSON, TOML, Python), read as DVC reads them."""

from __future__ import annotations

import ast
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import cast

from forebear.lineage.words import Listed, Scalar
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml

_DEEPEST = 100
_MOST = 100_000  # names in one file
_LONGEST = 14_000  # bits of a whole number; Python writes no longer ones (4,300 digits), but reads their hex
_DIGITS = "it holds a number of thousands of digits"
_PLAIN = re.compile(r"(?!(?:None|True|False|nan|inf)\Z)[^\W\d][\w-]*")


def read_values(path: str, content: bytes) -> object:
    """Return what a file of metrics or parameters holds, as dicts, lists and scalars.

    The ending says how it is read, as in DVC: `.json`, `.toml`, `.py` (only literal assignments, nothing is
    run), any other as YAML. Raises UnreadableError with the reason.
    """
    text = decoded(content)
    suffix = PurePosixPath(path).suffix.lower()
    try:
        match suffix:
            case ".json":
                return json.loads(text) if text.strip() else None
            case ".toml":
                return tomllib.loads(text)
            case ".py":
                return _python_values(ast.parse(text).body)
            case _:
                return load_yaml(text)
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("it is nested too deep") from error
    except (ValueError, SyntaxError) as error:
        if "set_int_max_str_digits" in str(error):
            raise UnreadableError(_DIGITS) from error
        name = {".json": "JSON", ".toml": "TOML", ".py": "Python"}.get(suffix, "YAML")
        raise UnreadableError(f"it is no {name} ({error})") from error


def flattened(value: object) -> dict[str, Scalar]:
    """Return names with dots and their values; a list, and an empty mapping, is one value: its JSON text.

    Where keys with dots make two names the same, their keys are in quotes. Raises UnreadableError for values
    nested without end or by the hundred thousand.
    """
    if not isinstance(value, dict):
        return {}
    return {name: _scalar(leaf) for name, leaf in _leaves(value)}


def metric_values(value: object, name: str) -> dict[str, tuple[float | None, str]]:
    """Return the metrics of a file's content: dotted names to (number, "") or (None, text).

    As in DVC lists and nulls are no metrics. A file that is one bare value is a metric called `name`. A whole
    number that no float is comes with its digits as text.
    """
    if isinstance(value, int) and value.bit_length() > _LONGEST:
        raise UnreadableError(_DIGITS)
    if isinstance(value, int | float | str):
        return {name: _metric(value)}
    if not isinstance(value, dict):
        return {}
    return {found: _metric(leaf) for found, leaf in _leaves(value) if isinstance(leaf, int | float | str)}


def as_mapping(value: object) -> Mapping[str, object]:
    """Return a mapping with text for keys; an empty one for anything else."""
    if not isinstance(value, dict):
        return {}
    for key in value:
        if type(key) is not str:
            return {str(key): item for key, item in value.items()}
    return value


def as_list(value: object) -> list[object]:
    """Return a list as it is, an empty one for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def _leaves(value: dict[object, object]) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    _collect(value, "", 0, found, str)
    times = Counter(name for name, _ in found)
    if len(times) == len(found):
        return found
    quoted: list[tuple[str, object]] = []
    _collect(value, "", 0, quoted, _quoted)
    return [
        (exact if times[name] > 1 else name, leaf)
        for (name, leaf), (exact, _) in zip(found, quoted, strict=True)
    ]


def _collect(
    value: dict[object, object],
    prefix: str,
    depth: int,
    found: list[tuple[str, object]],
    say: Callable[[object], str],
) -> None:
    if depth > _DEEPEST or len(found) > _MOST:
        raise UnreadableError("it holds too many values, or they are nested too deep")
    for key, item in value.items():
        if isinstance(item, dict) and item:
            _collect(item, f"{prefix}{say(key)}.", depth + 1, found, say)
        elif isinstance(item, int) and item.bit_length() > _LONGEST:
            raise UnreadableError(_DIGITS)
        else:
            found.append((f"{prefix}{say(key)}", item))


def _quoted(key: object) -> str:
    """Return a key so that no other is the same: text that could be mistaken is in quotes."""
    return (
        json.dumps(key, ensure_ascii=False)
        if isinstance(key, str) and not _PLAIN.fullmatch(key)
        else str(key)
    )


def _scalar(leaf: object) -> Scalar:
    if leaf is None or isinstance(leaf, str | int | float):
        return leaf
    if isinstance(leaf, dict | list | tuple | set):
        items = sorted(leaf, key=repr) if isinstance(leaf, set) else leaf
        try:
            return Listed(json.dumps(items, ensure_ascii=False, default=str))
        except RecursionError as error:
            raise UnreadableError("its values are nested too deep") from error
        except ValueError as error:
            raise UnreadableError(_DIGITS) from error
    return str(leaf)  # a date of TOML


def _metric(leaf: float | str) -> tuple[float | None, str]:
    if isinstance(leaf, bool):
        return None, "true" if leaf else "false"
    if isinstance(leaf, str):
        return None, leaf
    try:
        number = float(leaf)
    except OverflowError:
        number = math.inf if leaf > 0 else -math.inf
    return number, str(leaf) if isinstance(leaf, int) and number != leaf else ""


def _python_values(body: list[ast.stmt], *, of_self: bool = False) -> dict[str, object]:
    """Return literal assignments, those of classes and of `self` in `__init__` nested; as DVC finds them."""
    found: dict[str, object] = {}
    for statement in body:
        match statement:
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                name = _target_name(target, of_self=of_self)
                if name is not None:
                    try:
                        found[name] = ast.literal_eval(value)
                    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                        continue
            case ast.ClassDef(name=name, body=inner):
                found[name] = _python_values(inner)
            case ast.FunctionDef(name="__init__", body=inner):
                found.update(_python_values(inner, of_self=True))
    return found


def _target_name(target: ast.expr, *, of_self: bool) -> str | None:
    match target:
        case ast.Name(id=name) if not of_self:
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
    return None
