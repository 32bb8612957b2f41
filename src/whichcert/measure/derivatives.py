"""How the log-probability of each category moves with each item parameter."""

import numpy as np

from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.models import Items, category_probabilities, logistic

_SMALLEST = 1e-300


def parameter_count(items: Items) -> int:
    """Return the most parameters an item has: slope, intercepts and, for 3PL, the guessing logit."""
    return 1 + int(items.intercept.shape[1]) + (items.model == "3pl")


def category_scores(items: Items, theta: Floats) -> tuple[Floats, Floats]:
    """Return P and ∂ log P / ∂ψ for ψ = (a, d_1 … d_K, and logit g under the 3PL).

    Shapes: items × categories × nodes, and items × categories × parameters ×
    nodes; 0 where an item has no such category or parameter.
    2PL and 3PL: ∂P/∂a = (1 - g) S (1 - S) θ, ∂P/∂d = (1 - g) S (1 - S),
    ∂P/∂logit g = g (1 - g)(1 - S). Graded: differences of S_c (1 - S_c)(θ, 1).
    gpcm: ∂ log P_c/∂a = θ (c - E c), ∂ log P_c/∂d_k = [c = k] - P_k.
    Source: Baker & Kim (2004), chapters 2, 8 and 9.
    """
    chances = category_probabilities(items, theta)
    if items.model == "gpcm":
        return chances, _partial_credit_scores(items, chances, theta)
    slopes = _cumulative_slopes(items, theta)
    scores = slopes / np.maximum(chances, _SMALLEST)[:, :, None, :]
    return chances, np.asarray(np.where(items.present[:, :, None, None], scores, 0.0))


def _cumulative_slopes(items: Items, theta: Floats) -> Floats:
    logits = (
        items.discrimination[:, None, None] * theta + np.nan_to_num(items.intercept, nan=-np.inf)[:, :, None]
    )
    above = logistic(logits)
    bend = (1 - items.guessing[:, None, None]) * above * (1 - above)
    n_items, steps, nodes = bend.shape
    slopes = np.zeros((n_items, steps + 1, parameter_count(items), nodes))
    for step in range(steps):
        slopes[:, step + 1, 0] += bend[:, step] * theta
        slopes[:, step, 0] -= bend[:, step] * theta
        slopes[:, step + 1, step + 1] += bend[:, step]
        slopes[:, step, step + 1] -= bend[:, step]
    if items.model == "3pl":
        lower = items.guessing[:, None]
        rise = lower * (1 - lower) * (1 - above[:, 0])
        slopes[:, 1, -1], slopes[:, 0, -1] = rise, -rise
    return slopes


def _partial_credit_scores(items: Items, chances: Floats, theta: Floats) -> Floats:
    n_items, categories, nodes = chances.shape
    score = np.arange(categories, dtype=np.float64)[:, None]
    scores = np.zeros((n_items, categories, categories, nodes))
    scores[:, :, 0] = theta * (score - (score * chances).sum(axis=1, keepdims=True))
    for step in range(1, categories):
        scores[:, :, step] = -chances[:, step : step + 1]
        scores[:, step, step] += 1.0
    there = items.present[:, :, None, None] & _has_parameter(items)[:, None, :, None]
    return np.where(there, scores, 0.0)


def _has_parameter(items: Items) -> Booleans:
    has = np.ones((items.n_items, items.intercept.shape[1] + 1), dtype=np.bool_)
    has[:, 1:] = ~np.isnan(items.intercept)
    return has
