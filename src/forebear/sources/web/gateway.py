"""The one way over which servers are asked: within limits of time and size, telling secrets to them alone."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret, split
from forebear.sources.urls import without_secrets
from forebear.sources.web.errors import WebError, of_exception, of_status, of_timeout
from forebear.sources.web.reading import blocks, unpacked

if TYPE_CHECKING:
    import requests

_Given = TypeVar("_Given")

_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 502, 503, 504)  # statuses that may be gone a moment later
_FOLLOWED = 5  # redirects
_PAGES = 10_000
_LONGEST_PAUSE = 10.0  # seconds that a server may ask to wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How long (seconds) and how much (bytes, unpacked) is waited for; `tries` of what may be asked twice.

    `total` is for one question with all its tries; of a download it is for the head of the answer, and
    `read` for the time in which nothing comes.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    largest: int = 64 << 20
    tries: int = 3
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The names of `headers` are in small letters; `where` is for people."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    where: str

    def document(self) -> Any:
        """Return its JSON; raises WebError where it is none, or nested too deeply."""
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise WebError(
                "The answer of the server is nested too deeply.",
                where=self.where,
                todo="Check the address.",
                status=200,
            ) from error
        except ValueError as error:
            page = self.content.lstrip()[:1] == b"<"
            raise WebError(
                f"The server answers with {'a web page' if page else 'something else'}, not with JSON.",
                where=self.where,
                todo="Check the address. Perhaps it leads to a page for signing in, or needs a token.",
                status=200,
            ) from error


@dataclass(slots=True)
class _Question:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    given_up: threading.Event = field(default_factory=threading.Event)


class Web:
    """A server at `base` (http or https). What proves who asks is sent to that origin alone.

    Certificates are checked; proxies and authorities of certificates are those of the environment. Every
    method raises WebError (an ActionableError) where the server cannot be asked or refuses.
    """

    def __init__(
        self,
        base: str,
        secret: Secret | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        authorities: str = "",
    ) -> None:
        shown, held = split(base)
        if urlsplit(shown).scheme not in ("http", "https") or not urlsplit(shown).hostname:
            raise WebError("This is no address of a server.", where=without_secrets(base), todo="Check it.")
        self.base = shown.rstrip("/")
        self.limits = limits or Limits()
        self._secret = secret or held
        self._headers = {"Accept": "application/json", "Accept-Encoding": "gzip", **(headers or {})}
        self._authorities = authorities
        self._session: requests.Session | None = None

    def __enter__(self) -> Web:
        """Return the gateway itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections; they are opened again where they are needed."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def document(self, path: str = "", parameters: Mapping[str, object] | None = None) -> Any:
        """Return the JSON at `path` below the base."""
        return self.get(path, parameters).document()

    def get(
        self,
        path: str = "",
        parameters: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        accepted: tuple[int, ...] = (),
    ) -> Answer:
        """Ask for what is at `path`, which may also be a whole URL; `accepted` are statuses that are no
        error (304, 404).
        """
        return self._ask(_Question("GET", self._url(path, parameters), headers or {}), accepted)

    def has(self, path: str = "") -> bool:
        """Whether there is something at `path`; where a server does not say so, it counts as there."""
        answer = self._ask(_Question("HEAD", self._url(path, None), {}), (400, 403, 404, 405, 410, 501))
        return answer.status not in (404, 410)

    def ask(self, path: str, document: object) -> Any:
        """Return the JSON answer to a question that is sent as JSON (POST) and changes nothing there."""
        return self.answer(path, document).document()

    def answer(self, path: str, document: object, accepted: tuple[int, ...] = ()) -> Answer:
        """Return the answer to such a question, whatever it is; `accepted` are statuses that are no error."""
        body = json.dumps(document).encode()
        headers = {"Content-Type": "application/json"}
        return self._ask(_Question("POST", self._url(path, None), headers, body), accepted)

    def pages(self, path: str, parameters: Mapping[str, object] | None = None) -> Iterator[Answer]:
        """Yield an answer and those that it says come next (`Link: <…>; rel="next"`, RFC 8288)."""
        url, seen = self._url(path, parameters), set[str]()
        while url and url not in seen and len(seen) < _PAGES:
            seen.add(url)
            answer = self._ask(_Question("GET", url, {}), ())
            yield answer
            url = _next(answer.headers.get("link", ""), url)

    def download(
        self,
        path: str,
        target: Path,
        largest: int | None = None,
        received: Callable[[int], None] | None = None,
    ) -> int:
        """Write what is at `path` to a new file and return how many bytes; `received` is told of them as they
        come. More than `largest` bytes are not read: who asks sees that it is something else.

        Raises OSError where the file cannot be written.
        """
        question = _Question("GET", self._url(path, None), {"Accept": "*/*", "Accept-Encoding": "identity"})
        response, where = self._within(question, lambda: self._opened(question))
        written = 0
        try:
            self._check(response, where, ())
            with target.open("xb") as file:
                for block in blocks(response, where, question.given_up):
                    kept = block if largest is None else block[: largest - written]
                    file.write(kept)
                    written += len(kept)
                    if received is not None:
                        received(len(kept))
                    if largest is not None and written >= largest:
                        break
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        finally:
            response.close()
        return written

    def _url(self, path: str, parameters: Mapping[str, object] | None) -> str:
        from requests.models import PreparedRequest

        url = path if "://" in path else f"{self.base}/{path.lstrip('/')}" if path else self.base
        prepared = PreparedRequest()
        try:
            prepared.prepare_url(url, {k: v for k, v in (parameters or {}).items() if v is not None})
        except (ValueError, OSError) as error:
            raise of_exception(error, without_secrets(url)) from None
        return str(prepared.url)

    def _ask(self, question: _Question, accepted: tuple[int, ...]) -> Answer:
        until = time.monotonic() + self.limits.total
        for left in reversed(range(self.limits.tries)):
            try:
                answer = self._within(question, lambda: self._whole(question, accepted), until)
            except WebError as error:
                again = error.status in _AGAIN or isinstance(error.__cause__, ConnectionResetError)
                pause = max(self.limits.pause, _asked_pause(error))
                if not left or not again or time.monotonic() + pause > until:
                    raise
                time.sleep(pause)
            else:
                return answer
        raise AssertionError("a question is asked at least once")

    def _within(self, question: _Question, work: Callable[[], _Given], until: float | None = None) -> _Given:
        """Do what asks the server on a thread of its own: looking up a name, or a head that comes letter by
        letter, knows no limit of time.
        """
        done: list[_Given] = []
        failed: list[BaseException] = []

        def act() -> None:
            try:
                done.append(work())
            except BaseException as error:  # noqa: BLE001  (raised where it is waited for)
                failed.append(error)

        thread = threading.Thread(target=act, name="web", daemon=True)
        thread.start()
        thread.join(self.limits.total if until is None else max(0.0, until - time.monotonic()))
        if done:
            return done[0]
        where = without_secrets(question.url)
        if not failed:
            question.given_up.set()
            self._session = None  # what hangs keeps its connection to itself
            raise of_timeout(self.limits.total, where)
        error = failed[0]
        if isinstance(error, ActionableError) or not isinstance(error, Exception):
            raise error
        raise of_exception(error, where) from (error if isinstance(error, ConnectionResetError) else None)

    def _whole(self, question: _Question, accepted: tuple[int, ...]) -> Answer:
        response, where = self._opened(question)
        try:
            self._check(response, where, accepted)
            content = b""
            if question.method != "HEAD":
                content = unpacked(response, where, question.given_up, self.limits.largest)
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, content, where)

    def _opened(self, question: _Question) -> tuple[requests.Response, str]:
        """Return the answer, of which only the head was read, and where it came from in the end."""
        url = question.url
        for _ in range(_FOLLOWED + 1):
            response = self._sent(question, url)
            if response.status_code not in _REDIRECTS or "location" not in response.headers:
                return response, without_secrets(url)
            response.close()
            there = urljoin(url, response.headers["location"])
            if not there.startswith(("https://", "http://")) or (
                url.startswith("https://") and there.startswith("http://")
            ):
                raise WebError(
                    "The server sends to a place that is less safe.",
                    where=without_secrets(url),
                    todo="Check its address.",
                )
            if question.body is not None and _origin(there) != _origin(url):
                raise WebError(
                    "The server sends the question to another server.",
                    where=without_secrets(url),
                    todo=f"If you trust it, give its address: {without_secrets(there)}",
                )
            url = there
        raise WebError(
            "The server sends from one address to the next without end.",
            where=without_secrets(question.url),
            todo="Check its address.",
        )

    def _sent(self, question: _Question, url: str) -> requests.Response:
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.headers.clear()
            # Cookies are nobody's business here, and without this `requests` would look into ~/.netrc itself.
            self._session.auth = lambda prepared: prepared
        headers = {"User-Agent": "Forebear", **self._headers, **question.headers}
        if self._secret is not None and _origin(url) == _origin(self.base):
            headers |= _authorization(self._secret)
        return self._session.request(
            question.method,
            url,
            data=question.body,
            headers=headers,
            timeout=(self.limits.connect, self.limits.read),
            allow_redirects=False,
            stream=True,
            verify=self._authorities or _other_authorities(),
        )

    def _check(self, response: requests.Response, where: str, accepted: tuple[int, ...]) -> None:
        if response.status_code < 300 or response.status_code in accepted:
            return
        error = of_status(response.status_code, where, known=self._secret is not None)
        error.__cause__ = _Asked(response.headers.get("retry-after", ""))
        response.close()
        raise error


class _Asked(Exception):  # noqa: N818  (it only carries what the server asked for)
    """The pause that a server asked for, as it wrote it."""


def _asked_pause(error: WebError) -> float:
    said = str(error.__cause__) if isinstance(error.__cause__, _Asked) else ""
    return min(float(said), _LONGEST_PAUSE) if said.isdecimal() else 0.0


def _authorization(secret: Secret) -> dict[str, str]:
    if secret.token:
        return {"Authorization": f"Bearer {secret.token}"}
    if not secret.user and not secret.password:
        return {}
    pair = f"{secret.user}:{secret.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _other_authorities() -> str | bool:
    import os

    return os.environ.get("SSL_CERT_FILE") or True


def _next(link: str, base: str) -> str:
    """Return the URL that a Link header names as the next, "" = none."""
    from requests.utils import parse_header_links

    for each in parse_header_links(link):
        if each.get("rel") == "next":
            return urljoin(base, str(each.get("url", "")))
    return ""
