"""Rebuilds in a real engine: what comes out, what is found missing, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from forebear.lineage.database import Database
from forebear.lineage.facts import RanIn
from forebear.lineage.project import Project
from forebear.lineage.words import Environment, Image, Origin

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Record = Callable[..., Any]

SEEDED = """
import hashlib, json
rows = open("data.csv").read()
open("model.bin", "wb").write(hashlib.sha512(rows.encode()).digest() * 100)
print("trained on", len(rows), "bytes")
"""

OTHER = "import os\nopen('model.bin', 'w').write(str(os.environ.get('OTHER')))\n"

# The network shows inside as a second interface: by that a recorded run tells itself from a rebuild.
RECORDED_ONLY = "import os\nrecorded = len(os.listdir('/sys/class/net')) > 1\n"


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".forebear" not in path.relative_to(folder).parts
    }


def verdicts(answer: Any) -> dict[str, str]:
    return {output["path"]: output["verdict"] for output in answer["outputs"]}


def test_the_same_bytes_come_out_and_nothing_of_the_user_is_touched(record: Record, call: Call) -> None:
    project = record(SEEDED)
    (project.root / "train.py").write_text("raise SystemExit('not this one')\n")
    git(project.root, "stash")
    (project.root / "notes.txt").write_text("half done")
    git(project.root, "add", "notes.txt")
    (project.root / "data.csv").write_text("spoilt")
    (project.root / "model.bin").unlink()
    before = state_of(project.root)

    done = call(project.root, "rebuild", project.ref, "--yes")

    assert (done.code, done["ended"], done["verdict"]) == (0, "completed", "identical")
    assert done["image"]["how"] == "local"
    assert done["image"]["recorded"] is True
    assert verdicts(done) == {"model.bin": "identical"}
    assert done["outputs"][0]["expected"] == done["outputs"][0]["obtained"]
    assert "trained on" in Path(done["log"]).read_text()
    assert (Path(done["kept"]) / "model.bin").stat().st_size == 6400
    assert state_of(project.root) == before
    assert not (Path(done["log"]).parent / "tree").exists()


def test_a_dry_run_says_all_and_runs_nothing(record: Record, call: Call, engine: DockerClient) -> None:
    project = record(SEEDED)
    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert plan.code == 0
    assert plan["missing"] == []
    assert {each["path"]: each["place"] for each in plan["inputs"]} == {"train.py": "git", "data.csv": "git"}
    assert plan["command"] == ["python3 train.py"]
    assert plan["line"].startswith("docker run --rm --pull=never")
    assert not (project.root / ".forebear" / "rebuilds").exists()


def test_a_project_that_was_never_allowed_does_not_run(record: Record, call: Call) -> None:
    project = record(SEEDED)
    refused = call(project.root, "rebuild", project.ref)
    assert refused.code == 2
    assert "--dry-run" in refused["error"]["todo"]
    assert call(project.root, "rebuild", project.ref, "--yes").code == 0
    assert call(project.root, "rebuild", project.ref).code == 0


def test_a_project_cannot_vouch_for_itself(record: Record, call: Call) -> None:
    project = record(SEEDED)
    trust = project.root / ".forebear" / "trust.json"
    trust.write_text('{"allowed": true}')
    assert call(project.root, "rebuild", project.ref).code == 2


def test_chance_in_a_format_nobody_reads_has_no_comparator_and_two_rebuilds_tell_that_it_is_chance(
    record: Record, call: Call
) -> None:
    project = record("import os\nopen('model.bin', 'wb').write(os.urandom(64))\n")
    done = call(project.root, "rebuild", project.ref, "--yes", "--twice")
    assert (done.code, done["verdict"], done["deterministic"]) == (1, "no comparator", False)
    assert "at offset" in done["outputs"][0]["explanation"]


def test_two_rebuilds_alike_but_unlike_the_record(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + "open('model.bin', 'w').write('with' if recorded else 'without')\n"
    project = record(script, flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes", "--twice")
    assert (done["verdict"], done["deterministic"]) == ("different", True)
    assert "-with" in done["outputs"][0]["explanation"]


def test_what_is_missing_and_what_is_too_much(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "open('model.bin', 'w').write('the same')\n"
        "open('report.txt' if recorded else 'other.txt', 'w').write('x')\n"
        "if not recorded: open('data2.csv', 'w').write('changed')\n"
    )
    project = record(script, makes=("model.bin", "report.txt"), flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert verdicts(done) == {
        "model.bin": "identical",
        "report.txt": "missing",
        "other.txt": "extra",
        "data2.csv": "extra",
    }
    assert (done.code, done["verdict"]) == (1, "missing")


def test_a_changed_file_of_the_commit_is_noticed(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "open('model.bin', 'w').write('x')\nif not recorded: open('README', 'a').write('!')\n"
    )
    project = record(script, flags=("--network",))
    (project.root / "README").write_text("hello")
    git(project.root, "add", "README")
    git(project.root, "commit", "-q", "-m", "Say hello")
    again = call(
        project.root, "run", "--network", "--image", project.image, "--uses", "train.py",
        "--makes", "model.bin", "--", "python3", "train.py",
    )  # fmt: skip
    done = call(project.root, "rebuild", f"run:{again['run']}", "--yes")
    assert verdicts(done) == {"model.bin": "identical", "README": "extra"}
    assert "changed" in done["outputs"][1]["explanation"]


def test_metrics_within_and_beyond_the_tolerance(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "import json\nbase = {'auc': 0.75, 'kind': 'svm', 'rows': 10}\n"
        "if not recorded: base['auc'] += 1e-12\njson.dump(base, open('metrics.json', 'w'))\n"
    )
    project = record(script, makes=("metrics.json",), flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done.code, done["verdict"]) == (0, "within tolerance")
    assert "relative 1e-09" in done["outputs"][0]["explanation"]
    strict = call(project.root, "rebuild", project.ref, "--tolerance", "1e-15")
    assert (strict.code, strict["verdict"]) == (1, "different")
    assert "auc was 0.75" in strict["outputs"][0]["explanation"]


def test_a_link_in_the_place_of_an_output_is_not_followed(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "if recorded: open('model.bin', 'w').write('x')\n"
        "else:\n    os.symlink('/etc/passwd', 'model.bin')\n    os.symlink('/etc', 'more')\n"
    )
    project = record(script, flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert verdicts(done) == {"model.bin": "different", "more": "extra"}
    assert all(output["obtained"] is None for output in done["outputs"])
    assert "links are not followed" in done["outputs"][0]["explanation"]
    assert done["kept"] is None


def test_an_output_folder_replaced_by_a_link_does_not_lead_out(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "if recorded:\n    os.makedirs('out', exist_ok=True)\n    open('out/passwd', 'w').write('x')\n"
        "else:\n    os.rmdir('out')\n    os.symlink('/etc', 'out')\n"
    )
    project = record(script, makes=("out/passwd",), flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done["outputs"][0]["verdict"] == "different"
    assert done["outputs"][0]["obtained"] is None
    assert "outside" in done["outputs"][0]["explanation"]


def test_a_folder_is_compared_file_by_file(record: Record, call: Call) -> None:
    script = RECORDED_ONLY + (
        "os.makedirs('out/deep', exist_ok=True)\nopen('out/a', 'w').write('same')\n"
        "open('out/deep/b', 'w').write(str(recorded))\n"
        "open('out/' + ('c' if recorded else 'd'), 'w').write('x')\n"
    )
    project = record(script, makes=("out",), flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done["outputs"][0]["explanation"].startswith(
        "Of 3 files: 1 identical; 1 different (deep/b); 1 missing (c); 1 extra (d).\ndeep/b: Other bytes"
    )
    assert (Path(done["kept"]) / "out" / "deep" / "b").read_text() == "False"
    assert call(project.root, "rebuild", project.ref, "--network")["verdict"] == "identical"


def test_a_socket_does_not_work(record: Record, call: Call) -> None:
    script = (
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
        "open('model.bin', 'w').write('x')\n"
    )
    project = record(script, flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done.code, done["ended"], done["verdict"]) == (1, "failed", None)
    assert "Network is unreachable" in Path(done["log"]).read_text()
    loosened = call(project.root, "rebuild", project.ref, "--network")
    assert loosened["verdict"] == "identical"
    assert loosened["profile"]["loosened"] == "network"


# images


def test_the_id_counts_when_somebody_moved_the_tag(
    record: Record, call: Call, engine: DockerClient, base_image: str, other_image: str
) -> None:
    project = record(OTHER, image=other_image)
    recorded = engine.images.get(other_image)
    engine.images.get(base_image).tag(*other_image.split(":"))
    try:
        done = call(project.root, "rebuild", project.ref, "--yes")
    finally:
        recorded.tag(*other_image.split(":"))
    assert done["verdict"] == "identical"
    assert done["image"]["id"] == recorded.id


def test_an_image_that_is_gone_blocks_and_its_archive_helps(
    record: Record, call: Call, engine: DockerClient, base_image: str, other_image: str
) -> None:
    project = record(SEEDED, image=other_image)
    archive, wrong = (project.root.parent / name for name in ("image.tar", "wrong.tar"))
    for file, name in ((archive, other_image), (wrong, base_image)):
        subprocess.run(["docker", "save", "-o", file, name], check=True)
    engine.images.remove(other_image, force=True)

    gone = call(project.root, "rebuild", project.ref, "--yes")
    assert (gone.code, gone["ended"], gone["verdict"]) == (3, "blocked", None)
    assert "--archive" in gone["missing"][0]
    other = call(project.root, "rebuild", project.ref, "--archive", wrong)
    assert (other.code, other["ended"]) == (3, "blocked")
    assert "another image" in other["missing"][0]
    done = call(project.root, "rebuild", project.ref, "--archive", archive)
    assert (done["verdict"], done["image"]["how"]) == ("identical", "archive")


def test_only_a_tag_is_no_identity(record: Record, call: Call, base_image: str) -> None:
    project = record(SEEDED)
    place = Project.at(project.root)
    database = Database.open(place.database_url)
    with database.writing() as connection:  # as if another tool had recorded nothing but a tag
        connection.execute(text("DELETE FROM ran_in"))
    database.write([RanIn(project.run, Environment(Image(base_image)), Origin.IMPORTED)])
    database.close()
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done["verdict"] == "identical"
    assert (done["image"]["identified"], done["image"]["recorded"]) == (False, False)
    assert "only its tag is known" in done["explanation"]


# what is gone


def test_a_commit_that_is_gone_blocks(record: Record, call: Call) -> None:
    project = record(SEEDED)
    git(project.root, "checkout", "-q", "--orphan", "fresh")
    (project.root / "train.py").write_text("print('other')\n")
    git(project.root, "add", ".")
    git(project.root, "commit", "-q", "-m", "Anew")
    git(project.root, "branch", "-D", "main")
    git(project.root, "reflog", "expire", "--expire=now", "--all")
    git(project.root, "gc", "-q", "--prune=now")
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done.code, done["ended"]) == (3, "blocked")
    assert "is gone from the repository" in done["missing"][0]


def test_uncommitted_code_is_kept_and_found_again(record: Record, call: Call) -> None:
    project = record(SEEDED)
    (project.root / "train.py").write_text(SEEDED.replace("* 100", "* 7"))
    dirty = call(
        project.root, "run", "--image", project.image, "--uses", "train.py", "data.csv",
        "--makes", "model.bin", "--", "python3", "train.py",
    )  # fmt: skip
    assert dirty["uncommitted"] == ["train.py"]
    git(project.root, "checkout", "-q", "train.py")
    done = call(project.root, "rebuild", f"run:{dirty['run']}", "--yes")
    assert done["verdict"] == "identical"
    assert any("train.py from kept by Forebear" in step for step in done["steps"])
    shutil.rmtree(project.root / ".forebear" / "objects")
    lost = call(project.root, "rebuild", f"run:{dirty['run']}")
    assert lost["ended"] == "blocked"
    assert lost["missing"][0].startswith("train.py")
    accepted = call(project.root, "rebuild", f"run:{dirty['run']}", "--accept", "train.py")
    assert accepted["verdict"] == "different"
    assert "accepted train.py" in accepted["profile"]["loosened"]


def test_all_that_was_not_declared_is_counted(record: Callable[..., Any], call: Call) -> None:
    script = "open('model.bin', 'w').close()\nfor n in range(250):\n    open(f'left-{n}', 'w').close()\n"
    recorded = record(script)
    done = call(recorded.root, "rebuild", recorded.ref, "--yes")
    assert done["explanation"] == "Outputs: 1 identical, 250 extra."
    assert done["outputs"][-1]["path"] == "… and 150 more"


def test_another_content_of_the_commit_is_used_only_where_a_person_accepts_it(
    record: Callable[..., Any], call: Call
) -> None:
    script = "open('model.bin', 'wb').write(open('data.csv', 'rb').read()[::-1])"
    recorded = record(script)
    root, committed = recorded.root, (recorded.root / "data.csv").read_bytes()
    (root / "data.csv").write_text("not committed\n")
    words = ("--uses", "train.py", "data.csv", "--makes", "model.bin", "--", "python3", "train.py")
    run = call(root, "run", "--image", recorded.image, *words)["run"]
    shutil.rmtree(root / ".forebear" / "objects")  # what it kept of that
    plan = call(root, "rebuild", f"run:{run}", "--without-patch", "--dry-run")
    assert plan["acceptable"] == ["data.csv"]
    assert any("--accept data.csv" in line for line in plan["missing"])
    done = call(root, "rebuild", f"run:{run}", "--without-patch", "--accept", "data.csv", "--yes")
    assert (done["ended"], done["verdict"]) == ("completed", "different")
    assert done["profile"]["loosened"] == "accepted data.csv, without the uncommitted changes"
    assert (Path(done["kept"]) / "model.bin").read_bytes() == committed[::-1]


def test_two_rebuilds_at_once_share_nothing(record: Record, forebear: Any, call: Call) -> None:
    project = record(SEEDED)
    call(project.root, "rebuild", project.ref, "--yes")
    words = ["forebear", "rebuild", project.ref, "--json"]

    both = [
        subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=project.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    answers = [json.loads(each.communicate()[0]) for each in both]
    assert [answer["verdict"] for answer in answers] == ["identical", "identical"]
    assert len({answer["id"] for answer in answers}) == 2


def test_the_plan_of_a_run_without_engine(
    record: Record, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = record(SEEDED)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert plan.code == 3
    assert "Docker is not running" in plan["missing"][0]
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done.code == 3
    assert done["error"]["where"] == "unix:///nowhere/docker.sock"
    assert "Start it" in done["error"]["todo"]
