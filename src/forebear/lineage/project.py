"""A project: the folder a person opened, and where its lineage is kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.lineage.refusals import Refused


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with records to read, and the URL of its lineage database.

    Attributes: `root` is the top of the Git work tree (or the bare repository, or the folder itself where
    there is no Git); `database_url` a SQLAlchemy URL without its password (see `login`); `beside` the roots
    of other projects that are in the same lineage.
    """

    root: Path
    database_url: str
    beside: tuple[Path, ...] = ()

    @classmethod
    def at(cls, path: Path, database_url: str | None = None) -> Project:
        """Find the project that holds `path`; raises ActionableError when there is no such folder."""
        try:
            folder = path.expanduser().resolve()
            if folder.is_file():
                folder = folder.parent
            if not folder.is_dir():
                raise ActionableError(
                    Refused.NO_FOLDER.said(), where=str(path), todo=Refused.GIVE_FOLDER.said()
                )
            if folder.name == ".git":
                folder = folder.parent
            root = next((top for top in (folder, *folder.parents) if (top / ".git").exists()), folder)
        except PermissionError as error:
            raise ActionableError(
                Refused.NOT_READABLE.said(), where=str(path), todo=Refused.ASK_OWNER.said()
            ) from error
        except RuntimeError as error:  # links in a circle, or a `~name` of nobody
            raise ActionableError(
                Refused.NO_FOLDER.said(), where=str(path), todo=Refused.GIVE_FOLDER.said()
            ) from error
        return cls(root, database_url or f"sqlite:///{root / '.forebear' / 'lineage.db'}")

    @classmethod
    def together(cls, paths: Sequence[Path], database_url: str | None = None) -> Project:
        """Find several projects that are to be one lineage; it is kept with the person, not in any of them.

        Raises ActionableError when there is no such folder.
        """
        roots = tuple(dict.fromkeys(cls.at(path).root for path in paths))
        if len(roots) == 1:
            return cls.at(roots[0], database_url)
        return cls(roots[0], database_url or _common_url(roots), roots[1:])

    @property
    def roots(self) -> tuple[Path, ...]:
        """All projects of this lineage."""
        return (self.root, *self.beside)

    @property
    def words(self) -> tuple[str, ...]:
        """The options that tell a command this project, or these."""
        usual = self.owns_database or (self.beside and self.database_url == _common_url(self.roots))
        named = [word for root in self.roots for word in ("--project", str(root))]
        return (*named, *(() if usual else ("--database", self.database_url)))

    @property
    def name(self) -> str:
        """What people call it: its folder, or those of all its projects."""
        return " + ".join(root.name or str(root) for root in self.roots)

    @property
    def owns_database(self) -> bool:
        """Whether the lineage is this one project's and nobody else's."""
        return self.database_url == f"sqlite:///{self.private / 'lineage.db'}"

    @property
    def home(self) -> str:
        """Whose references are meant in a lineage of several projects; "" = nobody's in particular."""
        return "" if self.beside or self.owns_database else str(self.root)

    @property
    def private(self) -> Path:
        """Forebear's own folder in the project; it ignores itself in Git."""
        return self.root / ".forebear"

    def prepare_database(self) -> None:
        """Make the folder for the database where it is Forebear's own; raises ActionableError."""
        if self.owns_database:
            self.prepare()
        elif self.database_url.startswith(f"sqlite:///{data_home() / 'forebear'}"):
            folder = Path(self.database_url.removeprefix("sqlite:///")).parent
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ActionableError(
                    Refused.NO_PLACE.said(why=error.strerror),
                    where=str(folder),
                    todo=Refused.OTHER_PLACE.said(),
                ) from error

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
                Refused.DISK_FULL.said()
                if error.errno in (errno.ENOSPC, errno.EDQUOT)
                else Refused.FILE_IN_PLACE.said()
                if isinstance(error, FileExistsError)
                else Refused.NOT_WRITABLE.said(why=error.strerror),
                where=str(self.private),
                todo=Refused.FREE_SPACE.said()
                if error.errno in (errno.ENOSPC, errno.EDQUOT)
                else Refused.RENAME_FILE.said()
                if isinstance(error, FileExistsError)
                else Refused.MAKE_WRITABLE.said(),
            ) from error
        return self.private

    def _refuse_links(self) -> None:
        """Refuse links: a project may come with a `.forebear` of its own, which must lead nowhere else."""
        inside = list(self.private.iterdir()) if self.private.is_dir() else []
        for path in (self.private, *inside):
            if path.is_symlink():
                raise ActionableError(
                    Refused.LINK.said(),
                    where=str(path),
                    todo=Refused.REMOVE_LINK.said(),
                )


def _common_url(roots: Sequence[Path]) -> str:
    """Return where the lineage of several projects is kept; their order does not matter."""
    import hashlib

    name = hashlib.sha256("\0".join(sorted(map(os.fsdecode, roots))).encode("utf-8", "surrogateescape"))
    return f"sqlite:///{data_home() / 'forebear' / 'together' / name.hexdigest()[:16]}.db"


def data_home(variables: Mapping[str, str] | None = None) -> Path:
    """Return where programs keep a person's data (XDG Base Directory Specification)."""
    given = (os.environ if variables is None else variables).get("XDG_DATA_HOME", "")
    return Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "share"
