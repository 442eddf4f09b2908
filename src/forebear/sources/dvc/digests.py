"""Digests, sizes and types as DVC records them."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

from forebear.lineage.words import Artifact, ArtifactType, Digest
from forebear.sources.dvc.values import as_list

LEGACY = "md5-dos2unix"

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_HEX = re.compile(r"^[0-9a-f]{32}(\.dir)?$")

_MODELS = frozenset(
    [
        ".pkl",
        ".pickle",
        ".joblib",
        ".onnx",
        ".pt",
        ".pth",
        ".h5",
        ".hdf5",
        ".keras",
        ".safetensors",
        ".cbm",
        ".ubj",
        ".model",
        ".mdl",
        ".tflite",
        ".pb",
        ".gguf",
        ".bst",
        ".lgb",
        ".mlmodel",
        ".skops",
        ".ckpt",
        ".weights",
    ]
)
_CODE = frozenset(
    [
        ".py",
        ".ipynb",
        ".r",
        ".rmd",
        ".jl",
        ".sh",
        ".bash",
        ".c",
        ".cc",
        ".cpp",
        ".h",
        ".hpp",
        ".cu",
        ".rs",
        ".go",
        ".java",
        ".scala",
        ".js",
        ".ts",
        ".sql",
        ".pl",
        ".rb",
        ".m",
    ]
)
_CONFIG = frozenset([".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env"])
_DATA = frozenset(
    [
        ".csv",
        ".tsv",
        ".parquet",
        ".feather",
        ".arrow",
        ".npz",
        ".npy",
        ".jsonl",
        ".xml",
        ".zip",
        ".gz",
        ".tar",
        ".tgz",
        ".bz2",
        ".xz",
        ".7z",
        ".db",
        ".sqlite",
        ".xlsx",
        ".avro",
        ".orc",
        ".jpg",
        ".jpeg",
        ".png",
        ".wav",
        ".mp3",
        ".mp4",
        ".tfrecord",
    ]
)


def digest_of(entry: Mapping[str, object]) -> Digest | None:
    """Return the digest of an entry of `dvc.lock` or a `.dvc` file, None where it records none.

    A directory may be written out as its `files`, without a digest of its own. An `md5` without `hash: md5`
    beside it was written by DVC before 3.0, which folded CRLF to LF in text first.
    """
    md5 = entry.get("md5")
    if isinstance(md5, str) and _HEX.match(md5):
        return Digest("md5" if entry.get("hash") == "md5" else LEGACY, md5)
    if (listed := _listed(as_list(entry.get("files")))) is not None:
        return Digest("md5" if entry.get("hash") == "md5" else LEGACY, listed)
    for algorithm in ("etag", "checksum"):
        value = entry.get(algorithm)
        if isinstance(value, str) and (text := value.strip().replace(" ", "%20")):
            return Digest(algorithm, text)
    return None


def _listed(files: list[object]) -> str | None:
    """Return the md5 of the listing of a directory that is written out file by file, as for remotes with
    versions of their own (dvc-data, `Tree.digest`); None where there is none."""
    lines = [{key: item.get(key) for key in ("md5", "relpath")} for item in files if isinstance(item, dict)]
    if not lines or len(lines) < len(files):
        return None
    if not all(_HEX.match(str(line["md5"])) and isinstance(line["relpath"], str) for line in lines):
        return None
    lines.sort(key=lambda line: str(line["relpath"]))
    text = json.dumps(lines, sort_keys=True).encode()
    return f"{hashlib.md5(text, usedforsecurity=False).hexdigest()}.dir"


def count_of(entry: Mapping[str, object], key: str) -> int | None:
    """Return `size` (bytes) or `nfiles` of an entry, None where it is not recorded."""
    value = entry.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def artifact_of(digest: Digest, path: str, type_: ArtifactType, entry: Mapping[str, object]) -> Artifact:
    """Return the artifact that an entry describes."""
    return Artifact(
        (digest,), posixpath.basename(path) or path, type_, count_of(entry, "size"), count_of(entry, "nfiles")
    )


def is_url(path: str) -> bool:
    """Whether a path names something outside the file system (`s3://…`, `https://…`, `remote://…`)."""
    return _URL.match(path) is not None


@lru_cache(maxsize=65536)
def joined(folder: str, path: str) -> str:
    """Return `path`, written in `folder`, relative to the repository's root; URLs and absolute paths stay."""
    if is_url(path) or path.startswith("/"):
        return path
    joint = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    return "" if joint == "." else joint


@lru_cache(maxsize=65536)
def type_of(path: str, *, data: bool) -> ArtifactType:
    """Return what an artifact is by the ending of its path; `data` says that DVC keeps it, not Git."""
    suffix = posixpath.splitext(path)[1].lower()
    if suffix in _MODELS:
        return ArtifactType.MODEL
    if data or suffix in _DATA:
        return ArtifactType.DATASET
    if suffix in _CODE:
        return ArtifactType.CODE
    return ArtifactType.CONFIG if suffix in _CONFIG else ArtifactType.FILE
