"""Secrets in what people log: a command, a configuration, a description. They are not kept."""

from __future__ import annotations

import re
from functools import lru_cache

from forebear.sources.guarded import HIDDEN, guarded

_DEEPEST = 100  # levels of a mapping
_SHORT = 256  # characters of a text that is said again and again: a name, a URL
_NAME = re.compile(
    r"(?:.*[-_.])?(?:api[-_]?key|access[-_]?key(?:[-_]?id)?|private[-_]?key|secret(?:[-_]?(?:access[-_]?)?key)?"
    r"|password|passwd|pwd|passphrase|credentials?"
    r"|(?:auth|access|api|hf|hub|gh|github|gitlab|bearer|refresh|wandb)[-_]?token)|token",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def names_secret(name: str) -> bool:
    """Whether a value that goes by that name is a secret. `max_tokens` and `pad_token` are none: what a run
    was given must not be lost, so this is narrower than what is hidden of an environment.
    """
    return _NAME.fullmatch(name.lstrip("-")) is not None


def hidden(text: str) -> str:
    """Return a text without the passwords and tokens that tell themselves by their form."""
    return _hidden(text) if len(text) <= _SHORT else guarded("", text)[0]


@lru_cache(maxsize=16384)
def _hidden(text: str) -> str:
    return guarded("", text)[0]


def hidden_value(name: str, value: object, depth: int = 0) -> object:
    """Return a logged value as it may be kept; `name` may be dotted. Mappings and lists are looked into.

    What is nested deeper than anybody nests it is left out.
    """
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        return HIDDEN if value and names_secret(name.rpartition(".")[2]) else hidden(value)
    if isinstance(value, dict):
        return {key: hidden_value(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [hidden_value(name, inner, depth + 1) for inner in value]
    return value
