"""A measured chance as samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.decide.measured import MeasuredChance

NOISE = np.random.default_rng(1).standard_normal(4_000)


def test_samples_have_the_mean_and_the_range() -> None:
    found = MeasuredChance(0.62, 0.31, 0.88, 23).samples(NOISE)
    assert found.mean() == pytest.approx(0.62, abs=1e-6)
    np.testing.assert_allclose(np.quantile(found, [0.05, 0.95]), [0.31, 0.88], atol=0.02)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_any_chance_can_be_sampled(numbers: list[float]) -> None:
    low, middle, high = sorted(numbers)
    found = MeasuredChance(middle, low, high, 12).samples(NOISE)
    assert ((found >= 0) & (found <= 1)).all()
    assert found.mean() == pytest.approx(min(max(middle, 0.001), 0.999), abs=0.001)


def test_a_sure_chance_hardly_spreads() -> None:
    assert np.ptp(MeasuredChance(0.9, 0.9, 0.9, 500).samples(NOISE)) < 1e-9
