"""The shape of a tool whose records can be read: how its sources are found and opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from forebear.sources.details import Detail
    from forebear.sources.git.following import FollowedFiles
    from forebear.sources.git.place import GitPlace
    from forebear.sources.git.repository import GitRepository
    from forebear.sources.secrets import Secret
    from forebear.sources.source import Source


@dataclass(frozen=True, slots=True)
class Found:
    """A source that is there, before it is read.

    `location` is a path or URL that holds no secret; (kind, location) names the source. `title` says what it
    is, `details` what can be told at a glance (how many runs, how large): a Detail is shown in the reader's
    language, a text as it is. What is `inside` the project is read without being asked for; anything else is
    only offered.
    """

    kind: str
    location: str
    title: str
    details: tuple[Detail | str, ...] = ()
    inside: bool = True

    @property
    def said(self) -> tuple[str, ...]:
        """The details in English."""
        return tuple(map(str, self.details))


class Context:
    """What a tool may look at: the project, its Git repository, and what its person said.

    Attributes: `root` is the project's folder, `place` its Git repository, None where it has none.
    `remaps` are pairs of an old and a new folder: absolute paths of another machine, and where they are here.
    `images` gives the ids and digests of the images that the lineage knows; None where it is not at hand.
    """

    def __init__(
        self,
        root: Path,
        place: GitPlace | None = None,
        remaps: Sequence[tuple[str, str]] = (),
        secrets: Callable[[str, str], Secret | None] = lambda _location, _kind: None,
    ) -> None:
        self.root = root
        self.place = place
        self.remaps = tuple(remaps)
        self._secrets = secrets
        self._repository: GitRepository | None = None
        self._tips: Mapping[str, str] | None = None
        self._files: FollowedFiles | None = None
        self.images: Callable[[], frozenset[str]] | None = None

    @property
    def repository(self) -> GitRepository:
        """The Git repository, opened when first asked for; raises ActionableError where there is none."""
        if self._repository is None:
            from forebear.sources.git.repository import GitRepository

            self._repository = GitRepository(self.root)
        return self._repository

    @property
    def files(self) -> FollowedFiles:
        """The history of files that say what things run with, for the tools that read some of them."""
        if self._files is None:
            from forebear.sources.git.following import FollowedFiles

            self._files = FollowedFiles(self.repository)
        return self._files

    def is_read(self, since: Mapping[str, object]) -> bool:
        """Whether a source of the repository's history was read up to the references of now."""
        if self.place is None:
            return True
        if self._tips is None:
            self._tips = self.place.tips()
        return since.get("tips") == self._tips and since.get("shallow", "") == self.place.cut()

    def remapped(self, path: str) -> str:
        """Return where an absolute path of a tool's records is now; the longest old folder counts."""
        for old, new in sorted(self.remaps, key=lambda pair: -len(pair[0])):
            before = old.rstrip("/\\")
            if path == before or path.startswith((f"{before}/", f"{before}\\")):
                return new.rstrip("/\\") + path[len(before) :].replace("\\", "/")
        return path

    def secret(self, location: str, kind: str = "") -> Secret | None:
        """Return what opens a location for a tool, None where nothing is known."""
        return self._secrets(location, kind)

    def close(self) -> None:
        """End what was opened."""
        if self._repository is not None:
            self._repository.close()
            self._repository = self._files = None


class Tool(Protocol):
    """A tool whose records can be read.

    Attributes: `kind` is the word for it in the lineage (`mlflow`), `title` what people call it (`MLflow`).
    The module that holds it imports nothing heavy: `discover` and `is_current` are asked at every import.
    """

    kind: str
    title: str

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield what is in the project, and in the tool's usual places; no network, some milliseconds."""
        ...

    def at(self, location: str, context: Context) -> Found | None:
        """Return what is at a path or URL that a person named, None where it is nothing of this tool.

        May ask the network. Raises ActionableError where it is this tool's and cannot be read.
        """
        ...

    def open(self, location: str, context: Context) -> Source:
        """Return the source at a location; reading begins with its facts."""
        ...

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether nothing is new since the state of a checkpoint; costs milliseconds."""
        ...

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the files and folders whose change means that there may be something new."""
        ...
