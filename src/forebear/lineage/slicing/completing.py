"""What can be written at a place in a slice."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.names import Names
from forebear.lineage.naming import NameKind
from forebear.lineage.registering import Registry
from forebear.lineage.slicing.fields import KINDS, ME, ORIGINS
from forebear.lineage.slicing.parsing import LONGEST, Token, tokens_of
from forebear.lineage.slicing.people import People
from forebear.lineage.slicing.readiness import STATES
from forebear.lineage.slicing.terms import (
    COMPARISON,
    FIELD,
    SCHEMES,
    Compared,
    Comparison,
    Field,
    Text,
    written,
)
from forebear.lineage.slicing.terms import Held as FieldTerm
from forebear.lineage.slicing.terms import Named as NamedTerm
from forebear.lineage.slicing.values import metric_names, parameter_names
from forebear.lineage.slicing.verdicts import VERDICTS
from forebear.lineage.slicing.versions import Versions
from forebear.lineage.users import Users
from forebear.lineage.words import NodeKind, RefKind

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

MOST = 20
"""Completions at most."""

FIELD_HELP = {
    Field.KIND: "model, dataset, run, commit …",
    Field.NAME: "a name alone",
    Field.PATH: "where data was held, made or used",
    Field.STAGE: "a stage of the model registry",
    Field.RUN: "a run, by name or id",
    Field.AUTHOR: "who wrote the commit; me",
    Field.BY: "who ran it, rebuilt it or moved it in the registry; me",
    Field.AFTER: "since 2026, 2026-01, 2026-01-31 …",
    Field.BEFORE: "until 2026, 2026-01, 2026-01-31 …",
    Field.AT: "what a version of the project held",
    Field.TAG: "what came with a tagged commit",
    Field.BRANCH: "what came with the commits of a branch",
    Field.IMAGE: "what ran in an image",
    Field.PACKAGE: "what ran with a package: numpy==1.26",
    Field.ORIGIN: "recorded, imported or assumed",
    Field.VERDICT: "what a rebuild showed",
    Field.READY: "whether it can be rebuilt here",
    Field.ENVIRONMENT: "an environment, by name or id",
    Field.REBUILD: "a rebuild, by name or id",
}
"""What the fields look at, in the order in which they are offered."""

_COMPARED = (
    ("metric.", "a metric: metric.auc>0.9"),
    ("param.", "a parameter: param.lr=0.1"),
    ("size>", "how large it is: size>1GB"),
)
_OPERATOR = re.compile("[<>=!]")
_BEFORE = re.compile(r"-?(?:[0-9]*\+)?")


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` may stand for what is from `start` to `end`; `detail` says what it is.

    `kind` is what it names: a word of NodeKind, ArtifactType or RefKind, "field", "person", "metric",
    "parameter", "package", or "" for a word of the language.
    """

    start: int
    end: int
    text: str
    detail: str = ""
    kind: str = ""


class Completer:
    """Completes slices in one look at a lineage."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """Return what can be written at the cursor, the best first; none inside of a comparison's value."""
        if len(text) > LONGEST:
            return ()
        cursor = max(0, min(cursor, len(text)))
        token = _word_at(text, cursor)
        found = self._fields("", token) if not token.text else self._word(token, cursor)
        unique: dict[str, Completion] = {}
        for each in found:
            if each.text != text[each.start : each.end]:
                unique.setdefault(each.text, each)
            if len(unique) == MOST:
                break
        return tuple(unique.values())

    def _word(self, token: Token, cursor: int) -> Iterator[Completion]:
        shape = token.shape
        comparison = COMPARISON.match(shape)
        if comparison is not None and comparison["of"]:
            yield from self._comparison(token, Compared(comparison["of"]), comparison.end(), cursor)
            return
        named = FIELD.match(shape)
        if named is not None:
            name = named["name"].casefold().replace("_", "-")
            field = next((each for each in Field if each.value == name), None)
            if field is not None:
                value = token.cut(named.end())
                yield from self._values(field, _typed(value, cursor), value.start, token.end)
                return
            if name not in SCHEMES:
                return
        typed = _typed(token, cursor)
        if "\0" not in shape:
            yield from self._fields(typed.casefold(), token)
        yield from self._names(typed, token.start, token.end)

    def _fields(self, begun: str, token: Token) -> Iterator[Completion]:
        offered = [(f"{field.value}:", help_) for field, help_ in FIELD_HELP.items()]
        for word, help_ in (*offered[:9], *_COMPARED, *offered[9:]):
            if word.startswith(begun):
                yield Completion(token.start, token.end, word, help_, "field")

    def _comparison(self, token: Token, of: Compared, start: int, cursor: int) -> Iterator[Completion]:
        operator = _OPERATOR.search(token.shape, start)
        end = len(token.shape) if operator is None else operator.start()
        part = token.cut(0, end)
        if cursor > part.end:
            return
        known = self._look.keep(metric_names if of is Compared.METRIC else parameter_names)
        kind = "metric" if of is Compared.METRIC else "parameter"
        for name in _fitting(_typed(token.cut(start, end), cursor), known):
            yield Completion(part.start, part.end, written(Comparison(of, name)), kind, kind)

    def _values(self, field: Field, typed: str, start: int, end: int) -> Iterator[Completion]:
        values = self._offered(field, typed)
        for value, detail, kind in values:
            word = written(FieldTerm(field, Text.literal(value))).partition(":")[2]
            yield Completion(start, end, word, detail, kind)

    def _offered(self, field: Field, typed: str) -> Iterator[tuple[str, str, str]]:
        match field:
            case Field.AUTHOR | Field.BY:
                yield from self._people(field, typed)
            case Field.TAG | Field.BRANCH | Field.AT:
                yield from self._refs(field, typed)
            case Field.NAME | Field.PATH:
                for hit in self._hits(typed):
                    is_path = "/" in hit.text
                    if hit.kind is not NodeKind.RUN.value and (field is Field.PATH or not is_path):
                        yield hit.text, hit.detail, hit.kind
            case Field.KIND:
                for word in _fitting(typed, KINDS):
                    yield word, "", KINDS[word].value
            case _:
                words, kind = self._words(field)
                for word in _fitting(typed, words):
                    yield word, "", kind

    def _words(self, field: Field) -> tuple[Collection[str], str]:
        """Return all that may stand after a field, and what it names."""
        look = self._look
        known: Mapping[Field, tuple[Callable[[], Collection[str]], str]] = {
            Field.ORIGIN: (lambda: ORIGINS, ""),
            Field.VERDICT: (lambda: VERDICTS, ""),
            Field.READY: (lambda: STATES, ""),
            Field.IMAGE: (lambda: look.keep(Users).images, NodeKind.ENVIRONMENT.value),
            Field.PACKAGE: (lambda: look.keep(Users).packages, "package"),
            Field.STAGE: (self._stages, NodeKind.MODEL_VERSION.value),
            Field.RUN: (self._run_names, NodeKind.RUN.value),
        }
        read, kind = known.get(field, (tuple, ""))
        return read(), kind

    def _stages(self) -> list[str]:
        stages = Registry(self._look.connection).stages().values()
        return sorted({stage for each in stages for stage in each})

    def _people(self, field: Field, typed: str) -> Iterator[tuple[str, str, str]]:
        people = self._look.keep(People.read)
        if ME.startswith(typed.casefold()):
            yield ME, "", "person"
        known = people.authors if field is Field.AUTHOR else people.others
        chosen = set(
            _fitting(typed, (part for person in known for part in (person.name, person.email) if part))
        )
        for person in known:
            if not chosen.isdisjoint((person.name, person.email)):
                yield person.name or person.email, person.email if person.name else "", "person"

    def _refs(self, field: Field, typed: str) -> Iterator[tuple[str, str, str]]:
        kinds = {
            Field.TAG: (RefKind.TAG,),
            Field.BRANCH: (RefKind.BRANCH, RefKind.REMOTE_BRANCH, RefKind.EXPERIMENT),
            Field.AT: (RefKind.TAG, RefKind.BRANCH, RefKind.EXPERIMENT),
        }[field]
        versions = Versions(self._look)
        for kind in kinds:
            for name in _fitting(typed, reversed(versions.names(kind))):
                yield name, kind.value, kind.value

    def _run_names(self) -> list[str]:
        name = schema.name
        ids = NameKind.RUN.ids
        node, called = schema.node, schema.called
        query = (
            select(name.c.text)
            .where(
                name.c.id.between(ids.start, ids.stop - 1),
                select(1)
                .where(called.c.name == name.c.id, node.c.id == called.c.node, node.c.name == name.c.text)
                .exists(),
            )
            .limit(10_000)
        )
        return sorted(self._look.connection.scalars(query))

    def _names(self, typed: str, start: int, end: int) -> Iterator[Completion]:
        for hit in self._hits(typed):
            yield replace(hit, start=start, end=end, text=written(NamedTerm(Text.literal(hit.text))))

    def _hits(self, typed: str) -> Iterator[Completion]:
        if not typed:
            return
        for hit in Names(self._look).find(typed, limit=3 * MOST):
            mixed = hit.kind in (NameKind.RUN, NameKind.ENVIRONMENT)  # found by a command or an image's id
            text = hit.node.name if mixed else hit.text
            if text:
                kind = hit.node.type or hit.node.kind
                detail = hit.node.name if text != hit.node.name else ""
                yield Completion(0, 0, text, detail, kind.value)


def _word_at(text: str, cursor: int) -> Token:
    """Return the word that the cursor is in or behind, without its `-` and hops; else an empty one."""
    tokens, _ = tokens_of(text)
    for token in tokens:
        if token.sign == "word" and token.start < cursor <= token.end:
            before = _BEFORE.match(token.shape)
            cut = token.cut(before.end()) if before is not None else token
            if cut.start <= cursor:
                return cut
    return Token("word", cursor, cursor)


def _typed(token: Token, cursor: int) -> str:
    """Return what of a word is before the cursor."""
    return "".join(sign for sign, place in zip(token.text, token.places, strict=True) if place < cursor)


def _fitting(typed: str, known: Iterable[str]) -> list[str]:
    """Return what begins with what was typed, then what holds it."""
    wanted = typed.casefold()
    begins: list[str] = []
    holds: list[str] = []
    for each in known:
        small = each.casefold()
        if small.startswith(wanted):
            begins.append(each)
        elif wanted in small:
            holds.append(each)
        if len(begins) >= MOST + 1:
            break
    return list(islice((*begins, *holds), MOST + 1))
