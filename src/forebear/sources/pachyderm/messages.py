"""Messages of Pachyderm as JSON: fields as the protos name them (`pachctl --raw`) or in camel case (its API).

Sources: src/pfs/pfs.proto and src/pps/pps.proto of pachyderm/pachyderm (2.12).
"""

from __future__ import annotations

from dataclasses import dataclass

from forebear.lineage.words import Digest
from forebear.sources.shapes import Entry, as_mapping, as_text, identity

KIND = "pachyderm"
_DEFAULT = "default"  # the project of what names none


def field(message: object, name: str) -> object:
    """Return a field of a message, None where it is not set."""
    entry = as_mapping(message)
    if name in entry:
        return entry[name]
    head, *rest = name.split("_")
    return entry.get(head + "".join(part.capitalize() for part in rest))


def part(message: object, name: str) -> Entry:
    """Return a field that is a message itself, an empty one where it is not set."""
    return as_mapping(field(message, name))


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository of data. Those of the type `user` hold what people and pipelines put there."""

    project: str
    name: str
    type: str = "user"

    @classmethod
    def read(cls, message: object) -> Repo | None:
        """Return the repository that a message names, None where it names none."""
        name = as_text(field(message, "name"))
        project = as_text(field(field(message, "project"), "name")) or _DEFAULT
        return cls(project, name, as_text(field(message, "type")) or "user") if name else None

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.name if self.project == _DEFAULT else f"{self.project}/{self.name}"


@dataclass(frozen=True, slots=True)
class CommitName:
    """One commit of one repository; commits that were made for the same reason share an id."""

    repo: Repo
    id: str
    branch: str = ""

    @classmethod
    def read(cls, message: object) -> CommitName | None:
        """Return the commit that a message names, None where it names none."""
        branch = field(message, "branch")
        repo = Repo.read(field(message, "repo")) or Repo.read(field(branch, "repo"))
        id_ = as_text(field(message, "id"))
        return cls(repo, id_, as_text(field(branch, "name"))) if repo is not None and id_ else None

    @property
    def digest(self) -> Digest:
        """What its content is known by: a commit never changes."""
        return identity(KIND, self.repo.project, f"{self.repo.name}@{self.id}")

    @property
    def run(self) -> str:
        """The key of the job that made it, if one did: its pipeline is called as its repository."""
        return job_key(self.repo.project, self.repo.name, self.id)

    @property
    def place(self) -> str:
        """Where it is, as Pachyderm's own URLs have it."""
        return f"pfs://{self.repo.project}/{self.repo.name}@{self.id}"


def job_key(project: str, pipeline: str, id_: str) -> str:
    """Return the key of a job."""
    return f"{KIND}:{project}/{pipeline}@{id_}"
