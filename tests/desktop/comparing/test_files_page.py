"""The page of plots and files on a project that the real DVC made: every kind of file, opened."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import nbformat
import pytest
from nbformat import v4
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from forebear.compare.files.texts import TIMES
from forebear.compare.plots.findings import PlotKind, PlotStudy, Series
from forebear.desktop.comparing.files import looking
from forebear.desktop.comparing.files.detail import View
from forebear.desktop.comparing.files.drawing import drawn
from forebear.desktop.comparing.files.matrix_view import MatrixModel
from forebear.desktop.comparing.files.page import FilesPage
from forebear.desktop.comparing.files.picture_canvas import Mode
from forebear.desktop.comparing.files.plot_lines import drawing_of
from forebear.desktop.comparing.files.plot_view import PlotView
from forebear.desktop.comparing.view import CompareView, Page
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.database import Database
from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.importing import import_project

PIPELINE = """\
stages:
  train:
    cmd: "true"
    outs:
      - model.bin
      - bad.png
      - out
      - run.log: {cache: false}
      - notes.ipynb: {cache: false}
      - big.txt
    plots:
      - loss.csv: {cache: false, x: epoch, y: loss}
      - roc.csv: {cache: false, x: fpr, y: tpr}
      - classes.csv: {cache: false, x: actual, y: predicted, template: confusion}
      - importance.csv: {cache: false, x: weight, y: name, template: bar_horizontal_sorted}
      - points.csv: {cache: false, x: a, y: b, template: scatter}
      - picture.png
      - drawing.svg: {cache: false}
"""


def picture(shade: int) -> bytes:
    image = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(image).rectangle((20, 20, 60, 50), fill=(shade, 80, 160))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def notebook(number: int) -> bytes:
    made = v4.new_notebook(cells=[v4.new_code_cell("import math"), v4.new_code_cell(f"print({number})")])
    return nbformat.writes(made).encode()


def files(number: int) -> dict[str, bytes]:
    lines = b"".join(b"line %d\n" % place for place in range(600_000))
    return {
        "model.bin": b"\0\1\2\3" * 50 + bytes([number]) + b"\0\1" * 50,
        "bad.png": b"no image %d" % number,
        "out/a.txt": b"version %d\n" % number,
        "out/same.txt": b"same\n",
        f"out/only-{number}.txt": b"only here %d\n" % number,
        "run.log": b"2026-03-0%d 10:00:00 start\n2026-03-0%d 10:00:0%d loss 0.5\n" % (number, number, number),
        "notes.ipynb": notebook(number),
        "big.txt": lines + b"end %d\n" % number,
        "loss.csv": b"epoch,loss\n" + b"".join(b"%d,%f\n" % (n, number / (n + 1)) for n in range(5)),
        "roc.csv": b"fpr,tpr\n0,0\n0.5,%f\n1,1\n" % (0.5 + number / 10),
        "classes.csv": b"actual,predicted\n" + b"cat,dog\n" * number + b"cat,cat\ndog,dog\n",
        "importance.csv": b"name,weight\nage,%d\nincome,5\n" % number,
        "points.csv": b"a,b\n1,%d\n2,3\nnan,4\n" % number,
        "picture.png": picture(number * 60),
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        b'<rect width="%d" height="10" fill="red"/></svg>' % (number * 10),
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, run_tool: Callable[..., str]) -> Project:
    root = tmp_path_factory.mktemp("files") / "project"
    root.mkdir()
    run_tool("git", "init", "-q", cwd=root)
    run_tool("dvc", "init", "-q", cwd=root)
    (root / "dvc.yaml").write_text(PIPELINE)
    for number in (1, 2, 3):
        for old in (root / "out").glob("only-*"):
            old.unlink()
        for name, content in files(number).items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(content)
        run_tool("dvc", "commit", "-q", "-f", cwd=root)
        run_tool("git", "add", "-A", cwd=root)
        run_tool("git", "commit", "-qm", f"Version {number}", cwd=root)
        run_tool("git", "tag", f"v{number}", cwd=root)
    made = Project.at(root)
    made.prepare()
    database = Database.open(made.database_url)
    import_project(made, database, Silent())
    database.close()
    return made


@pytest.fixture
def view(project: Project, theme: Theme, qtbot: QtBot) -> Iterator[CompareView]:
    reader = Reader(project.database_url)
    made = CompareView(project, reader, theme)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show_versions(("v1", "v2", "v3"))
    qtbot.waitUntil(lambda: made.comparison is not None, timeout=20_000)
    made.show_page(Page.FILES)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    reader.close()


Open = Callable[[str], FilesPage]


@pytest.fixture
def opened(view: CompareView, qtbot: QtBot) -> Open:
    def open_(name: str) -> FilesPage:
        page = view.files
        key = next(key for key in page._items if key.endswith(name))
        page.table.choose(key)

        def is_shown() -> bool:
            found = page.detail._found
            return found is not None and found.wanted is page._wanted and found.wanted.item.key == key

        qtbot.waitUntil(is_shown, timeout=20_000)
        return page

    return open_


def said(page: FilesPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_every_plot_is_drawn(opened: Open, theme: Theme) -> None:
    for name in ("loss.csv", "roc.csv", "importance.csv", "points.csv"):
        page = opened(name)
        assert page.detail.view is View.PLOT
        assert len(page.detail.plot._items) >= 3
    assert "points that are no numbers: 1" in page.detail.plot.legend.item(0).text()
    page = opened("roc.csv")
    assert page.detail.plot.legend.item(0).text() == "A: v1 · AUC 0.5500"
    for scheme in (Scheme.DARK, Scheme.LIGHT_CONTRAST, Scheme.LIGHT):
        theme.install(scheme)
        assert not page.grab().isNull()
    page.detail.plot.legend.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert len(page.detail.plot._shown()) == 2


def test_what_is_no_number_is_a_gap(theme: Theme, qtbot: QtBot) -> None:
    plot = PlotView(theme)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    with qtbot.waitExposed(plot):
        plot.show()
    nothing = ("nan", float("inf"), None, "", float("-inf"))
    for values in (nothing, (), (1.0, *nothing, 2.0), ("a", "b", "a")):
        places = tuple(range(len(values)))
        for kind in (PlotKind.LINE, PlotKind.SMOOTH, PlotKind.SCATTER, PlotKind.ROC, PlotKind.SORTED_BARS):
            for x, y in ((places, values), (values, places)):
                study = PlotStudy(kind, "x", "y", (Series("A", "f.csv", "y", x, y),))
                plot.show_plot(drawing_of(study, "A"), ["A: v1"], "f.csv")
                assert not plot.grab().isNull()


def test_matrices_beside_each_other_and_their_difference(opened: Open) -> None:
    page = opened("classes.csv")
    assert page.detail.view is View.MATRIX
    tables = page.detail.matrix.tables
    assert len(tables) == 4  # A, B, C, and B against A
    texts = [
        [str(table.model().index(row, column).data()) for row in range(2) for column in range(2)]
        for table in tables
    ]
    assert texts[0] == ["1", "0", "1", "1"]
    assert texts[3] == ["0", "0", "+1", "0"]
    page.detail.matrix.shares.setChecked(True)
    model = page.detail.matrix.tables[0].model()
    assert isinstance(model, MatrixModel)
    assert str(model.index(1, 0).data()) == "50.0 %"
    page.detail.version.setCurrentIndex(1)
    page.detail.version.activated.emit(1)


def test_a_matrix_is_a_sound_model(opened: Open, qtmodeltester: ModelTester) -> None:
    page = opened("classes.csv")
    model = page.detail.matrix.tables[0].model()
    assert model is not None
    qtmodeltester.check(model)


def test_pictures_in_every_way(opened: Open, qtbot: QtBot) -> None:
    page = opened("picture.png")
    picture_view = page.detail.picture
    assert page.detail.view is View.PICTURE
    assert "of the pixels differ (1,271 of 9,600), at most by 60 of 255" in said(page)
    canvas = picture_view.canvas
    seen: list[QImage] = []
    for mode in Mode:
        picture_view.modes.button(mode).click()
        seen.append(canvas.grab().toImage())
        assert canvas.mode is mode
    assert len({image.cacheKey() for image in seen}) == len(Mode)
    assert len({bytes(image.constBits()) for image in seen}) == len(Mode)
    picture_view.modes.button(Mode.SWIPE).click()
    line = QPoint(round(canvas._line()), canvas.height() // 2)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=line)
    qtbot.mouseMove(canvas, line + QPoint(60, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=line + QPoint(60, 0))
    assert picture_view.slider.value() > 500
    canvas.setFocus()
    before = canvas.zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom > before
    place = QPointF(canvas._middle)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas._middle.x() > place.x()
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.zoom == before
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    assert canvas.mode is Mode.BLEND
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert picture_view.slider.value() in (0, 1000)
    assert canvas.accessibleDescription()


def test_what_lies_under_the_pointer_stays_there(opened: Open) -> None:
    canvas = opened("picture.png").detail.picture.canvas
    canvas.show_mode(Mode.SWIPE)
    at = QPointF(canvas.width() / 2 + 30, canvas.height() / 2 + 10)

    def under() -> QPointF:
        pane = canvas._pane_at(at)
        return canvas._middle + (at - pane.center()) / canvas.zoom

    before = under()
    canvas.zoom_to(canvas.zoom * 3, at)
    after = under()
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_a_drawing_is_shown_as_a_picture_and_as_text(opened: Open) -> None:
    page = opened("drawing.svg")
    assert page.detail.view is View.PICTURE
    assert "A: SVG 40 \N{MULTIPLICATION SIGN} 30" in said(page)
    assert "differ (100 of 1,200)" in said(page)
    assert page.detail.views.button(list(View).index(View.TEXT)).isVisible()
    assert drawn(b"<svg/>") is not None
    assert drawn(b"no drawing") is None


def test_a_notebook_by_its_cells(opened: Open, qtbot: QtBot) -> None:
    page = opened("notes.ipynb")
    assert page.detail.view is View.CELLS
    assert "Cells: 1 differ, 1 are the same." in said(page)
    rows = page.detail.text.table.lines
    qtbot.waitUntil(lambda: rows.rowCount() > 0)
    told = [str(rows.index(row, 0).data()) for row in range(rows.rowCount())]
    assert any("Cell 2 code changed" in text for text in told)


def test_a_log_with_and_without_its_times(opened: Open, qtbot: QtBot) -> None:
    page = opened("run.log")
    assert page.detail.view is View.TEXT
    page.detail.without_times.setChecked(True)
    qtbot.waitUntil(lambda: page.detail._found is not None and page.detail._found.wanted.rule == TIMES)
    assert "0 lines became 0, with them 2 became 2" in said(page)


def test_a_large_text_at_its_first_difference(opened: Open) -> None:
    page = opened("big.txt")
    assert page.detail.view is View.TEXT
    assert "larger than 4 MiB" in said(page)
    assert page.detail._found is not None
    assert page.detail._found.text is not None
    assert any(line.text == "end 2" for line in page.detail._found.text.lines)


def test_bytes_where_they_differ(opened: Open) -> None:
    page = opened("model.bin")
    assert page.detail.view is View.BYTES
    text = page.detail.bytes.text
    marks = text.extraSelections()
    marked = [mark.cursor.selectedText() for mark in marks]  # type: ignore[attr-defined]
    assert marked == ["01", ".", "02", "."]
    assert "First difference at byte 200; at their ends 100 bytes are the same." in said(page)


def test_a_directory_opens_its_files(opened: Open, qtbot: QtBot) -> None:
    page = opened("file\0out")
    assert page.detail.view is View.FOLDER
    folder = page.detail.folder.files
    told = {folder.topLevelItem(row).text(0): folder.topLevelItem(row).text(1) for row in range(3)}
    assert told == {"a.txt": "changed", "only-2.txt": "added", "only-1.txt": "removed"}
    page.detail.folder.file_wanted.emit("a.txt")
    qtbot.waitUntil(lambda: page.detail._found is not None and page.detail.view is View.TEXT)
    assert page.detail._found is not None
    assert page.detail._found.wanted.item.name == "out/a.txt"


def test_an_image_that_is_none_is_told_and_shown_as_bytes(opened: Open) -> None:
    page = opened("bad.png")
    assert page.detail.view is View.BYTES
    assert "A: It is no image." in said(page)


def test_what_is_gone_says_so(opened: Open, project: Project) -> None:
    page = opened("model.bin")
    assert page._wanted is not None
    digest = page._wanted.item.file.sources[1] if page._wanted.item.file else None
    assert digest is not None
    cached = project.root / ".dvc" / "cache" / "files" / "md5" / digest.value[:2] / digest.value[2:]
    hidden = cached.with_name("hidden")
    cached.rename(hidden)
    try:
        opened("loss.csv")
        page = opened("model.bin")
        assert "Not on this machine: B." in said(page)
    finally:
        hidden.rename(cached)


def test_a_large_file_is_read_to_its_end_only_when_asked(
    opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", 1 << 20)
    page = opened("big.txt")
    assert "The first 1.00 MiB are the same; the rest was not read." in said(page)
    page.detail.rest_wanted.emit()
    qtbot.waitUntil(lambda: page.detail._found is not None and page.detail._found.wanted.whole)
    assert page.detail.view is View.TEXT


def test_reading_ends_when_another_file_is_wanted(opened: Open, project: Project) -> None:
    page = opened("big.txt")
    wanted = page._wanted
    assert wanted is not None
    database = Database.open(project.database_url)
    with pytest.raises(CancelledError):
        looking.look(Questions(database), project, wanted, lambda: False)
    database.close()


def test_only_differences_and_all(view: CompareView, opened: Open) -> None:
    page = opened("loss.csv")
    shown = page.table.model.sheet.rows
    page.show_only_differences(True)
    page.show_only_differences(False)
    assert page.table.model.sheet.rows >= shown
    assert view.bar.tabs[Page.FILES].accessibleName() == "Plots and files: changed"


def test_the_page_is_drawn_without_what_it_does_not_need() -> None:
    asked = (
        "import sys, forebear.desktop.comparing.files.page, forebear.cli.comparing; "
        "print([name for name in ('PIL', 'duckdb') if name in sys.modules])"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment
    )
    assert told.stdout.strip() == "[]"
