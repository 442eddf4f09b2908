"""Environments side by side: image, platform, packages, variables and other recorded facts.

A version whose environment nobody recorded is *not recorded*, which is neither the same nor different.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forebear.compare.comparison import Changed, EnvironmentRow, any_change
from forebear.compare.version import Contents
from forebear.lineage.words import Environment

_Values = Mapping[tuple[str, str], tuple[str, str]]
"""(aspect, name) -> (shown, compared)."""

ASPECTS = ("image", "platform", "package", "variable", "fact")


def compare_environments(contents: Sequence[Contents]) -> tuple[tuple[EnvironmentRow, ...], Changed]:
    """Return all rows, and whether an environment changed.

    Where all runs of every version ran in one environment each, that one is compared; else run by run, by
    name. A recorded fact (CPU, engine) that differs is shown, but is no change of the environment that was
    chosen.
    """
    known = [{name: _values(ran) for name, ran in content.environments.items()} for content in contents]
    if all(_uniform(runs) for runs in known):
        columns = {"": [next(iter(runs.values()), None) for runs in known]}
    else:
        names = sorted({name for runs in known for name in runs})
        columns = {name: [runs.get(name) for runs in known] for name in names}
    rows: list[EnvironmentRow] = []
    changes: list[Changed] = []
    for name, values in columns.items():
        of_run = _rows(name, values)
        rows += of_run
        if any(value is None for value in values):
            changes.append(None)
        changes += [row.differs for row in of_run if row.aspect != "fact"]
    return tuple(rows), any_change(changes)


def _uniform(runs: Mapping[str, _Values | None]) -> bool:
    values = list(runs.values())
    return all(value == values[0] for value in values)


def _values(environment: Environment | None) -> _Values | None:
    if environment is None:
        return None
    found: dict[tuple[str, str], tuple[str, str]] = {}
    if image := environment.image:
        identity = image.id or image.digest
        shown = f"{image.reference} ({identity})" if identity and image.reference else image.identity
        found["image", "image"] = (shown, image.identity)
    if environment.platform:
        found["platform", "platform"] = (environment.platform, environment.platform)
    for aspect, pairs in (
        ("package", environment.packages),
        ("variable", environment.variables),
        ("fact", environment.facts),
    ):
        found |= {(aspect, name): (value, value) for name, value in pairs.items()}
    return found


def _rows(run: str, columns: Sequence[_Values | None]) -> list[EnvironmentRow]:
    names = {name for values in columns if values for name in values}
    recorded = tuple(values is not None for values in columns)
    rows = []
    for aspect, name in sorted(names, key=lambda pair: (ASPECTS.index(pair[0]), pair[1])):
        found = [(values or {}).get((aspect, name)) for values in columns]
        rows.append(
            EnvironmentRow(
                aspect,
                name,
                run,
                tuple(value[0] if value else None for value in found),
                recorded,
                tuple(value[1] if value else None for value in found),
            )
        )
    return rows
