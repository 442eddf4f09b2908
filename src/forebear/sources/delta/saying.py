"""What a commit of a Delta table says beyond its data, in words that may be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from forebear.sources.delta.log import TableVersion
from forebear.sources.dvc.values import as_mapping
from forebear.sources.guarded import guarded
from forebear.sources.urls import without_secrets

RUN_KEYS = ("mlflow.run_id", "mlflow_run_id", "mlflow.runId")
COMMIT_KEYS = ("git.commit", "git_commit", "gitCommit", "mlflow.source.git.commit")
"""Own keys by which writers name the run, or the code, that wrote a version."""

KNOWN = {
    "timestamp", "operation", "operationParameters", "operationMetrics", "engineInfo", "clientVersion",
    "version", "readVersion", "isBlindAppend", "isolationLevel", "userId", "userName", "userMetadata",
    "txnId", "job", "notebook", "clusterId", "inCommitTimestamp", "tags",
}  # fmt: skip
"""Keys of a commit that are the protocol's or a known writer's; any other is somebody's own."""

_LONGEST, _LONGEST_KEY = 4_000, 200  # characters of a value, and of its name
_MOST = 100  # keys of somebody's own
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"']+")  # whose query may sign it


def own(version: TableVersion) -> Mapping[str, str]:
    """Return what the writer added: keys of its own, and those of `userMetadata` where that is JSON."""
    found = {key: value for key, value in version.info.items() if key not in KNOWN and value is not None}
    told = version.info.get("userMetadata")
    if isinstance(told, str) and told:
        inner = as_mapping(_parsed(told)) if told.startswith("{") else {}
        found |= inner or {"userMetadata": told}
    return {key[:_LONGEST_KEY]: _shown(value, key) for key, value in islice(found.items(), _MOST)}


def tags(version: TableVersion) -> Iterator[tuple[str, str]]:
    """Yield names and values of what is noted of a version."""
    info = version.info
    given = as_mapping(info.get("operationParameters"))
    if version.operation:
        yield "operation", version.operation
    if given:
        shown = {key: _shown(value, key) for key, value in given.items()}
        yield "parameters", json.dumps(shown, ensure_ascii=False)
    if counted := as_mapping(info.get("operationMetrics")):
        # Nearly all are numbers, in which nothing has to be hidden.
        shown = {
            key: str(value) if type(value) is int else _shown(value, key)
            for key, value in islice(counted.items(), _MOST)
        }
        yield "operation metrics", json.dumps(shown, ensure_ascii=False)
    if version.rows is not None:
        yield "rows", str(version.rows)
    if version.missing:
        yield "missing files", f"{version.missing:,} of {version.files or 0:,}"
    for key, name in (("userName", "user"), ("engineInfo", "engine")):
        if info.get(key):
            yield name, _shown(info[key])
    if (described := version.described) is not None:
        for name, text in (
            ("name", described.name),
            ("description", described.description),
            ("schema", described.columns),
            ("partitioned by", ", ".join(described.partitions)),
        ):
            if text:
                yield name, text
    yield from own(version).items()


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _shown(value: object, name: str = "") -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _URL.sub(lambda found: without_secrets(found[0]), guarded(name, text[:_LONGEST])[0])
