"""Scores of LSAT7 under the 2PL against mirt (Chalmers 2012, J. Stat. Softw. 48(6))."""

import numpy as np
import pytest

from known.published import LSAT7, PATTERNS, from_counts
from whichcert.measure.calibration import calibrate
from whichcert.measure.lord_wingersky import sum_score_distribution, sum_score_table
from whichcert.measure.scoring import score

SOME = [0, 1, 2, 15, 30, 31]
REFERENCE = {
    "eap": (
        [-1.8697835, -1.5272583, -1.5139658, 0.1411493, 0.2821041, 0.7271849],
        [0.6926997, 0.6736270, 0.6730812, 0.7410193, 0.7552697, 0.8009321],
    ),
    "map": (
        [-1.816388377, -1.494638251, -1.482280761, 0.058599158, 0.195935719, 0.638151062],
        [0.6749897, 0.6496082, 0.6488593, 0.7295845, 0.7474133, 0.8035329],
    ),
    "ml": (
        [-12.0, -3.12430783, -3.06933548, 0.12704005, 0.47258670, 12.0],
        [np.inf, 1.3820334, 1.3567547, 1.0951132, 1.2590630, np.inf],
    ),
    "wle": (
        [-4.137070917, -2.599832968, -2.562099886, -0.217280338, -0.005556727, 1.088187733],
        [1.8879158, 1.1424271, 1.1265311, 0.8770400, 0.9613988, 1.6194128],
    ),
}


@pytest.fixture(scope="module")
def items():
    return calibrate(from_counts(LSAT7), "2pl").items


@pytest.mark.parametrize("method", REFERENCE)
def test_scores_are_the_reference_ones(items, method):
    found = score(items, PATTERNS[SOME], method)
    theta, error = REFERENCE[method]
    assert found.theta == pytest.approx(np.array(theta), abs=1e-4)
    assert found.standard_error == pytest.approx(np.array(error), abs=1e-4)


def test_maximum_likelihood_says_where_no_finite_estimate_exists(items):
    assert score(items, PATTERNS[SOME], "ml").finite.tolist() == [False, True, True, True, True, False]


def test_sum_scores_convert_as_in_the_reference(items):
    table = sum_score_table(items)
    assert table.theta == pytest.approx(np.array([-1.870, -1.432, -0.949, -0.413, 0.152, 0.727]), abs=6e-4)
    assert table.standard_error == pytest.approx(
        np.array([0.693, 0.684, 0.694, 0.721, 0.759, 0.801]), abs=6e-4
    )
    shares = np.array([10.090, 44.659, 109.773, 207.738, 319.186, 308.554])
    assert 1000 * table.share == pytest.approx(shares, abs=6e-3)


def test_sum_score_distribution_is_the_textbook_one():
    # Kolen & Brennan (2004), Test Equating, Scaling, and Linking, p. 183
    found = sum_score_distribution(np.array([[0.74], [0.73], [0.82]]))[:, 0]
    assert found.round(6).tolist() == [0.012636, 0.127692, 0.416708, 0.442964]
