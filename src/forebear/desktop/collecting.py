"""The garbage collector kept away while something large is made that stays.

A full collection walks all that is there: 0.1 s and more with a hundred thousand cells, in which no thread
runs, and one comes each time that a quarter more has been made.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing inside, and leave what was made out of later collections; it goes when nobody holds it.

    Only for what holds no circles: those would stay.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()
