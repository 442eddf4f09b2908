"""Package files in Git, and environments that are installed here, as a tool whose records can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.environments.places import folders_of, is_environment, state_of
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_USUAL = (".venv", "venv", "env", ".conda", ".pixi/envs/default")


class EnvironmentsTool:
    """Requirements, environment and lock files at commits; virtual environments and prefixes of conda."""

    kind = "environments"
    title = "Environment files"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the history of the project, and offer the environments that are usual in a project."""
        if context.place is not None:
            yield Found(self.kind, str(context.root), "Requirements, environment and lock files at commits")
        for name in _USUAL:
            if is_environment(context.root / name):
                yield self._installed(context.root / name, inside=False)

    def at(self, location: str, context: Context) -> Found | None:
        """Return the environment in a folder."""
        folder = Path(context.remapped(location)).expanduser()
        return self._installed(folder, inside=False) if is_environment(folder) else None

    def open(self, location: str, context: Context) -> Source:
        """Return the source."""
        if _is_history(location, context):
            from forebear.sources.environments.declared import DeclaredSource

            return DeclaredSource(context.files)
        from forebear.sources.environments.installed import InstalledSource

        return InstalledSource(self.kind, Path(location))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no reference has moved, or no package come or gone."""
        if _is_history(location, context):
            return context.is_read(since)
        return state_of(Path(location)) == dict(since)

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folders in which packages are."""
        if _is_history(location, context):
            return ()
        return folders_of(Path(location))

    def _installed(self, folder: Path, *, inside: bool) -> Found:
        conda = (folder / "conda-meta").is_dir()
        title = "Environment of conda" if conda else "Virtual environment of Python"
        return Found(self.kind, str(folder), title, inside=inside)


def _is_history(location: str, context: Context) -> bool:
    return context.place is not None and location == str(context.root)
