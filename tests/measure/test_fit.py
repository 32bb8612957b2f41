import numpy as np
import pytest
from scipy import stats

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.chi_square import two_sided, upper_tail
from whichcert.measure.calibration import calibrate
from whichcert.measure.item_fit import residual_fit, score_fit
from whichcert.measure.limited_information import model_fit
from whichcert.measure.noncentral import noncentral_below, noncentrality
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.simulation import simulate_items


@pytest.mark.parametrize("degrees", [1, 2, 5, 40, 464])
@pytest.mark.parametrize("ratio", [0.01, 0.5, 1.0, 1.5, 4.0])
def test_upper_tail_is_that_of_scipy(degrees, ratio):
    assert upper_tail(ratio * degrees, degrees) == pytest.approx(
        stats.chi2.sf(ratio * degrees, degrees), abs=1e-13
    )


def test_two_sided_normal_tail():
    assert two_sided(1.959963984540054) == pytest.approx(0.05, abs=1e-12)


@pytest.mark.parametrize(("degrees", "shift"), [(5, 7.0), (464, 230.0), (3, 0.2)])
def test_noncentral_distribution_is_that_of_scipy(degrees, shift):
    at = degrees + shift
    assert noncentral_below(at, degrees, shift) == pytest.approx(stats.ncx2.cdf(at, degrees, shift), abs=1e-9)
    assert noncentrality(at, degrees, stats.ncx2.cdf(at, degrees, shift)) == pytest.approx(shift, rel=1e-6)


def test_noncentrality_is_nought_for_a_small_statistic():
    assert noncentrality(1.0, 5, 0.95) == 0.0


def test_fit_under_the_model_looks_like_chance():
    items = simulate_items(20, np.random.default_rng(2))
    responses = responses_of(items, 2000)
    found = score_fit(calibrate(responses).items, responses.cells())
    assert (found.p < 0.05).sum() <= 4
    assert model_fit(calibrate(responses).items, responses.cells()).p > 0.01


def test_misfit_is_found():
    items = simulate_items(20, np.random.default_rng(2))
    cells = responses_of(items, 2000).cells().copy()
    able = cells.sum(axis=1) > 15
    cells[able, 4] = 0
    found = score_fit(calibrate(responses_from_matrix(cells)).items, cells)
    assert int(np.argmin(found.p)) == 4
    assert found.p[4] < 1e-6


@pytest.mark.parametrize("items", [simulate_items(30, np.random.default_rng(2)), graded_items(n=20)])
def test_infit_and_outfit_are_one_under_the_model(items):
    rng = np.random.default_rng(1)
    from whichcert.measure.simulation import simulate_responses

    theta = rng.normal(size=3000)
    cells = simulate_responses(items, theta, rng, share_answered=0.8).cells()
    found = residual_fit(items, cells, theta)
    usual = np.abs(items.intercept[:, 0]) < 2.5
    assert found.infit[usual] == pytest.approx(np.ones(usual.sum()), abs=0.1)
    assert found.outfit[usual] == pytest.approx(np.ones(usual.sum()), abs=0.25)
    assert found.n.tolist() == (cells >= 0).sum(axis=0).tolist()


def test_random_answers_are_noisy():
    cells = two_parameter(20, 800).cells().copy()
    cells[:, 3] = np.random.default_rng(0).integers(0, 2, 800)
    found = residual_fit(calibrate(responses_from_matrix(cells), "rasch").items, cells)
    assert int(np.argmax(found.infit)) == 3


def test_m2_needs_degrees_of_freedom():
    responses = two_parameter(3, 200)
    with pytest.raises(ValueError, match="0 degrees of freedom"):
        model_fit(calibrate(responses).items, responses.cells())
