"""Moves that are noticed at imports: what one reading of a store noticed another need not say again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from forebear.lineage.answers import Registered
from forebear.lineage.words import Move, Transition

_SLOTS = {
    Move.ALIASED: "alias",
    Move.UNALIASED: "alias",
    Move.STAGED: "stage",
    Move.REGISTERED: "registration",
    Move.DEREGISTERED: "registration",
}


def without_known(
    transitions: Collection[Transition], nodes: Mapping[str, int], known: Mapping[int, Registered]
) -> Sequence[Transition]:
    """Return transitions without those of no time of their own that lead where a version is known to be.

    `nodes` are those of the versions by key, `known` is what is known of them.
    """
    return [move for move in transitions if not _is_known(move, known.get(nodes[move.version]))]


def _is_known(move: Transition, version: Registered | None) -> bool:
    if version is None or move.when is not None or move.seen is None or move.move not in _SLOTS:
        return False
    slot = _slot(move)
    last = next((each for each in reversed(version.transitions) if _slot(each) == slot), None)
    if last is None or (last.move, last.stage) != (move.move, move.stage):
        return False
    return move.move is not Move.ALIASED or move.stage in version.stages  # else another took it since


def _slot(move: Transition) -> tuple[str | None, str]:
    name = _SLOTS.get(move.move)
    return name, move.stage if name == "alias" else ""
