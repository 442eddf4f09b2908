"""What a path of a project is, told by its name alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from forebear.compare.comparison import FileKind
from forebear.lineage.words import ArtifactType

_RECORD_NAMES = {"dvc.lock", ".gitignore", ".dvcignore", ".gitattributes", "pipeline.lock"}
_ENVIRONMENT_NAMES = {
    "dockerfile",
    "containerfile",
    "environment.yml",
    "environment.yaml",
    "conda.yaml",
    "conda.yml",
    "python_env.yaml",
    "pipfile",
    "pipfile.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "pixi.lock",
    "conda-lock.yml",
    "pylock.toml",
    "pyproject.toml",
    "renv.lock",
}
_DOCUMENT_NAMES = {"license", "licence", "copying", "notice", "authors", "changelog", "readme", "codeowners"}
_DOCUMENT_ENDS = {".md", ".rst", ".adoc", ".txt", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}
_CODE_ENDS = {
    *(
        ".py",
        ".pyx",
        ".ipynb",
        ".r",
        ".rmd",
        ".jl",
        ".sh",
        ".bash",
        ".zsh",
        ".ps1",
        ".bat",
        ".sql",
        ".js",
        ".ts",
    ),
    *(
        ".java",
        ".scala",
        ".kt",
        ".go",
        ".rs",
        ".c",
        ".h",
        ".cc",
        ".cpp",
        ".hpp",
        ".cu",
        ".m",
        ".pl",
        ".rb",
        ".lua",
    ),
    *(".mk", ".cmake", ".nf", ".smk", ".wdl", ".cwl", ".awk"),
}
_DATA_ENDS = {
    *(
        ".csv",
        ".tsv",
        ".jsonl",
        ".ndjson",
        ".parquet",
        ".feather",
        ".arrow",
        ".avro",
        ".orc",
        ".xlsx",
        ".xls",
    ),
    *(".npy", ".npz", ".h5", ".hdf5", ".pkl", ".pickle", ".joblib", ".onnx", ".pt", ".pth", ".safetensors"),
    *(".bin", ".db", ".sqlite", ".gz", ".zip", ".tar", ".bz2", ".xz", ".zst", ".wav", ".mp3", ".mp4"),
}
_CODE_FOLDERS = {"src", "source", "scripts", "code", "lib", "notebooks", "pipelines"}
_CODE_NAMES = {"makefile", "snakefile", "mlproject", "dvc.yaml", "justfile", "rakefile"}


def with_parents(path: str) -> Iterator[str]:
    """Yield a path and the folders it is in, the nearest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def is_code(path: str) -> bool:
    """Say whether a run's input at `path` is code (a script, a module, a folder of them), not data."""
    pure = PurePosixPath(path)
    name = pure.name.lower()
    return pure.suffix.lower() in _CODE_ENDS or name in _CODE_NAMES or name in _CODE_FOLDERS


def counts_as_code(path: str, type_: ArtifactType | None) -> bool:
    """Say whether an artifact of this type that a run used at `path` is code."""
    return type_ is ArtifactType.CODE or is_code(path)


COUNTED = (FileKind.CODE, FileKind.ENVIRONMENT)
"""The files of which a change is a change of the code."""


def file_kind(path: str, records: Collection[str], data: Collection[str]) -> FileKind:
    """Say what a file is; `records` are the paths of metrics, parameters and plots, `data` those of data.

    What is not known otherwise is code: a change is rather counted than overlooked.
    """
    pure = PurePosixPath(path)
    name, end = pure.name.lower(), pure.suffix.lower()
    above = {path, *map(str, pure.parents)}
    if path in records or name in _RECORD_NAMES or end == ".dvc" or ".dvc" in pure.parts[:-1]:
        return FileKind.RECORD
    if is_code(path):
        return FileKind.CODE
    if name in _ENVIRONMENT_NAMES or (
        name.startswith(("requirements", "constraints")) and end in (".txt", ".in")
    ):
        return FileKind.ENVIRONMENT
    if end in _DATA_ENDS or not above.isdisjoint(data):
        return FileKind.DATA
    if end in _DOCUMENT_ENDS or name in _DOCUMENT_NAMES:
        return FileKind.DOCUMENT
    return FileKind.CODE
