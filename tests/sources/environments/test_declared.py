"""What commits say their environment is, with files that the real tools wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forebear.lineage.facts import Checkpoint, Held, Slot, Tag
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Problem
from forebear.sources.environments.declared import DeclaredSource
from forebear.sources.environments.installed import InstalledSource
from forebear.sources.git.following import FollowedFiles
from forebear.sources.git.repository import GitRepository


def read(root, since=None):
    with GitRepository(root) as repository:
        return list(DeclaredSource(FollowedFiles(repository)).facts(since, Silent()))


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def held(facts):
    return [(each.commit, each.path, each.subject is not None) for each in of(facts, Held)]


def packages(facts):
    return [json.loads(each.value) for each in of(facts, Tag) if each.name == "packages"]


@pytest.fixture
def frozen():
    """What the real pip says of the environment that these tests run in."""
    done = subprocess.run([sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    return done.stdout


def test_what_pip_froze_is_what_the_commit_holds(work, frozen):
    work.file("requirements.txt", frozen)
    first = work.commit()
    work.file("docs/readme.txt", "no package")
    work.commit()
    facts = read(work.root)
    assert held(facts) == [(first, "requirements.txt", True)]
    (said,) = packages(facts)
    pinned = dict(line.split("==") for line in frozen.splitlines() if "==" in line and line[0] != "#")
    assert {name: said[name] for name in said if " " not in said[name] and "://" not in said[name]} == {
        name.lower().replace("_", "-").replace(".", "-"): version for name, version in pinned.items()
    }
    (artifact,) = of(facts, Artifact)
    blob = work.git("hash-object", "requirements.txt")
    md5 = subprocess.run(
        ["md5sum", work.root / "requirements.txt"], capture_output=True, text=True, check=True
    )
    assert {str(each) for each in artifact.digests} >= {f"git:{blob}", f"md5:{md5.stdout.split()[0]}"}
    assert artifact.size == len(frozen.encode())


def test_files_come_change_and_go_with_their_commits(work):
    work.file("requirements.txt", "numpy==1.26.4\n")
    work.file("app/environment.yml", "dependencies: [python=3.11, pip: [torch==2.1.0]]\n")
    first = work.commit()
    work.file("requirements.txt", "numpy==2.0.0\n")
    second = work.commit()
    work.git("rm", "--quiet", "requirements.txt")
    third = work.commit()
    work.file("requirements.txt", "numpy==1.26.4\n")
    fourth = work.commit()
    facts = read(work.root)
    assert held(facts) == [
        (first, "app/environment.yml", True),
        (first, "requirements.txt", True),
        (second, "requirements.txt", True),
        (third, "requirements.txt", False),
        (fourth, "requirements.txt", True),
    ]
    assert {each.slot for each in of(facts, Held)} == {Slot.ENVIRONMENT}
    assert sorted(each.get("numpy", each.get("torch")) for each in packages(facts)) == [
        "1.26.4",
        "2.0.0",
        "2.1.0",
    ]


def test_only_what_is_new_is_read(work):
    work.file("uv.lock", 'version = 1\n[[package]]\nname = "six"\nversion = "1.16.0"\n')
    work.commit()
    first = read(work.root)
    (checkpoint,) = of(first, Checkpoint)
    assert checkpoint.state["found"] is True
    assert read(work.root, checkpoint.state) == []
    work.file("uv.lock", 'version = 1\n[[package]]\nname = "six"\nversion = "1.17.0"\n')
    sha = work.commit()
    second = read(work.root, checkpoint.state)
    assert held(second) == [(sha, "uv.lock", True)]
    assert packages(second) == [{"six": "1.17.0"}]


def test_a_branch_that_is_merged_holds_what_the_merge_has(work):
    work.file("requirements.txt", "a==1\n")
    work.commit()
    work.git("switch", "--quiet", "--create", "side")
    work.file("requirements.txt", "a==2\n")
    side = work.commit()
    work.git("switch", "--quiet", "main")
    work.file("other.txt", "x")
    work.commit()
    work.git("merge", "--quiet", "--no-ff", "--message", "merged", "side")
    merge = work.git("rev-parse", "HEAD")
    assert {(commit, there) for commit, _, there in held(read(work.root))} >= {(side, True), (merge, True)}


def test_secrets_of_files_are_not_told(work):
    work.file("requirements.txt", "--index-url https://ada:planted-1@pypi.example.org/simple\nnumpy==1.0\n")
    work.file("Dockerfile", "FROM python:3.11\nENV API_TOKEN=planted-2\nARG RATE=0.1\n")
    work.file(
        "environment.yml",
        "channels: [conda-forge]\nvariables: {DB_PASSWORD: planted-3}\ndependencies: [a]\n",
    )
    work.commit()
    told = repr(read(work.root))
    assert "planted" not in told
    assert "RATE" in told
    assert "pypi.example.org" in told


BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}' if before else '1'] * 9)}]\n"
    for before, name in zip(("", *"abcdef"), "abcdefg", strict=True)
)
BAD = {
    "broken TOML": ("poetry.lock", b"[[package]\n"),
    "an anchor that is not there": ("environment.yml", b"a: &a [x]\nb: *nothing\n"),
    "a tag": ("environment.yml", b"a: !!python/object/apply:os.system ['true']\n"),
    "deep YAML": ("environment.yml", b"[" * 100_000),
    "deep JSON": ("Pipfile.lock", b"[" * 100_000),
    "no text": ("requirements.txt", b"\xff\xfe\x00"),
    "a bomb": ("conda-lock.yml", BOMB.encode()),
    "too large": ("uv.lock", b"x = 1\n" * 2_000_000),
}


@pytest.mark.parametrize("which", BAD)
def test_a_file_that_cannot_be_read_is_a_problem_and_no_more(work, which):
    name, content = BAD[which]
    work.file(name, content)
    work.file("requirements-dev.txt", "six==1.16\n")
    sha = work.commit()
    facts = read(work.root)
    (problem,) = of(facts, Problem)
    assert problem.where == name
    assert sha[:12] in problem.what
    assert {path for _, path, there in held(facts) if there} == {name, "requirements-dev.txt"}
    assert {"six": "1.16"} in packages(facts)


BACKEND = """
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "own_thing-0.4-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        said = "Metadata-Version: 2.1\\nName: own-thing\\nVersion: 0.4\\n"
        wheel.writestr("own_thing-0.4.dist-info/METADATA", said)
        said = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("own_thing-0.4.dist-info/WHEEL", said)
        wheel.writestr("own_thing-0.4.dist-info/RECORD", "")
    return name
"""


def test_a_real_virtual_environment_is_read_without_being_run(tmp_path):
    made = tmp_path / "made"
    subprocess.run([sys.executable, "-m", "venv", made], check=True)
    package = tmp_path / "package"
    package.mkdir()
    (package / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (package / "backend.py").write_text(BACKEND)
    python = made / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", package]
    subprocess.run(install, check=True, capture_output=True)
    source = InstalledSource("environments", made)
    environment = next(fact for fact in source.facts(None, Silent()) if hasattr(fact, "packages"))
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "json"], check=True, capture_output=True
    )
    assert dict(environment.packages) == {
        each["name"].lower(): each["version"] for each in json.loads(listed.stdout)
    }
    assert environment.facts["own-thing from"] == f"file://{package}"
    assert environment.facts["python"].startswith(f"{sys.version_info[0]}.{sys.version_info[1]}")
    (checkpoint,) = [fact for fact in source.facts(None, Silent()) if isinstance(fact, Checkpoint)]
    assert list(source.facts(checkpoint.state, Silent())) == []


def test_a_prefix_of_conda_says_what_was_asked_for(tmp_path):
    meta = tmp_path / "conda-meta"
    meta.mkdir()
    (meta / "history").write_text(
        "==> 2026-01-02 10:00:00 <==\n# cmd: conda create -n x python=3.11\n# update specs: ['python=3.11']\n"
        "==> 2026-03-04 11:00:00 <==\n# update specs: ['numpy']\n"
    )
    for name in ("numpy-1.26.4-py311h64a7726_0", "python-3.11.8-hab00c5b_0_cpython"):
        (meta / f"{name}.json").write_text(json.dumps({"name": name.partition("-")[0]}))
    (environment,) = [
        fact
        for fact in InstalledSource("environments", Path(tmp_path)).facts(None, Silent())
        if hasattr(fact, "packages")
    ]
    assert dict(environment.packages) == {
        "conda:numpy": "1.26.4 build py311h64a7726_0",
        "conda:python": "3.11.8 build hab00c5b_0_cpython",
    }
    assert environment.facts["conda specs"] == "['numpy']"
    assert environment.facts["conda changed"] == "2026-03-04 11:00:00"
