"""What a slice is made of, and how it is written.

    expression = all-of { "|" all-of }           one of them
    all-of     = term { " " term }               all of them
    term       = "-" term | "not " term          none of it
               | [N]"+" primary "+"[N]           with what is upstream, downstream, at most N edges away
    primary    = "(" expression ")" | word
    word       = NAME | FIELD:TEXT | metric.NAME[OP NUMBER] | param.NAME[OP VALUE] | size OP BYTES

Quotes make any text one word, in which nothing is special but `\"` and `\\`. A `*` outside quotes stands for
any characters. After Kedro's and dbt's node selection and the searches of Git hosts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """What a `FIELD:TEXT` looks at."""

    KIND = "kind"
    NAME = "name"
    PATH = "path"
    STAGE = "stage"  # of a model registry
    RUN = "run"
    ENVIRONMENT = "environment"
    REBUILD = "rebuild"
    AUTHOR = "author"
    BY = "by"
    AFTER = "after"
    BEFORE = "before"
    AT = "at"
    TAG = "tag"
    BRANCH = "branch"
    IMAGE = "image"
    PACKAGE = "package"
    ORIGIN = "origin"
    VERDICT = "verdict"
    READY = "ready"


class Compared(StrEnum):
    """What is compared with a value."""

    METRIC = "metric"
    PARAMETER = "param"
    SIZE = "size"


OPERATORS = (">=", "<=", "!=", ">", "<", "=")
"""The longer ones first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the text something is: `text[start:end]`."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look for, cut at its `*`: one part is the text itself, more are a pattern."""

    parts: tuple[str, ...]

    @classmethod
    def literal(cls, text: str) -> Text:
        """Return the text in which nothing is special."""
        return cls((text,))

    @property
    def is_pattern(self) -> bool:
        """Whether a `*` is in it."""
        return len(self.parts) > 1

    @property
    def plain(self) -> str:
        """The text, with `*` where it has one."""
        return "*".join(self.parts)

    def among(self, candidates: Iterable[str]) -> list[str]:
        """Return those meant: of a pattern all that fit, else the same text, else those that hold it."""
        known = list(candidates)
        if self.is_pattern:
            wanted = re.compile(".*".join(map(re.escape, self._small)), re.DOTALL)
            return [each for each in known if wanted.fullmatch(each.casefold())]
        whole, small = self.parts[0], self.parts[0].casefold()
        return (
            [each for each in known if each == whole]
            or [each for each in known if each.casefold() == small]
            or [each for each in known if small in each.casefold()]
        )

    @property
    def _small(self) -> list[str]:
        return [part.casefold() for part in self.parts]


@dataclass(frozen=True, slots=True)
class Named:
    """Nodes by name, path or REF."""

    text: Text
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Held:
    """Nodes of which a field fits; `value_span` is the text after the colon."""

    of: Field
    text: Text
    span: Span = field(default=Span(), compare=False)
    value_span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Nodes with a metric, parameter or size; `operator` "" = any value of it. `name` is "" for a size."""

    of: Compared
    name: str
    operator: str = ""
    value: str = ""
    span: Span = field(default=Span(), compare=False)
    name_span: Span = field(default=Span(), compare=False)
    value_span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Hops:
    """A term with its neighbours: 0 = none of that side, None = all."""

    term: Term
    up: int | None = 0
    down: int | None = 0


@dataclass(frozen=True, slots=True)
class Not:
    """All but a term."""

    term: Term


@dataclass(frozen=True, slots=True)
class AllOf:
    """What is in every one of two terms or more."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """What is in any of two terms or more."""

    terms: tuple[Term, ...]


Term = Named | Held | Comparison | Hops | Not | AllOf | OneOf

_PLAIN_TEXT = re.compile(r"[^\s\x00-\x1f\x7f\"()|*+<>:=!-][^\s\x00-\x1f\x7f\"()|*+<>]*")
FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z_-]*):(?!//|:)")
SCHEMES = frozenset(("md5", "md5-dos2unix", "sha256", "sha1", "git", "etag", "checksum", "blake3", "models"))
"""What may stand before the colon of a REF that is no field."""
COMPARISON = re.compile(r"(?P<of>metric|param)\.|size(?=[<>=!])")


def written(term: Term) -> str:  # noqa: PLR0911  (one for each shape)
    """Return the text of a term; parsing it gives the same term again."""
    match term:
        case Named(text):
            return _quoted(text, word=True)
        case Held(name, text):
            return f"{name.value}:{_quoted(text)}"
        case Comparison(of, name, operator, value):
            # In a comparison, a sign of comparing ends the name.
            left = of.value if of is Compared.SIZE else f"{of.value}.{_name(name)}"
            return f"{left}{operator}{_quoted(Text.literal(value)) if operator else ''}"
        case Hops(inner, up, down):
            before = "" if up == 0 else f"{'' if up is None else up}+"
            after = "" if down == 0 else f"+{'' if down is None else down}"
            return f"{before}{_grouped(inner, Hops, Not)}{after}"
        case Not(inner):
            return f"-{_grouped(inner, Not)}"
        case AllOf(terms):
            return " ".join(_grouped(each, AllOf, also=()) for each in terms)
        case OneOf(terms):
            return " | ".join(
                f"({written(each)})" if isinstance(each, OneOf) else written(each) for each in terms
            )


def term_for(field_: Field | None, value: str) -> str:
    """Return slice text that chooses by one value of a field, or by name for None, with the right quotes."""
    text = Text.literal(value)
    return written(Named(text) if field_ is None else Held(field_, text))


def _grouped(term: Term, *groups: type, also: tuple[type, ...] = (AllOf,)) -> str:
    text = written(term)
    return f"({text})" if isinstance(term, (OneOf, *groups, *also)) else text


def _name(name: str) -> str:
    return name if _PLAIN_TEXT.fullmatch(name) and not set(name) & set("=!") else _in_quotes(name)


def _quoted(text: Text, *, word: bool = False) -> str:
    return "*".join(
        part
        if _is_plain(part, first=word and not number) or (not part and text.is_pattern)
        else _in_quotes(part)
        for number, part in enumerate(text.parts)
    )


def _is_plain(part: str, *, first: bool) -> bool:
    if _PLAIN_TEXT.fullmatch(part) is None:
        return False
    named = FIELD.match(part)
    special = (
        (named and named["name"].casefold() not in SCHEMES)
        or COMPARISON.match(part)
        or part.casefold() == "not"
        or part.isdecimal()
    )
    return not (first and special)


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
