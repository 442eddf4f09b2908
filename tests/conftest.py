"""Fixtures of all rooms: the real tools, and a Git that ignores the settings of the machine."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import hashlib
import importlib.util
import itertools
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from docker import DockerClient

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.prefix) / "tools"

# How fast examples come says more about the machine than about the code: speed is measured by benchmarks.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test that is given something long by how that begins; all of it would fill the screen."""
    if not isinstance(val, str | bytes) or len(val) <= 80:
        return None
    begins = val[:40]
    return (begins if isinstance(begins, str) else begins.decode("ascii", "backslashreplace")) + "..."


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run what shares something, so that it is made once; two have the container engine."""
    for item in items:
        known = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
        ours = {name for name, fixtures in known.items() if fixtures[-1].baseid == "tests"}
        if {"engine", "made_sample"} & ours and not item.get_closest_marker("docker"):
            item.add_marker("docker")
        if item.get_closest_marker("docker"):  # most of the time it is waited for; both take about as long
            group: str | None = "engine" if item.path.parent.name == "rebuild" else "engine-2"
        else:
            group = _shared_in(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))


def _shared_in(item: pytest.Item) -> str | None:
    """Return the file, or the folder within a room, for all of which a fixture of a test is made once."""
    known = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
    places = {fixtures[-1].baseid for fixtures in known if fixtures[-1].scope != "function"}
    return min((place for place in places if place.count("/") > 1), key=len, default=None)


@contextlib.contextmanager
def _engine_for(item: pytest.Item) -> Generator[None]:
    """Let a test that is marked `docker(alone=True)` have the engine for itself, and others share it.

    Such a test looks at all that the engine has, or leaves behind what anybody's next rebuild would remove.
    """
    marker = item.get_closest_marker("docker")
    if marker is None:
        yield
        return
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if marker.kwargs.get("alone") else fcntl.LOCK_SH)
        yield


_ended: Iterator[int] = itertools.count(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Give a test the engine, and end its widgets when it is over (see `forebear.desktop.collecting`).

    No worker thread shall end them, and the next test find none. When this is over nothing holds what the
    test made any more, not even pytest. What was there before it is frozen and not looked through, but for
    now and then, when all is.
    """
    with _engine_for(item):
        return (yield from _collected(item))


def _collected(item: pytest.Item) -> Generator[None, object, object]:
    if not {"desktop", "journeys", "benchmarks"} & set(item.path.parts):
        return (yield)
    gc.disable()
    gc.freeze()
    try:
        return (yield)
    finally:
        if next(_ended) % 20 == 0:
            gc.unfreeze()
        if "PySide6.QtCore" in sys.modules:  # what is to be deleted "later" is deleted by an event loop only
            from PySide6.QtCore import QCoreApplication, QEvent

            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _settled_git(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Git with a known author and no settings of the machine."""
    settings = tmp_path_factory.mktemp("git") / "config"
    settings.write_text(
        "[user]\n\tname = Ada Example\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
        '[commit]\n\tgpgsign = false\n[safe]\n\tdirectory = *\n[protocol "file"]\n\tallow = always\n',
        encoding="utf-8",
    )
    os.environ["GIT_CONFIG_GLOBAL"] = str(settings)
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


@pytest.fixture(scope="session")
def tool() -> Callable[[str], Path]:
    """Return the path of a real tool (`dvc`, `dvc2`, `mlflow`, `git-lfs`); packaging/test installs them all.

    A missing tool fails the test: what cannot be checked is not silently skipped.
    """

    def find(name: str) -> Path:
        programmes = {
            "dvc2": "dvc",
            "kfp": "python",
            "mlflow1": "mlflow",
            "mlflow2": "mlflow",
            "mlmd": "python",
            "moto": "moto_server",
            "pachyderm": "python",
        }
        programme = programmes.get(name, name)
        installed = TOOLS / name / "bin" / programme
        if installed.exists():
            return installed
        found = shutil.which(programme)
        if found is None:
            pytest.fail(f"{name} is not installed; run packaging/test, which installs it")
        return Path(found)

    return find


@pytest.fixture(scope="session")
def run_tool(tool: Callable[[str], Path]) -> Callable[..., str]:
    """Return `run(name, *words, cwd=…)`, which runs a real tool and returns what it printed."""

    def run(name: str, *words: str, cwd: Path, **variables: str) -> str:
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "PATH": f"{tool(name).parent}{os.pathsep}{os.environ['PATH']}",
            **variables,
        }
        done = subprocess.run(
            [str(tool(name)), *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name} {' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def forebear() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return `forebear(*words, cwd=…)`, which runs the real command as a process of its own."""

    def run(
        *words: str | Path, cwd: Path | None = None, code: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "forebear", *map(str, words)],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, (
                f"forebear {' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}"
            )
        return done

    return run


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, _settled_git: None, _settled_state: None) -> Once:
    """Return `once(name, make)`: a folder that `make` makes, once for all workers of a test session.

    Not to be written to.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    shared.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, ready = shared / name, shared / f"{name}.ready"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed
                make(folder)
                ready.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def made_sample(once: Once, forebear: Callable[..., subprocess.CompletedProcess[str]]) -> Path:
    """The sample project, made once. Copy it before writing to it."""
    subprocess.run([ROOT / "packaging" / "engine"], check=True, capture_output=True)
    return once("sample", lambda folder: forebear("demo", folder, "--no-window"))


@pytest.fixture
def sample(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample project that a test may change."""
    folder = tmp_path / "sample"
    shutil.copytree(made_sample, folder, symlinks=True)
    return folder


_PREPARE = """rows = open("data/customers.csv").read().split()
open("train.csv", "w").write("\\n".join(rows[::2]) + "\\n")
"""
_TRAIN = """import json, re
rate = float(re.search(r"rate: ([0-9.]+)", open("params.yaml").read()).group(1))
rows = [float(line) for line in open("train.csv")]
json.dump({"weight": sum(rows) * rate}, open("model.json", "w"))
found = {"auc": round(1 - rate / len(rows), 6), "loss": rate * 2, "rows": len(rows)}
json.dump(found, open("metrics.json", "w"))
"""
_STAGES = """stages:
  prepare:
    cmd: python3 prepare.py
    deps: [data/customers.csv, prepare.py]
    outs: [train.csv]
  train:
    cmd: python3 train.py
    deps: [train.csv, train.py]
    params: [train.rate]
    outs: [model.json]
    metrics:
      - metrics.json:
          cache: false
artifacts:
  churn:
    path: model.json
    type: model
"""


@pytest.fixture(scope="session")
def churn_project(tool: Callable[[str], Path], once: Once) -> Path:
    """A small project made by Git and DVC: four commits, two tags, three versions of a model.

    Session-wide and not to be written to: copy it (`shutil.copytree`) to import or change it.
    """
    return once("churn", lambda root: _make_churn(root, tool))


def _make_churn(root: Path, tool: Callable[[str], Path]) -> None:
    (root / "data").mkdir(parents=True)
    dvc = tool("dvc")
    environment = {
        **os.environ,
        "DVC_NO_ANALYTICS": "1",
        "PATH": f"{dvc.parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(*words: str) -> None:
        done = subprocess.run(
            words, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr or done.stdout}"

    def commit(message: str, tag: str = "") -> None:
        run(str(dvc), "repro")
        run("git", "add", ".")
        run("git", "commit", "--quiet", "-m", message)
        if tag:
            run("git", "tag", "-a", tag, "-m", f"Release {tag}")

    def data(count: int) -> None:
        (root / "data" / "customers.csv").write_text("".join(f"{n}.5\n" for n in range(count)))
        run(str(dvc), "add", "data/customers.csv")

    run("git", "init", "--quiet")
    run(str(dvc), "init", "--quiet")
    for name, text in (("prepare.py", _PREPARE), ("train.py", _TRAIN), ("dvc.yaml", _STAGES)):
        (root / name).write_text(text)
    (root / "params.yaml").write_text("train:\n  rate: 0.1\n")
    data(40)
    commit("Train a first model", "v1.0")
    (root / "params.yaml").write_text("train:\n  rate: 0.05\n")
    commit("Learn more slowly\n\nThe loss jumped about.", "v1.1")
    data(60)
    commit("고객 데이터를 6월 것으로 바꿈")
    (root / "README.md").write_text("# Churn\n")
    commit("Write it down")


@pytest.fixture(scope="session", autouse=True)
def _settled_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Consents and passwords of the tests stay away from those of the person who runs them."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerClient]:
    """A client of a container engine that answers; packaging/engine starts one where none does."""
    started = subprocess.run([ROOT / "packaging" / "engine"], check=False, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    from forebear.sources.docker.engine import connect

    with connect() as client:
        yield client


@pytest.fixture(scope="session")
def base_image(engine: DockerClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The reference of an image with python3, made once for each machine and then found again."""
    from forebear.lineage.progress import Silent
    from forebear.rebuild.base_image import sample_image

    with (tmp_path_factory.getbasetemp().parent / "image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return sample_image(engine, Silent())


@pytest.fixture(scope="session")
def science_image(engine: DockerClient, base_image: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The reference of an image with NumPy, joblib and scikit-learn, made once for each machine.

    It holds the packages at a place of its own, which it names in PYTHONPATH.
    """
    import docker.errors

    reference, folder = "forebear-test-science:1", "opt/science"
    with (tmp_path_factory.getbasetemp().parent / "science.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(docker.errors.ImageNotFound):
            engine.images.get(reference)
            return reference
        packages = tmp_path_factory.mktemp("science")
        packages.chmod(0o755)  # the container's user is somebody else
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
        pip += ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"]
        pip += ["--platform", "manylinux2014_x86_64", "--target", str(packages)]
        subprocess.run([*pip, "numpy", "joblib", "scikit-learn"], check=True, capture_output=True)
        container = engine.containers.create(base_image, "true")
        try:
            with tempfile.TemporaryFile() as stream:
                with tarfile.open(fileobj=stream, mode="w") as archive:
                    archive.add(packages, folder)
                stream.seek(0)
                container.put_archive("/", stream)
            changes = [f"ENV PYTHONPATH=/{folder}"]
            container.commit(*reference.split(":"), changes=changes)
        finally:
            container.remove()
            shutil.rmtree(packages)
    return reference


@pytest.fixture(scope="session")
def watched() -> Callable[..., AbstractContextManager[object]]:
    """Return `watched(limit=0.05)`, in which the window's thread must not work longer at a stretch."""
    spec = importlib.util.spec_from_file_location("watchdog", ROOT / "tests" / "desktop" / "watchdog.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., AbstractContextManager[object]] = module.watched
    return found


@pytest.fixture(scope="session")
def acme(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A tool that another package brings: the example of ARCHITECTURE.md, installed (see tests/acme.py)."""
    spec = importlib.util.spec_from_file_location("acme_package", ROOT / "tests" / "acme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: object = module.Acme(tmp_path_factory.mktemp("acme"))
    return made


@dataclass(frozen=True)
class Pipeline:
    """A Git project with a lineage of runs that were recorded: each `name` makes `out/<name>`.

    Nothing of what they made is there until `keep` puts it where Forebear keeps things.
    """

    root: Path
    commit: str
    url: str

    @staticmethod
    def key(name: str) -> str:
        """The key of a run."""
        return hashlib.sha256(name.encode()).hexdigest()

    @staticmethod
    def content(name: str) -> bytes:
        return f"made by {name}\n".encode()

    def keep(self, *names: str) -> None:
        for name in names:
            value = hashlib.md5(self.content(name)).hexdigest()  # noqa: S324
            path = self.root / ".forebear" / "objects" / "files" / "md5" / value[:2] / value[2:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.content(name))


@pytest.fixture(scope="session")
def pipeline_of() -> Callable[..., Pipeline]:
    """Return `pipeline_of(root, {"model": ("data", …), …}, image)`: runs by name, and what they used.

    Written through the real Git and the real database; `image` is where they ran, None = not recorded. The
    command of a run writes what it is recorded to have made.
    """
    from forebear.lineage.database import Database
    from forebear.lineage.facts import CodeOf, Fact, Generated, RanIn, Used
    from forebear.lineage.project import Project
    from forebear.lineage.words import Artifact, Commit, Digest, Environment, Image, Origin, Person, Run

    def make(root: Path, steps: dict[str, tuple[str, ...]], image: Image | None) -> Pipeline:
        root.mkdir(parents=True)
        script = b"# what all steps run\n"
        (root / "step.py").write_bytes(script)
        for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin")):
            subprocess.run(["git", *words], cwd=root, check=True)
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
        )
        commit = done.stdout.strip()
        project = Project.at(root)
        project.prepare()
        made = Pipeline(root, commit, project.database_url)
        when = datetime(2026, 1, 1, tzinfo=UTC)
        ada = Person("Ada", "ada@example.org")
        code = Digest("md5", hashlib.md5(script).hexdigest())  # noqa: S324
        facts: list[Fact] = [
            Commit(commit, (), ada, when, ada, when, "Begin"),
            Artifact((code,), "step.py", size=len(script)),
        ]
        environment = Environment(image, "linux/amd64")
        digests = {
            name: Digest("md5", hashlib.md5(made.content(name)).hexdigest())  # noqa: S324
            for name in steps
        }
        for number, (name, used) in enumerate(steps.items()):
            key = made.key(name)
            command = f"mkdir -p out && printf 'made by {name}\\n' > out/{name}"
            began = when + timedelta(minutes=number)
            facts += [
                Run(key, name, (command,), origin=Origin.RECORDED, source="forebear", started_at=began,
                    ended_at=began + timedelta(seconds=30)),
                CodeOf(key, commit),
                Artifact((digests[name],), name, size=len(made.content(name))),
                Generated(key, digests[name], f"out/{name}"),
                Used(key, code, "step.py"),
                *(Used(key, digests[other], f"out/{other}") for other in used),
                RanIn(key, environment),
            ]  # fmt: skip
        database = Database.open(made.url)
        database.write(facts)
        database.close()
        return made

    return make


@pytest.fixture(scope="session")
def s3_server(tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks as S3 does: moto's, on this machine."""
    folder = tmp_path_factory.mktemp("s3")
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [str(tool("moto")), "-H", "127.0.0.1", "-p", "0"], stdout=log, stderr=log, cwd=folder
        )
    try:
        until = time.monotonic() + 60
        while not (found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", (folder / "log").read_text())):
            assert running.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield found[1]
    finally:
        running.terminate()
        running.wait()
