"""The standard normal distribution on arrays, without SciPy.

SciPy would add 110 MB and 0.2 s to every start for this one function; the
table below is exact to 4e-8, far under the Monte Carlo error of any use here.
"""

from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

_REACH = 8.0
_STEPS_PER_UNIT = 1000
_GRID = np.arange(-_REACH, _REACH + 2 / _STEPS_PER_UNIT, 1 / _STEPS_PER_UNIT)
_TABLE = np.array([0.5 * (1 + erf(x / sqrt(2))) for x in _GRID])
_SLOPE = np.diff(_TABLE)


def cdf(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Φ(x), the probability that a standard normal stays at or below x.

    x: any shape, any finite or infinite values (clipped to ±8, where Φ is 0 or
    1 to 6e-16). Absolute error below 4e-8: linear interpolation on a grid of
    0.001 errs by at most h²/8 · max|φ′| = 3.1e-8.

    >>> cdf(np.array([0.0, 1.959963984540054])).round(6).tolist()
    [0.5, 0.975]
    """
    place = (np.clip(x, -_REACH, _REACH) + _REACH) * _STEPS_PER_UNIT
    index = place.astype(np.intp)
    return np.asarray(_TABLE[index] + (place - index) * _SLOPE[index])


def density(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return φ(x) = exp(−x²/2) / √(2π). x: any shape."""
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi))


def quantile(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Φ⁻¹(p) by inverse interpolation in the table. p: any shape, inside (0, 1); error below 1e-3.

    >>> quantile(np.array([0.5, 0.975])).round(3).tolist()
    [0.0, 1.96]
    """
    return np.asarray(np.interp(p, _TABLE, _GRID))


def stratified(draws: int, dimensions: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return standard normal draws, stratified in every dimension and mirrored: draws × dimensions.

    Latin hypercube sampling (McKay, Beckman and Conover 1979): one half has
    exactly one draw in each of draws/2 equally probable strata, the other half
    mirrors it, so odd moments are 0 and what is additive is estimated almost
    without Monte Carlo error. draws must be even.
    """
    half = draws // 2
    ranks = rng.permuted(np.tile(np.arange(half), (dimensions, 1)), axis=1).T
    z = quantile((ranks + rng.random((half, dimensions))) / half)
    return np.concatenate([z, -z])
