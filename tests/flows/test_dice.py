"""Dice are thrown once for a seed."""

import numpy as np

from people import LIBRARY, TODAY
from whichcert.flows.dice import seeded_dice, throw_dice
from whichcert.library import load_library


def test_equal_seeds_are_thrown_once():
    assert seeded_dice(LIBRARY, 40) is seeded_dice(load_library(today=TODAY), 40)
    assert seeded_dice(LIBRARY, 40) is not seeded_dice(LIBRARY, 40, seed=2)


def test_equal_seeds_show_equal_dice():
    one, same, other = (throw_dice(LIBRARY, draws=40, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.orientation.tobytes() == same.orientation.tobytes() != other.orientation.tobytes()
    assert one.decision.gamma.tobytes() == same.decision.gamma.tobytes() != other.decision.gamma.tobytes()


def test_there_is_a_row_a_draw():
    dice = throw_dice(LIBRARY, draws=40, rng=np.random.default_rng(1))
    assert dice.orientation.shape == (40, 2 + len(LIBRARY.instrument.facets))
    assert dice.decision.samples == 40
