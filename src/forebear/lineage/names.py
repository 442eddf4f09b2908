"""Finds what a person looks for by name, id or digest, among a million names at once.

Names are looked up in the index that `naming` keeps: the same text, texts that begin like it, texts with
these words. Each kind of thing is looked through by itself, newest first, and only so far: no answer costs
more because a word is common. Where little is found, words that were mistyped are mended.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, ColumnElement, func, select, text

from forebear.lineage import schema
from forebear.lineage.answers import Node
from forebear.lineage.describing import Describer
from forebear.lineage.matching import Match, Wanted, mistyped, scattered
from forebear.lineage.naming import NameKind

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

_EACH = 60  # names of one kind that are looked at
_BEGIN = 400  # names that begin with what was typed
_FEW = 12  # fewer names than these are not enough: mistyped words are mended
_CANDIDATES = 2000  # words, or names, that are tried when something was mistyped
_MENDED = 6  # words that one may have meant
_VERSIONS = 8  # nodes that are shown of one name, at most
_RECENT = 100
_INDEXED = 8  # letters of a beginning that the index has
_KEY = re.compile(r"(?:(?P<scheme>[a-z0-9-]+):)?(?P<value>[0-9a-f]{4,64}(?:\.dir)?)")
_KEYED = {
    "commit": NameKind.COMMIT,
    "run": NameKind.RUN,
    "rebuild": NameKind.REBUILD,
    "environment": NameKind.ENVIRONMENT,
}
_ALGORITHMS = ("md5", "md5-dos2unix", "sha256", "sha1", "git", "etag", "checksum", "blake3")
_END = "\U0010ffff"

# One statement with one row, because Python's lock is let go at each row: while another thread computes,
# every row would cost milliseconds.
_OF_KIND = (
    f"SELECT * FROM (SELECT rowid FROM {schema.NAME_SEARCH} WHERE words MATCH :words "  # noqa: S608
    "AND rowid BETWEEN {first} AND {last} ORDER BY rowid DESC LIMIT :most)"
)
_ALL = " UNION ALL ".join(_OF_KIND.format(first=kind.ids[0], last=kind.ids[-1]) for kind in NameKind)
_SQLITE = text(f"SELECT json_group_array(rowid) FROM ({_ALL})")  # noqa: S608
_NEWEST = text(
    "SELECT json_group_array((SELECT json_group_array(node) FROM (SELECT node FROM called "
    "WHERE name = given.value ORDER BY node DESC LIMIT :most))) FROM json_each(:names) AS given"
)
_POSTGRESQL = text(
    "SELECT id FROM name WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :words) "
    "AND id BETWEEN :first AND :last ORDER BY id DESC LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `text` is the name that fits, which may be another than the node's own.

    `spans` are the parts of `text` that were typed, as (start, end).
    """

    node: Node
    kind: NameKind
    text: str
    match: Match
    recent: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    id: int
    text: str
    match: Match

    @property
    def kind(self) -> NameKind:
        return NameKind.of(self.id)

    @property
    def rank(self) -> tuple[Match, NameKind, int]:
        return self.match, self.kind, len(self.text)


class Names:
    """Looks for names in one state of the lineage."""

    def __init__(self, look: Look) -> None:
        self._connection = look.connection
        self._sqlite = look.connection.dialect.name == "sqlite"

    def find(self, wanted: str, limit: int = 60, recent: Sequence[int] = ()) -> tuple[Hit, ...]:
        """Return what a person may mean, the best first; for nothing typed, what they looked at last.

        What fits exactly comes first, then what was looked at lately (ids in `recent`, the last one first),
        then names that begin like it, names with its words, names that are nearly it. No text raises.
        """
        recent = list(dict.fromkeys(recent))[:_RECENT]
        wanted = wanted.encode("utf-8", "replace").decode().replace("\0", " ").strip()
        if not wanted:
            nodes = Describer(self._connection).nodes(recent)
            last = [nodes[id_] for id_ in recent if id_ in nodes][:limit]
            return tuple(Hit(node, _kind(node), node.name, Match.WORDS, True) for node in last)
        typed = Wanted(wanted)
        keys = self._keys(wanted.lower(), limit)
        named = self._named(typed, limit, recent)
        nodes = Describer(self._connection).nodes({*keys, *named})
        exact = (
            Hit(nodes[id_], _kind(nodes[id_]), key, Match.EXACT, id_ in recent, typed.spans(key))
            for id_, key in keys.items()
            if id_ in nodes
        )
        others = (
            Hit(nodes[id_], name.kind, name.text, name.match, id_ in recent, typed.spans(name.text))
            for id_, name in named.items()
            if id_ in nodes and id_ not in keys
        )
        return tuple(itertools.islice(itertools.chain(exact, others), limit))

    def _named(self, typed: Wanted, limit: int, recent: Sequence[int]) -> dict[int, _Name]:
        """Return nodes with the names by which they fit, the best first."""
        names = _fairly({each.id: each for each in self._names(typed)}.values(), limit)
        late = self._late(typed, recent)
        best: dict[int, _Name] = {}
        for id_, name in (*self._nodes_of(names, limit), *late.items()):
            if id_ not in best or name.rank < best[id_].rank:
                best[id_] = name
        place = {id_: number for number, id_ in enumerate(recent)}

        def order(id_: int) -> tuple[int, int, int, int]:
            name = best[id_]
            lately = id_ in late and name.match is not Match.NEARLY
            level = 0 if name.match is Match.EXACT else 1 if lately else 1 + name.match
            return level, place.get(id_, _RECENT), name.kind, -id_

        return {id_: best[id_] for id_ in sorted(best, key=order)[:limit]}

    # names

    def _names(self, typed: Wanted) -> Iterator[_Name]:
        """Yield names that fit, some of them more than once."""
        fitting: set[int] = set()
        for ids in (self._begun(typed), self._spelled([[each] for each in typed.phrases])):
            for name in self._graded(typed, ids, fitting):
                fitting.add(name.id)
                yield name
        for nearly in (self._mended, self._scattered):
            if len(fitting) < _FEW:
                for name in self._graded(typed, nearly(typed), fitting):
                    fitting.add(name.id)
                    yield name

    def _graded(self, typed: Wanted, ids: Iterable[int], known: Collection[int]) -> Iterator[_Name]:
        name = schema.name
        new = [id_ for id_ in dict.fromkeys(ids) if id_ not in known]
        query = select(name.c.id, name.c.text).where(name.c.id.in_(new))
        if self._sqlite:
            pairs = select(func.json_group_array(func.json_array(name.c.id, name.c.text)))
            rows = json.loads(self._connection.execute(pairs.where(name.c.id.in_(new))).scalar_one())
        else:
            rows = self._connection.execute(query).all()
        for id_, line in rows:
            match = typed.grade(line)
            if match is not None:
                yield _Name(id_, line, match)

    def _begun(self, typed: Wanted) -> list[int]:
        """Return names that are what was typed, and some that begin with it."""
        name = schema.name
        same = select(name.c.id).where(name.c.words == typed.line).order_by(name.c.id).limit(_EACH)
        query = select(name.c.id)
        query = query.where(self._begins(name.c.words, typed.line))
        found = self._connection.execute(same).scalars().all()
        if not typed.line:  # signs alone, as all those names are
            return list(found)
        return [*found, *self._connection.execute(query.limit(_BEGIN)).scalars()]

    def _spelled(self, groups: Sequence[Sequence[Sequence[str]]]) -> list[int]:
        """Return the newest names of each kind in which each group has a phrase."""
        if not groups:
            return []
        if self._sqlite:
            values = {"words": _sqlite_words(groups), "most": _EACH}
            return list(json.loads(self._connection.execute(_SQLITE, values).scalar_one()))
        said = _postgresql_words(groups)
        found: list[int] = []
        for kind in NameKind:
            ids = kind.ids
            limits = {"words": said, "first": ids.start, "last": ids.stop - 1, "most": _EACH}
            found += self._connection.execute(_POSTGRESQL, limits).scalars()
        return found

    def _mended(self, typed: Wanted) -> list[int]:
        """Return names with words that those which were typed may have meant."""
        groups: list[list[Sequence[str]]] = []
        mended = False
        for phrase in typed.phrases:
            meant = self._meant(phrase[0]) if len(phrase) == 1 else []
            mended = mended or bool(meant)
            groups.append([phrase, *((word,) for word in meant)])
        return self._spelled(groups) if mended else []

    def _meant(self, typed: str) -> list[str]:
        """Return words that one may have meant, the most alike first."""
        word = schema.word
        if len(typed) < 3 or not typed.isalpha():
            return []
        found: list[str] = []
        for first in dict.fromkeys(typed[:2]):
            query = (
                select(word.c.text)
                .where(self._begins(word.c.text, first))
                .where(func.length(word.c.text) >= len(typed) - 2)
                .limit(_CANDIDATES)
            )
            found += self._connection.execute(query).scalars()
        alike = [each for each in found if mistyped(typed, each)]
        alike += [each for each in found if scattered(typed, each) and each[0] == typed[0]]
        return sorted(dict.fromkeys(alike), key=lambda each: (each[:2] != typed[:2], len(each)))[:_MENDED]

    def _scattered(self, typed: Wanted) -> list[int]:
        """Return the newest names of each kind; those whose letters come in the right order will fit."""
        name = schema.name
        if not 2 <= len(typed.text) <= 24 or len(typed.words) > 1:
            return []
        found: list[int] = []
        for kind in NameKind:
            query = select(name.c.id).where(name.c.id.between(kind.ids.start, kind.ids.stop - 1))
            found += self._connection.execute(
                query.order_by(name.c.id.desc()).limit(_CANDIDATES // len(NameKind))
            ).scalars()
        return found

    def _late(self, typed: Wanted, recent: Sequence[int]) -> dict[int, _Name]:
        """Return which of the nodes that were looked at lately fit, and by which name."""
        called, name = schema.called, schema.name
        query = select(called.c.node, name.c.id, name.c.text).join_from(called, name)
        found: dict[int, _Name] = {}
        for node, id_, line in (
            self._connection.execute(query.where(called.c.node.in_(recent))) if recent else ()
        ):
            match = typed.grade(line)
            if match is not None and (node not in found or match < found[node].match):
                found[node] = _Name(id_, line, match)
        return found

    def _nodes_of(self, names: Sequence[_Name], limit: int) -> Iterator[tuple[int, _Name]]:
        """Yield the newest nodes of names: one of each where there are many names, more of a few."""
        each = max(1, min(_VERSIONS, limit // max(1, len(names))))
        for name, ids in zip(names, self._newest([name.id for name in names]), strict=True):
            most = _VERSIONS if name.match is Match.EXACT else each
            yield from ((id_, name) for id_ in ids[:most])

    def _newest(self, names: Sequence[int]) -> Iterator[Sequence[int]]:
        """Yield the newest nodes of each of these names."""
        called = schema.called
        if self._sqlite:
            values = {"names": json.dumps(names), "most": _VERSIONS}
            yield from json.loads(self._connection.execute(_NEWEST, values).scalar_one())
            return
        for name in names:
            query = select(called.c.node).where(called.c.name == name).order_by(called.c.node.desc())
            yield list(self._connection.execute(query.limit(_VERSIONS)).scalars())

    def _begins(self, column: Column[str], start: str) -> ColumnElement[bool]:
        """Say that a column begins so, in the way that lets the database use its index."""
        if self._sqlite:
            return (column >= start) & (column < start + _END)
        return column.like(_escaped(start) + "%", escape="/")

    # ids and digests

    def _keys(self, wanted: str, limit: int) -> dict[int, str]:
        """Return nodes whose key or digest begins like this, with that key."""
        match = _KEY.fullmatch(wanted)
        if match is None:
            return {}
        scheme, value = match["scheme"], match["value"]
        node, digest = schema.node, schema.digest
        found: dict[int, str] = {}
        for kind in _KEYED if scheme is None else [scheme] if scheme in _KEYED else []:
            query = select(node.c.id, node.c.key).where(node.c.kind == kind, self._begins(node.c.key, value))
            rows = self._connection.execute(query.order_by(node.c.key).limit(limit))
            found.update((row.id, row.key) for row in rows)
        for algorithm in _ALGORITHMS if scheme is None else [scheme] if scheme in _ALGORITHMS else []:
            first = f"{algorithm}:{value}"
            query = select(digest.c.node, digest.c.key).where(self._begins(digest.c.key, first))
            rows = self._connection.execute(query.order_by(digest.c.key).limit(limit))
            found.update((row.node, row.key) for row in rows)
        return dict(itertools.islice(found.items(), limit))


def _fairly(names: Iterable[_Name], limit: int) -> list[_Name]:
    """Return the best names, at most `limit`; no kind keeps all others out."""
    ranked = sorted(names, key=lambda name: (name.match, name.kind, -name.id))
    counts: dict[int, int] = defaultdict(int)
    first: list[_Name] = []
    rest: list[_Name] = []
    for name in ranked:
        counts[name.kind] += 1
        (first if counts[name.kind] <= max(1, limit // 4) else rest).append(name)
    return (first + rest)[:limit]


def _sqlite_words(groups: Sequence[Sequence[Sequence[str]]]) -> str:
    """Say in FTS5's language what to look for; words hold nothing that means something in it."""
    return " AND ".join(
        "(" + " OR ".join(f'"{" ".join((*phrase[:-1], phrase[-1][:_INDEXED]))}"*' for phrase in group) + ")"
        for group in groups
    )


def _postgresql_words(groups: Sequence[Sequence[Sequence[str]]]) -> str:
    """Say the same for PostgreSQL."""

    def said(phrase: Sequence[str]) -> str:
        return " <-> ".join((*(f"'{word}'" for word in phrase[:-1]), f"'{phrase[-1]}':*"))

    return " & ".join("(" + " | ".join(f"({said(phrase)})" for phrase in group) + ")" for group in groups)


def _escaped(text_: str) -> str:
    return text_.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _kind(node: Node) -> NameKind:
    return NameKind[(node.kind if node.type is None else node.type).name]
