"""Two contents given to what judges them, without a rebuild around."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.tolerance import Policy


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Finding]:
    """Return `compared(name, before, after, …)`, which compares two contents that differ in their bytes."""
    folder = tmp_path_factory.mktemp("judging")
    scratch = folder / "scratch"
    scratch.mkdir()
    numbers = itertools.count()

    def compare(
        name: str,
        before: bytes,
        after: bytes,
        *,
        policy: Policy | None = None,
        is_metrics: bool = False,
        comparing: Comparing | None = None,
        pulse: Callable[[], None] = lambda: None,
    ) -> Finding:
        assert before != after, "equal bytes are judged before anything is compared"
        paths = [folder / f"{next(numbers)}-{side}" for side in ("before", "after")]
        for path, content in zip(paths, (before, after), strict=True):
            path.write_bytes(content)
        pair = Pair(name, paths[0], paths[1], policy or Policy(), scratch, pulse, is_metrics=is_metrics)
        try:
            return (comparing or Comparing()).compare(pair)
        finally:
            assert [path.read_bytes() for path in paths] == [before, after], "what is compared stays as it is"
            for path in paths:
                path.unlink()
            assert not list(scratch.iterdir()), "what a comparator unpacks goes"

    return compare
