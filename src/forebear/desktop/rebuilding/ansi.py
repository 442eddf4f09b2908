"""Lines of a terminal as plain text."""

from __future__ import annotations

import re

# CSI (colours, cursor), OSC (titles, links; ended by BEL or ST), and two-character escapes: ECMA-48.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")


def plain(line: str) -> str:
    """Return what a terminal would show of a line: no escapes, and after a carriage return only what
    follows.
    """
    text = _ESCAPES.sub("", line).rstrip("\r\n")
    text = next((part for part in reversed(text.split("\r")) if part), "")
    return _CONTROLS.sub("", text).replace("\x1b", "")
