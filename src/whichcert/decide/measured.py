"""A chance to pass that was measured on a person's own answers; it takes the place of the prior."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NINETY_PERCENT = 1.645
_NEAREST = 0.001
"""No chance lies nearer to 0 or 1 than a form of 80 questions can tell."""


@dataclass(frozen=True, slots=True)
class MeasuredChance:
    """P(pass) of one assessment with its 90 % range, and how many answers it rests on."""

    probability: float
    low: float
    high: float
    answers: int

    def samples(self, noise: Floats) -> Floats:
        """Return samples of the chance: logistic(m + s z), with that mean and that 90 % range.

        s = (logit(high) − logit(low)) / (2 × 1.645); m is found by bisection on the samples' mean.
        noise: samples, standard normal.
        """
        spread = (_logit(self.high) - _logit(self.low)) / (2 * _NINETY_PERCENT)
        low, high = -40.0, 40.0
        for _ in range(50):
            middle = (low + high) / 2
            if _logistic(middle + spread * noise).mean() < _inside(self.probability):
                low = middle
            else:
                high = middle
        return _logistic((low + high) / 2 + spread * noise)


def _inside(share: float) -> float:
    return min(max(share, _NEAREST), 1 - _NEAREST)


def _logit(share: float) -> float:
    return log(_inside(share) / (1 - _inside(share)))


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-value)))
