"""Pachyderm over the gateway of its API: messages of its own client, streamed by a server on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Silent
from forebear.lineage.words import Problem
from forebear.sources.pachyderm.tool import PachydermTool
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context

PFS, PPS = "/api/pfs_v2.API", "/api/pps_v2.API"


def address(server: Any) -> str:
    return server.url.replace("http://", "grpc://")


def read(server: Any, since: dict[str, object] | None = None, **more: Any) -> list[Fact]:
    context = Context(Path("/nowhere"), **more)
    return list(PachydermTool().open(address(server), context).facts(since, Silent()))


@pytest.fixture
def pachyderm(server: Any, made_records: Path) -> Any:
    """A server with the records of three repositories."""
    lines = {path.stem: path.read_text().splitlines() for path in (made_records / "api").iterdir()}
    repos = ("raw", "clean", "model")

    def streamed(path: str, chosen: list[str]) -> None:
        server.say_bytes(path, "\n".join(chosen).encode(), Content_Type="application/json")

    named = [
        {"result": {"repo": {"name": name, "type": "user", "project": {"name": "churn"}}}} for name in repos
    ]
    streamed(f"{PFS}/ListRepo", list(map(json.dumps, named)))

    def of_repo(what: str, key: str) -> Any:
        def answer(handler: Any) -> None:
            repo = json.loads(server.asked[-1].body)["repo"]["name"]
            chosen = [line for line in lines[what] if json.loads(line)["result"][key]["repo"]["name"] == repo]
            body = "\n".join(chosen).encode()
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return answer

    server.answers[f"{PFS}/ListCommit"] = of_repo("commits", "commit")
    server.answers[f"{PFS}/ListBranch"] = of_repo("branches", "branch")
    streamed(f"{PPS}/ListPipeline", lines["pipelines"])
    streamed(f"{PPS}/ListJob", lines["jobs"])
    server.say("/api/versionpb_v2.API/GetVersion", {"major": 2, "minor": 12, "micro": 2})
    return server


def test_a_server_says_what_pachctl_prints(pachyderm: Any, made_records: Path, tmp_path: Path) -> None:
    for name in ("commits", "jobs", "pipelines", "branches"):
        (tmp_path / f"{name}.json").write_text((made_records / "raw" / f"{name}.json").read_text())
    saved = PachydermTool().open(str(tmp_path), Context(tmp_path)).facts(None, Silent())
    ours, theirs = (
        {repr(fact) for fact in facts if not isinstance(fact, Checkpoint)}
        for facts in (saved, read(pachyderm))
    )
    assert ours == theirs
    assert "hunter2" not in repr(theirs)


def test_nothing_new_is_nothing(pachyderm: Any) -> None:
    (checkpoint,) = (fact for fact in read(pachyderm) if isinstance(fact, Checkpoint))
    assert read(pachyderm, dict(checkpoint.state)) == []
    pachyderm.say_bytes(f"{PPS}/ListJob", b"")
    assert read(pachyderm, dict(checkpoint.state))


def test_the_token_goes_along_and_is_not_kept(pachyderm: Any) -> None:
    facts = read(pachyderm, secrets=lambda *_: Secret(token="hunter3"))
    assert {each.headers.get("authn-token") for each in pachyderm.asked} == {"hunter3"}
    assert "hunter3" not in repr(facts)


def test_what_is_at_an_address(pachyderm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool, context = PachydermTool(), Context(tmp_path)
    found = tool.at(address(pachyderm), context)
    assert found is not None
    assert found.said == ("version 2.12.2",)
    del pachyderm.answers["/api/versionpb_v2.API/GetVersion"]
    assert tool.at(address(pachyderm), context) is None
    assert tool.at("https://example.org", context) is None
    (tmp_path / ".pachyderm").mkdir()
    settings = {
        "v2": {"contexts": {"team": {"pachd_address": "grpcs://pach.example.org:443", "session_token": "x"}}}
    }
    (tmp_path / ".pachyderm" / "config.json").write_text(json.dumps(settings))
    monkeypatch.setenv("HOME", str(tmp_path))
    (offered,) = tool.discover(context)
    assert (offered.location, offered.inside) == ("grpcs://pach.example.org:443", False)


def test_a_stream_that_breaks_off_is_read_again(pachyderm: Any) -> None:
    body = b'{"error": {"code": 14, "message": "the connection is gone"}}'
    pachyderm.say_bytes(f"{PPS}/ListJob", body)
    facts = read(pachyderm)
    (problem,) = (fact for fact in facts if isinstance(fact, Problem))
    assert "the connection is gone" in problem.what
    (checkpoint,) = (fact for fact in facts if isinstance(fact, Checkpoint))
    assert read(pachyderm, dict(checkpoint.state))


@pytest.mark.parametrize(("status", "body"), [(401, b"{}"), (200, b"<html>"), (200, b"[" * 100_000)])
def test_answers_that_are_none(pachyderm: Any, status: int, body: bytes) -> None:
    pachyderm.say_bytes(f"{PFS}/ListRepo", body, status)
    with pytest.raises(ActionableError):
        read(pachyderm)
