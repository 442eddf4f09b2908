"""The model registries in a terminal: versions, stages and aliases, and what is not recorded of them."""

from __future__ import annotations

from collections.abc import Iterator

from forebear.cli.documents import transition_documents
from forebear.cli.text import day, printable, short, table
from forebear.lineage.answers import Registered
from forebear.lineage.documents import Document, node_document, time
from forebear.lineage.model_registry import Gaps, RegisteredModel, RegisteredVersion, model_registry
from forebear.lineage.questions import Questions


def registry_list(questions: Questions) -> tuple[list[Document], str]:
    """Return all models of all registries, for `--json` and as text."""
    with questions.look() as look:
        found = model_registry(look)
    head = ("MODEL", "VERSION", "STAGES AND ALIASES", "SINCE", "BY", "IS", "REGISTRY")
    lines = [
        (
            each.model.name,
            version.registered.version.version,
            stages_text(version.registered),
            day(version.since),
            str(version.first.by or "") if version.first else "",
            "" if version.subject is None else short(version.subject.ref),
            each.registry,
        )
        for each in found
        for version in each.versions
    ]
    about = (line for each in found for line in _about(each))
    return [_document(each) for each in found], "\n".join((table(head, lines), *about))


def stages_document(registered: Registered) -> Document:
    """Return where a version is now; `stages` are all, of which `aliases` are names of its own."""
    return {
        "stages": list(registered.stages),
        "aliases": list(registered.aliases),
        "ended": None if registered.ended is None else registered.ended.value,
    }


def stages_text(registered: Registered) -> str:
    """Say where a version is now, or that it is registered no more."""
    ended = () if registered.ended is None else (registered.ended.value,)
    return ", ".join((*ended, *registered.stages))


def _document(each: RegisteredModel) -> Document:
    aliases = {alias for version in each.versions for alias in version.registered.aliases}
    return {
        "registry": each.model.registry,
        "name": each.model.name,
        "description": each.model.description or None,
        "tags": dict(each.model.tags),
        "stages": {stage: list(versions) for stage, versions in each.holders().items()},
        "aliases": sorted(aliases),
        "versions": [_version(version) for version in each.versions],
        "begins": time(each.gaps.begins),
        "watched": time(each.gaps.watched),
        "moves": each.gaps.moves,
        "not_recorded": {
            "when": each.gaps.undated,
            "by": each.gaps.unsigned,
            "why": each.gaps.unexplained,
        },
    }


def _version(version: RegisteredVersion) -> Document:
    return {
        "id": version.node.key,
        "version": version.registered.version.version,
        "description": version.registered.version.description or None,
        **stages_document(version.registered),
        "since": time(version.since),
        "is": None if version.subject is None else node_document(version.subject),
        "approvals": version.approvals,
        "transitions": transition_documents(version.registered.transitions),
    }


def _about(each: RegisteredModel) -> Iterator[str]:
    """Yield what is said of a model as a whole, where its records begin, and what is not in them."""
    description = " ".join(each.model.description.split())
    yield f"\n{printable(each.model.name)} ({printable(each.registry)})"
    if description:
        yield f"  {printable(description)}"
    yield from (f"  {printable(name)}: {printable(value)}" for name, value in each.model.tags.items())
    yield from (f"  {line}" for line in _gaps(each.gaps))


def _gaps(gaps: Gaps) -> Iterator[str]:
    if not gaps.moves:
        yield "This registry keeps no history of this model."
        return
    if gaps.begins is not None:
        yield f"Records begin {day(gaps.begins)}."
    if gaps.watched is not None:
        yield (
            "The registry keeps no time of some moves: those are noticed at imports, since "
            f"{day(gaps.watched)}; what was moved before is not known."
        )
    counted = (("when", gaps.undated), ("by whom", gaps.unsigned), ("why", gaps.unexplained))
    lacking = ", ".join(f"{what} ({count})" for what, count in counted if count)
    if lacking:
        yield f"Of {gaps.moves} moves it is not recorded: {lacking}."
