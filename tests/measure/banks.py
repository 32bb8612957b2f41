"""Items and responses that several tests use."""

import numpy as np

from whichcert.measure.models import Items
from whichcert.measure.responses import Responses
from whichcert.measure.simulation import simulate_items, simulate_responses


def graded_items(model: str = "graded", n: int = 6) -> Items:
    """Return n items of three categories, one of them of two."""
    rng = np.random.default_rng(5)
    slope = np.exp(rng.normal(0.1, 0.3, n))
    if model == "graded":
        steps = np.sort(rng.normal(0, 1.2, (n, 2)), axis=1)[:, ::-1] + np.array([0.3, -0.3])
    else:
        steps = np.cumsum(rng.normal(0, 1.0, (n, 2)), axis=1)
    categories = np.full(n, 3)
    steps[0, 1], categories[0] = np.nan, 2
    ids = tuple(f"item-{place + 1}" for place in range(n))
    return Items(model, ids, slope, steps, np.zeros(n), categories)  # type: ignore[arg-type]


def responses_of(items: Items, n: int, *, seed: int = 3, share_answered: float = 1.0) -> Responses:
    rng = np.random.default_rng(seed)
    return simulate_responses(items, rng.normal(size=n), rng, share_answered=share_answered)


def two_parameter(n_items: int = 8, n: int = 600, *, seed: int = 3, share_answered: float = 1.0) -> Responses:
    items = simulate_items(n_items, np.random.default_rng(seed))
    return responses_of(items, n, seed=seed, share_answered=share_answered)
