"""Runs of one project on a W&B server, asked for with the person's key over the API of W&B's own client.

The questions are those of wandb/apis/public and core/api/graphql of W&B's repository.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Fact
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.wandb.artifacts import artifact_facts
from forebear.sources.wandb.beside import Beside, unwrapped
from forebear.sources.wandb.folder import BESIDE
from forebear.sources.wandb.records import Entry, LoggedArtifact
from forebear.sources.wandb.replay import Replay
from forebear.sources.wandb.rounds import Read, changed_runs
from forebear.sources.wandb.telling import KIND, Told, run_facts
from forebear.sources.web.gateway import Web

_PAGE = 50
_STEPS = 1_000  # of a history that are asked for at once
_MOST_STEPS = 1_000_000
_RUNS = """query Runs($project: String!, $entity: String!, $cursor: String, $perPage: Int, $order: String) {
  project(name: $project, entityName: $entity) {
    runs(after: $cursor, first: $perPage, order: $order) {
      edges {
        node { name displayName state group jobType tags notes sweepName heartbeatAt historyLineCount }
      }
      pageInfo { endCursor hasNextPage }
    }
  }
}"""
_RUN = """query Run($project: String!, $entity: String!, $name: String!, $files: [String]) {
  project(name: $project, entityName: $entity) {
    run(name: $name) {
      name displayName state group jobType tags notes sweepName commit createdAt heartbeatAt config
      summaryMetrics historyKeys user { name username }
      files(names: $files) { edges { node { name directUrl } } }
    }
  }
}"""
_HISTORY = """query HistoryPage($entity: String!, $project: String!, $run: String!,
    $minStep: Int64!, $maxStep: Int64!, $pageSize: Int!) {
  project(name: $project, entityName: $entity) {
    run(name: $run) { history(minStep: $minStep, maxStep: $maxStep, samples: $pageSize) }
  }
}"""
_ARTIFACTS = """query Run%(Which)sArtifacts($entity: String!, $project: String!, $run: String!,
    $cursor: String, $perPage: Int) {
  project(name: $project, entityName: $entity) {
    run(name: $run) {
      artifacts: %(which)sArtifacts(after: $cursor, first: $perPage) {
        pageInfo { endCursor hasNextPage }
        edges {
          node {
            versionIndex digest description metadata createdAt
            artifactSequence { name project { name entity { name } } }
            artifactType { name }
            aliases { alias artifactCollection { name } }
            currentManifest { file { directUrl } }
          }
        }
      }
    }
  }
}"""


class WandbServer:
    """One project on a server. A run that the server lists as it did before is not asked for again."""

    kind = KIND

    def __init__(
        self, location: str, entity: str, project: str, web: Web, remapped: Callable[[str], str]
    ) -> None:
        self.location = location
        self._project = {"entity": entity, "project": project}
        self._web = web
        self._remapped = remapped

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the runs that are new or that the server lists otherwise than before.

        Raises ActionableError where the server cannot be asked, refuses or does not know the project.
        """
        yield from changed_runs(self.location, since, self._listed(), progress)

    def _listed(self) -> Iterator[tuple[str, object, Read]]:
        for listed in self._pages("runs", _RUNS, {"order": "+created_at"}):
            run = str(listed.get("name") or "")
            sign = hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()[:16]
            yield run, sign, partial(self._run, run)

    def _run(self, run: str, problems: list[Problem]) -> Iterator[Fact]:
        def refuse(what: str, why: str) -> None:
            problems.append(
                Problem(KIND, f"{self.location}/runs/{run}: {what}", f"It cannot be read: {why}.")
            )

        found = self._ask(_RUN, {"name": run, "files": list(BESIDE)})
        replay, beside = _replay(run, found, self._project), Beside()
        for file in _nodes(found.get("files")):
            name, url = str(file.get("name")), str(file.get("directUrl") or "")
            if name in BESIDE and url:
                try:
                    beside.take(name, self._web.get(url).content)
                except (ActionableError, UnreadableError) as error:
                    refuse(name, getattr(error, "what", str(error)).rstrip("."))
        last = as_mapping(_json(found.get("historyKeys"))).get("lastStep")
        for row in self._history(run, last if isinstance(last, int) else -1):
            replay.take_row(row)
        user = as_mapping(found.get("user"))
        if user.get("username") and "username" not in beside.metadata:
            beside.metadata = {**beside.metadata, "username": user["username"]}
        told = Told(run, replay, beside)
        yield from run_facts(told, self._remapped, refuse)
        for which in ("output", "input"):
            question = _ARTIFACTS % {"which": which, "Which": which.capitalize()}
            for node in self._pages("artifacts", question, {"run": run}):
                logged, project = self._artifact(node, refuse)
                at = _moment(node.get("createdAt"))
                yield from artifact_facts(
                    logged, told.key, project, at, None, self._remapped, used=which == "input"
                )

    def _history(self, run: str, last: int) -> Iterator[Mapping[str, object]]:
        for first in range(0, min(last + 1, _MOST_STEPS), _STEPS):
            asked = {"run": run, "minStep": first, "maxStep": first + _STEPS, "pageSize": _STEPS}
            for line in as_list(self._ask(_HISTORY, asked).get("history")):
                yield as_mapping(_json(line))

    def _artifact(
        self, node: Mapping[str, Any], refuse: Callable[[str, str], None]
    ) -> tuple[LoggedArtifact, str]:
        """Return an artifact and the project that it belongs to."""
        sequence = as_mapping(node.get("artifactSequence"))
        name, index = str(sequence.get("name") or ""), node.get("versionIndex")
        version = f"v{index}" if isinstance(index, int) else ""
        home = as_mapping(sequence.get("project"))
        entity = as_mapping(home.get("entity")).get("name") or self._project["entity"]
        aliases = [
            str(each.get("alias"))
            for each in map(as_mapping, as_list(node.get("aliases")))
            if as_mapping(each.get("artifactCollection")).get("name") == name and each.get("alias") != version
        ]
        url = as_mapping(as_mapping(node.get("currentManifest")).get("file")).get("directUrl")
        entries: tuple[Entry, ...] = ()
        if isinstance(url, str) and url:
            try:
                entries = tuple(_entries(self._web.get(url).document()))
            except ActionableError as error:
                refuse(f"files of {name}:{version}", error.what.rstrip("."))
        metadata = node.get("metadata")
        logged = LoggedArtifact(
            name,
            str(as_mapping(node.get("artifactType")).get("name") or ""),
            str(node.get("digest") or ""),
            str(node.get("description") or ""),
            metadata if isinstance(metadata, str) else json.dumps(metadata) if metadata else "",
            tuple(aliases),
            entries,
            version,
        )
        return logged, f"{entity}/{home.get('name') or self._project['project']}"

    def _pages(
        self, field: str, question: str, variables: Mapping[str, object]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the nodes of all pages of `field`, of the project or of the run in `variables`."""
        cursor: object = None
        while True:
            asked = {**variables, "cursor": cursor, "perPage": _PAGE}
            page = as_mapping(self._ask(question, asked).get(field))
            yield from _nodes(page)
            info = as_mapping(page.get("pageInfo"))
            if not info.get("hasNextPage") or info.get("endCursor") in (None, cursor):
                return
            cursor = info["endCursor"]

    def _ask(self, question: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """Return the project's answer, or that of its run where the question is of one."""
        answer = as_mapping(
            self._web.ask("graphql", {"query": question, "variables": {**self._project, **variables}})
        )
        found = as_mapping(answer.get("data")).get("project")
        errors = [str(as_mapping(each).get("message")) for each in as_list(answer.get("errors"))]
        if found is None or errors:
            raise ActionableError(
                f"W&B does not answer: {errors[0]}." if errors else "W&B knows no such project.",
                where=self.location,
                todo="Check the address, and that the key may see the project (WANDB_API_KEY).",
            )
        project = as_mapping(found)
        return as_mapping(project["run"]) if "run" in project else project


def _replay(run: str, found: Mapping[str, Any], project: Mapping[str, str]) -> Replay:
    replay = Replay()
    named = {
        "name": "displayName", "state": "state", "group": "group", "job_type": "jobType", "notes": "notes",
        "sweep": "sweepName", "commit": "commit",
    }  # fmt: skip
    values = {name: str(found[field]) for name, field in named.items() if found.get(field)}
    replay.details.values = {"run_id": run, **project, **values}
    replay.details.tags = tuple(str(tag) for tag in as_list(found.get("tags")))
    replay.details.started_at = _moment(found.get("createdAt"))
    replay.until = _moment(found.get("heartbeatAt")) if found.get("state") != "running" else None
    replay.config = unwrapped(as_mapping(_json(found.get("config"))))
    replay.summary = dict(as_mapping(_json(found.get("summaryMetrics"))))
    replay.has_run = True
    return replay


def _entries(manifest: object) -> Iterator[Entry]:
    for path, value in as_mapping(as_mapping(manifest).get("contents")).items():
        said = as_mapping(value)
        extra = as_mapping(said.get("extra"))
        size = said.get("size")
        yield Entry(
            path,
            str(said.get("digest") or ""),
            size if isinstance(size, int) else None,
            str(said.get("ref") or ""),
            str(extra.get("alg") or "MD5"),
            str(extra.get("versionID") or ""),
        )


def _nodes(connection: object) -> Iterator[Mapping[str, Any]]:
    for edge in as_list(as_mapping(connection).get("edges")):
        yield as_mapping(as_mapping(edge).get("node"))


def _json(value: object) -> object:
    """Return what a server writes as JSON text in JSON; None where it is none."""
    if not isinstance(value, str):
        return value
    try:
        found: object = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
