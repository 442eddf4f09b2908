"""Universal Binary JSON, as XGBoost writes it: https://ubjson.org/ (with optimised, typed containers)."""

from __future__ import annotations

import struct

from forebear.compare.models.contents import UnreadableModelError

_NUMBERS = {"i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q", "d": ">f", "D": ">d"}
_MOST = 30_000_000  # values
_DEEPEST = 100


def load_ubjson(content: bytes) -> object:
    """Return the value; raises UnreadableModelError."""
    reader = _Reader(content)
    try:
        return reader.value(reader.marker(), 0)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise UnreadableModelError("it ends before its values do, or is no UBJSON") from error


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content, self._place, self._count = content, 0, 0

    def marker(self) -> str:
        while (mark := chr(self._content[self._place])) == "N":  # nothing
            self._place += 1
        self._place += 1
        return mark

    def value(self, mark: str, depth: int) -> object:  # noqa: PLR0911
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise UnreadableModelError("it holds too many values, or they are nested too deep")
        match mark:
            case "Z":
                return None
            case "T" | "F":
                return mark == "T"
            case "C":
                self._place += 1
                return chr(self._content[self._place - 1])
            case "S" | "H":
                return self._text(self._length())
            case "[":
                return self._list(depth)
            case "{":
                return self._mapping(depth)
            case _ if mark in _NUMBERS:
                return self._number(mark)
            case _:
                raise UnreadableModelError(f"there is no UBJSON value at byte {self._place:,}")

    def _number(self, mark: str) -> float:
        form = _NUMBERS[mark]
        value = struct.unpack_from(form, self._content, self._place)[0]
        self._place += struct.calcsize(form)
        return value  # type: ignore[no-any-return]

    def _length(self) -> int:
        length = self._number(self.marker())
        if not isinstance(length, int) or not 0 <= length <= len(self._content):
            raise UnreadableModelError("it says a length that its bytes do not have")
        return length

    def _text(self, length: int) -> str:
        if self._place + length > len(self._content):
            raise UnreadableModelError("it ends within a text")
        self._place += length
        return self._content[self._place - length : self._place].decode()

    def _container(self) -> tuple[str, int | None]:
        """Return the type and the number of the values, where the container says them."""
        kind = ""
        if chr(self._content[self._place]) == "$":
            kind = chr(self._content[self._place + 1])
            self._place += 2
        if chr(self._content[self._place]) == "#":
            self._place += 1
            return kind, self._length()
        return kind, None

    def _list(self, depth: int) -> object:
        kind, count = self._container()
        if kind in _NUMBERS and count is not None:
            form = f">{count}{_NUMBERS[kind][1]}"
            values = struct.unpack_from(form, self._content, self._place)
            self._place += struct.calcsize(form)
            self._count += count
            return list(values)
        found: list[object] = []
        while count is None or len(found) < count:
            mark = kind or self.marker()
            if mark == "]" and count is None:
                break
            found.append(self.value(mark, depth + 1))
        return found

    def _mapping(self, depth: int) -> object:
        kind, count = self._container()
        found: dict[str, object] = {}
        seen = 0
        while count is None or seen < count:
            if count is None and chr(self._content[self._place]) == "}":
                self._place += 1
                break
            name = self._text(self._length())
            found[name] = self.value(kind or self.marker(), depth + 1)
            seen += 1
        return found
