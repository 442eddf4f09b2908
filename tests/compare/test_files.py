"""Files put side by side: bytes, text, notebooks; one byte, one line or one cell is never overlooked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import v4

from forebear.compare.data.findings import Obtainable
from forebear.compare.files import bytes as file_bytes
from forebear.compare.files.bytes import compare_bytes
from forebear.compare.files.findings import Content, FileStudy
from forebear.compare.files.notebooks import compare_notebooks, read_notebook
from forebear.compare.files.study import FileStudent
from forebear.compare.files.texts import LARGEST, TIMES, compare_texts, decoded_text
from forebear.lineage.errors import CancelledError
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class Folder:
    """Contents by digest, as a cache has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.listings: dict[Digest, tuple[DirectoryEntry, ...]] = {}

    def put(self, name: str, content: bytes) -> Digest:
        (self.folder / name).write_bytes(content)
        return Digest("md5", name)

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        path = self.folder / digest.value
        return path if path.exists() else None

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        return self.listings.get(digest)

    def obtainable(self, _digest: Digest) -> tuple[Obtainable, ...]:
        return (Obtainable("dvc", "shared", "s3://bucket/dvc"),)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def studied(folder: Folder, path: str, *contents: bytes | None, rule: str = "") -> FileStudy:
    held = [
        (letter, None if content is None else folder.put(letter, content))
        for letter, content in zip("ABCDE", contents, strict=False)
    ]
    return FileStudent(folder).study(path, held, rule=rule)


# bytes


@same_folder
@given(st.binary(max_size=400), st.data())
def test_one_byte_is_found_where_it_is(tmp_path: Path, content: bytes, data: st.DataObject) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(content)
    after.write_bytes(content)
    assert compare_bytes(before, after).offset is None
    place = data.draw(st.integers(0, len(content)))
    if place < len(content):
        other = bytearray(content)
        other[place] ^= data.draw(st.integers(1, 255))
        after.write_bytes(bytes(other))
        found = compare_bytes(before, after)
        assert (found.offset, found.suffix) == (place, len(content) - place - 1)
        assert found.start % 16 == 0
        assert found.before[place - found.start] == content[place]
        assert found.after[place - found.start] == other[place]
        assert found.line == content[:place].count(b"\n") + 1
    after.write_bytes(content[:place])
    assert compare_bytes(before, after).offset == (None if place == len(content) else place)


def test_a_difference_beyond_the_first_block(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    content = bytearray(3 * file_bytes.BLOCK + 17)
    before.write_bytes(content)
    content[2 * file_bytes.BLOCK + 5] = 1
    after.write_bytes(content)
    found = compare_bytes(before, after)
    assert found.offset == 2 * file_bytes.BLOCK + 5
    assert found.suffix == file_bytes.BLOCK + 11
    partly = compare_bytes(before, after, most=file_bytes.BLOCK)
    assert (partly.offset, partly.read, partly.whole) == (None, file_bytes.BLOCK, False)

    def stop(_read: int) -> None:
        raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        compare_bytes(before, after, look=stop)


def test_any_file_has_at_least_its_first_difference(folder: Folder) -> None:
    study = studied(folder, "model.bin", b"\0\1\2same end", b"\0\1\3same end", None, b"\0\1\2same end")
    b, c, d = study.differences
    assert d.bytes is not None
    assert d.bytes.offset is None
    assert b.bytes is not None
    assert (b.bytes.offset, b.bytes.suffix, b.bytes.sizes) == (2, 8, (11, 11))
    assert b.text is None
    assert c.note == "removed"
    assert [side.size for side in study.sides] == [11, 11, None, 11]


# text


def test_a_text_as_a_unified_diff(folder: Folder) -> None:
    study = studied(folder, "notes.txt", b"one\ntwo\nthree\n", b"one\n2\nthree\nfour")
    (each,) = study.differences
    assert each.text is not None
    assert (each.text.added, each.text.removed) == (2, 1)
    assert "-two\n+2\n" in each.text.text
    assert each.text.text.startswith("@@ -1,3 +1,4 @@\n")
    assert each.text.text.endswith("+four\n\\ No newline at end of file\n")


@given(st.lists(st.text("ab \t", max_size=5), max_size=12), st.data())
def test_one_line_is_never_overlooked(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    assert not compare_texts(text, text).text
    place = data.draw(st.integers(0, len(lines)))
    other = "\n".join([*lines[:place], "c", *lines[place:]])
    found = compare_texts(text, other)
    assert found.added
    assert "+c\n" in found.text


def test_what_python_takes_for_line_ends_stays_in_the_line() -> None:
    found = compare_texts("a\x0cb\u2028c\rd\n", "a\x0cb\u2028c\re\n")
    assert (found.added, found.removed) == (1, 1)
    assert "-a\x0cb\u2028c\rd\n" in found.text
    ends = compare_texts("a\nb\n", "a\r\nb\r\n")
    assert (ends.added, ends.removed) == (2, 2)
    assert ends.notes == ("The line ends differ: CRLF in one version, LF in the other.",)


def test_times_of_a_log_are_ignored_only_when_asked() -> None:
    before = "2026-03-01 10:00:00,123 INFO epoch 1\nMar  1 10:00:01 host done in 0:00:12\n"
    after = "2026-06-02T11:30:00Z INFO epoch 1\nJun  2 11:30:09 host done in 0:00:15\n"
    assert compare_texts(before, after).added == 2
    ruled = compare_texts(before, after, rule=TIMES)
    assert (ruled.text, ruled.added, ruled.rule, ruled.plain) == ("", 0, TIMES, (2, 2))
    other = compare_texts(before, after.replace("epoch 1", "epoch 2"), rule=TIMES)
    assert (other.added, other.removed) == (1, 1)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("grüße".encode(), "UTF-8"),
        ("grüße".encode("latin-1"), "Latin-1"),
        ("grüße".encode("utf-16"), "UTF-16"),
        ("grüße".encode("utf-8-sig"), "UTF-8 with a byte order mark"),
        (b"", "UTF-8"),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    assert decoded_text(content) == (("grüße" if content else ""), encoding)


def test_mixed_encodings_are_told(folder: Folder) -> None:
    study = studied(folder, "notes.txt", "grüße\n".encode("latin-1"), "grüße\n".encode())
    (each,) = study.differences
    assert each.text is not None
    assert not each.text.text
    assert each.text.notes == ("The encodings differ: Latin-1 and UTF-8.",)
    assert each.bytes is not None
    assert each.bytes.offset == 2


def test_bytes_are_no_text(folder: Folder) -> None:
    study = studied(folder, "broken.log", b"fine\n", b"\x00\x01\x02")
    assert [side.problem for side in study.sides] == ["", "It is no text."]
    assert study.differences[0].bytes is not None


def test_a_text_too_large_is_shown_at_its_first_difference(folder: Folder) -> None:
    line = b"x" * 99 + b"\n"
    content = line * (LARGEST // 100 + 10)
    other = content[:4_000] + b"CHANGED\n" + content[4_000:]
    (each,) = studied(folder, "big.txt", content, other).differences
    assert each.text is not None
    assert each.text.omitted.startswith("The files are larger than 4 MiB")
    assert each.text.text.startswith("@@ -38,7 +38,7 @@\n " + "x" * 99)
    assert "+CHANGED\n" in each.text.text
    assert each.bytes is not None
    assert (each.bytes.offset, each.bytes.line) == (4_000, 41)


def test_a_file_that_is_not_here_says_where_it_could_be_had(folder: Folder) -> None:
    held = [("A", folder.put("A", b"1")), ("B", Digest("md5", "gone"))]
    study = FileStudent(folder).study("data.txt", held)
    assert [(each.label, each.obtainable[0].name) for each in study.absent] == [("B", "shared")]
    assert study.differences[0].bytes is None


def test_directories_are_compared_by_their_listings(folder: Folder) -> None:
    one, other = Digest("md5", "1.dir"), Digest("md5", "2.dir")
    entries = {name: DirectoryEntry(name, Digest("md5", name)) for name in ("a", "b", "c")}
    folder.listings[one] = (entries["a"], entries["b"])
    folder.listings[other] = (entries["a"], DirectoryEntry("moved", Digest("md5", "b")), entries["c"])
    study = FileStudent(folder).study("images", [("A", one), ("B", other), ("C", Digest("md5", "3.dir"))])
    assert study.content is Content.DIRECTORY
    changes = study.differences[0].folder
    assert changes is not None
    assert (changes.added, changes.removed, changes.changed, changes.renamed) == (1, 0, 0, 1)
    assert [each.label for each in study.absent] == ["C"]


# notebooks


def notebook(*sources: str, outputs: Sequence[str] = ()) -> nbformat.NotebookNode:
    cells = [v4.new_code_cell(source, execution_count=place) for place, source in enumerate(sources)]
    for cell, text in zip(cells, outputs, strict=False):
        cell.outputs = [v4.new_output("stream", text=text)]
    return v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P"}})


def written(made: nbformat.NotebookNode) -> bytes:
    nbformat.validate(made)
    return nbformat.writes(made).encode()


def test_a_notebook_cell_by_cell() -> None:
    before = notebook("import numpy", "x = 1\ny = 2\nprint(x)", "old", outputs=("", "1\n"))
    after = notebook("import numpy", "x = 1\ny = 2\nprint(y)", "completely new", outputs=("", "2\n"))
    found = compare_notebooks(read_notebook(written(before)), read_notebook(written(after)))
    assert found.same == 1
    changed, removed, added = found.cells
    assert (changed.status, changed.before, changed.after) == ("changed", 2, 2)
    assert "-print(x)\n" in changed.source
    assert "+print(y)\n" in changed.source
    assert "-1\n+2\n" in changed.outputs
    assert (removed.status, removed.before, removed.after) == ("removed", 3, None)
    assert (added.status, added.before, added.after) == ("added", None, 3)


def test_ids_and_execution_counts_are_no_difference() -> None:
    before, after = notebook("a", "b"), notebook("a", "b")
    assert [cell.id for cell in before.cells] != [cell.id for cell in after.cells]
    for cell in after.cells:
        cell.execution_count = 99
    one, other = written(before), written(after)
    assert one != other
    assert compare_notebooks(read_notebook(one), read_notebook(other)).equal


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6), st.data())
def test_one_cell_is_never_overlooked(sources: list[str], data: st.DataObject) -> None:
    made = notebook(*sources)
    place = data.draw(st.integers(0, len(sources) - 1))
    before = read_notebook(written(made))
    cell = made.cells[place]
    what = data.draw(st.sampled_from(["source", "output", "kind", "tags", "kernel", "gone", "picture"]))
    if what == "source":
        cell.source = f"{cell.source}!"
    elif what == "output":
        cell.outputs = [v4.new_output("execute_result", data={"text/plain": "7"})]
    elif what == "picture":
        cell.outputs = [v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="})]
    elif what == "kind":
        made.cells[place] = v4.new_raw_cell(cell.source)
    elif what == "tags":
        cell.metadata["tags"] = ["parameters"]
    elif what == "kernel":
        made.metadata.kernelspec.name = "julia"
    else:
        del made.cells[place]
    assert not compare_notebooks(before, read_notebook(written(made))).equal


def test_what_is_no_notebook(folder: Folder) -> None:
    study = studied(folder, "a.ipynb", written(notebook("a")), b"{}", b"not json", b"[1, 2]")
    problems = [side.problem for side in study.sides]
    assert problems[0] == ""
    assert problems[1] == "It is no notebook: it has no cells."
    assert problems[2].startswith("It is no notebook: ")
    assert problems[3] == "It is no notebook: it has no cells."
    assert all(each.text is not None and each.bytes is not None for each in study.differences)


def test_a_notebook_of_the_old_format(folder: Folder) -> None:
    from nbformat import v3

    sheets = [
        v3.new_notebook(worksheets=[v3.new_worksheet(cells=[v3.new_code_cell(input=text)])])
        for text in ("x = 1", "x = 2")
    ]
    (each,) = studied(folder, "a.ipynb", *(json.dumps(sheet).encode() for sheet in sheets)).differences
    assert each.notebook is not None
    assert "-x = 1" in each.notebook.cells[0].source


def test_many_versions_are_compared_one_at_a_time(folder: Folder) -> None:
    study = studied(folder, "a.txt", b"1\n", b"2\n", b"1\n", b"2\n", None)
    assert [(each.label, each.note) for each in study.differences] == [
        ("B", ""),
        ("C", ""),
        ("D", ""),
        ("E", "removed"),
    ]
    held = [("A", folder.put("A", b"1\n")), ("B", folder.put("B", b"2\n")), ("C", Digest("md5", "B"))]
    study, opened = FileStudent(folder).opened("a.txt", held)
    assert [each.text.added for each in study.differences if each.text] == [1, 1]
    assert opened[Digest("md5", "B")].text == "2\n"
