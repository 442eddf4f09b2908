"""What a model version is: the artifact, run or commit that was registered."""

from __future__ import annotations

from forebear.lineage.answers import Resolved
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind, Role

_BEST = (NodeKind.ARTIFACT, NodeKind.RUN, NodeKind.COMMIT)


def registered_as(questions: Questions, resolved: Resolved) -> Resolved | None:
    """Return what was registered as a model version: an artifact before a run before a commit; None: unknown.

    It goes by the model version's own text, and the commit and path of its record.
    """
    node = resolved.node
    around = questions.around([node.id])
    nodes = {each.id: each for each in around.nodes}
    entry = questions.registered([node.id]).get(node.id)
    commit = entry.version.commit if entry else None
    found = [
        Resolved(resolved.text, nodes[edge.source], commit or None, edge.path or None)
        for edge in around.edges
        if edge.target == node.id and edge.role is Role.REGISTERED and edge.source in nodes
    ]
    return min(found, key=lambda each: _BEST.index(each.node.kind), default=None)
