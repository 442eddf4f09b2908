"""Kubeflow Pipelines over its API: answers of the published schema, from a real server on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact, Generated, RanIn, Seen, Tag, Used
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Run
from forebear.sources.kfp.tool import KfpTool
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context

RUN, OTHER = "6a2c1f0e-0000-4000-8000-00000000c0de", "6a2c1f0e-0000-4000-8000-00000000beef"
API = "/apis/v2beta1"


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def read(server: Any, since: dict[str, object] | None = None, **more: Any) -> list[Fact]:
    context = Context(Path("/nowhere"), **more)
    return list(KfpTool().open(server.url, context).facts(since, Silent()))


def state_of(facts: list[Fact]) -> dict[str, Any]:
    (checkpoint,) = of(facts, Checkpoint)
    return json.loads(json.dumps(dict(checkpoint.state)))


class Pipelines:
    """What the server knows; runs come on pages of one, the newest first."""

    def __init__(self, server: Any, made: Path) -> None:
        self._server = server
        (self.run,) = json.loads((made / "runs.json").read_text())["runs"]
        self.version = {"pipeline_id": "p", "pipeline_version_id": "v", "display_name": "v1"}
        self.version["pipeline_spec"] = {"pipeline_spec": self.run.pop("pipeline_spec")}
        self.run["pipeline_version_reference"] = {"pipeline_id": "p", "pipeline_version_id": "v"}
        self.other = {
            "run_id": OTHER,
            "display_name": "still at it",
            "state": "RUNNING",
            "created_at": "2026-11-04T10:00:00Z",
            "experiment_id": "exp-1",
        }
        self.runs = [self.other, self.run]
        server.answers[f"{API}/healthz"] = self.answer({"multi_user": False})
        server.answers[f"{API}/runs"] = self._page
        experiments = [{"experiment_id": "exp-1", "display_name": "retention"}]
        server.answers[f"{API}/experiments"] = self.answer({"experiments": experiments})
        server.answers[f"{API}/pipelines/p/versions/v"] = self.answer(self.version)

    @staticmethod
    def answer(document: object) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()

    def _page(self, handler: Any) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        number = int(asked.get("page_token", ["0"])[0])
        page: dict[str, object] = {"runs": self.runs[number : number + 1], "total_size": len(self.runs)}
        if number + 1 < len(self.runs):
            page["next_page_token"] = str(number + 1)
        _, headers, body = self.answer(page)
        handler.send_response(200)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def asked(self) -> list[str]:
        return [urlsplit(each.path).path.removeprefix(f"{API}/") for each in self._server.asked]


@pytest.fixture
def pipelines(server: Any, made_pipelines: tuple[Path, Any]) -> Pipelines:
    return Pipelines(server, made_pipelines[0])


def test_all_pages_are_read(server: Any, pipelines: Pipelines) -> None:
    facts = read(server)
    names = {run.name for run in of(facts, Run)}
    assert {"churn of November", "still at it", "train", "deploy"} <= names
    assert len(of(facts, RanIn)) == 3, "the version of its pipeline was asked for"
    experiments = {tag.subject: tag.value for tag in of(facts, Tag) if tag.name == "experiment"}
    assert experiments == {f"kfp:{RUN}": "retention", f"kfp:{OTHER}": "retention"}
    assert state_of(facts) == {"read": "2026-11-04T10:00:00+00:00", "unfinished": [OTHER]}
    assert "hunter2" not in repr(facts)


def test_only_what_is_new_or_was_unfinished_is_asked_for(server: Any, pipelines: Pipelines) -> None:
    state = state_of(read(server))
    server.asked.clear()
    pipelines.other["state"] = "SUCCEEDED"
    server.answers[f"{API}/runs/{OTHER}"] = pipelines.answer(pipelines.other)
    facts = read(server, state)
    assert {run.name: run.status for run in of(facts, Run)} == {"still at it": "completed"}
    assert pipelines.asked().count("runs") == 1
    assert "pipelines/p/versions/v" not in pipelines.asked()
    again = state_of(facts)
    assert again == {"read": "2026-11-04T10:00:00+00:00", "unfinished": []}
    server.asked.clear()
    assert [type(fact) for fact in read(server, again)] == [Checkpoint]
    assert pipelines.asked() == ["runs"]


def test_a_server_that_has_the_artifact_api(server: Any, pipelines: Pipelines) -> None:
    links = [{"artifact_id": "a-1", "run_id": RUN, "task_id": "t", "type": "OUTPUT", "key": "model"}]
    links.append({"artifact_id": "a-2", "run_id": RUN, "task_id": "t", "type": "COMPONENT_INPUT", "key": "x"})
    server.answers[f"{API}/artifact_tasks"] = pipelines.answer({"artifact_tasks": links})
    for id_, type_ in (("a-1", "Model"), ("a-2", "Dataset")):
        artifact = {"artifact_id": id_, "type": type_, "uri": f"s3://bucket/{id_}", "name": id_}
        server.answers[f"{API}/artifacts/{id_}"] = pipelines.answer(artifact)
    facts = read(server)
    assert {each.place for each in of(facts, Seen)} == {"s3://bucket/a-1", "s3://bucket/a-2"}
    assert {each.artifact.value for each in of(facts, Used)} >= {"a-2"}
    assert {each.artifact.value for each in of(facts, Generated)} >= {"a-1"}
    assert {each.digests[0].value for each in of(facts, Artifact)} >= {"a-1", "a-2"}


def test_the_token_goes_along_and_is_not_kept(server: Any, pipelines: Pipelines) -> None:
    facts = read(server, secrets=lambda *_: Secret(token="hunter3"))
    assert {each.headers.get("authorization") for each in server.asked} == {"Bearer hunter3"}
    assert "hunter3" not in repr(facts)


def test_what_is_at_an_address(server: Any, pipelines: Pipelines, tmp_path: Path) -> None:
    tool, context = KfpTool(), Context(tmp_path)
    found = tool.at(f"{server.url}/", context)
    assert found is not None
    assert (found.location, found.inside) == (server.url, False)
    server.answers[f"{API}/healthz"] = (200, {"Content-Type": "text/html"}, b"<html>sign in</html>")
    assert tool.at(server.url, context) is None
    del server.answers[f"{API}/healthz"]
    assert tool.at(server.url, context) is None


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, b"{}"), (403, b"{}"), (404, b"{}"), (200, b"<html>"), (200, b"[" * 100_000), (200, b'{"runs": [')],
)
def test_answers_that_are_none(server: Any, pipelines: Pipelines, status: int, body: bytes) -> None:
    server.answers[f"{API}/runs"] = (status, {}, body)
    with pytest.raises(ActionableError):
        read(server)
