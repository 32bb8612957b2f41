"""The posterior of complete Rasch and 2PL data, tabulated over the weighted score s = Σ_j a_j x_j.

Each person is counted onto the nearest point of a fine grid of s; a Taylor term
carries over to the exact s, since the derivatives of log L in s are the
cumulants of θ.
"""

import numpy as np

from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.expectation import Current

_FINE, _COARSE = 0.08, 0.16
"""Grid step in s times a posterior deviation: the Taylor remainder is then under 1e-9 a person, or 1e-7."""
_FEWEST = 513
_EXACT = 1e-9
_TAILS = 3.0
"""By how much wider a step may be against the widest posterior, where few persons are."""


class ScoreGrid:
    """The posterior tabulated over s, and the persons counted onto it."""

    def __init__(self, points: Floats, posterior: Floats, log_total: Floats, current: Current) -> None:
        nodes = current.nodes
        self.points, self.posterior, self._log_total, self._nodes = points, posterior, log_total, nodes
        powers = np.stack([nodes, nodes**2, nodes**3, nodes**4], axis=1)
        self.mean, second, third, fourth = (posterior @ powers).T
        square = self.mean**2
        self.variance = second - square
        self.skew = third - 3 * self.mean * second + 2 * self.mean * square
        central = fourth - 4 * self.mean * third + 6 * square * second - 3 * square**2
        self._fourth = central - 3 * self.variance**2
        self._step = points[1] - points[0] if len(points) > 1 else 1.0
        self._counted = np.zeros((5 if current.negligible < _EXACT else 3, len(points)))

    @staticmethod
    def of(current: Current, group: int, reach: tuple[float, float]) -> "ScoreGrid":
        """Tabulate between the lowest and the highest score, as finely as the Taylor term needs."""
        low, high = reach
        few = ScoreGrid._at(np.linspace(low - 1e-9, high + 1e-9, 64), current, group)
        deviation = np.sqrt(np.maximum(few.variance, 1e-6))
        fine = _FINE if current.negligible < _EXACT else _COARSE
        step = fine * min(1 / float(np.median(deviation)), _TAILS / float(deviation.max()))
        n = max(int(np.ceil((high - low) / step)) + 1, _FEWEST)
        return ScoreGrid._at(np.linspace(low - 1e-9, high + 1e-9, n), current, group)

    @staticmethod
    def exact(current: Current, group: int, points: Floats) -> "ScoreGrid":
        """Tabulate at the scores themselves, ascending and unequal."""
        return ScoreGrid._at(points, current, group)

    @staticmethod
    def _at(points: Floats, current: Current, group: int) -> "ScoreGrid":
        base = current.log_weights[group] - current.softplus_total
        log_weight = points[:, None] * current.nodes + base
        top = log_weight.max(axis=1, keepdims=True)
        log_weight -= top
        weight = np.exp(log_weight, out=log_weight)
        total = weight.sum(axis=1, keepdims=True)
        weight /= total
        return ScoreGrid(points, weight, (top + np.log(total))[:, 0], current)

    def spread(self, score: Floats, weights: Floats | None) -> Floats:
        """Return how many persons stand at each point, each shared by its two neighbours (linearly)."""
        n = len(self.points)
        exact = (score - self.points[0]) * (1.0 / self._step)
        below = np.minimum(exact.astype(np.intp), n - 2)
        upper = exact - below
        ones = np.ones_like(upper) if weights is None else weights
        lower_part = np.bincount(below, ones * (1 - upper), minlength=n)
        return np.asarray(lower_part + np.bincount(below + 1, ones * upper, minlength=n))

    def nearest(self, score: Floats) -> tuple[Ints, Floats]:
        """Return each score's nearest grid point and its distance from it."""
        place = np.rint((score - self.points[0]) * (1.0 / self._step)).astype(np.intp)
        return place, score - self.points[place]

    def add(self, score: Floats, weights: Floats | None) -> Floats:
        """Count persons onto the grid; return E(θ | s) of each."""
        place, off = self.nearest(score)
        n = len(self.points)
        carried = off if weights is None else off * weights
        self._counted[0] += np.bincount(place, weights, minlength=n)
        for counted in self._counted[1:]:
            counted += np.bincount(place, carried, minlength=n)
            carried = carried * off
        return np.asarray(self.mean[place] + off * (self.variance[place] + off * (0.5 * self.skew[place])))

    def log_likelihood(self) -> float:
        """Return Σ_n log Σ_q w_q exp(s_n θ_q - A(θ_q)); its derivatives in s are the cumulants of θ."""
        cumulants = (self._log_total, self.mean, self.variance / 2, self.skew / 6, self._fourth / 24)
        pairs = zip(self._counted, cumulants, strict=False)
        return float(sum(counted @ cumulant for counted, cumulant in pairs))

    def sharpest(self) -> float:
        """Return the smallest posterior deviation."""
        return float(np.sqrt(max(float(self.variance.min()), 1e-8)))

    def mass(self) -> Floats:
        """Return Σ_n p(θ_q | s_n), with p' = p (θ - m) and p'' = p ((θ - m)² - v). Shape: nodes."""
        count, first, second = self._counted[:3]
        constant = count - first * self.mean + second / 2 * (self.mean**2 - self.variance)
        linear = first - second * self.mean
        moments = np.stack([constant, linear, second / 2]) @ self.posterior
        return np.asarray(moments[0] + self._nodes * (moments[1] + self._nodes * moments[2]))
