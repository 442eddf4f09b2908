"""What a pyproject.toml asks for: https://packaging.python.org/en/latest/specifications/pyproject-toml/, and
Poetry's own table, https://python-poetry.org/docs/pyproject/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.packages.declared import (
    Declared,
    PackageFile,
    normalised,
    specified,
)
from forebear.sources.packages.requirements import read_requirement

_PLACES = ("git", "url", "path", "rev", "tag", "branch")


def read_project(document: Mapping[str, object]) -> PackageFile:
    """Read dependencies, those of extras and groups with their names, what builds it, and the Python."""
    project = as_mapping(document.get("project"))
    lists = [("", project.get("dependencies"))]
    lists += [(f"extra {name}", of) for name, of in as_mapping(project.get("optional-dependencies")).items()]
    lists += [(f"group {name}", of) for name, of in as_mapping(document.get("dependency-groups")).items()]
    lists.append(("build", as_mapping(document.get("build-system")).get("requires")))
    packages: list[Declared] = []
    unread = 0
    for where, items in lists:
        for item in as_list(items):
            if isinstance(item, dict):  # another group, which is read by its own name
                continue
            found = read_requirement(str(item))
            if found is None:
                unread += 1
            else:
                packages.append(_in(found, where))
    poetry = as_mapping(as_mapping(document.get("tool")).get("poetry"))
    packages += _poetry(poetry.get("dependencies"), "")
    for name, group in as_mapping(poetry.get("group")).items():
        packages += _poetry(as_mapping(group).get("dependencies"), f"group {name}")
    settings = {"requires-python": str(project["requires-python"])} if "requires-python" in project else {}
    return PackageFile(
        tuple(packages), settings, f"{unread} of its dependencies name no package" if unread else ""
    )


def _poetry(table: object, where: str) -> Iterator[Declared]:
    for name, value in as_mapping(table).items():
        for each in as_list(value) if isinstance(value, list) else [value]:
            said = as_mapping(each)
            version, wanted = specified(str(said.get("version", "")) if said else str(each))
            place = " ".join(
                str(said[key]) for key in ("git", "url", "path", "rev", "tag", "branch") if key in said
            )
            extras = tuple(sorted(map(str, as_list(said.get("extras")))))
            marker = str(said.get("markers", ""))
            yield _in(Declared(normalised(name), version, place or wanted, extras, marker), where)


def _in(package: Declared, where: str) -> Declared:
    conditions = "; ".join(filter(None, (package.conditions, where)))
    return replace(package, conditions=conditions)
