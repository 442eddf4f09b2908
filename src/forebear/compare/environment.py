"""Environments side by side: what ran, what is in its image, and what files at the commits ask for.

A version whose environment nobody recorded is *not recorded*, which is neither the same nor different; so is
a kind of thing (system packages, say) of which nothing is known for a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forebear.compare.comparison import Changed, EnvironmentRow, any_change
from forebear.compare.environment_files import FilesAt
from forebear.compare.environment_images import Images, image_values, layer_texts
from forebear.compare.version import Contents
from forebear.lineage.words import Environment
from forebear.sources.guarded import Slot, Values, guarded
from forebear.sources.images.contents import ImageContents

ASPECTS = (
    "image",
    "layers",
    "os",
    "cuda",
    "docker",
    "platform",
    "package",
    "variable",
    "fact",
    "declared",
    "config",
)
"""The kinds of rows, in their order: beside what was recorded (image, platform, package, variable, fact) what
the image itself says (layers, os, cuda, docker) and what files of the repository do: the packages that they
declare, and configuration for Kubernetes."""

_SYSTEM = ("deb:", "apk:", "rpm:")
_OF_IMAGE = ("layers", "os", "cuda", "docker")


@dataclass(frozen=True, slots=True)
class _Ran:
    """The values of one environment, and of which families of them something is known."""

    values: Values
    families: frozenset[str]


def compare_environments(
    contents: Sequence[Contents],
    images: Images | None = None,
    files: Sequence[FilesAt | None] = (),
) -> tuple[tuple[EnvironmentRow, ...], Changed]:
    """Return all rows, and whether an environment changed.

    Where all runs of every version ran in one environment each, that one is compared; else run by run, by
    name. `images` are those whose layers were read, `files` what each version's commit declares (None = not
    known). A recorded fact (CPU, engine) that differs is shown, but is no change of the environment that was
    chosen. Files decide only where no environment was recorded: what ran counts, not what was asked for.
    """
    known = [
        {name: _ran(ran, images or {}) for name, ran in content.environments.items()} for content in contents
    ]
    if all(_uniform(runs) for runs in known):
        columns = {"": [next(iter(runs.values()), None) for runs in known]}
    else:
        names = sorted({name for runs in known for name in runs})
        columns = {name: [runs.get(name) for runs in known] for name in names}
    rows: list[EnvironmentRow] = []
    changes: list[Changed] = []
    for name, ran in columns.items():
        of_run = _rows(name, ran)
        rows += of_run
        if any(value is None for value in ran):
            changes.append(None)
        changes += [row.differs for row in of_run if row.aspect != "fact"]
    declared = _file_rows(files)
    changed = any_change(changes)
    if changed is None and any(row.differs for row in declared):
        changed = True
    return tuple(sorted([*rows, *declared], key=_order)), changed


def _order(row: EnvironmentRow) -> tuple[str, int, str, str]:
    return (row.run, ASPECTS.index(row.aspect), row.source, row.name)


def _uniform(runs: Mapping[str, _Ran | None]) -> bool:
    values = list(runs.values())
    return all(value == values[0] for value in values)


def _ran(environment: Environment | None, images: Images) -> _Ran | None:
    if environment is None:
        return None
    found: dict[Slot, tuple[str, str]] = {}
    families = {"image", "platform", "variable", "fact"}
    if image := environment.image:
        identity = image.id or image.digest
        shown = f"{image.reference} ({identity})" if identity and image.reference else image.identity
        found["image", "", "image"] = (shown, image.identity)
        contents = images.get(image.identity)
        if isinstance(contents, ImageContents):
            found |= image_values(contents)
            families |= {"layers", "docker"}
            if not contents.problems:
                families |= {"package system", "package python", *_OF_IMAGE}
        if image.diff_ids:
            families.add("layers")
            found["layers", "", "layers"] = (f"{len(image.diff_ids)} layers", " ".join(image.diff_ids))
    if environment.platform:
        found["platform", "", "platform"] = (environment.platform, environment.platform)
    for aspect, pairs in (
        ("package", environment.packages),
        ("variable", environment.variables),
        ("fact", environment.facts),
    ):
        for name, value in pairs.items():
            slot = (aspect, "", name)
            in_image = found.get(slot)
            if in_image is not None and in_image[1] != value:
                value = f"{value} (the image has {in_image[0]})"  # noqa: PLW2901
            found[slot] = guarded(name, value) if aspect == "variable" else (value, value)
            families.add(_family(slot))
    return _Ran(found, frozenset(families))


def _family(slot: Slot) -> str:
    """Return what is known of a version together: who lists one Debian package lists all."""
    aspect, _, name = slot
    if aspect != "package":
        return aspect
    return "package system" if name.startswith(_SYSTEM) else "package python"


def _rows(run: str, columns: Sequence[_Ran | None]) -> list[EnvironmentRow]:
    slots = {slot for ran in columns if ran for slot in ran.values}
    rows = []
    for slot in slots:
        family = _family(slot)
        found = [ran.values.get(slot) if ran else None for ran in columns]
        recorded = tuple(ran is not None and family in ran.families for ran in columns)
        rows.append(_row(slot, run, found, recorded))
    return rows


def _row(
    slot: Slot, run: str, found: Sequence[tuple[str, str] | None], recorded: tuple[bool, ...]
) -> EnvironmentRow:
    aspect, source, name = slot
    shown = tuple(value[0] if value else None for value in found)
    keys = tuple(value[1] if value else None for value in found)
    if aspect == "layers":
        shown = layer_texts(keys)
    elif aspect == "declared" and len(set(shown)) == 1 and len(set(keys)) > 1:
        shown = tuple(text and f"{text} (files with other hashes)" for text in shown)
    return EnvironmentRow(aspect, name, run, shown, recorded, keys, source)


def _file_rows(files: Sequence[FilesAt | None]) -> list[EnvironmentRow]:
    known = [each for each in files if each is not None]
    slots = {slot for each in known for slot in each.values}
    recorded = tuple(each is not None for each in files)
    rows = []
    for slot in slots:
        unread = [each is not None and slot[1] in each.unread for each in files]
        found = [each.values.get(slot) if each else None for each in files]
        here = tuple(is_known and not lost for is_known, lost in zip(recorded, unread, strict=True))
        rows.append(_row(slot, "", found, here))
    return rows
