"""Difficulty before responses: a linear model of item features, honest about what it can't explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Floats
from whichcert.measure.priors import Normal

CALIBRATED_BELOW = 0.3
"""The standard error of a difficulty (logits) under which an item counts as calibrated."""
UNKNOWN_SPREAD = Normal(0.0, 1.0)
"""A new item's difficulty without any model: where most items of most tests lie."""
_ROUNDS = 500
_ENOUGH = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class DifficultyModel:
    """b_j = w'x_j + e_j, e_j ~ N(0, τ²), with how well w and τ are known."""

    names: tuple[str, ...]
    weights: Floats
    covariance: Floats
    residual: float
    """τ, logits: what the features can't explain."""
    n_items: int
    explained: float
    """Share of the variance of true difficulties that the features explain, 0 to 1."""

    def predict(self, features: Floats) -> Normal:
        """Return an item's prior: N(w'x, τ² + x' Cov(w) x). features: one value a name."""
        mean = float(features @ self.weights)
        return Normal(mean, float(np.sqrt(self.residual**2 + features @ self.covariance @ features)))


def fit_difficulty_model(
    names: Sequence[str], features: Floats, difficulty: Floats, error: Floats
) -> DifficultyModel:
    """Fit the LLTM with a random item residual to calibrated difficulties.

    b̂_j ~ N(w'x_j, τ² + se_j²): w by generalised least squares, τ² by restricted
    maximum likelihood (expectation-maximisation on the residuals).

    features: items × names (include a column of ones). difficulty, error: items, logits.
    Raises InputRefused with fewer than two items more than features.
    Source: Fischer (1973) for the LLTM; Janssen, Schepers & Peres (2004) and
    De Boeck (2008), Psychometrika 73, for the random residual.
    """
    n, p = features.shape
    if n < p + 2:
        message = f"{n} calibrated items for {p} features; at least {p + 2} are needed"
        raise InputRefused([Problem("features", f"{message}: drop features or calibrate more items")])
    square = error**2
    spread = max(float(np.var(difficulty)) / 2, 1e-4)
    for _ in range(_ROUNDS):
        weight = 1.0 / (spread + square)
        covariance = np.linalg.pinv((features * weight[:, None]).T @ features)
        weights = covariance @ ((features * weight[:, None]).T @ difficulty)
        off = difficulty - features @ weights
        leverage = np.einsum("jp,pr,jr->j", features, covariance, features) * weight
        shrunk = spread * weight
        # E[e²] = (shrunk residual)² + its variance; leverage makes it restricted.
        moved = float(((shrunk * off) ** 2 + spread * (1 - shrunk) + shrunk**2 * (leverage / weight)).mean())
        if abs(moved - spread) < _ENOUGH:
            break
        spread = moved
    total = max(float(np.var(difficulty) - square.mean()), 1e-12)
    explained = min(max(1 - spread / total, 0.0), 1.0)
    known = np.asarray(weights, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    return DifficultyModel(tuple(names), *known, float(np.sqrt(spread)), n, explained)


def leave_one_out_error(features: Floats, difficulty: Floats, error: Floats) -> float:
    """Return the root mean square error of predicting each item from all others, logits."""
    names = [str(column) for column in range(features.shape[1])]
    off = []
    for place in range(len(difficulty)):
        others = np.arange(len(difficulty)) != place
        model = fit_difficulty_model(names, features[others], difficulty[others], error[others])
        off.append(model.predict(features[place]).mean - difficulty[place])
    return float(np.sqrt(np.mean(np.square(off))))


def intercept_priors(
    ids: Sequence[str], features: Floats, model: DifficultyModel, slope: float = 1.0
) -> Mapping[str, Normal]:
    """Return each item's prior on d = -a b for ``Priors.each_intercept``.

    slope: the bank's mean discrimination; text does not predict slopes
    (rank correlations of 0.15 to 0.24 in the literature), so none is guessed.
    """
    priors = {}
    for name, row in zip(ids, features, strict=True):
        difficulty = model.predict(row)
        priors[name] = Normal(-slope * difficulty.mean, abs(slope) * difficulty.deviation)
    return priors


def is_calibrated(error: float) -> bool:
    """Return whether a difficulty is known well enough to be shown as from data."""
    return bool(error < CALIBRATED_BELOW)
