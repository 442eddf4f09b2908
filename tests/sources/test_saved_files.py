"""Files into which a tool's command or API was saved: which of a folder are read, and which never."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest, Problem, Run
from forebear.sources import files as files_of_folders
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.files import below
from forebear.sources.kfp.tool import KfpTool
from forebear.sources.saved import json_documents
from forebear.sources.shapes import as_moment, as_number, as_text, as_whole, identity, image_named, of_bytes
from forebear.sources.tool import Context

SAID = json.dumps({"run_id": "r", "runtime_config": {}})


def runs(place: Path) -> list[str]:
    facts = KfpTool().open(str(place), Context(place)).facts(None, Silent())
    return [fact.key for fact in facts if isinstance(fact, Run)]


def test_links_pipes_and_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "saved").mkdir(parents=True)
    (tmp_path / "outside.json").write_text(SAID)
    (folder / "saved" / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "saved" / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "saved" / "pipe.json")
    for name in ("node_modules", ".hidden", "mlruns"):
        (folder / name).mkdir()
        (folder / name / "run.json").write_text(SAID)
    assert list(KfpTool().discover(Context(folder))) == []
    assert runs(folder) == []
    (folder / "saved" / "run.json").write_text(SAID)
    assert runs(folder) == ["kfp:r"]


def test_a_folder_of_too_many_files_is_read_in_part_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_of_folders, "_MOST", 3)
    for number in range(5):
        (tmp_path / f"{number}.json").write_text(SAID)
    facts = list(KfpTool().open(str(tmp_path), Context(tmp_path)).facts(None, Silent()))
    (problem,) = (fact for fact in facts if isinstance(fact, Problem))
    assert "first 3 files" in problem.what


def test_deep_folders_are_not_entered(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    (deep / "x.json").write_text("{}")
    (deep.parent / "y.json").write_text("{}")
    assert [entry.name for entry in below(tmp_path, (".json",))] == ["y.json"]


def test_documents_follow_each_other() -> None:
    assert list(json_documents('{"a": 1}{"a": 2}\n\n[3]\x1e4 "5"')) == [{"a": 1}, {"a": 2}, [3], 4, "5"]
    assert list(json_documents(" \n")) == []
    with pytest.raises(UnreadableError, match="line 2"):
        list(json_documents('{"a": 1}\n{"a": '))


@settings(max_examples=40)
@given(
    st.lists(
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(), s),
        )
    )
)
def test_any_documents_are_read_as_they_were_written(documents: list[object]) -> None:
    assert list(json_documents("\n".join(map(json.dumps, documents)))) == documents


def test_values_of_any_shape() -> None:
    assert as_whole("12") == as_whole(12.0) == 12
    assert [as_whole(value) for value in (True, "1e3", 2**63, 1.5, None, "9" * 30)] == [None] * 6
    assert as_number("0.5") == 0.5
    assert as_number(10**400) == float("inf")
    assert [as_number(value) for value in (True, "x", None, [])] == [None] * 4
    assert as_text("a\0\ud800b") == "a\ufffd\ufffdb"
    assert [as_text(value) for value in (None, True, [], {})] == [""] * 4
    when = datetime(2026, 11, 3, 10, 0, 0, 123456, UTC)
    assert (
        as_moment("2026-11-03T10:00:00.123456789Z") == as_moment("2026-11-03T11:00:00.123456+01:00") == when
    )
    assert as_moment("2026-11-03T10:00:00.123456") == when
    assert [as_moment(value) for value in ("soon", 1e300, float("nan"), True, None, [])] == [None] * 6


def test_what_things_are_called() -> None:
    image = image_named(f"host:5000/a/b:1@sha256:{'a' * 64}")
    assert image is not None
    assert (image.reference, image.digest) == ("host:5000/a/b:1", f"sha256:{'a' * 64}")
    assert image_named("a/b:1") is not None
    assert image_named(" ") is None
    assert str(identity("kfp", "a b/c", 7)) == "kfp:a%20b%2Fc/7"
    assert Digest.parse(str(identity("kfp", ""))) == Digest("kfp", "-")
    assert of_bytes({"md5": "A" * 32, "data.sha256sum": f"sha256:{'b' * 64}", "sha1": "no"}) == (
        Digest("md5", "a" * 32),
        Digest("sha256", "b" * 64),
    )
