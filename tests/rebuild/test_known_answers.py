"""Pipelines whose verdict and cause are known beforehand, recorded and rebuilt in a real engine."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from forebear.cli.main import main
from forebear.lineage.database import Database
from forebear.lineage.facts import RanIn
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Purpose, Rebuild
from forebear.lineage.words import Environment, Origin
from forebear.rebuild.causes.diagnosis import diagnosis_of
from forebear.rebuild.causes.factors import vary
from forebear.rebuild.listing import MEMORY
from forebear.rebuild.plan import Loosened, Occasion
from forebear.rebuild.workshop import open_workshop
from forebear.sources.docker.engine import connect

pytestmark = pytest.mark.docker

# By a variable that its record then lacks, a recorded run tells itself from a rebuild.
RECORDED = "import os\nrecorded = 'RECORDED' in os.environ\n"
HERE = ("--env", "RECORDED=yes")

SCRIPTS: Mapping[str, str] = {
    "deterministic": "import hashlib\nrows = open('data.csv', 'rb').read()\n"
    "open('out/deterministic', 'wb').write(hashlib.sha512(rows).digest())\n",
    "unseeded": "import random\nopen('out/unseeded', 'w').write(repr([random.random() for _ in range(9)]))\n",
    "svd": "import numpy\nmatrix = numpy.random.default_rng(0).normal(size=(300, 300))\n"
    "numpy.save('out/svd.npy', numpy.linalg.svd(matrix)[0])\n",
    "kmeans": "import numpy\nfrom sklearn.cluster import KMeans\n"
    "points = numpy.random.default_rng(0).normal(size=(3000, 5))\n"
    "model = KMeans(4, n_init=1, max_iter=5, random_state=0).fit(points)\n"
    "numpy.save('out/kmeans.npy', model.cluster_centers_)\n",
    "clock": "from datetime import datetime\n"
    "open('out/clock', 'w').write(f'made at {datetime.now().isoformat()}')\n",
    "sets": "import json\nwords = {f'word {number}' for number in range(50)}\n"
    "json.dump(list(words), open('out/sets.json', 'w'))\n",
    "zone": "import time\nopen('out/zone', 'w').write(repr(time.tzname))\n",
    "both": RECORDED + "open('out/both', 'w').write(str(recorded))\n",
    "race": "import os\nalone = len(os.sched_getaffinity(0)) == 1\n"
    "open('out/race', 'wb').write(b'x' if alone else os.urandom(9))\n",
    "forest": RECORDED + "import joblib, numpy\n"
    "from sklearn.ensemble import RandomForestClassifier\n"
    "points = numpy.random.default_rng(0).normal(size=(60, 3))\n"
    "forest = RandomForestClassifier(3, random_state=0, n_jobs=2 if recorded else 1)\n"
    "joblib.dump(forest.fit(points, points[:, 0] > 0), 'out/forest.joblib')\n",
    "folder": "import os\nnames = ' '.join(os.listdir('parts') + os.listdir('.'))\n"
    "open('out/folder', 'w').write(names)\nprint(names)\n",
    "network": RECORDED + "import socket\n"
    "if not recorded: socket.create_connection(('192.0.2.1', 9))\nopen('out/network', 'w').write('x')\n",
    "outside": RECORDED + "if not recorded: open('/etc/made', 'w')\nopen('out/outside', 'w').write('x')\n",
    "memory": RECORDED + "if not recorded: hold = bytearray(1 << 30)\nopen('out/memory', 'w').write('x')\n",
    "hangs": RECORDED + "import time\nif not recorded: time.sleep(600)\nopen('out/hangs', 'w').write('x')\n",
    "format": RECORDED + "import json\n"
    "json.dump({'auc': 0.5, 'rows': 3}, open('out/format.json', 'w'), indent=2 if recorded else None)\n",
}
SCIENCE = ("svd", "kmeans", "forest")


class Pipelines:
    """A project with one recorded run of each script, and the command on it."""

    def __init__(self, root: Path, images: Mapping[bool, str]) -> None:
        self.root, self._images = root, images
        self.runs: dict[tuple[str, tuple[str, ...]], str] = {}

    def command(self, *words: str) -> tuple[int, Any]:
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        unheard = contextlib.redirect_stderr(io.StringIO())
        with contextlib.chdir(self.root), contextlib.redirect_stdout(said), unheard:
            code = main([words[0], "--json", *words[1:]])
        said.seek(0)
        return code, json.load(said)

    def image(self, name: str) -> str:
        return self._images[name in SCIENCE]

    def record(self, name: str, *flags: str) -> str:
        """Record a script's run, once for each choice of flags; return its key."""
        known = self.runs.get((name, flags))
        if known is None:
            output = next(word for word in SCRIPTS[name].split("'") if word.startswith("out/"))
            code, document = self.command(
                "run", "--image", self.image(name), "--uses", f"{name}.py", "data.csv",
                "--makes", output, *flags, "--", "python3", f"{name}.py",
            )  # fmt: skip
            assert code == 0, document
            known = self.runs[name, flags] = str(document["run"])
        return known

    def rebuild(self, run: str, *flags: str) -> Any:
        code, document = self.command("rebuild", "--yes", *flags, f"run:{run}")
        return {**document, "code": code}

    def elsewhere(self, name: str, *flags: str) -> str:
        """Record a run whose record has none of its variables, as a tool on another machine writes it."""
        run = self.record(name, *flags)
        database = Database.open(Project.at(self.root).database_url)
        try:
            recorded = Questions(database).run(run).environments[0].environment
            if recorded.variables:
                with database.writing() as connection:
                    connection.execute(
                        text("DELETE FROM ran_in WHERE run IN (SELECT id FROM node WHERE key = :key)"),
                        {"key": run},
                    )
                bare = Environment(recorded.image, recorded.platform, recorded.packages, {}, recorded.facts)
                database.write([RanIn(run, bare, Origin.IMPORTED)])
        finally:
            database.close()
        return run


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory: pytest.TempPathFactory, base_image: str, science_image: str) -> Pipelines:
    root = tmp_path_factory.mktemp("known") / "project"
    root.mkdir()
    for name, script in SCRIPTS.items():
        (root / f"{name}.py").write_text(script)
    (root / ".gitignore").write_text("/out/\n")
    (root / "parts").mkdir()
    for name in "dbace":
        (root / "parts" / name).write_text(name)
    (root / "data.csv").write_text("".join(f"{number},{number * number}\n" for number in range(200)))
    for words in (("init",), ("add", "."), ("commit", "-m", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return Pipelines(root, {False: base_image, True: science_image})


def factors(document: Any) -> list[str]:
    return [cause["factor"] for cause in document["causes"]]


def cause(document: Any, factor: str) -> Any:
    return next(each for each in document["causes"] if each["factor"] == factor)


def test_deterministic(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.record("deterministic"), "--twice")
    assert (done["code"], done["verdict"], done["deterministic"]) == (0, "identical", True)
    assert done["causes"] == []


def test_unseeded(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.record("unseeded"), "--twice")
    assert (done["code"], done["verdict"], done["deterministic"]) == (1, "different", False)
    assert factors(done) == ["chance", "seed"]
    assert cause(done, "chance")["proven"] is True
    assert "2 rebuilds under the same conditions differ" in cause(done, "chance")["said"]
    assert cause(done, "seed")["evidence"] == "unseeded.py:2 random.random(…): no seed seen"


def test_other_threads(pipelines: Pipelines) -> None:
    one = ("--env", "OMP_NUM_THREADS=1", "--env", "OPENBLAS_NUM_THREADS=1")
    done = pipelines.rebuild(pipelines.record("svd", *one))
    assert (done["verdict"], done["causes"]) == ("identical", [])
    done = pipelines.rebuild(pipelines.elsewhere("svd", *one))
    assert done["verdict"] == "different"
    assert factors(done)[0] == "threads"
    assert "blas threads: recorded 1, here " in cause(done, "threads")["evidence"]


def test_fewer_processors(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.record("svd"), "--cpus", "0")
    assert done["verdict"] == "different"
    assert factors(done) == ["threads", "processors"]
    assert cause(done, "threads")["evidence"] == "blas threads: recorded 2, here 1"
    assert cause(done, "processors")["evidence"] == "processors: recorded 2, here 1"


def test_another_kernel(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.elsewhere("svd", "--env", "OPENBLAS_CORETYPE=Nehalem"))
    assert done["verdict"] == "different"
    assert factors(done) == ["blas kernel"]
    assert "blas kernel: recorded Nehalem, here " in cause(done, "blas kernel")["evidence"]


def test_the_moment_in_the_file(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.record("clock"))
    assert (done["verdict"], factors(done)) == ("different", ["clock"])
    assert "at offset 8" in cause(done, "clock")["evidence"]


def test_the_order_of_a_set(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.elsewhere("sets", "--env", "PYTHONHASHSEED=7"), "--twice")
    assert (done["verdict"], done["deterministic"]) == ("different", True)
    assert factors(done) == ["unexplained"]
    assert "hash seed" in done["causes"][0]["evidence"]
    assert "2 rebuilds agree with each other" in done["causes"][0]["evidence"]


def test_only_the_format(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.elsewhere("format", *HERE))
    assert done["verdict"] == "equivalent"
    assert done["outputs"][0]["normalisations"] == ["white space and layout"]
    assert factors(done) == ["format"]
    assert "Only the way it is written differs" in done["causes"][0]["said"]


def test_the_model_is_equal_and_its_file_is_not(pipelines: Pipelines) -> None:
    done = pipelines.rebuild(pipelines.elsewhere("forest", *HERE))
    assert (done["code"], done["verdict"], factors(done)) == (0, "equivalent", ["format"])
    assert "n_jobs" in str(done["outputs"][0]["normalisations"]) + done["outputs"][0]["explanation"]


def test_clusters_of_other_threads(pipelines: Pipelines) -> None:
    one = ("--env", "OMP_NUM_THREADS=1", "--env", "OPENBLAS_NUM_THREADS=1")
    done = pipelines.rebuild(pipelines.elsewhere("kmeans", *one))
    assert (done["verdict"], factors(done)) == ("different", ["threads"])
    assert "openmp threads: recorded 1, here " in cause(done, "threads")["evidence"]


@pytest.mark.parametrize(
    ("name", "flags", "ended", "why"),
    [
        ("network", (), "failed", "It needs the network, and has none here; --network lets it out."),
        ("outside", (), "failed", "It tried to write to /etc/made, outside of the project;"),
        ("memory", ("--memory", "200m"), "out of memory", "It needed more memory than 0.195 GiB"),
        ("hangs", ("--timeout", "2s"), "timed out", "It was stopped after 2 seconds"),
    ],
)
def test_what_a_rebuild_does_not_give(
    pipelines: Pipelines, name: str, flags: tuple[str, ...], ended: str, why: str
) -> None:
    done = pipelines.rebuild(pipelines.elsewhere(name, *HERE), *flags)
    assert (done["code"], done["ended"], done["verdict"], done["causes"]) == (1, ended, None, [])
    assert why in done["explanation"]


# reruns that vary one factor at a time


def diagnosed(pipelines: Pipelines, run: str, *flags: str) -> tuple[Any, list[tuple[str, str]]]:
    done = pipelines.rebuild(run, "--diagnose", *flags)["diagnosis"]
    return done, [
        (", ".join(f"{name} = {value}" for name, value in each["tried"].items()), each["outcome"])
        for each in done["factors"]
    ]


@pytest.mark.parametrize(
    ("name", "flags", "proof"),
    [
        ("svd", ("--env", "OMP_NUM_THREADS=1", "--env", "OPENBLAS_NUM_THREADS=1"), "threads = 1"),
        ("svd", ("--env", "OPENBLAS_CORETYPE=Nehalem"), "blas kernel = Nehalem"),
        ("sets", ("--env", "PYTHONHASHSEED=1"), "hash seed = 1"),
        ("zone", ("--env", "TZ=KST-9"), "time zone = KST-9"),
    ],
)
def test_a_cause_is_shown_by_making_the_recorded_bytes(
    pipelines: Pipelines, name: str, flags: tuple[str, ...], proof: str
) -> None:
    diagnosis, tried = diagnosed(pipelines, pipelines.elsewhere(name, *flags))
    assert diagnosis["deterministic"] is True
    assert tried[-1] == (proof, "explains it")
    assert [outcome for _, outcome in tried].count("explains it") == 1
    assert len(tried) == 1 or name in {"sets", "zone"}  # a value that the record tells is tried first
    assert diagnosis["cause"]["proven"] is True
    assert diagnosis["cause"]["factor"] == proof.partition(" = ")[0]
    assert diagnosis["cause"]["said"] == f"Shown: with {proof} what was recorded comes out."


def test_a_factor_that_matters_without_the_recorded_value(pipelines: Pipelines) -> None:
    run = pipelines.elsewhere("sets", "--env", "PYTHONHASHSEED=7")
    diagnosis, tried = diagnosed(pipelines, run, "--reruns", "5")
    assert ("hash seed = 1", "changes the output") in tried
    assert ("threads = 1", "no effect") in tried
    assert (diagnosis["cause"]["factor"], diagnosis["cause"]["proven"]) == ("hash seed", False)


def test_chance_is_told_and_nothing_is_blamed_for_it(pipelines: Pipelines) -> None:
    diagnosis, tried = diagnosed(pipelines, pipelines.record("unseeded"))
    assert (diagnosis["deterministic"], diagnosis["controls"]) == (False, 2)
    assert tried == [
        ("threads = 1", "still differs each time"),
        ("processors = 0", "still differs each time"),
    ]
    assert (diagnosis["cause"]["factor"], diagnosis["cause"]["proven"]) == ("chance", True)


def test_what_makes_it_deterministic_is_shown(pipelines: Pipelines) -> None:
    diagnosis, tried = diagnosed(pipelines, pipelines.record("race"))
    assert tried[-1] == ("processors = 0", "makes it deterministic")
    assert (diagnosis["cause"]["factor"], diagnosis["cause"]["proven"]) == ("processors", True)


def test_the_order_of_files_is_varied_on_a_file_system_in_memory(pipelines: Pipelines) -> None:
    """The tree and a folder that is an input list their files in another order, and the command sees it."""
    code, document = pipelines.command(
        "run", "--image", pipelines.image("folder"), "--uses", "folder.py", "parts", "--makes", "out/folder",
        "--", "python3", "folder.py",
    )  # fmt: skip
    assert code == 0
    project = Project.at(pipelines.root)
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(pipelines.root))
        workshop = stack.enter_context(open_workshop(project, Silent(), "Ada"))
        client = stack.enter_context(connect())
        found = {}
        for order in ("by name", "backwards"):
            plan = vary(workshop.plan(f"run:{document['run']}", Loosened(), client), {"file order": order})
            occasion = Occasion(Purpose.VARIATION, variation={"file order": order})
            result = workshop.rebuild(plan, client, occasion)
            assert result.rebuild.ended.value == "completed", result.rebuild.explanation
            found[order] = Path(result.rebuild.log).read_text().split()
            assert not plan.place.joinpath("tree").exists()
    assert found["by name"][:5] == list("abcde")
    assert found["backwards"][:5] == list("edcba")
    assert found["by name"][5:] == sorted(found["by name"][5:])
    assert found["backwards"] == found["backwards"][:5] + sorted(found["backwards"][5:], reverse=True)
    assert not list(MEMORY.glob(f"forebear-{plan.id}*"))


def test_unexplained_is_said_openly_and_the_budget_holds(pipelines: Pipelines) -> None:
    run = pipelines.elsewhere("both", *HERE)
    diagnosis, tried = diagnosed(pipelines, run, "--reruns", "4")
    assert [outcome for _, outcome in tried] == ["no effect"] * 3
    assert (diagnosis["cause"]["factor"], diagnosis["cause"]["proven"]) == ("unexplained", False)
    assert "3 variations of one thing at a time change nothing" in diagnosis["cause"]["said"]


def test_a_diagnosis_of_an_earlier_rebuild_is_a_series_of_its_own(pipelines: Pipelines) -> None:
    base = pipelines.rebuild(pipelines.elsewhere("zone", "--env", "TZ=KST-9"))
    code, done = pipelines.command("rebuild", "--diagnose", f"rebuild:{base['id']}")
    assert (code, done["id"], done["diagnosis"]["of"]) == (1, base["id"], base["id"])
    database = Database.open(Project.at(pipelines.root).database_url)
    try:
        series = [each for each in Questions(database).rebuilds() if each.series == base["id"]]
    finally:
        database.close()
    assert [each.purpose.value for each in series[::-1]][:2] == ["repeat", "variation"]
    assert series[0].variation == {"time zone": "KST-9"}
    assert diagnosis_of(stored(pipelines, base["id"]), series).is_proven
    assert not (Path(series[0].log).parent / "outputs").exists()


def test_a_diagnosis_is_made_under_the_conditions_of_its_rebuild(pipelines: Pipelines) -> None:
    run = pipelines.elsewhere("zone", "--env", "TZ=KST-9")
    base = pipelines.rebuild(run, "--memory", "1g")
    assert base["explanation"].endswith("It ran under other limits than usual: memory.")
    ref = f"rebuild:{base['id']}"
    code, refused = pipelines.command("rebuild", "--dry-run", "--diagnose", ref)
    assert code == 2
    assert refused["error"]["what"] == "This rebuild was made under other conditions: memory."
    said = re.search(r"forebear (rebuild --diagnose .*?); or", refused["error"]["todo"])
    assert said is not None
    words = shlex.split(said[1])
    code, planned = pipelines.command(words[0], "--dry-run", *words[1:])
    assert (code, planned["loosened"], planned["limits"]["memory"]) == (0, ["memory"], 1 << 30)
    assert planned["diagnosis"]["planned"]


def stored(pipelines: Pipelines, rebuild: str) -> Rebuild:
    database = Database.open(Project.at(pipelines.root).database_url)
    try:
        return next(each for each in Questions(database).rebuilds() if each.id == rebuild)
    finally:
        database.close()


def test_the_preview_runs_nothing(pipelines: Pipelines) -> None:
    run = pipelines.elsewhere("svd", "--env", "OPENBLAS_CORETYPE=Nehalem")
    code, done = pipelines.command("rebuild", "--dry-run", "--diagnose", "--reruns", "5", f"run:{run}")
    forecast = done["diagnosis"]
    assert (code, forecast["reruns"], forecast["budget"]) == (0, 5, 5)
    assert {"hash seed", "threads", "blas kernel"} <= {name for each in forecast["planned"] for name in each}
    assert forecast["seconds"] > 0
    assert [each["factor"] for each in forecast["untried"]] == ["clock", "gpu"]
