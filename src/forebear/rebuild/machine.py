"""What is true of this machine and bears on the numbers that come out."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forebear.sources.docker.engine import STORE, EngineFacts

PROCESSOR = "processor"
"""The name of the fact that is the processor's model."""

FEATURES = "processor features"
"""The name of the fact that tells processors of other features apart: maths libraries choose by these."""

PROCESSORS = "processors"
"""The name of the fact that says how many processors a run could use."""

PROCESSOR_SET = "processor set"
"""The name of the fact that says to which processors a run was pinned, like `0-3`."""


def machine_facts(engine: EngineFacts, processors: int | None = None) -> Mapping[str, str]:
    """Return processor, kernel and engine; `processors` is how many the run may use (None = all)."""
    model, flags = processor()
    return {
        PROCESSOR: model,
        FEATURES: features_digest(flags),
        PROCESSORS: str(processors or engine.processors),
        "kernel": engine.kernel,
        "engine": engine.label,
        STORE: engine.store,
    }


def count_processors(chosen: str) -> int:
    """Return how many processors a set like `0-3,5` names; 0 for an empty one."""
    count = 0
    for part in filter(None, chosen.split(",")):
        first, _, last = part.partition("-")
        count += int(last or first) - int(first) + 1
    return count


def last_processor(chosen: str) -> int | None:
    """Return the number of the last processor of a set like `0-3,5`; None for what is no set."""
    if not re.fullmatch(r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*", chosen):
        return None
    return max(int(part.rpartition("-")[2]) for part in chosen.split(","))


def features_digest(flags: str) -> str:
    """Return a short digest of a processor's flags; "" where they are not known."""
    return hashlib.sha256(flags.encode()).hexdigest()[:12] if flags else ""


@cache
def processor() -> tuple[str, str]:
    """Return model and flags of this machine's processor; "" for what the system does not say."""
    model = flags = ""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    for line in text.partition("\n\n")[0].splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            model = value.strip()
        elif name.strip() in ("flags", "Features"):
            flags = value.strip()
    # What Python asks is a process of its own.
    return model or platform.processor() or platform.machine(), flags
