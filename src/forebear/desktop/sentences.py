"""Says in the window's language what the rooms below tell in English: reasons, causes, verdicts, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.rebuilding.compared_sentences import COMPARED
from forebear.desktop.rebuilding.factor_words import factor_text
from forebear.desktop.rebuilding.judged_words import normalisation_text, policy_text
from forebear.desktop.rebuilding.limits_choice import limit_name
from forebear.desktop.rebuilding.outcome_sentences import OUTCOME
from forebear.desktop.rebuilding.plan_sentences import PLAN
from forebear.desktop.refusal_sentences import REFUSALS
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.sentences import Catalogue, Said

_TEMPLATES = {**PLAN, **OUTCOME, **COMPARED, **REFUSALS}
_COUNTED = re.compile(rf"([\d,]+) ({'|'.join(Verdict)})\b")
_SIZES = re.compile(r"([\d,]+) bytes(?:, now ([\d,]+))?")


def told(text: str) -> str:
    """Say a text of a room below; what a tool or a project says in it stays as it is."""
    return "".join(piece if isinstance(piece, str) else _said(piece) for piece in _read(text))


def _said(said: Said) -> str:
    figures = {name: _FIGURES.get(name, str)(value) for name, value in said.figures.items()}
    return _TEMPLATES[said.sentence]().format(**figures)


def _variations(text: str) -> str:
    """Say what was varied: `threads = 1 or kernel = HASWELL`."""
    either = QCoreApplication.translate("Sentences", " or ")
    return either.join(", ".join(map(_variation, each.split(", "))) for each in text.split(" or "))


def _variation(text: str) -> str:
    factor, sign, value = text.partition(" = ")
    return f"{factor_text(factor)}{sign}{value}"


def _files(text: str) -> str:
    count = text.partition(" ")[0]
    many = QCoreApplication.translate("Sentences", "{count} files").format(count=count)
    return QCoreApplication.translate("Sentences", "1 file") if count == "1" else many


def _sizes(text: str) -> str:
    found = _SIZES.fullmatch(text)
    if found is None:
        return text
    if found[2] is None:
        return QCoreApplication.translate("Sentences", "{size} bytes").format(size=found[1])
    said = QCoreApplication.translate("Sentences", "{size} bytes, now {now}")
    return said.format(size=found[1], now=found[2])


def how_text(how: str) -> str:
    """Say how an image was had."""
    translate = QCoreApplication.translate
    return {
        "local": translate("Sentences", "local"),
        "pulled": translate("Sentences", "pulled"),
        "archive": translate("Sentences", "archive"),
        "reconstructed": translate("Sentences", "reconstructed"),
        "assumed": translate("Sentences", "assumed"),
    }.get(how, how)


def _digest(text: str) -> str:
    return QCoreApplication.translate("Sentences", "no digest") if text == "no digest" else text


def _trouble(text: str) -> str:
    return told(f"{text}.").removesuffix(".")


def _counts(text: str) -> str:
    """Say how many came to which verdict: `3 identical, 1 different`."""
    form = QCoreApplication.translate("Sentences", "{count} {verdict}")
    return _COUNTED.sub(
        lambda found: form.format(count=found[1], verdict=wording.verdict_text(Verdict(found[2]))), text
    )


def _factors(text: str) -> str:
    joint = QCoreApplication.translate("Sentences", " and ")
    return joint.join(map(factor_text, text.split(" and ")))


_FIGURES: Mapping[str, Callable[[str], str]] = {
    "why": told,
    "notes": told,
    "verdict": wording.verdict_word,
    "ended": wording.verdict_word,
    "counts": _counts,
    "aside": lambda text: ", ".join(map(normalisation_text, text.split(", "))),
    "factors": _factors,
    "variation": _variations,
    "policy": policy_text,
    "files": _files,
    "sizes": _sizes,
    "how": how_text,
    "digest": _digest,
    "trouble": _trouble,
    "limits": lambda text: ", ".join(map(limit_name, text.split(", "))),
}
"""How a figure is said that is more than a name or a number."""
_SENTENCES = Catalogue(*dict.fromkeys(map(type, _TEMPLATES)))
_read = lru_cache(4_096)(_SENTENCES.read)  # many cards say the same
