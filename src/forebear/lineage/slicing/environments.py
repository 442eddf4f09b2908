"""What ran in an image, or with a package: environments, the runs in them, and rebuilds."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sqlalchemy import Connection, or_, select

from forebear.lineage import schema
from forebear.lineage.slicing.belonging import Ints, numbers
from forebear.lineage.slicing.matching import fits
from forebear.lineage.slicing.terms import Text
from forebear.lineage.slicing.wrong import WrongWordError
from forebear.lineage.tables import among
from forebear.lineage.users import normal_name

_SHORTEST = 4
_PACKAGE = re.compile(r"(?P<name>[^=<>!~\s]+?)\s*(?:(?P<operator>===?|=|>=|<=|!=|>|<)\s*(?P<version>\S+))?\Z")
_PIECE = re.compile(r"[0-9]+|[a-z]+", re.IGNORECASE)
_COMPARE: Mapping[str, Callable[[int], bool]] = {
    ">=": lambda order: order >= 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    "<": lambda order: order < 0,
}


def of_image(connection: Connection, text: Text) -> Ints:
    """Return environments with an image, by reference, id or digest, the runs in them and rebuilds in it."""
    environment, rebuild = schema.environment, schema.rebuild
    references, ids, digests = map(sorted, _images(connection, text))
    both = np.concatenate(
        [
            numbers(
                connection,
                select(table.c.node).where(
                    or_(
                        table.c.image_reference.in_(references),
                        table.c.image_id.in_(ids),
                        table.c.image_digest.in_(digests),
                    )
                ),
            ).ravel()
            for table in (environment, rebuild)
        ]
    )
    return np.concatenate((both, _runs_in(connection, both)))


def of_package(connection: Connection, wanted: str) -> Ints:
    """Return environments with a package (`numpy`, `numpy==1.26`, `numpy>=1.20`), and the runs in them."""
    match = _PACKAGE.match(wanted)
    if match is None:
        raise WrongWordError(
            f"{wanted} is no package.", "Write numpy, numpy==1.26.4, numpy==1.26.* or numpy>=1.20."
        )
    name = normal_name(match["name"])
    environment = schema.environment
    # The name may be written with any of - _ . which are all one; then it is looked at closely.
    held = fits(environment.c.packages, Text(("", *name.split("-"), "")))
    sign, wanted_version = match["operator"] or "", match["version"] or ""
    rows = connection.execute(select(environment.c.node, environment.c.packages).where(held)).all()
    ids = [
        id_
        for id_, text in rows
        if any(
            normal_name(each) == name and _is_version(str(version), sign, wanted_version)
            for each, version in json.loads(text).items()
        )
    ]
    found = np.array(ids, np.int64)
    return np.concatenate((found, _runs_in(connection, found)))


def _images(connection: Connection, text: Text) -> tuple[list[str], list[str], list[str]]:
    """Return the references, ids and digests that a text means."""
    environment, rebuild = schema.environment, schema.rebuild
    known: list[set[str]] = [set(), set(), set()]
    for table in (environment, rebuild):
        columns = (table.c.image_reference, table.c.image_id, table.c.image_digest)
        for row in connection.execute(select(*columns).distinct()):
            for values, value in zip(known, row, strict=True):
                if value:
                    values.add(value)
    references = text.among(sorted(known[0]))
    wanted = text.plain.casefold()
    if references or text.is_pattern or len(wanted) < _SHORTEST:
        return references, [], []

    def begins(value: str) -> bool:
        return value.startswith(wanted) or value.partition(":")[2].startswith(wanted)

    return [], [each for each in known[1] if begins(each)], [each for each in known[2] if begins(each)]


def _runs_in(connection: Connection, environments: Ints) -> Ints:
    ran_in = schema.ran_in
    ids: Any = np.asarray(environments).tolist()
    found = [
        numbers(connection, select(ran_in.c.run).where(each)).ravel()
        for each in among(ran_in.c.environment, ids)
    ]
    return np.concatenate((np.empty(0, np.int64), *found))


def _is_version(version: str, sign: str, wanted: str) -> bool:
    if not sign:
        return True
    if sign in _COMPARE:
        return _COMPARE[sign](_order(version, wanted))
    if "*" in wanted:
        same = (
            bool(Text(tuple(wanted.split("*"))).among([version]))
            or _order(version, wanted.removesuffix(".*")) == 0
        )
    else:
        same = _order(version, wanted) == 0
    return same is not (sign == "!=")


def _order(one: str, other: str) -> int:
    """Return -1, 0 or 1: number by number, where letters (a release candidate) come before nothing."""
    for left, right in itertools.zip_longest(*map(_pieces, (one, other)), fillvalue=(1, 0, "")):
        if left != right:
            return 1 if left > right else -1
    return 0


def _pieces(version: str) -> list[tuple[int, int, str]]:
    return [
        (1, int(piece), "") if piece.isdigit() else (0, 0, piece.casefold())
        for piece in _PIECE.findall(version[:200])
    ]
