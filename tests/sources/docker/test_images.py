"""Images of the real engine, and archives that it saved."""

from __future__ import annotations

import io
import json
import tarfile
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from docker.errors import ImageNotFound

from forebear.lineage.database import Database
from forebear.lineage.facts import BuiltFrom, Checkpoint, RanIn
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.same_images import join_images
from forebear.lineage.words import Environment, Image, NodeKind, Problem, Role, Run
from forebear.sources.catalogue import Catalogue
from forebear.sources.docker.engine import every_image
from forebear.sources.docker.identity import SETTINGS, diff_ids_of, settings_of
from forebear.sources.docker.tool import DockerTool
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource
from forebear.sources.importing import import_project
from forebear.sources.reading import Reader
from forebear.sources.remembered import Choices
from forebear.sources.tool import Context

FILES = {
    "etc/os-release": "ID=debian\nVERSION_ID=12\n",
    "var/lib/dpkg/status": "Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\n\n",
    "usr/lib/python3.11/site-packages/numpy-1.26.4.dist-info/METADATA": "Name: numpy\nVersion: 1.26.4\n\n",
}


def files_of_an_image():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, text in {**FILES, "made-for": uuid.uuid4().hex}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return stream.getvalue()


@pytest.fixture
def made(engine):
    """Return a function that lets the engine make an image with settings; they are removed afterwards."""
    names = []

    def make(tag, *changes):
        name = f"forebear-test-context-{uuid.uuid4().hex[:8]}"
        engine.api.import_image_from_data(
            files_of_an_image(), repository=name, tag=tag, changes=list(changes)
        )
        names.append(f"{name}:{tag}")
        return engine.images.get(names[-1])

    yield make
    for name in names:
        with suppress(ImageNotFound):
            engine.images.remove(name, force=True)


def context_of(work, images=frozenset()):
    context = Context(work.root, GitPlace.find(work.root))
    context.images = lambda: frozenset(images)
    return context


def read(work, location, since=None, images=frozenset()):
    context = context_of(work, images)
    try:
        return list(DockerTool().open(location, context).facts(since, Silent()))
    finally:
        context.close()


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def socket(work, engine):
    """The location under which the engine of this machine is offered."""
    assert engine.ping()
    (found,) = [each for each in DockerTool().discover(context_of(work)) if not each.inside]
    return found.location


@pytest.mark.docker(alone=True)
def test_images_that_were_built_from_the_project_are_told_and_no_others(work, made, socket):
    work.file("a.txt", "a")
    sha = work.commit()
    labelled = made(
        "1",
        f"LABEL org.opencontainers.image.revision={sha} some.token=planted-1",
        "ENV RATE=0.1 DB_PASSWORD=planted-2",
        'ENTRYPOINT ["train", "--api-key=planted-3"]',
    )
    tagged = made(sha[:7])
    stranger = made("1", "LABEL org.opencontainers.image.revision=" + "0" * 40)
    facts = read(work, socket)
    environments = {each.image.id: each for each in of(facts, Environment)}
    assert {labelled.id, tagged.id} <= environments.keys()
    assert stranger.id not in environments
    one = environments[labelled.id]
    assert one.image == Image(labelled.tags[0], labelled.id, "", tuple(labelled.attrs["RootFS"]["Layers"]))
    assert one.platform == "linux/amd64"
    assert one.packages == {"deb:libc6": "2.36-9", "numpy": "1.26.4"}
    assert one.variables["RATE"] == "0.1"
    assert one.facts["label org.opencontainers.image.revision"] == sha
    assert one.facts["created"] == labelled.attrs["Created"]
    assert "planted" not in repr(facts)
    built = {each.environment.image.id: (each.commit, each.evidence) for each in of(facts, BuiltFrom)}
    assert built[labelled.id] == (sha, "label org.opencontainers.image.revision")
    assert built[tagged.id] == (sha, f"tag {tagged.tags[0]}")
    (checkpoint,) = of(facts, Checkpoint)
    context = context_of(work)
    assert DockerTool().is_current(socket, checkpoint.state, context)
    assert not DockerTool().is_current(socket, checkpoint.state, context_of(work, [stranger.id]))
    again = read(work, socket, checkpoint.state)
    assert of(again, Environment) == []
    later = read(work, socket, checkpoint.state, [stranger.id])
    assert [each.image.id for each in of(later, Environment)] == [stranger.id]
    assert of(later, BuiltFrom) == []


@pytest.mark.docker(alone=True)
def test_images_with_the_same_layers_and_other_settings_are_two(work, engine, made, socket):
    """A run's image is known by its layers and settings where its id is that of another engine's store."""
    work.file("a.txt", "a")
    work.commit()
    image = made("1", "ENV RATE=1")
    script = f"FROM {image.tags[0]}\nENV RATE=2\n".encode()
    other, _ = engine.images.build(fileobj=io.BytesIO(script), tag=f"{image.tags[0]}-other", rm=True)
    try:
        assert other.attrs["RootFS"] == image.attrs["RootFS"]
        assert other.id != image.id
        elsewhere = Image("saved:1", "sha256:" + "7" * 64, "", diff_ids_of(image))
        project = Project.at(work.root)
        project.prepare()
        database = Database.open(project.database_url)
        facts = {SETTINGS: settings_of(image)}
        database.write([Run("r1", "train"), RanIn("r1", Environment(elsewhere, facts=facts))])
        database.write(read(work, socket, images={image.id, other.id}))
        join_images(database)
        questions = Questions(database)
        before = questions.upstream([questions.resolve("run:r1").node.id])
        found = {node.id for node in before.nodes if node.kind is NodeKind.ENVIRONMENT}
        ids = {answer.environment.image.id for answer in questions.environments(found)}
        assert ids == {elsewhere.id, image.id}
        assert [edge.said for edge in before.edges if edge.role is Role.IMAGE] == [
            f"the same 1 layers, the last {diff_ids_of(image)[-1]}, and settings"
        ]
        database.close()
    finally:
        engine.images.remove(other.tags[0], force=True)


@pytest.mark.docker(alone=True)
def test_an_image_that_is_removed_while_all_are_looked_at_is_left_out(engine, made):
    images = [made("1"), made("1")]
    ours = {image.id for image in images}
    first = None
    for found in every_image(engine):
        if found.id in ours and first is None:
            first = found.id
            (other,) = ours - {first}
            engine.images.remove(other, force=True)
        else:
            assert found.id not in ours
    assert first is not None
    with pytest.raises(ImageNotFound):
        engine.images.get(other)


@pytest.mark.docker(alone=True)
def test_an_image_is_read_when_a_person_names_it(work, made):
    work.file("a.txt", "a")
    work.commit()
    image = made("1")
    context = context_of(work)
    found = DockerTool().at(f"docker:{image.tags[0]}", context)
    assert found is not None
    assert [each.image.id for each in of(read(work, found.location), Environment)] == [image.id]
    context.close()


@pytest.mark.docker(alone=True)
def test_the_commit_that_an_image_was_built_from_is_before_the_runs_in_it(work, made, socket):
    """The image is named by a run's record, built from an earlier commit, and both are joined."""
    work.file("a.txt", "a")
    sha = work.commit()
    image = made("1", f"LABEL org.opencontainers.image.revision={sha}")
    project = Project.at(work.root)
    project.prepare()
    database = Database.open(project.database_url)
    with GitRepository(work.root) as repository:
        database.write(GitSource(repository).facts(None, Silent()))
    database.write([Run("r1", "train"), RanIn("r1", Environment(Image("x:1", image.id)))])
    context = Context(work.root, GitPlace.find(work.root))
    reader = Reader(context, Catalogue([DockerTool()]), Choices(added=(("docker", socket),)))
    reader.read(database, Silent())
    join_images(database)
    questions = Questions(database)
    run = questions.resolve("run:r1").node
    before = {node.key for node in questions.upstream([run.id]).nodes}
    assert sha in before
    context.close()
    database.close()


@pytest.mark.docker(alone=True)
@pytest.mark.parametrize("form", ["archive", "layout"])
def test_an_archive_in_the_project_is_read_without_an_engine(work, made, monkeypatch, form):
    work.file("a.txt", "a")
    sha = work.commit()
    image = made("1", f"LABEL org.opencontainers.image.revision={sha}", "ENV API_TOKEN=planted-1")
    target = work.root / "images" / "train.tar"
    target.parent.mkdir()
    target.write_bytes(b"".join(image.save(named=True)))
    if form == "layout":
        as_layout(target, work.root / "images" / "layout")
        target.unlink()
    work.file(".gitignore", "/images/\n")
    work.commit()
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    found = [each for each in DockerTool().discover(context_of(work)) if each.inside]
    assert len(found) == 1
    project = Project.at(work.root)
    project.prepare()
    database = Database.open(project.database_url)
    report = import_project(project, database, Silent())
    assert [each.facts > 0 for each in report.sources if each.kind == "docker"] == [True]
    assert report.problems == ()
    (answer,) = Questions(database).environments()
    assert answer.environment.image.id == image.id
    assert answer.environment.packages == {"deb:libc6": "2.36-9", "numpy": "1.26.4"}
    assert "planted" not in repr(answer)
    before = Questions(database).upstream([answer.node.id])
    assert sha in {node.key for node in before.nodes}
    assert [each.facts for each in import_project(project, database, Silent()).sources] == [0] * len(
        report.sources
    )
    database.close()


def as_layout(archive: Path, folder: Path) -> None:
    """Write what an archive holds as a layout of OCI, by its own specification, with the same bytes."""
    import hashlib

    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(content: bytes) -> dict[str, object]:
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"digest": f"sha256:{digest}", "size": len(content)}

    with tarfile.open(archive) as tar:

        def member(name: str) -> bytes:
            taken = tar.extractfile(name)
            assert taken is not None
            return taken.read()

        (listed,) = json.loads(member("manifest.json"))
        kind = "application/vnd.oci.image"
        manifest = {
            "schemaVersion": 2,
            "config": {"mediaType": f"{kind}.config.v1+json", **blob(member(listed["Config"]))},
            "layers": [
                {"mediaType": f"{kind}.layer.v1.tar", **blob(member(name))} for name in listed["Layers"]
            ],
        }
    index = {
        "schemaVersion": 2,
        "manifests": [{"mediaType": f"{kind}.manifest.v1+json", **blob(json.dumps(manifest).encode())}],
    }
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


def test_an_archive_that_is_broken_is_one_problem(work):
    work.file("a.txt", "a")
    work.commit()
    target = work.root / "broken.tar"
    with tarfile.open(target, "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"nope"))
    (found,) = [each for each in DockerTool().discover(context_of(work)) if each.inside]
    (problem,) = read(work, found.location)
    assert isinstance(problem, Problem)
    assert "holds no image" in problem.what


def test_data_that_is_packed_is_no_archive_of_images(work):
    work.file("a.txt", "a")
    work.commit()
    with tarfile.open(work.root / "data.tar", "w") as tar:
        tar.add(work.root / "a.txt", "images/a.txt")
    (work.root / "noise.tar").write_bytes(b"\0" * 4096 + b"x" * 4096)
    assert [each for each in DockerTool().discover(context_of(work)) if each.inside] == []


def test_an_engine_that_does_not_answer_is_one_problem(work, monkeypatch):
    work.file("a.txt", "a")
    work.commit()
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    (problem,) = read(work, "unix:///nowhere/docker.sock")
    assert isinstance(problem, Problem)
    assert "not running" in problem.what
    assert not DockerTool().is_current("unix:///nowhere/docker.sock", {"images": ""}, context_of(work))
