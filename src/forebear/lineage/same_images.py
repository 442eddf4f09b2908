"""Joining environments that have the same image: one as an engine has it, one that a run was in."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import delete, select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.image_identity import BY_DIGEST, BY_LAYERS, Identity, identity_of
from forebear.lineage.tables import AnyRow, Row, Tables
from forebear.lineage.words import Image, Known, Role


def join_images(database: Database) -> int:
    """Draw an edge from each image that no run is known of to the environments of runs that had it.

    The same is what has a digest in common, or the layers and all that it sets for its processes; a tag says
    nothing (`image_identity`). Returns how many edges are new.
    """
    environment, ran_in, edge = schema.environment, schema.ran_in, schema.edge
    with database.reading() as connection:
        rows = connection.execute(select(environment).where(environment.c.image_reference.is_not(None))).all()
        used = set(connection.execute(select(ran_in.c.environment).distinct()).scalars())
        drawn = {
            (row.source, row.target)
            for row in connection.execute(select(edge).where(edge.c.role == Role.IMAGE.value))
        }
    images = {row.node: _image(row) for row in rows}
    known = {row.node: identity_of(images[row.node], _facts(row)) for row in rows}
    alone: dict[object, list[int]] = defaultdict(list)
    for node, identity in known.items():
        if node not in used:
            for name in (*identity.digests, identity.diff_ids):
                if name:
                    alone[name].append(node)
    found: dict[tuple[int, int], str] = {}
    for node, identity in known.items() if alone else ():
        for name in (*identity.digests, identity.diff_ids) if node in used else ():
            for image in alone.get(name, ()):
                if by := known[image].same_as(identity):
                    found[image, node] = _said(by, images[image], images[node], known[image], identity)
    new = {ends: name for ends, name in found.items() if ends not in drawn}
    gone = drawn - found.keys()
    if new or gone:
        _write(database, new, gone)
    return len(new)


def _image(row: AnyRow) -> Image:
    diff_ids = tuple(map(str, json.loads(row.image_diff_ids)))
    return Image(row.image_reference, row.image_id, row.image_digest, diff_ids)


def _facts(row: AnyRow) -> dict[str, str]:
    return {name: str(value) for name, value in json.loads(row.facts).items()}


def _said(by: str, image: Image, other: Image, first: Identity, second: Identity) -> str:
    """Say by what two are the same image."""
    if by == BY_DIGEST:
        for word, ours, theirs in (
            ("image id", image.id, other.id),
            ("manifest digest", image.digest, other.digest),
        ):
            if ours and ours == theirs:
                return f"{word} {ours}"
        return f"digest {min(first.digests & second.digests)}"
    layers = f"the same {len(image.diff_ids)} layers, the last {image.diff_ids[-1]}"
    return f"{layers}, and settings" if by == BY_LAYERS else layers


def _write(database: Database, new: dict[tuple[int, int], str], gone: set[tuple[int, int]]) -> None:
    role = Role.IMAGE.value
    edges: list[Row] = [(*ends, role, "") for ends in new]
    said: list[Row] = [(*ends, role, "", Known.SAME_DIGEST.value, name) for ends, name in new.items()]
    with database.writing() as connection:
        for source, target in gone:
            for table in (schema.edge, schema.evidence):
                connection.execute(
                    delete(table).where(
                        table.c.source == source, table.c.target == target, table.c.role == role
                    )
                )
        tables = Tables(connection)
        tables.insert(schema.edge, edges)
        tables.insert(schema.evidence, said)
        connection.exec_driver_sql("UPDATE revision SET number = number + 1")
