"""What a view shows: chosen from the lineage, narrowed, folded, and marked as of its moments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forebear.lineage.answers import Change, Graph, Moment, Node
from forebear.lineage.as_of import AsOf
from forebear.lineage.errors import ActionableError, UnknownReferenceError
from forebear.lineage.view import Later, Opened, Show, View
from forebear.lineage.words import ArtifactType, NodeKind

if TYPE_CHECKING:  # NumPy comes in with the first picture, on the worker
    from forebear.lineage.folding import Folded
    from forebear.lineage.questions import Look, Questions
    from forebear.lineage.slicing.parsing import Problem

Me = Callable[[], str]
"""Says who the person is, as they told Git."""

EVERY = "*"
"""Stands in `Opened.neighbours` for all of them."""

MOST_SINGLE = 1_000
"""What would be more nodes than this is folded to stages and datasets."""

_MOST_DRAWN, _MOST_EDGES = 2_000, 8_000
_BESIDE = (ArtifactType.CONFIG, ArtifactType.METRICS, ArtifactType.PLOT)


class TooDenseError(Exception):
    """More than a drawing can show; a list can still show the `graph`."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(f"{len(graph.nodes)} nodes, {len(graph.edges)} edges")
        self.graph = graph


class WrongSliceError(ActionableError):
    """A word of the slice is wrong; `problems` say which."""

    def __init__(self, text: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.message, where=text[first.start : first.end], todo=first.todo)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A graph and what stands out of it.

    `about` is the node around which it is; `chosen` counts the nodes that it stands for, `folded` says that
    they were too many to be drawn one by one. `later` and `changes` are by id, groups included; `moments` are
    those that the view names. `inside` and `unfolded` are those of `folding.Folded`.
    """

    graph: Graph
    about: Node | None = None
    chosen: int = 0
    folded: bool = False
    later: frozenset[int] = frozenset()
    changes: Mapping[int, Change] = field(default_factory=dict)
    moments: tuple[Moment | None, Moment | None] = (None, None)
    inside: Mapping[int, str] = field(default_factory=dict)
    unfolded: Mapping[str, str] = field(default_factory=dict)


def gather(questions: Questions, view: View, me: Me) -> Gathered:
    """Choose what `view` shows; `me` says who `author:me` is, and is asked only where that is written.

    Raises errors a person can act on, and TooDenseError.
    """
    about = questions.resolve(view.about).node if view.about and view.show is not Show.FOLDED else None
    with questions.look() as look:
        return _Gathering(questions, look, view, about, me).gathered()


def sliced(look: Look, text: str, me: Me) -> frozenset[int]:
    """Return what a slice chooses; `me` as in `gather`. Raises WrongSliceError."""
    from forebear.lineage.slicing.choosing import Slices

    found = Slices(look, me=me() if "me" in text else None).choose(text)
    if found.problems:
        raise WrongSliceError(text, found.problems)
    return found.ids


class _Gathering:
    def __init__(self, questions: Questions, look: Look, view: View, about: Node | None, me: Me) -> None:
        self._questions, self._look, self._view, self._about = questions, look, view, about
        self._me = me
        self._as_of = AsOf(look, view)

    def gathered(self) -> Gathered:
        from forebear.lineage.folding import Folding

        view = self._view
        ids = self._narrowed(self._chosen())
        single = self._opened(ids)
        if self._about is not None and (ids is None or self._about.id in ids):
            single.add(self._about.id)
        folding, folded = Folding(self._look), None
        if view.show is not Show.FOLDED and ids is not None and len(ids) <= 20 * MOST_SINGLE:
            folded = folding.neighbours(ids, view.unfolded, single)
        too_many = folded is None or len(folded.graph.nodes) > MOST_SINGLE
        if folded is None or too_many:
            folded = folding.project(view.unfolded, ids, single)
        too_many = too_many and view.show is not Show.FOLDED
        graph = folded.graph
        if len(graph.nodes) > _MOST_DRAWN or len(graph.edges) > _MOST_EDGES:
            raise TooDenseError(graph)
        return self._marked(folded, len(ids) if ids is not None else _count(graph), folded_=too_many)

    def _chosen(self) -> set[int] | None:
        """The ids that the view asks for, None for all."""
        view, adjacency = self._view, self._look.adjacency
        match view.show:
            case Show.NEIGHBOURHOOD if self._about is not None:
                root = [self._about.id]
                return {*adjacency.upstream(root, view.up), *adjacency.downstream(root, view.down)}
            case Show.HELD if self._about is not None:
                if self._as_of.difference:
                    return set(self._as_of.difference)
                return _held(self._questions, self._as_of.commit or self._about.key)
            case Show.FOLDED if self._as_of.difference:
                return set(self._as_of.difference)
            case Show.NEIGHBOURHOOD | Show.HELD:
                return set()
            case _:
                return None

    def _narrowed(self, ids: set[int] | None) -> set[int] | None:
        """Leave out what the slice, the moment and the legend leave out; what a view is about stays."""
        about = {self._about.id} if self._about is not None else set()
        view, as_of = self._view, self._as_of
        if view.slice.strip():
            chosen = sliced(self._look, view.slice, self._me)
            ids = set(chosen) if ids is None else ids & (chosen | about)
        if ids is None and (view.hidden or as_of.known is not None):
            ids = self._everything()
        if ids is None:
            return None
        if view.hidden:
            ids -= _of_words(self._look, view.hidden) - about
        if as_of.known is not None and not as_of.difference:
            if view.later is Later.HIDDEN:
                ids -= as_of.hidden(ids) - about
            elif view.show is Show.FOLDED:
                ids = as_of.folded(ids)
        return ids

    def _everything(self) -> set[int]:
        from forebear.lineage.folds import Folds

        return set(self._look.keep(Folds).ids.tolist())

    def _opened(self, ids: set[int] | None) -> set[int]:
        """Add the neighbours that a person unfolded, and return those they named one by one."""
        single: set[int] = set()
        waiting = list(self._view.opened)
        while waiting:
            reached = [each for each in waiting if self._is_there(each, ids)]
            if not reached:
                break
            waiting = [each for each in waiting if each not in reached]
            for each in reached:
                found = self._neighbours(each)
                if EVERY not in each.neighbours:
                    single |= found
                if ids is not None:
                    ids |= found
        return single

    def _is_there(self, opened: Opened, ids: set[int] | None) -> bool:
        from forebear.lineage.folding import GROUP_KEYS

        if ids is None or opened.node.startswith(GROUP_KEYS):
            return True
        node = self._known(opened.node)
        return node is not None and node in ids

    def _neighbours(self, opened: Opened) -> set[int]:
        if EVERY in opened.neighbours:
            node = self._known(opened.node)
            if node is None:
                return set()
            adjacency = self._look.adjacency
            return set(adjacency.before(node) if opened.upstream else adjacency.after(node))
        found = (self._known(ref) for ref in opened.neighbours)
        return {node for node in found if node is not None}

    def _known(self, ref: str) -> int | None:
        """The node of a REF; what vanished meanwhile is passed over."""
        try:
            return self._questions.resolve(ref).node.id
        except UnknownReferenceError:
            return None

    def _marked(self, folded: Folded, chosen: int, *, folded_: bool) -> Gathered:
        return Gathered(
            folded.graph,
            self._about,
            chosen,
            folded_,
            self._as_of.later(folded.graph),
            self._as_of.changes(folded.graph),
            self._as_of.moments,
            inside=folded.inside,
            unfolded=folded.unfolded,
        )


def _count(graph: Graph) -> int:
    return sum(len(graph.groups[node.id].members) if node.id in graph.groups else 1 for node in graph.nodes)


def _held(questions: Questions, commit: str) -> set[int]:
    """All that was held at a commit, but for small files that nothing there read or wrote."""
    graph = questions.at_commit(commit)
    joined = {end for edge in graph.edges for end in (edge.source, edge.target)}
    kept = {node.id for node in graph.nodes if node.id in joined or node.type not in _BESIDE}
    return kept or {node.id for node in graph.nodes}


def _of_words(look: Look, words: Collection[str]) -> set[int]:
    """The ids of all nodes that a legend lists under these words."""
    from sqlalchemy import case, func, select

    from forebear.lineage import schema

    node, artifact = schema.node, schema.artifact
    plain = case((node.c.kind == NodeKind.ARTIFACT.value, ArtifactType.FILE.value), else_=node.c.kind)
    query = (
        select(node.c.id)
        .outerjoin(artifact, artifact.c.node == node.c.id)
        .where(func.coalesce(artifact.c.type, plain).in_(list(words)))
    )
    return set(look.connection.execute(query).scalars())
