"""`forebear verify` from a terminal."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bundle(call: Call, tmp_path: Path) -> Path:
    """A bundle that `forebear report` wrote."""
    path = tmp_path / "bundle.zip"
    assert call("report", "new", "--output", str(path))[0] == 0
    return path


def test_a_whole_bundle_is_verified(call: Call, bundle: Path) -> None:
    code, out, _ = call("verify", str(bundle), "--json")
    assert code == 0
    said = json.loads(out)
    assert said["verified"] is True
    assert "report.pdf" in said["files"]


def test_an_altered_bundle_is_not_and_the_file_is_named(call: Call, bundle: Path, tmp_path: Path) -> None:
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name,
                content.replace(b"Lineage report", b"Lineage Report") if name.endswith("html") else content,
            )
    code, out, _ = call("verify", str(altered))
    assert code == 1
    assert "altered: report.html" in out
    assert json.loads(call("verify", str(altered), "--json")[1])["altered"] == ["report.html"]


def test_what_is_no_bundle_is_missing_and_not_a_no(call: Call, tmp_path: Path) -> None:
    assert call("verify", str(tmp_path / "none.zip"))[0] == 3
    assert call("verify")[0] == 2


def test_there_is_no_trail_yet_and_it_says_so(call: Call) -> None:
    code, _, err = call("verify", "--trail")
    assert code == 2
    assert "no signed audit trail" in err
