"""Reads the text of a slice: always an answer, with a problem for each word that is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from forebear.lineage.slicing.terms import (
    COMPARISON,
    FIELD,
    OPERATORS,
    SCHEMES,
    AllOf,
    Compared,
    Comparison,
    Field,
    Held,
    Hops,
    Named,
    Not,
    OneOf,
    Span,
    Term,
    Text,
)

LONGEST = 10_000
"""Characters of a slice."""
_MOST_TERMS = 200
_DEEPEST = 40
_MOST_HOPS = 1_000_000
_BEFORE = re.compile(r"(?P<hops>[0-9]*)\+(?=.)", re.DOTALL)
_AFTER = re.compile(r"(?<=.)\+(?P<hops>[0-9]*)\Z", re.DOTALL)
_BEFORE_GROUP = re.compile(r"(?P<no>-?)(?:(?P<hops>[0-9]*)(?P<up>\+))?\Z")
_AFTER_GROUP = re.compile(r"\+(?P<hops>[0-9]*)\Z")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with `text[start:end]`, and what to do about it: sentences for people."""

    start: int
    end: int
    message: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A term, None where nothing is asked for or nothing could be read."""

    term: Term | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A parenthesis, a `|` or a word. `shape` is the text with what is in quotes made of NULs.

    `places` says of each character where it is in the text, `joined` that no space is before it.
    """

    sign: str
    start: int
    end: int
    text: str = ""
    shape: str = ""
    places: tuple[int, ...] = ()
    joined: bool = False

    def cut(self, start: int, end: int | None = None) -> Token:
        """Return a part of a word."""
        part = slice(start, end)
        places = self.places[part]
        first = self.places[start - 1] + 1 if start else self.start  # with the quote before it
        last = self.end if end is None or end >= len(self.places) else self.places[end]
        return Token("word", first, last, self.text[part], self.shape[part], places)

    @property
    def span(self) -> Span:
        """Where it is."""
        return Span(self.start, self.end)

    @property
    def pattern(self) -> Text:
        """What it looks for."""
        parts, last = [], 0
        for place, sign in enumerate(self.shape):
            if sign == "*":
                parts.append(self.text[last:place])
                last = place + 1
        return Text((*parts, self.text[last:]))


def parse(text: str) -> Parsed:
    """Read a slice."""
    if len(text) > LONGEST:
        return Parsed(None, (Problem(LONGEST, len(text), f"A slice has at most {LONGEST:,} characters."),))
    parser = _Parser(text)
    return Parsed(parser.whole(), tuple(sorted(parser.problems)))


def tokens_of(text: str) -> tuple[list[Token], list[Problem]]:
    """Cut a text into words, parentheses and `|`; a quote that is not closed reaches to the end."""
    tokens: list[Token] = []
    problems: list[Problem] = []
    place, joined = 0, False
    while place < len(text):
        if text[place].isspace():
            place, joined = place + 1, False
            continue
        if text[place] in "()|":
            token = Token(text[place], place, place + 1, joined=joined)
        else:
            token = _word(text, place, joined, problems)
        tokens.append(token)
        place, joined = token.end, True
    return tokens, problems


def close_to(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names what may have been meant, or ""."""
    found = difflib.get_close_matches(word.casefold()[:80], list(known), n=2, cutoff=0.7)
    return f"Did you mean {' or '.join(found)}?" if found else ""


def some_of(known: Collection[str]) -> str:
    """Return a sentence that names a few of what there is."""
    shown = list(known)[:5]
    more = ", …" if len(known) > len(shown) else ""
    return f"There is {', '.join(shown)}{more}" + ("" if more else ".") if shown else "There is none at all."


def _word(text: str, start: int, joined: bool, problems: list[Problem]) -> Token:
    letters: list[str] = []
    shape: list[str] = []
    places: list[int] = []
    place, opened = start, -1
    while place < len(text):
        sign = text[place]
        if opened < 0 and (sign.isspace() or sign in "()|"):
            break
        if sign == '"':
            # An empty pair of quotes is a word, too.
            opened = -1 if opened >= 0 else place
            place += 1
            continue
        where = place
        if opened >= 0 and sign == "\\" and text[place + 1 : place + 2] in ('"', "\\"):
            place += 1
            sign = text[place]
        letters.append(sign)
        shape.append("\0" if opened >= 0 or sign == "\0" else sign)
        places.append(where)
        place += 1
    if opened >= 0:
        problems.append(Problem(opened, place, "This quote is not closed.", 'Write another " at its end.'))
    return Token("word", start, place, "".join(letters), "".join(shape), tuple(places), joined)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens, self.problems = tokens_of(text)
        self._place = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Term | None:
        found: list[Term] = []
        while self._place < len(self._tokens):
            term = self._one_of()
            if term is not None:
                found.append(term)
            if self._place < len(self._tokens):  # only a parenthesis too many stops it before the end
                token = self._next()
                self._wrong(token, "No parenthesis is open here.", "Remove this one, or write ( before it.")
        return _together(found, AllOf)

    def _one_of(self) -> Term | None:
        found: list[Term] = []
        while True:
            before = self._peek(-1)
            term = self._all_of()
            if term is not None:
                found.append(term)
            token = self._peek()
            empty = self._peek(-1) is before
            if token is None or token.sign != "|":
                if empty and before is not None and before.sign == "|":
                    self._wrong(
                        before, "Nothing stands after this.", "Write another choice, or remove the |."
                    )
                return _together(found, OneOf)
            if empty:
                self._wrong(
                    token, "Nothing stands before this.", "Write a choice before it, or remove the |."
                )
            self._place += 1

    def _all_of(self) -> Term | None:
        found: list[Term] = []
        while (token := self._peek()) is not None and token.sign not in ("|", ")"):
            term = self._term()
            if term is not None:
                found.append(term)
        return _together(found, AllOf)

    def _term(self) -> Term | None:
        token = self._next()
        if token.sign == "(":
            return self._group(token)
        group = self._peek()
        if group is not None and group.sign == "(" and group.joined:
            before = _BEFORE_GROUP.match(token.shape)
            if before is not None and token.shape:
                self._place += 1
                up = _hops(before["hops"]) if before["up"] else 0
                term = self._group(group, up=up)
                return Not(term) if term is not None and before["no"] else term
            self._wrong(token, "A name with a parenthesis in it needs quotes.", 'Write "name (1).csv".')
            return None
        if token.shape.casefold() == "not":
            return self._not(token)
        if token.shape.startswith("-") and len(token.shape) > 1:
            term = self._hopping(token.cut(1))
            return None if term is None else Not(term)
        return self._hopping(token)

    def _not(self, token: Token) -> Term | None:
        following = self._peek()
        if following is None or following.sign in ("|", ")"):
            self._wrong(
                token, "Nothing stands after this.", 'Write what to leave out; "not" in quotes is a name.'
            )
            return None
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                self._wrong(token, "This is too deep.", "Leave out some of the words not.")
                self._place = len(self._tokens)
                return None
            term = self._term()
        finally:
            self._depth -= 1
        return None if term is None else Not(term)

    def _group(self, opening: Token, *, up: int | None = 0) -> Term | None:
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                self._wrong(
                    opening, "This is too deep.", f"Write at most {_DEEPEST} parentheses in each other."
                )
                self._place = len(self._tokens)
                return None
            problems = len(self.problems)
            term = self._one_of()
        finally:
            self._depth -= 1
        closing = self._peek()
        if closing is None:
            if self._depth < _DEEPEST and not any(
                each.message == "This is too deep." for each in self.problems
            ):
                self._wrong(opening, "This parenthesis is not closed.", "Write ) where it ends.")
            return term
        self._place += 1
        if term is None and len(self.problems) == problems:
            self._wrong(opening, "Nothing stands in these parentheses.", end=closing.end)
        down: int | None = 0
        after = self._peek()
        if after is not None and after.sign == "word" and after.joined:
            hops = _AFTER_GROUP.match(after.shape)
            self._place += 1
            if hops is None:
                self._wrong(after, "A space is missing before this.", "Names with parentheses need quotes.")
            else:
                down = _hops(hops["hops"])
        return term if term is None or (up == 0 and down == 0) else Hops(term, up, down)

    def _hopping(self, token: Token) -> Term | None:
        up: int | None = 0
        down: int | None = 0
        before = _BEFORE.match(token.shape)
        if before is not None:
            up, token = _hops(before["hops"]), token.cut(before.end())
        after = _AFTER.search(token.shape)
        if after is not None:
            down, token = _hops(after["hops"]), token.cut(0, after.start())
        term = self._simple(token)
        return term if term is None or (up == 0 and down == 0) else Hops(term, up, down)

    def _simple(self, token: Token) -> Term | None:
        self._terms += 1
        if self._terms > _MOST_TERMS:
            if self._terms == _MOST_TERMS + 1:
                self._wrong(
                    token, f"A slice has at most {_MOST_TERMS} words.", "Leave some out from here on."
                )
            return None
        if not token.text:
            self._wrong(token, "This is empty.", "Write a name between the quotes.")
        elif token.shape in ("+", "-"):
            sign = token.shape
            self._wrong(token, f"Nothing stands beside this {sign}.", f"Write {sign}name, without a space.")
        else:
            return self._word(token)
        return None

    def _word(self, token: Token) -> Term | None:
        comparison = COMPARISON.match(token.shape)
        if comparison is not None:
            return self._comparison(token, comparison["of"] or "size", comparison.end())
        named = FIELD.match(token.shape)
        if named is not None:
            name = named["name"].casefold().replace("_", "-")
            if name not in SCHEMES:
                return self._field(token, name, named.end())
        if re.search("[<>]", token.shape):
            self._wrong(
                token,
                "It is not clear what is compared here.",
                "Write metric.NAME>0.9, param.NAME>3 or size>1GB; put a name with such signs in quotes.",
            )
            return None
        return Named(token.pattern, token.span)

    def _field(self, token: Token, name: str, end: int) -> Term | None:
        label = token.cut(0, end)
        known = {each.value: each for each in Field}
        if name not in known:
            advice = close_to(name, (*known, "metric.", "param.", "size"))
            self._wrong(
                label,
                f"There is no field {name}.",
                f"{advice} Put a name with a colon in quotes.".strip(),
                end=label.end - 1 if label.end > label.start + 1 else label.end,
            )
            return None
        value = token.cut(end)
        if not value.text:
            self._wrong(token, f"Nothing stands after {name}:", f"Write what the {name} is, without a space.")
            return None
        return Held(known[name], value.pattern, token.span, value.span)

    def _comparison(self, token: Token, of: str, start: int) -> Term | None:
        compared = Compared(of)
        found = re.compile("[<>=!]").search(token.shape, start)
        end = len(token.shape) if found is None else found.start()
        name = token.text[start:end]
        if compared is not Compared.SIZE and not name:
            self._wrong(token, f"The name of the {_SAID[compared]} is missing.", f"Write {of}.NAME.")
            return None
        if found is None:
            return Comparison(compared, name, "", "", token.span, token.cut(start).span)
        operator = next((each for each in OPERATORS if token.shape.startswith(each, end)), "")
        value = token.cut(end + max(1, len(operator)))
        if not operator or not value.text or value.shape[0] in "<>=!":
            self._wrong(
                token.cut(end) if not operator else token,
                "This is no comparison."
                if not operator or value.text
                else "Nothing to compare with stands here.",
                f"Write one of {' '.join(OPERATORS)} and a value, without spaces.",
            )
            return None
        name_span = token.cut(start, end).span
        return Comparison(compared, name, operator, value.text, token.span, name_span, value.span)

    def _peek(self, offset: int = 0) -> Token | None:
        place = self._place + offset
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _next(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _wrong(self, token: Token, message: str, todo: str = "", *, end: int | None = None) -> None:
        self.problems.append(Problem(token.start, token.end if end is None else end, message, todo))


_SAID = {Compared.METRIC: "metric", Compared.PARAMETER: "parameter"}


def _hops(digits: str) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) < len(str(_MOST_HOPS)) else _MOST_HOPS


def _together(terms: list[Term], kind: type[AllOf | OneOf]) -> Term | None:
    if len(terms) < 2:
        return terms[0] if terms else None
    return kind(tuple(terms))
