"""`forebear run`: what it records, what it refuses, and what it leaves in the work tree."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]

SCRIPT = """
import json, os
rate = float(open("params.yaml").read().split(":")[1])
json.dump({"auc": 0.5 + rate}, open("metrics.json", "w"))
os.makedirs("out/deep", exist_ok=True)
open("out/deep/model.bin", "w").write(open("data/rows.csv").read() * 2 + os.environ.get("EXTRA", ""))
open("scratch.txt", "w").write("left behind")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    (root / ".gitignore").write_text("data/\nout/\n")
    (root / "data" / "rows.csv").write_text("1,2\n")
    (root / "train.py").write_text(SCRIPT)
    (root / "params.yaml").write_text("rate: 0.25\n")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def run_train(forebear: Forebear, root: Path, image: str, *more: str, code: int = 0) -> Any:
    words = [
        "--uses",
        "train.py",
        "data/rows.csv",
        "--makes",
        "out",
        "metrics.json",
        "--params",
        "params.yaml",
    ]
    command = ("--", "python3", "train.py")
    return answer(forebear("run", "--json", "--image", image, *words, *more, *command, cwd=root, code=code))


def test_a_run_is_recorded_with_all_that_it_takes_to_do_it_again(
    project: Path, forebear: Forebear, base_image: str, engine: DockerClient
) -> None:
    done = run_train(forebear, project, base_image, "--env", "EXTRA=yes", "--by", "Ada")
    assert (project / "out" / "deep" / "model.bin").read_text() == "1,2\n1,2\nyes"
    assert done["undeclared"] == ["scratch.txt"]
    assert not (project / "scratch.txt").exists()
    assert done["uncommitted"] == []
    shown = answer(forebear("show", f"run:{done['run']}", "--json", cwd=project))
    assert (shown["origin"], shown["status"], shown["by"]) == ("recorded", "completed", "Ada")
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, text=True, check=True
    )
    assert shown["code"] == [head.stdout.strip()]
    assert {each["path"] for each in shown["inputs"]} == {"train.py", "data/rows.csv"}
    assert {each["path"]: each["role"] for each in shown["outputs"]} == {
        "out": "output",
        "metrics.json": "metrics",
    }
    assert [(each["name"], each["value"]) for each in shown["metrics"]] == [("auc", 0.75)]
    assert [(each["name"], each["value"]) for each in shown["parameters"]] == [("rate", 0.25)]
    environment = shown["environments"][0]
    image = engine.images.get(base_image)
    assert environment["image"]["id"] == image.id
    assert environment["platform"] == "linux/amd64"
    assert environment["packages"]["deb:python3"]
    assert environment["variables"]["EXTRA"] == "yes"
    assert environment["variables"]["PYTHONHASHSEED"] == "0"
    assert environment["facts"]["processors"].isdecimal()
    digests = next(each["digests"] for each in done["used"] if each["path"] == "data/rows.csv")
    assert f"sha256:{hashlib.sha256(b'1,2' + bytes([10])).hexdigest()}" in digests


def test_what_is_not_committed_is_said(project: Path, forebear: Forebear, base_image: str) -> None:
    (project / "params.yaml").write_text("rate: 0.125\n")
    (project / "helper.py").write_text("")
    done = run_train(forebear, project, base_image)
    assert done["uncommitted"] == ["helper.py", "params.yaml"]
    shown = answer(forebear("show", f"run:{done['run']}", "--json", cwd=project))
    assert {"name": "uncommitted", "value": "helper.py, params.yaml"}.items() <= next(
        each for each in shown["parameters"] if each["name"] == "uncommitted"
    ).items()


def test_of_very_many_files_some_are_named_and_all_are_counted(
    project: Path, forebear: Forebear, base_image: str
) -> None:
    (project / "train.py").write_text("for n in range(3000):\n    open(f'left-{n}', 'w').close()\n")
    words = ("--image", base_image, "--uses", "train.py", "--", "python3", "train.py")
    said = forebear("run", *words, cwd=project).stdout
    (line,) = (line for line in said.splitlines() if "left out" in line)
    assert line.endswith("and 2,980 more (not declared with --makes)")
    assert line.count("left-") == 20


def test_the_same_run_again_is_the_same_run(project: Path, forebear: Forebear, base_image: str) -> None:
    first = run_train(forebear, project, base_image)
    assert run_train(forebear, project, base_image)["run"] == first["run"]
    assert run_train(forebear, project, base_image, "--env", "EXTRA=1")["run"] != first["run"]


def test_a_run_that_fails_is_recorded_and_changes_nothing(
    project: Path, forebear: Forebear, base_image: str
) -> None:
    (project / "metrics.json").write_text("before")
    (project / "train.py").write_text("open('metrics.json', 'w').write('half')\nraise SystemExit(3)\n")
    done = run_train(forebear, project, base_image, code=1)
    assert (done["ended"], done["code"], done["made"]) == ("failed", 3, [])
    assert (project / "metrics.json").read_text() == "before"
    shown = answer(forebear("show", f"run:{done['run']}", "--json", cwd=project))
    assert (shown["status"], shown["outputs"]) == ("failed", [])


def test_an_output_that_was_not_made_is_a_failure(project: Path, forebear: Forebear, base_image: str) -> None:
    done = answer(
        forebear("run", "--json", "--image", base_image, "--makes", "x", "--", "true", cwd=project, code=1)
    )
    assert "did not make x" in done["explanation"]


def test_inputs_are_read_only_and_the_rest_is_a_copy(
    project: Path, forebear: Forebear, base_image: str
) -> None:
    line = "(echo x > train.py) 2>/dev/null; echo changed > params.yaml; cat train.py > out.txt"
    forebear(
        "run", "--image", base_image, "--uses", "train.py", "--makes", "out.txt", "--", line, cwd=project
    )
    assert (project / "out.txt").read_text() == SCRIPT
    assert (project / "params.yaml").read_text() == "rate: 0.25\n"


def test_private_files_can_be_used(project: Path, forebear: Forebear, base_image: str) -> None:
    (project / "data" / "rows.csv").chmod(0o600)
    run_train(forebear, project, base_image)
    assert (project / "data" / "rows.csv").stat().st_mode & 0o777 == 0o600


def test_a_project_without_git(tmp_path: Path, forebear: Forebear, base_image: str) -> None:
    (tmp_path / "in.txt").write_text("x")
    words = (
        "run",
        "--json",
        "--image",
        base_image,
        "--uses",
        "in.txt",
        "--makes",
        "out.txt",
        "--",
        "cat in.txt > out.txt",
    )
    done = answer(forebear(*words, cwd=tmp_path))
    assert done["commit"] is None
    assert (tmp_path / "out.txt").read_text() == "x"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--image", "forebear-sample:1"), 2, "no command"),
        (("--image", "forebear-sample:1", "--uses", "../x", "--", "true"), 2, "outside the project"),
        (("--image", "forebear-sample:1", "--uses", "gone.csv", "--", "true"), 3, "does not exist"),
        (("--image", "nobody/has:this", "--", "true"), 3, "docker pull nobody/has:this"),
        (("--image", "forebear-sample:1", "--stage", "train"), 2, "no dvc.yaml"),
        (("--image", "forebear-sample:1", "--env", "X", "--", "true"), 2, "NAME=VALUE"),
        (("--image", "forebear-sample:1", "--memory", "lots", "--", "true"), 2, "is no size"),
    ],
)
@pytest.mark.usefixtures("base_image")
def test_what_it_refuses(
    project: Path, forebear: Forebear, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in forebear("run", *words, cwd=project, code=code).stderr
