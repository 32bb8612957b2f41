"""What the answers say about the two kinds of work: a posterior by weighted draws.

Model (graded Thurstone / Bradley-Terry family with a probit link; Brown and
Maydeu-Olivares 2011 for the forced-choice part):

    θ = (θ_S, θ_P) ~ N(0, [[1, ρ], [ρ, 1]])        the two poles
    η_f = θ_pole(f) + ε_f,  ε_f ~ N(0, σ²)          the facets
    pair:  m = a (k_r η_r − k_l η_l)                right minus left, k = ±1 keying
           P(answer c) = Φ(τ_c − m) − Φ(τ_{c−1} − m)
    item:  the same with m = a k η

Careless people are part of the model: with probability CARELESS the pairs say
nothing, and a run of one and the same answer is what a straight-liner gives.
So a flat or contradictory set of answers moves the posterior back to the prior
by itself, and nothing has to be declared an outlier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from whichcert import normal
from whichcert.orient.instrument import Instrument, Pair, Pole

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The prior's numbers, set by the authors; docs/methods.md says why and what ±30 % changes."""

    correlation: float = 0.3
    """ρ between the poles: people who like people-work tend to like both a little."""
    facet_sd: float = 0.5
    """σ of a facet around its pole."""
    slope: float = 0.9
    """a: how strongly an answer follows the difference."""
    threshold: float = 0.8
    """t between "a bit" and "much more"; items use ±t/2 and ±3t/2."""
    careless: float = 0.06
    """Prior probability that the pairs were answered at random."""
    straight: float = 0.04
    """Prior probability that one answer was given throughout."""


DEFAULT = Parameters()
STRAIGHT_STICKS = 0.95
"""A straight-liner repeats the last answer with this probability."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person told us about their work preferences.

    pairs: pair id → −2..2 (0 means no difference). items: item id → −2..2.
    leanings: facet → number of times it was named as a liking or a strength.
    """

    pairs: Mapping[str, int]
    items: Mapping[str, int]
    leanings: Mapping[str, float]


NO_EVIDENCE = Evidence({}, {}, {})
LEANING_SLOPE = 0.55
"""A word somebody picked from a list says less than an answered item."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weighted draws of the poles and facets.

    theta: samples × 2 (Scrum Master, Product Owner), standard normal units.
    facets: samples × facets. weights: samples, sum to 1.
    careless: posterior probability that the pairs carry no signal.
    """

    theta: Floats
    facets: Floats
    weights: Floats
    careless: float = 0.0

    @property
    def difference(self) -> Floats:
        """δ = θ_P − θ_S, one per draw."""
        return np.asarray(self.theta[:, 1] - self.theta[:, 0])

    def mean(self, values: Floats) -> float:
        return float(self.weights @ values)

    def standard_deviation(self, values: Floats) -> float:
        centre = self.mean(values)
        return float(np.sqrt(self.weights @ (values - centre) ** 2))

    def effective_draws(self) -> float:
        """Kish's effective sample size, 1 / Σ w²."""
        return float(1 / np.sum(self.weights**2))

    def reweighted(self, likelihood: Floats) -> "Posterior":
        """Return the posterior after one more observation; likelihood: one value per draw."""
        weights = self.weights * likelihood
        return replace(self, weights=weights / weights.sum())


def prior_noise(instrument: Instrument, draws: int, rng: np.random.Generator) -> Floats:
    """Return standard normal noise for ``posterior``: draws × (2 + facets).

    Two stratified and mirrored halves, one for each part of the proposal;
    draws must be a multiple of 4.
    """
    size = 2 + len(instrument.facets)
    return np.concatenate([normal.stratified(draws // 2, size, rng) for _part in range(2)])


def posterior(
    evidence: Evidence, instrument: Instrument, *, noise: Floats, parameters: Parameters = DEFAULT
) -> Posterior:
    """Return the posterior of poles and facets given the evidence.

    Importance sampling from an even mixture of the prior and the Laplace
    approximation of the attentive posterior (balance heuristic, Veach and
    Guibas 1995, eq. 14), on fixed noise, so equal input gives equal bytes.

    noise: draws × (2 + facets), standard normal; from ``prior_noise``.
    """
    lines = _observations(evidence, instrument, parameters)
    if not lines:
        theta, facets = _unpacked(noise @ _prior_root(instrument, parameters).T, instrument)
        return Posterior(theta, facets, np.full(len(noise), 1 / len(noise)))
    return _importance_sampled(evidence, instrument, noise=noise, parameters=parameters)


def answer_probabilities(
    pair: Pair, instrument: Instrument, facets: Floats, parameters: Parameters = DEFAULT
) -> Floats:
    """Return P(answer | draw) of the four graded answers −2, −1, 1, 2: samples × 4."""
    margin = _pair_margin(pair, instrument.facet_index(), facets, parameters)
    cuts = np.array([-parameters.threshold, 0.0, parameters.threshold])
    inner = normal.cdf(cuts[None, :] - margin[:, None])
    edges = np.concatenate([np.zeros((len(margin), 1)), inner, np.ones((len(margin), 1))], axis=1)
    return np.diff(edges, axis=1)


def pole_index(pole: Pole) -> int:
    return 0 if pole is Pole.SCRUM_MASTER else 1


@dataclass(frozen=True, slots=True)
class _Observation:
    """An answer as an interval: low < direction · (θ, ε) + noise ≤ high."""

    direction: Floats
    low: float
    high: float
    is_pair: bool


def _observations(
    evidence: Evidence, instrument: Instrument, parameters: Parameters
) -> Sequence[_Observation]:
    index, size = instrument.facet_index(), 2 + len(instrument.facets)
    poles = [pole_index(facet.pole) for facet in instrument.facets.values()]
    a, t = parameters.slope, parameters.threshold

    def along(facet: str, scale: float) -> Floats:
        direction = np.zeros(size)
        direction[poles[index[facet]]] += scale
        direction[2 + index[facet]] += scale
        return direction

    found = []
    for name, answer in evidence.pairs.items():
        pair = instrument.pairs[name]
        direction = along(pair.right.facet, a * pair.right.keyed) - along(
            pair.left.facet, a * pair.left.keyed
        )
        low, high = _pair_cuts(answer, t)
        found.append(_Observation(direction, low, high, is_pair=True))
    for name, answer in evidence.items.items():
        item = instrument.items[name]
        low, high = _item_cuts(answer, t)
        found.append(_Observation(along(item.facet, a * item.keyed), low, high, is_pair=False))
    for facet, times in evidence.leanings.items():
        direction = along(facet, LEANING_SLOPE * np.sqrt(times))
        found.append(_Observation(direction, 0.0, np.inf, is_pair=False))
    return found


def _pair_cuts(answer: int, t: float) -> tuple[float, float]:
    # 0 means "no difference": somewhere between "a bit left" and "a bit right"
    return {-2: (-np.inf, -t), -1: (-t, 0.0), 0: (-t, t), 1: (0.0, t), 2: (t, np.inf)}[answer]


def _item_cuts(answer: int, t: float) -> tuple[float, float]:
    cuts = [-np.inf, -1.5 * t, -0.5 * t, 0.5 * t, 1.5 * t, np.inf]
    return cuts[answer + 2], cuts[answer + 3]


def _pair_margin(pair: Pair, index: Mapping[str, int], facets: Floats, parameters: Parameters) -> Floats:
    right = pair.right.keyed * facets[:, index[pair.right.facet]]
    left = pair.left.keyed * facets[:, index[pair.left.facet]]
    return np.asarray(parameters.slope * (right - left))


def _importance_sampled(
    evidence: Evidence, instrument: Instrument, *, noise: Floats, parameters: Parameters
) -> Posterior:
    lines = _observations(evidence, instrument, parameters)
    root = _prior_root(instrument, parameters)
    centre, spread = _laplace(lines, root @ root.T)
    half = len(noise) // 2
    from_prior = noise[:half] @ root.T
    from_laplace = centre + noise[half:] @ spread.T
    points = np.concatenate([from_prior, from_laplace])
    log_prior = _log_normal(points, np.zeros(len(centre)), root)
    log_laplace = _log_normal(points, centre, spread)
    log_proposal = np.logaddexp(log_prior, log_laplace) - np.log(2)
    attentive_pairs = _log_likelihood(points, [line for line in lines if line.is_pair])
    others = _log_likelihood(points, [line for line in lines if not line.is_pair])
    log_pairs, log_noise = _with_careless(attentive_pairs, evidence, parameters)
    log_weights = log_pairs + others + log_prior - log_proposal
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    careless = float(weights @ np.exp(log_noise - log_pairs)) if evidence.pairs else 0.0
    theta, facets = _unpacked(points, instrument)
    return Posterior(theta, facets, weights, careless)


FLAT_FROM = 4
"""From so many pairs on, one and the same answer throughout says nothing, whatever the pairs were."""


def is_flat(answers: Sequence[int]) -> bool:
    """Say whether a person gave one answer to every pair, and to enough of them."""
    return len(answers) >= FLAT_FROM and len(set(answers)) == 1


def _with_careless(attentive: Floats, evidence: Evidence, parameters: Parameters) -> tuple[Floats, float]:
    """Return log of the mixture likelihood per draw, and log of its part without signal."""
    answers = list(evidence.pairs.values())
    if is_flat(answers):
        return np.zeros_like(attentive), 0.0
    repeats = sum(one == two for one, two in pairwise(answers))
    changes = max(0, len(answers) - 1) - repeats
    at_random = np.log(parameters.careless) - len(answers) * np.log(4)
    straight = (
        np.log(parameters.straight)
        - np.log(4)
        + repeats * np.log(STRAIGHT_STICKS)
        + changes * np.log((1 - STRAIGHT_STICKS) / 3)
    )
    no_signal = float(np.logaddexp(at_random, straight))
    share = 1 - parameters.careless - parameters.straight
    return np.logaddexp(np.log(share) + attentive, no_signal), no_signal


def _log_likelihood(points: Floats, lines: Sequence[_Observation]) -> Floats:
    if not lines:
        return np.zeros(len(points))
    margins = points @ np.stack([line.direction for line in lines], axis=1)
    low = np.array([line.low for line in lines])
    high = np.array([line.high for line in lines])
    inside = normal.cdf(high - margins) - normal.cdf(low - margins)
    return np.asarray(np.log(np.maximum(inside, 1e-12)).sum(axis=1))


def _prior_root(instrument: Instrument, parameters: Parameters) -> Floats:
    """Return the Cholesky root of the prior covariance of (θ, ε)."""
    rho = parameters.correlation
    covariance = np.eye(2 + len(instrument.facets)) * parameters.facet_sd**2
    covariance[:2, :2] = [[1.0, rho], [rho, 1.0]]
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


def _laplace(lines: Sequence[_Observation], covariance: Floats) -> tuple[Floats, Floats]:
    """Return mode and Cholesky root of the Gaussian at the posterior mode.

    Newton's method; interval-censored probit likelihoods are log-concave
    (Pratt 1981), so there is one mode and every step is well defined.
    """
    precision = np.linalg.inv(covariance)
    directions = np.stack([line.direction for line in lines])
    low = np.array([line.low for line in lines])
    high = np.array([line.high for line in lines])
    mode = np.zeros(len(covariance))
    curvature = precision
    for _ in range(NEWTON_STEPS):
        slope, bend = _interval_derivatives(low, high, directions @ mode)
        gradient = directions.T @ slope - precision @ mode
        curvature = precision + (directions.T * bend) @ directions
        step = np.linalg.solve(curvature, gradient)
        mode = mode + step
        if float(np.abs(step).max()) < 1e-8:
            break
    root = np.linalg.cholesky(np.linalg.inv(curvature) * PROPOSAL_INFLATION)
    return mode, np.asarray(root, dtype=np.float64)


NEWTON_STEPS = 25
PROPOSAL_INFLATION = 1.15
"""A proposal a little wider than the Laplace fit covers its thinner tails."""


def _interval_derivatives(low: Floats, high: Floats, margin: Floats) -> tuple[Floats, Floats]:
    """Return d log P / dm and −d² log P / dm² of P = Φ(high − m) − Φ(low − m)."""
    upper, lower = np.clip(high - margin, -30, 30), np.clip(low - margin, -30, 30)
    mass = np.maximum(normal.cdf(upper) - normal.cdf(lower), 1e-12)
    slope = (normal.density(lower) - normal.density(upper)) / mass
    bend = slope**2 + (upper * normal.density(upper) - lower * normal.density(lower)) / mass
    return slope, np.maximum(bend, 1e-9)


def _log_normal(points: Floats, centre: Floats, root: Floats) -> Floats:
    scaled = (points - centre) @ np.linalg.inv(root).T
    return np.asarray(-0.5 * np.einsum("ij,ij->i", scaled, scaled) - np.log(np.diag(root)).sum())


def _unpacked(points: Floats, instrument: Instrument) -> tuple[Floats, Floats]:
    poles = [pole_index(facet.pole) for facet in instrument.facets.values()]
    theta = points[:, :2]
    return theta, theta[:, poles] + points[:, 2:]
