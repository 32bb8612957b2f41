"""The table of the normal distribution against SciPy, and what the stratified draws promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from whichcert import normal

ANY = st.floats(allow_nan=False, allow_infinity=True)


def test_cdf_agrees_with_scipy_to_its_stated_error():
    x = np.linspace(-9, 9, 123_457)
    assert np.abs(normal.cdf(x) - stats.norm.cdf(x)).max() < 4e-8


def test_density_agrees_with_scipy():
    x = np.linspace(-30, 30, 1_001)
    assert normal.density(x) == pytest.approx(stats.norm.pdf(x), rel=1e-12, abs=1e-300)


def test_quantile_agrees_with_scipy_to_its_stated_error():
    p = np.concatenate([np.geomspace(1e-12, 0.5, 5_000), 1 - np.geomspace(1e-12, 0.5, 5_000)])
    assert np.abs(normal.quantile(p) - stats.norm.ppf(p)).max() < 1e-3


def test_quantile_takes_cdf_back():
    x = np.linspace(-6, 6, 4_001)
    assert normal.quantile(normal.cdf(x)) == pytest.approx(x, abs=1e-6)


@given(x=ANY, y=ANY)
def test_cdf_is_a_probability_and_never_falls(x, y):
    low, high = normal.cdf(np.array(sorted((x, y))))
    assert 0 <= low <= high <= 1


@given(x=ANY)
def test_cdf_is_symmetric(x):
    assert normal.cdf(np.array([x]))[0] + normal.cdf(np.array([-x]))[0] == pytest.approx(1, abs=8e-8)


def test_cdf_keeps_the_shape():
    assert normal.cdf(np.zeros((2, 3, 4))).shape == (2, 3, 4)


@pytest.mark.parametrize(("draws", "dimensions"), [(2, 1), (100, 3), (1_000, 14)])
def test_stratified_draws_are_mirrored_and_one_a_stratum(draws, dimensions):
    z = normal.stratified(draws, dimensions, np.random.default_rng(3))
    half = draws // 2
    assert z.shape == (draws, dimensions)
    assert (z[:half] == -z[half:]).all()
    strata = np.floor(stats.norm.cdf(z[:half]) * half - 1e-9).astype(int)
    assert (np.sort(strata, axis=0) == np.arange(half)[:, None]).mean() > 0.99


def test_a_draw_may_stand_anywhere_in_its_stratum():
    one, other = (np.sort(normal.stratified(40, 1, np.random.default_rng(seed))[:, 0]) for seed in (1, 2))
    assert (one != other).all()


def test_stratified_dimensions_are_not_in_step():
    z = normal.stratified(10_000, 4, np.random.default_rng(5))
    off_diagonal = np.corrcoef(z.T)[np.triu_indices(4, 1)]
    assert np.abs(off_diagonal).max() < 0.05
    assert z.std(axis=0) == pytest.approx(np.ones(4), abs=0.005)


def test_stratified_draws_follow_their_seed():
    one, same, other = (normal.stratified(40, 2, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()
