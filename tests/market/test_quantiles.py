"""Quantiles of salaries: right values, honest intervals, nothing from four numbers."""

import numpy as np

from whichcert.market.quantiles import quantiles


def test_four_numbers_say_nothing() -> None:
    assert quantiles([1, 2, 3, 4]) == ()


def test_five_bracket_the_median_and_no_quartile() -> None:
    low, middle, high = quantiles([50, 10, 30, 20, 40])
    assert (middle.value, middle.n) == (30.0, 5)
    assert middle.interval is not None
    assert (middle.interval.low, middle.interval.high) == (10.0, 50.0)
    assert low.interval is None
    assert high.interval is None


def test_intervals_cover_at_least_what_they_say_without_any_distribution() -> None:
    rng, held = np.random.default_rng(2), []
    for _ in range(400):
        interval = quantiles(rng.lognormal(0, 1, 41).tolist(), (0.5,))[0].interval
        assert interval is not None
        held.append(1.0 in interval)
    assert 0.88 <= np.mean(held) <= 0.99


def test_many_numbers_give_a_narrow_interval() -> None:
    found = quantiles(np.random.default_rng(1).lognormal(0, 1, 20_000).tolist(), (0.5,))[0]
    assert found.interval is not None
    assert 1.0 in found.interval
    assert found.interval.width < 0.06
