import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.errors import InputRefused, UnknownName
from whichcert.measure.calibration import calibrate
from whichcert.measure.layout import Layout
from whichcert.measure.maximisation import with_parameters
from whichcert.measure.models import Items, category_probabilities, dichotomous_items
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.priors import Normal, Priors
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels, Responses
from whichcert.measure.simulation import simulate_items

QUICK = CalibrationOptions(with_errors=False)


def marginal_log_likelihood(items: Items, cells: np.ndarray, nodes: int = 201) -> float:
    """Compute the marginal log-likelihood directly, with nothing of the engine but the item model."""
    theta = np.linspace(-7, 7, nodes)
    weight = np.exp(-0.5 * theta**2)
    weight /= weight.sum()
    chances = category_probabilities(items, theta)
    likelihood = np.ones((len(cells), nodes))
    for item in range(items.n_items):
        seen = cells[:, item] >= 0
        likelihood[seen] *= chances[item][cells[seen, item]]
    return float(np.log(likelihood @ weight).sum())


@pytest.mark.parametrize("model", ["graded", "gpcm"])
def test_polytomous_calibration_reaches_the_maximum_that_an_independent_search_finds(model):
    cells = responses_of(graded_items(model, 4), 600, seed=2).cells()
    found = calibrate(responses_from_matrix(cells), model, options=QUICK)
    layout = Layout.of(found.items, np.zeros(4, bool), (np.array([False]), np.array([False])))

    def loss(vector):
        table = np.full(layout.item.shape, np.nan)
        table[layout.item] = vector
        return -marginal_log_likelihood(with_parameters(found.items, table), cells)

    start = np.concatenate([found.items.discrimination[:, None], found.items.intercept], axis=1)[layout.item]
    best = minimize(loss, start + 0.05, method="BFGS")
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-4)
    assert start == pytest.approx(best.x, abs=2e-3)


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_log_likelihood_is_that_of_a_direct_computation(model, share):
    responses = two_parameter(share_answered=share)
    found = calibrate(responses, model, options=QUICK)
    items, width = found.items, found.populations[0].deviation
    wide = Items(
        items.model,
        items.ids,
        items.discrimination * width,
        items.intercept,
        items.guessing,
        items.categories,
    )
    assert found.log_likelihood == pytest.approx(marginal_log_likelihood(wide, responses.cells()), abs=1e-6)


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
def test_matrix_and_log_give_the_same_calibration(model):
    responses = two_parameter(share_answered=0.5)
    by_matrix, by_log = (calibrate(held, model, options=QUICK) for held in (responses, responses.as_log()))
    assert by_log.log_likelihood == pytest.approx(by_matrix.log_likelihood, abs=1e-6)
    assert by_log.items.intercept == pytest.approx(by_matrix.items.intercept, abs=1e-4)


def test_graded_log_gives_the_same_calibration_as_the_matrix():
    responses = responses_of(graded_items(), 400, share_answered=0.7)
    by_matrix, by_log = (calibrate(held, "graded", options=QUICK) for held in (responses, responses.as_log()))
    assert by_log.log_likelihood == pytest.approx(by_matrix.log_likelihood, abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_permuting_persons_and_items_permutes_the_result(seed):
    rng = np.random.default_rng(seed)
    cells = two_parameter(6, 150, seed=seed, share_answered=0.9).cells()
    persons, items = rng.permutation(len(cells)), rng.permutation(6)
    first = calibrate(responses_from_matrix(cells), "rasch", options=QUICK)
    second = calibrate(responses_from_matrix(cells[persons][:, items]), "rasch", options=QUICK)
    assert second.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-6)
    assert second.items.intercept[:, 0] == pytest.approx(first.items.intercept[items, 0], abs=1e-4)


def test_a_column_that_nobody_answered_changes_nothing():
    cells = two_parameter(share_answered=0.8).cells()
    wider = np.column_stack([cells, np.full(len(cells), -1)])
    first = calibrate(responses_from_matrix(cells), options=QUICK)
    second = calibrate(responses_from_matrix(wider), options=QUICK)
    assert second.items.intercept.tolist() == first.items.intercept.tolist()
    assert [item.reason for item in second.left_out] == ["nobody answered it"]


def test_the_same_data_give_the_same_bits():
    first, second = (calibrate(two_parameter(share_answered=0.8)) for _ in range(2))
    assert first.items.intercept.tobytes() == second.items.intercept.tobytes()


def test_weights_count_persons():
    cells = two_parameter(5, 150).cells()
    doubled = responses_from_matrix(np.concatenate([cells, cells]))
    weighted = responses_from_matrix(cells, Labels(weights=np.full(len(cells), 2.0)))
    first, second = calibrate(doubled), calibrate(weighted)
    assert second.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-7)
    assert second.n_persons == 300
    assert first.errors is not None
    assert second.errors is not None
    assert second.errors.item == pytest.approx(first.errors.item, rel=1e-4)


def test_shards_may_be_mapped_in_any_way_that_keeps_them_all():
    called = []

    def over(step, shards):
        called.append(len(list(shards)))
        return [step(shard) for shard in shards]

    responses = two_parameter(16, share_answered=0.9, n=4900)
    mapped = calibrate(responses, options=CalibrationOptions(with_errors=False, over=over))
    assert called[0] == 3
    assert mapped.log_likelihood == calibrate(responses, options=QUICK).log_likelihood


def test_many_persons_in_single_precision_end_at_the_same_maximum():
    responses = two_parameter(8, 6000, share_answered=0.95)
    exact = calibrate(responses.keep_persons(np.arange(6000) < 4900), options=QUICK)
    assert exact.converged
    found = calibrate(responses, options=QUICK)
    again = calibrate(responses, options=CalibrationOptions(with_errors=False, tolerance=1e-6))
    assert found.log_likelihood == pytest.approx(again.log_likelihood, abs=1e-3)


def test_a_long_log_ends_where_its_matrix_ends_and_nearer_than_single_precision_could():
    responses = two_parameter(40, 5200, share_answered=0.2)
    options = CalibrationOptions(with_errors=False, tolerance=1e-9)
    by_matrix, by_log = (calibrate(held, options=options) for held in (responses, responses.as_log()))
    assert by_log.converged
    assert by_matrix.converged
    assert by_log.log_likelihood == pytest.approx(by_matrix.log_likelihood, abs=1e-6)
    assert by_log.items.discrimination == pytest.approx(by_matrix.items.discrimination, abs=1e-4)
    assert by_log.items.intercept == pytest.approx(by_matrix.items.intercept, abs=1e-4)


def test_groups_share_a_scale_and_keep_their_own_mean_and_deviation():
    rng = np.random.default_rng(11)
    items = simulate_items(20, rng)
    first = responses_of(items, 3000, seed=1).cells()
    theta = rng.normal(0.8, 1.3, 3000)
    draw = rng.random((3000, 20))
    second = (
        draw < 1 / (1 + np.exp(-(items.discrimination * theta[:, None] + items.intercept[:, 0])))
    ).astype(int)
    responses = responses_from_matrix(np.concatenate([first, second])).with_groups(
        ["a"] * 3000 + ["b"] * 3000
    )
    found = calibrate(responses)
    assert found.errors is not None
    reference, other = found.populations
    assert (reference.mean, reference.deviation, other.n) == (0.0, 1.0, 3000)
    assert other.mean_error is not None
    assert other.deviation_error is not None
    assert abs(other.mean - 0.8) < 3 * other.mean_error
    assert abs(other.deviation - 1.3) < 3 * other.deviation_error


def test_groups_may_differ_in_who_answered_everything():
    cells = two_parameter(10, 800).cells().copy()
    cells[400:, 3] = -1
    groups = ["a"] * 400 + ["b"] * 400
    found = calibrate(responses_from_matrix(cells).with_groups(groups), options=QUICK)
    by_log = calibrate(responses_from_matrix(cells).as_log().with_groups(groups), options=QUICK)
    assert found.log_likelihood == pytest.approx(by_log.log_likelihood, abs=1e-6)
    assert found.answered.tolist() == [400.0 if place == 3 else 800.0 for place in range(10)]


def test_a_group_in_which_nobody_answered_is_left_out_and_told():
    cells = two_parameter(10, 800).cells().copy()
    cells[:400] = -1
    found = calibrate(responses_from_matrix(cells).with_groups(["a"] * 400 + ["b"] * 400), options=QUICK)
    assert [population.name for population in found.populations] == ["b"]
    assert found.log_likelihood == calibrate(responses_from_matrix(cells[400:]), options=QUICK).log_likelihood
    assert found.notes == ("group 'a': nobody in it answered any of these items; it is left out",)


def test_anchored_items_keep_their_parameters_and_carry_their_scale():
    items = simulate_items(12, np.random.default_rng(4))
    rng = np.random.default_rng(8)
    theta = rng.normal(1.0, 1.2, 4000)
    chance = 1 / (1 + np.exp(-(items.discrimination * theta[:, None] + items.intercept[:, 0])))
    responses = responses_from_matrix(
        (rng.random(chance.shape) < chance).astype(int), Labels(items=items.ids)
    )
    found = calibrate(responses, options=CalibrationOptions(anchors=items.take(range(6))))
    assert found.items.discrimination[:6].tolist() == items.discrimination[:6].tolist()
    assert found.items.intercept[:6].tolist() == items.intercept[:6].tolist()
    assert found.populations[0].mean == pytest.approx(1.0, abs=0.1)
    assert found.populations[0].deviation == pytest.approx(1.2, abs=0.1)
    assert found.items.intercept[6:, 0] == pytest.approx(items.intercept[6:, 0], abs=0.35)


def test_priors_pull_small_samples_towards_their_mean():
    responses = two_parameter(6, 60)
    free = calibrate(responses, options=QUICK).items.discrimination
    priors = Priors(discrimination=Normal(0.0, 0.2))
    held = calibrate(responses, options=CalibrationOptions(priors=priors)).items.discrimination
    assert np.std(np.log(held)) < np.std(np.log(np.abs(free)))
    assert np.abs(np.log(held)).max() < 0.5


def test_an_item_with_its_own_prior_is_estimated_even_when_everybody_is_right():
    cells = two_parameter(5, 200).cells().copy()
    cells[:, 0] = 1
    without = calibrate(responses_from_matrix(cells), "rasch")
    assert without.left_out[0].reason.startswith("all 200 responses are 1")
    priors = Priors(each_intercept={"item-1": Normal(0.0, 1.0)})
    with_prior = calibrate(responses_from_matrix(cells), "rasch", options=CalibrationOptions(priors=priors))
    assert with_prior.items.ids[0] == "item-1"
    assert 0 < with_prior.items.intercept[0, 0] < 10


def test_reversed_items_get_negative_slopes():
    cells = two_parameter(8, 800).cells().copy()
    cells[:, 2] = 1 - cells[:, 2]
    slopes = calibrate(responses_from_matrix(cells), options=QUICK).items.discrimination
    assert slopes[2] < 0
    assert (np.delete(slopes, 2) > 0).all()


def test_patterns_all_right_and_all_wrong_stay_finite():
    cells = np.concatenate([np.ones((50, 4), int), np.zeros((50, 4), int), two_parameter(4, 50).cells()])
    for model in ("rasch", "2pl"):
        found = calibrate(responses_from_matrix(cells), model)
        assert np.isfinite(found.items.intercept).all()
        assert np.isfinite(found.items.discrimination).all()
        assert np.isfinite(found.log_likelihood)


def test_persons_without_responses_are_counted():
    cells = two_parameter(5, 100).cells().copy()
    cells[7] = -1
    found = calibrate(responses_from_matrix(cells), "rasch")
    assert (found.n_persons, found.empty_persons) == (99, 1)


def test_more_parameters_than_persons_is_said():
    found = calibrate(two_parameter(10, 15), "2pl")
    assert any("15 persons for" in note or "persons for" in note for note in found.notes)
    assert np.isfinite(found.items.discrimination).all()


def test_an_iteration_that_runs_out_says_so():
    found = calibrate(two_parameter(), options=CalibrationOptions(most_iterations=2))
    assert not found.converged
    assert found.notes[0].startswith("not converged after 2 iterations")


@pytest.mark.parametrize(
    ("responses", "model", "told"),
    [
        (responses_from_matrix(np.array([[0], [1], [1]])), "rasch", "at least 2"),
        (responses_from_matrix(np.array([[0, 1], [1, 0]])), "2pl", "at least 3"),
        (responses_from_matrix(np.ones((5, 4))), "2pl", "0 items vary"),
        (responses_from_matrix(np.array([[0, 1, 2], [1, 0, 1], [1, 1, 0]])), "2pl", "values above 1"),
        (Responses(("a", "b", "c"), [], matrix=np.zeros((0, 3), np.int8)), "2pl", "items vary"),
    ],
)
def test_too_little_is_refused_with_what_is_needed(responses, model, told):
    with pytest.raises(InputRefused, match=told):
        calibrate(responses, model)


def test_unknown_model_names_the_nearest():
    with pytest.raises(UnknownName, match="graded"):
        calibrate(two_parameter(), "grade")  # type: ignore[arg-type]


def test_anchors_of_another_model_are_refused():
    anchors = dichotomous_items(["item-1"], np.ones(1), np.zeros(1))
    with pytest.raises(InputRefused, match="anchors are 2pl"):
        calibrate(two_parameter(), "rasch", options=CalibrationOptions(anchors=anchors))


def test_categories_that_nobody_chose_are_closed_up_and_told():
    cells = responses_of(graded_items(), 300).cells().copy()
    cells[:, 1] = np.where(cells[:, 1] == 2, 3, cells[:, 1])
    found = calibrate(responses_from_matrix(cells), "graded", options=QUICK)
    assert found.items.categories[1] == 3
    assert "item-2: values 2 were never given" in found.notes[0]
