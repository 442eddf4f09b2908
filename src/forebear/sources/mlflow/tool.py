"""MLflow as a tool: where its stores are."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from forebear.sources.details import Detail, Told
from forebear.sources.mlflow import mlruns, servers
from forebear.sources.mlflow.schemas import schema_detail
from forebear.sources.tool import Found

if TYPE_CHECKING:
    from forebear.sources.mlflow.records import Store
    from forebear.sources.source import Source
    from forebear.sources.tool import Context

_TABLES = {"experiments", "runs", "metrics", "params"}
_ENDINGS = (".db", ".sqlite", ".sqlite3")
_ELSEWHERE = {"node_modules", "site-packages", "venv", "mlruns", "mlartifacts", "__pycache__"}
_MOST_FOLDERS = 2_000  # of a project that are looked into
_WATCHED = 20  # runs of a folder, the newest


class MlflowTool:
    """Tracking stores in SQLite files and in folders, and those on servers."""

    kind = "mlflow"
    title = "MLflow"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the stores of the project, and those that MLFLOW_TRACKING_URI and the home folder have."""
        for path in _stores_below(context.root):
            if (found := _found(path, inside=True)) is not None:
                yield found
        if (server := servers.usual_server()) is not None:
            yield server
        usual = [_path_of(os.environ.get("MLFLOW_TRACKING_URI", ""), context.root)]
        usual += [Path.home() / "mlruns", Path.home() / "mlflow.db"]
        for place in usual:
            if place is not None and not place.is_relative_to(context.root):
                found = _found(place, inside=False)
                if found is not None:
                    yield found

    def at(self, location: str, context: Context) -> Found | None:
        """Return the store at a path, `sqlite:///` or `file:` URL, in the folder there, or on a server."""
        if servers.is_on_server(location):
            return servers.found_at(location, context)
        path = _path_of(location, context.root)
        if path is None:
            return None
        for place in (path, path / "mlruns", path / "mlflow.db"):
            found = _found(place, inside=place.is_relative_to(context.root))
            if found is not None:
                return found
        return None

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a store."""
        from forebear.sources.mlflow.places import Places
        from forebear.sources.mlflow.projects import Code
        from forebear.sources.mlflow.source import MlflowSource

        code = Code(context)
        if servers.is_on_server(location):
            secret = context.secret(location, self.kind)
            return MlflowSource(
                location,
                lambda: servers.opened(location, secret),
                servers.places(location, context),
                code,
            )
        path = Path(location)
        places = Places(str(path.parent), context.remapped)
        return MlflowSource(location, lambda: _opened(path), places, code, lambda: _state_of(path))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether a store's files have the sizes and times that they had when it was read; of a server only
        reading it tells.
        """
        del context
        return not servers.is_on_server(location) and since.get("seen") == _state_of(Path(location))

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the database and its log; of a folder, where experiments and runs come, and the newest."""
        del context
        if servers.is_on_server(location):
            return ()
        path = Path(location)
        if not path.is_dir():
            return path, Path(f"{path}-wal")
        experiments = list(mlruns.experiment_folders(path))
        runs = [run for experiment in experiments for run in mlruns.run_folders(experiment)]
        newest = sorted(runs, key=_written)[-_WATCHED:]
        return (path, *experiments, *newest, *(run / "metrics" for run in newest), path / "models")


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    if path.is_dir():
        from forebear.sources.mlflow.folders import FolderStore

        yield FolderStore(path)
        return
    from forebear.sources.mlflow.database import DatabaseStore
    from forebear.sources.mlflow.sqlite import SqliteTables

    with closing(SqliteTables(path)) as tables:
        yield DatabaseStore(str(path), tables, str(path.parent))


def _state_of(path: Path) -> object:
    if path.is_dir():
        return mlruns.state_of(path)
    found = []
    for file in (path, Path(f"{path}-wal")):
        try:
            about = file.stat()
        except OSError:
            continue
        if about.st_size:
            found.append([about.st_size, about.st_mtime_ns])
    return found


def _found(path: Path, *, inside: bool) -> Found | None:
    """Return the store at a path with what can be told of it at a glance, None where there is none."""
    if path.is_dir():
        if not mlruns.is_store(path):
            return None
        experiments = list(mlruns.experiment_folders(path))
        runs = sum(1 for experiment in experiments for _ in mlruns.run_folders(experiment))
        details = (Detail(Told.RUNS, runs), Detail(Told.EXPERIMENTS, len(experiments)))
        return Found("mlflow", str(path), "MLflow tracking store in a folder", details, inside)
    return _database(path, inside=inside)


def _database(path: Path, *, inside: bool) -> Found | None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if file.read(16) != b"SQLite format 3\0":
                return None
    except OSError:
        return None
    title = "MLflow tracking store in SQLite"
    try:
        uri = f"file:{quote(str(path))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=0.2)) as connection:
            listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not {name for (name,) in listed} >= _TABLES:
                return None
            (runs,) = connection.execute("SELECT count(*) FROM runs").fetchone()
            (experiments,) = connection.execute("SELECT count(*) FROM experiments").fetchone()
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        # In use, or damaged: only its name tells then whose it is, and reading it says what is wrong.
        return Found("mlflow", str(path), title, (), inside) if "mlflow" in path.name.lower() else None
    details = (
        Detail(Told.RUNS, runs),
        Detail(Told.EXPERIMENTS, experiments),
        schema_detail(str(found[0]) if found else ""),
        Detail(Told.SIZE, size),
    )
    return Found("mlflow", str(path), title, details, inside)


def _stores_below(root: Path) -> Iterator[Path]:
    """Yield what may be stores: in a project's folder, and in the folders two levels below."""
    level, seen = [root], 0
    for _ in range(3):
        below: list[Path] = []
        for folder in level:
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in found:
                is_folder = entry.is_dir(follow_symlinks=False)
                if entry.name == "mlruns" if is_folder else entry.name.endswith(_ENDINGS):
                    if is_folder or entry.is_file(follow_symlinks=False):
                        yield folder / entry.name
                elif is_folder and not entry.name.startswith(".") and entry.name not in _ELSEWHERE:
                    below.append(folder / entry.name)
        seen += len(below)
        if seen > _MOST_FOLDERS:
            return
        level = below


def _path_of(location: str, root: Path) -> Path | None:
    """Return the path that a path or a tracking URI names, None where it is on no disk."""
    scheme, parted, _ = location.partition(":")
    if scheme == "sqlite":
        # sqlite:///relative.db, sqlite:////absolute.db
        path = location.removeprefix("sqlite:///").partition("?")[0]
    elif scheme == "file":
        path = unquote(urlsplit(location).path)
    elif parted and len(scheme) > 1 and location.startswith(f"{scheme}://"):
        return None
    else:
        path = location
    if not path or "\0" in path:
        return None
    return Path(os.path.normpath(root / Path(path).expanduser()))


def _written(run: Path) -> int:
    try:
        return run.stat().st_mtime_ns
    except OSError:
        return 0
