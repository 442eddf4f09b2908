"""`.dvc` files: data that DVC keeps, imports, and the stages of DVC 0.x."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forebear.lineage.facts import CameFrom
from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.sources.dvc.digests import artifact_of, digest_of, joined, type_of
from forebear.sources.dvc.stages import StageRecord, stage_record
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError


@dataclass(frozen=True, slots=True)
class DataFile:
    """One `.dvc` file (or `Dvcfile`).

    `kept` maps the paths that DVC keeps to digests (not those with `cache: false`); `came_from` is set for
    imports; `record` where the file is a stage with a command, as in DVC 0.x; `metrics` and `plots` are
    outputs that it marks so.
    """

    kept: Mapping[str, Digest]
    artifacts: tuple[Artifact, ...]
    came_from: tuple[CameFrom, ...] = ()
    record: StageRecord | None = None
    metrics: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()


def read_data_file(document: object, path: str) -> DataFile:
    """Read a parsed `.dvc` file that stands at `path`; raises UnreadableError where it is none."""
    if not isinstance(document, Mapping):
        raise UnreadableError("it is no mapping")
    file = as_mapping(document)
    folder = joined(path.rpartition("/")[0], str(file.get("wdir") or "."))
    outputs: dict[str, Digest | None] = {}
    artifacts = []
    metrics, plots = [], []
    kept: dict[str, Digest] = {}
    for item in as_list(file.get("outs")):
        entry = as_mapping(item)
        if not isinstance(entry.get("path"), str):
            raise UnreadableError("an entry of outs has no path")
        where = joined(folder, str(entry["path"]))
        digest = outputs[where] = digest_of(entry)
        if digest is not None and entry.get("cache") is not False:
            kept[where] = digest
        type_ = type_of(where, data=True)
        if entry.get("metric"):
            metrics.append(where)
            type_ = ArtifactType.METRICS
        elif entry.get("plot"):
            plots.append(where)
            type_ = ArtifactType.PLOT
        if digest is not None:
            artifacts.append(artifact_of(digest, where, type_, entry))
    if file.get("cmd"):
        record = stage_record(path, file, folder=folder, metrics=metrics, plots=plots)
        return DataFile(kept, (), (), record, tuple(metrics), tuple(plots))
    return DataFile(
        kept, tuple(artifacts), _imports(file, folder, outputs), None, tuple(metrics), tuple(plots)
    )


def _imports(
    file: Mapping[str, object], folder: str, outputs: Mapping[str, Digest | None]
) -> tuple[CameFrom, ...]:
    found = []
    for item in as_list(file.get("deps")):
        entry = as_mapping(item)
        path = str(entry.get("path") or "")
        repository = as_mapping(entry.get("repo"))
        for digest in outputs.values():
            if digest is None:
                continue
            if repository:
                revision = str(repository.get("rev_lock") or repository.get("rev") or "")
                found.append(CameFrom(digest, str(repository.get("url") or ""), path, revision))
            elif path:
                version = str(entry.get("version_id") or "")  # of a store that keeps versions
                found.append(CameFrom(digest, joined(folder, path), "", version))
    return tuple(found)
