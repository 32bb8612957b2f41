"""How a share moves over the months, with a stated model and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.interval import Z_95, Interval

LEAST_MONTHS = 6
LEAST_HITS = 20
"""Below these a slope is noise; the result then says how much there is, and no slope."""

WIDEST = 100.0
"""An interval whose upper end is this many times its lower one, from a tenth to tenfold, tells nothing."""

_STEPS = 50
_STEEPEST = 1.0
"""Logits a month, a factor of 160,000 a year: only reached where all hits stand in one heap."""


@dataclass(frozen=True, slots=True)
class Month:
    """Postings of one month: ``hits`` of ``n``. month: months since any fixed one, increasing."""

    month: int
    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The yearly change of the odds of a share; ``change`` is None when there is too little to tell."""

    change: float | None
    """Factor on the odds over twelve months: 0.8 means a fifth less a year."""
    interval: Interval | None
    hits: int
    n: int
    months: int
    dispersion: float
    """How much more the months scatter than chance alone would have them; 1 is none."""


def trend_of(months: Sequence[Month]) -> Trend:
    """Fit log(p / (1 − p)) = a + b t by maximum likelihood and return exp(12 b).

    The standard error of b is widened by √max(1, X² / (m − 2)), X² Pearson's statistic over m months with
    postings, because months of one source differ by more than chance (quasi-likelihood). The interval is
    95 %. It says how sure the slope is inside this source; it does not say why the share moved. There is no
    change for fewer than 6 months, fewer than 20 postings on either side, or an interval wider than a factor
    of 100.
    Source: McCullagh & Nelder (1989), Generalized Linear Models, §4.5.

    >>> trend_of([Month(t, 100, 1000) for t in range(12)]).change
    1.0
    """
    kept = [one for one in months if one.n > 0]
    hits, n = sum(one.hits for one in kept), sum(one.n for one in kept)
    if len({one.month for one in kept}) < LEAST_MONTHS or not LEAST_HITS <= hits <= n - LEAST_HITS:
        return Trend(None, None, hits, n, len(kept), 1.0)
    time = np.array([one.month for one in kept], dtype=np.float64)
    time -= time.mean()
    counts = np.array([[one.hits, one.n] for one in kept], dtype=np.float64)
    level, slope, variance = _fitted(time, counts)
    chance = _chance(level + slope * time)
    pearson = float(
        (((counts[:, 0] - counts[:, 1] * chance) ** 2) / (counts[:, 1] * chance * (1 - chance))).sum()
    )
    dispersion = max(1.0, pearson / (len(kept) - 2))
    reach = 12 * Z_95 * float(np.sqrt(variance * dispersion))
    if abs(slope) >= _STEEPEST or 2 * reach > np.log(WIDEST):
        return Trend(None, None, hits, n, len(kept), dispersion)
    ends = (float(np.exp(12 * slope + sign * reach)) for sign in (-1, 1))
    return Trend(round(float(np.exp(12 * slope)), 12), Interval(*ends), hits, n, len(kept), dispersion)


def _chance(logit: np.ndarray) -> np.ndarray:
    # never exactly 0 or 1, so that every month keeps a weight
    chance: np.ndarray = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    return chance


def _fitted(time: np.ndarray, counts: np.ndarray) -> tuple[float, float, float]:
    """Return level, slope and the variance of the slope, by Newton steps."""
    share = counts[:, 0].sum() / counts[:, 1].sum()
    found = np.array([np.log(share / (1 - share)), 0.0])
    design = np.column_stack([np.ones_like(time), time])
    for _ in range(_STEPS):
        chance = _chance(design @ found)
        weight = counts[:, 1] * chance * (1 - chance)
        information = (design * weight[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (counts[:, 0] - counts[:, 1] * chance))
        found = np.clip(found + np.clip(step, -2, 2), (-30, -_STEEPEST), (30, _STEEPEST))
        if float(np.abs(step).max()) < 1e-12:
            break
    return float(found[0]), float(found[1]), float(np.linalg.inv(information)[1, 1])
