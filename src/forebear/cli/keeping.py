"""`forebear keep`: save the image of a run beside the lineage, so that it is there in five years."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.cli.asking import holding
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import Project
from forebear.rebuild.archives.held import held_images, pick
from forebear.rebuild.archives.keeping import KeptImage, KeptImages
from forebear.rebuild.archives.opened import ArchiveError, open_archive
from forebear.rebuild.archives.saving import keep_from_engine
from forebear.rebuild.images import ImageFinder, look_up
from forebear.rebuild.references import run_of
from forebear.rebuild.workshop import questions_of
from forebear.sources.docker.engine import connect
from forebear.sources.docker.identity import Identity, identity_on_engine

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare whose image is kept, or that what is kept is listed or checked."""
    parser.description = (
        "Save the image that a run ran in to .forebear/images, an OCI layout where images share their "
        "layers. A rebuild takes it from there when the engine no longer has it."
    )
    parser.add_argument("ref", metavar="REF", nargs="?", help="a run, or an artifact that it made")
    parser.add_argument("--image", metavar="ID", help="keep this image of the engine: an id, or a name")
    parser.add_argument(
        "--archive", metavar="FILE", type=Path, help="keep the image of an archive (docker save, OCI layout)"
    )
    parser.add_argument("--list", action="store_true", help="list what is kept")
    parser.add_argument("--check", action="store_true", help="read all that is kept and check every byte")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keep one image. 0 = kept, 1 = what was kept is damaged, 3 = there is no such image here."""
    named = [each for each in (arguments.ref, arguments.image, arguments.archive) if each]
    if arguments.list or arguments.check:
        if named:
            raise UsageError("--list and --check are of all that is kept.", todo="Leave the image out.")
        return _all(arguments, terminal)
    if len(named) != 1:
        raise UsageError(
            "Say which image to keep.", todo="A run (run:ID), --image ID, --archive FILE, or --list."
        )
    project, refs = holding(arguments, [arguments.ref] if arguments.ref else [], terminal)
    project.prepare()
    kept = KeptImages(project.private)
    if arguments.archive:
        with open_archive(arguments.archive, terminal) as archive:
            held = pick(held_images(archive), Identity(), "")
            done = _known(kept, held.identity, terminal) or kept.keep(held, terminal, _tag(held.packed.names))
    else:
        with connect() as client:
            found, reference = (
                _of_engine(client, arguments.image) if arguments.image else _of_run(project, refs[0], client)
            )
            done = _known(kept, identity_on_engine(found), terminal) or keep_from_engine(
                client, found, kept, reference, terminal
            )
    terminal.result({"kept": _document(done), "added": done.added}, printable(_text(done)))
    return 0


def _all(arguments: argparse.Namespace, terminal: Terminal) -> int:
    project, _ = holding(arguments, [], terminal)
    kept = KeptImages(project.private)
    entries, damaged = kept.entries(), {}
    for entry in entries if arguments.check else ():
        try:
            kept.check(entry, terminal)
        except ActionableError as error:
            damaged[entry.id] = error.what
    lines = [
        _line(entry) + (f"  DAMAGED: {damaged[entry.id]}" if entry.id in damaged else "") for entry in entries
    ]
    lines += ["No image is kept; keep one with: forebear keep REF"] if not entries else []
    lines += [f"{kept.disk() / (1 << 20):,.1f} MiB in {kept.folder}"] if entries else []
    document = {
        "images": [{**_document(entry), "damaged": damaged.get(entry.id)} for entry in entries],
        "folder": str(kept.folder),
        "disk": kept.disk(),
    }
    terminal.result(document, "\n".join(map(printable, lines)))
    return 1 if damaged else 0


def _known(kept: KeptImages, identity: Identity, terminal: Terminal) -> KeptImage | None:
    """Return what is kept already and whole; what is damaged is kept anew."""
    held = kept.find(identity)
    known = next((each for each in kept.entries() if held is not None and each.id == held.id), None)
    if known is not None:
        try:
            kept.check(known, terminal)
        except ArchiveError:
            return None
    return known


def _of_engine(client: DockerClient, name: str) -> tuple[EngineImage, str]:
    found = look_up(client, name)
    if found is None:
        raise ActionableError("The engine has no such image.", where=name, todo=f"Get it: docker pull {name}")
    return found, _tag(tuple(found.tags))


def _of_run(project: Project, ref: str, client: DockerClient) -> tuple[EngineImage, str]:
    """Return the image of a REF's run, as the engine has it."""
    database = Database.open(project.database_url, create=False, read_only=True)
    try:
        record = run_of(questions_of(project, database), ref)
    finally:
        database.close()
    chosen = ImageFinder(client).choose(record.environments)
    if chosen is None:
        raise ActionableError(
            "No image is recorded for this run.", where=ref, todo="Name one of the engine with --image ID."
        )
    found = look_up(client, chosen.id) if chosen.id else None
    if found is None:
        raise ActionableError(
            "The engine does not have this run's image.",
            where=f"{chosen.image.reference} ({chosen.image.identity})",
            todo="Bring it here first (docker pull, docker load), or keep an archive with --archive FILE.",
        )
    return found, chosen.image.reference


def _tag(names: tuple[str, ...]) -> str:
    return next((name for name in names if not name.startswith("sha256:")), "")


def _document(entry: KeptImage) -> dict[str, object]:
    return {
        "id": entry.id,
        "manifest": entry.manifest,
        "reference": entry.reference,
        "digests": sorted(entry.also),
        "kept_at": entry.kept_at.isoformat(),
        "size": entry.size,
        "layers": list(entry.layers),
    }


def _line(entry: KeptImage) -> str:
    return (
        f"{entry.id[:19]}  {entry.size / (1 << 20):>9,.1f} MiB  {len(entry.layers):>3} layers  "
        f"{entry.kept_at:%Y-%m-%d %H:%M}  {entry.reference}"
    )


def _text(done: KeptImage) -> str:
    shared = "" if done.added else "; it was kept before"
    return (
        f"Kept {done.reference or done.id[:19]} ({done.id[:19]}): {done.added / (1 << 20):,.1f} MiB{shared}."
    )
