"""Who is at the keyboard, as they told Git, and where programs remember things for them."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def who() -> str:
    """Return `Name <address>` from the person's own Git settings, never the project's, else the account."""
    found = [_setting("user.name"), _setting("user.email")]
    if found[0]:
        return f"{found[0]} <{found[1]}>" if found[1] else found[0]
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def state_folder(variables: Mapping[str, str] | None = None) -> Path:
    """Return Forebear's folder with the person's own settings (XDG Base Directory Specification)."""
    known = os.environ if variables is None else variables
    home = Path.home()
    if sys.platform == "win32":
        base = Path(known.get("LOCALAPPDATA") or home / "AppData/Local")
    elif sys.platform == "darwin":
        base = home / "Library/Application Support"
    else:
        base = Path(known.get("XDG_STATE_HOME") or home / ".local/state")
    return base / "forebear"


def _setting(name: str) -> str:
    try:
        done = subprocess.run(
            ["git", "config", "--global", "--get", name], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()
