"""What is said of a word that names nothing."""

from __future__ import annotations


class WrongWordError(Exception):
    """A word of a slice that names nothing: `message` and `todo` as in a `Problem`.

    `in_name` says that of a comparison the name is wrong, and not the value.
    """

    def __init__(self, message: str, todo: str = "", *, in_name: bool = False) -> None:
        super().__init__(message)
        self.message, self.todo, self.in_name = message, todo, in_name
