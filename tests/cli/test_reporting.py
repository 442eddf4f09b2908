"""`forebear report` from a terminal."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("end", "start"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("zip", b"PK"), ("json", b"{")]
)
def test_report_writes_each_form(call: Call, tmp_path: Path, end: str, start: bytes) -> None:
    output = tmp_path / f"보고서.{end}"
    code, out, _ = call("report", "new", "--output", str(output), "--against", "old", "--json")
    assert code == 0
    said = json.loads(out)
    assert said["output"] == str(output)
    assert said["id"].startswith("sha256:")
    assert any("never rebuilt" in gap["what"] for gap in said["missing"])
    assert output.read_bytes().lstrip().startswith(start)
    assert [path.name for path in tmp_path.glob("*보고서*")] == [output.name]


def test_report_text_says_what_is_missing_and_hides_nothing(call: Call, tmp_path: Path) -> None:
    output = tmp_path / "r.html"
    code, out, _ = call("report", "model.bin@new", "--output", str(output))
    assert code == 0
    assert "What is missing:" in out
    assert "\x1b" not in out
    assert "\x1b" not in output.read_text(encoding="utf-8")


def test_a_run_and_a_digest_have_reports(call: Call, tmp_path: Path) -> None:
    run = json.loads(call("list", "runs", "--json")[1])
    key = next(iter(run.values()))[0]["id"]
    for ref in (key, f"md5:{'d' * 32}"):
        assert call("report", ref, "--output", str(tmp_path / "r.json"))[0] == 0


def test_what_cannot_be_done_says_what_to_do(call: Call, tmp_path: Path) -> None:
    assert call("report", "new", "--output", str(tmp_path / "r.docx"))[0] == 2
    assert call("report", "nowhere", "--output", str(tmp_path / "r.html"))[0] == 2
    code, _, err = call("report", "new", "--output", str(tmp_path / "no" / "r.html"))
    assert code == 3
    assert "folder" in err
    assert not list(tmp_path.glob("r.*"))


def test_a_report_written_twice_is_the_same(call: Call, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert call("report", "new", "--output", str(tmp_path / name), "--against", "old")[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
