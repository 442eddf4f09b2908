"""What differs in models without making them other models, by name, and why.

Such leaves are compared and shown like all others, only apart from them.
"""

from __future__ import annotations

import re

_THREADS = "how many threads or processes are used"
_TALK = "how much is printed"
_TIME = "a time that was measured"
_VERSION = "the version of the library that is loaded"
_ORDER = "the order in which entries were added"

_ATTRIBUTES = {
    "n_jobs": _THREADS,
    "n_threads": _THREADS,
    "nthread": _THREADS,
    "num_threads": _THREADS,
    "thread_count": _THREADS,
    "pre_dispatch": _THREADS,
    "verbose": _TALK,
    "verbosity": _TALK,
    "refit_time_": _TIME,
    "_sklearn_version": _VERSION,
}
_KEYS = {
    "cv_results_": dict.fromkeys(
        ("mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time"), _TIME
    ),
    "params": dict.fromkeys(("n_jobs", "n_threads", "nthread", "num_threads", "thread_count"), _THREADS),
}
"""Keys of dictionaries, by the attribute that the dictionary is: elsewhere a key may be a word of a text."""

_LAST = re.compile(r"\.(\w+)(?:\['(\w+)'\](?:\[\d+\]|\.\(\w+\))*)?\Z")


def reason(path: str, kind: str) -> str:
    """Return why a leaf may differ between equal models, "" where there is no known reason.

    `path` ends with an attribute (`._bin_mapper.n_threads`) or its key (`.cv_results_['mean_fit_time']`).
    """
    if kind == "order of keys":
        return _ORDER
    found = _LAST.search(path[-300:])
    if found is None:
        return ""
    attribute, key = found.groups()
    return _KEYS.get(attribute, {}).get(key, "") if key else _ATTRIBUTES.get(attribute, "")
