"""Which model version is meant by a record that has only its name and number, as a deployment's.

Such a name is no identity: two registries can have the same. Where several do, the record stays with the
bare name, which then is a node of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.model_names import names_of
from forebear.lineage.registering import Registry
from forebear.lineage.renaming import hand_over
from forebear.lineage.words import NodeKind

if TYPE_CHECKING:
    from forebear.lineage.writing import Writer


def meant_versions(connection: Connection, keys: Collection[str]) -> Mapping[tuple[NodeKind, str], int]:
    """Return the nodes of the versions that these keys or names mean; nothing for none, or for several."""
    if not keys:
        return {}
    named: dict[str, list[int]] = defaultdict(list)
    exact: dict[str, int] = {}
    for node, each in Registry(connection).versions().items():
        exact[each.version.key] = node
        for name in set(names_of(each.version)):
            named[name].append(node)
    return {
        (NodeKind.MODEL_VERSION, key): exact.get(key) or named[key][0]
        for key in keys
        if key in exact or len(named[key]) == 1
    }


def settle_names(writer: Writer) -> int:
    """Hand over what bare names were said to have to the one version that each means by now; return how many
    there were."""
    node, version, move = schema.node, schema.model_version, schema.transition
    connection = writer.connection
    known = select(version.c.node).where(version.c.node == node.c.id)
    moved = select(move.c.version).where(move.c.version == node.c.id)
    bare = select(node.c.key, node.c.id).where(
        node.c.kind == NodeKind.MODEL_VERSION.value, ~known.exists(), ~moved.exists()
    )
    names: dict[str, int] = dict(map(tuple, connection.execute(bare)))
    meant = meant_versions(connection, names)
    for (_, key), kept in meant.items():
        hand_over(writer, names[key], kept)
    return len(meant)
