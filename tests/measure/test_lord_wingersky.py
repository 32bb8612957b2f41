from itertools import product

import numpy as np
import pytest

from measure.banks import graded_items
from whichcert.measure.lord_wingersky import chance_to_reach, sum_score_distribution, sum_score_table
from whichcert.measure.models import category_probabilities
from whichcert.measure.scoring import posterior
from whichcert.measure.simulation import simulate_items


@pytest.mark.parametrize("model", ["graded", "gpcm"])
def test_distribution_is_that_of_counting_every_pattern(model):
    items = graded_items(model, 4)
    chances = category_probabilities(items, np.array([-0.5, 1.0]))
    counted = np.zeros((8, 2))
    for pattern in product(*(range(int(n)) for n in items.categories)):
        counted[sum(pattern)] += np.prod([chances[j, c] for j, c in enumerate(pattern)], axis=0)
    assert sum_score_distribution(chances) == pytest.approx(counted, abs=1e-14)


def test_distribution_sums_to_one_at_every_node():
    chances = category_probabilities(simulate_items(80, np.random.default_rng(1)), np.linspace(-4, 4, 9))
    assert sum_score_distribution(chances).sum(axis=0) == pytest.approx(np.ones(9), abs=1e-12)


def test_with_equal_slopes_the_sum_score_says_all():
    items = simulate_items(6, np.random.default_rng(1))
    equal = type(items)("rasch", items.ids, np.ones(6), items.intercept, items.guessing, items.categories)
    table = sum_score_table(equal)
    nodes, weight = posterior(equal, np.array([[1, 1, 0, 0, 1, 0]], dtype=np.int8))
    assert table.theta[3] == pytest.approx(float(weight[0] @ nodes), abs=1e-9)
    assert table.share.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("n", "cut"), [(1, 1), (5, 0), (5, 3), (5, 5), (5, 6), (80, 68)])
def test_chance_to_reach_is_the_upper_end_of_the_distribution_to_the_bit(n, cut):
    rng = np.random.default_rng(n + cut)
    chances = rng.random((n, 30))
    chances[rng.random((n, 30)) < 0.1] = 0.0
    chances[rng.random((n, 30)) < 0.1] = 1.0
    expected = sum_score_distribution(chances)[cut:].sum(axis=0)
    np.testing.assert_array_equal(chance_to_reach(chances, cut), expected)
