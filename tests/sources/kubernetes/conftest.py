"""A cluster in little: it keeps objects for the real kubectl and the real helm, and runs nothing."""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

_KINDS = {
    "/api/v1": {"configmaps": "ConfigMap", "secrets": "Secret", "pods": "Pod", "namespaces": "Namespace"},
    "/apis/apps/v1": {"deployments": "Deployment"},
    "/apis/batch/v1": {"jobs": "Job"},
}
_PATH = re.compile(r"(/api/v1|/apis/\w+/v1)/(?:namespaces/([^/]+)/)?(\w+)(?:/([^/]+))?")
_VERBS = ["create", "delete", "get", "list", "patch", "update"]


class Cluster:
    """What a cluster answers, as far as the two tools ask it here.

    https://kubernetes.io/docs/reference/using-api/api-concepts/
    """

    def __init__(self) -> None:
        self.objects: dict[tuple[str, ...], dict[str, Any]] = {}

    def answer(self, method: str, path: str, query: str, body: bytes) -> tuple[int, object]:
        if path == "/version":
            return 200, {"major": "1", "minor": "33", "gitVersion": "v1.33.0", "platform": "linux/amd64"}
        if path == "/api":
            return 200, {"kind": "APIVersions", "versions": ["v1"]}
        if path == "/apis":
            groups = [
                {
                    "name": name,
                    "versions": [{"groupVersion": f"{name}/v1", "version": "v1"}],
                    "preferredVersion": {"groupVersion": f"{name}/v1", "version": "v1"},
                }
                for name in ("apps", "batch")
            ]
            return 200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
        if path in _KINDS:
            return 200, {
                "kind": "APIResourceList",
                "groupVersion": path.split("/", 2)[2],
                "resources": [
                    {"name": name, "singularName": "", "namespaced": True, "kind": kind, "verbs": _VERBS}
                    for name, kind in _KINDS[path].items()
                ],
            }
        match = _PATH.fullmatch(path)
        return self._object(method, match, query, body) if match else _missing("")

    def _object(self, method: str, match: re.Match[str], query: str, body: bytes) -> tuple[int, object]:
        base, space, plural, name = match.groups()
        kind, version = _KINDS[base][plural], base.split("/", 2)[2]
        key = (base, space or "", plural, name or "")
        if method in ("POST", "PUT", "PATCH"):
            return self._kept(key, kind, version, _read(body), merge=method == "PATCH")
        if method == "DELETE":
            return (200, self.objects.pop(key)) if key in self.objects else _missing(name)
        if name:
            return (200, self.objects[key]) if key in self.objects else _missing(name)
        found = [each for (*place, _), each in self.objects.items() if tuple(place) == key[:3]]
        for part in filter(None, parse_qs(query).get("labelSelector", [""])[0].split(",")):
            label, _, value = part.partition("=")
            found = [each for each in found if each["metadata"].get("labels", {}).get(label) == value]
        return 200, {"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": found}

    def _kept(
        self, key: tuple[str, ...], kind: str, version: str, new: dict[str, Any], *, merge: bool
    ) -> tuple[int, object]:
        name = key[3] or new["metadata"]["name"]
        key = (*key[:3], name)
        old = self.objects.get(key)
        if merge and old is not None:
            new = _merged(old, new)
        metadata = new["metadata"]
        metadata["namespace"] = key[1]
        metadata["uid"] = old["metadata"]["uid"] if old else str(uuid.uuid4())
        metadata.setdefault("creationTimestamp", "2026-05-04T10:00:00Z")
        self.objects[key] = {"apiVersion": version, "kind": kind, **new}
        return 201 if old is None else 200, self.objects[key]


def _missing(name: str) -> tuple[int, object]:
    details = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404, "reason": "NotFound"}
    return 404, {**details, "message": f"{name} not found"}


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    whole = dict(old)
    for key, value in new.items():
        whole[key] = _merged(whole.get(key, {}), value) if isinstance(value, dict) else value
    return whole


def _read(body: bytes) -> dict[str, Any]:
    """Read an object: JSON, YAML, or a Secret in Kubernetes' protocol buffers, as the two tools send it."""
    if not body.startswith(b"k8s\0"):
        import yaml

        found: dict[str, Any] = yaml.safe_load(body)
        return found
    secret = _fields(_one(body[4:], 2))
    metadata = _fields(secret[1][0])
    labels = {_one(each, 1).decode(): _one(each, 2).decode() for each in metadata.get(11, [])}
    data = {_one(each, 1).decode(): base64.b64encode(_one(each, 2)).decode() for each in secret.get(2, [])}
    return {
        "metadata": {"name": metadata[1][0].decode(), "labels": labels},
        "data": data,
        "type": secret[3][0].decode(),
    }


def _one(message: bytes, number: int) -> bytes:
    return _fields(message).get(number, [b""])[0]


def _fields(message: bytes) -> dict[int, list[bytes]]:
    """Return the fields of a message of protocol buffers that have a length."""
    found: dict[int, list[bytes]] = {}
    place = 0

    def number() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(message):
        tag = number()
        if tag & 7 == 2:
            size = number()
            found.setdefault(tag >> 3, []).append(message[place : place + size])
            place += size
        else:
            number()
    return found


class Tools:
    """The real kubectl and helm, and the little cluster that they speak to."""

    def __init__(self, cluster: Cluster, kubectl: Path, home: Path) -> None:
        self.cluster = cluster
        self._programs = {"kubectl": kubectl, "helm": kubectl.with_name("helm")}
        self.home = home

    def run(self, name: str, *words: str | Path, text: str | None = None) -> str:
        variables = {f"HELM_{kind}_HOME": str(self.home / kind) for kind in ("CACHE", "CONFIG", "DATA")}
        done = subprocess.run(
            [str(self._programs[name]), *map(str, words)],
            env={**os.environ, **variables, "KUBECONFIG": str(self.home / "config"), "HOME": str(self.home)},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{name} {' '.join(map(str, words))}: {done.stderr}"
        return done.stdout

    def kubectl(self, *words: str | Path, text: str | None = None) -> str:
        return self.run("kubectl", *words, text=text)

    def helm(self, *words: str | Path) -> str:
        return self.run("helm", *words)


@pytest.fixture
def tools(tool: Callable[[str], Path], tmp_path: Path) -> Iterator[Tools]:
    """The tools with an empty cluster."""
    cluster = Cluster()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            status, document = cluster.answer(self.command, path, query, body)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    home = tmp_path / "kube"
    home.mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        where = f"http://127.0.0.1:{server.server_address[1]}"
        (home / "config").write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\nusers: [{name: u, user: {}}]\n"
            f"clusters: [{{name: c, cluster: {{server: '{where}'}}}}]\n"
            "contexts: [{name: c, context: {cluster: c, user: u, namespace: default}}]\n"
        )
        yield Tools(cluster, tool("kubectl"), home)
        server.shutdown()
        thread.join()
