"""Datasets by their names: https://openlineage.io/docs/spec/naming says how they are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forebear.sources.hiding import hidden
from forebear.sources.openlineage.events import RefusedError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LONGEST = 2_000  # characters


def place_of(dataset: Mapping[str, Any]) -> str:
    """Return a dataset's place: a path for a file, else a URI; raises RefusedError where it has no name."""
    namespace, name = dataset.get("namespace"), dataset.get("name")
    if not isinstance(name, str) or not name or not isinstance(namespace, str):
        raise RefusedError("it names a dataset without a name")
    if len(namespace) + len(name) > _LONGEST:
        raise RefusedError("it names a dataset with a name that is too long")
    return _joined(namespace, name)


@lru_cache(maxsize=16384)
def _joined(namespace: str, name: str) -> str:
    if _SCHEME.match(name):
        return hidden(name)
    if namespace.rstrip("/") in ("file", "file:") or namespace.startswith("file://"):
        return name
    if "://" in namespace:
        return hidden(f"{namespace.rstrip('/')}/{name.lstrip('/')}")
    return hidden(f"{namespace}:{name}") if namespace else name


def is_path(place: str) -> bool:
    """Whether a place is a path, which a commit may hold."""
    return place.startswith("/") or ":" not in place
