"""The plan as a checklist: what is there, what is missing, what will run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.jobs_model import seconds_text
from forebear.desktop.pieces import ElidedLabel, IconButton, label, tip
from forebear.desktop.rebuilding.contents_choice import ContentsChoice
from forebear.desktop.rebuilding.image_choice import ImageChoice
from forebear.desktop.rebuilding.judged_words import policy_text
from forebear.desktop.rebuilding.limits_choice import LimitsChoice, limit_name
from forebear.desktop.rebuilding.patch_choice import PatchChoice, patch_text
from forebear.desktop.rebuilding.plan import Before, Input, Plan, PlannedImage, PlannedPatch
from forebear.desktop.sentences import told
from forebear.desktop.theme import Theme

_MOST_ROWS = 200
_GOOD, _WARN, _BAD = ("good", "verdict.good"), ("warning", "verdict.warn"), ("error", "verdict.bad")
_PLAIN, _NOTE, _FIRST = ("file", "text.muted"), ("info", "text.muted"), ("rebuild", "accent")
_CLOCK = ("history", "text.muted")
_LONG = 40  # letters of a name; a longer one is shortened in the middle
_NAMED = 5  # things that are named in a row
Mark = tuple[str, str]
"""An icon and the token of its colour."""


def limit_text(name: str, value: object) -> str:
    """Say a limit as people read it; "" for one that is off."""
    translate = QCoreApplication.translate
    said = _limit_names().get(name, name)
    match value:
        case True:
            return said
        case False | None | "":
            return ""
        case int() if name in ("memory", "temporary", "shared memory", "file"):
            return f"{said} {wording.size_text(value)}"
        case int() | float() if name == "seconds":
            return translate("Checklist", "at most {time}").format(time=seconds_text(value))
        case "none" | "all":
            some = {"none": translate("Checklist", "none"), "all": translate("Checklist", "all")}
            return f"{said} {some[value]}"
        case _:
            return f"{said} {value}"


def _limit_names() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "network": translate("Checklist", "network"),
        "capabilities": translate("Checklist", "capabilities"),
        "no new privileges": translate("Checklist", "no new privileges"),
        "user": translate("Checklist", "user"),
        "read-only root": translate("Checklist", "read-only root"),
        "read-only mounts": translate("Checklist", "read-only mounts"),
        "swap": translate("Checklist", "swap"),
        "memory": translate("Checklist", "memory"),
        "processes": translate("Checklist", "processes"),
        "temporary": translate("Checklist", "temporary"),
        "shared memory": translate("Checklist", "shared memory"),
        "processors": translate("Checklist", "processors"),
        "file": translate("Checklist", "file"),
        "gpus": translate("Checklist", "gpus"),
        "init": translate("Checklist", "init process"),
        "host name": translate("Checklist", "host name"),
        "working directory": translate("Checklist", "working directory"),
    }


def _known_by(identified_by: str) -> str:
    """Say by what kind of thing an image is identified; the digest itself is in the tooltip."""
    translate = QCoreApplication.translate
    kind, _, _ = identified_by.partition(" sha256:")
    return {
        "config digest": translate("Checklist", "config digest"),
        "manifest digest": translate("Checklist", "manifest digest"),
    }.get(kind, kind)


def _fold(text: QLabel) -> None:
    """Let a text take as many lines as it needs; a word without end does not make the page wider."""
    text.setWordWrap(True)
    text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


class Checklist(QScrollArea):
    """Shows a plan.

    Signals: `image_chosen(list)` the options by which a person takes another image; none for the recorded.
    `patch_chosen(list)` those by which a person goes on without the uncommitted changes; none to apply them.
    `contents_chosen(list)` those by which what the commit holds is taken where the run used something else;
    `limits_chosen(list)` those that loosen limits; none for the usual ones.
    """

    image_chosen = Signal(list)
    patch_chosen = Signal(list)
    contents_chosen = Signal(list)
    limits_chosen = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: Plan | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Plan of the rebuild"))
        theme.changed.connect(self._rebuild)

    def show_plan(self, plan: Plan) -> None:
        """Show a plan."""
        self._plan = plan
        self._rebuild()

    def _rebuild(self) -> None:
        plan = self._plan
        if plan is None:
            return
        page = QFrame()
        page.setProperty("surface", "plain")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(6)
        if plan.missing:
            self._section(column, self.tr("What keeps it from happening"))
            for line in plan.missing:
                column.addWidget(self._row(_BAD, told(line)))
        if plan.acceptable:
            self._add_contents(column, plan)
        self._forecast(column, plan)
        if plan.before:
            self._before(column, plan)
        self._section(column, self.tr("Code and image"))
        column.addWidget(
            self._row(
                _GOOD if plan.commit else _BAD,
                self.tr("Code"),
                wording.short_key(plan.commit) if plan.commit else self.tr("the commit is not known"),
                plan.commit,
            )
        )
        if plan.patch is not None:
            self._add_patch(column, plan.patch)
        self._add_image(column, plan.image)
        self._inputs(column, plan)
        self._section(column, self.tr("Command"))
        column.addWidget(self._code("\n".join(plan.command)))
        self._section(column, self.tr("Outputs to be made again"))
        outputs = (
            self._row(_PLAIN, path, wording.short_key(digest), digest)
            for path, digest in plan.outputs[:_MOST_ROWS]
        )
        self._rows(column, outputs, len(plan.outputs))
        self._section(column, self.tr("How it is run"))
        if plan.space is not None:
            column.addWidget(self._row(_PLAIN, self.tr("Space needed"), wording.size_text(plan.space)))
        if plan.limits:
            said = [limit_text(name, value) for name, value in plan.limits]
            column.addWidget(self._row(_PLAIN, self.tr("Isolation"), " · ".join(filter(None, said))))
        self._add_limits(column, plan)
        if plan.tolerance:
            column.addWidget(self._row(_PLAIN, self.tr("Numbers are judged by"), policy_text(plan.tolerance)))
        for note in plan.notes:
            column.addWidget(self._row(_WARN, told(note)))
        if plan.line:
            column.addWidget(self._code(plan.line))
        column.addStretch(1)
        self.setWidget(page)

    def _forecast(self, column: QVBoxLayout, plan: Plan) -> None:
        """Say what it can come to at best, why no better, and how long it took before."""
        found = plan.forecast
        if found.verdict is None and not found.reasons:
            return
        self._section(column, self.tr("What it can come to"))
        if found.verdict is not None:
            good = wording.verdict_token(found.verdict) == "verdict.good"
            mark = _GOOD if good else _WARN
            column.addWidget(self._row(mark, self.tr("At best"), wording.verdict_text(found.verdict)))
        for reason in found.reasons:
            column.addWidget(self._row(_WARN if reason.caps else _NOTE, told(reason.said)))
        seconds = plan.seconds if plan.before else found.seconds
        if seconds is not None:
            about = self.tr("about {time}").format(time=seconds_text(seconds))
            said = [about, "" if plan.before else self._taken(found.seconds_from)]
            column.addWidget(self._row(_CLOCK, self.tr("Time"), " · ".join(filter(None, said))))
        if found.memory is not None:
            column.addWidget(
                self._row(_PLAIN, self.tr("Memory taken before"), wording.size_text(found.memory))
            )

    def _taken(self, source: str) -> str:
        """Say which run it was that took so long."""
        if source == "the recorded run":
            return self.tr("as the recorded run took")
        return self.tr("as on {date}").format(date=source.rpartition(" ")[2]) if source else ""

    def _before(self, column: QVBoxLayout, plan: Plan) -> None:
        """List the runs that are rebuilt first, in their order."""
        title = self.tr("First, upstream")
        if plan.at_once > 1:
            title = self.tr("First, upstream: {count} at once").format(count=plan.at_once)
        self._section(column, title)
        names = {each.run: each.name for each in plan.before}
        rows = (self._first(each, names) for each in plan.before[:_MOST_ROWS])
        self._rows(column, rows, len(plan.before))

    def _first(self, each: Before, names: Mapping[str, str]) -> QWidget:
        said = [
            f"run:{each.run[:12]}",
            self.tr("makes {paths}").format(paths=", ".join(each.makes[:_NAMED])) if each.makes else "",
            self.tr("after {names}").format(
                names=", ".join(names.get(key, key[:12]) for key in each.needs[:_NAMED])
            )
            if each.needs
            else "",
            *map(told, each.missing[:_NAMED]),
        ]
        mark = _BAD if each.missing else _FIRST
        return self._row(mark, each.name, " · ".join(filter(None, said)), "\n".join(each.makes))

    def _rows(self, column: QVBoxLayout, rows: Iterable[QWidget], count: int) -> None:
        if not count:
            column.addWidget(self._row(_PLAIN, self.tr("none")))
        for row in rows:
            column.addWidget(row)
        if count > _MOST_ROWS:
            column.addWidget(
                label(self.tr("and {count} more").format(count=f"{count - _MOST_ROWS:,}"), "muted")
            )

    def _inputs(self, column: QVBoxLayout, plan: Plan) -> None:
        self._section(column, self.tr("Inputs"))
        self._rows(column, (self._input(each) for each in plan.inputs[:_MOST_ROWS]), len(plan.inputs))
        if plan.accepted:
            said = self.tr("{paths}: not what the run used").format(paths=", ".join(plan.accepted))
            column.addWidget(self._row(_WARN, self.tr("As the commit holds them"), said))
            if not plan.acceptable:
                self._add_contents(column, plan)

    def _add_contents(self, column: QVBoxLayout, plan: Plan) -> None:
        choice = ContentsChoice(plan)
        choice.chosen.connect(self.contents_chosen)
        column.addWidget(choice)

    def _add_limits(self, column: QVBoxLayout, plan: Plan) -> None:
        if plan.loosened_limits:
            said = ", ".join(map(limit_name, plan.loosened_limits))
            column.addWidget(self._row(_WARN, self.tr("Other limits than usual"), said))
        if plan.limits:
            choice = LimitsChoice(plan)
            choice.chosen.connect(self.limits_chosen)
            column.addWidget(choice)

    def _add_patch(self, column: QVBoxLayout, patch: PlannedPatch) -> None:
        title = self.tr("Uncommitted changes")
        mark = _GOOD if patch.applied else _WARN if patch.left_out else _BAD
        column.addWidget(self._row(mark, title, patch_text(patch), "\n".join((patch.digest, *patch.files))))
        if not patch.applied:
            choice = PatchChoice(patch)
            choice.chosen.connect(self.patch_chosen)
            column.addWidget(choice)

    def _add_image(self, column: QVBoxLayout, image: PlannedImage | None) -> None:
        column.addWidget(self._image(image))
        if image is None:
            return
        if image.dockerfile:
            column.addWidget(self._code(image.dockerfile.rstrip()))
        choice = ImageChoice(image, is_other=image.how in ("reconstructed", "assumed"))
        choice.chosen.connect(self.image_chosen)
        column.addWidget(choice)

    def _image(self, image: PlannedImage | None) -> QWidget:
        title = self.tr("Image")
        if image is None:
            return self._row(_BAD, title, self.tr("none is recorded for this run"))
        how = {
            "local": self.tr("here"),
            "pulled": self.tr("here") if image.here else self.tr("will be pulled by its digest"),
            "archive": self.tr("from an archive: {place}").format(place=image.source),
            "reconstructed": self.tr("reconstructed, not the recorded image"),
            "assumed": self.tr("assumed by {who}, not recorded").format(who=image.by or "?"),
        }.get(image.how, image.how)
        size = wording.size_text(image.size) if image.size else ""
        kind = _known_by(image.identified_by) if image.recorded else ""
        known = self.tr("known by its {what}").format(what=kind) if kind else ""
        parts = (image.reference, wording.short_key(image.identity), size, how, known)
        said = " · ".join(part for part in parts if part)
        ready = _GOOD if image.here or image.source else _BAD
        return self._row(
            ready if image.recorded else _WARN, title, said, image.identified_by or image.identity
        )

    def _input(self, each: Input) -> QWidget:
        where = each.place or (self.tr("is made first") if each.maker else self.tr("missing"))
        said = [wording.short_key(each.digest), wording.size_text(each.size), where, *map(told, each.notes)]
        mark = _GOOD if each.place else _FIRST if each.maker else _BAD
        return self._row(mark, each.path, " · ".join(part for part in said if part), each.digest)

    def _section(self, column: QVBoxLayout, title: str) -> None:
        if column.count():
            column.addSpacing(10)
        column.addWidget(label(title, "heading"))

    def _row(self, mark: Mark, title: str, detail: str = "", full: str = "") -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(10)
        picture = QLabel()
        picture.setPixmap(self._theme.pixmap(*mark))
        words = {
            _GOOD: self.tr("ready"),
            _WARN: self.tr("look at this"),
            _BAD: self.tr("missing"),
            _FIRST: self.tr("is made first"),
        }
        picture.setAccessibleName(words.get(mark, ""))
        picture.setToolTip(words.get(mark, ""))
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        if detail and len(title) > _LONG:
            layout.addWidget(ElidedLabel(title), 1, Qt.AlignmentFlag.AlignTop)
        else:
            name = label(title)
            if not detail:
                _fold(name)
            layout.addWidget(name, 0 if detail else 1, Qt.AlignmentFlag.AlignTop)
        if detail:
            said = label(detail, "muted")
            _fold(said)
            said.setToolTip(tip(full or detail))
            layout.addWidget(said, 1)
        for text in row.findChildren(QLabel):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return row

    def _code(self, text: str) -> QWidget:
        box = QFrame()
        box.setProperty("surface", "card")
        layout = QHBoxLayout(box)
        layout.setContentsMargins(12, 8, 8, 8)
        code = label(text)
        code.setFont(self._theme.fixed_font)
        _fold(code)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(code, 1)
        copy = IconButton(
            self._theme, "copy", self.tr("Copy"), lambda: QGuiApplication.clipboard().setText(text)
        )
        layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return box
