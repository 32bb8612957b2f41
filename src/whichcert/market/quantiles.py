"""Quantiles of salaries with intervals that assume no distribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from whichcert.interval import Interval

LEAST = 5
"""Salaries below which no quantile is told: five bracket a median with 94 %."""

LEVEL = 0.9
_CENTRE_FROM = 1_000
"""Numbers from which the binomial is summed around its centre by the normal approximation."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """One quantile of n numbers; the interval is None where n is too small for one at its level."""

    at: float
    value: float
    interval: Interval | None
    n: int


def quantiles(values: Sequence[float], at: Sequence[float] = (0.25, 0.5, 0.75)) -> tuple[Quantile, ...]:
    """Return quantiles with intervals from order statistics, none for fewer than five numbers.

    P(x_(i) < q_p < x_(j)) = Σ_{k=i}^{j−1} C(n, k) p^k (1 − p)^(n−k): the narrowest symmetric (i, j) around
    n p whose probability is at least 90 %. Source: David & Nagaraja (2003), Order Statistics, §7.1.

    >>> [one.value for one in quantiles([1, 2, 3, 4, 5])]
    [2.0, 3.0, 4.0]
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n < LEAST:
        return ()
    return tuple(Quantile(p, float(np.quantile(ordered, p)), _interval(ordered, p), n) for p in at)


def _interval(ordered: np.ndarray, p: float) -> Interval | None:
    n = len(ordered)
    if n > _CENTRE_FROM:
        reach = 1.6449 * np.sqrt(n * p * (1 - p))
        low, high = int(np.floor(n * p - reach)), int(np.ceil(n * p + reach))
        return Interval(float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)]), LEVEL)
    mass = np.array([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
    centre = round(n * p)
    for reach in range(1, n):
        first, last = max(centre - reach, 1), min(centre + reach, n)
        if mass[first:last].sum() >= LEVEL:
            return Interval(float(ordered[first - 1]), float(ordered[last - 1]), LEVEL)
    return None
