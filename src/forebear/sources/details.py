"""What can be told of a source at a glance: how many of what it holds, how large it is, what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Told(StrEnum):
    """What a detail tells, in a word for programs."""

    ARTIFACTS = "artifacts"
    COMMITS = "commits"
    EXECUTIONS = "executions"
    EXPERIMENTS = "experiments"
    FILES = "files"
    MODELS = "models"
    OBJECTS = "objects"
    RUNS = "runs"
    SIZE = "size"
    """In bytes."""
    SCHEMA = "schema"
    SCHEMA_OF_MLFLOW = "schema of MLflow"
    SCHEMA_UNKNOWN = "schema unknown"
    VERSION = "version"
    DVC_REMOTE = "remote of DVC"
    VARIABLE = "variable"
    """The one of the environment that names the source."""
    IN_USE = "in use"
    NO_CONTENT = "no content"
    TOKEN = "token"  # noqa: S105
    NO_TOKEN = "no token"  # noqa: S105


_TEXTS = {
    Told.SCHEMA: "schema {}",
    Told.SCHEMA_OF_MLFLOW: "schema of MLflow {}",
    Told.SCHEMA_UNKNOWN: "a schema that is not known here",
    Told.VERSION: "version {}",
    Told.DVC_REMOTE: "remote {} of DVC",
    Told.VARIABLE: "named in {}",
    Told.IN_USE: "in use by another program",
    Told.NO_CONTENT: "no content of it is here",
    Told.TOKEN: "a token is known",
    Told.NO_TOKEN: "needs a token",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing told of a source; `str` says it in English.

    Attributes: `value` is a count, a size in bytes or a name; `more` whether there are more than that many.
    """

    what: Told
    value: int | str = ""
    more: bool = False

    def __str__(self) -> str:
        """Say it: `3 runs`, `1.2 MB`, `schema 10`."""
        if self.what in _TEXTS:
            shown = f"{self.value:,}" if isinstance(self.value, int) else self.value
            return _TEXTS[self.what].format(shown)
        count = int(self.value)
        if self.what is Told.SIZE:
            said = f"{count / 1e6:,.1f} MB"
        else:
            said = f"{count:,} {self.what.removesuffix('s') if count == 1 else self.what}"
        return f"more than {said}" if self.more else said

    def document(self) -> dict[str, object]:
        """Return it for JSON; `read_detail` makes it again."""
        return {"what": self.what.value, "value": self.value, "more": self.more, "text": str(self)}


def read_detail(document: Mapping[str, object]) -> Detail | str:
    """Return the detail that a document tells; its text where it tells what is not known here."""
    what, value = document.get("what"), document.get("value")
    if isinstance(what, str) and what in set(Told) and isinstance(value, int | str):
        return Detail(Told(what), value, bool(document.get("more")))
    return str(document.get("text") or "")
