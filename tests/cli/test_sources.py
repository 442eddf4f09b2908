"""`forebear sources`: list, look, add, remove, switch off and on, moved folders; another package's tool."""

from __future__ import annotations

import io
import json
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forebear.cli.main import main

Call = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path, acme: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two runs of Acme, and a person who never used Forebear."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    install(acme.site, monkeypatch)
    root = tmp_path / "project"
    root.mkdir()
    for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    for name in ("a1", "b2"):
        acme.record(root, name, commit_of(root), {"auc": 0.5})
    return root


def install(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the package that is installed in a folder, instead of the one before."""
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not path.endswith("/site")])
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "acme_forebear", raising=False)


def commit_of(root: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def call(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return `call(*words, typed="", code=0)`: the command on the project; gives its JSON document."""

    def run(*words: str, typed: str = "", code: int = 0) -> Any:
        where = [str(project)] if words[0] == "import" else ["--project", str(project)]
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        done = main([words[0], "--json", *words[1:], *where])
        said = capsys.readouterr()
        assert done == code, said.out + said.err
        return json.loads(said.out)

    return run


def of_ours(document: Any) -> list[Any]:
    """The sources that these projects are made of, whatever else tools find on this machine."""
    return [source for source in document["sources"] if source["kind"] in ("git", "acme")]


def states(document: Any) -> dict[str, str]:
    return {source["kind"]: source["state"] for source in of_ours(document)}


def test_what_is_in_the_project_is_found_read_and_listed(project: Path, call: Call, acme: Any) -> None:
    before = call("sources")
    assert states(before) == {"git": "new", "acme": "new"}
    assert {"kind": "acme", "title": "Acme"} in before["tools"]
    git, found = of_ours(before)
    assert (git["fixed"], found["fixed"], found["added"], found["read_at"]) == (True, False, False, None)
    assert (found["title"], found["details"]) == ("Acme runs", ["2 runs"])
    assert not (project / ".forebear").exists()  # looking leaves nothing behind

    imported = call("import")
    assert {source["kind"]: source["facts"] for source in of_ours(imported)} == {"git": 2, "acme": 10}
    assert imported["runs"] == 2
    after = of_ours(call("sources"))[1]
    assert (after["state"], after["facts"], after["problems"]) == ("fine", 10, [])
    assert after["read_at"] is not None
    assert after["watched"] == [str(project / "acme" / "runs")]

    again = call("import")
    assert [source["facts"] for source in of_ours(again)] == [0, 0]
    acme.record(project, "c3", commit_of(project), {"auc": 0.9})
    more = call("import")
    assert [source["facts"] for source in of_ours(more)] == [0, 5]  # that run alone
    assert of_ours(call("sources"))[1]["facts"] == 15


def test_a_run_of_a_third_party_is_part_of_the_graph(project: Path, call: Call) -> None:
    call("import")
    shown = call("show", "run:acme:a1")
    assert "acme" in json.dumps(shown)
    lineage = call("lineage", "run:acme:a1")
    commit = commit_of(project)
    assert any(node["commit"] == commit or commit in node["id"] for node in lineage["nodes"])


def test_a_bad_record_is_a_problem_of_its_source_and_all_else_is_read(project: Path, call: Call) -> None:
    (project / "acme" / "runs" / "bad.json").write_text("{")
    assert call("import")["runs"] == 2
    source = of_ours(call("sources"))[1]
    assert source["state"] == "problems"
    assert [problem["where"] for problem in source["problems"]] == [str(project / "acme/runs/bad.json")]


def test_a_tool_that_breaks_is_one_problem(
    project: Path, call: Call, acme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = acme.example().replace("yield Run(key", 'raise RuntimeError("broken")\n        yield Run(key')
    install(acme.install(tmp_path / "broken", broken), monkeypatch)
    assert call("import")["commits"] == 1
    source = of_ours(call("sources"))[1]
    assert source["state"] == "unreachable"
    assert "RuntimeError: broken" in source["problems"][0]["what"]
    assert "--off" in source["problems"][0]["what"]
    install(acme.site, monkeypatch)
    assert call("import")["runs"] == 2
    assert states(call("sources"))["acme"] == "fine"


def test_a_tool_that_cannot_be_loaded_is_one_problem(
    project: Path, call: Call, acme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(acme.install(tmp_path / "broken", "import no_such_module\n"), monkeypatch)
    assert call("import")["commits"] == 1
    listed = call("sources")
    assert states(listed) == {"git": "fine"}
    assert any("no_such_module" in problem["what"] for problem in listed["problems"])


def test_what_went_wrong_with_loading_a_tool_is_a_problem_as_long_as_it_does(
    project: Path, call: Call, acme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[str]:
        return [each["what"] for each in call("import")["problems"] if each["where"] == "acme_forebear:Acme"]

    assert told() == []
    # Also where nothing else is new: an import then reads nothing.
    install(acme.install(tmp_path / "broken", "import no_such_module\n"), monkeypatch)
    for _ in range(2):
        (what,) = told()
        assert "no_such_module" in what
    install(acme.install(tmp_path / "worse", "import no_other_module\n"), monkeypatch)
    (what,) = told()
    assert "no_other_module" in what
    install(acme.site, monkeypatch)
    assert told() == []
    assert states(call("sources")) == {"git": "fine", "acme": "fine"}


def test_a_path_elsewhere_is_looked_at_added_read_and_removed(
    project: Path, call: Call, acme: Any, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "share"
    acme.record(elsewhere, "z9", commit_of(project), {"auc": 0.1})
    place = str(elsewhere / "acme")
    found = call("sources", "--look", place)["found"]
    assert [(each["kind"], each["location"], each["details"], each["known"]) for each in found] == [
        ("acme", place, ["1 runs"], False)
    ]
    assert call("import")["runs"] == 2  # looking reads nothing

    added = call("sources", "--add", place)
    assert added["added"] == {"kind": "acme", "location": place}
    assert [(each["added"], each["state"]) for each in of_ours(added)] == [
        (False, "fine"), (False, "fine"), (True, "new"),
    ]  # fmt: skip
    assert call("import")["runs"] == 3
    assert of_ours(call("sources"))[2]["details"] == ["1 runs"]
    assert call("sources", "--look", place)["found"][0]["known"] is True

    removed = call("sources", "--remove", place)
    assert [each["location"] for each in of_ours(removed)] == [str(project), str(project / "acme")]
    assert call("import")["runs"] == 3  # what was read stays
    assert not [path for path in project.rglob("*") if "share" in path.name]


def test_a_source_is_switched_off_and_on(project: Path, call: Call, acme: Any) -> None:
    place = str(project / "acme")
    assert states(call("sources", "--off", place))["acme"] == "off"
    assert call("import")["runs"] == 0
    assert states(call("sources", "--on", place))["acme"] == "new"
    assert call("import")["runs"] == 2
    call("sources", "--off", place)
    acme.record(project, "c3", commit_of(project), {"auc": 0.9})
    assert call("import")["runs"] == 2  # what was read stays, what is new is not


def test_only_one_source_is_read_where_that_is_asked_for(project: Path, call: Call) -> None:
    report = call("import", "--only", str(project / "acme"))
    assert [source["kind"] for source in report["sources"]] == ["acme"]
    error = call("import", "--only", str(project / "nothing"), code=2)["error"]
    assert error["what"] == "There is no such source."


def test_a_source_that_is_gone_stays_listed_with_what_was_read(project: Path, call: Call) -> None:
    call("import")
    (project / "acme").rename(project.parent / "moved")
    assert states(call("sources")) == {"git": "fine", "acme": "gone"}
    assert call("import")["runs"] == 2


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--look", "/no/such/place"), "There is nothing at this path."),
        (("--look", "gopher://example.org/x"), "Nothing here is a source that Forebear reads."),
        (("--look", ".", "--kind", "nonsense"), "There is no such tool."),
        (("--remove", "/no/such/place"), "There is no such source."),
        (("--remap", "nothing"), "This says no two folders."),
        (("--look", "https://u:p/w@example.org/x"), "This URL cannot be read."),
    ],
)
def test_what_cannot_be_done_says_why_and_what_to_do(call: Call, words: tuple[str, ...], what: str) -> None:
    error = call("sources", *words, code=2)["error"]
    assert error["what"] == what
    assert error["todo"]
    assert "p/w" not in json.dumps(error)


def test_a_server_that_is_away_is_one_problem_and_is_tried_again(project: Path, call: Call) -> None:
    """It can be added by its tool while it is down; looking at it says why it cannot be read."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        place = f"http://127.0.0.1:{closed.getsockname()[1]}"
    error = call("sources", "--look", place, code=3)["error"]
    assert error["what"]
    assert error["todo"]
    call("sources", "--add", place, "--kind", "mlflow")
    for _ in range(2):
        assert call("import")["runs"] == 2
        (server,) = [each for each in call("sources")["sources"] if each["location"] == place]
        assert (server["state"], len(server["problems"])) == ("unreachable", 1)
        assert server["read_at"] is None
    call("sources", "--remove", place)


def test_what_belongs_to_the_repository_cannot_be_removed_or_switched_off(project: Path, call: Call) -> None:
    for word in ("--remove", "--off"):
        assert call("sources", word, str(project), code=2)["error"]["what"]
    call("sources", "--remove", str(project / "acme"), code=2)
    assert states(call("sources")) == {"git": "new", "acme": "new"}


def test_moved_folders_are_said_once_for_all(project: Path, call: Call) -> None:
    remaps = call("sources", "--remap", "/home/bob/ml=/data/ml")["remaps"]
    assert remaps == [{"old": "/home/bob/ml", "new": "/data/ml"}]
    call("sources", "--remap", "C:\\work=/data/work")
    assert call("sources", "--remap", "/home/bob/ml=/srv/ml")["remaps"] == [
        {"old": "C:\\work", "new": "/data/work"}, {"old": "/home/bob/ml", "new": "/srv/ml"},
    ]  # fmt: skip
    assert call("sources", "--remap", "/home/bob/ml=")["remaps"] == [{"old": "C:\\work", "new": "/data/work"}]


def test_a_secret_is_kept_with_the_person_and_nowhere_else(project: Path, call: Call, tmp_path: Path) -> None:
    """Given in a URL, or on standard input; deleted with the source."""
    for number, typed in enumerate(("", '{"user": "ada", "password": "s3cret-word"}', "s3cret-word\n")):
        place = f"https://tracking{number}.example.org/api"
        given = place if typed else place.replace("://", "://ada:s3cret-word@")
        words = ["--secret-stdin"] if typed else []
        document = call("sources", "--add", given, "--kind", "acme", *words, typed=typed)
        assert document["added"] == {"kind": "acme", "location": place}
    call("import")
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret-word" in path.read_bytes()]
    assert holding == [tmp_path / "data" / "forebear" / "secrets.json"]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600
    for number in range(3):
        call("sources", "--remove", f"https://tracking{number}.example.org/api")
    assert b"s3cret-word" not in holding[0].read_bytes()


def test_the_list_is_there_as_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--project", str(project)]) == 0
    said = capsys.readouterr().out
    lines = [line.split()[:2] for line in said.splitlines()]
    assert [line for line in lines if line[0] in ("git", "acme")] == [["git", "new"], ["acme", "new"]]
