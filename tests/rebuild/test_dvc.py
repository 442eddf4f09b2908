"""Rebuilds of what the real DVC recorded: its caches and remotes, both layouts, and its lock file's keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
RunTool = Callable[..., str]

TRAIN = """
import hashlib, json, os
data = b"".join(open(f"images/{name}", "rb").read() for name in sorted(os.listdir("images")))
rows = open("data/rows.csv", newline="").read()
rate = float(open("params.yaml").read().split("rate:")[1].split()[0])
os.makedirs("out", exist_ok=True)
open("out/model.bin", "wb").write(hashlib.sha512(data + rows.encode() + str(rate).encode()).digest())
open("out/notes.txt", "w", newline="").write("trained\\r\\n")
json.dump({"auc": 1 - rate / 10, "rows": len(rows)}, open("metrics.json", "w"))
"""
STAGES = """
stages:
  train:
    cmd: python3 train.py
    deps: [train.py, data/rows.csv, images]
    params: [train.rate]
    outs: [out]
    metrics: [{metrics.json: {cache: false}}]
"""


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def make(root: Path, run_tool: RunTool, tool_name: str) -> None:
    (root / "data").mkdir(parents=True)
    (root / "images").mkdir()
    git(root, "init", "-q")
    run_tool(tool_name, "init", "-q", cwd=root)
    (root / "data" / "rows.csv").write_bytes(b"a,b\r\n1,2\r\n")
    for number in range(3):
        (root / "images" / f"{number}.png").write_bytes(bytes([number]) * 300)
    run_tool(tool_name, "add", "-q", "data/rows.csv", "images", cwd=root)
    (root / "train.py").write_text(TRAIN)
    (root / "params.yaml").write_text("train:\n  rate: 0.5\nother: 1\n")
    (root / "dvc.yaml").write_text(STAGES)
    run_tool(tool_name, "repro", "-q", cwd=root)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Train")
    git(root, "tag", "v1")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path]) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("dvc")

    def run(name: str, *words: str, cwd: Path) -> str:
        program = tool(name)
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "PATH": f"{program.parent}:{os.environ['PATH']}",
        }
        return subprocess.run(
            [program, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=True
        ).stdout

    def project(tool_name: str) -> Path:
        root = folder / tool_name
        if not root.exists():
            make(root, run, tool_name)
        return root

    return project


@pytest.fixture
def project(made: Callable[[str], Path], tmp_path: Path, call: Call, base_image: str) -> Callable[..., Path]:
    """Return `project(tool)`: a copy of a project that DVC made, imported, its image assumed."""

    def copy(tool_name: str = "dvc") -> Path:
        root = tmp_path / "project"
        shutil.copytree(made(tool_name), root, symlinks=True)
        assert call(root, "import").code == 0
        assert call(root, "assign", base_image, "--all", "--by", "Ada").code == 0
        return root

    return copy


def rebuild(call: Call, root: Path, *words: str) -> Any:
    return call(root, "rebuild", "out@v1", "--yes", *words)


@pytest.mark.parametrize("tool_name", ["dvc", "dvc2"])
def test_what_dvc_made_comes_out_identical(project: Callable[..., Path], call: Call, tool_name: str) -> None:
    root = project(tool_name)
    done = rebuild(call, root)
    assert (done.code, done["verdict"]) == (0, "identical")
    assert {output["path"] for output in done["outputs"]} == {"out", "metrics.json"}
    assert done["image"]["how"] == "assumed"
    assert done["image"]["by"] == "Ada"
    assert done["image"]["recorded"] is False
    assert "assumed, not recorded" in done["explanation"]
    expected = {output["path"]: output["expected"] for output in done["outputs"]}
    assert expected["out"].partition(":")[0] == {"dvc": "md5", "dvc2": "md5-dos2unix"}[tool_name]
    places = {each["path"]: each["place"] for each in done["plan"]["inputs"]}
    assert places == {"train.py": "git", "data/rows.csv": "dvc cache", "images": "dvc cache"}


def object_of(root: Path, path: str, cache: Path | None = None) -> Path:
    import yaml

    md5 = yaml.safe_load((root / f"{path}.dvc").read_text())["outs"][0]["md5"]
    return (cache or root / ".dvc" / "cache") / "files" / "md5" / md5[:2] / md5[2:]


def test_an_input_that_is_gone_blocks_and_is_named(project: Callable[..., Path], call: Call) -> None:
    root = project()
    object_of(root, "data/rows.csv").unlink()
    done = rebuild(call, root)
    assert (done.code, done["ended"], done["verdict"], done["outputs"]) == (3, "blocked", None, [])
    assert done["missing"][0].startswith("data/rows.csv (md5:")
    plan = call(root, "rebuild", "out@v1", "--dry-run")
    assert (plan.code, len(plan["missing"])) == (3, 1)


def test_an_object_with_other_bytes_is_reported_and_never_used(
    project: Callable[..., Path], call: Call
) -> None:
    root = project()
    spoilt = object_of(root, "data/rows.csv")
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"a,b\r\n9,9\r\n")
    done = rebuild(call, root)
    assert done["ended"] == "blocked"
    assert "does not hold what its name says" in done["missing"][0]
    assert str(spoilt) in done["missing"][0]
    assert "dvc fetch" in done["missing"][0]
    assert spoilt.read_bytes() == b"a,b\r\n9,9\r\n", "the user's cache is only read"


def test_a_file_of_a_folder_that_is_gone_blocks(project: Callable[..., Path], call: Call) -> None:
    root = project()
    listing = json.loads(object_of(root, "images").read_text())
    md5 = listing[1]["md5"]
    (root / ".dvc" / "cache" / "files" / "md5" / md5[:2] / md5[2:]).unlink()
    done = rebuild(call, root)
    assert done["ended"] == "blocked"
    assert "1.png" in done["missing"][0]


@pytest.mark.parametrize("url", ["{folder}", "local://{folder}"])
def test_what_the_cache_lacks_comes_from_the_remote(
    project: Callable[..., Path], call: Call, run_tool: RunTool, tmp_path: Path, url: str
) -> None:
    root = project()
    remote = tmp_path / "remote"
    run_tool("dvc", "remote", "add", "-d", "store", str(remote), cwd=root)
    run_tool("dvc", "push", "-q", cwd=root)
    # `local://` is one of fsspec's own names, so it goes the way of s3:// and the like.
    (root / ".dvc" / "config.local").write_text(
        f"['remote \"store\"']\n    url = {url.format(folder=remote)}\n"
    )
    spoilt = object_of(root, "data/rows.csv")
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"wrong")
    for gone in json.loads(object_of(root, "images").read_text()):
        (root / ".dvc" / "cache" / "files" / "md5" / gone["md5"][:2] / gone["md5"][2:]).unlink()
    object_of(root, "images").unlink()
    before = {path: path.read_bytes() for path in remote.rglob("*") if path.is_file()}

    done = rebuild(call, root)

    assert done["verdict"] == "identical"
    said = "\n".join(done["steps"])
    assert "Input data/rows.csv from dvc remote store" in said
    assert "does not hold what its name says" in said
    assert "Input images from dvc remote store" in said
    assert {path: path.read_bytes() for path in remote.rglob("*") if path.is_file()} == before
    if url.startswith("local:"):  # what was fetched is kept, and not fetched again
        shutil.rmtree(remote)
        again = rebuild(call, root)
        assert again["missing"] == []
        assert "from kept by Forebear" in "\n".join(again["steps"])


def test_a_remote_that_does_not_answer_is_named(
    project: Callable[..., Path], call: Call, run_tool: RunTool
) -> None:
    root = project()
    run_tool("dvc", "remote", "add", "-d", "far", "http://127.0.0.1:9/data", cwd=root)
    object_of(root, "data/rows.csv").unlink()
    done = rebuild(call, root)
    assert done["ended"] == "blocked"
    assert "dvc remote far cannot be asked" in done["missing"][0]


def test_the_run_cache_does_not_answer(project: Callable[..., Path], call: Call, run_tool: RunTool) -> None:
    root = project()
    assert list((root / ".dvc" / "cache" / "runs").rglob("*")), "DVC has the result in its run cache"
    done = rebuild(call, root)
    assert any(step.startswith("Ran python3 train.py") for step in done["steps"])


def test_parameters_that_no_commit_holds_block(project: Callable[..., Path], call: Call) -> None:
    root = project()
    (root / "params.yaml").write_text("train:\n  rate: 0.25\n")
    done = call(root, "run", "--image", "forebear-sample:1", "--stage", "train")
    assert done.code == 0
    refused = call(root, "rebuild", f"run:{done['run']}", "--yes")
    assert refused["ended"] == "blocked"
    assert "No commit is known" in refused["missing"][0]


def test_what_the_commit_holds_is_used_for_parameters_only_where_a_person_accepts_it(
    project: Callable[..., Path], call: Call, run_tool: RunTool
) -> None:
    root = project()
    (root / "params.yaml").write_text("train:\n  rate: 0.25\n")
    run_tool("dvc", "repro", "-q", cwd=root)
    (root / "params.yaml").write_text("train:\n  rate: 0.125\n")  # after it ran, before the commit
    git(root, "commit", "-q", "-a", "-m", "Slower")
    git(root, "tag", "v2")
    call(root, "import")
    call(root, "assign", call(root, "rebuild", "out@v1", "--dry-run")["image"]["id"], "--all")
    plan = call(root, "rebuild", "out@v2", "--dry-run")
    assert plan["acceptable"] == ["params.yaml"]
    (missing,) = plan["missing"]
    assert "the run had train.rate = 0.25" in missing
    assert "--accept params.yaml" in missing
    done = call(root, "rebuild", "out@v2", "--yes", "--accept", "params.yaml")
    assert (done.code, done["ended"], done["verdict"]) == (1, "completed", "different")
    assert done["profile"]["loosened"] == "accepted params.yaml"
    assert done["causes"][0]["factor"] == "inputs"
    assert "params.yaml" in done["causes"][0]["evidence"]
    assert json.loads((Path(done["kept"]) / "metrics.json").read_text())["auc"] == 1 - 0.125 / 10


def test_a_recorded_stage_is_the_run_that_dvc_commits(
    project: Callable[..., Path], call: Call, run_tool: RunTool
) -> None:
    root = project()
    (root / "params.yaml").write_text("train:\n  rate: 0.25\nother: 2\n")
    recorded = call(root, "run", "--image", "forebear-sample:1", "--stage", "train", "--by", "Ada")
    assert recorded.code == 0
    assert "params.yaml" in recorded["uncommitted"]
    run_tool("dvc", "commit", "-q", "-f", "train", cwd=root)
    assert run_tool("dvc", "status", cwd=root).strip().startswith("Data and pipelines are up to date")
    git(root, "commit", "-q", "-a", "-m", "Slower")
    sha = git(root, "rev-parse", "HEAD")
    call(root, "import")
    shown = call(root, "show", "train@HEAD")
    assert shown["id"] == f"run:{recorded['run']}"
    assert (shown["origin"], shown["code"]) == ("recorded", [sha])
    assert len(call(root, "list", "runs")["runs"]) == 2
    environment = shown["environments"][0]
    assert environment["origin"] == "recorded"
    done = rebuild(call, root)
    assert done["verdict"] == "identical"
    again = call(root, "rebuild", "out@HEAD")
    assert (again["verdict"], again["image"]["recorded"]) == ("identical", True)


def test_upstream_makes_what_is_missing(
    call: Call, run_tool: RunTool, tmp_path: Path, base_image: str
) -> None:
    root = tmp_path / "chain"
    root.mkdir()
    git(root, "init", "-q")
    run_tool("dvc", "init", "-q", cwd=root)
    (root / "dvc.yaml").write_text(
        "stages:\n"
        "  one: {cmd: 'seq 9 > one', outs: [one]}\n"
        "  two: {cmd: 'cat one one > two', deps: [one], outs: [two]}\n"
        "  three: {cmd: 'wc -l < two > three', deps: [two], outs: [three]}\n"
    )
    run_tool("dvc", "repro", "-q", cwd=root)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "All")
    call(root, "import")
    call(root, "assign", base_image, "--all")
    shutil.rmtree(root / ".dvc" / "cache")
    blocked = call(root, "rebuild", "three@HEAD", "--yes")
    assert blocked["ended"] == "blocked"
    done = call(root, "rebuild", "three@HEAD", "--upstream")
    assert done["verdict"] == "identical"
    assert [each["plan"]["name"] for each in done["upstream"]] == ["one", "two"]
    assert all(each["verdict"] == "identical" for each in done["upstream"])


def test_an_input_that_was_imported_from_a_url_is_had_from_there_if_it_is_still_the_same(
    call: Call, run_tool: RunTool, tmp_path: Path, base_image: str
) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "rows.csv").write_text("1\n2\n3\n")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    root = tmp_path / "imported"
    root.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            git(root, "init", "-q")
            run_tool("dvc", "init", "-q", cwd=root)
            url = f"http://127.0.0.1:{server.server_port}/rows.csv"
            run_tool("dvc", "import-url", "-q", url, "rows.csv", cwd=root)
            (root / "dvc.yaml").write_text(
                "stages:\n  count: {cmd: 'wc -l < rows.csv > count', deps: [rows.csv], outs: [count]}\n"
            )
            run_tool("dvc", "repro", "-q", "count", cwd=root)
            git(root, "add", ".")
            git(root, "commit", "-q", "-m", "All")
            call(root, "import")
            call(root, "assign", base_image, "--all")
            shutil.rmtree(root / ".dvc" / "cache")
            checked = call(root, "check")
            assert checked["states"] == {"inputs elsewhere": 1}
            done = call(root, "rebuild", "count@HEAD", "--yes")
            assert done["verdict"] == "identical", done["missing"]
            assert done["plan"]["inputs"][0]["place"] == "its recorded URL"
            shutil.rmtree(root / ".forebear" / "objects")
            (served / "rows.csv").write_text("another version\n")
            blocked = call(root, "rebuild", "count@HEAD")
        finally:
            server.shutdown()
            thread.join()
    assert blocked["ended"] == "blocked"
    assert "rows.csv holds something else by now" in blocked["missing"][0]
