"""The bundle: written the same each time, and every tampering is named."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.audit.bundle import bundle_report, check_bundle
from forebear.audit.report import Report, build_report
from forebear.lineage.errors import ActionableError
from forebear.lineage.questions import Questions

MakeQuestions = Callable[..., Questions]
Files = dict[str, bytes]

NAMES = {"manifest.json", "prov.json", "report.html", "report.json", "report.pdf"}


@pytest.fixture
def report(make_questions: MakeQuestions) -> Report:
    return build_report(make_questions(rebuilt=True), "v1.2", project="credit")


@pytest.fixture
def files(report: Report) -> Files:
    with zipfile.ZipFile(io.BytesIO(bundle_report(report))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_bundle_is_whole_and_the_same_each_time(report: Report, tmp_path: Path) -> None:
    content = bundle_report(report)
    assert content == bundle_report(report)
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    check = check_bundle(path)
    assert check.whole
    assert check.report_id == report.id
    assert set(check.files) == NAMES - {"manifest.json"}


def test_one_flipped_bit_in_any_file_is_found(files: Files, tmp_path: Path) -> None:
    for name in sorted(NAMES - {"manifest.json"}):
        content = bytearray(files[name])
        content[len(content) // 2] ^= 1
        check = check_bundle(packed({**files, name: bytes(content)}, tmp_path / "b.zip"))
        assert check.altered == (name,)
        assert not check.whole


def test_missing_and_extra_files_are_named(files: Files, tmp_path: Path) -> None:
    fewer = {name: content for name, content in files.items() if name != "prov.json"}
    check = check_bundle(packed({**fewer, "../../etc/extra": b"x", "note.txt": b""}, tmp_path / "b.zip"))
    assert check.missing == ("prov.json",)
    assert check.extra == ("../../etc/extra", "note.txt")
    assert not check.whole
    assert not list(tmp_path.glob("**/extra"))


def manifest_with(files: Files, **changed: bytes) -> Files:
    """Return the files with some changed and the manifest's digests made to fit: a careful forger."""
    new = {**files, **{name.replace("_", "."): content for name, content in changed.items()}}
    manifest = json.loads(files["manifest.json"])
    for name in manifest["files"]:
        manifest["files"][name] = {"sha256": hashlib.sha256(new[name]).hexdigest(), "size": len(new[name])}
    return {**new, "manifest.json": json.dumps(manifest).encode()}


def test_a_report_whose_content_does_not_give_its_id_is_found(files: Files, tmp_path: Path) -> None:
    forged = files["report.json"].replace(b'"partly"', b'"verified"')
    assert forged != files["report.json"]
    check = check_bundle(packed(manifest_with(files, report_json=forged), tmp_path / "b.zip"))
    assert check.altered == ()
    assert len(check.wrong) == 2
    assert not check.whole


def test_a_manifest_that_names_another_report_is_found(files: Files, report: Report, tmp_path: Path) -> None:
    forged = files["manifest.json"].replace(report.id.encode(), b"sha256:" + b"0" * 64)
    assert not check_bundle(packed({**files, "manifest.json": forged}, tmp_path / "b.zip")).whole


def test_a_manifest_without_the_report_is_found(files: Files, tmp_path: Path) -> None:
    manifest = json.loads(files["manifest.json"])
    del manifest["files"]["report.json"]
    left = {name: content for name, content in files.items() if name != "report.json"}
    check = check_bundle(packed({**left, "manifest.json": json.dumps(manifest).encode()}, tmp_path / "b.zip"))
    assert "report.json" in check.wrong[0]


def test_a_name_twice_is_found(files: Files, tmp_path: Path) -> None:
    path = packed(files, tmp_path / "b.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("report.html", files["report.html"])
    assert check_bundle(path).wrong == ("report.html is in the bundle twice",)


def test_a_bomb_is_read_no_further_than_the_manifest_says(files: Files, tmp_path: Path) -> None:
    path = packed({**files, "report.html": b"\0" * (64 << 20)}, tmp_path / "b.zip")
    assert path.stat().st_size < 1 << 20
    assert check_bundle(path).altered == ("report.html",)
    hungry = json.loads(files["manifest.json"])
    hungry["files"]["report.html"]["size"] = 1 << 60
    path = packed({**files, "manifest.json": json.dumps(hungry).encode()}, tmp_path / "c.zip")
    assert check_bundle(path).altered == ("report.html",)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b'{"schema": "forebear-bundle/1"}',
        b'{"schema": "other", "files": {}, "report": ""}',
        b"[" * 100_000,
    ],
)
def test_an_unreadable_manifest_says_what_to_do(files: Files, tmp_path: Path, manifest: bytes) -> None:
    path = packed({**files, "manifest.json": manifest}, tmp_path / "b.zip")
    with pytest.raises(ActionableError) as caught:
        check_bundle(path)
    assert caught.value.todo


def test_other_files_are_no_bundle(tmp_path: Path, files: Files, report: Report) -> None:
    (tmp_path / "text.zip").write_text("hello")
    (tmp_path / "cut.zip").write_bytes(bundle_report(report)[:-40])
    packed({"a": b""}, tmp_path / "other.zip")
    for name in ("text.zip", "cut.zip", "other.zip", "none.zip", "."):
        with pytest.raises(ActionableError):
            check_bundle(tmp_path / name)
    assert files
