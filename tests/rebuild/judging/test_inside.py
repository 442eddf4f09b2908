"""Outputs that have to be loaded, judged in a real engine: in the image of the rebuild, and nowhere else."""

from __future__ import annotations

import base64
import io
import json
import os
import pickle
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.progress import Silent
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import Environment, Image
from forebear.rebuild.images import LOCAL, ChosenImage
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.loading import InsideLoader, Setting
from forebear.rebuild.judging.tolerance import Policy, Rule, Tolerance
from forebear.rebuild.sandbox import PLACE_LABEL
from forebear.rebuild.workspace import Workspace, open_workspace
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

MODELS = Path(__file__).parents[2] / "compare" / "models"

Judged = Callable[..., Finding]


@pytest.fixture
def judged(engine: DockerClient, base_image: str, tmp_path: Path) -> Judged:
    """Return `judged(name, before, after, …)`, which may load both in an image."""

    def run(
        name: str,
        before: bytes,
        after: bytes,
        *,
        image: str = base_image,
        code: dict[str, str] | None = None,
        policy: Policy | None = None,
    ) -> Finding:
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        id_ = str(engine.images.get(image).id)

        def export(folder: Path) -> None:
            for path, text in (code or {}).items():
                (folder / path).write_text(text)

        chosen = ChosenImage(Image(image, id_), LOCAL, True, Environment(), id_)
        setting = Setting(chosen, ["python3 train.py"], "", 512 << 20, export)
        with open_workspace(place, 0) as workspace:
            workspace.scratch.mkdir()
            files = [place / side for side in ("before", "after")]
            for file, content in zip(files, (before, after), strict=True):
                file.write_bytes(content)
                file.chmod(0o400)  # as a cache may keep it: the container's user is somebody else
            loader = InsideLoader(engine, EngineFacts.of(engine), workspace, setting, Silent())
            pair = Pair(name, files[0], files[1], policy or Policy(), workspace.scratch, lambda: None)
            try:
                return Comparing(loader).compare(pair)
            finally:
                assert [file.read_bytes() for file in files] == [before, after]
                assert not engine.containers.list(
                    all=True, filters={"label": f"{PLACE_LABEL}={place}"}, ignore_removed=True
                )
                _cleared(workspace)

    return run


def _cleared(workspace: Workspace) -> None:
    workspace.clear()
    assert not workspace.scratch.exists()


class Runs:
    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> Any:
        return (exec, (self.code,))


def test_a_pickle_is_judged_leaf_by_leaf(judged: Judged) -> None:
    model = {"weights": [0.1, 0.2], "n_jobs": 1, "names": {"a", "b"}}
    again = pickle.dumps(model, 2)
    assert again != pickle.dumps(model)
    found = judged("model.pkl", pickle.dumps(model), again)
    assert found.verdict is Verdict.SAME_VALUES, found
    assert found.comparator == "pickle (pickle, inside the image)"
    other = {**model, "weights": [0.1, 0.2 + 1e-12]}
    found = judged("model.pkl", pickle.dumps(model), pickle.dumps(other))
    assert found.verdict is Verdict.DIFFERENT
    assert "['weights'][1]" in found.explanation
    assert (found.largest, found.ulp) == (pytest.approx(1e-12, rel=1e-3), 36029)
    policy = Policy((Rule(Tolerance(relative=1e-9), name="*weights*"),), name="close", digest="ab")
    found = judged("model.pkl", pickle.dumps(model), pickle.dumps(other), policy=policy)
    assert (found.verdict, found.policy) == (Verdict.WITHIN_TOLERANCE, policy.label)


def test_the_number_of_jobs_of_a_forest_is_set_aside(
    engine: DockerClient, judged: Judged, science_image: str
) -> None:
    code = (
        "import base64, io, joblib, numpy\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "rows = numpy.random.default_rng(0).normal(size=(60, 3))\n"
        "for jobs, seed in ((1, 0), (2, 0), (1, 1)):\n"
        "    model = RandomForestClassifier(2, max_depth=2, n_jobs=jobs, random_state=seed)\n"
        "    held = io.BytesIO()\n    joblib.dump(model.fit(rows, rows[:, 0] > 0), held)\n"
        "    print(base64.b64encode(held.getvalue()).decode())\n"
    )
    said = engine.containers.run(
        science_image, ["python3", "-c", code], remove=True, network_mode="none", stderr=False
    )
    one, two, other = map(base64.b64decode, said.split())
    found = judged("model.joblib", one, two, image=science_image)
    assert found.verdict is Verdict.EQUIVALENT, found
    assert found.normalisations == (named.THREADS,)
    assert ".n_jobs was 1, is 2" in found.explanation
    found = judged("model.joblib", one, other, image=science_image)
    assert found.verdict is Verdict.DIFFERENT
    assert "leaves differ" in found.explanation


def test_what_cannot_be_loaded_has_no_comparator(judged: Judged) -> None:
    before = (MODELS / "a.joblib").read_bytes()
    found = judged("model.joblib", before, (MODELS / "b.joblib").read_bytes())
    assert found.verdict is Verdict.NO_COMPARATOR, found
    assert "cannot be loaded inside the image" in found.explanation
    found = judged("model.pkl", pickle.dumps(1), pickle.dumps(Runs("raise SystemExit(3)")))
    assert found.verdict is Verdict.NO_COMPARATOR
    assert "The rebuilt file cannot be loaded" in found.explanation


def test_a_malicious_pickle_has_no_effect_on_the_host(judged: Judged, tmp_path: Path) -> None:
    code = f"import os; open({str(tmp_path / 'pwned')!r}, 'w'); os.kill({os.getpid()}, 9)"
    found = judged("model.pkl", pickle.dumps([1.0]), pickle.dumps(Runs(code)))
    assert found.verdict is Verdict.NO_COMPARATOR
    lies = (
        "import os; os.write(1, b'{}'); open('/forebear/found', 'w').write('{\"forebear\": 1, \"end\": 1}')"
    )
    found = judged("model.pkl", pickle.dumps([1.0]), pickle.dumps(Runs(lies)))
    assert found.verdict not in {Verdict.SAME_VALUES, Verdict.EQUIVALENT}
    assert not (tmp_path / "pwned").exists()


def test_a_class_of_the_project_is_found_in_its_code(judged: Judged) -> None:
    code = {"train.py": "class Model:\n    pass\n"}
    contents = []
    for value in (1.0, 2.0):
        target = io.BytesIO()
        pickler = pickle.Pickler(target, 2)
        pickler.dump({"value": value})
        text = "ctrain\nModel\n)\x81}X\x05\x00\x00\x00valueG".encode("latin-1")
        contents.append(b"\x80\x02" + text + struct.pack(">d", value) + b"sb.")
    found = judged("model.pkl", contents[0], contents[1], code=code)
    assert found.verdict is Verdict.DIFFERENT, found
    assert ".value was 1.0, is 2.0" in found.explanation


# a whole rebuild

Call = Callable[..., Any]
Record = Callable[..., Any]

# By the network a recorded run tells itself from a rebuild.
TOLERANT = """
import json, os, pickle
recorded = len(os.listdir('/sys/class/net')) > 1
json.dump({'auc': 0.9 if recorded else 0.9001}, open('metrics.json', 'w'))
pickle.dump({'n': [1, 2]}, open('model.pkl', 'wb'), protocol=4 if recorded else 2)
"""


def test_a_rebuild_names_policy_comparators_and_what_was_set_aside(record: Record, call: Call) -> None:
    project = record(TOLERANT, makes=("metrics.json", "model.pkl"), flags=("--network",))
    folder = project.root / "forebear" / "tolerances"
    folder.mkdir(parents=True)
    (folder / "default.yaml").write_text("version: 3\nrules:\n- metric: auc\n  relative: 0.001\n")
    plain = call(project.root, "rebuild", project.ref, "--yes")
    verdicts = {each["path"]: each for each in plain["outputs"]}
    assert (plain["verdict"], verdicts["model.pkl"]["verdict"]) == ("different", "same values")
    assert verdicts["model.pkl"]["comparator"] == "pickle (pickle, inside the image)"
    assert verdicts["metrics.json"]["largest"] == pytest.approx(0.0001)
    assert verdicts["metrics.json"]["policy"] == "metrics relative 1e-09"
    for words in (("add", "forebear"), ("commit", "--quiet", "-m", "Allow a little")):
        subprocess.run(["git", *words], cwd=project.root, check=True, capture_output=True)
    done = call(project.root, "rebuild", project.ref)
    verdicts = {each["path"]: each for each in done["outputs"]}
    assert (done.code, done["verdict"]) == (0, "within tolerance"), json.dumps(done.document)
    assert verdicts["metrics.json"]["policy"].startswith("default 3 (sha256:")
    assert done["profile"]["tolerance"] == verdicts["metrics.json"]["policy"]
    assert call(project.root, "rebuild", project.ref, "--tolerance", "0.01").code == 0
    refused = call(project.root, "rebuild", project.ref, "--policy", "no-such", "--dry-run")
    assert (refused.code, "no-such" in refused["error"]["what"]) == (2, True)
    assert call(project.root, "import", project.root).code == 0
    shown = call(project.root, "report", project.ref, "--output", project.root / "report.html")
    assert shown.code == 0
    assert "default 3 (sha256:" in (project.root / "report.html").read_text()
