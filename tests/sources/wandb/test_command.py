"""How a run was started, from what W&B 0.15 and 0.31 recorded of such starts."""

from __future__ import annotations

import pytest

from forebear.sources.hiding import hidden_value, names_secret
from forebear.sources.wandb.command import command_of


def started(program, in_repository=None, from_folder=None, *arguments, executable="/usr/bin/python3.11"):
    return {
        "program": program,
        "codePath": in_repository,
        "codePathLocal": from_folder,
        "args": list(arguments),
        "root": "/work",
        "executable": executable,
    }


@pytest.mark.parametrize(
    ("metadata", "command", "folder"),
    [
        (started("/work/train.py", "train.py", "train.py"), "python3.11 train.py", ""),
        (
            started("/work/a/b/t.py", "a/b/t.py", "b/t.py", "a b", "--x=1"),
            "python3.11 b/t.py 'a b' --x=1",
            "a",
        ),
        (started("/work/a/b/t.py", "a/b/t.py", "t.py"), "python3.11 t.py", "a/b"),
        (started("a\\b\\t.py", "a\\b\\t.py", "t.py", executable="C:\\py\\python.exe"), "python t.py", "a/b"),
        (started("-m pkg.deep.t", None, None, "--y"), "python3.11 -m pkg.deep.t --y", ""),
        (started("/work/src/t.py"), "python3.11 src/t.py", ""),
        (started("/elsewhere/t.py", "../elsewhere/t.py"), "python3.11 /elsewhere/t.py", ""),
        (started("/work/t.py", "t.py", "t.py", executable="/opt/torchrun"), "python t.py", ""),
        (started("/work/t.py", "t.py", "t.py", "--token", "abc"), "python3.11 t.py --token '(hidden)'", ""),
        (started("t.py", "t.py", "t.py", "--api-key=abc"), "python3.11 t.py '--api-key=(hidden)'", ""),
    ],
)
def test_a_command_is_what_was_started_and_where(metadata, command, folder):
    assert command_of(metadata) == ((command,), folder)


@pytest.mark.parametrize("program", ["<python with no main file>", "", "notebooks/train.ipynb", None])
def test_what_was_typed_has_no_command(program):
    assert command_of(started(program)) == ((), "")


@pytest.mark.parametrize(
    "name",
    ["password", "DB_PASSWORD", "api_key", "apiKey", "token", "hf_token", "aws.secret", "--auth-token"],
)
def test_secrets_are_told_by_their_names(name):
    assert names_secret(name)
    assert hidden_value(name, "abc") == "(hidden)"


@pytest.mark.parametrize(
    "name", ["max_tokens", "pad_token", "tokenizer", "key_dim", "passes", "author", "monkey", "hidden_size"]
)
def test_what_a_model_was_given_is_no_secret(name):
    assert not names_secret(name)
    assert hidden_value(name, "abc") == "abc"


def test_numbers_are_kept_and_what_is_inside_is_looked_at():
    assert hidden_value("token", 5) == 5
    assert hidden_value("x", {"password": "abc", "deep": [{"api_key": "abc", "n": 1}]}) == {
        "password": "(hidden)",
        "deep": [{"api_key": "(hidden)", "n": 1}],
    }
