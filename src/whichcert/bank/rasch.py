"""The Rasch model on intended difficulties: what a form is expected to score before there are responses."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def success(difficulty: Floats, theta: Floats) -> Floats:
    """Return P(right) = 1 / (1 + exp(d − θ)), items × abilities.

    difficulty: items, logits, −3 to 3. theta: abilities, logits, −4 to 4.
    Source: Rasch (1960), Probabilistic models for some intelligence and attainment tests, ch. 5.

    >>> success(np.array([0.0]), np.array([0.0, 1.0])).round(3).tolist()
    [[0.5, 0.731]]
    """
    return np.asarray(1 / (1 + np.exp(difficulty[:, None] - theta)))


def expected_scores(difficulty: Floats, theta: Floats) -> Floats:
    """Return Σ P(right) over the items for each ability, in items."""
    return np.asarray(success(difficulty, theta).sum(axis=0))
