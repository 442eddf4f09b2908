"""What a rebuild will do, before it does anything: inputs, image, command, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forebear.lineage.answers import RunRecord
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inputs import GIT, Located
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, WORK, Limits, Mounted, Sandbox
from forebear.rebuild.verdict import Expected, Tolerance


@dataclass(frozen=True, slots=True)
class Loosened:
    """What the user changes for one rebuild. None keeps the default; every change goes into the record.

    `memory` in bytes, `seconds` 0 for no limit, `accepted` paths for which the commit's content is used
    although the record says another, `image` a reference to use instead of the recorded one.
    """

    network: bool = False
    writable_root: bool = False
    memory: int | None = None
    seconds: float | None = None
    processors: str = ""
    accepted: tuple[str, ...] = ()
    image: str = ""
    archive: Path | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)

    def names(self) -> tuple[str, ...]:
        """Return what is loosened, in words for the record."""
        said = []
        said += ["network"] if self.network else []
        said += ["writable root"] if self.writable_root else []
        said += ["memory"] if self.memory is not None else []
        said += ["time"] if self.seconds is not None else []
        said += ["processors"] if self.processors else []
        said += [f"accepted {path}" for path in self.accepted]
        said += [f"image {self.image}"] if self.image else []
        said += [f"tolerance {self.tolerance.name}"] if self.tolerance != Tolerance() else []
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a rebuild of one run takes.

    `record` is what the lineage knows of the run, `id` that of the rebuild to be, `place` its folder, `space`
    the bytes it needs; `missing` says what keeps it from happening, `notes` what to know before.
    """

    id: str
    record: RunRecord
    commit: str
    place: Path
    inputs: tuple[Located, ...]
    outputs: tuple[Expected, ...]
    image: ChosenImage | None
    variables: Mapping[str, str]
    user: str
    init: bool
    limits: Limits
    space: int
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    loosened: Loosened

    def sandbox(self, sources: Mapping[str, Path] | None = None) -> Sandbox:
        """Return the container to run; `sources` says where inputs really lie, if they are laid out."""
        laid = sources or {
            located.wanted.path: self.source(located) for located in self.inputs if located.place
        }
        run = self.record.run
        mounts = [Mounted(self.place / "tree", WORK, read_only=False)]
        mounts += [Mounted(source, f"{WORK}/{path}") for path, source in sorted(laid.items())]
        return Sandbox(
            image=self.image.id or self.image.image.identity if self.image else "IMAGE",
            commands=run.command,
            directory=f"{WORK}/{run.working_directory}".rstrip("/"),
            mounts=mounts,
            variables=self.variables,
            user=self.user,
            limits=self.limits,
            labels={LABEL: self.id, PLACE_LABEL: str(self.place)},
            init=self.init,
        )

    def source(self, located: Located) -> Path:
        """Return where an input will lie on this machine."""
        part = "tree" if located.place == GIT else "inputs"
        return self.place / part / located.wanted.path
