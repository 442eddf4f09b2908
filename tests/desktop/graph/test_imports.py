"""What the graph's modules load."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["scene", "walking", "camera"])
def test_scene_knows_no_qt(module: str) -> None:
    assert _loads(f"forebear.desktop.graph.{module}", "PySide6") is False


def test_the_view_is_made_without_numpy() -> None:
    assert _loads("forebear.desktop.graph.view", "numpy") is False


def _loads(module: str, wanted: str) -> bool:
    program = f"import sys, {module}; print({wanted!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"
