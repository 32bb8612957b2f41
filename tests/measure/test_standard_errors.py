"""Standard errors against a numerical Hessian of the marginal log-likelihood."""

import numpy as np
import pytest

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.measure.calibration import calibrate
from whichcert.measure.estimation import Estimation
from whichcert.measure.expectation import expect
from whichcert.measure.iteration import Iteration
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.preparation import prepare
from whichcert.measure.simulation import simulate_items


def hessian_errors(responses, model):
    """Return √diag((-∂² log L)⁻¹) by second differences at the maximum."""
    prepared = prepare(responses, model, None, np.zeros(responses.n_items, bool))
    options = CalibrationOptions(tolerance=1e-8)
    task = Estimation.of(prepared, options)
    iteration = Iteration(task, options)
    estimates, layout = iteration.run()[0], task.layout
    deviations = np.flatnonzero(layout.deviation)

    def log_likelihood(vector):
        moved = layout.estimates(vector, estimates)
        return expect(task.shards, iteration.current(moved, 99)).log_likelihood

    point, step = layout.vector(estimates), 1e-3
    n = len(point)
    hessian = np.zeros((n, n))
    for row in range(n):
        for column in range(row, n):
            corners = []
            for one, two in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                moved = point.copy()
                moved[row] += one * step
                moved[column] += two * step
                corners.append(log_likelihood(moved))
            hessian[row, column] = hessian[column, row] = (
                corners[0] - corners[1] - corners[2] + corners[3]
            ) / (4 * step**2)
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    n_widths = len(deviations)
    if n_widths:  # the vector holds log deviations, the result deviations
        errors[n - n_widths :] *= estimates.deviation[deviations]
    return errors, layout


def vector_of(errors, layout):
    return np.concatenate(
        [errors.item[layout.item], errors.mean[layout.mean], errors.deviation[layout.deviation]]
    )


CASES = {
    "complete 2pl": (lambda: two_parameter(5, 400), "2pl"),
    "complete rasch": (lambda: two_parameter(5, 400), "rasch"),
    "missing 2pl": (lambda: two_parameter(5, 400, share_answered=0.8), "2pl"),
    "missing rasch": (lambda: two_parameter(5, 400, share_answered=0.8), "rasch"),
    "3pl": (lambda: responses_of(simulate_items(5, np.random.default_rng(1), guessing=0.2), 400), "3pl"),
    "graded": (lambda: responses_of(graded_items(n=4), 600, seed=2), "graded"),
    "gpcm": (lambda: responses_of(graded_items("gpcm", 4), 300), "gpcm"),
    "groups": (lambda: two_parameter(5, 400).with_groups(["a", "b"] * 200), "2pl"),
    "groups with missing": (
        lambda: two_parameter(5, 400, share_answered=0.8).with_groups(["a", "b"] * 200),
        "2pl",
    ),
}


@pytest.mark.parametrize("case", [name for name in CASES if name != "3pl"])
def test_errors_are_those_of_the_numerical_hessian(case):
    make, model = CASES[case]
    responses = make()
    found = calibrate(responses, model, options=CalibrationOptions(tolerance=1e-8)).errors
    expected, layout = hessian_errors(responses, model)
    assert vector_of(found, layout) == pytest.approx(expected, rel=3e-3)


def test_errors_of_the_3pl_hold_the_curvature_of_the_prior():
    make, model = CASES["3pl"]
    found = calibrate(make(), model, options=CalibrationOptions(tolerance=1e-7))
    assert found.errors is not None
    assert not found.errors.singular
    assert (found.errors.item[:, 2] < 0.6).all()


def test_blocks_of_a_large_bank_are_near_the_full_matrix(monkeypatch):
    responses = two_parameter(20, 1500, share_answered=0.7)
    full = calibrate(responses).errors
    monkeypatch.setattr("whichcert.measure.standard_errors._MOST_PARAMETERS", 1)
    by_matrix, by_log = calibrate(responses).errors, calibrate(responses.as_log()).errors
    assert full is not None
    assert by_matrix is not None
    assert by_log is not None
    assert by_log.method == by_matrix.method
    assert by_log.item == pytest.approx(by_matrix.item, rel=1e-4)
    ratio = by_log.item / full.item
    assert ratio.max() < 1.001
    assert ratio.min() > 0.75


def test_sampled_missing_information_is_near_the_whole(monkeypatch):
    responses = two_parameter(16, 4900, share_answered=0.9)
    whole = calibrate(responses).errors
    monkeypatch.setattr("whichcert.measure.standard_errors._WORK", 1e7)
    sampled = calibrate(responses).errors
    assert whole is not None
    assert sampled is not None
    assert "from" in sampled.method
    assert sampled.item == pytest.approx(whole.item, rel=0.1)


def test_difficulty_errors_follow_the_delta_method():
    found = calibrate(two_parameter(5, 800))
    assert found.errors is not None
    place, step = 1, 1e-6
    slope, intercept = found.items.discrimination[place], found.items.intercept[place, 0]
    gradient = np.array([intercept / slope**2, -1 / slope])
    block = found.errors.item_covariance[place]
    assert found.difficulty_error[place, 0] == pytest.approx(np.sqrt(gradient @ block @ gradient), rel=1e-9)
    assert step < found.difficulty_error[place, 0]
