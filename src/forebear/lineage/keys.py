"""The key of a run: the same record gives the same key, whoever reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from forebear.lineage.words import Digest, Scalar

_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode  # json.dumps would make one for each run


def short_key(key: str) -> str:
    """Return enough of a run's key to tell runs apart; of a tool's own (`mlflow:ID`) also what is before."""
    tool, parted, own = key.rpartition(":")
    if not parted:
        return key[:12]
    return key if "/" in own else f"{tool}:{own[:12]}"


def run_key(  # noqa: PLR0913, PLR0917 - a record has these parts
    name: str,
    command: Iterable[str],
    working_directory: str,
    inputs: Mapping[str, Digest | None],
    parameters: Mapping[str, Mapping[str, Scalar]],
    outputs: Mapping[str, Digest | None],
) -> str:
    """Return the hex key of an execution known only by its record (a DVC lock entry, `forebear run`).

    Paths are relative to the repository's root. `parameters` maps a file to its flattened names and values.
    Of each artifact the digest that the record itself holds counts, `md5` before any other.
    """
    record = {
        "name": name,
        "command": list(command),
        "directory": working_directory,
        "inputs": {path: str(digest) for path, digest in inputs.items()},
        "parameters": {file: dict(values) for file, values in parameters.items()},
        "outputs": {path: str(digest) for path, digest in outputs.items()},
    }
    return hashlib.sha256(_text(record).encode("utf-8", "surrogateescape")).hexdigest()
