"""The quadrature grid: equally spaced, as fine as the sharpest posterior needs."""

from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.models import Items, information

REACH = 6.0
"""Standard deviations on either side; beyond lie 2e-9 of a normal population."""
POINTS_PER_DEVIATION = 1.5
_MOST_NODES = 801
_PROBE = np.linspace(-6.0, 6.0, 97)


@dataclass(frozen=True, slots=True)
class Fineness:
    """How far a grid reaches and how close its nodes lie."""

    points: float = POINTS_PER_DEVIATION
    """Nodes a posterior deviation."""
    reach: float = REACH
    negligible: float = 1e-10
    """What a posterior may hold beyond the nodes that are looked at for it."""
    fewest: int = 31
    """The fewest nodes in all."""


EXACT = Fineness()


def grid_for(
    items: Items,
    mean: Floats,
    deviation: Floats,
    answered: int | None = None,
    *,
    sharpest: float | None = None,
    fineness: Fineness = EXACT,
) -> Floats:
    """Return nodes with spacing at most the smallest posterior deviation / 1.5.

    h ≤ 1 / (1.5 √(1/σ² + max_θ I(θ))). For a Gaussian-shaped integrand the
    trapezoid rule at h = SD / 1.5 errs by 2 exp(-2 π² 1.5²), about 1e-19
    (Trefethen & Weideman 2014); Gauss-Hermite nodes spread instead, and with
    many items miss the posterior between two nodes.

    mean, deviation: one value a population group. answered: the most items a
    person answered, when that is fewer than all: I is then the sum of the most
    informative ones. sharpest: the smallest posterior deviation, where a step
    before has seen it. Returns nodes, an odd number, ascending.
    """
    low = float((mean - fineness.reach * deviation).min())
    high = float((mean + fineness.reach * deviation).max())
    if sharpest is None:
        at_probe = information(items, np.clip(_PROBE, low, high))
        if answered is not None and answered < items.n_items:
            at_probe = -np.sort(-at_probe, axis=0)[:answered]
        total = float(at_probe.sum(axis=0).max())
        sharpest = float(1.0 / np.sqrt(1.0 / float(deviation.min()) ** 2 + total))
    spacing = sharpest / fineness.points
    half = int(np.ceil((high - low) / (2 * spacing)))
    return np.linspace(low, high, min(max(2 * half + 1, fineness.fewest), _MOST_NODES))


def log_normal_weights(nodes: Floats, mean: float, deviation: float) -> Floats:
    """Return log of the normal density on the nodes, made to sum to 1."""
    shape = -0.5 * ((nodes - mean) / deviation) ** 2
    top = shape.max()
    return np.asarray(shape - top - np.log(np.exp(shape - top).sum()))
