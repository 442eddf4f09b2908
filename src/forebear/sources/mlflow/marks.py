"""What is kept from one import to the next, so that only what is new is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from forebear.sources.dvc.values import as_list, as_mapping


class Marks:
    """Marks of things by their ids: at the import before, and now.

    Attributes: `now` is what is kept, `changed` are the ids of what is new or other than before, in the order
    of `now`, `gone` those of what is not there any more.
    """

    def __init__(self, before: object, now: Mapping[str, str]) -> None:
        known = as_mapping(before)
        self.now = dict(now)
        self.changed = [id_ for id_, mark in now.items() if known.get(id_) != mark]
        self.gone = [id_ for id_ in known if id_ not in now]

    def doubt(self, ids: Collection[str]) -> None:
        """Take these for changed the next time, whatever their marks will be."""
        self.now.update(dict.fromkeys(self.now.keys() & ids, ""))


class TagNames:
    """Which tags things had, so that those taken away are known: many have the same few.

    `state` is JSON: `names`, and of each thing the numbers of its names in that list.
    """

    def __init__(self, before: object) -> None:
        state = as_mapping(before)
        self._names = [str(name) for name in as_list(state.get("names"))]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._of = {id_: str(numbers) for id_, numbers in as_mapping(state.get("of")).items()}

    @property
    def state(self) -> dict[str, object]:
        """What is kept for the next import."""
        return {"names": self._names, "of": self._of}

    def put(self, id_: str, names: Collection[str]) -> list[str]:
        """Note the tags that a thing has now; return those that it has no more."""
        before = [self._names[int(number)] for number in self._of.get(id_, "").split()]
        for name in names:
            if name not in self._numbers:
                self._numbers[name] = len(self._names)
                self._names.append(name)
        self._of[id_] = " ".join(str(self._numbers[name]) for name in names)
        return [name for name in before if name not in names]

    def forget(self, id_: str) -> None:
        """Note that a thing is not there any more."""
        self._of.pop(id_, None)
