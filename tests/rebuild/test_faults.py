"""Faults that were made on purpose between a run and its rebuild: each has its one answer."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Record = Callable[..., Any]

SCRIPT = "open('model.bin', 'w').write(open('data.csv').read() + str(open('train.py').read().count('#')))\n"


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def dirty(record: Record, call: Call) -> tuple[Any, str]:
    """A project, and its run of code that no commit ever held."""
    project = record(SCRIPT)
    (project.root / "train.py").write_text(SCRIPT + "# changed\n")
    run = call(
        project.root, "run", "--image", project.image, "--uses", "train.py", "data.csv",
        "--makes", "model.bin", "--", "python3", "train.py",
    )["run"]  # fmt: skip
    git(project.root, "checkout", "-q", "train.py")
    return project, f"run:{run}"


def kept(root: Path) -> list[Path]:
    """The objects that hold the changed code."""
    objects = [path for path in (root / ".forebear" / "objects").rglob("*") if path.is_file()]
    return [path for path in objects if path.read_bytes().endswith(b"# changed\n")]


def test_an_input_that_was_corrupted_blocks_and_is_named(dirty: tuple[Any, str], call: Call) -> None:
    project, ref = dirty
    (code,) = kept(project.root)
    code.chmod(0o644)
    code.write_bytes(code.read_bytes().replace(b"changed", b"Changed"))
    done = call(project.root, "rebuild", ref, "--yes")
    assert (done.code, done["ended"], done["verdict"]) == (3, "blocked", None)
    (missing,) = done["missing"]
    assert missing.startswith("train.py")
    assert code.parent.name + code.name in missing.replace("md5:", "")


def test_an_input_that_was_deleted_blocks_and_is_named(dirty: tuple[Any, str], call: Call) -> None:
    project, ref = dirty
    for path in kept(project.root):
        path.unlink()
    done = call(project.root, "rebuild", ref, "--yes")
    assert (done.code, done["ended"], done["outputs"]) == (3, "blocked", [])
    assert done["missing"][0].startswith("train.py")


def test_another_image_under_the_recorded_tag_is_never_run(
    record: Record, call: Call, engine: DockerClient, base_image: str, other_image: str
) -> None:
    project = record(SCRIPT, image=other_image)
    engine.images.remove(str(engine.images.get(other_image).id), force=True)
    engine.images.get(base_image).tag(*other_image.split(":"))
    try:
        done = call(project.root, "rebuild", project.ref, "--yes")
    finally:
        engine.images.remove(other_image)
    assert (done.code, done["ended"], done["outputs"]) == (3, "blocked", [])
    assert "forebear-test-other" in done["missing"][0]
