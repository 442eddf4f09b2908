"""How outputs were judged, in words for people."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from forebear.lineage.rebuilds import OutputVerdict
from forebear.rebuild.judging import normalisations as named


def normalisation_text(name: str) -> str:
    """Say what was set aside; what is not known here stays as it is recorded."""
    translate = QCoreApplication.translate
    return {
        named.KEY_ORDER: translate("Judged", "order of keys"),
        named.LAYOUT: translate("Judged", "white space and layout"),
        named.NUMBER_SPELLING: translate("Judged", "spelling of numbers"),
        named.LINE_ENDS: translate("Judged", "line ends"),
        named.LAST_LINE: translate("Judged", "line end of the last line"),
        named.ENCODING: translate("Judged", "encoding of the text"),
        named.TIMES: translate("Judged", "times of day and dates"),
        named.DELIMITER: translate("Judged", "delimiter"),
        named.QUOTING: translate("Judged", "quotes around cells"),
        named.GZIP_HEADER: translate("Judged", "gzip time and name"),
        named.COMPRESSION: translate("Judged", "compression"),
        named.ZIP_ORDER: translate("Judged", "zip: order of members"),
        named.ZIP_TIMES: translate("Judged", "zip: times"),
        named.ZIP_MODES: translate("Judged", "zip: modes"),
        named.ZIP_EXTRA: translate("Judged", "zip: system, extra fields and comments"),
        named.TOP_FOLDER: translate("Judged", "name of the top folder"),
        named.TAR_ORDER: translate("Judged", "tar: order of members"),
        named.TAR_TIMES: translate("Judged", "tar: times"),
        named.TAR_OWNERS: translate("Judged", "tar: owners"),
        named.TAR_MODES: translate("Judged", "tar: modes"),
        named.TAR_FORMAT: translate("Judged", "tar: format"),
        named.TENSOR_ORDER: translate("Judged", "order of tensors in the file"),
        named.MEMORY_ORDER: translate("Judged", "order of arrays in memory"),
        named.METADATA_ORDER: translate("Judged", "order of the header"),
        named.PRODUCER: translate("Judged", "name and version of the writer"),
        named.DOCUMENTATION: translate("Judged", "documentation"),
        named.THREADS: translate("Judged", "number of threads"),
        named.TALK: translate("Judged", "how much is printed"),
        named.TIME: translate("Judged", "measured times"),
        named.VERSION: translate("Judged", "version of the library"),
        named.PARQUET_WRITER: translate("Judged", "Parquet: writer"),
        named.ROW_GROUPS: translate("Judged", "row groups and batches"),
        named.DICTIONARY: translate("Judged", "dictionary encoding"),
        named.SCHEMA_NOTES: translate("Judged", "notes of the schema"),
        named.EXECUTION: translate("Judged", "notebook: execution counts"),
        named.CELL_IDS: translate("Judged", "notebook: ids of cells"),
        named.COLOURS: translate("Judged", "notebook: colours of what was printed"),
        named.HDF5_TIMES: translate("Judged", "HDF5: times"),
        named.HDF5_CHUNKS: translate("Judged", "HDF5: chunks and compression"),
        named.PNG_TEXT: translate("Judged", "PNG: text and time"),
        named.SVG_IDS: translate("Judged", "SVG: ids"),
        named.SVG_DATE: translate("Judged", "SVG: date and writer"),
        named.PDF_DATES: translate("Judged", "PDF: dates and id"),
    }.get(name, name)


def reason_text(name: str) -> str:
    """Say why it may be set aside, "" where no reason is known here."""
    translate = QCoreApplication.translate
    packed = translate("Judged", "what is packed is the same")
    by_name = translate("Judged", "members are found by their names")
    when = translate("Judged", "they say when a member was written")
    who = translate("Judged", "they say who may read a member")
    cells = translate("Judged", "the cells are the same")
    values = translate("Judged", "the values are the same")
    writer = translate("Judged", "it says what wrote the file")
    people = translate("Judged", "it is for people")
    how = translate("Judged", "it says how the model runs, not what it is")
    return {
        named.KEY_ORDER: translate("Judged", "a mapping is the same in any order"),
        named.LAYOUT: translate("Judged", "between values it means nothing"),
        named.NUMBER_SPELLING: translate("Judged", "0.10 and 1e-1 are the same number"),
        named.LINE_ENDS: translate("Judged", "LF, CRLF and CR end a line alike"),
        named.LAST_LINE: translate("Judged", "nothing comes after it"),
        named.ENCODING: translate("Judged", "the letters are the same"),
        named.TIMES: translate("Judged", "a log says when it was written"),
        named.DELIMITER: cells,
        named.QUOTING: cells,
        named.GZIP_HEADER: translate("Judged", "gzip writes when, and from which file, it was packed"),
        named.COMPRESSION: packed,
        named.ZIP_ORDER: by_name,
        named.ZIP_TIMES: when,
        named.ZIP_MODES: who,
        named.ZIP_EXTRA: translate("Judged", "they say on which system a member was packed"),
        named.TOP_FOLDER: translate("Judged", "PyTorch names it after the file"),
        named.TAR_ORDER: by_name,
        named.TAR_TIMES: when,
        named.TAR_OWNERS: translate("Judged", "they say who packed it"),
        named.TAR_MODES: who,
        named.TAR_FORMAT: packed,
        named.TENSOR_ORDER: translate("Judged", "tensors are found by their names"),
        named.MEMORY_ORDER: translate("Judged", "by rows or by columns, the values are the same"),
        named.METADATA_ORDER: translate("Judged", "entries are found by their names"),
        named.PRODUCER: writer,
        named.DOCUMENTATION: people,
        named.THREADS: how,
        named.TALK: how,
        named.TIME: translate("Judged", "a time comes out otherwise each time"),
        named.VERSION: writer,
        named.PARQUET_WRITER: writer,
        named.ROW_GROUPS: translate("Judged", "the rows are the same, in the same order"),
        named.DICTIONARY: values,
        named.SCHEMA_NOTES: translate("Judged", "they are not part of any row"),
        named.EXECUTION: translate("Judged", "they count how often a cell was run"),
        named.CELL_IDS: translate("Judged", "they are made up anew for each notebook"),
        named.COLOURS: translate("Judged", "the text is the same"),
        named.HDF5_TIMES: translate("Judged", "they say when a dataset was written"),
        named.HDF5_CHUNKS: values,
        named.PNG_TEXT: translate("Judged", "the pixels are the same"),
        named.SVG_IDS: translate("Judged", "they are made up anew for each drawing"),
        named.SVG_DATE: translate("Judged", "it says when and with what it was drawn"),
        named.PDF_DATES: translate("Judged", "it says when it was written"),
    }.get(name, "")


def largest_text(output: OutputVerdict) -> str:
    """Say by how much numbers differ at most, "" where none do."""
    if output.largest is None:
        return ""
    translate = QCoreApplication.translate
    if not math.isfinite(output.largest):
        return translate("Judged", "NaN or infinity")
    shown = f"{output.largest:.3g}"
    if output.ulp is None:
        return shown
    return translate("Judged", "{difference} ({steps} ULP)").format(difference=shown, steps=f"{output.ulp:,}")


def policy_text(label: str) -> str:
    """Say by what numbers were judged; the name of a policy of the project stays as it is."""
    translate = QCoreApplication.translate
    metrics, _, allowed = label.partition(" ")
    if metrics != "metrics":
        return label
    words = {
        "exact": translate("Judged", "exact"),
        "relative": translate("Judged", "relative {number}"),
        "absolute": translate("Judged", "absolute {number}"),
        "NaN": translate("Judged", "NaN equals NaN"),
    }
    parts = (part.partition(" ") for part in allowed.split(", "))
    said = (
        words[word].format(number=number) if word in words else f"{word} {number}"
        for word, _, number in parts
    )
    return translate("Judged", "metrics {tolerance}").format(tolerance=", ".join(said))


def compared_text(output: OutputVerdict) -> str:
    """Say what the output was compared as."""
    return output.comparator or QCoreApplication.translate("Judged", "bytes")
