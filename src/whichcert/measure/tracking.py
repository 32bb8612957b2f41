"""An ability that moves: one learner's standing in each focus area, while they learn and forget."""

from dataclasses import dataclass, field, replace

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Floats
from whichcert.measure.models import logistic

_POINTS = 21
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(_POINTS)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_LOGISTIC_NORMAL = np.pi / 8


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Who the learners are, and how ability moves. All are priors until learners' data replace them."""

    mean: float = 0.9
    """Logits, before any answer."""
    deviation: float = 1.0
    """Logits, between learners."""
    correlation: float = 0.85
    """Between two focus areas of one learner."""
    gain: float = 0.05
    """Logits that one explained answer adds to its focus area, on average."""
    gain_deviation: float = 0.05
    """Logits, from one answer to the next and one learner to the next."""
    forgetting_days: float = 120.0
    """Days without practice in which what lies above the mean falls to 1/e of it."""
    daily_deviation: float = 0.03
    """Logits by which a day without practice may move an area either way."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item: P(right | θ) = c + (1 − c) logistic(a (θ − b)), b ~ N(difficulty, error²)."""

    difficulty: float
    error: float
    """Logits; the deviation of what is believed of the difficulty."""
    guessing: float = 0.0
    discrimination: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """A normal belief of the abilities in all focus areas."""

    mean: Floats
    """areas, logits."""
    covariance: Floats
    """areas × areas."""
    answered: Floats = field(default_factory=lambda: np.zeros(0))
    """areas: how many answers it rests on."""

    @property
    def deviation(self) -> Floats:
        """areas, logits."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def newcomer(n_areas: int, dynamics: Dynamics) -> Belief:
    """Return the belief before any answer: areas that correlate, N(μ, σ² (ρ + (1 − ρ) [same area]))."""
    if n_areas < 1 or not 0 <= dynamics.correlation <= 1:
        message = (
            f"{n_areas} focus areas with correlation {dynamics.correlation}; expected 1 or more and 0 to 1"
        )
        raise InputRefused([Problem("areas", message)])
    shared = np.full((n_areas, n_areas), dynamics.correlation)
    np.fill_diagonal(shared, 1.0)
    covariance = shared * dynamics.deviation**2
    return Belief(np.full(n_areas, dynamics.mean), covariance, np.zeros(n_areas))


def after_answer(belief: Belief, area: int, item: AskedItem, *, right: bool) -> Belief:
    """Return the belief after an answer to an item that the learner had not seen before.

    The moments of θ_k given the answer by Gauss-Hermite quadrature (21 points over a unimodal product);
    then the other areas follow by regression on θ_k:
    m' = m + Σ_k (E − m_k) / Σ_kk, Σ' = Σ − Σ_k Σ_kᵀ (Σ_kk − V) / Σ_kk².
    Source: assumed density filtering, Opper (1998); Minka (2001), ch. 3.

    >>> start = newcomer(2, Dynamics())
    >>> after = after_answer(start, 0, AskedItem(0.0, 0.6), right=True)
    >>> bool(after.mean[0] > after.mean[1] > start.mean[1]), bool(after.deviation[0] < start.deviation[0])
    (True, True)
    """
    centre, variance = float(belief.mean[area]), float(belief.covariance[area, area])
    theta = centre + np.sqrt(variance) * _NODES
    likelihood = chance_right(item, theta) if right else 1.0 - chance_right(item, theta)
    mass = likelihood * _WEIGHTS
    total = float(mass.sum())
    expected = float(mass @ theta) / total
    spread = max(float(mass @ theta**2) / total - expected**2, 1e-9)
    column = belief.covariance[:, area]
    mean = belief.mean + column * ((expected - centre) / variance)
    covariance = belief.covariance - np.outer(column, column) * ((variance - spread) / variance**2)
    counted = belief.answered.copy()
    counted[area] += 1
    return Belief(mean, covariance, counted)


def chance_right(item: AskedItem, theta: Floats) -> Floats:
    """Return P(right | θ) with the item's difficulty integrated out. theta: any shape, logits."""
    slope = item.discrimination * mixed_slope(item.discrimination * item.error)
    above = logistic(slope * (theta - item.difficulty))
    return np.asarray(item.guessing + (1.0 - item.guessing) * above)


def mixed_slope(error: Floats | float) -> Floats:
    """Return the factor by which a logistic curve flattens when its place is only known to ± error (logits).

    E[logistic(x + e)] ≈ logistic(x / √(1 + π error² / 8)), e ~ N(0, error²); off by at most 0.02.
    Source: MacKay (1992), Neural Computation 4, eq. 2.
    """
    return np.asarray(1.0 / np.sqrt(1.0 + _LOGISTIC_NORMAL * np.square(error)))


def after_learning(belief: Belief, area: int, dynamics: Dynamics, amount: float = 1.0) -> Belief:
    """Return the belief after explained answers in one area: θ_k + N(gain, deviation²) each.

    amount: how many answers' worth; an item seen before teaches less than 1.
    """
    mean, covariance = belief.mean.copy(), belief.covariance.copy()
    mean[area] += dynamics.gain * amount
    covariance[area, area] += dynamics.gain_deviation**2 * amount
    return replace(belief, mean=mean, covariance=covariance)


def after_days(belief: Belief, days: float, dynamics: Dynamics) -> Belief:
    """Return the belief after days without practice: what was gained above μ fades as exp(−t/τ), never below.

    Areas below μ stay. Source: exponential forgetting, Ebbinghaus (1885) as fitted by Murre & Dros (2015),
    for a whole area instead of one item.
    """
    if days <= 0:
        return belief
    kept = float(np.exp(-days / dynamics.forgetting_days))
    above = np.maximum(belief.mean - dynamics.mean, 0.0)
    covariance = belief.covariance + np.eye(len(belief.mean)) * dynamics.daily_deviation**2 * days
    return replace(belief, mean=belief.mean - (1 - kept) * above, covariance=covariance)
