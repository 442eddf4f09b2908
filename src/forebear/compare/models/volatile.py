"""What differs in models without making them other models, by name, and why.

Such leaves are compared and shown like all others, only apart from them.
"""

from __future__ import annotations

import re

THREADS = "how many threads or processes are used"
TALK = "how much is printed"
TIME = "a time that was measured"
VERSION = "the version of the library that is loaded"
ORDER = "the order in which entries were added"

_ATTRIBUTES = {
    "n_jobs": THREADS,
    "n_threads": THREADS,
    "nthread": THREADS,
    "num_threads": THREADS,
    "thread_count": THREADS,
    "pre_dispatch": THREADS,
    "verbose": TALK,
    "verbosity": TALK,
    "refit_time_": TIME,
    "_sklearn_version": VERSION,
}
_KEYS = {
    "cv_results_": dict.fromkeys(
        ("mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time"), TIME
    ),
    "params": dict.fromkeys(("n_jobs", "n_threads", "nthread", "num_threads", "thread_count"), THREADS),
}
"""Keys of dictionaries, by the attribute that the dictionary is: elsewhere a key may be a word of a text."""

_LAST = re.compile(r"\.(\w+)(?:\['(\w+)'\](?:\[\d+\]|\.\(\w+\))*)?\Z")


def reason(path: str, kind: str) -> str:
    """Return why a leaf may differ between equal models, "" where there is no known reason.

    `path` ends with an attribute (`._bin_mapper.n_threads`) or its key (`.cv_results_['mean_fit_time']`).
    """
    if kind == "order of keys":
        return ORDER
    found = _LAST.search(path[-300:])
    if found is None:
        return ""
    attribute, key = found.groups()
    return _KEYS.get(attribute, {}).get(key, "") if key else _ATTRIBUTES.get(attribute, "")
