"""Marginal maximum likelihood against published and reference values.

References: Chalmers (2012), J. Stat. Softw. 48(6), and mirt 1.47 at tolerance
1e-7 with 121 points on [-8, 8]; Rizopoulos (2006), J. Stat. Softw. 17(5).
"""

import numpy as np
import pytest

from known.published import DE_AYALA, LSAT6, LSAT7, SOCIAL_LIFE, from_counts, from_file
from whichcert.measure.calibration import calibrate

FIVE_ITEMS = [
    (LSAT6, "rasch", -2466.93760, [2.73002, 0.99861, 0.23985, 1.30645, 2.09941]),
    (LSAT6, "2pl", -2466.65338, [2.77323, 0.99020, 0.24915, 1.28476, 2.05327]),
    (LSAT7, "rasch", -2664.90089, [1.86826, 0.79100, 1.46098, 0.52150, 1.99297]),
    (LSAT7, "2pl", -2658.80511, [1.85586, 0.80797, 1.80521, 0.48600, 1.85446]),
    (DE_AYALA, "rasch", -55387.06138, [2.73741, 0.82641, 0.37533, -0.40267, -0.63045]),
    (DE_AYALA, "2pl", -55198.49609, [2.58492, 0.99576, 0.39387, -0.41632, -0.55048]),
    (SOCIAL_LIFE, "2pl", -4129.18428, [-2.35338, 0.79644, 0.99177, -0.66903, -1.09691]),
]
SLOPES = [
    (LSAT6, [0.82566, 0.72274, 0.89087, 0.68837, 0.65686]),
    (LSAT7, [0.98755, 1.08084, 1.70748, 0.76499, 0.73567]),
    (DE_AYALA, [1.24489, 2.02292, 1.57344, 1.56688, 0.99614]),
    (SOCIAL_LIFE, [1.19657, 0.71439, 1.53008, 2.54858, 0.92251]),
]


@pytest.mark.parametrize(("counts", "model", "log_likelihood", "intercepts"), FIVE_ITEMS)
def test_calibration_of_five_items_reaches_the_published_maximum(counts, model, log_likelihood, intercepts):
    found = calibrate(from_counts(counts), model)
    assert found.converged
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-5)
    assert found.items.intercept[:, 0] == pytest.approx(np.array(intercepts), abs=3e-4)


@pytest.mark.parametrize(("counts", "slopes"), SLOPES)
def test_slopes_of_five_items_are_the_published_ones(counts, slopes):
    found = calibrate(from_counts(counts), "2pl")
    assert found.items.discrimination == pytest.approx(np.array(slopes), abs=3e-4)


@pytest.mark.parametrize(("counts", "variance"), [(LSAT6, 0.57024), (LSAT7, 1.02265), (DE_AYALA, 2.07717)])
def test_rasch_variance_is_the_published_one(counts, variance):
    population = calibrate(from_counts(counts), "rasch").populations[0]
    assert population.mean == 0.0
    assert population.deviation**2 == pytest.approx(variance, abs=3e-4)


def test_lsat6_difficulties_are_those_of_ltm():
    # Rizopoulos (2006), table in section 4.1: difficulties of the 2PL
    found = calibrate(from_counts(LSAT6), "2pl").items.difficulty[:, 0]
    assert found == pytest.approx(np.array([-3.360, -1.370, -0.280, -1.866, -3.124]), abs=3e-3)


def test_lsat7_standard_errors_are_the_published_ones():
    errors = calibrate(from_counts(LSAT7), "2pl").errors
    assert errors is not None
    assert errors.item[:, 0] == pytest.approx(np.array([0.177, 0.169, 0.321, 0.134, 0.151]), abs=6e-4)
    assert errors.item[:, 1] == pytest.approx(np.array([0.131, 0.091, 0.205, 0.075, 0.114]), abs=6e-4)


@pytest.mark.parametrize(
    ("model", "log_likelihood"), [("rasch", -9767.80572), ("2pl", -9622.38872), ("3pl", -9577.82979)]
)
def test_sat12_reaches_the_reference_maximum(model, log_likelihood):
    found = calibrate(from_file("sat12_scored.csv"), model)
    assert found.converged
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-4)


def test_sat12_3pl_parameters_are_the_reference_ones():
    found = calibrate(from_file("sat12_scored.csv"), "3pl").items
    assert found.discrimination[:4] == pytest.approx(np.array([2.21446, 2.09335, 2.40791, 1.98344]), abs=1e-3)
    assert found.intercept[:4, 0] == pytest.approx(np.array([-3.19253, -0.17211, -2.889, -2.61067]), abs=2e-3)
    assert found.guessing[:4] == pytest.approx(np.array([0.17655, 0.1777, 0.13793, 0.25464]), abs=3e-4)


@pytest.mark.parametrize(("model", "log_likelihood"), [("rasch", -4036.90488), ("2pl", -4016.42722)])
def test_verbal_aggression_reaches_the_reference_maximum(model, log_likelihood):
    full = from_file("verbagg_dich.csv")
    questions = ~np.isin(full.items, ("Anger", "Gender"))
    found = calibrate(full.keep_items(questions), model)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-5)


@pytest.mark.parametrize(("model", "log_likelihood"), [("rasch", -33553.38028), ("2pl", -33517.88756)])
def test_missing_cells_reach_the_reference_maximum(model, log_likelihood):
    responses = from_file("tam_sim_rasch_missing.csv")
    found = calibrate(responses, model)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-5)


def test_missing_cells_give_the_reference_parameters():
    found = calibrate(from_file("tam_sim_rasch_missing.csv"), "2pl").items
    assert found.discrimination[:3] == pytest.approx(np.array([0.78965, 1.09694, 1.14359]), abs=2e-4)
    assert found.intercept[:3, 0] == pytest.approx(np.array([2.39185, 1.80566, 1.71909]), abs=2e-4)
