"""What comparing an output showed, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from forebear.lineage.sentences import Sentence
from forebear.rebuild.judging.sentences import Compared

translate = QCoreApplication.translate

COMPARED: Mapping[Sentence, Callable[[], str]] = {
    Compared.NOT_MADE: lambda: translate("Sentences", "The command did not make it."),
    Compared.UNREADABLE: lambda: translate("Sentences", "It cannot be read: {why}."),
    Compared.NO_DIGEST: lambda: translate("Sentences", "No digest that can be compared was recorded for it."),
    Compared.NOW_A_FILE: lambda: translate("Sentences", "It was a folder, and is a file."),
    Compared.NOW_A_FOLDER: lambda: translate("Sentences", "It was a file, and is a folder."),
    Compared.METRICS_UNREADABLE: lambda: translate("Sentences", "Its metrics cannot be read: {why}."),
    Compared.CONTENT_GONE: lambda: translate(
        "Sentences",
        "Other bytes ({sizes}); the recorded content is not on this machine to say what differs.",
    ),
    Compared.MEMBER_GONE: lambda: translate(
        "Sentences",
        "Other bytes; the recorded content is not on this machine to say what differs.",
    ),
    Compared.LISTING_GONE: lambda: translate(
        "Sentences",
        "{count} files; the recorded listing is not on this machine.",
    ),
    Compared.LISTING_UNREADABLE: lambda: translate(
        "Sentences",
        "Other files; the recorded listing cannot be read: {why}.",
    ),
    Compared.NOT_DECLARED: lambda: translate("Sentences", "The run did not declare it."),
    Compared.CHANGED_FILE: lambda: translate("Sentences", "The command changed this file of the commit."),
    Compared.REMOVED_FILE: lambda: translate("Sentences", "The command removed this file of the commit."),
    Compared.MORE_NOT_DECLARED: lambda: translate("Sentences", "Files that the run did not declare."),
    Compared.BYTES: lambda: translate("Sentences", "Other bytes ({sizes}), the first at offset {offset}."),
    Compared.BYTES_OF_LINE: lambda: translate(
        "Sentences",
        "Other bytes ({sizes}), the first at offset {offset}, in line {line}.",
    ),
    Compared.ASIDE: lambda: translate("Sentences", "Everything is equal but for: {aside}."),
    Compared.ASIDE_NOTED: lambda: translate("Sentences", "Everything is equal but for: {aside} ({notes})."),
    Compared.ASIDE_OF_ARCHIVE: lambda: translate("Sentences", "Set aside of the archive itself: {aside}."),
    Compared.SAME_VALUES: lambda: translate(
        "Sentences",
        "All values are equal; the file is written differently.",
    ),
    Compared.SAME_BUT: lambda: translate("Sentences", "All values are equal; these differ: {names}."),
    Compared.SAME_MEMBERS: lambda: translate(
        "Sentences",
        "All members are equal; the archive is written differently.",
    ),
    Compared.WAS: lambda: translate("Sentences", "{name} was {before}, is {after}"),
    Compared.WAS_IN_LINE: lambda: translate("Sentences", "line {line}: {name} was {before}, is {after}"),
    Compared.WAS_IN_ROW: lambda: translate("Sentences", "row {line}, {name} was {before}, is {after}"),
    Compared.WAS_NAN: lambda: translate(
        "Sentences",
        "{name} was {before}, is {after}, and NaN equals nothing",
    ),
    Compared.GONE: lambda: translate("Sentences", "{name} was {before}, is gone"),
    Compared.NEW: lambda: translate("Sentences", "{name} is new: {after}"),
    Compared.ONLY_REBUILT: lambda: translate("Sentences", "{name} is only in the rebuilt one"),
    Compared.ONLY_RECORDED: lambda: translate("Sentences", "{name} is only in the recorded one"),
    Compared.LINE_ONLY_REBUILT: lambda: translate("Sentences", "line {line} is only in the rebuilt one"),
    Compared.LINE_ONLY_RECORDED: lambda: translate("Sentences", "line {line} is only in the recorded one"),
    Compared.CELLS: lambda: translate("Sentences", "row {line}, it had {before} cells, and has {after}"),
    Compared.CELLS_OF_NAMES: lambda: translate(
        "Sentences",
        "the line of names, it had {before} cells, and has {after}",
    ),
    Compared.LINES: lambda: translate("Sentences", "it had {before} rows, and has {after}"),
    Compared.WITHIN: lambda: translate("Sentences", "{count} of {every} values differ ({name}); {policy}."),
    Compared.WITHIN_ULP: lambda: translate(
        "Sentences",
        "{count} of {every} values differ, at most by {largest} ({ulp} ULP) ({name}); {policy}.",
    ),
    Compared.WITHIN_BY: lambda: translate(
        "Sentences",
        "{count} of {every} values differ, at most by {largest} ({name}); {policy}.",
    ),
    Compared.WITHIN_INFINITE: lambda: translate(
        "Sentences",
        "{count} of {every} values differ, some of them by NaN or infinity ({name}); {policy}.",
    ),
    Compared.WITHIN_NAN: lambda: translate(
        "Sentences",
        "{count} of {every} values are NaN ({name}); {policy}.",
    ),
    Compared.PARTS_WITHIN: lambda: translate(
        "Sentences",
        "{count} of {every} parts differ ({name}); {policy}.",
    ),
    Compared.PARTS_WITHIN_ULP: lambda: translate(
        "Sentences",
        "{count} of {every} parts differ, at most by {largest} ({ulp} ULP) ({name}); {policy}.",
    ),
    Compared.PARTS_WITHIN_BY: lambda: translate(
        "Sentences",
        "{count} of {every} parts differ, at most by {largest} ({name}); {policy}.",
    ),
    Compared.PARTS_WITHIN_INFINITE: lambda: translate(
        "Sentences",
        "{count} of {every} parts differ, some of them by NaN or infinity ({name}); {policy}.",
    ),
    Compared.PART_ULP: lambda: translate(
        "Sentences",
        "{name} ({count} of {every} values, at most by {largest} ({ulp} ULP))",
    ),
    Compared.PART_BY: lambda: translate(
        "Sentences",
        "{name} ({count} of {every} values, at most by {largest})",
    ),
    Compared.PARTS_UNKNOWN: lambda: translate(
        "Sentences",
        "Of these parts nobody can say whether they differ: {names}.",
    ),
    Compared.MORE_PARTS_UNKNOWN: lambda: translate(
        "Sentences",
        "Of these parts nobody can say whether they differ: {names} and {count} more.",
    ),
    Compared.FILES: lambda: translate("Sentences", "Of {count} files: {counts}."),
    Compared.ROWS: lambda: translate("Sentences", "It had {before} rows, and has {after}."),
    Compared.COLUMNS: lambda: translate("Sentences", "{count} of {every} columns differ: {why}"),
    Compared.MORE_COLUMNS: lambda: translate("Sentences", "and {count} more columns"),
    Compared.OTHER_ORDER: lambda: translate("Sentences", "The rows are the same, in another order."),
    Compared.SCHEMA_NOTES: lambda: translate(
        "Sentences",
        "All values are equal; notes of the schema differ.",
    ),
    Compared.SCHEMA: lambda: translate("Sentences", "Its columns differ: {notes}."),
    Compared.SCHEMA_ORDER: lambda: translate("Sentences", "Its columns differ: they are in another order."),
    Compared.COLUMN_GONE: lambda: translate("Sentences", "{name} is gone"),
    Compared.COLUMN_NEW: lambda: translate("Sentences", "{name} is new"),
    Compared.FIRST_LINE: lambda: translate("Sentences", "The first line that differs is {line}."),
    Compared.SVG: lambda: translate("Sentences", "Element {number} of {count} differs ({name})."),
    Compared.SVG_NOW: lambda: translate(
        "Sentences",
        "Element {number} of {count} differs ({before}, now {after}).",
    ),
    Compared.PICTURE_SIZE: lambda: translate("Sentences", "It was {before} pixels, and is {after}."),
    Compared.PIXELS: lambda: translate(
        "Sentences",
        "{count} of {every} pixels differ, at most by {largest} of 255",
    ),
    Compared.PICTURES: lambda: translate("Sentences", "Its number of pictures differs."),
    Compared.SAME_PIXELS: lambda: translate(
        "Sentences",
        "Every pixel is equal; the file is written differently.",
    ),
    Compared.PIXELS_IN_PART: lambda: translate(
        "Sentences",
        "Its pixels are equal as far as they are compared, which is not all of it.",
    ),
    Compared.PIXELS_SHOWN: lambda: translate(
        "Sentences",
        "Every pixel is equal; how it is shown may not be: {names}.",
    ),
    Compared.NO_FORMAT: lambda: translate("Sentences", "It is of no format that is read here."),
    Compared.OTHER_FORMAT: lambda: translate("Sentences", "It was {format_before}, and is {format_after}."),
    Compared.FAILED: lambda: translate("Sentences", "The comparator failed ({why})."),
    Compared.CRASHED: lambda: translate("Sentences", "The comparator crashed ({why})."),
    Compared.TOOK_LONG: lambda: translate("Sentences", "Comparing took longer than {seconds} seconds."),
    Compared.NO_ANSWER: lambda: translate("Sentences", "What the comparator answered cannot be read."),
    Compared.TOO_LARGE: lambda: translate("Sentences", "It is more than {size} MB of {kind}."),
    Compared.LONG_LINE: lambda: translate("Sentences", "It has a line of more than {size} MB."),
    Compared.NOT_OF_KIND: lambda: translate("Sentences", "It cannot be read as {kind}: {why}."),
    Compared.RECORDED_NOT_OF_KIND: lambda: translate(
        "Sentences",
        "The recorded file cannot be read as {kind}: {why}.",
    ),
    Compared.RECORDED_UNREADABLE: lambda: translate("Sentences", "The recorded file cannot be read: {why}."),
    Compared.REBUILT_UNREADABLE: lambda: translate("Sentences", "The rebuilt file cannot be read: {why}."),
    Compared.RECORDED_PICTURE: lambda: translate("Sentences", "The recorded picture cannot be read: {why}"),
    Compared.REBUILT_PICTURE: lambda: translate("Sentences", "The rebuilt picture cannot be read: {why}"),
    Compared.RECORDED_ARCHIVE: lambda: translate("Sentences", "The recorded archive cannot be read: {why}."),
    Compared.REBUILT_ARCHIVE: lambda: translate("Sentences", "The rebuilt archive cannot be read: {why}."),
    Compared.RECORDED_MODEL: lambda: translate("Sentences", "The recorded model cannot be read: {why}."),
    Compared.REBUILT_MODEL: lambda: translate("Sentences", "The rebuilt model cannot be read: {why}."),
    Compared.NOTHING_TO_LOAD_IN: lambda: translate(
        "Sentences",
        "A {kind} file is compared by loading it, and there is nothing to load it in.",
    ),
    Compared.RECORDED_NOT_LOADED: lambda: translate(
        "Sentences",
        "The recorded file cannot be loaded inside the image: {why}.",
    ),
    Compared.REBUILT_NOT_LOADED: lambda: translate(
        "Sentences",
        "The rebuilt file cannot be loaded inside the image: {why}.",
    ),
    Compared.MANY_MEMBERS: lambda: translate("Sentences", "It has more than {count} members."),
    Compared.TOO_DEEP: lambda: translate("Sentences", "Archives are in each other too deep."),
    Compared.UNPACKS_LARGE: lambda: translate(
        "Sentences",
        "It unpacks to {count} members of {size} bytes, which is too much.",
    ),
    Compared.PDF: lambda: translate("Sentences", "More than the dates of the PDF differs."),
    Compared.NOT_DELIMITED: lambda: translate("Sentences", "It cannot be read as delimited text: {why}."),
    Compared.NO_ROWS: lambda: translate("Sentences", "Its rows cannot be compared: {why}."),
    Compared.MORE: lambda: translate("Sentences", "and {count} more"),
}
"""Each with its figures in braces."""
