"""In which factors two versions differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forebear.lineage.answers import Node
from forebear.rebuild.attribution.versions import Factor, Stage, Version


@dataclass(frozen=True, slots=True)
class Differing:
    """A factor that differs: what each version has of it, in a few words, and everything of it in lines."""

    factor: Factor
    a: str
    b: str
    lines: tuple[str, ...] = ()


def differing(a: Version, b: Version) -> tuple[Differing, ...]:
    """Return the factors in which two versions differ.

    What only one of them has (an input, a parameter, a step) goes with the code, which reads it.
    """
    found = [_data(a, b), _code(a, b), _parameters(a, b), _environment(a, b)]
    return tuple(each for each in found if each is not None)


def common_data(a: Version, b: Version) -> list[str]:
    """Return the paths of data that both versions read and that differ."""
    return sorted(path for path in a.data.keys() & b.data.keys() if a.data[path].id != b.data[path].id)


def common_parameters(a: Version, b: Version) -> list[tuple[str, str]]:
    """Return the parameters that both versions have and that differ, as (file, name)."""
    return sorted(
        name
        for name in a.parameters.keys() & b.parameters.keys()
        if (type(a.parameters[name]), a.parameters[name]) != (type(b.parameters[name]), b.parameters[name])
        and a.parameters[name] != b.parameters[name]
    )


def _data(a: Version, b: Version) -> Differing | None:
    paths = common_data(a, b)
    if not paths:
        return None
    lines = tuple(f"{path}: {_short(a.data[path].key)} → {_short(b.data[path].key)}" for path in paths)
    return Differing(Factor.DATA, _named(paths, a.data), _named(paths, b.data), lines)


def _named(paths: Sequence[str], nodes: Mapping[str, Node]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]} {_short(nodes[paths[0]].key)}{more}"


def _code(a: Version, b: Version) -> Differing | None:
    lines = []
    names = list(dict.fromkeys(stage.name for version in (a, b) for stage in version.stages))
    for name in names:
        one, other = a.stage(name), b.stage(name)
        if one is None or other is None:
            lines.append(f"{name}: a step of {'B' if one is None else 'A'} only")
            continue
        files = sorted(
            path for path in one.code.keys() | other.code.keys() if one.code.get(path) != other.code.get(path)
        )
        lines += [f"{path}: {_change(one.code.get(path), other.code.get(path))}" for path in files]
        if one.record.run.command != other.record.run.command:
            lines.append(f"{name}: another command")
    for what, sides in (
        ("data", (a.data.keys(), b.data.keys())),
        ("parameter", (a.parameters.keys(), b.parameters.keys())),
    ):
        for only, letter in ((sides[0] - sides[1], "A"), (sides[1] - sides[0], "B")):
            lines += [f"{what} that only {letter} has: {_spelt(each)}" for each in sorted(map(_spelt, only))]
    if not lines:
        return None
    return Differing(Factor.CODE, a.code, b.code, tuple(dict.fromkeys(lines)))


def _change(one: str | None, other: str | None) -> str:
    if one is None:
        return "added"
    return "removed" if other is None else "changed"


def _spelt(name: object) -> str:
    return ":".join(name) if isinstance(name, tuple) else str(name)


def _parameters(a: Version, b: Version) -> Differing | None:
    names = common_parameters(a, b)
    if not names:
        return None

    def said(version: Version) -> str:
        return ", ".join(f"{name} = {version.parameters[file, name]}" for file, name in names[:3]) + (
            f" and {len(names) - 3} more" if len(names) > 3 else ""
        )

    lines = tuple(
        f"{file}: {name} = {a.parameters[file, name]} → {b.parameters[file, name]}" for file, name in names
    )
    return Differing(Factor.PARAMETERS, said(a), said(b), lines)


def _environment(a: Version, b: Version) -> Differing | None:
    apart = [
        (stage, other)
        for stage in a.stages
        if (other := b.stage(stage.name)) is not None and stage.environment != other.environment
    ]
    if not apart:
        return None
    lines = tuple(f"{stage.name}: {_where(stage)} → {_where(other)}" for stage, other in apart)
    return Differing(Factor.ENVIRONMENT, _where(apart[0][0]), _where(apart[0][1]), lines)


def _where(stage: Stage) -> str:
    image = stage.plan.image
    return f"{image.image.reference} {_short(image.image.identity)}" if image else "no image"


def _short(digest: str) -> str:
    algorithm, colon, value = digest.partition(":")
    return f"{algorithm}:{value[:8]}" if colon else digest[:10]
