"""`forebear fetch`: bring data here that only a DVC remote or a Git LFS server has, every byte checked."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence

from forebear.cli.asking import holding
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.compare.version import VersionReader, preferred
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest, NodeKind
from forebear.rebuild.fetching import Fetched, Fetcher
from forebear.rebuild.stores import stores_of
from forebear.rebuild.workshop import questions_of
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.git.lfs import LfsStorage, pointers
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository

_Wanted = dict[tuple[str, Digest], int | None]
"""Path and digest of what is to be here, to its size in bytes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare whose data is wanted, and where from."""
    parser.add_argument(
        "refs", metavar="REF", nargs="+", help="versions whose data is to be here: revisions, runs, artifacts"
    )
    parser.add_argument(
        "--path", metavar="PATH", action="append", default=[], help="only this data (may be given again)"
    )
    parser.add_argument("--remote", metavar="NAME", default="", help="only from this remote of DVC or Git")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetch what is not here. 0 = all of it is here now, 3 = something cannot be had, 4 = cancelled."""
    project, refs = holding(arguments, arguments.refs, terminal)
    wanted = _wanted(project, refs, arguments.path)
    storage = DvcStorage(project.root) if (project.root / ".dvc").is_dir() else None
    place = GitPlace.find(project.root)
    kept, stores = stores_of(project, storage, LfsStorage.of(place) if place else None)
    fetcher = Fetcher(kept, stores, terminal, arguments.remote)
    project.prepare()
    done = [fetcher.fetch(path, digest, size) for (path, digest), size in wanted.items()]
    terminal.result(_document(done), "\n".join(_lines(done)))
    return 3 if any(each.why for each in done) else 0


def _wanted(project: Project, refs: Sequence[str], paths: Sequence[str]) -> _Wanted:
    """Return what versions hold that DVC or Git LFS keeps, with sizes; raises UsageError for a path that none
    holds."""
    found: _Wanted = {}
    known: set[str] = set()
    with contextlib.ExitStack() as stack:
        database = Database.open(project.database_url, create=False, read_only=True)
        stack.callback(database.close)
        questions = questions_of(project, database)
        repository = stack.enter_context(_history(project))
        reader = VersionReader(questions)
        for place, ref in enumerate(refs):
            content = reader.read(ref, place)
            commit = content.version.commit
            pointed = pointers(repository, commit) if repository and commit else {}
            if questions.resolve(ref).node.kind is not NodeKind.COMMIT:
                pointed = {path: each for path, each in pointed.items() if path in content.data}
            known |= content.data.keys() | pointed.keys()
            found |= {(path, pointer.digest): pointer.size for path, pointer in pointed.items()}
            for path, held in content.data.items():
                digest = preferred(each for each in held.artifact.digests if each.algorithm.startswith("md5"))
                if digest is not None and path not in pointed:
                    found[path, digest] = held.size
    for path in paths:
        if path not in known:
            raise UsageError(
                "None of these versions holds this.",
                where=path,
                todo="See what a version holds: forebear show REVISION.",
            )
    return {key: size for key, size in found.items() if not paths or key[0] in paths}


@contextlib.contextmanager
def _history(project: Project) -> Iterator[GitRepository | None]:
    """Give the project's repository, None where there is none that can be read."""
    try:
        opened = GitRepository(project.root)
    except ActionableError:
        yield None
        return
    with opened:
        yield opened


def _document(done: Sequence[Fetched]) -> dict[str, object]:
    return {
        "data": [
            {
                "path": each.path,
                "digest": str(each.digest),
                "from": list(each.places),
                "files": each.files,
                "size": each.size,
                "missing": each.why or None,
            }
            for each in done
        ]
    }


def _lines(done: Sequence[Fetched]) -> Iterator[str]:
    if not done:
        yield "These versions hold no data that DVC or Git LFS keeps."
    for each in done:
        if each.why:
            yield printable(f"{each.path}: {each.why}")
        elif each.places:
            files = f"{each.files:,} files, " if each.files > 1 else ""
            yield printable(f"{each.path}: {files}{each.size:,} bytes from {', '.join(each.places)}")
        else:
            yield printable(f"{each.path}: it is here")
