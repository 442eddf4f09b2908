"""What each field of a slice chooses: one question to the database a term."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Select, or_, select

from forebear.lineage import schema
from forebear.lineage.dates import EXAMPLES, period_of
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.registering import Registry
from forebear.lineage.rows import microseconds
from forebear.lineage.slicing.belonging import NEVER, Belonging, Ints, Mask, numbers
from forebear.lineage.slicing.environments import of_image, of_package
from forebear.lineage.slicing.matching import Matching
from forebear.lineage.slicing.parsing import close_to, some_of
from forebear.lineage.slicing.people import People, meant, person_of, same
from forebear.lineage.slicing.readiness import with_readiness
from forebear.lineage.slicing.sizes import size_of
from forebear.lineage.slicing.terms import Compared, Comparison, Field, Held, Text
from forebear.lineage.slicing.values import MetricNamed, ParameterNamed, metric_names, parameter_names
from forebear.lineage.slicing.verdicts import with_verdict
from forebear.lineage.slicing.versions import Versions
from forebear.lineage.slicing.wrong import WrongWordError
from forebear.lineage.tables import among
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Person, Role

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

_KINDS: tuple[NodeKind | ArtifactType, ...] = (
    ArtifactType.MODEL, ArtifactType.DATASET, NodeKind.RUN, NodeKind.COMMIT, NodeKind.MODEL_VERSION,
    ArtifactType.METRICS, ArtifactType.PLOT, ArtifactType.CONFIG, NodeKind.ENVIRONMENT, NodeKind.REBUILD,
    NodeKind.ARTIFACT, ArtifactType.FILE, ArtifactType.CODE, ArtifactType.IMAGE_ARCHIVE,
)  # fmt: skip
KINDS: Mapping[str, NodeKind | ArtifactType] = {each.value.replace(" ", "-"): each for each in _KINDS}
"""The words after `kind:`."""

ORIGINS = tuple(each.value for each in Origin)
ME = "me"

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Fields:
    """Answers for one look. `me` is who `me` means."""

    def __init__(self, look: Look, versions: Versions, me: str | None) -> None:
        self._look, self._versions = look, versions
        self._me = person_of(me) if me else None
        self._connection = look.connection
        self._matching = Matching(look.connection)
        self._answers: Mapping[Field, Callable[[Text], Ints | Mask]] = {
            Field.KIND: self._kind,
            Field.NAME: self._matching.names,
            Field.PATH: self._matching.paths,
            Field.STAGE: self._stage,
            Field.RUN: lambda text: self._matching.of_kind(NodeKind.RUN, text),
            Field.ENVIRONMENT: lambda text: self._matching.of_kind(NodeKind.ENVIRONMENT, text),
            Field.REBUILD: lambda text: self._matching.of_kind(NodeKind.REBUILD, text),
            Field.AUTHOR: self._author,
            Field.BY: self._by,
            Field.AFTER: lambda text: self._dates(text, later=True),
            Field.BEFORE: lambda text: self._dates(text, later=False),
            Field.AT: self._at,
            Field.TAG: lambda text: self._belonging.belonging_to(self._mask(self._versions.tagged(text))),
            Field.BRANCH: lambda text: self._belonging.belonging_to(
                self._mask(self._versions.on_branch(text))
            ),
            Field.IMAGE: lambda text: of_image(self._connection, text),
            Field.PACKAGE: lambda text: of_package(self._connection, text.plain),
            Field.ORIGIN: self._origin,
            Field.VERDICT: lambda text: with_verdict(self._connection, text),
            Field.READY: lambda text: with_readiness(self._connection, text),
        }

    def chosen(self, term: Held | Comparison) -> Ints | Mask:
        """Return ids or a mask of the nodes that a term chooses; raises WrongWordError."""
        if isinstance(term, Held):
            return self._answers[term.of](term.text)
        match term.of:
            case Compared.SIZE:
                return self._size(term)
            case Compared.METRIC:
                return self._metric(term)
            case _:
                return self._parameter(term)

    @property
    def _belonging(self) -> Belonging:
        return self._look.keep(Belonging)

    def _ids(self, query: Select[Any]) -> Ints:
        return numbers(self._connection, query).ravel()

    def _mask(self, ids: Collection[int] | Ints) -> Mask:
        mask = np.zeros(self._belonging.size, np.bool_)
        mask[np.fromiter(ids, np.int64, len(ids))] = True
        return mask

    def _kind(self, text: Text) -> Ints:
        chosen = one_of("kind", text, KINDS)
        node, artifact = schema.node, schema.artifact
        kinds = [KINDS[each].value for each in chosen if isinstance(KINDS[each], NodeKind)]
        types = [KINDS[each] for each in chosen if isinstance(KINDS[each], ArtifactType)]
        found = [self._ids(select(node.c.id).where(node.c.kind.in_(kinds)))] if kinds else []
        if types:
            known = select(artifact.c.node).where(artifact.c.type.in_([each.value for each in types]))
            found.append(self._ids(known))
        if ArtifactType.FILE in types:  # an artifact that was only referred to has no type
            unknown = node.c.id.not_in(select(artifact.c.node))
            found.append(self._ids(select(node.c.id).where(node.c.kind == NodeKind.ARTIFACT.value, unknown)))
        return np.concatenate(found)

    def _stage(self, text: Text) -> Ints:
        stages = Registry(self._connection).stages()
        wanted = set(text.among(sorted({stage for each in stages.values() for stage in each})))
        versions = [node for node, each in stages.items() if not wanted.isdisjoint(each)]
        edge = schema.edge
        registered = (
            self._ids(select(edge.c.source).where(condition, edge.c.role == Role.REGISTERED.value))
            for condition in among(edge.c.target, versions)
        )
        return np.concatenate((np.array(versions, np.int64), *registered))

    def _people(self, text: Text, people: tuple[Person, ...]) -> frozenset[Person]:
        if text.plain != ME:
            return meant(text, people)
        if self._me is None:
            raise WrongWordError("It is not known who you are.", "Write your name or address instead of me.")
        return same(self._me, people)

    def _author(self, text: Text) -> Mask:
        people = self._people(text, self._look.keep(People.read).authors)
        commit = schema.git_commit
        found = [
            self._ids(
                select(commit.c.node).where(
                    commit.c.author_name == person.name, commit.c.author_email == person.email
                )
            )
            for person in people
        ]
        return self._belonging.belonging_to(self._mask(np.concatenate((np.empty(0, np.int64), *found))))

    def _by(self, text: Text) -> Ints:
        people = self._people(text, self._look.keep(People.read).others)
        run, rebuild, ran_in, transition = schema.run, schema.rebuild, schema.ran_in, schema.transition
        found = [np.empty(0, np.int64)]
        for node, by in ((run.c.node, run.c.by), (rebuild.c.node, rebuild.c.by), (ran_in.c.run, ran_in.c.by)):
            written = [
                each for each in self._connection.scalars(select(by).distinct()) if person_of(each) in people
            ]
            found += [self._ids(select(node).where(condition)) for condition in among(by, written)]
        found += [
            self._ids(
                select(transition.c.version).where(
                    transition.c.by_name == person.name,
                    or_(transition.c.by_email == person.email, transition.c.by_email.is_(None)),
                )
            )
            for person in people
        ]
        return np.concatenate(found)

    def _dates(self, text: Text, *, later: bool) -> Mask:
        try:
            period = period_of(text.plain, datetime.now(UTC))
        except UsageError as error:
            raise WrongWordError(error.what, error.todo) from error
        if period is None:
            raise WrongWordError(f"{text.plain} is no date.", f"Dates are written like {EXAMPLES}.")
        times, when = self._belonging.when, microseconds(period.first) or 0
        found: Mask = (times >= when) & (times != NEVER) if later else times < when
        return found

    def _at(self, text: Text) -> Ints:
        sha = self._versions.find(text.plain)
        held = self._look.history.held(sha)
        ids = {self._versions.commits[sha]}
        for (slot, _), change in held.items():
            if change.node is None:
                continue
            ids.add(change.node)
            if slot is Slot.RUN:
                ids.update(self._look.adjacency.data_of(change.node))
        return np.fromiter(ids, np.int64, len(ids))

    def _origin(self, text: Text) -> Ints:
        node = schema.node
        return self._ids(select(node.c.id).where(node.c.origin.in_(one_of("origin", text, ORIGINS))))

    def _size(self, term: Comparison) -> Ints:
        size = size_of(term.value)
        if size is None:
            raise WrongWordError(f"{term.value} is no size.", "Write 300, 12kB, 1.5GB or 2GiB.")
        artifact = schema.artifact
        return self._ids(select(artifact.c.node).where(_COMPARE[term.operator](artifact.c.size, size)))

    def _metric(self, term: Comparison) -> Ints:
        wanted = _number(term.value) if term.operator else 0.0
        if wanted is None:
            raise WrongWordError(
                f"{term.value} is no number.", f"Write metric.{term.name}{term.operator}0.9."
            )
        _refuse_unknown("metric", term.name, self._look.keep(metric_names))
        measured = self._look.keep(MetricNamed(term.name))
        return (
            measured.nodes[_COMPARE[term.operator](measured.values, wanted)]
            if term.operator
            else measured.nodes
        )

    def _parameter(self, term: Comparison) -> Ints:
        _refuse_unknown("parameter", term.name, self._look.keep(parameter_names))
        given = self._look.keep(ParameterNamed(term.name))
        if not term.operator:
            return np.array([id_ for id_, _ in given], np.int64)
        wanted = _number(term.value)
        compare = _COMPARE[term.operator]
        if wanted is None and term.operator not in ("=", "!="):
            raise WrongWordError(
                f"{term.value} is no number.", "Only numbers are greater or less; texts can be = or !=."
            )

        def is_so(value: object) -> bool:
            number = _number(value)
            if wanted is not None and number is not None:
                return bool(compare(number, wanted))
            return term.operator in ("=", "!=") and bool(compare(_said(value), term.value.casefold()))

        return np.array([id_ for id_, value in given if is_so(value)], np.int64)


def _refuse_unknown(what: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    if not known:
        raise WrongWordError(f"No {what} is recorded.", "Look for something else.", in_name=True)
    ending = [each for each in known if each.endswith((f".{name}", f"/{name}"))][:2]
    close = f"Did you mean {' or '.join(ending)}?" if ending else close_to(name, known)
    raise WrongWordError(f"No {what} is called {name}.", close or some_of(known), in_name=True)


def one_of(what: str, text: Text, known: Collection[str]) -> list[str]:
    """Return the words that a text means; raises WrongWordError where it means none of them."""
    word = Text(tuple(part.casefold().replace(" ", "-").replace("_", "-") for part in text.parts))
    found = word.among(known) if word.is_pattern else [each for each in known if each == word.plain]
    if not found:
        close = close_to(word.plain, known)
        raise WrongWordError(
            f"There is no {what} {text.plain}.", close or f"Write one of {', '.join(known)}."
        )
    return found


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return None


def _said(value: object) -> str:
    return ("null" if value is None else str(value)).casefold()
