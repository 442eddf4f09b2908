"""Projects whose runs are really recorded, and a way to call the command in this process."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.cli.main import main

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass
class Answer:
    """What a command returned: exit code, the JSON document, standard error."""

    code: int
    document: dict[str, Any]
    said: str

    def __getitem__(self, key: str) -> Any:
        return self.document[key]


Call = Callable[..., Answer]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return `call(folder, *words)`, which runs a command with `--json` in this process."""

    def run(folder: Path, command: str, *words: str | Path) -> Answer:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        code = main([command, "--json", *map(str, words)])
        printed = capsys.readouterr()
        return Answer(code, json.loads(printed.out) if printed.out else {}, printed.err)

    return run


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass
class Recorded:
    """A Git project with one recorded run of `train.py`."""

    root: Path
    run: str
    image: str

    @property
    def ref(self) -> str:
        return f"run:{self.run[:16]}"


@pytest.fixture
def record(tmp_path: Path, base_image: str, call: Call) -> Callable[..., Recorded]:
    """Return `record(script, makes=…)`: a committed project, with one run of the script recorded."""

    def make(
        script: str,
        *,
        makes: tuple[str, ...] = ("model.bin",),
        image: str = base_image,
        flags: tuple[str, ...] = (),
        name: str = "project",
        files: Mapping[str, str | bytes] | None = None,
    ) -> Recorded:
        root = tmp_path / name
        root.mkdir()
        git(root, "init", "--quiet")
        (root / "train.py").write_text(script)
        (root / "data.csv").write_text("".join(f"{number},{number * number}\n" for number in range(200)))
        for path, content in (files or {}).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", "Begin")
        done = call(
            root, "run", "--image", image, "--uses", "train.py", "data.csv", "--makes", *makes, *flags,
            "--", "python3", "train.py",
        )  # fmt: skip
        assert done.code == 0, done
        return Recorded(root, done["run"], image)

    return make


@pytest.fixture
def other_image(engine: DockerClient, base_image: str) -> Iterator[str]:
    """The reference of a second image, with the same files and a setting of its own; gone afterwards."""
    import docker.errors

    container = engine.containers.create(base_image, "true")
    try:
        # An image with the same layers and settings is the same one, so each has a setting of its own.
        tag = secrets.token_hex(8)
        image = container.commit("forebear-test-other", tag, changes=["ENV OTHER=yes", f"ENV TEST={tag}"])
    finally:
        container.remove()
    yield f"forebear-test-other:{tag}"
    try:
        engine.images.remove(str(image.id), force=True)
    except docker.errors.ImageNotFound:
        return


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but Forebear's own, byte for byte: work tree, index, stash, refs, objects."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".forebear" not in path.relative_to(folder).parts
    }
