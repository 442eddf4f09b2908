"""The garbage collector is kept away only while something is made."""

from __future__ import annotations

import gc
import weakref

from forebear.desktop.collecting import uncollected


class Thing:
    """Something that can be held weakly."""


def test_nothing_is_collected_inside_and_what_nobody_holds_still_goes() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            thing = Thing()
        assert not gc.isenabled()
    assert gc.isenabled()
    gone = weakref.ref(thing)
    del thing
    assert gone() is None
