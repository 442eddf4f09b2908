"""What the navigator shows, as a plain tree: models, data, runs, commits. Made on a worker thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from forebear.lineage.answers import Node
from forebear.lineage.words import ArtifactType, NodeKind, Ref, RefKind

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_REFS_LOOKED_INTO = 60
"""Tags and branches whose holdings are read to name the versions of models; the newest count."""


class Section(StrEnum):
    """A section of the navigator."""

    MODELS = "models"
    REGISTRY = "registry"
    DATA = "data"
    RUNS = "runs"
    COMMITS = "commits"


@dataclass(slots=True)
class Item:
    """A row of the tree; a section, a group (all versions of one name), or one node of the lineage.

    `key` with `kind` names the node; `node` itself is there where it was read anyway. `search` is what
    the filter looks at, in lower case.
    """

    text: str
    kind: NodeKind | None = None
    key: str = ""
    type: ArtifactType | None = None
    node: Node | None = None
    section: Section | None = None
    labels: tuple[str, ...] = ()
    when: datetime | None = None
    search: str = ""
    children: list[Item] = field(default_factory=list)
    parent: Item | None = None
    row: int = 0
    _below: int = 0

    def adopt(self, children: Iterable[Item]) -> Item:
        """Make `children`, which have adopted theirs, the children of this item, and return it."""
        self.children = list(children)
        for row, child in enumerate(self.children):
            child.parent, child.row = self, row
        self._below = sum(child.count for child in self.children)
        return self

    @property
    def count(self) -> int:
        """How many nodes are under this item; a node counts itself."""
        return self._below if self.children else int(self.kind is not None)

    def holds(self, kind: NodeKind) -> bool:
        """Whether nodes of a kind may be under this section: it has those of one kind only."""
        return bool(self.children) and self.children[0].kind is kind

    def leaves(self) -> Iterator[Item]:
        """Yield the nodes under this item."""
        if self.kind is not None and not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def read_outline(questions: Questions) -> Item:
    """Return the root of the tree of everything in the lineage."""
    refs = [ref for ref in questions.refs() if ref.kind in (RefKind.TAG, RefKind.BRANCH)]
    refs_at: dict[str, list[str]] = defaultdict(list)
    for ref in refs:
        refs_at[ref.commit].append(ref.name)
    commits = questions.commits()
    names = _held_names(questions, refs, {commit.sha: place for place, commit in enumerate(commits)})
    artifacts = questions.artifacts()
    models = [_artifact(node, names) for node in artifacts if node.type is ArtifactType.MODEL]
    data = [_artifact(node, names) for node in artifacts if node.type is ArtifactType.DATASET]
    runs = [_run(row.node, row.when, row.refs) for row in questions.runs()]
    history = [
        Item(
            commit.summary,
            NodeKind.COMMIT,
            commit.sha,
            labels=tuple(refs_at.get(commit.sha, ())),
            when=commit.committed_at,
            search="\0".join(
                (commit.message, commit.sha, str(commit.author), *refs_at.get(commit.sha, ()))
            ).lower(),
        )
        for commit in commits
    ]
    registry = list(_registry(questions))
    return Item("").adopt(
        [
            Item("", section=Section.MODELS).adopt(_grouped(models)),
            *([Item("", section=Section.REGISTRY).adopt(registry)] if registry else []),
            Item("", section=Section.DATA).adopt(_grouped(data)),
            Item("", section=Section.RUNS).adopt(_grouped(runs)),
            Item("", section=Section.COMMITS).adopt(history),
        ]
    )


def filtered(root: Item, text: str) -> Item:
    """Return the tree of those nodes in which `text` occurs (any case); the tree itself for no text."""
    wanted = text.strip().lower()
    if not wanted:
        return root
    return Item("").adopt(
        Item("", section=section.section).adopt(_matching(section.children, wanted))
        for section in root.children
    )


def _matching(items: Sequence[Item], wanted: str) -> Iterator[Item]:
    for item in items:
        if item.children:
            inside = list(_matching(item.children, wanted))
            if inside:
                yield _copy(item).adopt(inside)
        elif wanted in item.search:
            yield _copy(item)


def _copy(item: Item) -> Item:
    return Item(
        item.text,
        item.kind,
        item.key,
        item.type,
        item.node,
        item.section,
        item.labels,
        item.when,
        item.search,
    )


def _held_names(
    questions: Questions, refs: Sequence[Ref], order: Mapping[str, int]
) -> Mapping[int, tuple[str, ...]]:
    """Return for artifacts the tags and branches whose commit holds them, the newest first."""
    newest_first = sorted(refs, key=lambda ref: order.get(ref.commit, len(order)))
    names: dict[int, list[str]] = defaultdict(list)
    for ref in newest_first[:_REFS_LOOKED_INTO]:
        for holding in questions.held(ref.commit):
            if ref.name not in names[holding.node.id]:
                names[holding.node.id].append(ref.name)
    return {node: tuple(found) for node, found in names.items()}


def _artifact(node: Node, names: Mapping[int, tuple[str, ...]]) -> Item:
    labels = names.get(node.id, ())
    found = (node.name, *map(str, node.digests), node.commit or "", *labels)
    return Item(
        node.name, node.kind, node.key, node.type, node, None, labels, node.when, "\0".join(found).lower()
    )


def _run(node: Node, when: datetime | None, refs: tuple[str, ...]) -> Item:
    found = (node.name, node.key, node.commit or "", node.detail, *refs)
    return Item(node.name, node.kind, node.key, None, node, None, refs, when, "\0".join(found).lower())


def _registry(questions: Questions) -> Iterator[Item]:
    """Yield each registered model with its versions, the newest first."""
    known = questions.registered()
    nodes = {node.id: node for node in questions.nodes(known)}
    models: dict[str, list[Item]] = defaultdict(list)
    for id_, each in reversed(list(known.items())):
        node, version = nodes[id_], each.version
        found = (node.name, node.key, version.commit, *each.stages)
        models[version.name].append(
            Item(
                version.version,
                node.kind,
                node.key,
                node=node,
                labels=each.stages,
                when=node.when,
                search="\0".join(found).lower(),
            )
        )
    for name in sorted(models, key=str.casefold):
        yield Item(name, NodeKind.MODEL_VERSION).adopt(models[name])


def _grouped(items: Sequence[Item]) -> list[Item]:
    """Put versions of one name under it, newest first; the names in the order of the alphabet."""
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_name[item.text].append(item)
    groups = []
    for name in sorted(by_name, key=str.casefold):
        versions = by_name[name]
        if len(versions) == 1:
            groups.append(versions[0])
        else:
            first = versions[0]
            groups.append(Item(name, first.kind, "", first.type).adopt(versions))
    return groups
