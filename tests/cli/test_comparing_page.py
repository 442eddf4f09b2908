"""`forebear compare --html`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Call = Callable[..., tuple[int, str, str]]


def test_the_page_is_written_and_its_place_is_printed(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "판 비교.html"
    code, out, _ = call("compare", "old", "new", "--html", str(file))
    assert (code, out.strip()) == (0, str(file))
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "forebear compare old new --html FILE.html" in page
    assert "손실" in page
    assert "\x1b" not in page
    assert "[U+001B]" in page
    again = tmp_path / "again.html"
    call("compare", "old", "new", "--html", str(again))
    assert again.read_bytes() == file.read_bytes()


def test_the_json_says_where_the_page_is_beside_its_own_keys(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    code, out, _ = call("compare", "old", "new", "--html", str(file), "--json")
    said = json.loads(out)
    assert (code, said["page"]) == (0, str(file))
    assert said["changed"]["code"] is True


def test_no_page_is_written_over_a_folder_or_under_another_ending(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "page.html"
    folder.mkdir()
    for name in (folder, tmp_path / "page.txt", tmp_path):
        code, _, err = call("compare", "old", "new", "--html", str(name))
        assert code == 2
        assert "ends in .html" in err
    assert call("compare", "old", "new", "--html", str(tmp_path / "gone" / "page.html"))[0] == 3
    assert not list(folder.iterdir())
    assert not list(tmp_path.glob("**/*.part"))


def test_which_way_a_metric_is_better_can_be_said(call: Call, tmp_path: Path) -> None:
    said = json.loads(call("compare", "old", "new", "--json", "--better", "auc=lower")[1])
    assert next(row for row in said["metrics"] if row["name"] == "auc")["better"] == "lower"
    assert said["curves"] == []
    file = tmp_path / "page.html"
    assert call("compare", "old", "new", "--html", str(file), "--better=손실=lower", "--no-data")[0] == 0
    page = file.read_text(encoding="utf-8")
    assert "forebear compare --better &#39;손실=lower&#39; --no-data old new --html FILE.html" in page
    assert call("compare", "old", "new", "--better", "auc=sideways")[0] == 2
