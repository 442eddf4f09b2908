"""Git LFS as a tool: told by its folder, the attributes or the settings of a repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.sources.details import Detail, Told
from forebear.sources.git.place import GitPlace
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_LARGEST = 1 << 20  # bytes of attributes


class LfsTool:
    """Finds the pointers of the project's own repository."""

    kind = "lfs"
    title = "Git LFS"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the repository where Git LFS is used in it."""
        place = context.place
        if place is not None and _uses_lfs(place):
            from forebear.sources.git.lfs import LfsStorage
            from forebear.sources.urls import without_secrets

            storage = LfsStorage.of(place)
            details: list[Detail | str] = [
                f"{remote.name}: {without_secrets(remote.url)}" for remote in storage.remotes
            ]
            if not storage.folder.is_dir():
                details.insert(0, Detail(Told.NO_CONTENT))
            yield Found(self.kind, str(place.root), "Git LFS in this repository", tuple(details))

    def at(self, location: str, context: Context) -> Found | None:
        """Return the project's own repository; those of others are projects of their own."""
        here = context.place is not None and Path(location) == context.place.root
        return next(self.discover(context), None) if here else None

    def open(self, location: str, context: Context) -> Source:  # noqa: ARG002
        """Return the source of the repository."""
        from forebear.sources.lfs.source import LfsSource

        return LfsSource(context.repository)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no commit is new, and nothing has come that was not here."""
        place = context.place
        if place is None:
            raise ActionableError("This folder has no Git repository.", where=location)
        if since.get("tips") != place.tips() or since.get("shallow") != place.cut():
            return False
        absent, lacking = since.get("absent"), since.get("lacking")
        if isinstance(lacking, list) and any(place.holds(str(sha)) for sha in lacking):
            return False
        if not isinstance(absent, list) or not absent:
            return True
        from forebear.sources.git.lfs import LfsStorage
        from forebear.sources.lfs.store import LfsStore

        store = LfsStore(LfsStorage.of(place), place.root)
        return not any(store.find(str(oid)) for oid, _ in absent)

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return the folder to which contents come."""
        return () if context.place is None else (context.place.common_dir / "lfs" / "objects",)


def _uses_lfs(place: GitPlace) -> bool:
    if (place.common_dir / "lfs").is_dir():
        return True
    if place.bare:
        return "filter=lfs" in place.ask("cat-file", "blob", "HEAD:.gitattributes", fails=True)
    if (place.root / ".lfsconfig").is_file():
        return True
    attributes = place.root / ".gitattributes"
    if not attributes.is_file() or attributes.stat().st_size > _LARGEST:
        return False
    return "filter=lfs" in attributes.read_text(encoding="utf-8", errors="replace")
