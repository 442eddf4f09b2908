"""A parameters file with the values of another version, its form kept: what reads it may be simple."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Listed, Scalar
from forebear.sources.dvc.values import flattened, read_values
from forebear.sources.dvc.yaml_text import UnreadableError

_YAML = re.compile(
    r"""^(?P<indent>[ ]*)(?P<key>"[^"]+"|'[^']+'|[^\s#:'"\[\]{},][^#:]*?)(?P<colon>[ ]*:)(?P<gap>[ ]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^#\s](?:[^#]|(?<=\S)\#)*?)?(?P<rest>\s*(?:\#.*)?)$"""
)
_TOML_TABLE = re.compile(r"^\s*\[(?P<name>[\w.-]+)\]\s*(#.*)?$")
_TOML = re.compile(
    r"""^(?P<head>\s*(?P<key>[\w.-]+)\s*=\s*)(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^#"'\s][^#]*?)(?P<rest>\s*(?:\#.*)?)$"""
)


def with_values(path: str, ground: bytes, other: bytes, wanted: Mapping[str, Scalar]) -> bytes:
    """Return the parameters file `ground` with the values `wanted` (dotted names), which `other` has.

    Where both files have the same names `other` is returned as it is. Raises ActionableError where a value
    cannot be put into the file (its form is not understood, or it is a Python file).
    """
    try:
        held, there = flattened(read_values(path, ground)), flattened(read_values(path, other))
    except UnreadableError as error:
        raise _refused(path, str(error)) from error
    if wanted.keys() <= held.keys() == there.keys() and all(
        there.get(name) == value for name, value in wanted.items()
    ):
        return other
    try:
        made = _written(path, ground.decode(), wanted).encode()
        found = flattened(read_values(path, made))
    except (UnreadableError, UnicodeDecodeError, KeyError) as error:
        raise _refused(path, str(error)) from error
    if found != {**held, **wanted}:
        apart = next(
            name for name in found.keys() | wanted.keys() if found.get(name) != {**held, **wanted}.get(name)
        )
        raise _refused(path, f"the place of {apart} is not understood")
    return made


def _refused(path: str, why: str) -> ActionableError:
    return ActionableError(
        f"The parameters of one version cannot be put into {path} of the other: {why}.",
        where=path,
        todo="Compare versions whose files have the same form.",
    )


def _written(path: str, text: str, wanted: Mapping[str, Scalar]) -> str:
    match PurePosixPath(path).suffix.lower():
        case ".json":
            return _in_json(text, wanted)
        case ".toml":
            return _in_toml(text, wanted)
        case ".py":
            raise UnreadableError("it is a Python file")
        case _:
            return _in_yaml(text, wanted)


def _in_json(text: str, wanted: Mapping[str, Scalar]) -> str:
    document = json.loads(text)
    for name, value in wanted.items():
        *above, last = name.split(".")
        inner = document
        for key in above:
            inner = inner[key]
        if last not in inner:
            raise KeyError(name)
        inner[last] = json.loads(value) if isinstance(value, Listed) else value
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _in_yaml(text: str, wanted: Mapping[str, Scalar]) -> str:
    """Replace scalars in block mappings, line by line."""
    lines = text.splitlines(keepends=True)
    above: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        found = _YAML.match(line.rstrip("\r\n"))
        if found is None:
            continue
        indent = len(found["indent"])
        above = [*(each for each in above if each[0] < indent), (indent, found["key"].strip("\"'"))]
        name = ".".join(key for _, key in above)
        if name in wanted and found["value"]:
            end = line[len(line.rstrip("\r\n")) :]
            head = f"{found['indent']}{found['key']}{found['colon']}{found['gap']}"
            lines[place] = f"{head}{_spelt(wanted[name])}{found['rest'].rstrip()}{end}"
    return "".join(lines)


def _in_toml(text: str, wanted: Mapping[str, Scalar]) -> str:
    lines = text.splitlines(keepends=True)
    table = ""
    for place, line in enumerate(lines):
        bare = line.rstrip("\r\n")
        if heading := _TOML_TABLE.match(bare):
            table = f"{heading['name']}."
        elif (found := _TOML.match(bare)) and f"{table}{found['key']}" in wanted:
            value = _spelt(wanted[f"{table}{found['key']}"])
            lines[place] = f"{found['head']}{value}{found['rest']}{line[len(bare) :]}"
    return "".join(lines)


def _spelt(value: Scalar) -> str:
    """Return a value as JSON, which YAML and TOML read as the same (TOML has no null; that is found out)."""
    return value if isinstance(value, Listed) else json.dumps(value, ensure_ascii=False)
