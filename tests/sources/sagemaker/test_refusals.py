"""What AWS refuses, and when: moto's server behind one that answers as AWS does where it is told to."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Silent
from forebear.lineage.words import ModelVersion, Problem, Run
from forebear.sources.catalogue import Catalogue
from forebear.sources.reading import Reader
from forebear.sources.remembered import Choices
from forebear.sources.sagemaker.api import SageMakerApiSource
from forebear.sources.sagemaker.tool import SageMakerTool
from forebear.sources.tool import Context

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html, with what the service says then
THROTTLED = (400, "ThrottlingException", "Rate exceeded")
DENIED = (400, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/ada is not authorized")
EXPIRED = (400, "ExpiredTokenException", "The security token included in the request is expired")
UNKNOWN = (400, "UnrecognizedClientException", "The security token included in the request is invalid.")
ELSEWHERE = (400, "InvalidSignatureException", "Credential should be scoped to a valid region.")
LATE = (400, "InvalidSignatureException", "Signature expired: 20261130T110000Z is now earlier than …")
OFF = (403, "OptInRequired", "The AWS Access Key Id needs a subscription for the service")

Answer = tuple[int, str, str]


class Gate:
    """In front of moto: `refuse(call, answer, times)` has the next calls answered with an error of AWS.

    `asked` counts what came, by call. `after` lets so many pass first.
    """

    def __init__(self, address: str) -> None:
        self._lock = threading.Lock()
        self._refusals: dict[str, tuple[Answer, float, int]] = {}
        self.asked: dict[str, int] = {}
        gate, there = self, urlsplit(address)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refusal = gate.refusal(self.headers["X-Amz-Target"].rpartition(".")[2])
                if refusal is None:
                    self._pass_on(body)
                    return
                status, code, said = refusal
                self._say(status, json.dumps({"__type": code, "message": said}).encode())

            def _pass_on(self, body: bytes) -> None:
                connection = http.client.HTTPConnection(str(there.hostname), there.port)
                connection.request("POST", self.path, body, dict(self.headers))
                answer = connection.getresponse()
                self._say(answer.status, answer.read())
                connection.close()

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def refuse(self, call: str, answer: Answer, times: float = float("inf"), *, after: int = 0) -> None:
        self._refusals[call] = (answer, times, after)

    def allow(self) -> None:
        self._refusals.clear()

    def refusal(self, call: str) -> Answer | None:
        with self._lock:
            self.asked[call] = self.asked.get(call, 0) + 1
            answer, times, after = self._refusals.get(call, (THROTTLED, 0.0, 0))
            if times <= 0:
                return None
            self._refusals[call] = (answer, times if after else times - 1, max(0, after - 1))
            return None if after else answer


@pytest.fixture
def gate(s3_server: str, region: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(s3_server)
    monkeypatch.setattr("forebear.sources.aws._TRIES", 1)  # botocore has pauses of its own
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def read(gate: Gate, region: Any, tmp_path: Path) -> Callable[..., list[Fact]]:
    """Return `read(since=None)`, which reads the region through the gate; `read.slept` are its pauses."""
    location = f"{region.location}?endpoint_url={gate.address}"
    context = Context(tmp_path)

    def ask(since: Mapping[str, object] | None = None, progress: Any = None) -> list[Fact]:
        client = SageMakerTool()._client(location, context)
        try:
            source = SageMakerApiSource(location, lambda: client, sleep=slept.append)
            return list(source.facts(since, progress or Silent()))
        finally:
            client.close()

    slept: list[float] = []
    ask.slept = slept  # type: ignore[attr-defined]
    return ask


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def problems(facts: list[Fact]) -> dict[str, str]:
    """By the call; without those of what moto has not."""
    found = {each.where.partition(": ")[2]: each.what for each in of(facts, Problem)}
    return {
        where: what for where, what in found.items() if "InternalFailure" not in what and "500" not in what
    }


def names(facts: list[Fact]) -> set[str]:
    return {run.name for run in of(facts, Run)}


def test_what_is_asked_too_often_is_asked_again_later(gate: Gate, region: Any, read: Any) -> None:
    jobs = {f"job-{number}" for number in range(12)}
    for name in jobs:
        region.train(name)
    gate.refuse("DescribeTrainingJob", THROTTLED, 17)
    facts = read()
    assert names(facts) == jobs
    assert not [where for where in problems(facts) if "training" in where]
    assert gate.asked["DescribeTrainingJob"] == 12 + 17
    assert 1 <= sum(read.slept) <= 1 + 2 + 4 + 8


def test_a_server_that_is_always_asked_too_often_is_one_problem_and_asked_at_the_next_import(
    gate: Gate, region: Any, read: Any
) -> None:
    for number in range(4):
        region.train(f"job-{number}")
    gate.refuse("DescribeTrainingJob", THROTTLED, after=1)
    facts = read()
    assert len(names(facts)) == 1  # what was answered is taken
    (what,) = problems(facts).values()
    assert "asked too often (ThrottlingException)" in what
    assert "3 of 4" in what
    assert sum(read.slept) == pytest.approx(15)
    gate.allow()
    (checkpoint,) = of(facts, Checkpoint)
    facts = read(checkpoint.state)
    assert len(names(facts)) == 4
    assert problems(facts) == {}
    assert any("ThrottlingException" in each.where for each in facts if type(each).__name__ == "Solved")


def test_waiting_is_cancelled(gate: Gate, region: Any, read: Any) -> None:
    region.train()
    gate.refuse("DescribeTrainingJob", THROTTLED)

    class Cancelled(Silent):
        def step(self, *_: object, message: str = "", **_more: object) -> None:
            if "too often" in message:
                raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        read(progress=Cancelled())
    assert read.slept == []


def test_what_may_not_be_read_is_a_problem_and_all_else_is_read(gate: Gate, region: Any, read: Any) -> None:
    region.package()
    for number in range(3):
        region.train(f"job-{number}")
    region.process()
    gate.refuse("DescribeTrainingJob", DENIED)
    gate.refuse("ListTrialComponents", DENIED)
    facts = read()
    assert names(facts) == {"prepare"}
    assert len(of(facts, ModelVersion)) == 1
    said = problems(facts)
    assert set(said) == {"describe_training_job AccessDeniedException", "list_trial_components"}
    assert all("does not allow this to be read" in what and "Ask its owner" in what for what in said.values())
    assert read.slept == []
    gate.allow()
    gate.refuse("ListModelPackages", DENIED)
    facts = read()
    assert len(names(facts)) == 4
    assert set(problems(facts)) == {"list_model_packages"}


@pytest.mark.parametrize(
    "case",
    [
        (EXPIRED, "your session has expired", "aws sso login"),
        (UNKNOWN, "does not know who asks", "AWS_PROFILE"),
        (ELSEWHERE, "in another region", "?region="),
        (LATE, "clock of this machine wrong", "Set the clock"),
        (OFF, "switched off for your account in this region", "Check the region"),
        (THROTTLED, "asked too often", "later"),
    ],
    ids=["expired", "unknown", "elsewhere", "late", "off", "throttled"],
)
def test_a_refusal_is_told_in_words_that_help(
    gate: Gate, region: Any, tmp_path: Path, case: tuple[Answer, str, str]
) -> None:
    answer, what, todo = case
    gate.refuse("ListModelPackageGroups", answer)
    with pytest.raises(ActionableError) as caught:
        SageMakerTool().at(f"{region.location}?endpoint_url={gate.address}", Context(tmp_path))
    assert what in caught.value.what
    assert todo in caught.value.todo


def test_where_nothing_can_be_asked_the_source_is_one_problem(
    gate: Gate, region: Any, tmp_path: Path
) -> None:
    gate.refuse("ListModelPackageGroups", EXPIRED)
    location = f"{region.location}?endpoint_url={gate.address}"
    added = Choices(added=(("sagemaker", location),))
    reader = Reader(Context(tmp_path), Catalogue([SageMakerTool()]), added)
    (said,) = told(reader, tmp_path)
    assert (said.source, said.where) == ("sagemaker", location)
    assert "expired" in said.what
    assert "very-secret-key" not in said.what
    gate.allow()
    assert not [each for each in told(reader, tmp_path) if "expired" in each.what]


def told(reader: Reader, folder: Path) -> list[Problem]:
    """Read with a reader; return the problems that the lineage has then."""
    from forebear.lineage.database import Database
    from forebear.lineage.questions import Questions

    database = Database.open(f"sqlite:///{folder / 'lineage.db'}")
    try:
        reader.read(database, Silent())
        return list(Questions(database).problems())
    finally:
        database.close()


def test_a_session_that_expires_while_it_is_read_is_one_problem(gate: Gate, region: Any, read: Any) -> None:
    """What was read before is not taken either: it is read again, whole, by who is known again."""
    for number in range(5):
        region.train(f"job-{number}")
    gate.refuse("DescribeTrainingJob", EXPIRED, after=2)
    with pytest.raises(ActionableError, match="session has expired"):
        read()
    gate.refuse("ListProcessingJobs", EXPIRED)
    gate.refuse("DescribeTrainingJob", THROTTLED, 0)
    with pytest.raises(ActionableError, match="session has expired"):
        read()
    gate.allow()
    assert len(names(read())) == 5


def test_a_region_that_does_not_exist(region: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forebear.sources.aws._TRIES", 1)
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with pytest.raises(ActionableError) as caught:
        SageMakerTool().at("sagemaker://eu-nowhere-1", Context(tmp_path))
    assert "region" in caught.value.todo
