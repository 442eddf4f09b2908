"""Git LFS: what the real `git lfs` stored and pushed is found, fetched from a server, checked and used."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.inputs import InputFinder, Wanted
from forebear.rebuild.lfs import LfsServer
from forebear.rebuild.stores import KeptStore, stores_of
from forebear.sources.git.lfs import LfsRemote, LfsStorage, pointers, read_pointer
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository

CONTENT = b"id,price\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(400))
OID = hashlib.sha256(CONTENT).hexdigest()
MD5 = Digest("md5", hashlib.md5(CONTENT).hexdigest())  # noqa: S324
RunTool = Callable[..., str]


@dataclass
class Server:
    """A Git LFS server (batch API, basic transfer); `git lfs push` speaks to it as to any other."""

    url: str = ""
    held: dict[str, bytes] = field(default_factory=dict)
    secret: str = ""  # what has to be in the Authorization header
    answer: bytes | None = None  # given instead of the truth
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Say nothing."""

        def give(self, content: bytes, code: int = 200) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "application/vnd.git-lfs+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.path.endswith("/objects/batch"):  # locks
                self.give(b'{"message": "no locks here"}', 404)
                return
            state.asked.append(said["operation"])
            if state.secret and self.headers.get("Authorization") != state.secret:
                self.give(b'{"message": "who are you?"}', 401)
                return
            if state.answer is not None:
                self.give(state.answer)
                return
            answers = []
            for each in said["objects"]:
                there = len(state.held.get(each["oid"], b"")) == each["size"] and each["oid"] in state.held
                action = {said["operation"]: {"href": f"{state.url}/{each['oid']}"}}
                known: dict[str, object] = {"oid": each["oid"], "size": each["size"]}
                if there if said["operation"] == "download" else not there:
                    known["actions"] = action
                elif said["operation"] == "download":
                    known["error"] = {"code": 404, "message": "none of that size"}
                answers.append(known)
            self.give(json.dumps({"transfer": "basic", "objects": answers}).encode())

        def do_PUT(self) -> None:
            state.held[self.path.rpartition("/")[2]] = self.rfile.read(int(self.headers["Content-Length"]))
            self.give(b"")

        def do_GET(self) -> None:
            self.give(state.held[self.path.rpartition("/")[2]])

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        state.url = f"http://127.0.0.1:{listening.server_port}/team/repo.git/info/lfs"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield state
        listening.shutdown()
        thread.join()


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def project(tmp_path: Path, run_tool: RunTool) -> Path:
    """A project whose table is in Git LFS."""
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q")
    run_tool("git-lfs", "install", "--local", "--skip-smudge", cwd=root)
    run_tool("git-lfs", "track", "*.csv", cwd=root)
    (root / "table.csv").write_bytes(CONTENT)
    (root / "small.txt").write_text("no pointer\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Begin")
    return root


@pytest.fixture
def pushed(project: Path, server: Server, run_tool: RunTool) -> Path:
    """The same, its content only on the server."""
    git(project, "config", "lfs.url", server.url)
    git(project, "config", "lfs.locksverify", "false")
    git(project, "remote", "add", "origin", server.url.removesuffix("/info/lfs"))
    run_tool("git-lfs", "push", "--all", "origin", "main", cwd=project)
    assert server.held[OID] == CONTENT
    shutil.rmtree(project / ".git" / "lfs")
    return project


def laid_out(root: Path, wanted: Wanted) -> tuple[bytes | None, str, str]:
    """Return what comes of a content: its bytes, the place, and what is said of it."""
    place = GitPlace.find(root)
    assert place is not None
    with GitRepository(root) as repository:
        kept, stores = stores_of(Project.at(root), None, LfsStorage.of(place))
        finder = InputFinder(repository, stores, kept, lambda: None)
        located = finder.locate(wanted, git(root, "rev-parse", "HEAD"))
        path, settled = finder.lay_out(located, root / "no-tree", root.parent / "laid" / wanted.path)
    assert bool(located.place) == bool(settled.place), "the plan said what came of it"
    return path.read_bytes() if settled.place else None, settled.place, "; ".join(settled.notes)


def test_the_pointer_of_the_real_tool_is_read(project: Path) -> None:
    with GitRepository(project) as repository:
        found = pointers(repository, "HEAD")
    assert {path: (str(each.digest), each.size) for path, each in found.items()} == {
        "table.csv": (f"sha256:{OID}", len(CONTENT))
    }
    assert read_pointer(b"version https://git-lfs.github.com/spec/v1\n") is None
    assert read_pointer(b"x" * 2000) is None


def test_what_git_lfs_has_here_is_used(project: Path) -> None:
    assert laid_out(project, Wanted("table.csv", (MD5,), len(CONTENT))) == (CONTENT, "git lfs", "")


def test_another_content_than_the_run_used_is_never_taken_for_it(project: Path) -> None:
    other = Wanted("table.csv", (Digest("md5", "0" * 32),), len(CONTENT) + 1)
    content, place, said = laid_out(project, other)
    assert (content, place) == (None, "")
    assert "holds something else" in said


def test_of_the_same_size_it_is_told_by_its_digest(project: Path, tmp_path: Path) -> None:
    with GitRepository(project) as repository:
        kept, stores = stores_of(Project.at(project), None, LfsStorage.of(repository.place))
        finder = InputFinder(repository, stores, kept, lambda: None)
        wanted = Wanted("table.csv", (Digest("md5", "0" * 32),), len(CONTENT))
        located = finder.locate(wanted, git(project, "rev-parse", "HEAD"))
        _, settled = finder.lay_out(located, tmp_path / "no-tree", tmp_path / "laid")
    assert settled.place == ""
    assert "does not hold what its name says" in settled.gone


def test_another_repository_on_this_machine_is_a_remote(
    project: Path, tmp_path: Path, run_tool: RunTool
) -> None:
    git(tmp_path, "init", "-q", "--bare", "other.git")
    git(project, "remote", "add", "origin", f"file://{tmp_path / 'other.git'}")
    run_tool("git-lfs", "push", "--all", "origin", "main", cwd=project)
    shutil.rmtree(project / ".git" / "lfs")
    assert laid_out(project, Wanted("table.csv", (MD5,))) == (CONTENT, "git lfs origin", "")


def test_a_server_is_asked_and_what_came_is_kept(pushed: Path, server: Server) -> None:
    server.asked.clear()
    wanted = Wanted("table.csv", (MD5,), len(CONTENT))
    assert laid_out(pushed, wanted) == (CONTENT, "git lfs lfs.url", "")
    assert set(server.asked) == {"download"}
    shutil.rmtree(pushed.parent / "laid")
    server.held.clear()
    assert laid_out(pushed, wanted) == (CONTENT, "kept by Forebear", "")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html>", "not what the batch API says"),
        (b'{"objects": []}', "not what the batch API says"),
        (b"[" * 100_000, "not what the batch API says"),
        (b'{"objects": [{"actions": {"download": {"href": "file:///etc/passwd"}}}]}', "none of the web"),
    ],
)
def test_a_server_that_answers_nonsense_is_told_and_harms_nothing(
    pushed: Path, server: Server, answer: bytes, said: str
) -> None:
    server.answer = answer
    content, place, notes = laid_out(pushed, Wanted("table.csv", (MD5,)))
    assert (content, place) == (None, "")
    assert said in notes


@pytest.mark.parametrize(
    "sent", [CONTENT[:-1] + b"x", CONTENT + b"more" * 100_000, b""], ids=["other", "more", "none"]
)
def test_what_a_server_sends_is_checked(pushed: Path, server: Server, tmp_path: Path, sent: bytes) -> None:
    server.held["0"] = sent
    href = f"{server.url}/0"
    server.answer = json.dumps({"objects": [{"actions": {"download": {"href": href}}}]}).encode()
    with GitRepository(pushed) as repository:
        kept, stores = stores_of(Project.at(pushed), None, LfsStorage.of(repository.place))
        finder = InputFinder(repository, stores, kept, lambda: None)
        located = finder.locate(Wanted("table.csv", (MD5,)), git(pushed, "rev-parse", "HEAD"))
        _, settled = finder.lay_out(located, tmp_path / "no-tree", tmp_path / "laid" / "table.csv")
    assert settled.place == ""
    assert "does not hold what its name says" in settled.gone
    assert not [path for path in kept.folder.rglob("*") if path.is_file()]


def test_who_asks_is_taken_from_the_url_or_from_netrc_and_never_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptStore(Project.at(tmp_path))
    server.held[OID] = CONTENT
    server.secret = "Basic QWRhOnRvcCBzZWNyZXQ="  # Ada:top secret
    digest = Digest("sha256", OID)
    monkeypatch.setenv("HOME", str(tmp_path))
    nobody = LfsServer(LfsRemote("origin", server.url), kept)
    with pytest.raises(OSError, match=r"~/\.netrc"):
        nobody.has(digest, len(CONTENT))
    named = LfsServer(LfsRemote("origin", server.url.replace("//", "//Ada:top%20secret@")), kept)
    assert named.has(digest, len(CONTENT))
    assert "secret" not in named.where(digest)
    (tmp_path / ".netrc").write_text('machine 127.0.0.1 login Ada password "top secret"\n')
    (tmp_path / ".netrc").chmod(0o600)
    assert nobody.has(digest, len(CONTENT))
    assert not nobody.has(digest, 1), "another size is another content"


@pytest.mark.parametrize(
    ("url", "server_url"),
    [
        ("https://host/team/repo", "https://host/team/repo.git/info/lfs"),
        ("https://host/team/repo.git", "https://host/team/repo.git/info/lfs"),
        ("git@host:team/repo.git", "https://host/team/repo.git/info/lfs"),
        ("ssh://git@host:22/team/repo.git", "https://host/team/repo.git/info/lfs"),
    ],
)
def test_the_server_of_a_remote_is_found_as_git_lfs_finds_it(
    project: Path, run_tool: RunTool, url: str, server_url: str
) -> None:
    git(project, "remote", "add", "origin", url)
    place = GitPlace.find(project)
    assert place is not None
    (remote,) = LfsStorage.of(place).remotes
    assert (remote.name, remote.url, remote.folder) == ("origin", server_url, None)
    if url.startswith("https"):
        assert f"Endpoint={server_url} " in run_tool("git-lfs", "env", cwd=project)


def test_settings_of_the_project_name_a_server_but_no_folder_of_this_machine(project: Path) -> None:
    (project / ".lfsconfig").write_text("[lfs]\n\turl = https://lfs.example/x\n\tstorage = /etc\n")
    place = GitPlace.find(project)
    assert place is not None
    storage = LfsStorage.of(place)
    assert [remote.url for remote in storage.remotes] == ["https://lfs.example/x"]
    assert storage.folder == project / ".git" / "lfs" / "objects"


def test_fetch_brings_what_the_server_has(
    pushed: Path, server: Server, forebear: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    forebear("import", pushed)
    done = json.loads(forebear("fetch", "HEAD", "--json", cwd=pushed).stdout)
    assert done["data"] == [
        {
            "path": "table.csv",
            "digest": f"sha256:{OID}",
            "from": ["git lfs lfs.url"],
            "files": 1,
            "size": len(CONTENT),
            "missing": None,
        }
    ]
    assert laid_out(pushed, Wanted("table.csv", (MD5,)))[1] == "kept by Forebear"
    again = json.loads(forebear("fetch", "HEAD", "--json", cwd=pushed).stdout)
    assert again["data"][0]["from"] == []
    server.held.clear()
    other = pushed.parent / "other"
    shutil.copytree(pushed, other, ignore=shutil.ignore_patterns("objects.kept"))
    shutil.rmtree(other / ".forebear" / "objects")
    gone = json.loads(forebear("fetch", "HEAD", "--json", cwd=other, code=3).stdout)
    assert "does not have it" in gone["data"][0]["missing"]
