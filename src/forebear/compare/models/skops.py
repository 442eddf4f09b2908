"""Skops files: a ZIP archive of arrays and a schema that names classes, https://skops.readthedocs.io/en/stable/persistence.html

Members are named by where they lay in memory, so that two files of one model have other names: values are
compared where the model is loaded, inside the recorded image.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    UnreadableModelError,
    setting,
)

INSIDE = "It is a skops file: its values are compared by loading it."
SCHEMA = "schema.json"


def read_skops(path: Path) -> ModelContents:
    """Read which classes the schema names, and how often; raises UnreadableModelError."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(SCHEMA) as stream:
            text = stream.read(LARGEST_TEXT + 1)
        if len(text) > LARGEST_TEXT:
            raise UnreadableModelError("its schema is too large")
        schema = json.loads(text)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableModelError(f"its schema cannot be read ({error})") from error
    names: Counter[str] = Counter()
    left = [schema]
    for node in left:  # grows while it is walked
        if isinstance(node, dict):
            if "__class__" in node and "__loader__" in node:
                names[f"{node.get('__module__')}.{node['__class__']}"[:200]] += 1
            left += node.values()
        elif isinstance(node, list):
            left += node
    if len(names) > MOST_PARTS:
        raise UnreadableModelError("it names too many classes")
    parts = {("class", name): setting(times) for name, times in sorted(names.items())}
    return ModelContents("skops", path.stat().st_size, parts, True, (INSIDE,))
