"""How a choice is spread over items, so that the best few are not seen by everybody."""

from collections.abc import Callable

import numpy as np

from whichcert.measure.arrays import Floats, Ints, Singles

Chooser = Callable[[Singles, Singles, np.random.Generator], Ints]
"""From values and closed items (0 or -inf), learners × items, to the item of each learner."""


def best(values: Singles, closed: Singles, rng: np.random.Generator) -> Ints:
    """Return the item of highest value that is not used."""
    return np.asarray(np.argmax(values + closed, axis=1))


def randomesque(among: int) -> Chooser:
    """Return a chooser: one of the ``among`` best at random. Source: Kingsbury & Zara (1989)."""

    def one_of_the_best(values: Singles, closed: Singles, rng: np.random.Generator) -> Ints:
        open_values = values + closed
        n = min(among, open_values.shape[1])
        top = np.argpartition(open_values, -n, axis=1)[:, -n:]
        top_values = np.take_along_axis(open_values, top, axis=1)
        # Of the best, only those that are as eligible as the very best: not used, same focus area.
        eligible = top_values > top_values.max(axis=1, keepdims=True) - np.float32(5e5)
        drawn = np.where(eligible, rng.random(top.shape), -1.0)
        return np.take_along_axis(top, np.argmax(drawn, axis=1)[:, None], axis=1)[:, 0]

    return one_of_the_best


def sympson_hetter(control: Floats) -> Chooser:
    """Return a chooser: an item that is selected is given with probability ``control`` (items, 0 to 1).

    A refused item makes room for the next best. Source: Sympson & Hetter (1985).
    """

    def best_admitted(values: Singles, closed: Singles, rng: np.random.Generator) -> Ints:
        refused = rng.random(values.shape, dtype=np.float32) >= control.astype(np.float32)
        open_values = values + closed
        top = open_values.max(axis=1, keepdims=True)
        admitted = np.where(refused, -np.inf, open_values)
        # Where chance refused every item as eligible as the best one, the best is given after all.
        nobody = admitted.max(axis=1, keepdims=True) < top - np.float32(5e5)
        return np.asarray(np.argmax(np.where(nobody, open_values, admitted), axis=1))

    return best_admitted


def controls_after(selected: Floats, most_exposure: float) -> Floats:
    """Return the next control parameters: r / P(selected) where that is under 1.

    selected: items, share of simulated learners for whom the item was
    selected. Repeat simulation and update until exposures settle.
    Source: Sympson & Hetter (1985); Hetter & Sympson (1997).
    """
    return np.minimum(1.0, most_exposure / np.maximum(selected, 1e-12))
