import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.errors import InputRefused, UnknownName
from whichcert.measure.areas import area_scores
from whichcert.measure.models import dichotomous_items
from whichcert.measure.scoring import METHODS, Ability, posterior, score
from whichcert.measure.simulation import simulate_items

ITEMS = simulate_items(20, np.random.default_rng(2))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", [0, 1])
def test_patterns_all_right_or_all_wrong_stay_finite(method, answer):
    found = score(ITEMS, np.full((1, 20), answer), method)
    assert np.isfinite(found.theta).all()
    assert not np.isnan(found.standard_error).any()
    assert (found.theta[0] > 0) == (answer == 1)
    assert found.finite[0] == (method != "ml")


@pytest.mark.parametrize("method", METHODS)
def test_no_response_gives_the_prior_or_says_there_is_no_estimate(method):
    found = score(ITEMS, np.full((1, 20), -1), method, ability=Ability(0.5, 2.0))
    assert found.theta[0] == pytest.approx(0.5, abs=1e-6)
    assert found.answered[0] == 0
    if method in ("eap", "map"):
        assert found.standard_error[0] == pytest.approx(2.0, rel=1e-5)
    else:
        assert not found.finite[0]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=20, max_size=20))
def test_posterior_sums_to_one_and_order_of_items_does_not_matter(pattern):
    cells = np.array([pattern], dtype=np.int8)
    nodes, weight = posterior(ITEMS, cells)
    assert weight.sum() == pytest.approx(1.0, abs=1e-12)
    order = np.arange(20)[::-1]
    again = score(ITEMS.take(order), cells[:, order])
    assert again.theta == pytest.approx(weight @ nodes, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_one_more_right_answer_raises_theta(method):
    low = np.array([[1, 0] * 10])
    high = low.copy()
    high[0, 1] = 1
    assert score(ITEMS, high, method).theta[0] > score(ITEMS, low, method).theta[0]


@pytest.mark.parametrize("model", ["graded", "gpcm"])
@pytest.mark.parametrize("method", METHODS)
def test_polytomous_scores_recover_theta(model, method):
    items = graded_items(model, 40)
    rng = np.random.default_rng(6)
    theta = rng.uniform(-1.5, 1.5, 400)
    from whichcert.measure.simulation import simulate_responses

    found = score(items, simulate_responses(items, theta, rng), method)
    assert np.corrcoef(found.theta, theta)[0, 1] > 0.93
    covered = np.abs(found.theta - theta) < 1.96 * found.standard_error
    assert 0.9 < covered.mean() < 0.99


def test_responses_are_matched_to_items_by_id():
    responses = two_parameter(6, 30)
    items = simulate_items(6, np.random.default_rng(3))
    reversed_items = items.take([5, 4, 3, 2, 1, 0])
    assert score(reversed_items, responses).theta == pytest.approx(score(items, responses).theta, abs=1e-9)


def test_unknown_items_methods_and_shapes_are_refused():
    with pytest.raises(UnknownName, match="item"):
        score(ITEMS.take([0]), two_parameter(6, 5))
    with pytest.raises(UnknownName, match="eap"):
        score(ITEMS, np.zeros((1, 20)), "eapp")  # type: ignore[arg-type]
    with pytest.raises(InputRefused, match="19 columns for 20 items"):
        score(ITEMS, np.zeros((1, 19)))
    with pytest.raises(InputRefused, match="values run from 0 to 1"):
        score(ITEMS, np.full((1, 20), 2))


def test_area_scores_shrink_to_the_whole_and_say_how_much_is_their_own():
    items = simulate_items(30, np.random.default_rng(4))
    cells = np.array([1] * 10 + [0] * 15 + [-1] * 5, dtype=np.int8)
    areas = ["events"] * 10 + ["done"] * 15 + ["scaling"] * 5
    found = area_scores(items, cells, areas)
    whole = score(items, cells[None, :]).theta[0]
    assert list(found) == ["events", "done", "scaling"]
    assert found["events"].theta > whole > found["done"].theta
    assert (found["scaling"].answered, found["scaling"].own_share) == (0, pytest.approx(0.0, abs=1e-6))
    assert found["events"].own_share > 0.2
    alone = area_scores(items, cells, areas, correlation=0.0)
    assert alone["events"].theta > found["events"].theta
    assert alone["scaling"].theta == pytest.approx(0.0, abs=1e-6)
    assert alone["scaling"].standard_error == pytest.approx(1.0, abs=1e-3)


def test_area_scores_with_perfect_correlation_are_the_whole_score():
    items = simulate_items(20, np.random.default_rng(4))
    cells = responses_of(items, 1).cells()[0]
    found = area_scores(items, cells, ["a"] * 10 + ["b"] * 10, correlation=1.0)
    whole = score(items, cells[None, :])
    for area in found.values():  # the other half enters as a normal prior, so nearly
        assert area.theta == pytest.approx(whole.theta[0], abs=0.06)
        assert area.standard_error == pytest.approx(whole.standard_error[0], abs=0.06)


def test_area_scores_refuse_what_does_not_fit():
    with pytest.raises(InputRefused, match="give as many of each"):
        area_scores(ITEMS, np.zeros(20, np.int8), ["a"])
    with pytest.raises(InputRefused, match="outside 0 to 1"):
        area_scores(ITEMS, np.zeros(20, np.int8), ["a"] * 20, correlation=1.5)


def test_one_item_is_scored():
    one = dichotomous_items(["only"], np.array([1.0]), np.array([0.0]))
    found = score(one, np.array([[1]]))
    assert 0 < found.theta[0] < 1
