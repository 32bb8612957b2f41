"""The upper tail of the chi-square distribution, without SciPy."""

from math import erfc, exp, lgamma, log, sqrt

_TERMS = 10_000
_ENOUGH = 1e-15


def upper_tail(statistic: float, degrees: float) -> float:
    """Return P(χ² ≥ statistic), the regularised upper gamma Q(k/2, x/2); 1 with no degrees of freedom.

    Series below k/2 + 1, continued fraction (Lentz) above.
    Source: Abramowitz & Stegun (1964), 6.5.29 and 6.5.31.

    >>> round(upper_tail(3.841459, 1), 6)
    0.05
    """
    if degrees <= 0 or statistic <= 0:
        return 1.0
    shape, x = degrees / 2, statistic / 2
    scale = exp(-x + shape * log(x) - lgamma(shape))
    return max(0.0, 1.0 - _series(shape, x) * scale) if x < shape + 1 else _fraction(shape, x) * scale


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    for step in range(1, _TERMS):
        term *= x / (shape + step)
        total += term
        if term < total * _ENOUGH:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    value = d
    for step in range(1, _TERMS):
        numerator = -step * (step - shape)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        value *= d * c
        if abs(d * c - 1) < _ENOUGH:
            break
    return value


def two_sided(z: float) -> float:
    """Return P(|Z| ≥ |z|) of a standard normal."""
    return erfc(abs(z) / sqrt(2))
