"""Shares of small groups drawn towards all groups together, so that 1 of 9 does not shout."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, pi

import numpy as np
from numpy.typing import NDArray

from whichcert.interval import Interval

Floats = NDArray[np.float64]

_KAPPAS = np.exp(np.linspace(np.log(2.0), np.log(5_000.0), 25))
"""How alike groups are: the number of postings that the common share weighs as much as."""

_MEANS = 1 / (1 + np.exp(-np.linspace(-9.0, 5.0, 57)))
_LEAST_WEIGHT = 1e-3
_POINTS = 401
_HALF_LOG_TWO_PI = 0.5 * log(2 * pi)
_FARTHEST = 40.0
"""Logits; a share of 4e-18 is 0 for everybody."""


@dataclass(frozen=True, slots=True)
class PooledShare:
    """One group's share after pooling."""

    hits: int
    n: int
    share: float
    interval: Interval
    own_weight: float
    """0 to 1: how much of the share comes from the group's own postings."""


def pooled_shares(counts: Mapping[str, tuple[int, int]]) -> Mapping[str, PooledShare]:
    """Return each group's share under a beta-binomial model of all groups.

    p_g ~ Beta(κ μ, κ (1 − μ)), so that groups that differ much are pooled little. (μ, κ) is averaged over a
    grid, uniform in logit μ and log κ, with the marginal likelihood of all groups as weight: with few
    groups, not knowing how alike they are widens the intervals. Given (μ, κ), p_g is
    Beta(κ μ + hits, κ (1 − μ) + n − hits). Mean and central 95 % interval of the mixture.
    Source: Gelman and others (2013), Bayesian Data Analysis, 3rd ed., §5.3.

    counts: (hits, n) by group, n ≥ 0. Raises ValueError for hits outside 0 to n.

    >>> pooled = pooled_shares({"large": (100, 1000), "small": (4, 9)})
    >>> round(pooled["large"].share, 2), pooled["small"].share < 4 / 9
    (0.1, True)
    """
    for name, (hits, n) in counts.items():
        if not 0 <= hits <= n:
            raise ValueError(f"{name}: hits must lie between 0 and n = {n}; got {hits}")
    if not any(n for _, n in counts.values()):
        return {name: PooledShare(0, 0, 0.5, Interval(0.0, 1.0), 0.0) for name in counts}
    mixture = _mixture(list(counts.values()))
    return {name: _share(hits, n, mixture) for name, (hits, n) in counts.items()}


@dataclass(frozen=True, slots=True, eq=False)
class _Mixture:
    """The likely pairs of κ μ and κ (1 − μ), with their weights."""

    alpha: Floats
    beta: Floats
    weight: Floats


def _mixture(counts: list[tuple[int, int]]) -> _Mixture:
    kappa, mean = (one.ravel() for one in np.meshgrid(_KAPPAS, _MEANS))
    alpha, beta = kappa * mean, kappa * (1 - mean)
    log_weight = np.zeros(len(alpha))
    for hits, n in counts:
        if n:
            log_weight += _log_beta(alpha + hits, beta + n - hits) - _log_beta(alpha, beta)
    weight = np.exp(log_weight - log_weight.max())
    likely = weight > _LEAST_WEIGHT
    return _Mixture(alpha[likely], beta[likely], weight[likely] / weight[likely].sum())


def _log_beta(alpha: Floats, beta: Floats) -> Floats:
    return _log_gamma(alpha) + _log_gamma(beta) - _log_gamma(alpha + beta)


def _log_gamma(values: Floats) -> Floats:
    """Return log Γ by Stirling's series eight steps higher, right to 1e-12 relative to 1 + |log Γ|.

    Source: Abramowitz and Stegun (1964), 6.1.15 and 6.1.41.
    """
    steps = np.ones_like(values)
    for step in range(8):
        steps = steps * (values + step)
    high = values + 8
    part = 1 / high**2
    series = (1 / 12 - part * (1 / 360 - part * (1 / 1260 - part * (1 / 1680 - part / 1188)))) / high
    return np.asarray((high - 0.5) * np.log(high) - high + _HALF_LOG_TWO_PI + series - np.log(steps))


def _share(hits: int, n: int, common: _Mixture) -> PooledShare:
    alpha, beta = common.alpha + hits, common.beta + n - hits
    means = alpha / (alpha + beta)
    mean = float(common.weight @ means)
    own = float(common.weight @ (n / (n + common.alpha + common.beta)))
    low, high = _central(alpha, beta, common.weight)
    return PooledShare(hits, n, mean, Interval(min(low, mean), max(high, mean)), own)


def _central(alpha: Floats, beta: Floats, weight: Floats) -> tuple[float, float]:
    """Return the 2.5 and 97.5 % points of a mixture of beta distributions, summed over the logit."""
    centres, spreads = np.log(alpha / beta), 9 * np.sqrt(1 / alpha + 1 / beta)
    low, high = float((centres - spreads).min()), float((centres + spreads).max())
    logit = np.linspace(max(low, -_FARTHEST), min(high, _FARTHEST), _POINTS)
    # The density over the logit has the exponents α and β, one more than over the share.
    log_density = alpha[:, None] * -np.log1p(np.exp(-logit)) + beta[:, None] * -np.log1p(np.exp(logit))
    log_density -= log_density.max(axis=1, keepdims=True)
    density = np.exp(log_density)
    density = weight @ (density / density.sum(axis=1, keepdims=True))
    # half of a point's own share lies below it
    below = (np.cumsum(density) - density / 2) / density.sum()
    ends = np.interp([0.025, 0.975], below, logit)
    return float(1 / (1 + np.exp(-ends[0]))), float(1 / (1 + np.exp(-ends[1])))
