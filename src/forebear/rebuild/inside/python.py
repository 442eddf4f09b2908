"""Finds a Python in an image that may keep it anywhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

NO_PYTHON = 96
"""The exit code where an image has none that is new enough."""

_PYTHONS = ("python", "python3", "/opt/conda/bin/python", "/usr/local/bin/python3", "/usr/bin/python3")
_PYTHON = re.compile(r"[\w./-]*python[\d.]*")


def python_line(command: Sequence[str], words: Sequence[str]) -> str:
    """Return a shell line that runs Python 3.6 or newer with `words`; the command of a run names it first."""
    found = [match[0] for line in command for match in [_PYTHON.match(line)] if match]
    return (
        f"for python in {shlex.join(dict.fromkeys((*found, *_PYTHONS)))}; do "
        '"$python" -c "import sys; sys.exit(sys.version_info < (3, 6))" 2>/dev/null '
        f'&& exec "$python" {shlex.join(words)}; done; exit {NO_PYTHON}'
    )
