"""What is told of an image: where it was built from, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from forebear.lineage.facts import BuiltFrom, Fact
from forebear.lineage.words import Environment, Image
from forebear.sources.guarded import guarded, guarded_words
from forebear.sources.images.contents import ImageContents

KIND = "docker"
"""The name of the sources."""

LABEL = "org.opencontainers.image."
"""What labels of the Open Container Initiative begin with:
https://github.com/opencontainers/image-spec/blob/main/annotations.md"""

_REVISIONS = (f"{LABEL}revision", "org.label-schema.vcs-ref", "vcs-ref", "git-commit", "git.commit", "commit")
_SOURCES = (f"{LABEL}source", f"{LABEL}url", "org.label-schema.vcs-url", "vcs-url")
_SHORT = re.compile(r"[0-9a-f]{7,64}")
_LONGEST = 200  # characters of a step of a history
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Built:
    """Where an image was built from, as far as it says so itself; `evidence` is what says it."""

    commit: str
    evidence: str


class Origins:
    """Whether images were built from one repository.

    `commit_at` gives the full id of a commit that a shorter one names in it (None = none), `is_ours` says
    whether a URL is the repository's.
    """

    def __init__(self, commit_at: Callable[[str], str | None], is_ours: Callable[[str], bool]) -> None:
        self._commit_at = commit_at
        self._is_ours = is_ours

    def of(self, labels: Mapping[str, str], tags: Iterable[str]) -> Built | None:
        """Return which commit an image was built from; its labels count before its tags, which move."""
        for name in _REVISIONS:
            commit = self._named(labels.get(name, ""))
            if commit:
                return Built(commit, f"label {name}")
        for reference in tags:
            tag = reference.rpartition(":")[2]
            commit = self._named(tag) if "/" not in tag else ""
            if commit:
                return Built(commit, f"tag {reference}")
        return None

    def mentions(self, labels: Mapping[str, str]) -> bool:
        """Say whether labels name the repository as what an image was built from."""
        return any(self._is_ours(labels[name]) for name in _SOURCES if labels.get(name))

    def _named(self, text: str) -> str:
        """Return the commit that begins with some letters; a branch or tag of that name is not meant."""
        if not _SHORT.fullmatch(text):
            return ""
        commit = self._commit_at(text)
        return commit if commit and commit.startswith(text) else ""


def facts_of(environment: Environment, built: Built | None) -> Iterator[Fact]:
    """Yield an image as an environment, and which commit it was built from."""
    yield environment
    if built is not None:
        yield BuiltFrom(environment, built.commit, built.evidence)


def environment_of(
    image: Image, contents: ImageContents | None, said: Mapping[str, object], facts: Mapping[str, str]
) -> Environment:
    """Return an image as an environment, nothing secret in it.

    `said` is its `config` (with Env and Labels), `facts` what else is known of it.
    """
    labels = said.get("Labels")
    told = dict(facts)
    for name, value in labels.items() if isinstance(labels, dict) else ():
        told[f"label {name}"] = guarded(str(name), str(value))[0]
    variables = {}
    lines = said.get("Env")
    for line in lines if isinstance(lines, list) else ():
        name, _, value = str(line).partition("=")
        variables[name] = guarded(name, value)[0]
    return Environment(
        image,
        (contents.platform if contents else "") or told.pop("platform", ""),
        dict(contents.packages) if contents else {},
        variables,
        {name: value for name, value in told.items() if value},
    )


def steps_of(history: Iterable[Mapping[str, object]]) -> str:
    """Return how an image came to be, one step a line, the first one first, nothing secret in it."""
    steps = []
    for entry in history:
        step = " ".join(str(entry.get("created_by") or entry.get("CreatedBy") or "").split())
        if step:
            steps.append(guarded_words([step.removeprefix("/bin/sh -c #(nop) ")])[0][:_LONGEST])
    return "\n".join(steps[:_STEPS])
