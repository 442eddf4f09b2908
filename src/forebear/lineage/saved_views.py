"""Views with a name, kept in a project's own folder: `.forebear/views.json`.

    {"forebear": "views", "version": 1, "views": [{"name": "Weekly", "view": {…}}, …]}

The file may have come with a repository of a stranger: it is read as data alone, and refused where it is odd.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.view import View
from forebear.lineage.view_text import NEWER, document_of, loaded, view_of

MOST = 1_000
"""Views of one project."""
LONGEST_NAME = 100
_VERSION = 1
_LARGEST = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view with the name that a person gave it."""

    name: str
    view: View


class SavedViews:
    """The named views in a file. Each call reads the file, and replaces it whole where it changes something.

    Raises ActionableError where the file cannot be read, is malformed or cannot be written; it is then left
    as it is. Names are known by their letters, whatever the case.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> tuple[SavedView, ...]:
        """Return the views, by name."""
        found = [SavedView(str(each["name"]), view_of(each["view"])) for each in self._read()["views"]]
        return tuple(sorted(found, key=lambda saved: (saved.name.casefold(), saved.name)))

    def find(self, name: str) -> View:
        """Return the view with a name; raises UsageError where there is none."""
        views = self.all()
        wanted = _same(name)
        found = next((each.view for each in views if _same(each.name) == wanted), None)
        if found is None:
            names = ", ".join(each.name for each in views[:10])
            todo = f"There is {names}." if names else "Save one in the window: Views, Save this view."
            raise UsageError("No view has this name.", where=name, todo=todo)
        return found

    def save(self, name: str, view: View) -> SavedView:
        """Keep a view under a name, in place of the one that has it; return it as it is kept."""
        name = clean_name(name)
        document = self._read()
        entry = {"name": name, "view": document_of(view)}
        views: list[Any] = document["views"]
        place = _place(views, name)
        if place is None:
            if len(views) >= MOST:
                raise ActionableError(
                    f"A project keeps at most {MOST:,} views.",
                    where=str(self._path),
                    todo="Delete some that are no longer needed.",
                )
            views.append(entry)
        else:
            views[place] = entry
        self._write(document)
        return SavedView(name, view)

    def rename(self, name: str, new: str) -> SavedView:
        """Give a view another name; raises UsageError where another view has that."""
        new = clean_name(new)
        document = self._read()
        views = document["views"]
        place, taken = self._known(views, name), _place(views, new)
        if taken is not None and taken != place:
            raise UsageError("Another view has this name.", where=new, todo="Choose another name.")
        views[place] = {**views[place], "name": new}
        self._write(document)
        return SavedView(new, view_of(views[place]["view"]))

    def delete(self, name: str) -> SavedView:
        """Delete a view, and return it: saved again it is back."""
        document = self._read()
        entry = document["views"].pop(self._known(document["views"], name))
        self._write(document)
        return SavedView(str(entry["name"]), view_of(entry["view"]))

    def _known(self, views: list[Any], name: str) -> int:
        place = _place(views, name)
        if place is None:
            raise UsageError("No view has this name.", where=name, todo="It may have been deleted elsewhere.")
        return place

    def _read(self) -> dict[str, Any]:
        text = self._bytes()
        if text is None:
            return {"forebear": "views", "version": _VERSION, "views": []}
        try:
            return _checked(loaded(text, _LARGEST))
        except UsageError as error:
            raise self._odd(error.what) from error

    def _bytes(self) -> bytes | None:
        """Return what is in the file, None where there is none; follows no link and waits for no pipe."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            if self._path.is_symlink():
                raise self._odd("It is a link.")
            handle = os.open(self._path, flags | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._odd(f"{error.strerror}.") from error
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise self._odd("It is no file.")
            if state.st_size > _LARGEST:
                raise self._odd("It is too large.")
            return file.read(_LARGEST)

    def _odd(self, why: str) -> ActionableError:
        return ActionableError(
            f"The saved views cannot be read. {why}",
            where=str(self._path),
            todo="Mend the file, or move it away to begin anew.",
        )

    def _write(self, document: Mapping[str, Any]) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        temporary = ""
        try:
            if self._path.parent.is_symlink():
                raise self._odd("Its folder is a link.")
            handle, temporary = tempfile.mkstemp(prefix=".views-", dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)  # noqa: PTH105 - as one with mkstemp
        except OSError as error:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise ActionableError(
                f"The view cannot be saved: {error.strerror}.",
                where=str(self._path),
                todo="Make the folder writable or free some space, then try again.",
            ) from error


def clean_name(name: str) -> str:
    """Return a name without what cannot be seen, with single spaces; raises UsageError for nothing."""
    visible = "".join(
        " " if sign.isspace() else sign
        for sign in name
        if unicodedata.category(sign) not in ("Cc", "Cs") or sign.isspace()
    )
    cleaned = " ".join(visible.split())[:LONGEST_NAME].strip()
    if not cleaned:
        raise UsageError("A view needs a name.", todo="Write what it shows.")
    return cleaned


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def _place(views: list[Any], name: str) -> int | None:
    wanted = _same(name)
    return next((place for place, each in enumerate(views) if _same(str(each["name"])) == wanted), None)


def _checked(document: object) -> dict[str, Any]:
    """Return the document; what is not known in it stays in it."""
    if not isinstance(document, dict) or document.get("forebear") != "views":
        raise UsageError("It does not say that it holds views.")
    version, views = document.get("version"), document.get("views")
    if not isinstance(version, int) or not isinstance(views, list) or len(views) > MOST:
        raise UsageError("It does not hold a list of views.")
    if version > _VERSION:
        raise UsageError(NEWER)
    for each in views:
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            raise UsageError("A view in it has no name.")
        if len(each["name"]) > 10 * LONGEST_NAME:
            raise UsageError("A view in it has a name that is too long.")
        view_of(each.get("view"))
    return document
