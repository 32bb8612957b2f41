import numpy as np
import pytest

from whichcert.errors import InputRefused
from whichcert.measure.models import success_probability
from whichcert.measure.passing import Form, FormPool, draw_form, readiness
from whichcert.measure.simulation import simulate_items

ITEMS = simulate_items(60, np.random.default_rng(3))
NODES = np.linspace(-1, 2, 13)
WEIGHT = np.exp(-0.5 * ((NODES - 0.6) / 0.4) ** 2)
WEIGHT /= WEIGHT.sum()


def test_probability_is_that_of_simulated_sittings():
    pool, form = FormPool(ITEMS, np.full(60, 0.2)), Form(20, 13)
    found = readiness((NODES, WEIGHT), pool, form, np.random.default_rng(1), forms=300)
    rng, passed = np.random.default_rng(2), 0
    for _ in range(6000):
        theta = NODES[rng.choice(len(NODES), p=WEIGHT)]
        drawn = ITEMS.take(draw_form(pool, form, rng))
        shifted = drawn.intercept[:, 0] + 0.2 * rng.normal(size=20)
        chance = 1 / (1 + np.exp(-(drawn.discrimination * theta + shifted)))
        passed += (rng.random(20) < chance).sum() >= 13
    assert found.probability == pytest.approx(passed / 6000, abs=0.025)


def test_one_node_one_form_and_known_items_give_the_compound_binomial():
    pool = FormPool(ITEMS.take(range(3)), np.zeros(3))
    found = readiness((np.array([0.4]), np.ones(1)), pool, Form(3, 3), np.random.default_rng(0))
    assert found.probability == pytest.approx(float(success_probability(pool.items, np.array([0.4])).prod()))
    assert found.interval.width == pytest.approx(0.0, abs=1e-12)


def test_probability_falls_as_the_cut_rises_and_lies_in_the_interval_of_its_parts():
    pool = FormPool(ITEMS, np.full(60, 0.2))
    chances = [
        readiness((NODES, WEIGHT), pool, Form(20, cut), np.random.default_rng(1)).probability
        for cut in (0, 8, 14, 20)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == pytest.approx(1.0)


def test_unsure_items_and_learners_widen_the_interval():
    rough, known = FormPool(ITEMS, np.full(60, 1.0)), FormPool(ITEMS, np.zeros(60))
    one = (np.array([0.6]), np.ones(1))
    form = Form(20, 13)
    assert (
        readiness(one, rough, form, np.random.default_rng(1)).interval.width
        > readiness(one, known, form, np.random.default_rng(1)).interval.width
    )


def test_blueprint_counts_are_kept():
    area = np.array([0] * 40 + [1] * 20)
    pool = FormPool(ITEMS, np.zeros(60), area, ("events", "done"))
    places = draw_form(pool, Form(10, 5, counts=(7, 3)), np.random.default_rng(1))
    assert np.bincount(area[places]).tolist() == [7, 3]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (Form(20, 21), "at most 20 points and the cut is 21"),
        (Form(80, 60), "the pool has 60 items"),
        (Form(20, 10, counts=(5, 5)), "do not fit"),
        (Form(30, 10, counts=(5, 25)), "'done' has 20 items and the blueprint needs 25"),
    ],
)
def test_forms_that_can_not_be_are_refused(form, told):
    pool = FormPool(ITEMS, np.zeros(60), np.array([0] * 40 + [1] * 20), ("events", "done"))
    with pytest.raises(InputRefused, match=told):
        readiness((NODES, WEIGHT), pool, form, np.random.default_rng(1))
