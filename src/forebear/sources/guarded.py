"""Values of environments and configurations, and what of them is never shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from forebear.sources.packages.declared import without_credentials

Slot = tuple[str, str, str]
"""(aspect, source, name)."""

Values = Mapping[Slot, tuple[str, str]]
"""What is at each slot: (shown, compared)."""

HIDDEN = "(hidden)"
_DEEPEST = 100  # levels of a document
_SECRET = re.compile(
    # How many tokens a text has, and what cuts it into them, is no secret.
    r"passw(?:or)?d|passphrase|secret|token(?!i[sz]|s)|api[-_]?key|private[-_]?key|access[-_]?key|credential"
    r"|(?:\b|_)auth(?:\b|_)|(?-i:_KEY\b)|connection[-_]?string|(?:\b|_)dsn\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(  # as secrets of widely used services do, whatever they are called
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}"
    r"|\bxox[abprs]-[\w-]{10,}|\bhf_[A-Za-z0-9]{30,}|\bsk-[\w-]{20,}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*"
)
_MARKS = (
    *("PRIVATE KEY-----", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
    *("xox", "hf_", "sk-", "eyJ"),
)
"""One of these is in every text in which `_LOOKS` finds something: so most are told apart in no time."""
_CREDENTIALS = re.compile(r"://[^\s/@]*@")  # the same for _URL

_OPTION = re.compile(
    r"(?P<name>--?[\w.-]+|\b[A-Za-z_][\w.-]*(?==)|\b[A-Z][A-Z0-9_]*)(?P<between>=|\s+)(?P<value>[^\s'\"]+)"
)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/@]*@[^\s]*", re.IGNORECASE)


def guarded(name: str, value: str, *, secret: bool = False) -> tuple[str, str]:
    """Return (shown, compared): what its name says is a secret, and a password in a URL, is not shown.

    Two secrets are compared by a digest, which tells no more than that they differ.
    """
    digest = hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
    if secret or (value and _SECRET.search(name)):
        return HIDDEN, digest
    shown = without_passwords(_guarded_json(value) if value[:1] in ("[", "{") else value)
    return shown, value if shown == value else digest


def without_passwords(text: str) -> str:
    """Return a text without the passwords of the URLs in it, and without what looks like a token or a key."""
    shown = text
    if _CREDENTIALS.search(text):
        shown = _URL.sub(lambda match: without_credentials(match[0]), text)
    return _LOOKS.sub(HIDDEN, shown) if any(mark in shown for mark in _MARKS) else shown


def _guarded_json(text: str) -> str:
    """Return a text of JSON without the secrets in it, any other as it is."""
    try:
        document = json.loads(text)
        shown = guarded_document(document)
    except (ValueError, RecursionError):
        return text
    return text if shown == document else json.dumps(shown, ensure_ascii=False)


def guarded_document(value: object, name: str = "", depth: int = 0) -> object:
    """Return a document (of JSON or YAML) without the secrets in it, told by the names they go by.

    Kubernetes' way to name a variable (`{"name": …, "value": …}`) counts as a name. What is nested deeper
    than anybody nests it is left out.
    """
    found = value
    if depth > _DEEPEST:
        found = None
    elif isinstance(value, dict):
        below = _SECRET.search(name) is not None  # what is below a secret is one, whatever it is called
        names = {key: name if below else str(key) for key in value}
        if isinstance(value.get("name"), str) and "value" in value and not below:
            names["value"] = value["name"]
        found = {key: guarded_document(inner, names[key], depth + 1) for key, inner in value.items()}
    elif isinstance(value, list):
        found = [guarded_document(inner, name, depth + 1) for inner in value]
    elif isinstance(value, str):
        found = guarded(name, value)[0]
    elif value is not None and not isinstance(value, bool) and _SECRET.search(name):
        found = HIDDEN
    return found


def guarded_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a command without secrets: what follows an option or a variable of such a name."""
    shown: list[str] = []
    secret = False
    for word in words:
        if secret and not word.startswith("-"):
            shown.append(HIDDEN)
            secret = False
            continue
        secret = word.startswith("-") and "=" not in word and " " not in word and bool(_SECRET.search(word))
        shown.append(without_passwords(_OPTION.sub(_without_value, word)))
    return tuple(shown)


def _without_value(match: re.Match[str]) -> str:
    return f"{match['name']}{match['between']}{HIDDEN}" if _SECRET.search(match["name"]) else match[0]
