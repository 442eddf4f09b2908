"""Stores behind a tracking server, read over MLflow's REST API as its own client asks it.

What the API cannot tell: logged models that were deleted. Each refresh asks for all runs without their
histories, to see which have changed: no question finds only those.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from forebear.lineage.batches import batched
from forebear.sources.mlflow import rest_records
from forebear.sources.mlflow.histories import histories, last_values
from forebear.sources.mlflow.records import (
    Experiment,
    LoggedModel,
    RegisteredModel,
    RegisteredVersion,
    RunRecord,
    StoreError,
)
from forebear.sources.web.errors import WebError
from forebear.sources.web.gateway import Web

_API = "api/2.0/mlflow"
_BULK = "ajax-api/2.0/mlflow/metrics/get-history-bulk"
_PAGE = 1000  # things that are asked for at a time
_EXPERIMENTS = 100  # experiments whose runs are asked for together
_TOGETHER = 100  # runs whose histories the server gives at once
_ROWS = 25_000  # rows of histories that the server gives at once
_PAGES = 100_000
_ABSENT = (400, 404, 405)  # what servers answer that do not know a question


class RestStore:
    """The store of a tracking server; see `Store`."""

    folder = ""

    def __init__(self, web: Web) -> None:
        self.location = web.base
        self._web = web
        self._runs: dict[str, bytes] = {}  # packed: a server may have very many
        self._models: dict[str, Mapping[str, Any]] = {}
        self._experiments: list[str] | None = None
        self._bulk = True
        self._no_numbers = 0
        self.troubled: set[str] = set()

    def version(self) -> str:
        """Return the release of MLflow that serves, "" where it does not tell."""
        try:
            said = self._web.get("version", accepted=_ABSENT)
        except WebError as error:
            raise told(error) from None
        text = said.content.decode("utf-8", "replace").strip()
        return text if said.status == 200 and len(text) < 30 and text[:1].isdigit() else ""

    def experiments(self) -> Mapping[str, Experiment]:
        """Return all experiments by id, the deleted ones too."""
        try:
            found = list(
                self._asked("experiments/search", {"view_type": "ALL", "max_results": _PAGE}, "experiments")
            )
        except StoreError as error:
            if not _is_absent(error):
                raise
            # Servers before 1.28 list them all.
            found = list(self._got("experiments/list", {"view_type": "ALL"}, "experiments"))
        each = [rest_records.experiment(about) for about in found]
        self._experiments = [experiment.id for experiment in each]
        return {experiment.id: experiment for experiment in each}

    def marks(self) -> Mapping[str, str]:
        """Return all runs' ids, oldest first, each with a mark of its record."""
        began: list[tuple[int, str]] = []
        marks: dict[str, str] = {}
        self._runs.clear()
        for part in self._parts_of_experiments():
            question = {"experiment_ids": part, "run_view_type": "ALL", "max_results": _PAGE}
            for about in self._asked("runs/search", question, "runs"):
                text = json.dumps(about, sort_keys=True).encode()
                id_ = rest_records.run_id(about)
                if id_ and id_ not in marks:
                    self._runs[id_] = zlib.compress(text, 1)
                    marks[id_] = rest_records.mark(about)
                    began.append((rest_records.started(about), id_))
        return {id_: marks[id_] for _, id_ in sorted(began)}

    def runs(self, ids: Collection[str]) -> Iterator[RunRecord]:
        """Yield these runs with all that was logged to them."""
        wanted = [id_ for id_ in ids if id_ in self._runs or not self._runs]
        if wanted and not self._runs:
            self.marks()
            wanted = [id_ for id_ in wanted if id_ in self._runs]
        for some in batched(wanted, _TOGETHER):
            about = {id_: json.loads(zlib.decompress(self._runs[id_])) for id_ in some}
            rows = self._histories({id_: rest_records.metric_names(each) for id_, each in about.items()})
            for id_, each in about.items():
                found, bad = histories(rows.get(id_, ()))
                self._no_numbers += bad
                yield rest_records.run(each, found)

    def model_marks(self) -> Mapping[str, str]:
        """Return all logged models' ids, each with a mark of its record; servers before 3.0 have none."""
        self._models.clear()
        try:
            for part in self._parts_of_experiments():
                question = {"experiment_ids": part, "max_results": _PAGE}
                for about in self._asked("logged-models/search", question, "models"):
                    id_ = rest_records.model_id(about)
                    if id_:
                        self._models[id_] = about
        except StoreError as error:
            if not _is_absent(error):
                raise
        return {id_: rest_records.mark(about) for id_, about in self._models.items()}

    def models(self, ids: Collection[str]) -> Iterator[LoggedModel]:
        """Yield these logged models."""
        if not self._models:
            self.model_marks()
        for about in (self._models[id_] for id_ in ids if id_ in self._models):
            found, bad = histories(rest_records.metric_rows(about))
            self._no_numbers += bad
            yield rest_records.logged_model(about, last_values(found))

    def registry(self) -> Sequence[RegisteredModel]:
        """Return all registered models with their versions; a file store of MLflow 1 has none."""
        try:
            models = list(self._got("registered-models/search", {"max_results": _PAGE}, "registered_models"))
        except StoreError as error:
            if not _is_absent(error):
                raise
            return ()
        versions: dict[str, list[RegisteredVersion]] = defaultdict(list)
        for about in self._got("model-versions/search", {"max_results": _PAGE}, "model_versions"):
            versions[str(about.get("name", ""))].append(self._version(about))
        found = (rest_records.registered_model(about, versions) for about in models)
        return sorted(found, key=lambda model: model.name)

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield where and why something could not be read."""
        if self._no_numbers:
            what = f"{self._no_numbers} values of metrics hold no number, or a time that is none."
            yield f"{self.location} metrics", what

    def _version(self, about: Mapping[str, Any]) -> RegisteredVersion:
        location = str(about.get("source") or "")
        if location.startswith(("models:/", "runs:/")):
            question = {"name": about.get("name"), "version": about.get("version")}
            try:
                answer = self._document("model-versions/get-download-uri", question)
            except StoreError as error:
                if not _is_absent(error):
                    raise
            else:
                location = str(answer.get("artifact_uri") or location)
        return rest_records.registered_version(about, location)

    def _histories(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, list[tuple[Any, ...]]]:
        """Return the rows of histories of runs, given the names of each one's metrics."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for id_, names in wanted.items():
            for name in names:
                by_name[name].append(id_)
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for name, ids in by_name.items():
            together = self._together(name, ids) if self._bulk and len(ids) > 1 else None
            if together is not None:
                for metric in together:
                    rows[str(metric.get("run_id", ""))].append(rest_records.metric_row(metric))
                continue
            for id_ in ids:
                question = {"run_id": id_, "metric_key": name, "max_results": _ROWS}
                found = self._got("metrics/get-history", question, "metrics")
                rows[id_] += map(rest_records.metric_row, found)
        return rows

    def _together(self, name: str, ids: Sequence[str]) -> Sequence[Mapping[str, Any]] | None:
        """Return the histories of one metric of several runs, None where the server does not give them, or
        not all of them.
        """
        question = {"run_id": list(ids), "metric_key": name, "max_results": _ROWS}
        try:
            answer = self._web.document(_BULK, question)
        except WebError as error:
            if error.status not in _ABSENT:
                raise told(error) from None
            self._bulk = False
            return None
        found = rest_records.entries(answer, "metrics")
        return None if len(found) >= _ROWS else found

    def _parts_of_experiments(self) -> Iterator[list[str]]:
        if self._experiments is None:
            self.experiments()
        yield from batched(self._experiments or (), _EXPERIMENTS)

    def _asked(self, path: str, question: Mapping[str, object], name: str) -> Iterator[Mapping[str, Any]]:
        """Yield what all pages of a question that is posted hold under a name."""
        token: object = None
        for _ in range(_PAGES):
            try:
                answer = self._web.ask(
                    f"{_API}/{path}", {**question, **({"page_token": token} if token else {})}
                )
            except WebError as error:
                raise told(error) from None
            yield from rest_records.entries(answer, name)
            before, token = token, answer.get("next_page_token")
            if not token or token == before:
                return

    def _got(self, path: str, question: Mapping[str, object], name: str) -> Iterator[Mapping[str, Any]]:
        """Yield what all pages of a question hold under a name."""
        token: object = None
        for _ in range(_PAGES):
            answer = self._document(path, {**question, "page_token": token or None})
            yield from rest_records.entries(answer, name)
            before, token = token, answer.get("next_page_token")
            if not token or token == before:
                return

    def _document(self, path: str, question: Mapping[str, object]) -> Mapping[str, Any]:
        try:
            answer = self._web.document(f"{_API}/{path}", question)
        except WebError as error:
            raise told(error) from None
        rest_records.entries(answer, "")
        return dict(answer)


class _RefusedError(StoreError):
    """A server refuses a question, with a status of HTTP."""

    status: int | None = None


def told(error: WebError) -> StoreError:
    """Return what is wrong with a server as what is wrong with its store."""
    if error.status == 200:
        return rest_records.OtherError(error.what, where=error.where, todo=error.todo)
    refused = _RefusedError(error.what, where=error.where, todo=error.todo)
    refused.status = error.status
    return refused


def is_another(error: StoreError) -> bool:
    """Whether what answered is no server of MLflow's: it knows nothing at the address, or answers no JSON."""
    return _is_absent(error) or isinstance(error, rest_records.OtherError)


def _is_absent(error: StoreError) -> bool:
    """Whether a server does not know a question, being older, or having no registry."""
    return isinstance(error, _RefusedError) and error.status in _ABSENT
