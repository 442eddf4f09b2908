"""Two versions of a project that was made to do harm, side by side: as text, JSON, a page, and in the window.

Nothing of it runs, nothing outside is read, nothing hides in a name; each bad file is told in its place and
the rest of the comparison stands.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.jobs import Jobs
from forebear.desktop.languages import Languages
from forebear.desktop.pieces import ElidedLabel
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.project import Project

pytestmark = pytest.mark.journey

Forebear = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., str]

TRICKS = ("\x1b", "\x07", "\u202e", "\u2066", "\u200b")
NAME = "ev\x1b[31mil\u202egnp<img src=x onerror=alert(1)>"
SECRET = "hunter2-of-no-project"
ZEROS = 50_000_000


class _Payload:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


def _npy(array: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def _parquet(rows: int) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(rows)), "v": [n * 0.5 for n in range(rows)]}), out)
    return out.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _huge_npy() -> bytes:
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }"
    head += b" " * (118 - len(head) - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + b"\0" * 64


def bad_tables(mark: Path) -> dict[str, tuple[bytes, str]]:
    """By their name, what there is in the later version, and what is to be said of it ("" = anything)."""
    good = _parquet(500)
    return {
        "truncated.parquet": (good[: len(good) // 2], "cannot be read as Parquet"),
        "text.parquet": (b"id,v\n1,2\n", "cannot be read as Parquet"),
        "bomb.csv.gz": (gzip.compress(b"0" * ZEROS, 1), "too long"),
        "wide.csv": (b",".join(b"c%d" % n for n in range(12_000)) + b"\n" + b"1," * 11_999 + b"1\n", ""),
        "bytes.csv": (bytes(range(256)) * 400, ""),
        "empty.csv": (b"", "no line that names columns"),
        "pickled.npy": (_npy(np.array([_Payload(mark)], dtype=object)), ""),
        "huge.npy": (_huge_npy(), ""),
        "bomb.npz": (_zip("a.npy", _npy(np.zeros(ZEROS // 8))), ""),
        "deep.json": (b"[" * 1_000_000 + b"]" * 1_000_000, ""),
        "line.jsonl": (b'{"a": "' + b"x" * 20_000_000 + b'"}\n' + b'{"a": 1}\n', ""),
    }


def table(scale: int) -> bytes:
    """A good table, but for the names and values in it."""
    lines = [f'id,"{NAME}",price\n']
    lines += [
        f'{n},"{NAME if n % 2 else "a"}{n % 7 if scale > 1 else ""}",{n * scale}.5\n' for n in range(400)
    ]
    return "".join(lines).encode()


def keep(root: Path, path: str, content: bytes) -> Path:
    """Keep content as `dvc add` does; returns where it lies in the cache."""
    name = hashlib.md5(content, usedforsecurity=False).hexdigest()
    at = root / ".dvc" / "cache" / "files" / "md5" / name[:2] / name[2:]
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_bytes(content)
    file = root / "hostile" / f"{hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()}.dvc"
    file.write_text(json.dumps({"outs": [{"md5": name, "hash": "md5", "size": len(content), "path": path}]}))
    return at


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("marks")


@pytest.fixture(scope="module")
def project(
    churn_project: Path,
    tmp_path_factory: pytest.TempPathFactory,
    run_tool: Run,
    forebear: Forebear,
    marks: Path,
) -> Path:
    """The small project with two more commits, `before` and `after`; imported."""
    folder = tmp_path_factory.mktemp("hostile")
    root = Path(shutil.copytree(churn_project, folder / "churn", symlinks=True))
    secret = folder / "secret.csv"
    secret.write_text(f"id,v\n1,{SECRET}\n")
    (root / "hostile").mkdir()
    evil = f"{NAME.replace('/', '')}.csv"
    for tag in ("before", "after"):
        later = tag == "after"
        for name, (content, _) in bad_tables(marks / "pickle").items():
            keep(root, name, content if later else _parquet(400) if "parquet" in name else b"id,v\n1,2\n")
        keep(root, evil, table(100 if later else 1))
        link = keep(root, "linked.csv", b"id,v\n1,3\n" if later else b"id,v\n1,2\n")
        if later:
            link.unlink()
            link.symlink_to(secret)
        keep(root, "../../../secret.csv", b"id\n1\n" if later else b"id\n2\n")
        quoted = json.dumps(NAME)
        (root / "params.yaml").write_text(
            f"train: {{rate: 0.05}}\n{quoted}: {json.dumps(NAME * (1 + later))}\n"
        )
        (root / "metrics.json").write_text(f'{{{quoted}: {1.5 + later}, "nan": NaN}}')
        (root / f"{evil}.py").write_text(f"# \u202e {NAME}\nprint({int(later)})\n")
        drawing = f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert({int(later)})</script>"
        (root / "drawing.svg").write_text(f"{drawing}<image href='http://127.0.0.1:9/{tag}'/></svg>")
        (root / "page.ipynb").write_text(
            json.dumps(
                {
                    "nbformat": 4, "nbformat_minor": 5, "metadata": {},
                    "cells": [{
                        "cell_type": "code", "source": f"# {tag} {NAME}", "metadata": {}, "id": "a",
                        "execution_count": 1,
                        "outputs": [{
                            "output_type": "display_data", "metadata": {},
                            "data": {"text/html": f"<script>alert('{tag}')</script>"},
                        }],
                    }],
                }
            )
        )  # fmt: skip
        run_tool("git", "add", "--force", ".", cwd=root)
        run_tool("git", "-c", f"user.name={NAME}", "commit", "--quiet", "-m", f"{tag} {NAME}", cwd=root)
        run_tool("git", "tag", tag, cwd=root)
    forebear("import", root)
    return root


def plain(done: subprocess.CompletedProcess[str]) -> str:
    printed = done.stdout + done.stderr
    assert "Traceback" not in printed
    assert SECRET not in printed
    return printed


def test_in_a_terminal(project: Path, forebear: Forebear, marks: Path) -> None:
    printed = plain(forebear("compare", "before", "after", "--all", "--patch", cwd=project))
    assert not [trick for trick in TRICKS if trick in printed]
    assert "\\x1b[31mil\\u202e" in printed
    assert re.search(r"rows by id: 0 added, 0 removed, \d+ changed", printed)
    assert list(marks.iterdir()) == []


def test_a_key_that_few_tables_have_ends_nothing(project: Path, forebear: Forebear) -> None:
    printed = plain(forebear("compare", "before", "after", "--key", "price", cwd=project))
    assert "rows by price: " in printed
    assert "Not both versions have the column 'price' of the key that was given" in printed


def test_as_json_each_is_told_in_its_place(project: Path, forebear: Forebear, marks: Path) -> None:
    done = forebear("compare", "before", "after", "--json", cwd=project)
    plain(done)
    rows = {row["path"].rpartition("/")[2]: row for row in json.loads(done.stdout)["data"]}
    for name, (_, why) in bad_tables(marks / "pickle").items():
        row = rows[name]
        said = json.dumps([row["unreadable"], row["tables"], row["changes"]])
        assert row["unreadable"].get("B") or row["tables"], name
        assert why in said, (name, said[:500])
    assert [absent["version"] for absent in rows["linked.csv"]["absent"]] == ["B"]
    (evil,) = [row for name, row in rows.items() if name.startswith("ev\x1b")]
    (change,) = evil["changes"]
    assert change["rows"]["key"] == ["id"]
    (version,) = evil["drift"]["versions"]
    assert {column["column"]: column["level"] for column in version["columns"]}["price"] == "large"
    assert list(marks.iterdir()) == []


class _Reading(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action", "data")
        ]


def test_on_a_page(project: Path, forebear: Forebear, tmp_path: Path, marks: Path) -> None:
    plain(forebear("compare", "before", "after", "--html", tmp_path / "page.html", cwd=project))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert SECRET not in page
    assert not [trick for trick in TRICKS if trick in page]
    reading = _Reading()
    reading.feed(page)
    assert reading.scripts == 1  # our own, which the page's policy names by its digest
    assert reading.handlers == []
    assert [
        at for at in reading.addresses if not at.startswith(("#", "data:image/", "forebear://compare?"))
    ] == []
    assert "cannot be read as Parquet" in page
    assert list(marks.iterdir()) == []


# in the window


@pytest.fixture
def view(project: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[CompareView]:
    theme, languages = Theme(qapp), Languages(qapp)
    theme.install(Scheme.LIGHT)
    languages.choose("en")
    opened = Project.at(project)
    reader = Reader(opened.database_url)
    made = CompareView(opened, reader, theme)
    jobs = Jobs()
    made.offer_jobs(jobs)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    qtbot.waitExposed(made)
    made.show_versions(["before", "after"])
    qtbot.waitUntil(lambda: made.comparison is not None, timeout=60_000)
    yield made
    jobs.stop_all()
    reader.close()


def shown(view: QWidget) -> Iterator[str]:
    """Yield every text that a person can see or have read out, after what shows it."""
    for child in view.findChildren(QWidget):
        yield from (f"{type(child).__name__}: {text}" for text in _said(child) if text)


def _said(child: QWidget) -> Iterator[str]:
    yield from (child.toolTip(), child.accessibleName())
    if isinstance(child, QLabel | QAbstractButton):
        yield child.text()
    if isinstance(child, ElidedLabel):
        yield child.text
    if isinstance(child, QAbstractItemView) and child.model() is not None:
        yield from _cells(child.model(), QModelIndex())


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for section in range(columns):
        yield str(model.headerData(section, Qt.Orientation.Horizontal) or "")
    for row in range(min(300, model.rowCount(parent))):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(index.data(role) or "")
        yield from _cells(model, model.index(row, 0, parent))


def test_in_the_window(view: CompareView, qtbot: QtBot, marks: Path) -> None:
    comparison = view.comparison
    assert comparison is not None
    told: list[str] = []
    with qtbot.waitSignal(view.data.looked, timeout=120_000):
        view.show_page(Page.DATA)
    for page in Page:
        view.show_page(page)
        if page is Page.DATA:
            for row in comparison.data:
                view.data.choose(row.path)
                assert not view.grab().isNull()
                told += shown(view.data)
        QThreadPool.globalInstance().waitForDone()  # what the page reads
        QApplication.processEvents()
        assert not view.grab().isNull()
        told += shown(view)
    every = "\n".join(told)
    hiding = [ascii(text) for text in dict.fromkeys(told) if any(trick in text for trick in TRICKS)]
    assert not hiding, "\n".join(hiding)
    assert "[U+001B]" in every
    assert "[U+202E]" in every
    assert "cannot be read as Parquet" in every
    assert SECRET not in every
    assert list(marks.iterdir()) == []
