"""A project: the folder a person opened, and where its lineage is kept."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with records to read, and the URL of its lineage database.

    Attributes: `root` is the top of the Git work tree (or the bare repository, or the folder itself where
    there is no Git); `database_url` a SQLAlchemy URL.
    """

    root: Path
    database_url: str

    @classmethod
    def at(cls, path: Path, database_url: str | None = None) -> Project:
        """Find the project that holds `path`; raises ActionableError when there is no such folder."""
        try:
            folder = path.expanduser().resolve()
            if folder.is_file():
                folder = folder.parent
            if not folder.is_dir():
                raise ActionableError(
                    "There is no such folder.", where=str(path), todo="Give the folder of a project."
                )
            if folder.name == ".git":
                folder = folder.parent
            root = next((top for top in (folder, *folder.parents) if (top / ".git").exists()), folder)
        except PermissionError as error:
            raise ActionableError(
                "This folder may not be read.", where=str(path), todo="Ask its owner for rights to read it."
            ) from error
        except RuntimeError as error:  # links in a circle, or a `~name` of nobody
            raise ActionableError(
                "There is no such folder.", where=str(path), todo="Give the folder of a project."
            ) from error
        return cls(root, database_url or f"sqlite:///{root / '.forebear' / 'lineage.db'}")

    @property
    def private(self) -> Path:
        """Forebear's own folder in the project; it ignores itself in Git."""
        return self.root / ".forebear"

    def prepare(self) -> Path:
        """Make `.forebear/` and return it; raises ActionableError where the project cannot be written."""
        try:
            self._refuse_links()
            self.private.mkdir(exist_ok=True)
            ignore = self.private / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise ActionableError(
                "The disk is full."
                if error.errno in (errno.ENOSPC, errno.EDQUOT)
                else "A file has the name of Forebear's folder."
                if isinstance(error, FileExistsError)
                else f"The project cannot be written: {error.strerror}.",
                where=str(self.private),
                todo="Free some space, then try again."
                if error.errno in (errno.ENOSPC, errno.EDQUOT)
                else "Rename that file, then try again."
                if isinstance(error, FileExistsError)
                else "Make the folder writable, or keep the lineage elsewhere with --database sqlite:////path/to/lineage.db.",
            ) from error
        return self.private

    def _refuse_links(self) -> None:
        """Refuse links: a project may come with a `.forebear` of its own, which must lead nowhere else."""
        inside = list(self.private.iterdir()) if self.private.is_dir() else []
        for path in (self.private, *inside):
            if path.is_symlink():
                raise ActionableError(
                    "This is a link, and Forebear writes only to its own folder in the project.",
                    where=str(path),
                    todo="Remove the link; to keep the lineage elsewhere, name the place with --database.",
                )
