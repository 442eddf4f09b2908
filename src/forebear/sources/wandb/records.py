"""What the records of a `.wandb` file say. The numbers are of W&B's wandb_internal.proto, 0.15 to 0.31."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from forebear.sources.wandb.wire import (
    WireError,
    as_bytes,
    as_double,
    as_int,
    as_text,
    as_zigzag,
    fields,
)


class Kind(IntEnum):
    """The records that are read; the number is that of the field in `Record`."""

    HISTORY = 2
    SUMMARY = 3
    CONFIG = 5
    STATS = 7
    ARTIFACT = 8
    OUTPUT_RAW = 13
    RUN = 17
    EXIT = 18
    HEADER = 21
    USE_ARTIFACT = 25
    ENVIRONMENT = 26


_KINDS = {kind.value: kind for kind in Kind}


class Item(NamedTuple):
    """One value of a configuration, a summary or a history; its name is the path of nested names."""

    path: tuple[str, ...]
    value: object


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an artifact: `digest` as W&B writes it (base64 of MD5 or XXH128, an ETag, a URL)."""

    path: str
    digest: str
    size: int | None = None
    reference: str = ""  # URL of a file that W&B only refers to
    algorithm: str = "MD5"
    version: str = ""  # of the object that `reference` names, where its store has versions
    staged: str = ""  # where W&B put a copy of the file, to upload it from there


@dataclass(frozen=True, slots=True)
class LoggedArtifact:
    """An artifact that a run logged. Its `version` (`v3`) is given by the server and stands in no record."""

    name: str
    type: str
    digest: str
    description: str = ""
    metadata: str = ""
    aliases: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    version: str = ""
    manifest_elsewhere: bool = (
        False  # too large a list of files is written to a file outside of the run's folder
    )


@dataclass(frozen=True, slots=True)
class UsedArtifact:
    """An artifact that a run used; the record gives no digest of it."""

    id: str
    type: str
    name: str


@dataclass(slots=True)
class Details:
    """A run as its records describe it, each record adding to or replacing what was said before."""

    values: dict[str, str] = field(default_factory=dict)  # `RunRecord`'s texts, by the names of its fields
    tags: tuple[str, ...] = ()
    started_at: datetime | None = None
    resumed: bool = False
    branched_from: str = ""


_RUN_TEXTS = {
    1: "run_id", 2: "entity", 3: "project", 6: "group", 7: "job_type", 8: "name", 9: "notes", 12: "sweep",
    13: "host",
}  # fmt: skip
_ENVIRONMENT_TEXTS = {
    1: "os", 2: "python", 4: "docker", 6: "program", 7: "codePath", 8: "codePathLocal", 10: "email",
    11: "root", 12: "host", 13: "username", 14: "executable", 15: "colab", 18: "gpu", 25: "cuda",
}  # fmt: skip
_ENVIRONMENT_NUMBERS = {17: "cpu_count", 19: "gpu_count"}
_NAMES = (b"\x0a", b"\x12")  # the tags of `key` and `nested_key`
_VALUE = b"\x82\x01"  # the tag of `value_json`


def kind_of(payload: bytes) -> tuple[Kind, bytes] | None:
    """Return what a record is and its message, None for records that are not read."""
    for number, value in fields(payload):
        kind = _KINDS.get(number)
        if kind is not None:
            return kind, as_bytes(value)
    return None


def moment(message: bytes) -> datetime | None:
    """Return a `google.protobuf.Timestamp`; None for one that no calendar has."""
    seconds = nanos = 0
    for number, value in fields(message):
        if number == 1:
            seconds = as_int(value)
        elif number == 2:
            nanos = as_int(value)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanos // 1000)
    except (ValueError, OverflowError, OSError):
        return None


def items(message: bytes, number: int) -> Iterator[Item]:
    """Yield the values of the repeated field `number` of a message."""
    for found, value in fields(message):
        if found == number:
            yield item(as_bytes(value))


def item(message: bytes) -> Item:
    """Return one value. Newer runs write it typed beside its JSON; the typed one is exact and is taken."""
    # Nearly all are a short name and a short JSON, and a large log has millions of them.
    after = 2 + message[1] if len(message) > 1 else 0
    if message[:1] in _NAMES and message[after : after + 2] == _VALUE and message[1] < 128:
        start = after + 3
        if len(message) > start and message[start - 1] == len(message) - start < 128:
            return Item(_path(message[2:after]), _json(message[start:]))
    return _any_item(message)


def _any_item(message: bytes) -> Item:
    key = ""
    nested: list[str] = []
    text: bytes | None = None
    typed: object = None
    is_typed = False
    for number, value in fields(message):
        if number == 1:
            key = as_text(value)
        elif number == 2:
            nested.append(as_text(value))
        elif number == 16:
            text = as_bytes(value)
        elif 3 <= number <= 8:
            is_typed = True
            match number:
                case 3:
                    typed = None
                case 4:
                    typed = bool(value)
                case 5:
                    typed = as_zigzag(value)
                case 6:
                    typed = as_double(value)
                case 7:
                    typed = as_text(value)
                case _:
                    typed = _json(as_bytes(value))
    path = tuple(nested) if nested else (key,)
    return Item(path, typed if is_typed else _json(text or b"null"))


@lru_cache(maxsize=65536)
def _path(name: bytes) -> tuple[str, ...]:
    return (as_text(name),)


def _json(text: bytes) -> object:
    """Return a JSON value; most are numbers, which need no parser."""
    first = text[:1]
    if first.isdigit() or first == b"-":
        try:
            return int(text) if len(text) < 19 and text.lstrip(b"-").isdigit() else float(text)
        except ValueError:
            pass
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise WireError("a value is nested too deep") from error
    except ValueError as error:
        raise WireError("a value is no JSON") from error
    return value


def read_run(message: bytes, into: Details) -> list[Item]:
    """Take a `RunRecord` and return its configuration."""
    found: list[Item] = []
    tags: list[str] = []
    for number, value in fields(message):
        if number in _RUN_TEXTS:
            into.values[_RUN_TEXTS[number]] = as_text(value)
        elif number == 4:
            found += items(as_bytes(value), 1)
        elif number == 10:
            tags.append(as_text(value))
        elif number == 17:
            into.started_at = into.started_at or moment(as_bytes(value))
        elif number == 18:
            into.resumed = bool(value)
        elif number == 21:
            for part, text in fields(as_bytes(value)):
                into.values["remote" if part == 1 else "commit"] = as_text(text)
        elif number == 23:
            for part, text in fields(as_bytes(value)):
                if part == 1:
                    into.branched_from = as_text(text)
    into.tags = tuple(tags) or into.tags
    return found


def read_environment(message: bytes) -> dict[str, object]:
    """Return an `EnvironmentRecord` in the words of `wandb-metadata.json`, where older versions wrote it."""
    found: dict[str, object] = {}
    arguments: list[str] = []
    for number, value in fields(message):
        if number in _ENVIRONMENT_TEXTS:
            found[_ENVIRONMENT_TEXTS[number]] = as_text(value)
        elif number in _ENVIRONMENT_NUMBERS:
            found[_ENVIRONMENT_NUMBERS[number]] = as_int(value)
        elif number == 5:
            arguments.append(as_text(value))
        elif number == 9:
            git = fields(as_bytes(value))
            found["git"] = {"remote" if part == 1 else "commit": as_text(text) for part, text in git}
        elif number == 22:
            models = [as_text(text) for part, text in fields(as_bytes(value)) if part == 3]
            found["cpu"] = next(iter(models), "")
    if arguments or "program" in found:
        found["args"] = arguments
    return found


def read_artifact(message: bytes) -> LoggedArtifact:
    """Return an `ArtifactRecord`."""
    texts = dict.fromkeys((4, 5, 6, 7, 8), "")
    aliases: list[str] = []
    entries: tuple[Entry, ...] = ()
    elsewhere = False
    for number, value in fields(message):
        if number in texts:
            texts[number] = as_text(value)
        elif number == 11:
            aliases.append(as_text(value))
        elif number == 12:
            manifest = as_bytes(value)
            entries = tuple(_entry(as_bytes(part)) for found, part in fields(manifest) if found == 4)
            elsewhere = any(found == 5 and part for found, part in fields(manifest))
    return LoggedArtifact(
        texts[5],
        texts[4],
        texts[6],
        texts[7],
        texts[8],
        tuple(aliases),
        entries,
        manifest_elsewhere=elsewhere,
    )


def _entry(message: bytes) -> Entry:
    path = digest = reference = version = staged = ""
    algorithm, size = "MD5", 0
    for number, value in fields(message):
        if number == 1:
            path = as_text(value)
        elif number == 2:
            digest = as_text(value)
        elif number == 3:
            reference = as_text(value)
        elif number == 4:
            size = as_int(value)
        elif number == 6:
            staged = as_text(value)
        elif number == 16:
            pair = dict(fields(as_bytes(value)))
            said = _json(as_bytes(pair.get(2, b"null")))
            match as_text(pair.get(1, b"")):
                case "alg":
                    algorithm = str(said)
                case "versionID":
                    version = str(said)
    return Entry(path, digest, size or None, reference, algorithm, version, staged)


def read_used(message: bytes) -> UsedArtifact:
    """Return a `UseArtifactRecord`."""
    texts = {number: as_text(value) for number, value in fields(message) if number in (1, 2, 3)}
    return UsedArtifact(texts.get(1, ""), texts.get(2, ""), texts.get(3, ""))


def read_exit(message: bytes) -> tuple[int | None, int | None]:
    """Return the exit code and the seconds of a `RunExitRecord`; no code where the run goes on elsewhere."""
    found = {number: as_int(value) for number, value in fields(message) if number in (1, 2, 3)}
    return None if found.get(3) else found.get(1, 0), found.get(2)


def read_header(message: bytes) -> str:
    """Return the version of W&B that wrote the file, "" where it does not say."""
    for number, value in fields(message):
        if number == 1:
            return next((as_text(text) for part, text in fields(as_bytes(value)) if part == 1), "")
    return ""
