"""`forebear fetch`: bring data here that only a DVC remote has, every byte checked against its digest."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from forebear.cli.asking import holding
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.compare.version import DataHeld, VersionReader, preferred
from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.fetching import Fetched, Fetcher
from forebear.rebuild.stores import stores_of
from forebear.rebuild.workshop import questions_of
from forebear.sources.dvc.storage import DvcStorage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare whose data is wanted, and where from."""
    parser.add_argument(
        "refs", metavar="REF", nargs="+", help="versions whose data is to be here: revisions, runs, artifacts"
    )
    parser.add_argument(
        "--path", metavar="PATH", action="append", default=[], help="only this data (may be given again)"
    )
    parser.add_argument("--remote", metavar="NAME", default="", help="only from this DVC remote")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetch what is not here. 0 = all of it is here now, 3 = something cannot be had, 4 = cancelled."""
    project, refs = holding(arguments, arguments.refs, terminal)
    wanted = _wanted(project, refs, arguments.path)
    storage = DvcStorage(project.root) if (project.root / ".dvc").is_dir() else None
    kept, stores = stores_of(project, storage)
    fetcher = Fetcher(kept, stores, terminal, arguments.remote)
    project.prepare()
    done = [fetcher.fetch(path, digest, held.size) for (path, digest), held in wanted.items()]
    terminal.result(_document(done), "\n".join(_lines(done)))
    return 3 if any(each.why for each in done) else 0


def _wanted(
    project: Project, refs: Sequence[str], paths: Sequence[str]
) -> dict[tuple[str, Digest], DataHeld]:
    """Return what versions hold that DVC has a digest for; raises UsageError for a path that none holds."""
    database = Database.open(project.database_url, create=False, read_only=True)
    try:
        reader = VersionReader(questions_of(project, database))
        contents = [reader.read(ref, place) for place, ref in enumerate(refs)]
    finally:
        database.close()
    known = {path for content in contents for path in content.data}
    for path in paths:
        if path not in known:
            raise UsageError("None of these versions holds this.", where=path)
    found: dict[tuple[str, Digest], DataHeld] = {}
    for content in contents:
        for path, held in content.data.items():
            digest = preferred(each for each in held.artifact.digests if each.algorithm.startswith("md5"))
            if digest is not None and (not paths or path in paths):
                found[path, digest] = held
    return found


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
        yield "These versions hold no data that DVC keeps."
    for each in done:
        if each.why:
            yield printable(f"{each.path}: {each.why}")
        elif each.places:
            files = f"{each.files:,} files, " if each.files > 1 else ""
            yield printable(f"{each.path}: {files}{each.size:,} bytes from {', '.join(each.places)}")
        else:
            yield printable(f"{each.path}: it is here")
