"""What is true of this machine and bears on the numbers that come out."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from pathlib import Path

from forebear.rebuild.engine import EngineFacts

PROCESSORS = "processors"
"""The name of the fact that says how many processors a run could use."""


def machine_facts(engine: EngineFacts, processors: int | None = None) -> Mapping[str, str]:
    """Return processor, kernel and engine; `processors` is how many the run may use (None = all)."""
    model, flags = _processor()
    return {
        "processor": model,
        # Maths libraries choose their kernels by these; the digest tells two machines apart.
        "processor features": hashlib.sha256(flags.encode()).hexdigest()[:12] if flags else "",
        PROCESSORS: str(processors or engine.processors),
        "kernel": engine.kernel,
        "engine": f"{engine.name} {engine.version}",
        "image store": engine.store,
    }


def _processor() -> tuple[str, str]:
    model, flags = platform.processor() or platform.machine(), ""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return model, flags
    for line in text.partition("\n\n")[0].splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            model = value.strip()
        elif name.strip() == "flags":
            flags = value.strip()
    return model, flags
