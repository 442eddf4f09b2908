"""What a rebuild will do, before it does anything: inputs, image, command, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forebear.lineage.answers import RunRecord
from forebear.lineage.rebuilds import Purpose, Rebuild
from forebear.lineage.words import Scalar
from forebear.rebuild.forecast import Forecast
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inputs import GIT, Located
from forebear.rebuild.judging.judge import Expected
from forebear.rebuild.judging.tolerance import Policy
from forebear.rebuild.sandbox import HOST, LABEL, PLACE_LABEL, WORK, Limits, Mounted, Sandbox
from forebear.rebuild.uncommitted import Uncommitted
from forebear.sources.docker.engine import EngineError


@dataclass(frozen=True, slots=True)
class Loosened:
    """What the user changes for one rebuild. None keeps the default; every change goes into the record.

    `memory` in bytes, `seconds` 0 for no limit, `accepted` paths for which the commit's content is used
    although the record says another, `image` a reference to use instead of the recorded one, `reconstruct`
    the file of the commit to make the image from ("" = the surest there is), `base` the image that a
    generated Dockerfile starts from. `without_patch` goes on from the clean commit although what had not been
    committed was kept. `options` are the words of the command that say all that.
    """

    network: bool = False
    writable_root: bool = False
    memory: int | None = None
    seconds: float | None = None
    processors: str = ""
    accepted: tuple[str, ...] = ()
    image: str = ""
    archive: Path | None = None
    reconstruct: str | None = None
    base: str = ""
    without_patch: bool = False
    tolerance: Policy = field(default_factory=Policy)
    options: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[str, ...]:
        """The limits that are not the usual ones, by name."""
        said = {
            "network": self.network,
            "writable root": self.writable_root,
            "memory": self.memory is not None,
            "time": self.seconds is not None,
            "processors": bool(self.processors),
        }
        return tuple(name for name, other in said.items() if other)

    def names(self) -> tuple[str, ...]:
        """Return what is loosened, in words for the record."""
        said = [*self.limits]
        said += [f"accepted {path}" for path in self.accepted]
        said += ["without the uncommitted changes"] if self.without_patch else []
        said += [f"image {self.image}"] if self.image else []
        said += ["image reconstructed"] if self.reconstruct is not None else []
        said += [f"tolerance {self.tolerance.label}"] if self.tolerance != Policy() else []
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a rebuild is made: its purpose, the series it belongs to, what was varied, a remark for people.

    `before` are the rebuilds of the same series that were made under the same conditions.
    """

    purpose: Purpose = Purpose.REBUILD
    series: str = ""
    variation: Mapping[str, Scalar] = field(default_factory=dict)
    remark: str = ""
    before: tuple[Rebuild, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a rebuild of one run takes.

    `record` is what the lineage knows of the run, `id` that of the rebuild to be, `place` its folder, `space`
    the bytes it needs; `missing` says what keeps it from happening, `notes` what to know before, `forecast`
    what it can come to if it happens, `trouble` why no engine could be asked; `host` is the name that the
    container gives itself, `listing` the order in which folders list their files ("" = the disk's).
    `uncommitted` is the patch that was kept of what `commit` does not hold, None where none was. `acceptable`
    are the paths of what is missing at which the commit holds something else.
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
    forecast: Forecast = field(default_factory=Forecast)
    host: str = HOST
    listing: str = ""
    trouble: EngineError | None = None
    uncommitted: Uncommitted | None = None
    acceptable: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The commit to read code from: that of the record, with the uncommitted changes where they apply."""
        return (self.uncommitted.code if self.uncommitted is not None else "") or self.commit

    @property
    def code_label(self) -> str:
        """What the code is called: the commit, and the patch on top of it."""
        patch = (
            f" + {self.uncommitted.path}" if self.uncommitted is not None and self.uncommitted.code else ""
        )
        return f"{self.commit[:10]}{patch}"

    @property
    def code_told(self) -> str:
        """The same for the record, with the digest of the patch and where it was found."""
        patch = self.uncommitted
        more = f" ({patch.digest}, {patch.located.place})" if patch is not None and patch.code else ""
        return f"{self.code_label}{more}"

    def sandbox(self, sources: Mapping[str, Path] | None = None) -> Sandbox:
        """Return the container to run; `sources` says where inputs really lie, if they are laid out."""
        laid = sources or {
            located.wanted.path: self.source(located)
            for located in self.inputs
            if located.place or located.maker
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
            host=self.host,
        )

    def source(self, located: Located) -> Path:
        """Return where an input will lie on this machine."""
        part = "tree" if located.place == GIT else "inputs"
        return self.place / part / located.wanted.path
