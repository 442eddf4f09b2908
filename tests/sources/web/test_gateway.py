"""Servers are asked within limits, and lies of theirs end in one sentence that says what to do."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.sources.secrets import Secret
from forebear.sources.web.errors import WebError
from forebear.sources.web.gateway import Limits, Web

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = Limits(connect=2, read=2, total=5, pause=0.01)
HASTY = Limits(connect=0.3, read=0.3, total=0.6, pause=0.01)
ADA = Secret("ada", "correct horse")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def fault_of(url: str, limits: Limits = QUICK, secret: Secret | None = None) -> WebError:
    with Web(url, secret, limits=limits) as web, pytest.raises(WebError) as raised:
        web.document("x")
    assert raised.value.todo
    assert str(raised.value).count("http") <= 3
    return raised.value


def test_json_is_had_with_parameters_and_who_asks(server: Any) -> None:
    server.say("/api/runs", {"runs": [1, 2]})
    server.say("/api/search", {"found": True})
    with Web(f"{server.url}/api/", ADA, headers={"X-Version": "3"}, limits=QUICK) as web:
        assert web.document("runs", {"page": "a b", "left out": None}) == {"runs": [1, 2]}
        assert web.ask("search", {"filter": "x"}) == {"found": True}
    first, second = server.asked
    assert first.path == "/api/runs?page=a+b"
    assert first.headers["authorization"] == "Basic YWRhOmNvcnJlY3QgaG9yc2U="
    assert first.headers["x-version"] == "3"
    assert json.loads(second.body) == {"filter": "x"}
    assert second.headers["content-type"] == "application/json"


def test_a_token_is_a_bearer_s_and_a_password_in_the_url_is_taken_out_of_it(server: Any) -> None:
    server.say("/x", {})
    host = server.url.removeprefix("http://")
    with Web(server.url, Secret(token="t0ken"), limits=QUICK) as web:
        web.document("x")
    with Web(f"http://ada:s%2Fs@{host}", limits=QUICK) as web:
        assert web.base == server.url
        web.document("x")
    assert [asked.headers["authorization"] for asked in server.asked] == [
        "Bearer t0ken",
        "Basic YWRhOnMvcw==",
    ]


def test_netrc_is_not_read_behind_our_back(
    server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login eve password stolen\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.say("/x", {})
    with Web(server.url, limits=QUICK) as web:
        web.document("x")
    assert "authorization" not in server.asked[0].headers


def test_who_asks_is_told_to_no_other_host(server: Any, other_server: Any) -> None:
    server.say("/x", {}, 302, Location=f"{other_server.url}/there")
    server.say("/near", {}, 307, Location="/here")
    server.say("/here", {"here": 1})
    other_server.say("/there", {"there": 1})
    with Web(server.url, ADA, limits=QUICK) as web:
        assert web.document("x") == {"there": 1}
        assert web.document("near") == {"here": 1}
        assert web.document(f"{other_server.url}/there") == {"there": 1}
    assert all("authorization" not in asked.headers for asked in other_server.asked)
    assert all("authorization" in asked.headers for asked in server.asked)
    assert len(other_server.asked) == 2


def test_a_question_with_content_goes_to_no_other_host(server: Any, other_server: Any) -> None:
    server.say("/x", {}, 307, Location=f"{other_server.url}/there")
    with Web(server.url, ADA, limits=QUICK) as web, pytest.raises(WebError, match="another server"):
        web.ask("x", {"secret": "question"})
    assert other_server.asked == []


def test_redirects_end(server: Any) -> None:
    server.say("/x", {}, 302, Location="/x")
    assert "without end" in fault_of(server.url).what
    assert len(server.asked) == 6
    server.say("/x", {}, 302, Location="file:///etc/passwd")
    assert "less safe" in fault_of(server.url).what


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "wants to know who asks"),
        (403, "does not allow"),
        (404, "nothing at this address"),
        (418, "refuses the question"),
        (500, "has a fault"),
        (503, "has a fault"),
        (429, "too often"),
    ],
)
def test_statuses_are_said_in_words(server: Any, status: int, said: str) -> None:
    server.say("/x", {"error": "…"}, status)
    fault = fault_of(server.url)
    assert said in fault.what
    assert fault.status == status
    assert fault.where == f"{server.url}/x"
    assert len(server.asked) == (3 if status in (429, 503) else 1)


def test_a_password_that_is_wrong_is_said_to_be(server: Any) -> None:
    server.say("/x", {}, 401)
    fault = fault_of(server.url, secret=ADA)
    assert "does not accept" in fault.what
    assert "horse" not in repr(fault) + str(fault) + repr(ADA)


def test_what_fails_for_a_moment_is_asked_again(server: Any) -> None:
    def once(handler: Any) -> None:
        server.say("/x", {"now": True})
        handler.send_response(503)
        handler.send_header("Retry-After", "0")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    server.answers["/x"] = once
    with Web(server.url, limits=QUICK) as web:
        assert web.document("x") == {"now": True}


def test_statuses_that_are_expected_are_no_error(server: Any) -> None:
    server.say_bytes("/x", b"", 304, ETag='"7"')
    with Web(server.url, limits=QUICK) as web:
        answer = web.get("x", headers={"If-None-Match": '"7"'}, accepted=(304,))
    assert (answer.status, answer.headers["etag"]) == (304, '"7"')
    assert server.asked[0].headers["if-none-match"] == '"7"'


def test_pages_follow_links_once_each(server: Any) -> None:
    server.say("/x", [1], Link=f'<{server.url}/x?page=2>; rel="next", <{server.url}/x?page=9>; rel="last"')
    server.say("/x?page=2", [2], Link=f'<{server.url}/x>; rel="next"')
    with Web(server.url, limits=QUICK) as web:
        assert [page.document() for page in web.pages("x")] == [[1], [2]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page"),
        (b"not json", "something else"),
        (b"", "something else"),
        (b"\xff\xfe\x00", "something else"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b"1" * 5000, "something else"),
    ],
)
def test_what_is_no_json_of_use_is_said(server: Any, body: bytes, said: str) -> None:
    server.say_bytes("/x", body)
    assert said in fault_of(server.url).what


def test_no_more_is_read_than_the_limit(server: Any) -> None:
    limits = Limits(total=5, largest=1 << 20)
    server.say_bytes("/x", b"[" + b" " * (1 << 20) + b"]")
    assert "larger than 1 MB" in fault_of(server.url, limits).what


def test_a_bomb_of_gzip_is_not_unpacked(server: Any) -> None:
    server.say_bytes("/x", gzip.compress(bytes(300 << 20), 9), Content_Encoding="gzip")
    fault = fault_of(server.url, Limits(total=20))
    assert "larger than 64 MB" in fault.what
    server.say_bytes("/x", gzip.compress(b'{"small": 1}'), Content_Encoding="gzip")
    with Web(server.url, limits=QUICK) as web:
        assert web.document("x") == {"small": 1}
    server.say_bytes("/x", b"this is not packed", Content_Encoding="gzip")
    assert "broke off" in fault_of(server.url).what
    server.say_bytes("/x", b"{}", Content_Encoding="br")
    assert "packs its answers" in fault_of(server.url).what


def test_an_answer_that_breaks_off_is_none(server: Any) -> None:
    def half(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"half":')
        handler.close_connection = True

    server.answers["/x"] = half
    assert "broke off" in fault_of(server.url).what


def test_a_server_that_hangs_is_left(server: Any) -> None:
    server.answers["/x"] = lambda _handler: server.ending.wait(20)
    assert "in time" in fault_of(server.url, HASTY).what


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_goes_letter_by_letter_is_left(server: Any, part: str) -> None:
    def slowly(handler: Any) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
        while not server.ending.wait(0.05):
            handler.wfile.write(b"x")

    server.answers["/x"] = slowly
    assert "within 0.6 seconds" in fault_of(server.url, HASTY).what


def test_a_port_where_nobody_listens_and_a_name_that_nobody_has() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "Nothing answers" in fault_of(f"http://127.0.0.1:{port}").what
    fault = fault_of("http://no-such-host.invalid", Limits(total=60))
    assert "no server of that name" in fault.what


@pytest.mark.parametrize("address", ["ftp://host/x", "/etc/passwd", "http://", "https:///x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ActionableError, match="no address"):
        Web(address)


def test_an_address_that_cannot_be_read_does_not_tell_its_password() -> None:
    with pytest.raises(ActionableError) as raised:
        Web("https://ada:se/cret@host/x")
    assert "cret" not in str(raised.value)


@pytest.fixture
def chatter() -> Iterator[str]:
    """The address of a port that says something that is neither HTTP nor TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            while True:
                try:
                    caller, _ = listening.accept()
                except OSError:
                    return
                with caller:
                    caller.sendall(b"220 smtp.example.org ESMTP\r\n" * 4)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_what_does_not_speak_http(chatter: str) -> None:
    assert "broke off" in fault_of(f"http://{chatter}").what
    assert "TLS" in fault_of(f"https://{chatter}").what


class TestCertificates:
    def test_one_of_a_known_authority_is_taken(
        self, secure_server: Any, certificates: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secure_server.say("/x", {"safe": True})
        with Web(secure_server.url, limits=QUICK, authorities=str(certificates / "ca.pem")) as web:
            assert web.document("x") == {"safe": True}
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            with monkeypatch.context() as patch:
                patch.setenv(name, str(certificates / "ca.pem"))
                with Web(secure_server.url, limits=QUICK) as web:
                    assert web.document("x") == {"safe": True}

    def test_one_of_an_unknown_authority_is_not(self, secure_server: Any) -> None:
        fault = fault_of(secure_server.url, secret=ADA)
        assert "vouches" in fault.what
        assert "REQUESTS_CA_BUNDLE" in fault.todo
        assert secure_server.asked == []

    @pytest.mark.parametrize(
        ("secure_server", "said"),
        [("expired", "has expired"), ("elsewhere", "for another name")],
        indirect=["secure_server"],
    )
    def test_a_wrong_one_is_said_to_be(
        self, secure_server: Any, certificates: Path, said: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates / "ca.pem"))
        assert said in fault_of(secure_server.url, secret=ADA).what
        assert secure_server.asked == []

    def test_a_bundle_that_is_not_there(self, secure_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", "/no/such/bundle.pem")
        assert "not there" in fault_of(secure_server.url).what

    def test_nobody_is_sent_from_https_to_http(
        self, secure_server: Any, server: Any, certificates: Path
    ) -> None:
        secure_server.say("/x", {}, 302, Location=f"{server.url}/x")
        with (
            Web(secure_server.url, limits=QUICK, authorities=str(certificates / "ca.pem")) as web,
            pytest.raises(WebError, match="less safe"),
        ):
            web.document("x")


def test_proxies_of_the_environment_are_used(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    server.answers["http://mlflow.example.org/x"] = (200, {}, b'{"by": "proxy"}')
    with Web("http://mlflow.example.org", limits=QUICK) as web:
        assert web.document("x") == {"by": "proxy"}
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert "proxy" in fault_of("http://mlflow.example.org").what


class TestDownloads:
    def test_bytes_are_written_as_they_come(self, server: Any, tmp_path: Path) -> None:
        content = bytes(range(256)) * 2000
        server.say_bytes("/file", content)
        told: list[int] = []
        with Web(server.url, ADA, limits=QUICK) as web:
            assert web.download("file", tmp_path / "got", received=told.append) == len(content)
            assert web.download("file", tmp_path / "part", largest=1000) == 1000
        assert (tmp_path / "got").read_bytes() == content
        assert (tmp_path / "part").read_bytes() == content[:1000]
        assert sum(told) == len(content)

    def test_nothing_is_left_of_one_that_failed(self, server: Any, tmp_path: Path) -> None:
        def half(handler: Any) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b"half")
            handler.close_connection = True

        server.answers["/file"] = half
        with Web(server.url, limits=QUICK) as web:
            with pytest.raises(WebError, match="broke off"):
                web.download("file", tmp_path / "got")
            with pytest.raises(WebError, match="nothing at this address"):
                web.download("gone", tmp_path / "got")
            server.say_bytes("/file", b"whole")

            def stop(_count: int) -> None:
                raise CancelledError("Stopped.")

            with pytest.raises(CancelledError):
                web.download("file", tmp_path / "got", received=stop)
        assert list(tmp_path.iterdir()) == []
