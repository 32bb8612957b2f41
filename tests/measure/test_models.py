import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.banks import graded_items
from whichcert.errors import UnknownName
from whichcert.measure.derivatives import category_scores
from whichcert.measure.maximisation import parameter_table, with_parameters
from whichcert.measure.models import (
    category_probabilities,
    category_slopes,
    dichotomous_items,
    expected_score,
    information,
    log_probability_rows,
    success_probability,
)

THETA = np.linspace(-8, 8, 33)
slopes = st.floats(0.05, 5)
places = st.floats(-5, 5)


@given(slopes, places, st.floats(0, 0.5))
def test_probability_rises_with_theta_between_guessing_and_one(slope, place, lower):
    items = dichotomous_items(["one"], np.array([slope]), np.array([place]), np.array([lower]))
    chance = success_probability(items, THETA)[0]
    assert (np.diff(chance) >= 0).all()
    assert chance[0] >= lower
    assert chance[-1] <= 1


@pytest.mark.parametrize("model", ["graded", "gpcm"])
@given(shift=st.floats(-30, 30))
def test_categories_sum_to_one_and_the_expected_score_rises(model, shift):
    items = graded_items(model)
    chances = category_probabilities(items, THETA + shift)
    assert np.abs(chances.sum(axis=1) - 1).max() < 1e-12
    assert (chances >= 0).all()
    assert (np.diff(expected_score(items, THETA + shift), axis=1) >= -1e-12).all()
    assert np.isfinite(log_probability_rows(items, THETA + shift)).all()


@pytest.mark.parametrize("model", ["graded", "gpcm", "3pl"])
def test_category_scores_are_the_derivatives_of_log_probability(model):
    items = three_parameter() if model == "3pl" else graded_items(model)
    scores = category_scores(items, THETA)[1]
    table, step = parameter_table(items), 1e-6
    for column in range(table.shape[1]):
        moved = np.zeros_like(table)
        moved[:, column] = step
        up, down = (
            category_probabilities(with_parameters(items, table + side * moved), THETA) for side in (1, -1)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            numeric = (np.log(up) - np.log(down)) / (2 * step)
        known = np.isfinite(numeric) & (category_probabilities(items, THETA) > 1e-6)
        assert scores[:, :, column][known] == pytest.approx(numeric[known], abs=1e-4)


def three_parameter():
    return dichotomous_items(["a", "b"], np.array([0.8, 2.0]), np.array([-1.0, 0.5]), np.array([0.1, 0.25]))


@pytest.mark.parametrize("model", ["graded", "gpcm", "3pl"])
def test_category_slopes_are_the_derivatives_by_theta(model):
    items = three_parameter() if model == "3pl" else graded_items(model)
    step = 1e-6
    up, down = (category_probabilities(items, THETA + side * step) for side in (1, -1))
    assert category_slopes(items, THETA)[1] == pytest.approx((up - down) / (2 * step), abs=1e-8)


def test_information_of_a_2pl_item_is_a_quarter_of_the_squared_slope_at_its_difficulty():
    items = dichotomous_items(["one"], np.array([1.6]), np.array([0.7]))
    assert information(items, np.array([0.7]))[0, 0] == pytest.approx(0.64)


def test_two_categories_of_graded_and_gpcm_are_the_2pl():
    two = dichotomous_items(["one"], np.array([1.3]), np.array([0.4]))
    for model in ("graded", "gpcm"):
        same = graded_items(model).take([0])
        same = type(same)(model, two.ids, two.discrimination, two.intercept, two.guessing, two.categories)
        assert category_probabilities(same, THETA) == pytest.approx(
            category_probabilities(two, THETA), abs=1e-15
        )


def test_difficulty_turns_intercepts_into_places_on_theta():
    items = dichotomous_items(["one"], np.array([2.0]), np.array([0.75]))
    assert items.difficulty[0, 0] == 0.75


def test_unknown_item_names_the_nearest():
    items = dichotomous_items(["done-001", "done-002"], np.ones(2), np.zeros(2))
    with pytest.raises(UnknownName, match="done-001"):
        items.places(["done-01"])
