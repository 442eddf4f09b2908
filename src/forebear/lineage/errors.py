"""Errors that a person can act on; anything else that escapes is a defect of ours."""

from __future__ import annotations

from collections.abc import Sequence


class ActionableError(Exception):
    """Something outside Forebear is wrong: says what, where, and what to do next.

    Attributes: `what` and `todo` are sentences for people, `where` a path, URL or name (may be empty),
    `exit_code` what the command line returns (see DESIGN: 1 no, 2 usage, 3 missing outside, 4 cancelled).
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f" {self.todo}" if self.todo else ""
        return f"{self.what}{place}{advice}"

    def document(self) -> dict[str, str]:
        """Return it for `--json`."""
        return {"what": self.what, "where": self.where, "todo": self.todo}


class UsageError(ActionableError):
    """The words of a call are wrong."""

    exit_code = 2


class UnknownReferenceError(UsageError):
    """A REF names nothing that is known."""


class AmbiguousReferenceError(UsageError):
    """A REF names more than one thing; `candidates` lists REFs that each name one.

    `about` says of each what people tell it by; "" where its REF says it.
    """

    def __init__(self, what: str, candidates: Sequence[str], about: Sequence[str] = ()) -> None:
        said = [f" ({each})" if each else "" for each in about] or [""] * len(candidates)
        listed = ", ".join(f"{each}{more}" for each, more in zip(candidates, said, strict=True))
        super().__init__(what, todo=f"Say which: {listed}")
        self.candidates = tuple(candidates)


class CancelledError(ActionableError):
    """The person stopped the work."""

    exit_code = 4
