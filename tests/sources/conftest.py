"""Repositories made by the real tools, and what the sources read from them."""

from __future__ import annotations

import copy
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.facts import Checkpoint, Fact, Held, Slot
from forebear.lineage.progress import Silent
from forebear.lineage.words import Commit, Digest, Problem
from forebear.sources.dvc.source import DvcSource
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource

T = TypeVar("T")


class Reading:
    """All facts of a repository, and what its commits hold."""

    def __init__(self, facts: list[Fact]) -> None:
        self.facts = facts
        self._parents = {commit.sha: commit.parents[:1] for commit in self.of(Commit)}

    def of(self, kind: type[T]) -> list[T]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def at(self, sha: str) -> dict[tuple[Slot, str], Digest | str]:
        """What a commit holds, found as `Held` says: along first parents."""
        nearest: dict[tuple[Slot, str], Held] = {}
        by_commit: dict[str, list[Held]] = {}
        for held in self.of(Held):
            by_commit.setdefault(held.commit, []).append(held)
        walk: tuple[str, ...] = (sha,)
        while walk:
            for held in by_commit.get(walk[0], []):
                nearest.setdefault((held.slot, held.path), held)
            walk = self._parents.get(walk[0], ())
        return {key: held.subject for key, held in nearest.items() if held.subject is not None}

    def paths(self, sha: str, slot: Slot) -> set[str]:
        return {path for held, path in self.at(sha) if held is slot}

    @property
    def problems(self) -> list[Problem]:
        return self.of(Problem)

    @property
    def states(self) -> Mapping[str, Mapping[str, object]]:
        return {checkpoint.source: checkpoint.state for checkpoint in self.of(Checkpoint)}


def read(root: Path, since: Mapping[str, Mapping[str, object]] | None = None) -> Reading:
    """Read all of a repository's sources, or what is new since their states."""
    known = since or {}
    with GitRepository(root) as repository:
        facts = list(GitSource(repository).facts(known.get("git"), Silent()))
        facts += DvcSource(repository).facts(known.get("dvc"), Silent())
    return Reading(facts)


class Work:
    """A folder in which real tools run."""

    def __init__(self, root: Path, tool: Callable[[str], Path]) -> None:
        self.root = root
        self._tool = tool
        self._clock = 1_700_000_000

    def run(self, name: str, *words: str, cwd: str = "") -> str:
        self._clock += 60
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "GIT_AUTHOR_DATE": f"{self._clock} +0900",
            "GIT_COMMITTER_DATE": f"{self._clock} +0900",
        }
        done = subprocess.run(
            [str(self._tool(name)), *words],
            cwd=self.root / cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{name} {' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout

    def git(self, *words: str) -> str:
        return self.run("git", *words).strip()

    def dvc(self, *words: str, cwd: str = "") -> str:
        return self.run("dvc", *words, cwd=cwd)

    def file(self, path: str, content: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def read(self, since: Mapping[str, Mapping[str, object]] | None = None) -> Reading:
        return read(self.root, since)


@pytest.fixture(scope="session")
def work_in(tool: Callable[[str], Path]) -> Callable[[Path], Work]:
    """Return a function that lets the real tools work in a folder."""
    return lambda root: Work(root, tool)


@pytest.fixture
def work(tmp_path: Path, work_in: Callable[[Path], Work]) -> Work:
    """An empty Git repository."""
    root = tmp_path / "project"
    root.mkdir()
    made = work_in(root)
    made.git("init", "--quiet")
    return made


PIPELINE = """\
vars:
  - vars.yaml
  - greeting: hello
stages:
  prepare:
    cmd:
      - mkdir -p prepared
      - cp data/raw.csv prepared/a.csv
      - cp data/shared.csv prepared/b.csv
    deps: [data/raw.csv, data/shared.csv]
    outs: [prepared]
  train:
    foreach: ${models}
    do:
      cmd: >-
        sh code/train.sh ${item.depth} ${greeting} > model-${key}.pkl &&
        echo '{"auc":0.${item.depth},"of":{"f1":1e-3}}' > metrics-${key}.json
      deps: [prepared, code/train.sh]
      params:
        - train.rate
        - train.layers
        - switch
        - settings.toml: [model.width]
        - limits.json:
        - options.py: [Options.size]
      outs: ['model-${key}.pkl']
      metrics:
        - metrics-${key}.json: {cache: false}
  grid:
    matrix:
      a: [1, 2]
      b: [x]
    cmd: echo ${item.a}-${item.b} > grid-${key}.txt
    outs: ['grid-${key}.txt']
  inner:
    wdir: deep/work
    cmd: cp ../../data/raw.csv out.csv
    deps: [../../data/raw.csv, ../../prepared/a.csv]
    outs: [out.csv]
  evaluate:
    cmd: >-
      mkdir -p eval &&
      echo '{"loss":0.25,"text":"fine","list":[1]}' > eval/metrics.json &&
      printf 'x,y\\n0,1\\n' > eval/roc.csv &&
      echo 'score = 0.75' > score.toml
    deps: [model-rf.pkl]
    outs: [eval]
    metrics:
      - score.toml
  never:
    cmd: exit 1
    deps: [model-rf.pkl]
    outs: [nothing.bin]
metrics: [eval/metrics.json]
plots:
  - eval/roc.csv
  - curve:
      y: {drawn.csv: y}
artifacts:
  best:
    path: model-rf.pkl
    type: model
"""


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path]) -> Work:
    """A project with all that DVC 3 writes, made by DVC itself; tests read it and change nothing."""
    base = tmp_path_factory.mktemp("everything")
    other = Work(base / "other", tool)
    other.root.mkdir()
    other.git("init", "--quiet")
    other.dvc("init", "--quiet")
    other.file("lists/shared.csv", "s\n1\n")
    other.dvc("add", "--quiet", "lists/shared.csv")
    other.commit("a list to share")
    work = Work(base / "project", tool)
    work.root.mkdir()
    work.git("init", "--quiet")
    work.dvc("init", "--quiet")
    work.file("params.yaml", "train: {rate: 1e-3, layers: [8, 8]}\nswitch: on\nseed: 010\n")
    work.file("vars.yaml", "models:\n  rf: {depth: 7}\n  lr: {depth: 1}\n")
    work.file("settings.toml", "[model]\nwidth = 3\nname = 'm'\n")
    work.file("limits.json", '{"low": 1, "high": {"a": NaN}}')
    work.file("options.py", "import os\nclass Options:\n    size = 5\n    other = os.sep\n")
    work.file("code/train.sh", 'echo "model of depth $1 says $2"\n')
    work.file("drawn.csv", "x,y\n1,2\n")
    work.file("data/raw.csv", "a,b\n1,2\n")
    work.file("data/images/one.txt", "one")
    work.file("data/images/sub/two.txt", "two")
    (work.root / "deep/work").mkdir(parents=True)
    work.dvc("add", "--quiet", "data/raw.csv", "data/images")
    work.dvc("import", "--quiet", str(other.root), "lists/shared.csv", "--out", "data/shared.csv")
    (base / "outside.csv").write_text("u\n1\n", encoding="utf-8")
    work.dvc("import-url", "--quiet", str(base / "outside.csv"), "data/from-url.csv")
    work.file("dvc.yaml", PIPELINE)
    work.file("second/params.yaml", "n: 2\n")
    work.file(
        "second/dvc.yaml",
        "stages:\n  count:\n    cmd: wc -l < ../data/raw.csv > lines.txt\n    deps: [../data/raw.csv]\n"
        "    params: [n]\n    outs: [lines.txt]\n",
    )
    work.commit("everything is declared")
    work.git("tag", "declared")
    work.dvc("repro", "prepare", "train", "grid", "inner", "evaluate", "second/dvc.yaml")
    work.commit("everything ran")
    work.git("tag", "--annotate", "ran", "--message", "All stages ran")
    work.dvc("exp", "run", "--quiet", "--name", "faster", "--set-param", "train.rate=0.5", "train@lr")
    work.git("checkout", "--quiet", "--force", "HEAD")
    work.file("data/raw.csv", "a,b\n3,4\n5,6\n")
    work.dvc("repro", "prepare", "train", "inner", "evaluate")
    work.commit("the data changed")
    work.git("tag", "changed")
    return work


def free_port() -> int:
    """Return a port of this machine where nobody listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PASSWORD = "correct horse/battery@staple"


@pytest.fixture(scope="session")
def network_postgresql() -> Iterator[str]:
    """A PostgreSQL that is reached over the network: `127.0.0.1:PORT`, user `ada`, PASSWORD."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    found = folders[-1] if folders else Path(shutil.which("initdb") or "/nowhere/initdb").parent
    assert (found / "initdb").exists(), "PostgreSQL is not installed: apt-get install postgresql"
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="fb-pgn-", dir="/tmp"))
    (folder / "password").write_text(PASSWORD)
    if account:
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "password", "postgres")
    port = free_port()

    def run(name: str, *words: str) -> None:
        done = subprocess.run(
            [*account, str(found / name), *words], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    data = str(folder / "data")
    run("initdb", "--pgdata", data, "--auth-host=scram-sha-256", "--auth-local=reject", "--username=ada",
        f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--no-sync")  # fmt: skip
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
    run("pg_ctl", "start", "--pgdata", data, "--wait", "--log", str(folder / "log"), "--options", options)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        run("pg_ctl", "stop", "--pgdata", data, "--mode=immediate")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def network_mariadb() -> Iterator[str]:
    """A MariaDB that is reached over the network: `127.0.0.1:PORT`, user `ada`, PASSWORD."""
    yield from _mariadb()


@pytest.fixture(scope="session")
def tls_mariadb(certificates: Path) -> Iterator[str]:
    """Another one, with TLS: its certificate is `good` of `certificates`."""
    yield from _mariadb(certificates)


@pytest.fixture(scope="session")
def tls_postgresql(network_postgresql: str, certificates: Path) -> Iterator[str]:
    """The PostgreSQL of the network while it has TLS: its certificate is `good` of `certificates`."""
    with _asked(network_postgresql) as connection:
        [(data,)] = connection.execute("SHOW data_directory")
    for name, ending in (("server.crt", "pem"), ("server.key", "key")):
        placed = Path(shutil.copy(certificates / f"good.{ending}", Path(data) / name))
        placed.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(placed, "postgres")
    _switch_tls(network_postgresql, "on")
    yield network_postgresql
    _switch_tls(network_postgresql, "off")


@pytest.fixture
def plain_postgresql(tls_postgresql: str) -> Iterator[str]:
    """The same while it has none."""
    _switch_tls(tls_postgresql, "off")
    yield tls_postgresql
    _switch_tls(tls_postgresql, "on")


def _asked(place: str) -> Any:
    import psycopg

    host, port = place.split(":")
    return psycopg.connect(
        host=host, port=port, user="ada", password=PASSWORD, dbname="postgres", autocommit=True
    )


def _switch_tls(place: str, wanted: str) -> None:
    with _asked(place) as connection:
        connection.execute(f"ALTER SYSTEM SET ssl = {wanted}")
        connection.execute("SELECT pg_reload_conf()")
    until = time.monotonic() + 30
    while True:
        with _asked(place) as connection:
            if connection.execute("SHOW ssl").fetchone() == (wanted,):
                return
        assert time.monotonic() < until
        time.sleep(0.02)


def _mariadb(certificates: Path | None = None) -> Iterator[str]:
    server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    assert Path(server).exists(), "MariaDB is not installed: apt-get install mariadb-server"
    folder = Path(tempfile.mkdtemp(prefix="fb-my-", dir="/tmp"))
    # A server that starts removes what others keep in the folder for temporary files.
    account = os.geteuid() == 0
    own = ["--no-defaults", f"--tmpdir={folder}", *(["--user=mysql"] if account else [])]
    if account:
        shutil.chown(folder, "mysql")
    data, port = folder / "data", free_port()
    secured = []
    for option, name in (("ca", "ca.pem"), ("cert", "good.pem"), ("key", "good.key")) if certificates else ():
        placed = Path(shutil.copy(Path(certificates or "", name), folder / name))
        secured.append(f"--ssl-{option}={placed}")
        if account:
            shutil.chown(placed, "mysql")
    done = subprocess.run(
        ["mariadb-install-db", *own, f"--datadir={data}", "--skip-test-db",
         "--auth-root-authentication-method=normal"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "init.sql").write_text(
        f"CREATE USER ada@'%' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON *.* TO ada@'%' WITH GRANT OPTION;\n"
    )
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [server, *own, f"--datadir={data}", f"--socket={folder / 'socket'}",
             f"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
             "--innodb-flush-log-at-trx-commit=0", "--max-allowed-packet=64M",
             "--character-set-server=utf8mb4", f"--init-file={folder / 'init.sql'}",
             f"--pid-file={folder / 'pid'}", *secured],
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not (folder / "socket").exists():
            assert running.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.02)
        yield f"127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder)


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "\0", "../..", "1" * 5_000, "1e999", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="session")
def mutate() -> Callable[[object, st.DataObject], object]:
    """Return `mutate(document, data)`: a copy of a document with up to three of its values something else."""

    def slots(value: object) -> Iterator[tuple[Any, Any]]:
        if isinstance(value, dict | list):
            for key in list(value) if isinstance(value, dict) else range(len(value)):
                yield value, key
                yield from slots(value[key])

    def changed(document: object, data: st.DataObject) -> object:
        copied = copy.deepcopy(document)
        for _ in range(data.draw(st.integers(1, 3))):
            found = list(slots(copied))
            if found:
                holder, key = found[data.draw(st.integers(0, len(found) - 1))]
                holder[key] = data.draw(_ANYTHING)
        return copied

    return changed


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Callable[[list[Fact]], int]]:
    """Return `written(facts)`, which writes facts into a real lineage and returns how many were new."""
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    yield lambda facts: database.write(facts, Silent()).facts
    database.close()


@dataclass
class Asked:
    """One question as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A running server: its address, what it was asked, and the answers that it was told, by path.

    An answer is (status, headers, body) or a function that gets the handler and writes what it wants.
    """

    url: str
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes] | Callable[..., None]] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def say(self, path: str, document: object, status: int = 200, **headers: str) -> None:
        self.answers[path] = (
            status,
            {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()},
            json.dumps(document).encode(),
        )

    def say_bytes(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.answers[path] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, body)


def _handler(server: Server) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(self.command, self.path, headers, self.rfile.read(size)))
            told = server.answers.get(self.path) or server.answers.get(self.path.partition("?")[0])
            if callable(told):
                told(self)
                return
            status, headers, body = told or (404, {}, b"{}")
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who hangs up while it is answered is no error here."""


def _serve(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server("")
    with _Quiet(("127.0.0.1", 0), _handler(server)) as listening:
        if context is not None:
            listening.socket = context.wrap_socket(listening.socket, server_side=True)
        server.url = f"http{'s' if context else ''}://127.0.0.1:{listening.server_address[1]}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.ending.set()
            listening.shutdown()
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    yield from _serve()


@pytest.fixture
def other_server() -> Iterator[Server]:
    yield from _serve()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ca.pem` and certificates of that authority: `good`, `expired`, `elsewhere`, `own`."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
            "-days", "30", "-subj", "/CN=An authority of tests")  # fmt: skip
    for name, host, days in (("good", "127.0.0.1", "30"), ("expired", "127.0.0.1", "-1"),
                             ("elsewhere", "127.0.0.2", "30")):  # fmt: skip
        (folder / f"{name}.ext").write_text(f"subjectAltName=IP:{host}\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                "-subj", f"/CN={host}")  # fmt: skip
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem")  # fmt: skip
    return folder


@pytest.fixture
def secure_server(certificates: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with TLS; the parameter names its certificate."""
    name = getattr(request, "param", "good")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
    yield from _serve(context)
