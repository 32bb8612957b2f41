"""Simulated responses, and how well a calibration recovers what made them."""

from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Bytes, Floats
from whichcert.measure.models import Items, category_probabilities, dichotomous_items, success_probability
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels, Responses

_ROWS = 20_000


def simulate_items(n: int, rng: np.random.Generator, *, guessing: float | None = None) -> Items:
    """Return n items: log a ~ N(0.1, 0.35²), b ~ N(0, 1), and a constant guessing for the 3PL."""
    lower = None if guessing is None else np.full(n, guessing)
    slope, location = np.exp(rng.normal(0.1, 0.35, n)), rng.normal(size=n)
    return dichotomous_items([f"item-{place + 1}" for place in range(n)], slope, location, lower)


def simulate_responses(
    items: Items, theta: Floats, rng: np.random.Generator, *, share_answered: float = 1.0
) -> Responses:
    """Draw x_nj from P(x_nj = c | θ_n) independently; a random share of cells is answered.

    theta: persons, on the items' scale. The same generator state gives the same bits.
    """
    cells = np.empty((len(theta), items.n_items), dtype=np.int8)
    for first in range(0, len(theta), _ROWS):
        part = theta[first : first + _ROWS]
        cells[first : first + _ROWS] = _drawn(items, part, rng)
    if share_answered < 1.0:
        cells[rng.random(cells.shape) >= share_answered] = -1
    return responses_from_matrix(cells, Labels(items=items.ids))


def _drawn(items: Items, theta: Floats, rng: np.random.Generator) -> Bytes:
    draw = rng.random((len(theta), items.n_items))
    if items.dichotomous:
        return (draw < success_probability(items, theta).T).astype(np.int8)
    above = np.cumsum(category_probabilities(items, theta), axis=1)
    reached = (draw.T[:, None, :] >= above[:, :-1]).sum(axis=1)
    return np.asarray(np.minimum(reached, items.categories[:, None] - 1).T, dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Recovery:
    """How estimates of one parameter compare with the truth."""

    parameter: str
    bias: float
    root_mean_square_error: float
    coverage: float | None
    """Share of 95 % intervals that hold the truth; None without standard errors."""
    n: int


def recovery(parameter: str, truth: Floats, estimate: Floats, error: Floats | None = None) -> Recovery:
    """Return bias, RMSE and the coverage of estimate ± 1.96 error, over all entries that are not NaN."""
    known = ~(np.isnan(truth) | np.isnan(estimate))
    off = (estimate - truth)[known]
    covered = None if error is None else float((np.abs(off) <= 1.959963984540054 * error[known]).mean())
    return Recovery(parameter, float(off.mean()), float(np.sqrt((off**2).mean())), covered, len(off))
