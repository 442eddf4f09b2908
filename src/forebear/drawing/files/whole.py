"""Files written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from forebear.lineage.errors import ActionableError


def write_whole(files: Mapping[Path, bytes], what: str = "file") -> None:
    """Write files beside each other; `what` names them in the ActionableError when one cannot be written."""
    parts = {output: output.with_name(f".{output.name}.part") for output in files}
    try:
        for output, content in files.items():
            if output.is_dir():
                raise IsADirectoryError(21, "there is a folder of that name")
            parts[output].write_bytes(content)
        for output, part in parts.items():
            part.replace(output)
    except OSError as error:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
        raise ActionableError(
            f"The {what} cannot be written: {error.strerror}.",
            where=str(next(iter(files))),
            todo="Give a folder that exists, can be written and has room.",
        ) from error
