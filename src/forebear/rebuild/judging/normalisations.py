"""What may be set aside because it says nothing of the values: each by its name, with the reason.

After the stabilisers of oss-rebuild (https://github.com/google/oss-rebuild): a verdict of *equivalent* names
those that were needed, so that a person can disagree with any of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from forebear.compare.models import volatile

KEY_ORDER = "order of keys"
LAYOUT = "white space and layout"
NUMBER_SPELLING = "spelling of numbers"
LINE_ENDS = "line ends"
LAST_LINE = "line end of the last line"
ENCODING = "encoding of the text"
TIMES = "times of day and dates"
DELIMITER = "delimiter"
QUOTING = "quotes around cells"
GZIP_HEADER = "gzip time and name"
COMPRESSION = "compression"
ZIP_ORDER = "zip: order of members"
ZIP_TIMES = "zip: times"
ZIP_MODES = "zip: modes"
ZIP_EXTRA = "zip: system, extra fields and comments"
TOP_FOLDER = "name of the top folder"
TAR_ORDER = "tar: order of members"
TAR_TIMES = "tar: times"
TAR_OWNERS = "tar: owners"
TAR_MODES = "tar: modes"
TAR_FORMAT = "tar: format"
TENSOR_ORDER = "order of tensors in the file"
MEMORY_ORDER = "order of arrays in memory"
METADATA_ORDER = "order of the header"
PRODUCER = "name and version of the writer"
DOCUMENTATION = "documentation"
THREADS = "number of threads"
TALK = "how much is printed"
TIME = "measured times"
VERSION = "version of the library"
PARQUET_WRITER = "Parquet: writer"
ROW_GROUPS = "row groups and batches"
DICTIONARY = "dictionary encoding"
SCHEMA_NOTES = "notes of the schema"
EXECUTION = "notebook: execution counts"
CELL_IDS = "notebook: ids of cells"
COLOURS = "notebook: colours of what was printed"
HDF5_TIMES = "HDF5: times"
HDF5_CHUNKS = "HDF5: chunks and compression"
PNG_TEXT = "PNG: text and time"
SVG_IDS = "SVG: ids"
SVG_DATE = "SVG: date and writer"
PDF_DATES = "PDF: dates and id"

REASONS: Mapping[str, str] = {
    KEY_ORDER: "a mapping is the same in any order",
    LAYOUT: "between values it means nothing",
    NUMBER_SPELLING: "0.10 and 1e-1 are the same number",
    LINE_ENDS: "LF, CRLF and CR end a line alike",
    LAST_LINE: "nothing comes after it",
    ENCODING: "the letters are the same",
    TIMES: "a log says when it was written",
    DELIMITER: "the cells are the same",
    QUOTING: "the cells are the same",
    GZIP_HEADER: "gzip writes when, and from which file, it was packed",
    COMPRESSION: "what is packed is the same",
    ZIP_ORDER: "members are found by their names",
    ZIP_TIMES: "they say when a member was written",
    ZIP_MODES: "they say who may read a member",
    ZIP_EXTRA: "they say on which system a member was packed",
    TOP_FOLDER: "PyTorch names it after the file",
    TAR_ORDER: "members are found by their names",
    TAR_TIMES: "they say when a member was written",
    TAR_OWNERS: "they say who packed it",
    TAR_MODES: "they say who may read a member",
    TAR_FORMAT: "the members are the same",
    TENSOR_ORDER: "tensors are found by their names",
    MEMORY_ORDER: "by rows or by columns, the values are the same",
    METADATA_ORDER: "entries are found by their names",
    PRODUCER: "it says what wrote the file",
    DOCUMENTATION: "it is for people",
    THREADS: volatile.THREADS,
    TALK: volatile.TALK,
    TIME: volatile.TIME,
    VERSION: volatile.VERSION,
    PARQUET_WRITER: "it says what wrote the file",
    ROW_GROUPS: "the rows are the same, in the same order",
    DICTIONARY: "the values are the same",
    SCHEMA_NOTES: "they are not part of any row",
    EXECUTION: "they count how often a cell was run",
    CELL_IDS: "they are made up anew for each notebook",
    COLOURS: "the text is the same",
    HDF5_TIMES: "they say when a dataset was written",
    HDF5_CHUNKS: "the values are the same",
    PNG_TEXT: "the pixels are the same",
    SVG_IDS: "they are made up anew for each drawing, and only refer to its own parts",
    SVG_DATE: "it says when and with what it was drawn",
    PDF_DATES: "it says when it was written",
}
"""Why each may be set aside."""

VOLATILE: Mapping[str, str] = {
    volatile.THREADS: THREADS,
    volatile.TALK: TALK,
    volatile.TIME: TIME,
    volatile.VERSION: VERSION,
    volatile.ORDER: KEY_ORDER,
}
"""The names for what `compare/models/volatile.py` gives as reasons."""
