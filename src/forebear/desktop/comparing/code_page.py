"""The code: the files that differ, a file's diff, and the commits between the versions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedLayout, QWidget

from forebear.compare.code_reading import files_of_commit, read_changed_file
from forebear.compare.comparison import CodeChanges, CodeCommit, FileDiff, Version
from forebear.compare.kept import KeptPatch
from forebear.compare.text.lines import read_diff
from forebear.compare.text.patches import PatchedFile
from forebear.desktop.background import Background
from forebear.desktop.comparing.code.commits import CommitList
from forebear.desktop.comparing.code.entries import Entry
from forebear.desktop.comparing.code.files import ChangedFiles
from forebear.desktop.comparing.code.words import kept_text, remark_text, title_text, unshown_text
from forebear.desktop.comparing.diffs.view import TextDiffView
from forebear.desktop.pieces import EmptyState, label
from forebear.desktop.theme import Theme

_log = logging.getLogger(__name__)


class CodePage(QWidget):
    """Shows the code of a comparison; a file is read when it is chosen, from the project that holds it.

    `roots` are the folders of the compared projects; without them a diff has only what was read already.
    """

    def __init__(self, theme: Theme, roots: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roots = tuple(roots)
        self._background = Background(self)
        self._names: dict[str, str] = {}
        self._entry: Entry | None = None
        self.files = ChangedFiles(theme)
        self.commits = CommitList(theme)
        self.diff = TextDiffView(theme)
        self.versions = QComboBox()
        self.versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.versions.setAccessibleName(self.tr("Version that is compared with the baseline"))
        self.diff.bar.add(self.versions)
        self._note = label("", "muted")
        self._note.setWordWrap(True)
        self._note.setContentsMargins(12, 6, 12, 6)
        self.diff.add_note(self._note)
        self._empty = EmptyState(theme, "code")
        self._page = self._arranged()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self._empty)
        self.files.entry_chosen.connect(self._choose)
        self.files.commit_dropped.connect(self.commits.drop)
        self.commits.commit_chosen.connect(self._choose_commit)
        self.versions.activated.connect(self._show_difference)

    def show_code(self, code: CodeChanges, versions: Sequence[Version] = ()) -> None:
        """Show what changed in the code between these versions."""
        self._names = {version.label: version.heading for version in versions}
        if not code.files and not code.commits and not code.uncommitted:
            title = self.tr("The code is the same") if code.changed is False else self.tr("Not known")
            missing = ", ".join(version.label for version in versions if version.commit is None)
            why = self.tr("The commit of {versions} is not recorded.").format(versions=missing)
            self._empty.say(title, why if missing and code.note else code.note)
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self._page)
        self.commits.show_commits(code.commits)
        self.files.show_code(code, many=len(versions) > 2)

    def show_only_differences(self, only: bool) -> None:
        """Open only code and environment files, or also records, data and documents."""
        self.files.show_only_differences(only)

    def choose(self, path: str) -> None:
        """Show the diff of a file."""
        self.files.choose(path)

    # what is chosen

    def _choose(self, entry: Entry | None) -> None:
        self._entry = entry
        self.versions.setVisible(entry is not None and len(entry.differences) > 1)
        self._note.hide()
        if entry is None:
            self.diff.say("", self.tr("No file is left. Choose fewer filters to see more."))
        elif entry.patched is not None and entry.kept is not None:
            self._show_patched(entry, entry.patched, entry.kept)
        else:
            self.versions.clear()
            for difference in entry.differences:
                names = [self._names.get(version, version) for version in difference.labels]
                self.versions.addItem(", ".join(names))
            self._show_difference(0)

    def _show_difference(self, place: int) -> None:
        entry = self._entry
        if entry is None or not 0 <= place < len(entry.differences):
            return
        difference = entry.differences[place]
        diff, path = difference.diff, entry.path
        unshown = unshown_text(diff)
        if unshown:
            self.diff.say(title_text(entry), unshown)
            return
        self._remark(remark_text(diff))
        names = (self._baseline, self._names.get(difference.labels[0], difference.labels[0]))
        if self._roots and any(diff.blobs):
            roots = self._roots
            self.diff.show_made(lambda: read_changed_file(roots, path, diff), title_text(entry), names)
        elif diff.text:
            self.diff.show_diff(read_diff(diff.text), path, names)
        else:
            self.diff.say(title_text(entry), diff.omitted)

    def _remark(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    @property
    def _baseline(self) -> str:
        return next(iter(self._names.values()), "A")

    def _show_patched(self, entry: Entry, file: PatchedFile, kept: KeptPatch) -> None:
        self._remark(kept_text(kept))
        title = title_text(entry)
        lines = file.lines
        if not lines:
            diff = FileDiff(kept.label, file.status, file.before, binary=file.binary)
            self.diff.say(title, unshown_text(diff))
            return
        before = self.tr("Commit {commit}").format(commit=kept.base[:10])
        after = self.tr("{version}, not committed").format(version=self._names.get(kept.label, kept.label))
        self.diff.show_diff(lines, entry.path, (before, after))

    def _choose_commit(self, commit: CodeCommit) -> None:
        roots = self._roots

        def show(paths: frozenset[str]) -> None:
            if self.commits.commit == commit:
                self.files.show_commit(f"{commit.sha[:10]} {commit.summary}", paths)

        def fail(error: Exception) -> None:
            _log.warning("the files of a commit cannot be told", exc_info=error)
            self.diff.say(commit.sha, str(error))

        if roots:
            self._background.run(lambda: files_of_commit(roots, commit.sha), show, fail)

    def _arranged(self) -> QSplitter:
        left = QSplitter(Qt.Orientation.Vertical)
        left.setChildrenCollapsible(False)
        left.addWidget(self.files)
        left.addWidget(self.commits)
        left.setStretchFactor(0, 2)
        left.setSizes([360, 200])
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.diff)
        split.setStretchFactor(1, 1)
        split.setSizes([340, 720])
        return split
