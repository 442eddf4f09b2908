"""Who used it: the runs of an image or a package, and the models that something ended up in."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import Node
from forebear.lineage.describing import Describer
from forebear.lineage.edges import numbers
from forebear.lineage.errors import UsageError
from forebear.lineage.records import newest_first
from forebear.lineage.words import ArtifactType, NodeKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from forebear.lineage.questions import Look

_HEX = re.compile(r"[0-9a-f]{6,64}", re.IGNORECASE)
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:==?\s*(?P<version>\S+))?"
)


class Users:
    """Which runs and rebuilds ran where; made with `look.keep(Users)`."""

    def __init__(self, connection: Connection) -> None:
        environment, ran_in = schema.environment, schema.ran_in
        self._runs: dict[int, set[int]] = defaultdict(set)
        for run, there in connection.execute(select(ran_in.c.run, ran_in.c.environment)):
            self._runs[there].add(run)
        self._names: dict[str, set[int]] = defaultdict(set)  # of images; to environments
        self._hashes: dict[str, set[int]] = defaultdict(set)
        self._packages: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        query = select(
            environment.c.node,
            environment.c.image_reference,
            environment.c.image_id,
            environment.c.image_digest,
            environment.c.packages,
        )
        for row in connection.execute(query):
            if row.image_reference is not None:
                for name in _names(row.image_reference):
                    self._names[name].add(row.node)
                for text in (row.image_id, row.image_digest):
                    if text:
                        self._hashes[_hash(text)].add(row.node)
            for name, version in json.loads(row.packages).items():
                self._packages[normal_name(name)][str(version)].add(row.node)

    @property
    def images(self) -> tuple[str, ...]:
        """The names of images that were used, with and without their tags, to choose from."""
        return tuple(sorted(name for name in self._names if name))

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that are recorded, each as `name==version`."""
        return tuple(
            f"{name}=={version}"
            for name in sorted(self._packages)
            for version in sorted(self._packages[name])
        )

    def of_image(self, text: str) -> frozenset[int]:
        """Return the runs and rebuilds that ran in an image.

        `text` is a reference (`python:3.11`), one without its tag for all of them (`python`), a digest
        (`python@sha256:…`, `sha256:…`), an id, or at least six characters of the beginning of one of these.
        """
        found = set(self._names.get(text, ()))
        hashed = _hash(text)
        if _HEX.fullmatch(hashed):
            for known, there in self._hashes.items():
                if known.startswith(hashed):
                    found |= there
        return self._ran_in(found)

    def of_package(self, text: str) -> frozenset[int]:
        """Return the runs and rebuilds with a package: `numpy`, `numpy==1.26.4`, `numpy==1.26.*`.

        Names are compared as PyPI does, without regard to case, `-`, `_` and `.`. Raises UsageError for what
        is no name of a package.
        """
        match = _REQUIREMENT.fullmatch(text.strip())
        if match is None:
            raise UsageError(
                "This is no package.", where=text, todo="Write it like numpy, numpy==1.26.4 or numpy==1.26.*"
            )
        versions = self._packages.get(normal_name(match["name"]), {})
        wanted = match["version"]
        return self._ran_in(
            there for version, each in versions.items() if _fits(version, wanted) for there in each
        )

    def _ran_in(self, environments: Iterable[int]) -> frozenset[int]:
        return frozenset(run for there in environments for run in self._runs.get(there, ()))


def impact(look: Look, ids: Collection[int]) -> tuple[Node, ...]:
    """Return the models and model versions that nodes ended up in, newest first.

    A model or version among `ids` itself is not counted.
    """
    import numpy as np

    below = look.adjacency.closure(ids, upstream=False)[len(dict.fromkeys(ids)) :]
    chosen = below[np.isin(below, look.keep(_models))]
    found = Describer(look.connection).nodes(chosen.tolist()).values()
    return tuple(sorted(found, key=newest_first))


def normal_name(name: str) -> str:
    """Return a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def _models(connection: Connection) -> NDArray[np.int64]:
    return numbers(
        connection,
        f"SELECT node FROM artifact WHERE type = '{ArtifactType.MODEL.value}' "  # noqa: S608 - words of ours
        f"UNION SELECT id FROM node WHERE kind = '{NodeKind.MODEL_VERSION.value}'",
    )


def _names(reference: str) -> set[str]:
    """Return under which names an image goes: as written, without its digest, without its tag."""
    bare = reference.partition("@")[0]
    repository = bare.rpartition(":")[0] if ":" in bare.rpartition("/")[2] else bare
    return {reference, bare, repository}


def _hash(text: str) -> str:
    """Return the hexadecimal digits of a digest: what follows the last `:`."""
    return text.rpartition("@")[2].rpartition(":")[2].casefold()


def _fits(version: str, wanted: str | None) -> bool:
    if wanted is None:
        return True
    if wanted.endswith(".*"):
        return version == wanted[:-2] or version.startswith(wanted[:-1])
    return version == wanted
