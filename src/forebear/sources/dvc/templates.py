"""DVC's templating (`${…}`, `foreach`, `matrix`), as far as names, paths and parameters of stages need it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError

_EXPRESSION = re.compile(r"(?<!\\)\$\{(.*?)\}")
_STEP = re.compile(r"[^.\[\]]+")
_MOST = 10_000  # stages that one entry may stand for


def is_template(value: object) -> bool:
    """Whether a text holds a `${…}` that is to be filled in."""
    return isinstance(value, str) and "${" in value and _EXPRESSION.search(value) is not None


@dataclass
class Context:
    """The values that templates may name, and which of them were used.

    `files` are the files they come from, later ones over earlier ones; `own` are values written in `dvc.yaml`
    itself and the `item` and `key` of an iteration; `aliases` say where in a file an `item` comes from;
    `used` collects file to names.
    """

    files: dict[str, Mapping[str, object]] = field(default_factory=dict)
    own: dict[str, object] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, None]] = field(default_factory=dict)

    def having(self, own: Mapping[str, object], aliases: Mapping[str, str] | None = None) -> Context:
        """Return a context with more values of its own, collecting its uses apart."""
        return Context(self.files, {**self.own, **own}, {**self.aliases, **(aliases or {})})

    def filled(self, value: object) -> object:
        """Return a value with its templates filled in; raises UnreadableError for a name nobody gives."""
        if isinstance(value, str):
            return self._text(value) if "${" in value else value
        if isinstance(value, Mapping):
            return {
                self.filled(key) if is_template(key) else key: self.filled(item)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        return value

    def _text(self, text: str) -> object:
        whole = _EXPRESSION.fullmatch(text)
        if whole is not None:
            return self.value(whole[1].strip())
        filled = _EXPRESSION.sub(lambda match: as_text(self.value(match[1].strip())), text)
        return filled.replace("\\${", "${")

    def value(self, expression: str) -> object:
        """Return what `a.b[0].c` names."""
        steps = _STEP.findall(expression)
        if not steps:
            raise UnreadableError(f"the template ${{{expression}}} names nothing")
        if steps[0] in self.own:
            found = _walk(self.own, steps, expression)
            if steps[0] in self.aliases:
                self._note([*_STEP.findall(self.aliases[steps[0]]), *steps[1:]])
            return found
        for file in reversed(self.files):
            if steps[0] in self.files[file]:
                # Two files may each hold a part of one mapping.
                try:
                    found = _walk(self.files[file], steps, expression)
                except UnreadableError:
                    continue
                self._note(steps)
                return found
        raise UnreadableError(f"nothing gives a value for the template ${{{expression}}}")

    def _note(self, steps: list[str]) -> None:
        for file in reversed(self.files):
            if steps[0] in self.files[file]:
                self.used.setdefault(file, {})[".".join(steps)] = None
                return


def as_text(value: object) -> str:
    """Return a value as DVC writes it into a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def expanded(
    name: str, definition: object, context: Context
) -> Iterator[tuple[str, Mapping[str, object], Context]]:
    """Yield name, definition and context of each stage that an entry of `stages:` stands for.

    Raises UnreadableError where what it iterates over cannot be found.
    """
    stage = as_mapping(definition)
    if "foreach" in stage:
        yield from _foreach(name, stage, context)
    elif "matrix" in stage:
        yield from _matrix(name, stage, context)
    else:
        yield name, stage, context.having({})


def _foreach(
    name: str, stage: Mapping[str, object], context: Context
) -> Iterator[tuple[str, Mapping[str, object], Context]]:
    over = stage["foreach"]
    items = context.having({}).filled(over)
    template = as_mapping(stage.get("do"))
    match = _EXPRESSION.fullmatch(over) if isinstance(over, str) else None
    if isinstance(items, Mapping):
        for key, item in items.items():
            aliases = {"item": f"{match[1].strip()}.{key}"} if match else {}
            yield (
                f"{name}@{as_text(key)}",
                template,
                context.having({"item": item, "key": as_text(key)}, aliases),
            )
    elif isinstance(items, list):
        composite = any(isinstance(item, Mapping | list) for item in items)
        for index, item in enumerate(items):
            yield f"{name}@{index if composite else as_text(item)}", template, context.having({"item": item})
    else:
        raise UnreadableError(f"the stage {name!r} iterates over something that is no list and no mapping")


def _matrix(
    name: str, stage: Mapping[str, object], context: Context
) -> Iterator[tuple[str, Mapping[str, object], Context]]:
    axes = as_mapping(context.having({}).filled(stage["matrix"]))
    template = {key: value for key, value in stage.items() if key != "matrix"}
    choices = [list(enumerate(as_list(axis))) for axis in axes.values()]
    if math.prod(map(len, choices)) > _MOST:
        raise UnreadableError(f"the stage {name!r} stands for more than {_MOST} stages")
    for combination in itertools.product(*choices):
        item = {axis: value for axis, (_, value) in zip(axes, combination, strict=True)}
        key = "-".join(
            f"{axis}{index}" if isinstance(value, Mapping | list) else as_text(value)
            for axis, (index, value) in zip(axes, combination, strict=True)
        )
        yield f"{name}@{key}", template, context.having({"item": item, "key": key})


def _walk(root: Mapping[str, object], steps: list[str], expression: str) -> object:
    value: object = root
    for step in steps:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            matching = [key for key in value if str(key) == step] if isinstance(value, Mapping) else []
            if not matching:
                raise UnreadableError(f"nothing gives a value for the template ${{{expression}}}")
            value = value[matching[0]]  # type: ignore[index]
    return value
