"""Runs a command in a container and records it as it happens, so that it can be rebuilt one day."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.compare.paths import with_parents
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import RanIn
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.rebuilds import ProcessEnd
from forebear.lineage.words import Environment, Image, Origin, Run
from forebear.rebuild.container import ContainerRunner, Ended, sweep
from forebear.rebuild.images import Engine, image_of, look_up, platform_of
from forebear.rebuild.job import Job
from forebear.rebuild.log import RunLog
from forebear.rebuild.machine import PROCESSOR_SET, count_processors, machine_facts
from forebear.rebuild.outputs import keep_output
from forebear.rebuild.packages import packages_of
from forebear.rebuild.planning import container_user
from forebear.rebuild.probing import Prober
from forebear.rebuild.recorded import code_of, facts_of, key_of
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, WORK, Limits, Mounted, Sandbox
from forebear.rebuild.stores import KeptStore
from forebear.rebuild.taking import ALGORITHMS, Taken, check_unchanged, take
from forebear.rebuild.usage import Meter
from forebear.rebuild.variables import recorded_variables
from forebear.rebuild.work_tree import WorkTree
from forebear.rebuild.workspace import (
    Workspace,
    clear_outputs,
    copy,
    make_mount_point,
    open_workspace,
    own_tree,
    remove,
    safe_join,
    snapshot,
    traces,
)
from forebear.sources.docker.identity import identity_facts
from forebear.sources.git.patching import make_patch
from forebear.sources.git.repository import GitRepository
from forebear.sources.hashing import Measured, measure, walk
from forebear.sources.kept_patch import Patch

if TYPE_CHECKING:
    from docker import DockerClient

_PATCHED = 20 << 20  # bytes of all files that go into one patch
_KEPT = 64 << 20  # bytes; a changed file that Git does not have yet is kept up to this size


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run that was recorded. `made` are its outputs by path.

    `uncommitted` is what it could see and `commit` does not hold like that; `undeclared` what it wrote
    without declaring it, which was thrown away.
    """

    run: Run
    ended: Ended
    commit: str
    image: Image
    used: Mapping[str, Measured]
    made: Mapping[str, Measured]
    uncommitted: tuple[str, ...]
    undeclared: tuple[str, ...]
    log: Path


class Recorder:
    """Records runs of one project. `repository` is None where the project has no Git."""

    def __init__(
        self,
        project: Project,
        database: Database,
        repository: GitRepository | None,
        client: DockerClient,
        progress: Progress,
    ) -> None:
        self._project = project
        self._database = database
        self._repository = repository
        self._client = client
        self._progress = progress
        self._engine = Engine.of(client)

    def record(
        self, job: Job, reference: str, variables: Mapping[str, str], limits: Limits, by: str
    ) -> Recorded:
        """Run a job and record it, also when it fails; its outputs go to the work tree when it does not.

        The command sees the files that Git tracks or would, and what it is said to use, as they are now.
        Raises ActionableError where it cannot be run, or an input changed meanwhile; nothing is recorded.
        """
        found = look_up(self._client, reference)
        if found is None:
            raise ActionableError(
                "The engine has no such image.", where=reference, todo=f"Get it: docker pull {reference}"
            )
        sweep(self._client)
        image = image_of(found, reference)
        private = self._project.prepare()
        variables = {**recorded_variables(self._processors(limits)), **variables}
        commit = (self._repository.rev_parse("HEAD") if self._repository else None) or ""
        place = private / "runs" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        with open_workspace(place, 0) as workspace:
            used = self._lay_out(job, workspace)
            uncommitted = (
                WorkTree(self._repository).uncommitted(commit, job.makes) if self._repository else ()
            )
            kept, left_out = self._patch(job, commit, uncommitted, workspace)
            sandbox = self._sandbox(job, image.id, workspace, used, variables, limits)
            inside = Prober(self._client, private).ask(sandbox, self._engine.facts.label, workspace.place)
            environment = Environment(
                image,
                platform_of(found),
                {**packages_of(self._client, image.id, private), **inside.packages},
                variables,
                {
                    **machine_facts(self._engine.facts, self._processors(limits)),
                    **inside.facts,
                    **({PROCESSOR_SET: limits.processors} if limits.processors else {}),
                    **identity_facts(found),
                },
            )
            before = snapshot(workspace.tree, job.makes)
            started_at = datetime.now(UTC)
            meter = Meter(workspace.tree, workspace.usage)
            ended = ContainerRunner(self._client, self._progress).run(sandbox, RunLog(workspace.log), meter)
            ended_at = datetime.now(UTC)
            check_unchanged(used)
            made, ended = self._measure(job, workspace, ended)
            found_traces = traces(before, snapshot(workspace.tree, job.makes))
            status = "completed" if ended.end is ProcessEnd.COMPLETED else ended.end.value
            read = {path: laid.measured for path, laid in used.items()}
            run = Run(
                key=key_of(job, read, made),
                name=job.name,
                command=job.commands,
                working_directory=job.folder,
                origin=Origin.RECORDED,
                source="forebear",
                status=status,
                started_at=started_at,
                ended_at=ended_at,
                by=by,
            )
            facts = facts_of(job, run, read, made, workspace.tree)
            named = sorted(uncommitted, key=lambda path: path not in left_out)  # what is lost comes first
            facts += code_of(job, run, commit, named, kept)
            facts.append(RanIn(run.key, environment, Origin.RECORDED, by))
            if ended.end is not ProcessEnd.CANCELLED:
                self._keep_uncommitted(uncommitted, read)
                if ended.end is ProcessEnd.COMPLETED:
                    self._hand_over(job, made, workspace)
                self._database.write(facts)
        return Recorded(
            run,
            ended,
            commit,
            image,
            read,
            made,
            uncommitted,
            (*found_traces.added, *found_traces.changed, *found_traces.removed),
            place / "log",
        )

    # before

    def _lay_out(self, job: Job, workspace: Workspace) -> dict[str, Taken]:
        self._progress.step("workspace", message="Copying the work tree")
        if self._repository is not None:
            WorkTree(self._repository).copy_to(workspace.tree, (*job.uses, *job.makes), self._pulse)
        else:
            workspace.tree.mkdir()
        clear_outputs(workspace.tree, job.makes)
        used: dict[str, Taken] = {}
        for number, path in enumerate(sorted(job.uses)):
            self._progress.step("inputs", number, len(job.uses), path)
            laid = take(self._project.root / path, workspace.inputs / path, self._pulse)
            used[path] = laid
            make_mount_point(workspace.tree, path, laid.source, [each for each in used if each != path])
        for path in job.parameters:
            if path in used:
                continue
            target = safe_join(workspace.tree, path)
            remove(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            copy(self._project.root / path, target)
        (workspace.tree / job.folder).mkdir(parents=True, exist_ok=True)
        own_tree(workspace.tree, container_user(self._engine.facts))
        return used

    def _pulse(self) -> None:
        self._progress.step("hashing")

    def _sandbox(  # noqa: PLR0913, PLR0917
        self,
        job: Job,
        image: str,
        workspace: Workspace,
        used: Mapping[str, Taken],
        variables: Mapping[str, str],
        limits: Limits,
    ) -> Sandbox:
        mounts = [Mounted(workspace.tree, WORK, read_only=False)]
        mounts += [Mounted(laid.source, f"{WORK}/{path}") for path, laid in used.items()]
        return Sandbox(
            image=image,
            commands=job.commands,
            directory=f"{WORK}/{job.folder}".rstrip("/"),
            mounts=mounts,
            variables=variables,
            user=container_user(self._engine.facts),
            limits=limits,
            labels={LABEL: workspace.place.name, PLACE_LABEL: str(workspace.place)},
            init=not self._engine.facts.podman,
        )

    def _processors(self, limits: Limits) -> int:
        return count_processors(limits.processors) or self._engine.facts.processors

    def _patch(
        self, job: Job, commit: str, uncommitted: Sequence[str], workspace: Workspace
    ) -> tuple[Patch | None, Collection[str]]:
        """Keep a patch of what the command sees and the commit does not hold; inputs are kept by themselves.

        Return it and what there was no room for in it.
        """
        paths = [path for path in uncommitted if not any(each in job.uses for each in with_parents(path))]
        if self._repository is None or not commit or job.is_stage or not paths:
            return None, ()
        room, taken, left_out = _PATCHED, list[str](), list[str]()
        for size, path in sorted((_size(workspace.tree / path), path) for path in paths):
            room -= size
            (taken if room >= 0 else left_out).append(path)
        try:
            content = make_patch(self._repository, commit, workspace.tree, taken)
        except ActionableError:  # then these are told as not committed, as what there is no room for
            return None, paths
        if not content:
            return None, left_out
        patch, store = replace(Patch.of(content), text=""), KeptStore(self._project)
        fresh = store.incoming()
        fresh.write_bytes(content)
        store.keep(fresh, patch.digests[0])
        fresh.unlink()
        return patch, left_out

    # after

    def _measure(self, job: Job, workspace: Workspace, ended: Ended) -> tuple[dict[str, Measured], Ended]:
        """Digest the outputs; a run that lacks one has failed."""
        if ended.end is not ProcessEnd.COMPLETED:
            return {}, ended
        made: dict[str, Measured] = {}
        wrong = []
        for path in job.makes:
            self._progress.step("hashing", len(made), len(job.makes), path)
            try:
                made[path] = measure(safe_join(workspace.tree, path), ALGORITHMS)
            except FileNotFoundError:
                wrong.append(f"The command did not make {path}.")
            except ActionableError as error:
                wrong.append(f"{path}: {error.what}")
        if wrong:
            return {}, replace(ended, end=ProcessEnd.FAILED, explanation=" ".join(wrong))
        return made, ended

    def _keep_uncommitted(self, paths: Sequence[str], used: Mapping[str, Measured]) -> None:
        """Keep what no commit holds, so that the run can be rebuilt even if it never gets committed."""
        kept = KeptStore(self._project)
        for path in paths:
            measured = used.get(path)
            if measured is not None and measured.files is None and measured.size <= _KEPT:
                kept.keep_copy(Path(os.path.realpath(self._project.root / path)), measured.digests["md5"])

    def _hand_over(self, job: Job, made: Mapping[str, Measured], workspace: Workspace) -> None:
        """Put the outputs into the work tree, each at once; those that DVC will not keep are kept here."""
        kept = KeptStore(self._project)
        for path, measured in made.items():
            source = safe_join(workspace.tree, path)
            if not job.is_stage:
                keep_output(kept, source, workspace.outputs / path, measured)
                source = workspace.outputs / path
            _replace(source, self._project.root / path)


def _size(path: Path) -> int:
    return path.lstat().st_size if path.is_symlink() or path.exists() else 0


def _replace(source: Path, target: Path) -> None:
    """Put a copy of `source` (sharing its blocks where possible) in the place of `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.forebear")
    remove(fresh)
    if source.is_dir():
        for relpath, file in walk(source):
            (fresh / relpath).parent.mkdir(parents=True, exist_ok=True)
            copy(file, fresh / relpath)
        fresh.mkdir(exist_ok=True)
    else:
        copy(source, fresh)
        shutil.copymode(source, fresh)
        fresh.chmod(fresh.stat().st_mode | stat.S_IWUSR)
    if target.is_dir() and not target.is_symlink():
        remove(target)
    fresh.replace(target)
