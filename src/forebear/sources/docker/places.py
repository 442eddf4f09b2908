"""Where archives of images are, and whether they changed; light to import."""

from __future__ import annotations

from pathlib import Path

_HEADS = 500  # entries of a tar that are looked at for its list of images


def is_archive(path: Path) -> bool:
    """Say whether a file or folder is an archive of images; of a tar only headers are read."""
    if path.is_dir():
        return (path / "index.json").is_file() and (path / "oci-layout").is_file()
    import tarfile

    try:
        with tarfile.open(path, "r:") as archive:
            for number, member in enumerate(archive):
                if member.name.removeprefix("./") in ("manifest.json", "oci-layout", "repositories"):
                    return True
                if number > _HEADS:
                    break
    except (tarfile.TarError, OSError, ValueError):
        return False
    return False


def state_of(path: Path) -> dict[str, object]:
    """Return what changes when an archive does."""
    found = (path / "index.json" if path.is_dir() else path).stat()
    return {"size": found.st_size, "modified": found.st_mtime_ns}
