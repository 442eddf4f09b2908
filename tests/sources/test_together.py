"""Several projects read into one lineage."""

from __future__ import annotations

import shutil

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import AmbiguousReferenceError
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Environment, Image, NodeKind, Origin
from forebear.sources.git.remotes import normal
from forebear.sources.importing import import_project, nothing_new

STAGE = "stages:\n  train:\n    cmd: cp data.csv model.pkl\n    deps: [data.csv]\n    outs: [model.pkl]\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data home"))
    return tmp_path


def repository(work_in, folder, dvc="dvc"):
    folder.mkdir(parents=True)
    work = work_in(folder)
    work.git("init", "--quiet")
    work.run(dvc, "init", "--quiet")
    work.git("config", "user.name", "Ada Example")
    return work


@pytest.fixture(scope="module", params=["dvc", "dvc2"])
def made(request, work_in, tmp_path_factory):
    """A registry of data (of DVC 3, or of DVC 2, whose digests are others) and a project that imports it.

    Also where both are as they were made: they name each other by where they lie.
    """
    home = tmp_path_factory.mktemp("together")
    registry = repository(work_in, home / "both" / "registry", request.param)
    registry.file("data.csv", "a,b\n1,2\n")
    registry.run(request.param, "add", "--quiet", "data.csv")
    registry.commit("the data")
    shop = repository(work_in, home / "both" / "shop")
    shop.dvc("import", "--quiet", str(registry.root), "data.csv")
    shop.file("dvc.yaml", STAGE)
    shop.dvc("repro", "--quiet")
    shop.commit("a model")
    shutil.copytree(home / "both", home / "as made", symlinks=True)
    return registry, shop, home


@pytest.fixture
def projects(made, home):
    """Both, as they were made."""
    registry, shop, folder = made
    shutil.rmtree(folder / "both")
    shutil.copytree(folder / "as made", folder / "both", symlinks=True)
    return registry, shop


def read(project: Project):
    project.prepare_database()
    database = Database.open(project.database_url)
    try:
        return import_project(project, database, Silent())
    finally:
        database.close()


@pytest.fixture
def joint(projects):
    registry, shop = projects
    project = Project.together([shop.root, registry.root])
    read(project)
    database = Database.open(project.database_url, read_only=True)
    yield project, Questions(database, home=project.home)
    database.close()


def test_a_model_leads_to_the_project_that_its_data_came_from(projects, joint):
    registry, _ = projects
    _, questions = joint
    model = questions.resolve("model.pkl@shop::main").node
    theirs = questions.resolve("data.csv@registry::main").node
    graph = questions.upstream([model.id])
    assert theirs.id in {node.id for node in graph.nodes}
    sha = registry.git("rev-parse", "HEAD")
    assert questions.resolve("data.csv@registry::main").commit == sha
    assert questions.resolve(f"registry::{sha[:9]}").commit == sha
    assert questions.resolve(f"data.csv@registry::{sha}").commit == sha


def test_names_say_of_which_project(joint):
    project, questions = joint
    assert project.name == "shop + registry"
    with pytest.raises(AmbiguousReferenceError) as both:
        questions.resolve("main")
    assert both.value.candidates == ("registry::main", "shop::main")


def test_a_second_reading_reads_nothing_and_a_new_commit_is_read(projects, joint):
    project, questions = joint
    assert nothing_new(project) is not None
    assert {source.location for source in nothing_new(project).sources} == {
        str(root) for root in project.roots
    }
    before = questions.counts()[NodeKind.COMMIT]
    projects[0].commit("another")
    assert nothing_new(project) is None
    assert read(project).commits == before + 1
    assert nothing_new(project) is not None


def test_what_was_witnessed_in_a_project_comes_with_it(projects, joint):
    project, questions = joint
    _, shop = projects
    own = Project.at(shop.root)
    read(own)
    database = Database.open(own.database_url)
    try:
        (run,) = Questions(database).runs()
        from forebear.lineage.facts import RanIn

        image = Environment(Image("python:3.11", id="sha256:" + "a" * 64))
        database.write([RanIn(run.node.key, image, Origin.ASSUMED, "Ada")])
    finally:
        database.close()
    assert nothing_new(project) is None
    read(project)
    (found,) = questions.run(run.node.key).environments
    assert (found.environment.image.reference, found.origin, found.by) == (
        "python:3.11",
        Origin.ASSUMED,
        "Ada",
    )
    assert nothing_new(project) is not None


def test_one_path_twice_is_one_project(projects, home):
    registry, _ = projects
    assert Project.together([registry.root, registry.root]) == Project.at(registry.root)
    assert Project.together([registry.root]).owns_database


def test_in_a_shared_database_a_project_means_its_own_references(projects, home):
    url = f"sqlite:///{home / 'team.db'}"
    for work in projects:
        read(Project.at(work.root, url))
    database = Database.open(url, read_only=True)
    try:
        for work in projects:
            questions = Questions(database, home=Project.at(work.root, url).home)
            assert questions.resolve("main").commit == work.git("rev-parse", "HEAD")
    finally:
        database.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/owner/name", "git@github.com:owner/name.git"),
        ("https://user:secret@GitHub.com/owner/name.git/", "ssh://git@github.com:22/owner/name"),
        ("/home/ada/name", "file:///home/ada/name/"),
    ],
)
def test_one_repository_under_two_urls(one, other):
    assert normal(one) == normal(other)


def test_other_repositories_are_others():
    urls = [
        "https://github.com/owner/name",
        "https://github.com/owner/other",
        "https://gitlab.com/owner/name",
    ]
    assert len({normal(url) for url in urls}) == 3
