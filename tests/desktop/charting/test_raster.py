"""Runs of pixels drawn all at once, against drawing one after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forebear.desktop.charting.raster import Raster, Runs

WIDTH, HEIGHT = 17, 23


@given(st.integers(1, 120), st.integers(1, 90), st.integers(0, 2**32))
def test_runs_are_drawn_as_if_one_after_the_other(curves: int, colours: int, seed: int) -> None:
    lots = np.random.default_rng(seed)
    curve, column = (each.ravel() for each in np.meshgrid(np.arange(curves), np.arange(WIDTH), indexing="ij"))
    top = lots.integers(0, HEIGHT + 1, len(curve))
    bottom = np.minimum(top + lots.integers(0, HEIGHT, len(curve)), HEIGHT)
    named = [0xFF000000 + number % colours for number in range(curves)]
    pixels = np.full((HEIGHT, WIDTH), 7, np.uint32)
    raster = Raster(WIDTH, HEIGHT)
    for _ in range(2):  # its memory is used again
        raster.draw([Runs(curve, column, top, bottom)], named, pixels)
    expected = np.zeros((HEIGHT, WIDTH), np.uint32)
    order = list(dict.fromkeys(named))
    for colour in order:
        for at in np.flatnonzero(np.array(named)[curve] == colour):
            expected[top[at] : bottom[at], column[at]] = colour
    assert np.array_equal(pixels, expected)
