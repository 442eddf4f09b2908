"""Servers that answer as GitHub's and GitLab's published schemas say; the real services were not asked."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

TOKEN = "planted-token-0123456789"


@dataclass
class Forge:
    """A server: its address, the lists and tables it has by path, and what it was asked (path with query)."""

    url: str = ""
    documents: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    left: int = 10_000
    page: int = 100
    """How many entries a page has at most, whatever is asked for."""

    def counted(self, part: str) -> int:
        return sum(part in each for each in self.asked)


def _handler(forge: Forge) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            forge.asked.append(self.path)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self.say(401, {"message": "Bad credentials"})
                return
            if forge.left <= 0:
                self.say(
                    403,
                    {"message": "API rate limit exceeded"},
                    **{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1796036400"},
                )
                return
            forge.left -= 1
            parts = urlsplit(self.path)
            found = forge.documents.get(parts.path, forge.documents.get(unquote(parts.path)))
            if callable(found):
                found = found({name: values[0] for name, values in parse_qs(parts.query).items()})
            if found is None:
                self.say(404, {"message": "Not Found"})
                return
            self.paged(found, {name: values[0] for name, values in parse_qs(parts.query).items()})

        def paged(self, found: Any, query: dict[str, str]) -> None:
            name = (
                next((name for name, value in found.items() if isinstance(value, list)), "")
                if isinstance(found, dict) and "total_count" in found
                else ""
            )
            entries = found[name] if name else found
            if not isinstance(entries, list):
                self.say(200, found)
                return
            size, page = min(int(query.get("per_page", 30)), forge.page), int(query.get("page", 1))
            part = entries[(page - 1) * size : page * size]
            more = {}
            if page * size < len(entries):
                more = {"Link": f'<{forge.url}{urlsplit(self.path).path}?page={page + 1}>; rel="next"'}
            self.say(200, {**found, name: part} if name else part, **more)

        def say(self, status: int, document: object, **headers: str) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A server that has nothing yet."""
    made = Forge()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(made)) as server:
        server.daemon_threads = True
        made.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()
