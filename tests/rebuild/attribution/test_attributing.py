"""Attributions in a real engine of pipelines whose truth is known."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from forebear.audit.html import html_report
from forebear.audit.report import Report
from forebear.lineage.errors import CancelledError
from forebear.lineage.project import Project
from forebear.rebuild.attribution.carrying_out import Attributor, Ends
from forebear.rebuild.attribution.versions import Metric
from forebear.rebuild.plan import Loosened
from forebear.rebuild.workshop import open_workshop
from forebear.sources.docker.engine import connect

pytestmark = pytest.mark.docker

Call = Callable[..., Any]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


PREPARE = """
value = open("data.csv").read().strip()
open("clean.csv", "w").write(value + "\\n")
"""
TRAIN = """
import json, os
FACTOR = {factor}
data = float(open("{file}").read())
rate = float(open("params.yaml").read().split("rate:")[1].split()[0])
place = float(os.environ.get("PLACE", "0"))
json.dump({{"score": {formula}}}, open("metrics.json", "w"))
"""


@dataclass
class Two:
    """A project with two recorded chains of runs, A and B."""

    root: Path
    runs: list[str] = field(default_factory=list)


@pytest.fixture
def two(tmp_path: Path, base_image: str, call: Call) -> Callable[..., Two]:
    """Return `two(a, b)`: two versions recorded as runs, each told by what differs in it."""

    def make(a: Mapping[str, Any], b: Mapping[str, Any]) -> Two:
        root = tmp_path / "project"
        root.mkdir()
        git(root, "init", "--quiet")
        made = Two(root)
        for version in (a, b):
            (root / "data.csv").write_text(f"{version.get('data', 1)}\n")
            more = version.get("more", "")
            (root / "params.yaml").write_text(f"rate: {version.get('rate', 1)}  # how fast\n{more}")
            data = "clean.csv" if "prepare" in version else "data.csv"
            formula = version.get("formula", "data + FACTOR + rate + place")
            (root / "prepare.py").write_text(version.get("prepare", ""))
            (root / "train.py").write_text(
                TRAIN.format(factor=version.get("code", 10), formula=formula, file=data)
            )
            (root / "module.py").write_text(version.get("module", ""))
            git(root, "add", "data.csv", "params.yaml", "prepare.py", "train.py", "module.py")
            git(root, "commit", "--quiet", "--allow-empty", "-m", "Change")
            common = ("--image", version.get("image", base_image))
            if "prepare" in version:
                done = call(
                    root, "run", *common, "--uses", "prepare.py", "data.csv", "--makes", "clean.csv",
                    "--", "python3", "prepare.py",
                )  # fmt: skip
                assert done.code == 0, done
            place = ("--env", f"PLACE={version['place']}") if "place" in version else ()
            done = call(
                root, "run", *common, *place, "--uses", "train.py", data, "--params", "params.yaml",
                "--makes", "metrics.json", "--", "python3", "train.py",
            )  # fmt: skip
            assert done.code == 0, done
            made.runs.append(f"run:{done['run']}")
        return made

    return make


def attribute(call: Call, two: Two, *words: str) -> Any:
    return call(two.root, "attribute", *two.runs, "--metric", "metrics.json:score", *words)


def shares(answer: Any) -> dict[str, float]:
    return {each["factor"]: each["share"] for each in answer["factors"]}


def test_what_adds_up_is_shared_exactly_and_nothing_is_run_twice(two: Callable[..., Two], call: Call) -> None:
    made = two(
        {"data": 1, "rate": 1, "place": 1000, "prepare": PREPARE},
        {"data": 3, "rate": 401, "place": 6000, "prepare": PREPARE},
    )
    gains = {"data": 2, "parameters": 400, "environment": 5000}
    before = attribute(call, made, "--dry-run")
    # The first step is run for each data, the second for each mixture.
    assert (before.code, before["reproduced"], before["outlook"]["runs"]) == (0, None, 2 + 8)
    assert before["difference"] == sum(gains.values())
    assert {each["ended"] for each in before["mixtures"]} == {None}

    done = attribute(call, made, "--yes")

    assert done.code == 0
    assert shares(done) == pytest.approx(gains)
    assert [each["value"] for each in done["interactions"]] == pytest.approx([0, 0, 0])
    assert (done["reproduced"], done["orders"]["exact"]) == (done["difference"], True)
    assert (done["runs"], len(done["mixtures"]), done["notes"]) == (10, 8, [])
    assert "environment explains 5000 (93 %)" in done["summary"]
    for each in done["mixtures"]:
        value = 1 + 10 + 1 + 1000 + sum(gain for factor, gain in gains.items() if each[factor] == "B")
        assert (each["value"], each["code"]) == (value, None)

    again = attribute(call, made)
    assert (again["runs"], shares(again)) == (0, shares(done))
    assert all(each["reused"] for each in again["mixtures"])
    shown = attribute(call, made, "--dry-run")
    assert (shown["outlook"]["runs"], shares(shown)) == (0, shares(done))

    # The report of B against A says it too.
    assert call(made.root, "import").code == 0
    page = made.root / "report.json"
    written = call(made.root, "report", made.runs[1], "--against", made.runs[0], "--output", page)
    assert written.code == 0, written
    report, _ = Report.parse(page.read_bytes())
    (told,) = report.content["attributions"]
    assert {each["factor"]: each["share"] for each in told["factors"]} == shares(done)
    assert "What caused the change" in html_report(report).decode()

    # A and B made again belong to the lineage; what was mixed on purpose does not.
    mixed = {step["rebuild"] for each in done["mixtures"][2:] for step in each["steps"]}
    ends = {step["rebuild"] for each in done["mixtures"][:2] for step in each["steps"]}
    nodes = [node for run in made.runs for node in call(made.root, "lineage", run)["nodes"]]
    seen = {node["id"].removeprefix("rebuild:") for node in nodes if node["kind"] == "rebuild"}
    assert seen
    assert seen <= ends
    assert mixed - ends


def test_two_factors_that_multiply_interact(two: Callable[..., Two], call: Call) -> None:
    formula = "data * FACTOR"
    made = two({"data": 2, "code": 10, "formula": formula}, {"data": 5, "code": 14, "formula": formula})
    done = attribute(call, made, "--yes")
    # 20 → 70: alone data makes 30, code 8, together 12 more, of which each has half.
    assert shares(done) == {"data": 36, "code": 14}
    assert done["interactions"] == [{"factors": ["data", "code"], "value": 12}]
    assert [each["range"] for each in done["factors"]] == [[30, 42], [8, 20]]


def test_code_that_cannot_read_the_other_data_is_a_result(two: Callable[..., Two], call: Call) -> None:
    strict = 'value = open("data.csv").read().strip()\nassert value.isdecimal(), "data.csv has no number"\n'
    made = two(
        {"data": 1, "rate": 1, "prepare": strict + 'open("clean.csv", "w").write(value)\n'},
        {"data": "2;", "rate": 5, "prepare": PREPARE.replace(".strip()", '.strip().rstrip(";")')},
    )
    done = attribute(call, made, "--yes")
    failed = {each["name"]: each for each in done["mixtures"] if each["value"] is None}
    assert set(failed) == {
        "data of B, code of A, parameters of A",
        "data of B, code of A, parameters of B",
    }
    assert {each["ended"] for each in failed.values()} == {"failed"}
    assert all("data.csv has no number" in each["why"] for each in failed.values())
    # What fails in the first step is run once, not once for each value of what only later steps read.
    assert len({each["rebuild"] for each in failed.values()}) == 1
    assert shares(done) == pytest.approx({"data": 1, "code": 0, "parameters": 4})
    assert done["orders"] == {"followed": 3, "possible": 6, "exact": False}
    assert "2 of 8 mixtures have no value" in done["notes"][0]
    assert attribute(call, made)["runs"] == 0


def test_what_can_only_change_together_has_one_share(two: Callable[..., Two], call: Call) -> None:
    def only(word: str) -> str:
        check = f'word, value = open("data.csv").read().split()\nassert word == "{word}"\n'
        return check + 'open("clean.csv", "w").write(value)\n'

    made = two({"data": "old 1", "prepare": only("old")}, {"data": "new 4", "prepare": only("new")})
    done = attribute(call, made, "--yes")
    assert shares(done) == {"data": None, "code": None}
    assert [(each["factors"], each["share"]) for each in done["joined"]] == [(["data", "code"], 3)]
    assert "Data and code could only be changed together." in done["notes"]


def test_a_difference_of_nothing_may_be_of_two_that_cancel(two: Callable[..., Two], call: Call) -> None:
    made = two({"data": 1, "code": 10}, {"data": 4, "code": 7})
    done = attribute(call, made, "--yes")
    assert (done["difference"], shares(done)) == (0, {"data": 3, "code": -3})
    assert {each["percent"] for each in done["factors"]} == {None}
    same = call(made.root, "attribute", made.runs[0], made.runs[0], "--metric", "metrics.json:score")
    assert (same.code, same["factors"], same["runs"]) == (0, [], 0)
    assert "Nothing that is recorded differs" in same["notes"][0]


def test_a_budget_follows_fewer_orders_and_says_so(two: Callable[..., Two], call: Call) -> None:
    formula = "data * FACTOR * rate"
    made = two(
        {"data": 2, "code": 3, "rate": 1, "formula": formula},
        {"data": 4, "code": 5, "rate": 7, "formula": formula},
    )
    refused = attribute(call, made, "--yes", "--budget", "1")
    assert (refused.code, "takes 2 runs" in refused["error"]["what"]) == (2, True)
    done = attribute(call, made, "--yes", "--budget", "4")
    assert done["runs"] == 4
    assert done["orders"]["followed"] == 1
    assert sum(shares(done).values()) == pytest.approx(4 * 5 * 7 - 6)
    assert "1 of 6 orders" in done["notes"][-1]


def test_chance_gives_the_shares_an_interval(two: Callable[..., Two], call: Call) -> None:
    formula = "data + int.from_bytes(os.urandom(2), 'big') / 65536"
    made = two({"data": 1, "formula": formula}, {"data": 101, "formula": formula})
    done = attribute(call, made, "--yes", "--times", "3")
    assert done["times"] == 3
    assert {len(each["values"]) for each in done["mixtures"]} == {3}
    (data,) = done["factors"]
    low, high = data["interval"]
    assert 90 < low < data["share"] < high < 110
    assert any("on record" in note for note in done["notes"])
    assert sum(shares(done).values()) == pytest.approx(done["reproduced"])


class Impatient:
    """Cancels when so many runs were made."""

    def __init__(self, runs: int) -> None:
        self._runs = runs

    def step(self, phase: str, done: int = 0, *_: object, **__: object) -> None:
        if phase == "runs" and done == self._runs:
            raise CancelledError("Cancelled.")

    def log(self, line: str) -> None: ...


def test_what_was_cancelled_goes_on_from_there(two: Callable[..., Two], call: Call) -> None:
    made = two({"data": 1, "code": 10}, {"data": 4, "code": 7})
    ends = Ends(*made.runs, Metric.parse("metrics.json:score"))
    with connect() as client, open_workshop(Project.at(made.root), Impatient(3), "Ada") as workshop:
        attributor = Attributor(workshop, ends, Loosened(), client)
        assert attributor.outlook().runs == 4
        with pytest.raises(CancelledError):
            attributor.carry_out()
    rest = attribute(call, made, "--yes")
    assert (rest["runs"], shares(rest)) == (1, {"data": 3, "code": -3})


def test_a_mixture_whose_process_was_killed_is_run_again(two: Callable[..., Two], call: Call) -> None:
    slow = "data + FACTOR + (__import__('time').sleep(1.5) or 0)"
    made = two({"data": 1, "code": 10, "formula": slow}, {"data": 4, "code": 7, "formula": slow})
    words = ["attribute", *made.runs, "--metric", "metrics.json:score", "--yes", "--progress", "json"]
    with subprocess.Popen(
        [sys.executable, "-m", "forebear", *words], cwd=made.root, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        mixed = False
        for line in process.stderr:
            said = json.loads(line)
            mixed = mixed or (said.get("phase") == "mixture" and said["done"] == 2)
            if mixed and said.get("phase") == "running":
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL
    assert call(made.root, "jobs", "--settle").code == 0
    rest = attribute(call, made)
    assert (rest["runs"], shares(rest)) == (2, {"data": 3, "code": -3})


def test_a_step_and_a_parameter_that_only_one_has_go_with_its_code(
    two: Callable[..., Two], call: Call
) -> None:
    """B has a step before, and reads a parameter that A does not know."""
    formula = "data + rate + float(open('params.yaml').read().split('extra:')[1])"
    made = two(
        {"data": 1, "rate": 1}, {"data": 5, "rate": 101, "more": "extra: 1000\n", "prepare": PREPARE,
                                 "formula": formula},
    )  # fmt: skip
    done = attribute(call, made, "--yes")
    # The code of A adds FACTOR (10), that of B the parameter it brought along.
    assert shares(done) == pytest.approx({"data": 4, "code": 990, "parameters": 100})
    assert all(each["value"] is not None for each in done["mixtures"])
    code = next(each for each in done["factors"] if each["factor"] == "code")
    assert "parameter that only B has: params.yaml:extra" in code["differs"]
    assert "prepare: a step of B only" in code["differs"]


def test_another_image_and_a_module_that_nobody_declares(
    two: Callable[..., Two], call: Call, other_image: str
) -> None:
    formula = "data + (5 if os.environ.get('OTHER') else 0)"
    module = "raise SystemExit('nobody imports this')\n"
    made = two({"formula": formula}, {"formula": formula, "image": other_image, "module": module})
    done = attribute(call, made, "--yes")
    assert shares(done) == {"code": 0, "environment": 5}
    assert done["factors"][0]["differs"] == ["module.py: changed"]


def test_data_that_is_a_folder_in_git(tmp_path: Path, base_image: str, call: Call) -> None:
    root, runs = tmp_path / "project", []
    (root / "rows").mkdir(parents=True)
    git(root, "init", "--quiet")
    for code, rows in ((1, ("1", "2")), (10, ("1", "5", "7"))):
        for number, row in enumerate(rows):
            (root / "rows" / f"{number}.txt").write_text(row)
        script = (
            "import json, pathlib\n"
            "found = sum(int(each.read_text()) for each in pathlib.Path('rows').iterdir())\n"
            f"json.dump({{'score': found * {code}}}, open('metrics.json', 'w'))\n"
        )
        (root / "train.py").write_text(script)
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", "Change")
        words = ("--uses", "train.py", "rows", "--makes", "metrics.json", "--", "python3", "train.py")
        done = call(root, "run", "--image", base_image, *words)
        assert done.code == 0, done
        runs.append(f"run:{done['run']}")
    done = call(root, "attribute", *runs, "--metric", "metrics.json:score", "--yes")
    assert {(each["data"], each["code"]): each["value"] for each in done["mixtures"]} == {
        ("A", "A"): 3, ("B", "B"): 130, ("B", "A"): 13, ("A", "B"): 30,
    }  # fmt: skip


def test_runs_of_one_name_are_told_apart_by_what_they_make(
    tmp_path: Path, base_image: str, call: Call
) -> None:
    root, runs = tmp_path / "project", []
    root.mkdir()
    git(root, "init", "--quiet")
    (root / "double.py").write_text(
        "import sys\nopen(sys.argv[2], 'w').write(open(sys.argv[1]).read() * 2)\n"
    )
    (root / "score.py").write_text(
        "import json\nscore = len(open('a.out').read()) + 10 * len(open('b.out').read())\n"
        "json.dump({'score': score}, open('metrics.json', 'w'))\n"
    )
    for text in ("x", "xyz"):
        (root / "a.in").write_text(text)
        (root / "b.in").write_text("constant")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", "Change")
        for uses, makes, words in (
            (("double.py", "a.in"), "a.out", ("double.py", "a.in", "a.out")),
            (("double.py", "b.in"), "b.out", ("double.py", "b.in", "b.out")),
            (("score.py", "a.out", "b.out"), "metrics.json", ("score.py",)),
        ):
            command = ("--uses", *uses, "--makes", makes, "--", "python3", *words)
            done = call(root, "run", "--image", base_image, *command)
            assert done.code == 0, done
        runs.append(f"run:{done['run']}")
    done = call(root, "attribute", *runs, "--metric", "metrics.json:score", "--yes")
    assert shares(done) == {"data": 4}
    # What both have in common is not run.
    assert done["runs"] == 4
    assert [step["name"] for step in done["mixtures"][0]["steps"]] == [
        "double (a.out)",
        "double (b.out)",
        "score",
    ]


def test_stages_of_dvc_at_revisions(churn_project: Path, tmp_path: Path, base_image: str, call: Call) -> None:
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root, symlinks=True)
    assert call(root, "import").code == 0
    assert call(root, "assign", base_image, "--all", "--by", "Ada").code == 0
    before = call(root, "attribute", "v1.0", "main", "--metric", "metrics.json:auc", "--dry-run")
    assert [each["factor"] for each in before["factors"]] == ["data", "parameters"]
    assert before["outlook"]["runs"] == 2 + 4
    done = call(root, "attribute", "v1.0", "main", "--metric", "metrics.json:auc", "--yes")

    def auc(rate: float, rows: int) -> float:
        return round(1 - rate / rows, 6)

    values = {(each["data"], each["parameters"]): each["value"] for each in done["mixtures"]}
    assert values == {
        ("A", "A"): auc(0.1, 20),
        ("A", "B"): auc(0.05, 20),
        ("B", "A"): auc(0.1, 30),
        ("B", "B"): auc(0.05, 30),
    }
    data = (values["B", "A"] - values["A", "A"] + values["B", "B"] - values["A", "B"]) / 2
    assert shares(done)["data"] == pytest.approx(data)
    # Only parameters differ: what comes before the step that reads them is not run.
    only = call(root, "attribute", "v1.0", "v1.1", "--metric", "metrics.json:auc", "--dry-run")
    assert [each["factor"] for each in only["factors"]] == ["parameters"]
    assert [
        step["rebuild"] for each in only["mixtures"] for step in each["steps"] if step["name"] == "prepare"
    ] == [
        None,
        None,
    ]


def test_what_it_refuses(two: Callable[..., Two], call: Call) -> None:
    made = two({"data": 1}, {"data": 2})
    for words, said in (
        (("--metric", "score"), "named by its file"),
        (("--metric", "other.json:score"), "made no other.json"),
        (("--metric", "metrics.json:nothing"), "holds no number called nothing"),
        (("--metric", "metrics.json:score", "--budget", "0"), "whole number"),
        (("--metric", "metrics.json:score"), "nobody has allowed"),
    ):
        refused = call(made.root, "attribute", *made.runs, *words)
        assert refused.code == 2
        assert said in refused.said
