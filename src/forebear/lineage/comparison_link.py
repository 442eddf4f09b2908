"""A comparison as a link: `forebear://compare?project=NAME&r=REF&r=REF&…`, the baseline first.

It only names versions and the page to turn to: nothing is run or fetched by it. It may come from a stranger
and is checked; what is not known in it is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlsplit

from forebear.lineage.errors import UsageError

START = "forebear://compare"
"""How the link to a comparison begins."""

MOST = 500
"""Versions in one link."""

_LONGEST_LINK = 200_000
_LONGEST = 4_000  # of a name or REF
_PAGE = re.compile(r"[a-z]{1,20}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a link leads to: the project's name ("" = not said), REFs, and the page's name ("" = any)."""

    project: str
    refs: tuple[str, ...]
    page: str = ""


def link_to_comparison(chosen: Chosen) -> str:
    """Return the link to a comparison."""
    fields = [("project", chosen.project), *(("r", ref) for ref in chosen.refs)]
    if chosen.page:
        fields.append(("page", chosen.page))
    return f"{START}?" + "&".join(f"{name}={_quoted(value)}" for name, value in fields)


def read_comparison_link(link: str) -> Chosen:
    """Return what a link leads to; raises UsageError for anything else."""
    if len(link) > _LONGEST_LINK:
        _refuse("It is too long.")
    try:
        parts = urlsplit(link.strip())
        fields = parse_qsl(parts.query, max_num_fields=MOST + 20)
    except ValueError:
        _refuse("It is no link, or names too many versions.")
    if f"{parts.scheme}://{parts.netloc}" != START or parts.path not in ("", "/"):
        _refuse(f"It does not begin with {START}.")
    refs = tuple(dict.fromkeys(value for name, value in fields if name == "r"))
    if not 2 <= len(refs) <= MOST:
        _refuse(f"It names {len(refs)} versions; a comparison has from 2 to {MOST}.")
    if any(len(ref) > _LONGEST or not ref.isprintable() for ref in refs):
        _refuse("A version's name is too long or is no text.")
    said = dict(reversed(fields))
    page = said.get("page", "")
    return Chosen(said.get("project", "")[:_LONGEST], refs, page if _PAGE.fullmatch(page) else "")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "backslashreplace"), safe="@:/~^.-_")


def _refuse(why: str) -> NoReturn:
    raise UsageError(
        f"This is no comparison of Forebear. {why}", todo="Ask who made the link to send it again."
    )
