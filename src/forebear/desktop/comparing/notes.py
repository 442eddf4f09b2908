"""What could not be compared, in words below the pages of a comparison."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.compare.comparison import Comparison

_MOST = 5


def notes_text(comparison: Comparison) -> str:
    """Return the notes of a comparison and the files that it could not read, a line each; "" for none."""
    translate = QCoreApplication.translate
    lines = list(comparison.notes)
    lines += [
        translate("Compare", "{version}: {path} cannot be compared: {why}.").format(
            version=file.label, path=file.path, why=file.why
        )
        for file in comparison.unavailable[:_MOST]
    ]
    if len(comparison.unavailable) > _MOST:
        more = len(comparison.unavailable) - _MOST
        lines.append(translate("Compare", "{count} more files cannot be compared.").format(count=more))
    return "\n".join(lines)
