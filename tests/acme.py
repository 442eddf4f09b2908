"""The example of ARCHITECTURE.md, installed as a real package, and projects with records of its tool."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
_METADATA = "Metadata-Version: 2.1\nName: acme-forebear\nVersion: 1.0\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_ENTRY = "[forebear.sources]\nacme = acme_forebear:Acme\n"


def example() -> str:
    """Return the program that ARCHITECTURE.md shows to whoever writes a tool."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (shown,) = [block for block in blocks if "forebear.sources.tool" in block]
    return str(shown)


def install(folder: Path, program: str) -> Path:
    """Install `program` as the package acme-forebear into a folder for PYTHONPATH, with the real pip."""
    folder.mkdir(parents=True)
    wheel = folder / "acme_forebear-1.0-py3-none-any.whl"
    files = {
        "acme_forebear.py": program,
        "acme_forebear-1.0.dist-info/METADATA": _METADATA,
        "acme_forebear-1.0.dist-info/WHEEL": _WHEEL,
        "acme_forebear-1.0.dist-info/entry_points.txt": _ENTRY,
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        record = "".join(f"{name},,\n" for name in files)
        archive.writestr("acme_forebear-1.0.dist-info/RECORD", record)
    site = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", str(site), str(wheel)], check=True, capture_output=True)
    return site


def record(root: Path, name: str, commit: str, metrics: Mapping[str, float]) -> Path:
    """Write the record of a run as Acme does."""
    file = root / "acme" / "runs" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "id": name,
        "name": "train",
        "command": "python3 train.py",
        "commit": commit,
        "metrics": dict(metrics),
    }
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


class Acme:
    """The tool as it is installed: `site` is the folder for PYTHONPATH."""

    def __init__(self, folder: Path) -> None:
        self.site = install(folder / "installed", example())
        self.record = record
        self.install = install
        self.example = example
