"""A share over time: the slope that was put in comes out, and noise stays noise."""

import numpy as np
import pytest

from whichcert.market.trend import LEAST_HITS, Month, trend_of


def months(per_year: float, *, n: int = 5_000, seed: int = 3, extra: float = 0.0) -> list[Month]:
    """Return three years whose odds change by a factor a year; extra: deviation of a month's own logit."""
    rng = np.random.default_rng(seed)
    found = []
    for month in range(36):
        logit = -3 + np.log(per_year) * month / 12 + extra * rng.standard_normal()
        found.append(Month(month, int(rng.binomial(n, 1 / (1 + np.exp(-logit)))), n))
    return found


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.0, 1.5])
def test_the_slope_that_was_put_in_comes_out(factor: float) -> None:
    found = trend_of(months(factor))
    assert found.change == pytest.approx(factor, rel=0.05)
    assert found.interval is not None
    assert factor in found.interval


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = sum(
        1.0 in interval for seed in range(200) if (interval := trend_of(months(1.0, seed=seed)).interval)
    )
    assert 180 <= held <= 200


def test_months_that_scatter_widen_the_interval() -> None:
    calm, wild = trend_of(months(1.0)), trend_of(months(1.0, extra=0.4))
    assert calm.interval is not None
    assert wild.interval is not None
    assert wild.dispersion > 3
    assert wild.interval.width > 1.5 * calm.interval.width


@pytest.mark.parametrize(
    "too_little",
    [
        [],
        [Month(month, 100, 1000) for month in range(5)],
        [Month(month, 1, 1000) for month in range(LEAST_HITS - 1)],
        [Month(month, 1000, 1000) for month in range(12)],
        [Month(month, 0, 0) for month in range(12)],
    ],
)
def test_too_little_gives_no_slope_and_says_how_much_there_is(too_little: list[Month]) -> None:
    found = trend_of(too_little)
    assert (found.change, found.interval) == (None, None)
    assert found.hits == sum(one.hits for one in too_little)


def test_the_origin_of_time_does_not_matter() -> None:
    one = months(0.8)
    moved = [Month(month.month + 24_000, month.hits, month.n) for month in one]
    assert trend_of(moved).change == pytest.approx(trend_of(one).change)


def test_hits_that_stand_in_one_heap_give_no_slope() -> None:
    # one old month without hits, all others years later: any steep slope fits
    heap = [Month(0, 0, 40), *(Month(36 + month, 0, 3) for month in range(8)), Month(44, 60, 90_000)]
    found = trend_of(heap)
    assert (found.change, found.interval, found.hits) == (None, None, 60)


def test_an_interval_from_next_to_nothing_to_very_much_is_no_trend() -> None:
    rng = np.random.default_rng(5)
    few = [Month(month, int(rng.binomial(40, 0.1)), 40) for month in range(6)]
    assert sum(one.hits for one in few) >= LEAST_HITS
    assert trend_of(few).change is None
