"""Fit statistics against mirt (Chalmers 2012, J. Stat. Softw. 48(6)); LLTM against lme4."""

import numpy as np
import pytest

from known.published import LSAT7, from_counts, from_file
from whichcert.measure.calibration import calibrate
from whichcert.measure.cold_start import fit_difficulty_model, leave_one_out_error
from whichcert.measure.item_fit import score_fit
from whichcert.measure.limited_information import model_fit

SAT12_S_X2 = (
    22.083, 19.864, 9.965, 31.476, 27.276, 31.831, 18.126, 19.514,
    12.969, 18.951, 1.438, 13.756, 20.771, 20.996, 21.585, 14.872,
    13.112, 18.184, 19.950, 14.830, 21.599, 12.706, 26.227, 14.766,
    19.590, 11.548, 9.354, 20.873, 22.651, 24.892, 13.106, 23.508,
)  # fmt: skip
ITEM_22 = 21
"""Here one expected count lies at the limit of 1 that decides whether two scores are merged."""


def test_lsat7_s_x2_is_the_published_one():
    responses = from_counts(LSAT7)
    found = score_fit(calibrate(responses, "2pl").items, responses.cells(), responses.weights)
    assert found.statistic == pytest.approx(np.array([4.751, 14.453, 1.273, 5.236, 0.941]), abs=2e-3)
    assert found.degrees.tolist() == [2, 2, 2, 2, 2]
    assert found.p == pytest.approx(np.array([0.093, 0.001, 0.529, 0.073, 0.625]), abs=6e-4)


def test_lsat7_m2_is_the_published_one():
    responses = from_counts(LSAT7)
    found = model_fit(calibrate(responses, "2pl").items, responses.cells(), responses.weights)
    assert (found.statistic, found.degrees) == (pytest.approx(11.938, abs=1e-3), 5)
    assert found.p == pytest.approx(0.036, abs=5e-4)
    assert (found.rmsea, found.srmsr) == (pytest.approx(0.037, abs=5e-4), pytest.approx(0.032, abs=5e-4))
    assert (found.rmsea_90.low, found.rmsea_90.high) == (
        pytest.approx(0.009, abs=5e-4),
        pytest.approx(0.065, abs=5e-4),
    )


def test_sat12_fit_is_that_of_the_reference():
    responses = from_file("sat12_scored.csv")
    items = calibrate(responses, "2pl").items
    by_item = score_fit(items, responses.cells()).statistic
    others = np.arange(32) != ITEM_22
    assert by_item[others] == pytest.approx(np.array(SAT12_S_X2)[others], abs=2e-3)
    assert by_item[ITEM_22] == pytest.approx(SAT12_S_X2[ITEM_22], abs=0.2)
    whole = model_fit(items, responses.cells())
    assert (whole.statistic, whole.degrees) == (pytest.approx(690.526, abs=2e-3), 464)
    assert (whole.rmsea, whole.srmsr) == (pytest.approx(0.029, abs=6e-4), pytest.approx(0.045, abs=6e-4))


def test_verbal_aggression_difficulties_follow_from_the_design():
    # De Boeck & Wilson (2004); lme4 with random items: -.707 -1.054 -1.060 -2.103, item sd .342
    full = from_file("verbagg_dich.csv")
    found = calibrate(full.keep_items(~np.isin(full.items, ("Anger", "Gender"))), "rasch")
    names = [name.lower() for name in found.items.ids]
    design = np.array([[1, "do" in n, n[1] in "34", "scold" in n, "shout" in n] for n in names], dtype=float)
    assert found.errors is not None
    easiness, error = found.items.intercept[:, 0], found.errors.item[:, 1]
    model = fit_difficulty_model(["all", "do", "self", "scold", "shout"], design, easiness, error)
    assert model.weights[1:] == pytest.approx(np.array([-0.707, -1.054, -1.060, -2.103]), abs=5e-3)
    assert model.residual == pytest.approx(0.342, abs=0.05)
    assert model.explained == pytest.approx(0.89, abs=0.02)
    assert leave_one_out_error(design, easiness, error) == pytest.approx(0.48, abs=0.01)
