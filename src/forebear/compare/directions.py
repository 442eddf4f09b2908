"""Which way is better for a metric: as a person said, else told by its name where the name tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

_LOWER = {
    "loss", "error", "err", "mae", "mse", "rmse", "rmsle", "mape", "smape", "wer", "cer", "perplexity", "ppl",
    "fpr", "fnr", "brier", "ece", "latency", "runtime", "time", "seconds", "duration", "eer", "fid",
    "logloss", "deviance", "rmsd", "regret",
}  # fmt: skip
_HIGHER = {
    "acc", "accuracy", "auc", "roc", "ap", "map", "precision", "recall", "f1", "f2", "fscore", "score", "r2",
    "iou", "dice", "bleu", "rouge", "psnr", "ssim", "tpr", "tnr", "sensitivity", "specificity", "kappa",
    "mcc", "ndcg", "mrr", "reward", "lift", "gini", "ks", "hit",
}  # fmt: skip
_WORDS = re.compile(r"[A-Za-z]+\d?|\d+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    UNKNOWN = "unknown"


SetDirections = Mapping[str, Direction]
"""What a person said of metrics, by their names."""


def better(name: str, said: SetDirections | None = None) -> Direction:
    """Return what was said of a metric, else the direction that the last telling word of its name has.

    UNKNOWN where none tells.
    """
    if said is not None and name in said:
        return said[name]
    words = [word.lower() for word in _WORDS.findall(_HUMPS.sub(" ", name))]
    for word in reversed(words):
        if word in _LOWER:
            return Direction.LOWER
        if word in _HIGHER:
            return Direction.HIGHER
    return Direction.UNKNOWN
