"""`forebear sources`: what a project's lineage is read from, and how each source stands.

With `--json` (keys that stay; more may come beside them):
- `sources[]` {kind, tool, title, location, details[], holds[], known, added, fixed, state, read_at, facts,
  problems[], watched[]} in the order in which they are read. `holds[]` {what, value, more, text} are the
  details in parts, `what` null for a text; `state` is new, fine, problems, unreachable, gone or off; `added`
  = a person named it; `fixed` = it is part of the repository and always read; `read_at` is null where it was
  never read here; `problems[]` {source, where, what}.
- `offered[]` {kind, tool, title, location, details[], holds[], known} with `--discover`: in usual places, not
  read.
- `remaps[]` {old, new}, `tools[]` {kind, title}, `problems[]` those of no source.
- With `--look` `found[]`, like `offered[]`, instead of all that; with `--add` also `added` {kind, location}.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from forebear.cli.asking import project_of
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.errors import UsageError
from forebear.lineage.project import Project
from forebear.lineage.words import Problem
from forebear.sources.details import Detail
from forebear.sources.git.place import GitPlace
from forebear.sources.listing import Listed, Listing, Standing, list_sources
from forebear.sources.looking import located, look
from forebear.sources.reading import Reader
from forebear.sources.remembered import Remembered
from forebear.sources.secrets import Secret, Secrets, split

if TYPE_CHECKING:
    from forebear.sources.tool import Found

_LONGEST = 100_000  # characters of a secret on standard input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--look", metavar="LOCATION", help="say what is at a path or URL, before it is read")
    what.add_argument(
        "--add", metavar="LOCATION", help="read a path or URL from now on; with --kind without a look at it"
    )
    what.add_argument("--remove", metavar="LOCATION", help="forget one that was added; what was read stays")
    what.add_argument("--off", metavar="LOCATION", help="read it no more; what was read stays")
    what.add_argument("--on", metavar="LOCATION", help="read it again")
    what.add_argument(
        "--remap",
        metavar="OLD=NEW",
        help="say where a folder that records name is here; OLD= takes that back",
    )
    what.add_argument("--discover", action="store_true", help="look in the usual places of tools as well")
    parser.add_argument("--kind", metavar="KIND", default="", help="the tool, where several can read it")
    parser.add_argument(
        "--secret-stdin",
        action="store_true",
        help="read a token, or {user, password, token} as JSON, from standard input; with --add it is kept",
    )


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the sources, look at one, or change which are read."""
    project = project_of(arguments)
    if arguments.look is not None:
        _look(project, arguments, terminal)
        return 0
    added: dict[str, object] = {}
    if arguments.add is not None:
        kind, location = _add(project, arguments)
        added = {"added": {"kind": kind, "location": location}}
    elif arguments.remap is not None:
        _remap(project, arguments.remap)
    else:
        _switch(project, arguments)
    listing = list_sources(project)
    terminal.result(
        {**listing_document(listing, discover=arguments.discover), **added},
        _text(listing, discover=arguments.discover),
    )
    return 0


def listing_document(listing: Listing, *, discover: bool = False) -> dict[str, object]:
    """Return a list of sources for `--json`."""
    offered = [_found(found, tool, known=False) for found, tool in listing.offered] if discover else []
    return {
        "sources": [_listed(source) for source in listing.sources],
        **({"offered": offered} if discover else {}),
        "remaps": [{"old": old, "new": new} for old, new in listing.remaps],
        "tools": [{"kind": kind, "title": title} for kind, title in listing.tools],
        "problems": _problems(listing.problems),
    }


def _look(project: Project, arguments: argparse.Namespace, terminal: Terminal) -> None:
    location, secret = _asked(project, arguments.look, typed=arguments.secret_stdin)
    with Reader.of(project.root, GitPlace.find(project.root), secret) as reader:
        found = look(reader, location, arguments.kind)
        titles = {tool.kind: tool.title for tool in reader.catalogue}
    known = {source.named for source in list_sources(project).sources}
    documents = [_found(each, titles[each.kind], known=(each.kind, each.location) in known) for each in found]
    terminal.result(
        {"found": documents},
        "\n".join(
            _line(each.kind, "known" if d["known"] else "found", each)
            for each, d in zip(found, documents, strict=True)
        ),
    )


def _add(project: Project, arguments: argparse.Namespace) -> tuple[str, str]:
    location, secret = _asked(project, arguments.add, typed=arguments.secret_stdin)
    with Reader.of(project.root, GitPlace.find(project.root), secret) as reader:
        if arguments.kind in reader.catalogue:
            named = (arguments.kind, location)
        else:
            found = look(reader, location, arguments.kind)
            if len(found) > 1:
                raise UsageError(
                    "Several tools can read this.",
                    where=location,
                    todo=f"Say which: {', '.join(f'--kind {each.kind}' for each in found)}.",
                )
            named = (found[0].kind, found[0].location)
    if secret is not None:
        Secrets.of_user().keep(named[1], secret)
    remembered = Remembered(project.root)
    remembered.write(remembered.read().adding(named))
    return named


def _asked(project: Project, location: str, *, typed: bool) -> tuple[str, Secret | None]:
    """Return a location without what logs in, and that; what is typed goes before what is in the URL."""
    shown, secret = split(location)
    return located(shown, project.root), _typed() if typed else secret


def _typed() -> Secret:
    text = sys.stdin.read(_LONGEST).strip()
    try:
        said = json.loads(text) if text.startswith("{") else {"token": text}
    except (ValueError, RecursionError):
        said = {"token": text}
    parameters = said.get("parameters")
    user, password, token = (str(said.get(name) or "") for name in ("user", "password", "token"))
    return Secret(
        user,
        password,
        token,
        {str(k): str(v) for k, v in (parameters or {}).items()} if isinstance(parameters, dict) else {},
    )


def _remap(project: Project, text: str) -> None:
    old, equal, new = text.partition("=")
    if not (old and equal):
        raise UsageError("This says no two folders.", where=text, todo="Write OLD=NEW, or OLD= to forget it.")
    for root in project.roots:
        remembered = Remembered(root)
        remembered.write(remembered.read().remapping(old, new))


def _switch(project: Project, arguments: argparse.Namespace) -> None:
    word = next((each for each in ("remove", "off", "on") if getattr(arguments, each) is not None), "")
    if not word:
        return
    location = located(split(getattr(arguments, word))[0], project.root)
    source = _chosen(list_sources(project), location, arguments.kind)
    remembered = Remembered(source.root)
    choices = remembered.read()
    named = source.named
    if word == "remove":
        if named not in choices.added:
            raise UsageError(
                "This source was found, not added.", where=location, todo="Use --off to read it no more."
            )
        remembered.write(choices.without(named))
        Secrets.of_user().forget(location)
    elif source.fixed:
        raise UsageError(
            "This is part of the repository itself, and always read.",
            where=location,
            todo="Leave it as it is.",
        )
    else:
        remembered.write(choices.switching(named, on=word == "on"))


def _chosen(listing: Listing, location: str, kind: str) -> Listed:
    there = [
        source
        for source in listing.sources
        if source.found.location == location and kind in ("", source.found.kind)
    ]
    if not there:
        raise UsageError(
            "There is no such source.", where=location, todo="`forebear sources` lists those of the project."
        )
    loose = [source for source in there if not source.fixed] or there
    if len(loose) > 1:
        raise UsageError(
            "Several tools read this.",
            where=location,
            todo=f"Say which: {', '.join(f'--kind {source.found.kind}' for source in loose)}.",
        )
    return loose[0]


def _found(found: Found, tool: str, *, known: bool) -> dict[str, object]:
    return {
        "kind": found.kind,
        "tool": tool,
        "title": found.title,
        "location": found.location,
        "details": list(found.said),
        "holds": [
            each.document() if isinstance(each, Detail) else {"what": None, "text": each}
            for each in found.details
        ],
        "known": known,
    }


def _listed(source: Listed) -> dict[str, object]:
    return {
        **_found(source.found, source.tool, known=source.standing is not Standing.OFF),
        "added": source.added,
        "fixed": source.fixed,
        "state": source.standing.value,
        "read_at": source.read_at.isoformat(timespec="seconds") if source.read_at else None,
        "facts": source.facts,
        "problems": _problems(source.problems),
        "watched": [str(path) for path in source.watched],
    }


def _problems(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"source": each.source, "where": each.where, "what": each.what} for each in problems]


def _text(listing: Listing, *, discover: bool) -> str:
    lines = []
    for source in listing.sources:
        lines.append(_line(source.found.kind, source.standing.value, source.found))
        lines += [f"    {each.where}: {each.what}" for each in source.problems]
    if discover:
        lines += [_line(found.kind, "offered", found) for found, _tool in listing.offered]
    lines += [f"moved    {old} is {new}" for old, new in listing.remaps]
    lines += [f"problem  {each.where}: {each.what}" for each in listing.problems]
    return "\n".join(map(printable, lines)) or "Nothing to read was found. Add a source with --add LOCATION."


def _line(kind: str, state: str, found: Found) -> str:
    details = f"  ({', '.join(found.said)})" if found.details else ""
    return f"{kind:<12} {state:<12} {found.location}  {found.title}{details}"
