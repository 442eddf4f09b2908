"""Kubeflow Pipelines over its API (v2beta1), as its own client asks it.

Source: backend/api/v2beta1/*.proto of kubeflow/pipelines. Servers before the artifact API do not know its
questions, which is no problem: their artifacts are in ML-Metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from forebear.lineage.batches import batched
from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.sources.kfp.lineage import Said
from forebear.sources.kfp.runs import KIND, status_of
from forebear.sources.shapes import Entry, as_list, as_mapping, as_moment, as_text
from forebear.sources.web.errors import WebError
from forebear.sources.web.gateway import Web

_API = "apis/v2beta1"
_PAGE = 200  # things that are asked for at a time
_PAGES = 100_000
_TOGETHER = 50  # runs whose artifacts are asked for together
_ABSENT = (400, 404, 405, 501)  # what servers answer that do not know a question
_ENDED = ("completed", "failed", "cancelled", "skipped")


class KfpApiSource:
    """All runs of a server; those that had not ended are asked about again."""

    kind = KIND

    def __init__(self, web: Web) -> None:
        self.location = web.base
        self._web = web

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what is new since `since`; raises WebError where the server cannot be asked."""
        state = since or {}
        read = as_moment(state.get("read"))
        with self._web:
            runs = {as_text(run.get("run_id")): run for run in self._new_runs(read, progress)}
            for id_ in map(as_text, as_list(state.get("unfinished"))):
                if id_ not in runs and (run := self._one(f"runs/{id_}")):
                    runs[id_] = run
            said = Said()
            for entry in self._listed("experiments", {}) if runs else ():
                said.add(None, entry)
            for run in runs.values():
                said.add(None, run)
                for version in self._version_of(run, said):
                    said.add(None, version)
            self._artifacts(list(runs), said, progress)
        yield from said.facts()
        newest = max((when for run in runs.values() if (when := _created(run))), default=read)
        yield Checkpoint(
            KIND,
            self.location,
            {
                "read": newest.isoformat() if newest is not None else "",
                "unfinished": [id_ for id_, run in runs.items() if status_of(run) not in _ENDED],
            },
        )

    def _new_runs(self, read: datetime | None, progress: Progress) -> Iterator[Entry]:
        """Yield the runs that were made since, the newest first: what comes after an older one is older."""
        for done, run in enumerate(self._listed("runs", {"sort_by": "created_at desc"}), 1):
            created = _created(run)
            if read is not None and created is not None and created <= read:
                return
            progress.step("runs", done)
            yield run

    def _version_of(self, run: Entry, said: Said) -> Iterator[Entry]:
        reference = as_mapping(run.get("pipeline_version_reference"))
        pipeline, version = (as_text(reference.get(each)) for each in ("pipeline_id", "pipeline_version_id"))
        if pipeline and version and version not in said.versions and not run.get("pipeline_spec"):
            found = self._one(f"pipelines/{pipeline}/versions/{version}")
            if found:
                yield found

    def _artifacts(self, runs: list[str], said: Said, progress: Progress) -> None:
        """Ask for the artifacts of runs, where the server knows of them."""
        wanted: set[str] = set()
        for some in batched(runs, _TOGETHER):
            links = list(self._listed("artifact_tasks", {"run_ids": some}))
            if not links:
                return
            for link in links:
                said.add(None, link)
                wanted.add(as_text(link.get("artifact_id")))
        for done, id_ in enumerate(sorted(wanted - {""}), 1):
            progress.step("documents", done, len(wanted))
            if artifact := self._one(f"artifacts/{id_}"):
                said.add(None, artifact)

    def _listed(self, what: str, parameters: Mapping[str, object]) -> Iterator[Entry]:
        token, seen = "", set[str]()
        for _ in range(_PAGES):
            asked = {**parameters, "page_size": _PAGE, **({"page_token": token} if token else {})}
            answer = self._web.get(f"{_API}/{what}", asked, accepted=_ABSENT)
            if answer.status != 200:
                if what == "runs":
                    raise WebError(
                        "This server does not tell of runs.",
                        where=answer.where,
                        todo="Check its address, and whether it is Kubeflow Pipelines 2.",
                        status=answer.status,
                    )
                return
            page = as_mapping(answer.document())
            yield from map(as_mapping, as_list(page.get(what)))
            token = as_text(page.get("next_page_token"))
            if not token or token in seen:
                return
            seen.add(token)

    def _one(self, path: str) -> Entry:
        answer = self._web.get(f"{_API}/{path}", accepted=_ABSENT)
        return as_mapping(answer.document()) if answer.status == 200 else {}


def is_server(web: Web) -> bool:
    """Whether Kubeflow Pipelines answers there; raises WebError where nothing does."""
    answer = web.get(f"{_API}/healthz", accepted=(*_ABSENT, 401, 403))
    try:
        return answer.status == 200 and isinstance(answer.document(), dict)
    except WebError:
        return False


def _created(run: Entry) -> datetime | None:
    return as_moment(run.get("created_at"))
