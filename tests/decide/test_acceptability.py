"""Acceptability, regret and contributions by hand, on three draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decide.cases import NEITHER, PSM, PSPO
from whichcert.decide.acceptability import acceptability, contributions
from whichcert.decide.alternatives import ALL
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.performance import PerformanceTable

BY_ID = {a.id: a for a in ALL}
THREE = tuple(BY_ID[name] for name in ("psm-1", "pspo-1", "neither-yet"))
SHARES = np.array([0.5, 0.3, 0.2])


def by_hand() -> tuple[PerformanceTable, np.ndarray]:
    """Three draws, three alternatives; only fit and goal count, 0.6 and 0.4.

    fit   psm .9 .2 .5   pspo .1 .8 .5   neither .1 .2 .6
    goal  psm .5 .5 .5   pspo .5 .5 .6   neither .2 .2 .2
    U     psm .74 .32 .50   pspo .26 .68 .54   neither .14 .20 .44
    """
    values = np.zeros((3, 3, len(CRITERIA)))
    values[:, :, CRITERIA.index("fit")] = [[0.9, 0.1, 0.1], [0.2, 0.8, 0.2], [0.5, 0.5, 0.6]]
    values[:, :, CRITERIA.index("goal")] = [[0.5, 0.5, 0.2], [0.5, 0.5, 0.2], [0.5, 0.6, 0.2]]
    weights = np.zeros((3, len(CRITERIA)))
    weights[:, CRITERIA.index("fit")], weights[:, CRITERIA.index("goal")] = 0.6, 0.4
    return PerformanceTable(THREE, values), weights


def test_shares_values_and_regret_by_hand():
    table, weights = by_hand()
    found = acceptability(table, weights, SHARES)
    assert found.first_step == pytest.approx({PSM: 0.5, PSPO: 0.5, NEITHER: 0.0})
    assert found.alternative == pytest.approx({"psm-1": 0.5, "pspo-1": 0.5, "neither-yet": 0.0})
    # .5 · .74 + .3 · .32 + .2 · .50; .5 · .26 + .3 · .68 + .2 · .54; .5 · .14 + .3 · .20 + .2 · .44
    assert found.value == pytest.approx({"psm-1": 0.566, "pspo-1": 0.442, "neither-yet": 0.218})
    # E max = .5 · .74 + .3 · .68 + .2 · .54 = .682
    assert found.regret == pytest.approx(0.682 - 0.566)
    assert found.best_step.tolist() == [0, 1, 1]


def test_contributions_by_hand():
    table, weights = by_hand()
    why = contributions(table, weights, SHARES, ahead="psm-1", behind="pspo-1")
    # fit: .6 (.5 · .8 + .3 · −.6 + .2 · 0); goal: .4 (.2 · −.1)
    assert why.by_criterion == pytest.approx({**dict.fromkeys(CRITERIA, 0.0), "fit": 0.132, "goal": -0.008})
    assert why.gap == pytest.approx(0.566 - 0.442)
    back = contributions(table, weights, SHARES, ahead="pspo-1", behind="psm-1")
    assert back.gap == pytest.approx(-why.gap)


def test_first_step_is_the_sum_of_its_alternatives():
    table, weights = by_hand()
    more = PerformanceTable(
        (*THREE, BY_ID["psm-1 then pspo-1"]), np.concatenate([table.values, table.values[:, :1]], axis=1)
    )
    more.values[0, 3, CRITERIA.index("fit")] = 0.95
    found = acceptability(more, weights, SHARES)
    assert found.first_step == pytest.approx({PSM: 0.5, PSPO: 0.5, NEITHER: 0.0})
    assert found.alternative == pytest.approx(
        {"psm-1": 0.0, "pspo-1": 0.5, "neither-yet": 0.0, "psm-1 then pspo-1": 0.5}
    )
    assert found.best_of(PSM) is BY_ID["psm-1 then pspo-1"]


def test_runner_up_is_an_open_step_even_when_nothing_is_left_for_it():
    table, weights = by_hand()
    two = PerformanceTable((THREE[0], THREE[2]), table.values[:, [0, 2]])
    found = acceptability(two, weights, np.array([1.0, 0.0, 0.0]))
    assert found.first_step == {PSM: 1.0, PSPO: 0.0, NEITHER: 0.0}
    assert (found.winner, found.runner_up) == (PSM, NEITHER)


def test_runner_up_on_equal_shares_is_the_better_one():
    table, weights = by_hand()
    found = acceptability(table, weights, np.array([1.0, 0.0, 0.0]))
    assert (found.winner, found.runner_up) == (PSM, PSPO)
    swapped = PerformanceTable((THREE[0], THREE[2], THREE[1]), table.values)
    assert acceptability(swapped, weights, np.array([1.0, 0.0, 0.0])).runner_up is NEITHER


def test_the_best_inside_a_step_is_the_one_most_often_best_not_the_most_valuable():
    values = np.zeros((3, 2, len(CRITERIA)))
    values[:, :, 0] = [[0.5, 0.6], [0.5, 0.6], [1.0, 0.0]]
    weights = np.zeros((3, len(CRITERIA)))
    weights[:, 0] = 1
    table = PerformanceTable((BY_ID["psm-1"], BY_ID["psm-2"]), values)
    found = acceptability(table, weights, np.full(3, 1 / 3))
    assert found.value["psm-1"] > found.value["psm-2"]
    assert found.best_of(PSM) is BY_ID["psm-2"]


def test_a_step_without_open_alternatives_has_no_best():
    table, weights = by_hand()
    only = PerformanceTable((THREE[2],), table.values[:, 2:])
    found = acceptability(only, weights, SHARES)
    assert (found.winner, found.best_of(PSM), found.best_of(PSPO)) == (NEITHER, None, None)
    assert found.regret == 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), samples=st.integers(1, 50))
def test_shares_sum_to_one_and_contributions_to_the_gap(seed, samples):
    rng = np.random.default_rng(seed)
    table = PerformanceTable(tuple(ALL), rng.random((samples, len(ALL), len(CRITERIA))))
    weights = rng.dirichlet(np.ones(len(CRITERIA)), samples)
    shares = rng.dirichlet(np.ones(samples))
    found = acceptability(table, weights, shares)
    assert sum(found.first_step.values()) == pytest.approx(1)
    assert sum(found.alternative.values()) == pytest.approx(1)
    for step in found.first_step:
        inside = [found.alternative[a.id] for a in ALL if a.first_step is step]
        assert sum(inside) == pytest.approx(found.first_step[step])
    assert 0 <= found.regret <= 1
    ahead, behind = found.best_of(found.winner), found.best_of(found.runner_up)
    why = contributions(table, weights, shares, ahead=ahead.id, behind=behind.id)
    gap = found.value[ahead.id] - found.value[behind.id]
    assert sum(why.by_criterion.values()) == pytest.approx(gap, abs=1e-12)
