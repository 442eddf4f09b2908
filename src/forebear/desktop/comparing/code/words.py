"""What is said of a file that differs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.compare.code import LOST
from forebear.compare.comparison import FileDiff, FileKind
from forebear.compare.kept import KeptPatch
from forebear.compare.text.hidden import shown
from forebear.desktop.comparing.code.entries import Entry, Group
from forebear.sources.git.patches import SUBMODULE
from forebear.sources.git.repository import SYMLINK


def group_text(group: Group) -> str:
    """Name a group."""
    if isinstance(group.about, KeptPatch):
        return QCoreApplication.translate("CodeWords", "Uncommitted changes of {version}").format(
            version=group.about.label
        )
    return {
        FileKind.CODE: QCoreApplication.translate("CodeWords", "Code"),
        FileKind.ENVIRONMENT: QCoreApplication.translate("CodeWords", "Environment"),
        FileKind.RECORD: QCoreApplication.translate("CodeWords", "Records of the tools"),
        FileKind.DATA: QCoreApplication.translate("CodeWords", "Data in Git"),
        FileKind.DOCUMENT: QCoreApplication.translate("CodeWords", "Documents"),
    }[group.about]


def kept_text(kept: KeptPatch) -> str:
    """Say who kept uncommitted changes, and what they are on top of."""
    said = QCoreApplication.translate("CodeWords", "Kept by {tool}, on top of commit {commit}.").format(
        tool=kept.by, commit=kept.base[:10]
    )
    return f"{said} {kept.note}".strip()


def status_text(status: str) -> str:
    """Say what happened to a file; "" where it was simply modified."""
    return {
        "added": QCoreApplication.translate("CodeWords", "added"),
        "deleted": QCoreApplication.translate("CodeWords", "deleted"),
        "renamed": QCoreApplication.translate("CodeWords", "renamed"),
        "copied": QCoreApplication.translate("CodeWords", "copied"),
        "type changed": QCoreApplication.translate("CodeWords", "type changed"),
        "mode changed": QCoreApplication.translate("CodeWords", "mode changed"),
    }.get(status, "")


def counts_text(entry: Entry) -> str:
    """Say how much of a file differs, of its first difference."""
    about = entry.patched or entry.differences[0].diff
    lines = _binary() if about.binary else _one_sided(about.status, entry.added, entry.removed)
    return _joined(status_text(about.status), lines)


def _lines(added: int, removed: int) -> str:
    return f"+{added:,} \N{MINUS SIGN}{removed:,}" if added or removed else ""


def _one_sided(status: str, added: int, removed: int) -> str:
    if status in ("added", "deleted"):
        return f"+{added:,}" if added else f"\N{MINUS SIGN}{removed:,}" if removed else ""
    return _lines(added, removed)


def _binary() -> str:
    return QCoreApplication.translate("CodeWords", "binary")


def _joined(*pieces: str) -> str:
    return "  ".join(piece for piece in pieces if piece)


def title_text(entry: Entry) -> str:
    """Name a file, with its old name where it had another one, and what does not show of them shown."""
    path = shown(entry.path).text
    return f"{shown(entry.before).text} → {path}" if entry.before and entry.before != entry.path else path


def tip_text(entry: Entry) -> str:
    """Say all that is known of a file in the list."""
    lines = [title_text(entry)]
    if entry.kept is not None:
        return "\n".join([*lines, kept_text(entry.kept)])
    for difference in entry.differences:
        diff = difference.diff
        modes = f"{diff.modes[0]} → {diff.modes[1]}" if all(diff.modes) and len(set(diff.modes)) > 1 else ""
        words = _joined(status_text(diff.status), _lines(diff.added, diff.removed), modes)
        lines.append(f"{', '.join(difference.labels)}: {words}" if words else ", ".join(difference.labels))
    if entry.used is True:
        lines.append(QCoreApplication.translate("CodeWords", "A compared run names it as an input."))
    elif entry.used is False:
        lines.append(QCoreApplication.translate("CodeWords", "No compared run names it as an input."))
    return "\n".join(lines)


def unshown_text(diff: FileDiff) -> str:
    """Say why a file has no lines to show; "" where it has some."""
    if diff.binary:
        return _binary_text(diff)
    if diff.omitted == LOST:
        return QCoreApplication.translate(
            "CodeWords", "Its content is not in this clone. `git fetch --refetch --no-filter` may bring it."
        )
    if diff.added or diff.removed or SUBMODULE in diff.modes:
        return ""
    translate = QCoreApplication.translate
    return {
        "mode changed": translate("CodeWords", "Only its mode changed, {before} → {after}.").format(
            before=diff.modes[0], after=diff.modes[1]
        ),
        "renamed": translate("CodeWords", "It was {path}; its content is the same.").format(path=diff.before),
        "added": translate("CodeWords", "An empty file was added."),
        "deleted": translate("CodeWords", "An empty file was deleted."),
    }.get(diff.status, translate("CodeWords", "No line differs."))


def remark_text(diff: FileDiff) -> str:
    """Say what is to be known of a file beside its lines; "" for a plain one."""
    translate = QCoreApplication.translate
    if SUBMODULE in diff.modes:
        return translate("CodeWords", "A submodule: the commit at which it is.")
    if SYMLINK in diff.modes:
        return translate("CodeWords", "A link: the path to which it leads.")
    if all(diff.modes) and len(set(diff.modes)) > 1:
        said = translate("CodeWords", "Its mode changed as well, {before} → {after}.")
        return said.format(before=diff.modes[0], after=diff.modes[1])
    return ""


def _binary_text(diff: FileDiff) -> str:
    translate = QCoreApplication.translate
    if diff.omitted.startswith("too large"):
        said = translate("CodeWords", "This text is too large to compare line by line.")
    else:
        said = translate("CodeWords", "This file is binary; its bytes differ.")
    sizes = " → ".join(f"{size:,}" for size in diff.sizes if size is not None)
    bytes_ = translate("CodeWords", "{sizes} bytes").format(sizes=sizes)
    return f"{said} {bytes_}" if sizes else said
