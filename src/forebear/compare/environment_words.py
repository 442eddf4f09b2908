"""What the groups of an environment are called, and in which order their rows are told."""

from __future__ import annotations

from collections.abc import Sequence

from forebear.compare.comparison import Comparison, EnvironmentRow

ASPECTS = {
    "image": "Image",
    "layers": "Image layers",
    "os": "Operating system",
    "cuda": "CUDA",
    "docker": "Image configuration",
    "platform": "Platform",
    "package": "Packages",
    "variable": "Variables",
    "fact": "Other recorded facts",
    "declared": "Declared in the project",
    "config": "Configuration in the project",
}
CHANGES = ("changed", "added", "removed", "", "same")


def lacking_text(rows: Sequence[EnvironmentRow], comparison: Comparison) -> str:
    """Say for which versions none of `rows` is recorded; "" where each version has one."""
    lacking = [
        version.label
        for column, version in enumerate(comparison.versions)
        if not any(row.recorded[column] for row in rows)
    ]
    return f"not recorded for {', '.join(lacking)}" if lacking else ""
