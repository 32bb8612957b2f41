import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whichcert.errors import InputRefused
from whichcert.measure.cold_start import fit_difficulty_model, intercept_priors, is_calibrated
from whichcert.measure.priors import Normal
from whichcert.measure.updating import Answers, ItemBelief, updated


def simulated(n=400, residual=0.6):
    rng = np.random.default_rng(3)
    features = np.column_stack([np.ones(n), rng.integers(0, 2, n), rng.normal(size=n)])
    error = rng.uniform(0.1, 0.5, n)
    difficulty = features @ [0.2, 0.8, -0.5] + residual * rng.normal(size=n) + error * rng.normal(size=n)
    return features, difficulty, error


def test_weights_and_residual_are_recovered_with_their_uncertainty():
    features, difficulty, error = simulated()
    found = fit_difficulty_model(["all", "apply", "length"], features, difficulty, error)
    errors = np.sqrt(np.diag(found.covariance))
    assert (np.abs(found.weights - [0.2, 0.8, -0.5]) < 3 * errors).all()
    assert found.residual == pytest.approx(0.6, abs=0.08)


def test_a_prediction_is_never_surer_than_the_residual():
    features, difficulty, error = simulated(30)
    model = fit_difficulty_model(["all", "apply", "length"], features, difficulty, error)
    prior = model.predict(np.array([1.0, 1.0, 0.0]))
    assert prior.deviation > model.residual
    far = model.predict(np.array([1.0, 1.0, 8.0]))
    assert far.deviation > prior.deviation


def test_features_that_explain_all_leave_no_residual():
    features, _, _ = simulated(50)
    exact = features @ [0.2, 0.8, -0.5]
    found = fit_difficulty_model(["all", "apply", "length"], features, exact, np.full(50, 0.05))
    assert found.residual < 0.05
    assert found.explained > 0.99


def test_intercept_priors_turn_difficulty_round():
    features, difficulty, error = simulated(60)
    model = fit_difficulty_model(["all", "apply", "length"], features, difficulty, error)
    prior = intercept_priors(["new"], features[:1], model, slope=1.5)["new"]
    assert prior.mean == pytest.approx(-1.5 * model.predict(features[0]).mean)
    assert prior.deviation == pytest.approx(1.5 * model.predict(features[0]).deviation)


def test_too_few_items_are_refused():
    features, difficulty, error = simulated(4)
    with pytest.raises(InputRefused, match="at least 5 are needed"):
        fit_difficulty_model(["all", "apply", "length"], features, difficulty, error)


def test_an_item_counts_as_calibrated_only_under_the_stated_error():
    assert not is_calibrated(0.3)
    assert is_calibrated(0.29)
    rng = np.random.default_rng(1)
    belief = ItemBelief(Normal(0.0, 0.8))
    assert belief.basis == "prior"
    theta = rng.normal(size=400)
    right = (rng.random(400) < 1 / (1 + np.exp(-(theta - 0.7)))).astype(float)
    after = updated(belief, Answers(right, theta, np.full(400, 0.3)))
    assert (after.basis, after.n) == ("data", 400)
    assert abs(after.difficulty.mean - 0.7) < 3 * after.difficulty.deviation


def test_batches_end_near_the_result_of_one():
    rng = np.random.default_rng(2)
    theta = rng.normal(size=200)
    right = (rng.random(200) < 1 / (1 + np.exp(-(theta + 0.4)))).astype(float)
    whole = updated(ItemBelief(Normal(0.0, 1.0)), Answers(right, theta, np.full(200, 0.4)))
    parts = ItemBelief(Normal(0.0, 1.0))
    for first in range(0, 200, 20):
        rows = slice(first, first + 20)
        parts = updated(parts, Answers(right[rows], theta[rows], np.full(20, 0.4)))
    assert parts.difficulty.mean == pytest.approx(whole.difficulty.mean, abs=0.03)
    assert parts.difficulty.deviation == pytest.approx(whole.difficulty.deviation, rel=0.03)


@settings(max_examples=30, deadline=None)
@given(st.floats(-4, 4), st.floats(0.05, 2), st.sampled_from([0.0, 1.0]), st.floats(0, 2))
def test_one_answer_moves_difficulty_the_right_way_and_never_adds_doubt(theta, deviation, right, error):
    before = ItemBelief(Normal(0.0, deviation), discrimination=1.2)
    after = updated(before, Answers(np.array([right]), np.array([theta]), np.array([error])))
    assert (after.difficulty.mean < 0) == (right == 1.0)
    assert after.difficulty.deviation <= deviation * (1 + 1e-6)


def test_a_learner_who_is_not_known_moves_the_item_less():
    start = ItemBelief(Normal(0.0, 1.0))
    known, unknown = (updated(start, Answers(np.zeros(1), np.ones(1), np.array([e]))) for e in (0.1, 2.0))
    assert known.difficulty.mean > unknown.difficulty.mean > 0


def test_answers_that_do_not_fit_are_refused():
    start = ItemBelief(Normal(0.0, 1.0))
    with pytest.raises(ValueError, match="as many of each"):
        updated(start, Answers(np.zeros(2), np.zeros(1), np.zeros(1)))
    with pytest.raises(ValueError, match="0 or 1"):
        updated(start, Answers(np.array([2.0]), np.zeros(1), np.zeros(1)))
    with pytest.raises(ValueError, match="deviation above 0"):
        Normal(0.0, 0.0)
    assert updated(start, Answers(np.zeros(0), np.zeros(0), np.zeros(0))) == start
