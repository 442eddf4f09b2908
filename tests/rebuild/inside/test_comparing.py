"""`forebear compare --inside`: models of real libraries, each loaded in its own recorded image."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.rebuild.sandbox import LABEL, PLACE_LABEL

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]

CLASS = """\
class Scorer:
    def __init__(self, names, model):
        self.names, self.model, self.seen = names, model, set(names)
"""
TRAIN = """\
import json, pickle, joblib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from churn import Scorer
given = json.load(open("params.json"))
rng = np.random.default_rng(0)
x = rng.normal(size=(100, 3)); y = (x[:, 0] + x[:, 1] > 0).astype(int)
model = LogisticRegression().fit(x, y)
model.coef_[0, 1] += given["nudge"]
forest = RandomForestClassifier(n_estimators=4, n_jobs=given["jobs"], random_state=0).fit(x, y)
pickle.dump(Scorer(["a", "b", "c"], model), open("model.pkl", "wb"), given["protocol"])
joblib.dump(forest, "forest.joblib", compress=given["jobs"])
"""
GIVEN = {
    "first": {"protocol": 4, "jobs": 1, "nudge": 0.0},
    "written otherwise": {"protocol": 2, "jobs": 2, "nudge": 0.0},
    "nudged": {"protocol": 4, "jobs": 1, "nudge": 1e-9},
}


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def recorded(forebear: Forebear, root: Path, image: str, *makes: str, script: str = "src/train.py") -> str:
    """Commit, run, and return the REF of the run."""
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "Work")
    words = ("run", "--json", "--image", image, "--uses", script, "--makes", *makes)
    done = json.loads(forebear(*words, "--", "python3", script, cwd=root).stdout)
    forebear("import", root)
    return f"run:{done['run'][:16]}"


@pytest.fixture(scope="module")
def trained(
    science_image: str, forebear: Forebear, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A project with a run for each of GIVEN, and the REFs of these."""
    root = tmp_path_factory.mktemp("trained") / "project"
    (root / "src").mkdir(parents=True)
    git(root, "init", "--quiet")
    (root / ".gitignore").write_text("*.pkl\n*.joblib\n")
    (root / "src" / "train.py").write_text(TRAIN)
    (root / "src" / "churn.py").write_text(CLASS)
    refs = {}
    for name, given in GIVEN.items():
        (root / "params.json").write_text(json.dumps(given))
        refs[name] = recorded(forebear, root, science_image, "model.pkl", "forest.joblib")
    return root, refs


def models(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return {row["path"]: row for row in json.loads(done.stdout)["models"]}


def differing(row: dict[str, Any]) -> dict[str, str]:
    """What differs of the values; other classes are named in a file that is written otherwise."""
    parts = [part for part in row["parts"] if part["kind"] in ("leaf", "array", "volatile")]
    return {part["name"]: part["kind"] for part in parts if part["differs"] is not False}


@pytest.mark.docker(alone=True)
def test_real_models(trained: tuple[Path, dict[str, str]], forebear: Forebear, engine: DockerClient) -> None:
    root, refs = trained
    asked = forebear("compare", *refs.values(), "--inside", "--json", cwd=root, code=2)
    assert "--yes" in json.loads(asked.stdout)["error"]["todo"]
    before = {container.id for container in engine.containers.list(all=True, ignore_removed=True)}
    words = ("compare", refs["first"], refs["written otherwise"], "--inside", "--yes", "--json", "--no-data")
    found = models(forebear(*words, cwd=root))
    assert {container.id for container in engine.containers.list(all=True, ignore_removed=True)} <= before
    assert not list((root / ".forebear" / "inside").iterdir())
    model, forest = found["model.pkl"], found["forest.joblib"]
    assert (model["inside"]["verdict"], differing(model)) == ("same values", {})
    assert (model["inside"]["differing"], model["values_inside_image_only"]) == (0, False)
    assert model["inside"]["leaves"] > 15
    assert forest["inside"]["verdict"] == "equivalent"
    assert differing(forest) == {".n_jobs": "volatile"}
    said = model["inside"]["versions"][0]
    assert said["missing"] == []
    assert {"python", "numpy", "scikit-learn", "joblib"} <= set(said["versions"])


def test_one_coefficient(trained: tuple[Path, dict[str, str]], forebear: Forebear) -> None:
    root, refs = trained
    words = ("compare", refs["first"], refs["nudged"], "--inside", "--yes", "--no-data")
    [model] = [row for row in models(forebear(*words, "--json", cwd=root)).values() if row["differs"]]
    assert (model["path"], model["inside"]["verdict"]) == ("model.pkl", "different")
    [part] = [part for part in model["parts"] if part["differs"]]
    assert (part["kind"], part["name"], model["inside"]["differing"]) == ("array", ".model.coef_", 1)
    apart = part["distances"][1]
    assert (apart["changed"], apart["values"]) == (1, 3)
    assert apart["largest"] == pytest.approx(1e-9)
    assert apart["ulps"] > 1
    text = forebear(*words, cwd=root).stdout
    assert "Values, loaded in the images: different; 1 of" in text
    assert ".model.coef_" in text
    assert "scikit-learn" in text


MADE = "import pickle, sys\npickle.dump({'a': (1, 2.5), 'b': %s}, open('m.pkl', 'wb'))\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = tmp_path / "small"
    root.mkdir()
    git(root, "init", "--quiet")
    (root / ".gitignore").write_text("m.pkl\n")
    return root


def test_an_image_that_is_gone_and_one_that_is_chosen(
    small: Path, forebear: Forebear, base_image: str, other_image: str, engine: DockerClient
) -> None:
    refs = []
    for image, value in ((other_image, 1), (base_image, 2)):
        (small / "train.py").write_text(MADE % value)
        refs.append(recorded(forebear, small, image, "m.pkl", script="train.py"))
    words = ("compare", *refs, "--inside", "--yes", "--json", "--no-data")
    [row] = models(forebear(*words, cwd=small)).values()
    assert differing(row) == {"['b']": "leaf"}
    assert [each["image"] for each in row["inside"]["versions"]] == [other_image, base_image]
    engine.images.remove(other_image, force=True)
    [row] = models(forebear(*words, cwd=small)).values()
    first, second = row["inside"]["versions"]
    assert "not on this machine" in first["problem"]
    assert "--image" in first["problem"]
    assert second["problem"] is None
    assert (row["inside"]["verdict"], row["values_inside_image_only"]) == (None, True)
    text = forebear(*words[:5], "--no-data", cwd=small).stdout
    assert "cannot be told" in text
    assert "A: no image; could not be loaded" in text
    [row] = models(forebear(*words, "--image", base_image, cwd=small)).values()
    assert row["inside"]["verdict"] == "different"


def test_models_that_no_run_made(
    small: Path, forebear: Forebear, base_image: str, run_tool: Callable[..., str]
) -> None:
    run_tool("dvc", "init", "-q", cwd=small)
    for tag in ("one", "two"):
        (small / "model.joblib").write_bytes(pickle.dumps([1, tag]))
        run_tool("dvc", "add", "-q", "model.joblib", cwd=small)
        git(small, "add", ".")
        git(small, "commit", "--quiet", "-m", tag)
        git(small, "tag", tag)
    forebear("import", small)
    words = ("compare", "model.joblib@one", "model.joblib@two", "--inside", "--yes", "--json")
    [row] = models(forebear(*words, cwd=small)).values()
    assert all("no run is known" in each["problem"] for each in row["inside"]["versions"])
    [row] = models(forebear(*words, "--image", base_image, cwd=small)).values()
    assert differing(row) == {"[1]": "leaf"}


def test_one_model_that_fails_leaves_the_others(small: Path, forebear: Forebear, base_image: str) -> None:
    script = (
        "import pickle, sys\nclass Runs:\n  def __reduce__(self): return (exec, (%r,))\n"
        "pickle.dump(Runs(), open('m.pkl', 'wb'))\npickle.dump([1, %d], open('n.pkl', 'wb'))\n"
    )
    (small / ".gitignore").write_text("*.pkl\n")
    refs = []
    for number in (1, 2):
        (small / "train.py").write_text(script % (f"while {number}: pass", number))
        refs.append(recorded(forebear, small, base_image, "m.pkl", "n.pkl", script="train.py"))
    words = (
        "compare",
        *refs,
        "--inside",
        "--yes",
        "--json",
        "--no-data",
        "--timeout",
        "2s",
        "--memory",
        "256m",
    )
    found = models(forebear(*words, cwd=small))
    assert all("stopped after 2 seconds" in each["problem"] for each in found["m.pkl"]["inside"]["versions"])
    assert differing(found["n.pkl"]) == {"[1]": "leaf"}


def test_versions_of_two_projects(
    small: Path, forebear: Forebear, base_image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    other = tmp_path / "other"
    shutil.copytree(small, other)
    refs = []
    for number, root in enumerate((small, other)):
        (root / "train.py").write_text(MADE % number)
        refs.append(recorded(forebear, root, base_image, "m.pkl", script="train.py"))
    forebear("import", small, other)
    together = ("--project", small, "--project", other)
    words = ("compare", *refs, *together, "--inside", "--yes", "--json", "--no-data")
    [row] = models(forebear(*words, cwd=tmp_path)).values()
    assert differing(row) == {"['b']": "leaf"}
    assert not list((small / ".forebear" / "inside").iterdir())


def test_nothing_to_load_asks_nobody(small: Path, forebear: Forebear, base_image: str) -> None:
    (small / "train.py").write_text(MADE % 1)
    ref = recorded(forebear, small, base_image, "m.pkl", script="train.py")
    done = forebear("compare", ref, ref, "--inside", cwd=small)
    assert "No model has to be loaded" in done.stdout


def test_without_an_engine_it_says_so(trained: tuple[Path, dict[str, str]]) -> None:
    root, refs = trained
    done = subprocess.run(
        ["forebear", "compare", refs["first"], refs["nudged"], "--inside", "--yes"],
        cwd=root,
        env={**os.environ, "DOCKER_HOST": "unix:///nowhere.sock"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Docker is not running" in done.stderr


def test_it_writes_through_no_link_and_clears_what_was_left(
    small: Path, forebear: Forebear, base_image: str, tmp_path: Path
) -> None:
    refs = []
    for number in (1, 2):
        (small / "train.py").write_text(MADE % number)
        refs.append(recorded(forebear, small, base_image, "m.pkl", script="train.py"))
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "mine").mkdir(parents=True)
    (elsewhere / "mine" / "lock").touch()
    words = ("compare", *refs, "--inside", "--yes", "--no-data")
    inside = small / ".forebear" / "inside"
    inside.symlink_to(elsewhere)
    assert "link" in forebear(*words, cwd=small, code=3).stderr
    assert (elsewhere / "mine" / "lock").exists()
    inside.unlink()
    (inside / "killed" / "found").mkdir(parents=True)
    (inside / "killed" / "lock").touch()
    (inside / "linked").symlink_to(elsewhere / "mine")
    assert "different" in forebear(*words, cwd=small).stdout
    assert not list(inside.iterdir())
    assert (elsewhere / "mine" / "lock").exists()


PIPELINE = "stages:\n  train:\n    cmd: python3 train.py\n    deps: [train.py]\n    outs: [m.pkl]\n"


def test_images_that_are_assumed_and_images_nobody_recorded(
    small: Path, forebear: Forebear, base_image: str, run_tool: Callable[..., str]
) -> None:
    run_tool("dvc", "init", "-q", cwd=small)
    (small / "dvc.yaml").write_text(PIPELINE)
    for number in (1, 2):
        (small / "train.py").write_text(MADE % number)
        run_tool("dvc", "repro", "-q", cwd=small)
        git(small, "add", ".")
        git(small, "commit", "--quiet", "-m", "Work")
        git(small, "tag", f"v{number}")
    forebear("import", small)
    words = ("compare", "v1", "v2", "--inside", "--yes", "--json", "--no-data")
    [row] = models(forebear(*words, cwd=small)).values()
    assert all("forebear assign IMAGE --run run:" in each["problem"] for each in row["inside"]["versions"])
    forebear("assign", base_image, "--all", "--by", "Ada", cwd=small)
    [row] = models(forebear(*words, cwd=small)).values()
    assert differing(row) == {"['b']": "leaf"}
    assert {each["how"] for each in row["inside"]["versions"]} == {"assumed"}


def test_a_terminated_process_leaves_no_container(
    small: Path, forebear: Forebear, base_image: str, engine: DockerClient
) -> None:
    script = (
        "import pickle\nclass Runs:\n  def __reduce__(self): return (exec, ('while %d: pass',))\n"
        "pickle.dump(Runs(), open('m.pkl', 'wb'))\n"
    )
    refs = []
    for number in (1, 2):
        (small / "train.py").write_text(script % number)
        refs.append(recorded(forebear, small, base_image, "m.pkl", script="train.py"))
    command = [sys.executable, "-m", "forebear", "compare", *refs, "--inside", "--yes", "--progress", "json"]
    with subprocess.Popen(command, cwd=small, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line).get("message", "").startswith("Running"):
                break
        process.terminate()
        process.communicate()
    assert process.returncode == 4
    found = engine.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True)
    assert not [each for each in found if each.labels[PLACE_LABEL].startswith(str(small))]
    assert not list((small / ".forebear" / "inside").iterdir())
