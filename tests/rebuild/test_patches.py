"""Runs that W&B and MLflow recorded from a dirty tree are rebuilt as their commit with the kept patch."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from docker import DockerClient
    from tests.rebuild.conftest import Call

pytestmark = pytest.mark.docker

DIRTY = "run:wandb:churn/dirty001"
TOOLS = Path(sys.prefix) / "tools"
TRAIN = """import json, os, subprocess, sys
from pathlib import Path
import steps
try:
    import wandb
except ImportError:  # in the image
    wandb = None
try:
    import mlflow
except ImportError:
    mlflow = None
rate = json.loads(Path("params.json").read_text())["rate"]
os.makedirs("out", exist_ok=True)
Path("out/model.bin").write_text(f"{steps.NAME} {rate} {Path('old.txt').exists()}")
if wandb:
    with wandb.init(project="churn", id=sys.argv[1]) as run:
        model = wandb.Artifact("out", type="model")
        model.add_file("out/model.bin", name="model.bin")
        run.log_artifact(model)
if mlflow:
    from mlflow.genai.git_versioning.git_info import GitInfo
    with mlflow.start_run():
        mlflow.log_artifact("out/model.bin", "out")
        from mlflow.entities import Dataset, DatasetInput
        data = Dataset("data", "12345678", "local", '{"uri": "data.bin"}', None, None)
        mlflow.MlflowClient().log_inputs(mlflow.active_run().info.run_id, [DatasetInput(data, [])])
        mlflow.set_tags(GitInfo.from_env("origin").to_mlflow_tags())
        with mlflow.start_run(run_name="artifact", nested=True):
            diff = subprocess.run(["git", "diff", "HEAD"], stdout=subprocess.PIPE, text=True).stdout
            mlflow.log_text(diff, "diff.patch")
        with mlflow.start_run(run_name="model", nested=True):
            mlflow.genai.enable_git_model_versioning()
"""
PROJECT = """name: churn
entry_points:
  main:
    command: python3 train.py
"""


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but Forebear's own, byte for byte: work tree, index, objects."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".forebear" not in path.relative_to(folder).parts
    }


def begin(root: Path) -> str:
    """Commit a project and change its work tree: a line, a new file, one that goes. Return the commit."""
    root.mkdir(parents=True)
    git(root, "init", "--quiet")
    (root / "train.py").write_text(TRAIN)
    (root / "steps.py").write_text('NAME = "clean"\n')
    (root / "MLproject").write_text(PROJECT)
    (root / "params.json").write_text('{"rate": 1}\n')
    (root / "old.txt").write_text("old\n")
    (root / "data.bin").write_bytes(b"\0data")
    (root / ".gitignore").write_text("/wandb\n/mlruns\n/mlflow.db\n/out\n__pycache__\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    (root / "steps.py").write_text("import dirty\nNAME = dirty.NAME\n")
    (root / "dirty.py").write_text('NAME = "dirty"\n')
    (root / "params.json").write_text('{"rate": 2}\n')
    (root / "old.txt").unlink()
    git(root, "add", "dirty.py", "steps.py")
    with (root / "steps.py").open("a") as file:
        file.write("# after it was staged\n")
    return git(root, "rev-parse", "HEAD")


def run_python(root: Path, tool: str, *words: str, **variables: str) -> None:
    done = subprocess.run(
        [TOOLS / tool / "bin" / "python3", *words],
        cwd=root,
        env={**os.environ, "HOME": str(root.parent), "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def image(engine: DockerClient, base_image: str) -> str:
    return str(engine.images.get(base_image).id)


@pytest.fixture(scope="session")
def made_by_wandb(tmp_path_factory: pytest.TempPathFactory, image: str) -> Path:
    """A project in which the real W&B recorded runs from a dirty tree.

    `dirty001` was told its image, `noimage1` was not; when `binary01` ran a binary file was changed as well,
    of which a plain `git diff` says nothing more.
    """
    root = tmp_path_factory.mktemp("wandb") / "project"
    begin(root)
    told = {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_SAVE_CODE": "true"}
    told["WANDB_CACHE_DIR"] = str(root.parent / "cache")
    with ThreadPoolExecutor() as pool:
        running = [
            pool.submit(run_python, root, "wandb", "train.py", "dirty001", WANDB_DOCKER=image, **told),
            pool.submit(run_python, root, "wandb", "train.py", "noimage1", **told),
        ]
        for each in running:
            each.result()
    (root / "data.bin").write_bytes(b"\0changed")
    run_python(root, "wandb", "train.py", "binary01", WANDB_DOCKER=image, **told)
    shutil.rmtree(root / "out")
    return root


@pytest.fixture
def project(made_by_wandb: Path, tmp_path: Path, call: Call) -> Path:
    root = tmp_path / "project"
    shutil.copytree(made_by_wandb, root, symlinks=True)
    assert call(root, "import", ".").code == 0
    return root


def test_a_run_of_wandb_is_rebuilt_as_its_commit_with_the_patch(project: Path, call: Call) -> None:
    before = state_of(project)
    (patch,) = project.glob("wandb/*-dirty001/files/diff.patch")
    digest = f"md5:{hashlib.md5(patch.read_bytes()).hexdigest()}"  # noqa: S324
    plan = call(project, "rebuild", "--dry-run", DIRTY)
    assert plan.code == 0
    assert plan["uncommitted"] == {
        "path": "diff.patch", "digest": digest, "size": patch.stat().st_size, "place": "where it was seen",
        "maker": None, "notes": [], "by": "W&B", "applied": True, "left_out": False, "why": None,
        "files": ["dirty.py", "old.txt", "params.json", "steps.py"],
    }  # fmt: skip
    assert plan["commit"] == git(project, "rev-parse", "HEAD")
    assert plan["forecast"]["verdict"] == "identical"
    assert "files that Git did not track are not in it" in plan["forecast"]["reasons"][0]["said"]
    done = call(project, "rebuild", "--yes", DIRTY)
    assert (done.code, done["verdict"]) == (0, "identical")
    assert "The code is the commit with diff.patch applied (4 files" in done["explanation"]
    label = f"{plan['commit'][:10]} + diff.patch ({digest}, where it was seen)"
    assert f"Exported 7 files of {label}" in done["steps"]
    assert (done["profile"]["code"], done["profile"]["loosened"]) == (label, "")
    shown = call(project, "show", f"rebuild:{done['id']}")
    assert "diff.patch" in str(shown.document)
    states = {run["name"]: run["state"] for run in call(project, "check")["runs"]}
    assert states["dirty001"] == "dirty, patch kept: rebuildable"
    assert state_of(project) == before


def test_a_patch_that_is_gone_or_another_by_now_blocks_and_a_person_may_go_on_without(
    project: Path, call: Call
) -> None:
    (patch,) = project.glob("wandb/*-dirty001/files/diff.patch")
    content = patch.read_bytes()
    patch.write_bytes(content.replace(b"dirty", b"dusty"))
    other = call(project, "rebuild", "--yes", DIRTY)
    assert (other.code, other["ended"]) == (3, "blocked")
    assert "holds something else by now" in other["missing"][0]
    for each in project.glob("wandb/*/files/diff.patch"):  # another run has the very same
        each.unlink()
    gone = call(project, "rebuild", "--yes", DIRTY)
    assert (gone.code, gone["ended"]) == (3, "blocked")
    assert "The uncommitted changes that W&B kept are not applied: diff.patch (md5:" in gone["missing"][0]
    assert "--without-patch goes on without it" in gone["missing"][0]
    checked = {run["name"]: run for run in call(project, "check")["runs"]}["dirty001"]
    assert (checked["state"], "diff.patch" in str(checked["details"])) == ("recorded from a dirty tree", True)
    clean = call(project, "rebuild", "--yes", "--without-patch", DIRTY)
    assert (clean.code, clean["ended"], clean["verdict"]) == (1, "completed", "different")
    assert clean["profile"]["loosened"] == "without the uncommitted changes"
    assert "The code is the clean commit: diff.patch" in clean["explanation"]
    assert "patch of them was not applied" in clean["causes"][0]["said"]
    patch.write_bytes(content)
    assert call(project, "rebuild", "--dry-run", DIRTY).code == 0


def test_a_patch_that_does_not_apply_says_why(project: Path, call: Call) -> None:
    plan = call(project, "rebuild", "--dry-run", "run:wandb:churn/binary01")
    assert plan.code == 3
    assert "it says that a binary file differs, and not how" in plan["missing"][0]
    assert (plan["uncommitted"]["applied"], plan["uncommitted"]["why"]) == (False, plan["missing"][0])


def test_a_run_without_an_image_takes_one_that_a_person_chooses(
    project: Path, call: Call, base_image: str
) -> None:
    ref = "run:wandb:churn/noimage1"
    plan = call(project, "rebuild", "--dry-run", ref)
    assert (plan.code, plan["uncommitted"]["applied"]) == (3, True)
    assert "No image is recorded" in plan["missing"][0]
    done = call(project, "rebuild", "--yes", "--image", base_image, ref)
    assert (done.code, done["verdict"], done["image"]["how"]) == (0, "identical", "assumed")
    assert "The image is assumed, not recorded. The code is the commit with" in done["explanation"]


def test_what_forebear_itself_recorded_is_rebuilt_with_what_was_not_committed(
    tmp_path: Path, call: Call, base_image: str
) -> None:
    """Files that the command does not declare: changed, staged, new, gone, binary, links, with odd names."""
    root = tmp_path / "project"
    begin(root)
    (root / "data.bin").write_bytes(b"\0changed")
    (root / "데이터 1\n.txt").write_text("new\r\n")
    (root / "link").symlink_to("params.json")
    listing = "find . -print0 | sort -z | xargs -0 ls -ld | cut -c1-10; cat d*.bin link *.txt"
    command = f"mkdir -p out; python3 train.py; ({listing}) > out/listing"
    recorded = call(root, "run", "--image", base_image, "--uses", "steps.py", "--makes", "out", "--", command)
    assert recorded["uncommitted"] == [
        "data.bin", "dirty.py", "link", "old.txt", "params.json", "steps.py", "데이터 1\n.txt"
    ]  # fmt: skip
    shutil.rmtree(root / "out")
    before = state_of(root)
    plan = call(root, "rebuild", "--dry-run", f"run:{recorded['run']}")
    assert plan["uncommitted"]["files"] == [
        "data.bin", "dirty.py", "link", "old.txt", "params.json", "데이터 1\n.txt"
    ], "steps.py is an input by its own digest"  # fmt: skip
    assert (plan["uncommitted"]["path"], plan["uncommitted"]["by"]) == ("uncommitted.patch", "Forebear")
    assert plan["uncommitted"]["place"] == "kept by Forebear"
    done = call(root, "rebuild", "--yes", f"run:{recorded['run']}")
    assert (done.code, done["verdict"]) == (0, "identical")
    assert state_of(root) == before
    assert call(root, "check")["states"] == {"dirty, patch kept: rebuildable": 1}


def test_an_attribution_takes_the_patch_for_code(tmp_path: Path, call: Call, base_image: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "--quiet")
    (root / "score.py").write_text(
        'import json, steps\njson.dump({"score": steps.SCORE}, open("m.json", "w"))\n'
    )
    (root / "steps.py").write_text("SCORE = 1\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    words = ["run", "--image", base_image, "--uses", "score.py", "--makes", "m.json"]
    words += ["--", "python3", "score.py"]
    clean = call(root, *words)
    (root / "m.json").unlink()
    (root / "steps.py").write_text("SCORE = 3\n")
    dirty = call(root, *words)
    git(root, "checkout", "--quiet", "steps.py")
    ends = (f"run:{clean['run']}", f"run:{dirty['run']}")
    found = call(root, "attribute", *ends, "--metric", "m.json:score", "--yes")
    assert (found.code, found["difference"], found["reproduced"]) == (0, 2.0, 2.0)
    (factor,) = found["factors"]
    head = git(root, "rev-parse", "HEAD")[:10]
    assert (factor["factor"], factor["differs"]) == ("code", ["steps.py: changed"])
    assert (factor["a"], factor["b"]) == (head, f"{head} + uncommitted.patch")
    assert found["to"]["code"] == f"{head} + uncommitted.patch"


NAMES_DATA = """import json, os, subprocess, sys
import mlflow
from mlflow.entities import Dataset, DatasetInput
head = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip()
with mlflow.start_run(run_name="absolute", tags={"mlflow.source.git.commit": head}) as run:
    source = json.dumps({"uri": os.path.abspath("data.bin")})
    data = Dataset("data", "12345678", "local", source, None, None)
    mlflow.MlflowClient().log_inputs(run.info.run_id, [DatasetInput(data, [])])
"""


def test_a_file_of_the_project_is_one_of_its_commit_however_mlflow_writes_its_path(
    tmp_path: Path, call: Call
) -> None:
    root = tmp_path / "project"
    begin(root)
    tracking = {"MLFLOW_TRACKING_URI": f"sqlite:///{root}/mlflow.db", "MLFLOW_DISABLE_TELEMETRY": "true"}
    run_python(root, "mlflow", "-c", NAMES_DATA, **tracking)
    assert call(root, "import", ".").code == 0
    plan = call(root, "rebuild", "--dry-run", call(root, "list", "runs")["runs"][0]["id"])
    assert [(each["path"], each["place"]) for each in plan["inputs"]] == [("data.bin", "git")]


@pytest.fixture(scope="session")
def made_by_mlflow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the real MLflow, run from a dirty tree.

    Of that run the patch is in MLflow's own tag, of two below it an artifact, and a tag of a logged model.
    """
    root = tmp_path_factory.mktemp("mlflow") / "project"
    begin(root)
    tracking = {"MLFLOW_TRACKING_URI": f"sqlite:///{root}/mlflow.db", "MLFLOW_DISABLE_TELEMETRY": "true"}
    tracking["PATH"] = f"{TOOLS / 'mlflow' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    words = ("-m", "mlflow", "run", ".", "--env-manager", "local", "--run-name", "tag")
    run_python(root, "mlflow", *words, **tracking)
    shutil.rmtree(root / "out")
    return root


def test_a_run_of_mlflow_is_rebuilt_with_its_patch_wherever_it_is(
    made_by_mlflow: Path, tmp_path: Path, call: Call, base_image: str
) -> None:
    root = tmp_path / "project"
    shutil.copytree(made_by_mlflow, root, symlinks=True)
    assert call(root, "import", ".").code == 0
    runs = {run["name"]: run["id"] for run in call(root, "list", "runs")["runs"]}
    done = call(root, "rebuild", "--yes", "--image", base_image, runs["tag"])
    assert (done.code, done["verdict"]) == (0, "identical")
    # MLflow's own mark of the dataset cannot be checked; the commit has the file that it names.
    assert [(each["path"], each["place"]) for each in done["plan"]["inputs"]] == [("data.bin", "git")]
    kept = done["plan"]["uncommitted"]
    assert (kept["path"], kept["place"], kept["by"]) == (
        "mlflow.source.git.diff",
        "the run's record",
        "MLflow",
    )
    for name, path in (("artifact", "diff.patch"), ("model", "mlflow.source.git.diff")):
        plan = call(root, "rebuild", "--dry-run", "--image", base_image, runs[name])
        assert plan["missing"] == ["The record holds no command. Record the run again with forebear run."]
        assert (plan["uncommitted"]["path"], plan["uncommitted"]["applied"]) == (path, True)
        assert path not in {each["path"] for each in plan["outputs"]}
        assert (
            plan["uncommitted"]["files"]
            == kept["files"]
            == ["dirty.py", "old.txt", "params.json", "steps.py"]
        )
    compared = call(root, "compare", runs["tag"], runs["artifact"])
    patches = compared["code"]["uncommitted"]
    assert [each["by"] for each in patches] == ["mlflow.source.git.diff", "diff.patch"]
    assert '+{"rate": 2}' in patches[0]["text"]
