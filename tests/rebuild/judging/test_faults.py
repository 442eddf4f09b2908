"""What goes wrong while outputs are judged never passes for a verdict, and never reaches the host."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forebear.lineage.errors import CancelledError
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import Digest
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.judging import choosing, many
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.judge import Expected, Judge, Judged
from forebear.rebuild.judging.tolerance import Policy
from forebear.sources.hashing import Entry, folder_digest, measure

Compared = Callable[..., Finding]


class Runs:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return (os.mkdir, (str(self._path),))


@pytest.mark.parametrize(
    "error", [ValueError("broken"), MemoryError(), RecursionError("too deep"), AssertionError()]
)
def test_a_comparator_that_crashes_is_no_comparator(
    compared: Compared, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def crash(_pair: Pair) -> Finding:
        raise error

    monkeypatch.setattr(choosing, "judge_document", crash)
    found = compared("a.json", b'{"a": 1}', b'{"a": 1.0}')
    assert found.verdict is Verdict.NO_COMPARATOR
    assert f"The comparator failed ({type(error).__name__}" in found.explanation
    assert "the first at offset 7" in found.explanation


def test_a_cancel_goes_through(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(_pair: Pair) -> Finding:
        raise CancelledError("Cancelled.")

    monkeypatch.setattr(choosing, "judge_document", cancel)
    with pytest.raises(CancelledError):
        compared("a.json", b'{"a": 1}', b'{"a": 1.0}')


@pytest.mark.parametrize("name", ["a.pkl", "a.joblib", "a.bin", "a", "a.npy", "a.json", "a.pt"])
def test_a_malicious_pickle_is_not_loaded_here(compared: Compared, tmp_path: Path, name: str) -> None:
    before = pickle.dumps({"weights": [1.0]})
    found = compared(name, before, pickle.dumps(Runs(tmp_path / "pwned")))
    assert found.verdict in {Verdict.NO_COMPARATOR, Verdict.DIFFERENT}
    objects = io.BytesIO()
    np.save(objects, np.array([Runs(tmp_path / "pwned")], dtype=object), allow_pickle=True)
    compared("a.npy", objects.getvalue()[:-1] + b"!", objects.getvalue())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("archive/data.pkl", pickle.dumps(Runs(tmp_path / "pwned")))
    compared("a.pt", archive.getvalue(), archive.getvalue() + b"\0")
    assert not (tmp_path / "pwned").exists()


def test_bombs_take_little_memory(compared: Compared) -> None:
    one, other = io.BytesIO(), io.BytesIO()
    for target, last in ((one, b"a"), (other, b"b")):
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", b"\0" * (40 << 20) + last)
    tracemalloc.start()
    found = compared("a.zip", one.getvalue(), other.getvalue())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.verdict is Verdict.NO_COMPARATOR
    assert "the first at offset 41,943,040" in found.explanation
    assert most < 24 << 20


def test_archives_in_archives_have_an_end(compared: Compared) -> None:
    one, other = b"one\n", b"two\n"
    for _ in range(12):
        one, other = gzip.compress(one, mtime=0), gzip.compress(other, mtime=0)
    found = compared("a.gz", one, other)
    assert found.verdict is Verdict.NO_COMPARATOR
    assert "too deep" in found.explanation


# folders


def listing(files: dict[str, bytes], folder: Path) -> tuple[bytes, Digest, dict[str, Path]]:
    """Return DVC's listing of some files, its digest, and the files by their md5."""
    kept = {}
    entries = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / f"object{number}"
        path.write_bytes(content)
        md5 = measure(path, ["md5"]).digests["md5"].value
        kept[md5] = path
        entries.append(Entry(name, md5))
    lines = sorted(
        ({"md5": each.md5, "relpath": each.relpath} for each in entries), key=lambda each: each["relpath"]
    )
    return json.dumps(lines, sort_keys=True).encode(), folder_digest(entries), kept


def judge_folder(tmp_path: Path, before: dict[str, bytes], after: dict[str, bytes]) -> Judged:
    kept_folder, tree = tmp_path / "kept", tmp_path / "tree"
    kept_folder.mkdir()
    for name, content in after.items():
        path = tree / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    text, digest, kept = listing(before, kept_folder)

    def recorded(wanted: Wanted, target: Path) -> Path | None:
        [asked] = wanted.digests
        if asked.is_directory:
            target.write_bytes(text)
            return target
        return kept.get(asked.value)

    judge = Judge(Policy(), recorded, Comparing().compare, tmp_path / "scratch", lambda: None)
    return judge.judge(Expected(Wanted("out", (digest,))), tree)


def test_a_folder_is_as_good_as_its_worst_file(tmp_path: Path) -> None:
    before = {"same": b"x", "a.json": b'{"a": 1}', "deep/b.json": b'{"b": 2}', "c.csv": b"a\n1\n"}
    equal = {**before, "a.json": b'{"a":1}', "c.csv": b"a\n1.0\n"}
    said = judge_folder(tmp_path, before, equal).verdict
    assert said.verdict is Verdict.EQUIVALENT
    assert set(said.normalisations) == {"white space and layout", "spelling of numbers"}
    assert said.comparator == "folder, JSON, delimited text"
    assert said.explanation.startswith("Of 4 files: 2 identical; 2 equivalent (a.json, c.csv).")


def test_files_of_a_folder_that_are_missing_or_extra_are_named(tmp_path: Path) -> None:
    said = judge_folder(tmp_path, {"a": b"1", "b": b"2"}, {"a": b"1", "c": b"2"}).verdict
    assert said.verdict is Verdict.DIFFERENT
    assert said.explanation == "Of 2 files: 1 identical; 1 missing (b); 1 extra (c)."


def test_one_bad_file_of_a_folder_is_never_a_pass(tmp_path: Path) -> None:
    said = judge_folder(tmp_path, {"a.json": b"{}", "b": b"\0\1"}, {"a.json": b"{ }", "b": b"\0\2"}).verdict
    assert said.verdict is Verdict.NO_COMPARATOR
    assert "1 equivalent (a.json)" in said.explanation
    assert "b: It is of no format that is read here." in said.explanation


def test_of_very_many_files_some_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MOST_OPENED", 3)
    before = {f"{number}.json": b"{}" for number in range(9)}
    said = judge_folder(tmp_path, before, dict.fromkeys(before, b"{ }")).verdict
    assert said.verdict is Verdict.NO_COMPARATOR
    assert "3 equivalent (0.json, 1.json, 2.json); 6 more differ and were not opened" in said.explanation


def test_a_folder_for_a_file_is_different(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "out").mkdir(parents=True)
    (tree / "out" / "a").write_text("x")
    judge = Judge(Policy(), lambda *_: None, Comparing().compare, tmp_path / "scratch", lambda: None)
    said = judge.judge(Expected(Wanted("out", (Digest("md5", "0" * 32),))), tree).verdict
    assert (said.verdict, said.explanation) == (Verdict.DIFFERENT, "It was a file, and is a folder.")


def test_links_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    tree = tmp_path / "tree"
    (tree / "out").mkdir(parents=True)
    (tree / "out" / "a").symlink_to(tmp_path / "secret")
    (tree / "b").symlink_to(tmp_path / "secret")
    judge = Judge(Policy(), lambda *_: None, Comparing().compare, tmp_path / "scratch", lambda: None)
    for path, digest in (("out", "0" * 32 + ".dir"), ("b", "0" * 32)):
        said = judge.judge(Expected(Wanted(path, (Digest("md5", digest),))), tree).verdict
        assert said.verdict is Verdict.DIFFERENT
        assert "links are not followed" in said.explanation


def test_a_million_values_are_compared_in_little_memory(compared: Compared) -> None:
    before = np.arange(4_000_000, dtype="f4")
    after = before.copy()
    after[-1] += 1
    contents = []
    for array in (before, after):
        target = io.BytesIO()
        np.save(target, array)
        contents.append(target.getvalue())
    tracemalloc.start()
    found = compared("a.npy", contents[0], contents[1])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.verdict, found.ulp) == (Verdict.DIFFERENT, 4)
    assert most < 40 << 20
