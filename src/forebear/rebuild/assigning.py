"""Says which image runs ran in, as a named person's assumption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import RanIn
from forebear.lineage.questions import Questions
from forebear.lineage.words import Environment, Image, Origin, Run
from forebear.rebuild.images import image_of, look_up, platform_of
from forebear.rebuild.packages import packages_of
from forebear.rebuild.references import run_of
from forebear.sources.docker.engine import EngineError, connect
from forebear.sources.docker.identity import identity_facts


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was assumed of which runs. `note` says what is not known of the image, if anything."""

    image: Image
    runs: tuple[Run, ...]
    note: str


def runs_to_assign(questions: Questions, ref: str | None, stage: str | None) -> tuple[Run, ...]:
    """Return the run of a REF, the runs of a stage, or (both None) all runs of which no image is known.

    Raises UsageError where there is none.
    """
    if ref is not None:
        return (run_of(questions, ref).run,)
    rows = questions.runs()
    if stage is not None:
        runs = tuple(row.run for row in rows if row.run.name == stage)
        names = ", ".join(sorted({row.run.name for row in rows})) or "none"
        if not runs:
            raise UsageError("There is no run of this stage.", where=stage, todo=f"Stages: {names}.")
        return runs
    runs = tuple(row.run for row in rows if not row.image)
    if not runs:
        raise UsageError("Of every run an image is known.", todo="Name one with --run to assume another.")
    return runs


def assign(database: Database, runs: Sequence[Run], reference: str, by: str, private: Path) -> Assigned:
    """Write the assumption down. The image is looked at where the engine has it, and never pulled."""
    environment, note = _environment(reference, private)
    database.write([RanIn(run.key, environment, Origin.ASSUMED, by) for run in runs])
    assert environment.image is not None  # noqa: S101  (made a few lines below)
    return Assigned(environment.image, tuple(runs), note)


def _environment(reference: str, private: Path) -> tuple[Environment, str]:
    try:
        with connect() as client:
            found = look_up(client, reference)
            if found is not None:
                image = image_of(found, reference)
                packages = packages_of(client, image.id, private)
                return Environment(image, platform_of(found), packages, facts=identity_facts(found)), ""
            note = "The engine does not have this image, so nothing more is known of it."
    except EngineError as error:
        note = f"It could not be looked at: {error.what}"
    name, _, digest = reference.partition("@")
    image = Image(name, digest=digest) if digest.startswith("sha256:") else Image(reference)
    return Environment(image), note
