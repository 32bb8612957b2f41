"""Online updating: an item's difficulty between calibrations, as responses come."""

from dataclasses import dataclass, replace

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.cold_start import is_calibrated
from whichcert.measure.models import logistic
from whichcert.measure.priors import Normal

_POINTS = 9
_STEPS = 25


@dataclass(frozen=True, slots=True)
class ItemBelief:
    """What is believed of one item's difficulty: N(mean, deviation²), and how many responses it rests on."""

    difficulty: Normal
    discrimination: float = 1.0
    guessing: float = 0.0
    n: int = 0

    @property
    def basis(self) -> str:
        """Return "prior" until the deviation is under the stated standard error, then "data"."""
        return "data" if is_calibrated(self.difficulty.deviation) else "prior"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Responses to one item, with where their learners stood before answering."""

    right: Floats
    """0 or 1"""
    theta: Floats
    standard_error: Floats


def updated(belief: ItemBelief, answers: Answers) -> ItemBelief:
    """Return the belief after responses: mode and curvature of prior × likelihood in b.

    L(b) = Π_n E_θ[P(x_n | θ, b)], θ_n ~ N(theta_n, se_n²): a learner who is not
    well known moves the item less. Several batches give nearly the result of
    one (the posterior is carried on as a normal one).
    answers.right: 0/1; theta, standard_error: logits, same length.
    Raises ValueError for unequal lengths or values other than 0 and 1.
    Source: assumed density filtering, Opper (1998); the learner's uncertainty
    as in Glickman (1999), J. R. Stat. Soc. C 48.

    >>> start = ItemBelief(Normal(0.0, 1.0))
    >>> after = updated(start, Answers(np.array([0.0]), np.array([0.0]), np.array([0.3])))
    >>> after.difficulty.mean > 0 and after.difficulty.deviation < 1 and after.n == 1
    True
    """
    _check(answers)
    if not len(answers.right):
        return belief
    mean, precision = belief.difficulty.mean, 1.0 / belief.difficulty.deviation**2
    location, low, high = mean, -np.inf, np.inf
    for _ in range(_STEPS):
        slope, bend = _log_likelihood_slopes(belief, answers, location)
        gradient = slope - (location - mean) * precision
        low, high = (location, high) if gradient > 0 else (low, location)
        moved = location + gradient / max(bend + precision, precision)
        moved = moved if low < moved < high else 0.5 * (location + (low if moved <= low else high))
        if abs(moved - location) < 1e-10:
            break
        location = float(moved)
    _, bend = _log_likelihood_slopes(belief, answers, location)
    deviation = 1.0 / np.sqrt(max(bend, 0.0) + precision)
    moved_to = Normal(float(location), float(deviation))
    return replace(belief, difficulty=moved_to, n=belief.n + len(answers.right))


def _check(answers: Answers) -> None:
    if not len(answers.right) == len(answers.theta) == len(answers.standard_error):
        sizes = len(answers.right), len(answers.theta), len(answers.standard_error)
        raise ValueError(f"right, theta and standard_error have {sizes} values; give as many of each")
    if not np.isin(answers.right, (0, 1)).all():
        raise ValueError("an answer is 0 or 1")


def _log_likelihood_slopes(belief: ItemBelief, answers: Answers, location: float) -> tuple[float, float]:
    """Return d log L / db and minus the second derivative (central difference of the first)."""
    step = 1e-4
    slopes = [_slope(belief, answers, location + off) for off in (-step, 0.0, step)]
    return slopes[1], -(slopes[2] - slopes[0]) / (2 * step)


def _slope(belief: ItemBelief, answers: Answers, location: float) -> float:
    roots, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    theta = answers.theta[:, None] + answers.standard_error[:, None] * roots
    a, g = belief.discrimination, belief.guessing
    above = logistic(a * (theta - location))
    chance = g + (1 - g) * above
    bend = -(1 - g) * a * above * (1 - above)
    sign = np.where(answers.right == 1, 1.0, -1.0)
    likelihood = np.where(answers.right[:, None] == 1, chance, 1 - chance) @ weights
    return float((sign * (bend @ weights) / likelihood).sum())
