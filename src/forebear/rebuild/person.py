"""Who is at the keyboard, as they told Git."""

from __future__ import annotations

import getpass
import subprocess


def who() -> str:
    """Return `Name <address>` from the person's own Git settings, never the project's, else the account."""
    found = [_setting("user.name"), _setting("user.email")]
    if found[0]:
        return f"{found[0]} <{found[1]}>" if found[1] else found[0]
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _setting(name: str) -> str:
    try:
        done = subprocess.run(
            ["git", "config", "--global", "--get", name], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()
