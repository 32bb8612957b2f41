"""An estimate with its uncertainty, and the Wilson interval of a share."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The normal quantile that leaves 2.5 % on each side."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; ``level`` is the probability it is built to cover."""

    low: float
    high: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval runs from low to high; got {self.low} to {self.high}")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        return self.high - self.low


def wilson(hits: int, n: int, z: float = Z_95) -> Interval:
    """Return the Wilson score interval of a share.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)

    hits: successes, 0 to n. n: trials; with n = 0 nothing is known and the
    interval is 0 to 1. z: normal quantile, 1.96 for 95 %.
    Raises ValueError when hits lies outside 0 to n.
    Source: Wilson (1927), JASA 22, 209–212.

    >>> interval = wilson(8, 39)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.108, 0.355)
    """
    if not 0 <= hits <= n:
        raise ValueError(f"hits must lie between 0 and n = {n}; got {hits}")
    if n == 0:
        return Interval(0.0, 1.0)
    share = hits / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and at n the bound is the share itself; rounding must not move it past
    return Interval(
        min(share, max(0.0, (centre - spread) / scale)), max(share, min(1.0, (centre + spread) / scale))
    )
