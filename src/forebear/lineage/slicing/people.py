"""Who is in a lineage, and whom a text means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.slicing.terms import Text
from forebear.lineage.words import Person

_WRITTEN = re.compile(r"(?P<name>.*?)\s*<(?P<email>[^<>]*)>\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class People:
    """Authors of commits, and those who ran or rebuilt something or moved a model version."""

    authors: tuple[Person, ...]
    others: tuple[Person, ...]

    @classmethod
    def read(cls, connection: Connection) -> People:
        """Read them all."""
        commit, run, rebuild = schema.git_commit, schema.run, schema.rebuild
        ran_in, transition = schema.ran_in, schema.transition
        authors = connection.execute(select(commit.c.author_name, commit.c.author_email).distinct())
        movers = connection.execute(select(transition.c.by_name, transition.c.by_email).distinct())
        written = (
            by
            for column in (run.c.by, rebuild.c.by, ran_in.c.by)
            for by in connection.scalars(select(column).distinct())
        )
        others = {person_of(by) for by in written if by}
        others |= {Person(name, email or "") for name, email in movers if name}
        return cls(tuple(sorted((Person(*row) for row in authors), key=str)), tuple(sorted(others, key=str)))


def person_of(text: str) -> Person:
    """Return whom `Name <address>` or a bare name says."""
    found = _WRITTEN.match(text)
    return Person(text) if found is None else Person(found["name"], found["email"])


def meant(text: Text, people: tuple[Person, ...]) -> frozenset[Person]:
    """Return whom a text means: by name or address, whole or in part."""
    chosen = set(
        text.among(part for person in people for part in (person.name, person.email, str(person)) if part)
    )
    return frozenset(
        person for person in people if not chosen.isdisjoint((person.name, person.email, str(person)))
    )


def same(me: Person, people: tuple[Person, ...]) -> frozenset[Person]:
    """Return who of these is that person: people change addresses, and machines the names."""
    name, email = me.name.casefold(), me.email.casefold()
    return frozenset(
        person
        for person in people
        if (email and person.email.casefold() == email) or (name and person.name.casefold() == name)
    )
