"""The rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "forebear").rglob("*.py"))
TOP = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "ARCHITECTURE.md"}
FOLDERS = {"src", "resources", "tests", "packaging"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


def test_the_top_level_holds_only_what_the_plan_names() -> None:
    names = {name.split("/", maxsplit=1)[0] for name in tracked()}
    assert {name for name in names if not name.startswith(".")} == TOP | FOLDERS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_file_has_at_most_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("room", ["rebuild", "cli"])
def test_an_error_says_what_to_do_next(room: str) -> None:
    errors = {"ActionableError", "UsageError", "EngineError", "PolicyError", "UnknownReferenceError"}
    silent = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "src" / "forebear" / room).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in errors
        and not any(given.arg == "todo" for given in call.keywords)
    ]
    assert silent == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "manager", "core", "common", "misc"}
    assert not [path for path in SOURCES if path.stem in nothing or path.parent.name in nothing]


def test_licences_of_what_is_installed_for_use_allow_shipping_it() -> None:
    """No GPL or AGPL among the packages Forebear itself depends on (LGPL is allowed)."""
    program = (
        "import importlib.metadata as m, re, json\n"
        "seen, todo = set(), ['forebear']\n"
        "while todo:\n"
        "    name = re.match(r'[A-Za-z0-9._-]+', todo.pop())[0].lower()\n"
        "    if name in seen: continue\n"
        "    seen.add(name)\n"
        "    try: d = m.distribution(name)\n"
        "    except m.PackageNotFoundError: continue\n"
        "    todo += [r for r in d.requires or () if 'extra ==' not in r]\n"
        "out = {}\n"
        "for name in seen:\n"
        "    try: meta = m.metadata(name)\n"
        "    except m.PackageNotFoundError: continue\n"
        "    said = [meta.get('License-Expression') or '', meta.get('License') or '']\n"
        "    said += [c for c in meta.get_all('Classifier') or () if c.startswith('License')]\n"
        "    out[name] = ' | '.join(s[:200] for s in said)\n"
        "print(json.dumps(out))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    import json

    licences = json.loads(done.stdout)
    assert len(licences) > 10
    forbidden = {}
    for name, said in licences.items():
        # PySide6 offers a choice of LGPL and GPL; the LGPL is taken.
        words = said.replace("LGPL", "").replace("Lesser General Public", "")
        if ("GPL" in words or "General Public" in words) and "LGPL" not in said:
            forbidden[name] = said
    assert not forbidden


def test_qt_calls_keep_the_references_to_none_and_true() -> None:
    """PySide6 6.12.0 lost one reference for each void call on Python 3.11, which ends in an abort."""
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "class Bell(QObject):\n"
        "    rang = Signal()\n"
        "app = QApplication([])\n"
        "widget, bell = QWidget(), Bell()\n"
        "before = [sys.getrefcount(x) for x in (None, True, False)]\n"
        "for _ in range(2000): widget.update()\n"
        "for _ in range(300): bell.rang.emit()\n"
        "after = [sys.getrefcount(x) for x in (None, True, False)]\n"
        "print(min(b - a for a, b in zip(before, after)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > -100


@pytest.mark.xdist_group("grouped")
def test_tests_of_one_group_go_to_one_worker(request: pytest.FixtureRequest) -> None:
    """The tests that use the container engine count on it; some versions of pytest break it silently."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@grouped")
