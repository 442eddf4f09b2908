"""Asking a forge, page by page, until it has nothing newer or lets nobody ask any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from forebear.lineage.words import Person
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.web.errors import WebError
from forebear.sources.web.gateway import Answer, Web

Table = Mapping[str, object]

_MOST_PAGES = 500


class LimitedError(Exception):
    """The forge answers no more questions for now; the message says until when, for people."""


class Questions:
    """What is asked of one project of a forge; raises WebError, and LimitedError at its limit."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def one(self, path: str) -> Table:
        """Return what is at a path, {} where there is nothing."""
        return as_mapping(self._checked(path, None).document())

    def all(self, path: str, parameters: Table | None = None, inside: str = "") -> Iterator[Table]:
        """Yield the entries of all pages of a list; `inside` names the list in an answer that is a table.

        A list that this project does not have (404) or that this token may not see (403) has none.
        """
        asked: dict[str, object] = {"per_page": 100, **(parameters or {})}
        for page in range(1, _MOST_PAGES + 1):
            answer = self._checked(path, {**asked, "page": page})
            if answer.status != 200:
                return
            document = answer.document()
            entries = as_list(as_mapping(document).get(inside) if inside else document)
            yield from map(as_mapping, entries)
            if 'rel="next"' not in answer.headers.get("link", ""):
                return

    def _checked(self, path: str, parameters: Table | None) -> Answer:
        try:
            answer = self._web.get(path, parameters, accepted=(403, 404))
        except WebError as error:
            if error.status == 429:
                raise LimitedError("it answers no more questions for now") from error
            raise
        if answer.status == 403 and (
            answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
        ):
            reset = answer.headers.get("x-ratelimit-reset", "")
            until = (
                f" before {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC" if reset.isdecimal() else ""
            )
            raise LimitedError(f"it answers no more questions{until}")
        return answer


def person(table: object, name: str = "login") -> Person | None:
    """Return a user of a forge; who was removed is nobody."""
    said = as_mapping(table).get(name)
    return Person(said) if isinstance(said, str) and said else None


def text(table: Table, name: str) -> str:
    """Return a text of an answer, "" where it has none."""
    value = table.get(name)
    return "" if value is None else str(value)
