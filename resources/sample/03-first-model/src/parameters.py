"""Read params.yaml without a YAML library: the image has none, and two levels need none."""

from pathlib import Path


def parameter(name: str) -> float:
    """Return the value of `group.key`."""
    group, key = name.split(".")
    current = ""
    for line in Path("params.yaml").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(" "):
            current = line.rstrip(":")
        elif current == group and line.strip().startswith(f"{key}:"):
            return float(line.split(":")[1])
    raise KeyError(name)
