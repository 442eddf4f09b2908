"""Images made again from what a commit holds: built by the real engine, and never called the recorded one."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pip
import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Environment, Image
from forebear.rebuild.recipes import RecipeFinder, files_at, recorded_images
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.trees import TreeReader

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Record = Callable[..., Any]

SCRIPT = """import os
made = open('/opt/made').read() if os.path.exists('/opt/made') else os.environ.get('OTHER')
open('model.bin', 'w').write(str(made))
"""
DOCKERFILE = """# train
ARG BASE={base}
FROM ${{BASE}}
COPY data.csv /opt/data.csv
RUN ["/bin/sh", "-c", "printf yes > /opt/made"]
"""


def test_a_lost_image_is_made_again_from_the_dockerfile_of_the_commit_and_called_so(
    record: Record, call: Call, engine: DockerClient, other_image: str, base_image: str
) -> None:
    project = record(SCRIPT, image=other_image, files={"Dockerfile": DOCKERFILE.format(base=base_image)})
    (project.root / "Dockerfile").write_text("FROM scratch\n# the work tree does not count")
    engine.images.remove(other_image, force=True)

    lost = call(project.root, "rebuild", project.ref, "--dry-run")
    assert lost.code == 3
    ways = {each["option"]: each["said"] for each in lost["image"]["alternatives"]}
    assert list(ways) == ["--archive FILE", "--reconstruct=Dockerfile", "--image IMAGE"]
    assert "another image" in ways["--reconstruct=Dockerfile"]

    plan = call(project.root, "rebuild", project.ref, "--reconstruct", "--dry-run")
    assert (plan.code, plan["missing"]) == (0, [])
    image = plan["image"]
    assert (image["how"], image["recorded"], image["here"]) == ("reconstructed", False, False)
    assert image["recipe"]["bases"] == [base_image]
    assert "printf yes" in image["recipe"]["text"]
    assert any("tags move" in note for note in plan["notes"])

    done = call(project.root, "rebuild", project.ref, "--reconstruct", "--yes")
    try:
        assert (done["ended"], done["verdict"]) == ("completed", "identical")
        assert (done["image"]["how"], done["image"]["recorded"]) == ("reconstructed", False)
        assert done["image"]["reference"].startswith("Dockerfile@")
        assert "reconstructed, not recorded" in done["explanation"]
        assert "image reconstructed" in done["plan"]["loosened"]
        shown = call(project.root, "show", f"rebuild:{done['id']}")
        assert "reconstructed" in str(shown.document)
    finally:
        engine.images.remove(done["image"]["id"], force=True)


def test_a_build_has_no_network_and_its_failure_blocks_with_its_words(
    record: Record, call: Call, base_image: str
) -> None:
    reach = "import os; raise SystemExit('I saw ' + '-'.join(os.listdir('/sys/class/net')))"
    project = record(SCRIPT, files={"Dockerfile": f'FROM {base_image}\nRUN ["python3", "-c", "{reach}"]\n'})
    done = call(project.root, "rebuild", project.ref, "--reconstruct", "--yes")
    assert (done.code, done["ended"]) == (3, "blocked")
    assert "I saw lo" in done["missing"][0]
    assert "I saw lo-" not in done["missing"][0], "there is no other interface"
    assert "--network" in done["missing"][0]
    assert not list((project.root / ".forebear").glob("build-*"))


def test_what_it_starts_from_has_to_be_here(record: Record, call: Call) -> None:
    project = record(SCRIPT, files={"Dockerfile": "FROM nobody.example/made:this\n"})
    plan = call(project.root, "rebuild", project.ref, "--reconstruct", "--dry-run")
    assert plan.code == 3
    assert "docker pull nobody.example/made:this" in plan["missing"][0]


def test_a_base_that_was_recorded_is_taken_by_its_id(
    record: Record, call: Call, engine: DockerClient, base_image: str
) -> None:
    project = record(SCRIPT, image=base_image, files={"Dockerfile": f"FROM {base_image} AS low\nFROM low\n"})
    plan = call(project.root, "rebuild", project.ref, "--reconstruct", "--dry-run")
    id_ = engine.images.get(base_image).id
    assert plan["image"]["recipe"]["text"] == f"FROM {id_} AS low\nFROM low\n"
    assert plan["missing"] == []
    done = call(project.root, "rebuild", project.ref, "--reconstruct", "--yes")
    assert done["verdict"] == "identical"


@pytest.fixture
def wheel(tmp_path: Path) -> tuple[str, bytes]:
    """A package of its own, as pip builds it."""
    folder = tmp_path / "tiny"
    (folder / "tiny_known").mkdir(parents=True)
    (folder / "tiny_known" / "__init__.py").write_text("answer = 42\n")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "tiny-known"\nversion = "1.0"\n'
    )
    words = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
    ]
    subprocess.run([*words, tmp_path, folder], check=True, capture_output=True)
    (made,) = tmp_path.glob("*.whl")
    return made.name, made.read_bytes()


@pytest.fixture
def image_with_pip(engine: DockerClient, base_image: str) -> Iterator[str]:
    """The base image, with pip."""
    container = engine.containers.create(base_image, "true")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(Path(pip.__file__).parent, "pip")
    container.put_archive("/usr/lib/python3/dist-packages", buffer.getvalue())
    image = container.commit("forebear-test-pip", "1")
    container.remove()
    yield "forebear-test-pip:1"
    engine.images.remove(str(image.id), force=True)


def test_packages_of_a_lock_file_on_a_base_image(
    record: Record, call: Call, engine: DockerClient, image_with_pip: str, wheel: tuple[str, bytes]
) -> None:
    name, content = wheel
    script = (
        "try:\n    from tiny_known import answer\nexcept ImportError:\n    answer = None\n"
        "open('model.bin', 'w').write(str(answer))\n"
    )
    lock = "--no-index\n--find-links wheels\ntiny-known==1.0\n"
    files = {"requirements.txt": lock, f"wheels/{name}": content}
    project = record(script, files=files)
    words = ("rebuild", project.ref, "--reconstruct", "requirements.txt", "--base", image_with_pip)
    plan = call(project.root, *words, "--dry-run")
    recipe = plan["image"]["recipe"]
    assert (recipe["generated"], recipe["bases"]) == (True, [image_with_pip])
    assert recipe["text"].splitlines()[1] == f"FROM {image_with_pip}"
    done = call(project.root, *words, "--yes")
    assert (done["ended"], done["image"]["how"]) == ("completed", "reconstructed"), done
    assert (Path(done["kept"]) / "model.bin").read_text() == "42"
    engine.images.remove(done["image"]["id"], force=True)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


FILES = (
    "Dockerfile", "gpu.Dockerfile", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml",
    "requirements.txt", "requirements-dev.lock", "environment.yml", "conda-lock.yml",
)  # fmt: skip


@pytest.fixture
def finder(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Return `make(known=…)`: what finds recipes, the trees, and a commit with files of all kinds."""
    git(tmp_path, "init", "--quiet")
    for name in (*FILES, "README.md", "train.py", "$(touch evil)-requirements.txt"):
        (tmp_path / name).write_text("FROM base:1\n" if "ocker" in name else "x==1\n")
    (tmp_path / "sub $x").mkdir()
    (tmp_path / "sub $x" / "requirements.txt").write_text("x==1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "Begin")
    commit = git(tmp_path, "rev-parse", "HEAD")
    with GitRepository(tmp_path) as repository:
        trees = TreeReader(repository)
        yield lambda known=None: (RecipeFinder(repository, trees, known or {}), trees, commit)


def test_the_surest_file_goes_first(finder: Callable[..., Any]) -> None:
    found, trees, commit = finder()
    listed = files_at(trees, commit)
    assert listed[:4] == ("Dockerfile", "gpu.Dockerfile", "conda-lock.yml", "uv.lock")
    assert set(FILES) <= set(listed)
    assert not {"README.md", "train.py"} & set(listed)
    assert found.recipe(commit, "", "", Environment(), network=False).path == "Dockerfile"


@pytest.mark.parametrize("name", [name for name in FILES if "ocker" not in name])
def test_every_lock_has_a_dockerfile_that_starts_from_the_recorded_python(
    finder: Callable[..., Any], name: str
) -> None:
    found, _, commit = finder()
    recipe = found.recipe(commit, name, "", Environment(packages={"python": "3.9.7"}), network=True)
    assert recipe.generated
    expected = "condaforge/miniforge3" if "conda" in name or name == "environment.yml" else "python:3.9-slim"
    assert recipe.bases == (expected,)
    assert any("guess" in note for note in recipe.notes)
    assert f'"{name}"]' in recipe.text


def test_names_of_files_are_words_and_never_lines(finder: Callable[..., Any]) -> None:
    found, _, commit = finder()
    evil = found.recipe(commit, "$(touch evil)-requirements.txt", "b:1", Environment(), network=False)
    (run,) = [line for line in evil.text.splitlines() if line.startswith("RUN")]
    assert run.endswith(', "$(touch evil)-requirements.txt"]')
    nested = found.recipe(commit, "sub $x/requirements.txt", "b:1", Environment(), network=False)
    assert "WORKDIR /opt/forebear/sub \\$x" in nested.text
    for wrong in ("train.py", "nothing.lock"):
        with pytest.raises(ActionableError):
            found.recipe(commit, wrong, "", Environment(), network=False)


def test_only_a_name_that_meant_one_image_is_taken_for_it(finder: Callable[..., Any]) -> None:
    one, other = Image("base:1", digest=f"sha256:{'1' * 64}"), Image("base:1", digest=f"sha256:{'2' * 64}")
    assert recorded_images([one, other]) == {}
    assert recorded_images([one, one]) == {"base:1": one}
    found, _, commit = finder(recorded_images([one]))
    recipe = found.recipe(commit, "Dockerfile", "", Environment(), network=False)
    assert recipe.text == f"FROM base@sha256:{'1' * 64}\n"
    assert recipe.bases == (f"base@sha256:{'1' * 64}",)
