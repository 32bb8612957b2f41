"""The chance to pass an unseen form, against plain simulation and its laws."""

import numpy as np
import pytest

from whichcert.errors import InputRefused
from whichcert.measure.pass_chance import (
    ItemTable,
    UnseenForm,
    draw_forms,
    pass_chance,
    score_curves,
    side_of_mark,
)
from whichcert.measure.tracking import Belief

N = 60
TABLE = ItemTable(
    np.random.default_rng(0).normal(0.2, 0.7, N),
    np.full(N, 0.5),
    np.where(np.arange(N) % 3 == 0, 0.1, 0.25),
    np.repeat([0, 1, 2], 20),
)
FORM = UnseenForm([10, 6, 4], 15)
DRAWS = draw_forms(TABLE, FORM, np.random.default_rng(1), draws=4_000)
CURVES = score_curves(TABLE, FORM, np.random.default_rng(1))


def belief(*mean: float, deviation: float = 0.5) -> Belief:
    covariance = deviation**2 * (0.7 + 0.3 * np.eye(3))
    return Belief(np.array(mean), covariance, np.zeros(3))


def test_chance_is_what_plain_simulation_gives() -> None:
    rng, one = np.random.default_rng(5), belief(1.2, 0.8, 1.6)
    passed, n = 0, 20_000
    for _ in range(n):
        theta = rng.multivariate_normal(one.mean, one.covariance)
        score = 0
        for area, count in enumerate(FORM.counts):
            places = rng.choice(np.flatnonzero(TABLE.area == area), count, replace=False)
            difficulty = TABLE.difficulty[places] + TABLE.error[places] * rng.standard_normal(count)
            chance = TABLE.guessing[places] + (1 - TABLE.guessing[places]) / (
                1 + np.exp(difficulty - theta[area])
            )
            score += int((rng.random(count) < chance).sum())
        passed += score >= FORM.cut
    assert abs(pass_chance(one, DRAWS).probability - passed / n) < 0.015


def test_chance_rises_with_ability_in_every_area() -> None:
    start = pass_chance(belief(1.0, 1.0, 1.0), DRAWS).probability
    for better in ((1.5, 1.0, 1.0), (1.0, 1.5, 1.0), (1.0, 1.0, 1.5)):
        assert pass_chance(belief(*better), DRAWS).probability > start


def test_interval_holds_the_chance_and_narrows_with_knowledge() -> None:
    unsure, sure = (pass_chance(belief(1.5, 1.5, 1.5, deviation=d), DRAWS) for d in (0.8, 0.1))
    assert unsure.probability in unsure.interval
    assert sure.interval.width < unsure.interval.width


def test_the_side_of_the_mark_is_settled_where_the_day_is_not() -> None:
    near = belief(1.3, 1.3, 1.3, deviation=0.01)
    assert side_of_mark(near, CURVES) in (0.0, 1.0)
    assert 0.1 < pass_chance(near, DRAWS).probability < 0.85


def test_the_same_seed_gives_the_same_number() -> None:
    again = draw_forms(TABLE, FORM, np.random.default_rng(1), draws=4_000)
    assert pass_chance(belief(1, 1, 1), again) == pass_chance(belief(1, 1, 1), DRAWS)


def test_a_form_that_the_bank_can_not_fill_is_refused_by_area() -> None:
    with pytest.raises(InputRefused) as refused:
        draw_forms(TABLE, UnseenForm([30, 2, 21], 40), np.random.default_rng(1))
    assert [problem.message for problem in refused.value.problems] == [
        "focus area 0 has 20 items and a form needs 30",
        "focus area 2 has 20 items and a form needs 21",
    ]


def test_an_empty_form_is_refused() -> None:
    with pytest.raises(InputRefused):
        draw_forms(TABLE, UnseenForm([0, 0, 0], 0), np.random.default_rng(1))
