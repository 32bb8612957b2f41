from dataclasses import replace

import numpy as np
import pytest

from whichcert.errors import InputRefused, UnknownName
from whichcert.measure.adaptive import Ask, Finish, Rules, next_step
from whichcert.measure.adaptive_tests import simulate_tests
from whichcert.measure.exposure import best, controls_after, randomesque, sympson_hetter
from whichcert.measure.models import information
from whichcert.measure.pool import PoolOptions, answered, make_pool, newcomers, standing_of
from whichcert.measure.scoring import score
from whichcert.measure.selection import (
    information_at,
    kullback_leibler,
    maximum_information,
    posterior_information,
    stratified,
)
from whichcert.measure.simulation import simulate_items
from whichcert.measure.stopping import (
    FAIL,
    GO_ON,
    LONG_ENOUGH,
    PASS,
    PRECISE,
    interval_at_cut,
    posterior_at_cut,
    precise,
    sequential_ratio,
)

ITEMS = simulate_items(60, np.random.default_rng(9))
AREAS = ["events", "done", "team"] * 20
POOL = make_pool(ITEMS, PoolOptions(area_of=AREAS, cuts=(-0.3, 0.3)))
THETA = np.random.default_rng(1).normal(size=80)
GIVEN, VALUES = np.array([3, 7, 20]), np.array([1, 0, 1])


def test_standing_is_the_expected_score():
    cells = np.full((1, 60), -1)
    cells[0, GIVEN] = VALUES
    found, expected = standing_of(POOL, GIVEN, VALUES), score(ITEMS, cells)
    assert found.theta == pytest.approx(expected.theta, abs=1e-9)
    assert found.standard_error == pytest.approx(expected.standard_error, abs=1e-9)
    assert found.by_area.tolist() == [[1, 1, 1]]


def test_maximum_information_asks_the_most_informative_unused_item():
    learner = standing_of(POOL, GIVEN, VALUES)
    step = next_step(POOL, learner, Rules(), np.random.default_rng(0))
    assert isinstance(step, Ask)
    at = information(ITEMS, POOL.nodes[learner.node])[:, 0].astype(np.float32)
    at[GIVEN] = -1
    assert step.item == ITEMS.ids[int(np.argmax(at))]


@pytest.mark.parametrize("enemies", [(), [("item-4", "item-9"), ("item-4", "item-30"), ("item-8", "item-9")]])
def test_ranked_lists_choose_what_valuing_every_item_chooses(enemies):
    doubled = ITEMS.take([*range(20), *range(20)])
    for items in (ITEMS, replace(doubled, ids=ITEMS.ids[:40])):
        pool = make_pool(items, PoolOptions(enemies=enemies))
        one, other = (
            simulate_tests(pool, THETA, Rules(chooser=chooser, most=25), np.random.default_rng(5))
            for chooser in (best, lambda *given: best(*given))
        )
        assert one.given.tolist() == other.given.tolist()
        assert one.theta.tobytes() == other.theta.tobytes()


def test_an_answer_leaves_the_standing_before_it_as_it_was():
    before = standing_of(POOL, GIVEN, VALUES)
    weight, used = before.weight.copy(), before.used.copy()
    after = answered(POOL, before, np.array([9]), np.array([1]))
    expected = standing_of(POOL, np.append(GIVEN, 9), np.append(VALUES, 1))
    assert (before.weight == weight).all()
    assert (before.used == used).all()
    assert after.theta == pytest.approx(expected.theta, abs=1e-12)
    assert after.at_cuts == pytest.approx(expected.at_cuts, abs=1e-12)
    assert (after.used == expected.used).all()


def test_kullback_leibler_is_nought_when_nothing_can_be_told_apart():
    flat = make_pool(
        type(ITEMS)(
            "2pl", ITEMS.ids, 0 * ITEMS.discrimination, ITEMS.intercept, ITEMS.guessing, ITEMS.categories
        )
    )
    assert np.abs(kullback_leibler(flat, newcomers(flat, 2))).max() < 1e-6
    assert (kullback_leibler(POOL, newcomers(POOL, 2)) > 0).all()


def test_stratified_selection_starts_with_flat_items():
    found = simulate_tests(POOL, THETA, Rules(criterion=stratified(12), most=12), np.random.default_rng(0))
    slopes = ITEMS.discrimination[found.given]
    assert slopes[:, :3].max() < slopes[:, 9:].min()


@pytest.mark.parametrize(
    "criterion", [maximum_information, posterior_information, kullback_leibler, stratified(15)]
)
def test_no_item_is_given_twice_and_theta_is_recovered(criterion):
    found = simulate_tests(POOL, THETA, Rules(criterion=criterion, most=15), np.random.default_rng(3))
    assert all(len(set(row)) == 15 for row in found.given.tolist())
    assert np.corrcoef(found.theta, THETA)[0, 1] > 0.8
    assert (found.verdict == LONG_ENOUGH).all()


def test_same_seed_gives_the_same_tests_bit_for_bit():
    rules = Rules(chooser=randomesque(5), most=10)
    one, two = (simulate_tests(POOL, THETA, rules, np.random.default_rng(5)) for _ in range(2))
    assert one.given.tobytes() == two.given.tobytes()
    assert one.theta.tobytes() == two.theta.tobytes()


def test_blueprint_shares_are_kept_within_one_item():
    rules = Rules(shares=[0.5, 0.3, 0.2], most=20, chooser=randomesque(4))
    found = simulate_tests(POOL, THETA, rules, np.random.default_rng(5))
    places = np.array([POOL.areas.index(name) for name in AREAS])
    for row in found.given:
        counts = np.bincount(places[row], minlength=3)
        assert np.abs(counts - np.array([10, 6, 4])).max() <= 1


def test_enemies_never_meet():
    pool = make_pool(ITEMS, PoolOptions(enemies=[("item-1", "item-2"), ("item-2", "item-3")]))
    found = simulate_tests(pool, THETA, Rules(most=60), np.random.default_rng(5))
    for row in found.given.tolist():
        assert not ({0, 1} <= set(row))
        assert not ({1, 2} <= set(row))
    assert not next_used(pool)


def next_used(pool):
    learner = standing_of(pool, np.array([1]), np.array([1]))
    return not (learner.used[0, 0] and learner.used[0, 2])


def test_randomesque_lowers_and_sympson_hetter_caps_exposure():
    theta = np.random.default_rng(2).normal(size=600)
    best = simulate_tests(POOL, theta, Rules(most=10), np.random.default_rng(5)).exposure.max()
    spread = simulate_tests(POOL, theta, Rules(most=10, chooser=randomesque(6)), np.random.default_rng(5))
    assert best == 1.0
    assert spread.exposure.max() < 0.85
    control = np.ones(60)
    for _ in range(8):
        found = simulate_tests(
            POOL, theta, Rules(most=10, chooser=sympson_hetter(control)), np.random.default_rng(5)
        )
        control = np.minimum(1.0, control * controls_after(found.exposure, 0.35))
    assert found.exposure.max() < 0.6


def test_precise_rule_stops_at_the_stated_error():
    rules = Rules(stops=[precise(0.4)], most=60)
    found = simulate_tests(POOL, THETA, rules, np.random.default_rng(5))
    assert (found.verdict == PRECISE).mean() > 0.95
    assert (found.standard_error[found.verdict == PRECISE] <= 0.4).all()
    assert (found.length[found.verdict == LONG_ENOUGH] == 60).all()
    assert found.length.mean() < 30


@pytest.mark.parametrize("stop", [sequential_ratio(), interval_at_cut(0.0), posterior_at_cut(0.0)])
def test_decisions_are_mostly_right_and_come_early_for_clear_cases(stop):
    theta = np.repeat([-2.0, 2.0], 100)
    rules = Rules(criterion=information_at(0.0), stops=[stop], most=60)
    found = simulate_tests(POOL, theta, rules, np.random.default_rng(5))
    assert ((found.verdict == PASS) == (theta > 0)).mean() > 0.97
    assert found.length.mean() < 25


def test_sequential_ratio_compares_the_two_cut_points():
    learner = standing_of(POOL, np.arange(60), np.ones(60, int))
    assert sequential_ratio()(POOL, learner).tolist() == [PASS]
    learner = standing_of(POOL, np.arange(60), np.zeros(60, int))
    assert sequential_ratio()(POOL, learner).tolist() == [FAIL]
    assert sequential_ratio()(POOL, newcomers(POOL, 1)).tolist() == [GO_ON]


def test_one_learner_is_finished_with_the_verdict_in_words():
    learner = standing_of(POOL, np.arange(60), np.ones(60, int))
    step = next_step(POOL, learner, Rules(most=60), np.random.default_rng(0))
    assert isinstance(step, Finish)
    assert step.verdict == "longest length reached"
    step = next_step(POOL, learner, Rules(most=60, stops=[sequential_ratio()]), np.random.default_rng(0))
    assert isinstance(step, Finish)
    assert step.verdict == "pass"


def test_a_pool_smaller_than_the_test_ends_the_test():
    small = make_pool(ITEMS.take(range(5)))
    found = simulate_tests(small, THETA, Rules(most=30), np.random.default_rng(5))
    assert (found.length == 5).all()


def test_estimated_items_may_differ_from_the_true_ones():
    truth = ITEMS
    estimate = type(ITEMS)(
        "2pl", ITEMS.ids, ITEMS.discrimination, ITEMS.intercept + 0.5, ITEMS.guessing, ITEMS.categories
    )
    found = simulate_tests(make_pool(estimate), THETA, Rules(most=40), np.random.default_rng(5), truth=truth)
    assert (found.theta - THETA).mean() == pytest.approx(-0.4, abs=0.25)


def test_blueprints_and_lengths_that_can_not_be_are_refused():
    with pytest.raises(InputRefused, match="3 focus areas need as many shares"):
        simulate_tests(POOL, THETA, Rules(shares=[0.5, 0.5]), np.random.default_rng(0))
    with pytest.raises(InputRefused, match="1 ≤ fewest ≤ most"):
        next_step(POOL, newcomers(POOL, 1), Rules(fewest=5, most=3), np.random.default_rng(0))
    with pytest.raises(UnknownName, match="item"):
        make_pool(ITEMS, PoolOptions(enemies=[("item-1", "itm-2")]))
