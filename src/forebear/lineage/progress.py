"""Progress of long work, and the way to stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Usage = Mapping[str, float]
"""What work takes at a moment, by names: seconds, processor (percent of one), memory and disk in bytes …"""


class Progress(Protocol):
    """Where long work reports to; `step` raises CancelledError when the person stopped it.

    `phase` is a short stable word (`commits`, `documents`, `writing`, `image`, `running`, `hashing`), `total`
    None where it is not known, `message` one line for people; `usage` what it takes, where that was measured.
    """

    def step(
        self,
        phase: str,
        done: int = 0,
        total: int | None = None,
        message: str = "",
        usage: Usage | None = None,
    ) -> None:
        """Report, and raise CancelledError if the work is to stop."""

    def log(self, line: str) -> None:
        """Pass on one line that the work printed (a container's output)."""


class Silent:
    """Reports nowhere and is never cancelled."""

    def step(
        self,
        phase: str,
        done: int = 0,
        total: int | None = None,
        message: str = "",
        usage: Usage | None = None,
    ) -> None:
        """Do nothing."""

    def log(self, line: str) -> None:
        """Do nothing."""
