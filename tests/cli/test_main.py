"""The command line's words, help and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from forebear.cli.main import COMMANDS, main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"forebear {name}" in capsys.readouterr().out


def test_wrong_words_are_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "unicorns"]) == 2
    assert "unicorns" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "v1", "--project", "{}", "v2"],
        ["v1", "--project", "{}", "--all", "v2", "--json"],
        ["v1", "v2", "--json", "--project", "{}"],
        ["--json", "--project", "{}", "--", "v1", "v2"],
    ],
)
def test_options_may_stand_anywhere(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    assert main(["compare", *(word.format(f"{tmp_path}/nowhere") for word in words)]) == 3
    assert "nowhere" in json.loads(capsys.readouterr().out)["error"]["where"]


def test_an_error_is_json_where_json_was_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    assert main(["import", f"{tmp_path}/nowhere", "--json"]) == 3
    printed = capsys.readouterr()
    error = json.loads(printed.out)["error"]
    assert error["what"]
    assert "nowhere" in error["where"]
    assert error["todo"]


def test_help_starts_without_the_heavy_libraries() -> None:
    program = (
        "import sys\n"
        "from forebear.cli.main import main\n"
        "main(['--help'])\n"
        "heavy = {'sqlalchemy', 'numpy', 'docker', 'git', 'PySide6', 'scipy', 'alembic'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
