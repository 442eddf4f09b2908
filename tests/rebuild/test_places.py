"""Inputs are had from where tools saw them: files of this machine, objects in their versions, URLs."""

from __future__ import annotations

import hashlib
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import Fact, Seen
from forebear.lineage.project import Project
from forebear.lineage.words import Artifact, Digest, Image
from forebear.rebuild.inputs import InputFinder, Located, Wanted
from forebear.rebuild.places import with_places
from forebear.rebuild.stores import KeptStore, RemoteStore, Store, WebRemote
from forebear.sources.dvc.storage import Remote
from forebear.sources.git.repository import GitRepository
from forebear.sources.hashing import Entry, folder_digest
from forebear.sources.remembered import Choices, Remembered

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def md5(content: bytes) -> Digest:
    return Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())


def sha256(content: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(content).hexdigest())


@dataclass
class Place:
    """A project with a lineage, and what finds inputs in it."""

    root: Path
    repository: GitRepository
    database: Database

    def write(self, facts: Sequence[Fact]) -> None:
        self.database.write(facts)

    def saw(self, digests: Sequence[Digest], place: str, version: str = "", day: int = 0) -> None:
        at = WHEN + timedelta(days=day)
        self.write([Artifact(tuple(digests), "x"), Seen(digests[0], "objects", place, version, at)])

    def find(self, *digests: Digest, size: int | None = None) -> tuple[bytes | None, Located]:
        """Lay out what has these digests; returns its bytes (of a folder: its first file's) and its place."""
        project = Project.at(self.root)
        kept = KeptStore(project)
        stores: Sequence[Store] = with_places(project, self.database, kept, [kept])
        finder = InputFinder(self.repository, stores, kept, lambda: None)
        wanted = Wanted("data/x", digests, size)
        located = finder.locate(wanted, str(self.repository.rev_parse("HEAD")))
        target = self.root.parent / uuid.uuid4().hex
        laid, settled = finder.lay_out(located, self.root.parent / "no-tree", target)
        if not settled.place:
            return None, settled
        if laid.is_dir():
            laid = next(each for each in sorted(laid.rglob("*")) if each.is_file())
        return laid.read_bytes(), settled


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "project"
    root.mkdir()
    for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    with GitRepository(root) as repository:
        yield Place(root, repository, database)
    database.close()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """A client and the name of a bucket that keeps all versions."""
    import boto3

    for name, value in {
        "AWS_ACCESS_KEY_ID": "ada", "AWS_SECRET_ACCESS_KEY": "very-secret-key",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": s3_server,
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    name = f"made-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    yield client, name
    client.close()


class TestLocalPlaces:
    def test_a_file_is_copied_from_where_it_was_seen(self, place: Place, tmp_path: Path) -> None:
        own = tmp_path / "mlruns" / "model.pkl"
        own.parent.mkdir()
        own.write_bytes(b"model")
        place.saw([md5(b"model"), sha256(b"model")], str(own))
        content, located = place.find(sha256(b"model"))
        assert (content, located.place) == (b"model", "where it was seen")
        content, located = place.find(md5(b"model"))
        assert (content, located.place) == (b"model", "where it was seen")
        assert own.stat().st_nlink == 1, "what somebody may write to is not linked"

    def test_what_is_something_else_by_now_is_not_used(self, place: Place, tmp_path: Path) -> None:
        own = tmp_path / "model.pkl"
        own.write_bytes(b"other")
        place.saw([md5(b"model")], own.as_uri())
        content, located = place.find(md5(b"model"))
        assert content is None
        assert f"{own} holds something else by now" in "; ".join(located.notes)
        assert "delete it" not in "; ".join(located.notes)

    def test_links_endless_files_and_relative_paths_are_left_alone(
        self, place: Place, tmp_path: Path
    ) -> None:
        (tmp_path / "true").write_bytes(b"model")
        (tmp_path / "link").symlink_to(tmp_path / "true")
        for path in (
            str(tmp_path / "link"),
            "/dev/zero",
            "/proc/self/mem",
            "true",
            "../true",
            "no\nsuch\0thing",
        ):
            place.saw([md5(b"model")], path)
        content, located = place.find(md5(b"model"))
        assert (content, located.place) == (None, "")

    def test_a_folder_is_had_file_by_file(self, place: Place, tmp_path: Path) -> None:
        folder = tmp_path / "model"
        (folder / "data").mkdir(parents=True)
        (folder / "MLmodel").write_bytes(b"flavors: {}\n")
        (folder / "data" / "model.pkl").write_bytes(b"model")
        entries = [
            Entry("MLmodel", md5(b"flavors: {}\n").value),
            Entry("data/model.pkl", md5(b"model").value),
        ]
        digest = folder_digest(entries)
        place.saw([digest], str(folder))
        content, located = place.find(digest)
        assert (content, located.place) == (b"flavors: {}\n", "where it was seen")
        (folder / "MLmodel").write_bytes(b"flavors: {other: 1}\n")
        assert not list((place.root / ".forebear").rglob("*.dir")), "looking for it writes nothing"
        content, located = place.find(digest)
        assert content is None

    def test_folders_that_have_moved_are_found(self, place: Place, tmp_path: Path) -> None:
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "x").write_bytes(b"moved")
        place.saw([md5(b"moved")], "/home/somebody/mlruns/x")
        assert place.find(md5(b"moved"))[0] is None
        Remembered(place.root).write(Choices().remapping("/home/somebody/mlruns", str(tmp_path / "here")))
        assert place.find(md5(b"moved"))[0] == b"moved"


class TestObjects:
    def test_the_version_that_was_seen_is_had(self, place: Place, bucket: Any) -> None:
        client, name = bucket
        first = client.put_object(Bucket=name, Key="a/train.csv", Body=b"march")["VersionId"]
        second = client.put_object(Bucket=name, Key="a/train.csv", Body=b"june")["VersionId"]
        url = f"s3://{name}/a/train.csv"
        place.saw([md5(b"march")], url, first)
        place.saw([sha256(b"june")], url, second, day=1)
        assert place.find(md5(b"march"))[0] == b"march"
        content, located = place.find(sha256(b"june"))
        assert (content, located.place, located.remote) == (b"june", "where it was seen", True)
        client.put_object(Bucket=name, Key="a/train.csv", Body=b"july")
        # It is kept now; another content is looked for where it was and is not there any more.
        assert place.find(md5(b"march"))[1].place == "kept by Forebear"
        client.delete_object(Bucket=name, Key="a/gone.csv")
        place.saw([md5(b"gone")], f"s3://{name}/a/gone.csv")
        assert place.find(md5(b"gone"))[0] is None

    def test_what_is_there_now_is_checked_and_not_read_beyond_its_size(
        self, place: Place, bucket: Any
    ) -> None:
        client, name = bucket
        client.put_object(Bucket=name, Key="x", Body=b"a" * 5000)
        place.saw([md5(b"small")], f"s3://{name}/x")
        content, located = place.find(md5(b"small"), size=5)
        assert content is None
        [note] = located.notes
        assert f"s3://{name}/x holds something else by now" in note
        assert str(md5(b"a" * 6)) in note, "six bytes were enough to see it"
        assert not list((place.root / ".forebear" / "objects").glob("incoming-*"))

    def test_a_server_that_is_not_reached_is_said_to_be(
        self, place: Place, bucket: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.saw([md5(b"x")], f"s3://{bucket[1]}/x")
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        content, located = place.find(md5(b"x"))
        assert content is None
        assert "Nothing answers" in "; ".join(located.notes)

    def test_the_server_of_a_source_that_was_added_is_asked(
        self, place: Place, bucket: Any, s3_server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, name = bucket
        client.put_object(Bucket=name, Key="data/x", Body=b"x")
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        location = f"s3://{name}/data?endpoint_url={s3_server}"
        Remembered(place.root).write(Choices().adding(("objects", location)))
        place.saw([md5(b"x")], f"s3://{name}/data/x")
        assert place.find(md5(b"x"))[0] == b"x"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server of a folder's files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def test_a_url_is_asked(place: Place, served: tuple[str, Path]) -> None:
    url, folder = served
    (folder / "model.pkl").write_bytes(b"model")
    place.saw([sha256(b"model")], f"{url}/model.pkl")
    content, located = place.find(sha256(b"model"))
    assert (content, located.place) == (b"model", "where it was seen")
    place.saw([sha256(b"gone")], f"{url}/gone.pkl")
    assert place.find(sha256(b"gone"))[0] is None


class TestRemotesOfDvc:
    """Remotes laid out as DVC pushes them, behind the kinds of server that can be had here."""

    def lay(self, put: Callable[[str, bytes], object]) -> Digest:
        listing = b'[{"md5": "%s", "relpath": "a.csv"}]' % md5(b"1,2\n").value.encode()
        folder = Digest("md5", md5(listing).value + ".dir")
        for digest, content in ((md5(b"1,2\n"), b"1,2\n"), (folder, listing), (md5(b"one"), b"one")):
            put(f"store/files/md5/{digest.value[:2]}/{digest.value[2:]}", content)
        return folder

    def find(self, place: Place, remote: Remote, *digests: Digest) -> tuple[bytes | None, Located]:
        kept = KeptStore(Project.at(place.root))
        store = WebRemote if remote.url.startswith("http") else RemoteStore
        finder = InputFinder(place.repository, [kept, store(remote, kept)], kept, lambda: None)
        located = finder.locate(Wanted("x", digests), str(place.repository.rev_parse("HEAD")))
        target = place.root.parent / uuid.uuid4().hex
        laid, settled = finder.lay_out(located, place.root.parent / "no-tree", target)
        if not settled.place:
            return None, settled
        return (laid / "a.csv" if laid.is_dir() else laid).read_bytes(), settled

    def test_on_s3(self, place: Place, bucket: Any, s3_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
        client, name = bucket
        folder = self.lay(lambda key, content: client.put_object(Bucket=name, Key=key, Body=content))
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        remote = Remote("far", f"s3://{name}/store", settings={"endpointurl": s3_server})
        assert self.find(place, remote, folder)[0] == b"1,2\n"
        content, located = self.find(place, remote, md5(b"one"))
        assert (content, located.place) == (b"one", "dvc remote far")
        assert self.find(place, remote, md5(b"two"))[0] is None
        client.put_object(
            Bucket=name, Key=f"store/files/md5/{md5(b'bad').value[:2]}/{md5(b'bad').value[2:]}", Body=b"x"
        )
        content, located = self.find(place, remote, md5(b"bad"))
        assert content is None
        assert "does not hold what its name says" in "; ".join(located.notes)

    def test_over_http(self, place: Place, served: tuple[str, Path]) -> None:
        url, folder_ = served

        def put(key: str, content: bytes) -> None:
            (folder_ / key).parent.mkdir(parents=True, exist_ok=True)
            (folder_ / key).write_bytes(content)

        folder = self.lay(put)
        remote = Remote("web", f"{url}/store")
        assert self.find(place, remote, folder)[0] == b"1,2\n"
        assert self.find(place, remote, md5(b"two"))[0] is None

    @pytest.mark.usefixtures("bucket")
    @pytest.mark.parametrize(
        "remote",
        [
            Remote("far", "http://127.0.0.1:9/store"),
            Remote("far", "s3://bucket/store", settings={"endpointurl": "http://127.0.0.1:9"}),
        ],
    )
    def test_one_that_does_not_answer_is_named(self, place: Place, remote: Remote) -> None:
        content, located = self.find(place, remote, md5(b"two"))
        assert content is None
        assert any(note.startswith("dvc remote far cannot be asked: ") for note in located.notes)


@pytest.mark.docker
def test_a_rebuild_has_its_input_from_the_version_in_the_bucket(  # noqa: PLR0917
    pipeline_of: Any, base_image: str, engine: Any, call: Any, bucket: Any, tmp_path: Path
) -> None:
    image = Image(base_image, str(engine.images.get(base_image).id))
    made = pipeline_of(tmp_path / "made", {"data": (), "model": ("data",)}, image)
    client, name = bucket
    content = made.content("data")
    version = client.put_object(Bucket=name, Key="data", Body=content)["VersionId"]
    client.put_object(Bucket=name, Key="data", Body=b"what it is now")
    database = Database.open(made.url)
    database.write([Seen(md5(content), "objects", f"s3://{name}/data", version, WHEN)])
    database.close()
    checked = call(made.root, "check")
    assert checked["states"]["inputs elsewhere"] == 1
    done = call(made.root, "rebuild", f"run:{made.key('model')}", "--yes")
    assert done["verdict"] == "identical", done["missing"]
    places = {each["path"]: each["place"] for each in done["plan"]["inputs"]}
    assert places == {"out/data": "where it was seen", "step.py": "git"}
