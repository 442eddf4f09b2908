"""Nodes by what they are called: names, paths and keys, asked of the index of names."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from forebear.lineage import schema
from forebear.lineage.slicing.belonging import Ints, numbers
from forebear.lineage.slicing.terms import Text
from forebear.lineage.spelling import LONGEST, words_of
from forebear.lineage.tables import among
from forebear.lineage.words import NodeKind, Role

_ESCAPE = "\\"
_SHORTEST_KEY = 4
_node, _name, _called, _held, _edge = schema.node, schema.name, schema.called, schema.held, schema.edge
_IS_NAME = func.substr(_node.c.name, 1, LONGEST) == _name.c.text
# Commands of runs and images of environments are looked for by the same index, but are no names.
_IS_NAME_OR_PATH = or_(_node.c.kind.not_in((NodeKind.RUN.value, NodeKind.ENVIRONMENT.value)), _IS_NAME)
_MADE = (Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value, Role.REBUILT.value)


def _some(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(*conditions).exists()


# What an artifact is called beside its own name are its paths; its own name is one where it was in no folder.
_IS_PATH = and_(
    _node.c.kind == NodeKind.ARTIFACT.value,
    or_(
        ~_IS_NAME,
        _some(_held.c.node == _node.c.id, _held.c.path == _name.c.text),
        _some(_edge.c.target == _node.c.id, _edge.c.path == _name.c.text, _edge.c.role.in_(_MADE)),
        _some(_edge.c.source == _node.c.id, _edge.c.path == _name.c.text, _edge.c.role == Role.INPUT.value),
    ),
)


def fits(column: ColumnElement[Any], text: Text) -> ColumnElement[bool]:
    """Return whether a column fits a pattern, or holds a text; case makes no difference."""
    parts = [_escaped(part) for part in text.parts]
    pattern = "%".join(parts) if text.is_pattern else f"%{parts[0]}%"
    return column.ilike(pattern, escape=_ESCAPE)


def begins(column: ColumnElement[Any], text: Text) -> ColumnElement[bool]:
    """Return whether a column begins with a text or fits a pattern; case counts, so that an index serves."""
    return column.like("%".join(map(_escaped, text.parts)) + "%", escape=_ESCAPE)


class Matching:
    """Finds nodes on one connection: those called exactly so, else those that have it in their name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def exactly(self, text: Text) -> Ints:
        """Return nodes with exactly this name, path, tag or branch."""
        return self._exactly(text, _IS_NAME_OR_PATH)

    def roughly(self, text: Text) -> Ints:
        """Return nodes whose name or path fits, whatever the case."""
        return self._roughly(text, _IS_NAME_OR_PATH)

    def names(self, text: Text) -> Ints:
        """Return nodes by their name alone."""
        return self._found(text, _IS_NAME)

    def paths(self, text: Text) -> Ints:
        """Return artifacts by where they were held, made or used."""
        return self._found(text, _IS_PATH)

    def of_kind(self, kind: NodeKind, text: Text) -> Ints:
        """Return nodes of one kind by name or by the beginning of their key."""
        is_kind = _node.c.kind == kind.value
        ways = [or_(_node.c.name == text.plain, _node.c.key == text.plain)] if not text.is_pattern else []
        if not text.is_pattern and len(text.plain) >= _SHORTEST_KEY:
            ways.append(_node.c.key.startswith(text.plain, autoescape=True))
        found = np.empty(0, np.int64)
        for way in (*ways, fits(_node.c.name, text)):
            found = numbers(self._connection, select(_node.c.id).where(is_kind, way)).ravel()
            if len(found):
                break
        return found

    def _found(self, text: Text, condition: ColumnElement[bool]) -> Ints:
        found = self._exactly(text, condition)
        return found if len(found) else self._roughly(text, condition)

    def _exactly(self, text: Text, condition: ColumnElement[bool]) -> Ints:
        if text.is_pattern:
            return np.empty(0, np.int64)
        wanted = text.plain[:LONGEST]
        words = " ".join(words_of(wanted))
        return self._ids(and_(_name.c.words == words, _name.c.text == wanted), condition)

    def _roughly(self, text: Text, condition: ColumnElement[bool]) -> Ints:
        return self._ids(fits(_name.c.text, text), condition)

    def _ids(self, is_wanted: ColumnElement[bool], condition: ColumnElement[bool]) -> Ints:
        # Names first: they are few, and a database that has not counted its rows would begin with the nodes.
        names = numbers(self._connection, select(_name.c.id).where(is_wanted)).ravel().tolist()
        query = (
            select(_called.c.node)
            .join_from(_called, _name, _called.c.name == _name.c.id)
            .join(_node, _node.c.id == _called.c.node)
            .where(condition)
        )
        found = [
            numbers(self._connection, query.where(each)).ravel() for each in among(_called.c.name, names)
        ]
        return np.concatenate((np.empty(0, np.int64), *found))


def _escaped(part: str) -> str:
    return part[:LONGEST].replace(_ESCAPE, _ESCAPE * 2).replace("%", r"\%").replace("_", r"\_")
