"""What commits say their environment is: requirements, environment and lock files, and Dockerfiles."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace

from forebear.lineage.facts import Checkpoint, Fact, Held, Slot, Tag
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest, NodeKind, Problem
from forebear.sources.dvc.values import as_list
from forebear.sources.git.following import Followed, FollowedFiles
from forebear.sources.git.source import checkpoint_state
from forebear.sources.guarded import guarded
from forebear.sources.packages.declared import by_name
from forebear.sources.packages.files import read_package_file, reader_of, settings_of
from forebear.sources.packages.locks import without_files

KIND = "environments"
"""The name of the source."""

LARGEST = 8 << 20
"""Bytes of a package file; the lock files of large projects have about two million."""


class DeclaredSource:
    """The package and lock files in the history of one repository, and what each says.

    Each is an artifact that its commits hold; the tag `packages` is a JSON object from a package's name to
    its version or to what is asked for instead, `settings` one of all else it says.
    """

    kind = KIND

    def __init__(self, files: FollowedFiles) -> None:
        self._files = files
        self.location = str(files.repository.place.root)

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what commits that are new since the tips of `since` changed of these files.

        What of a file could not be read is one problem, however many of its versions have it.
        """
        tips = self._files.repository.tips()
        found = bool(since and since.get("found"))
        told = {str(path) for path in as_list((since or {}).get("problems"))}
        troubles: dict[str, _Trouble] = {}
        for file in self._files.since(since, _counts, progress, largest=LARGEST):
            found = True
            why = yield from _facts(file)
            if why:
                before = troubles.get(file.path)
                troubles[file.path] = (
                    _Trouble(file.commit, why)
                    if before is None
                    else replace(before, versions=before.versions + 1)
                )
        for path, trouble in troubles.items():
            if path not in told:
                yield Problem(KIND, path, trouble.said)
        state = {
            **checkpoint_state(self._files.repository, tips),
            "found": found,
            "problems": sorted(told | troubles.keys()),
        }
        if state != since:
            yield Checkpoint(self.kind, self.location, state)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What of a file could not be read: the first commit, why, and in how many versions."""

    commit: str
    why: str
    versions: int = 1

    @property
    def said(self) -> str:
        more = f" (and in {self.versions - 1} more versions of it)" if self.versions > 1 else ""
        return f"At {self.commit[:12]} this file was not read, or only in part: {self.why}{more}."


def _counts(path: str) -> bool:
    return reader_of(path) is not None


def _facts(file: Followed) -> Generator[Fact, None, str]:
    """Yield what a change of a file says; return what was wrong with it, "" = nothing."""
    if not file.blob:
        yield Held(file.commit, Slot.ENVIRONMENT, file.path, None)
        return ""
    why = f"it is not in this clone, or larger than {LARGEST >> 20} MB" if file.absent else ""
    digest = Digest("git", file.blob)
    if file.content is not None:
        yield file.artifact
        read = read_package_file(file.path, _needed(file.path, file.content))
        why = read.problem
        packages = {name: shown for name, (shown, _) in sorted(by_name(read.packages).items())}
        settings = {name: guarded(name, value)[0] for name, value in settings_of(read).items()}
        for name, values in (("packages", packages), ("settings", settings)):
            if values:
                yield Tag(NodeKind.ARTIFACT, digest, name, json.dumps(values, ensure_ascii=False))
    yield Held(file.commit, Slot.ENVIRONMENT, file.path, digest)
    return why


def _needed(path: str, content: bytes) -> bytes:
    """Return what of a file says which packages it names."""
    if not path.endswith((".lock", ".toml")):
        return content
    return without_files(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
