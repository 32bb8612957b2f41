"""An ability that moves: the filter against exact sums, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.errors import InputRefused
from whichcert.measure.tracking import (
    AskedItem,
    Belief,
    Dynamics,
    after_answer,
    after_days,
    after_learning,
    chance_right,
    mixed_slope,
    newcomer,
)

DYNAMICS = Dynamics()
items = st.builds(AskedItem, st.floats(-3, 3), st.floats(0, 1.5), st.sampled_from([0.0, 0.1, 0.25, 0.5]))
answer_lists = st.lists(st.tuples(st.integers(0, 3), items, st.booleans()), max_size=12)


def _after(answers: list[tuple[int, AskedItem, bool]]) -> Belief:
    belief = newcomer(4, DYNAMICS)
    for area, item, right in answers:
        belief = after_answer(belief, area, item, right=right)
    return belief


def test_one_answer_gives_the_moments_of_the_exact_posterior() -> None:
    item = AskedItem(0.4, 0.0, 0.25)
    theta = np.linspace(-8, 10, 20_001)
    for right in (True, False):
        chance = chance_right(item, theta) if right else 1 - chance_right(item, theta)
        mass = chance * np.exp(-0.5 * (theta - DYNAMICS.mean) ** 2)
        mass /= mass.sum()
        mean = float(mass @ theta)
        deviation = float(np.sqrt(mass @ theta**2 - mean**2))
        found = after_answer(newcomer(1, DYNAMICS), 0, item, right=right)
        np.testing.assert_allclose([found.mean[0], found.deviation[0]], [mean, deviation], atol=2e-4)


def test_many_answers_in_one_area_come_near_the_exact_posterior() -> None:
    rng = np.random.default_rng(3)
    theta = np.linspace(-8, 10, 4_001)
    log_mass = -0.5 * (theta - DYNAMICS.mean) ** 2
    belief = newcomer(1, DYNAMICS)
    for _ in range(60):
        item, right = AskedItem(float(rng.normal()), 0.5, 0.2), bool(rng.random() < 0.7)
        chance = chance_right(item, theta)
        log_mass += np.log(chance if right else 1 - chance)
        belief = after_answer(belief, 0, item, right=right)
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    mean = float(mass @ theta)
    deviation = float(np.sqrt(mass @ theta**2 - mean**2))
    assert abs(belief.mean[0] - mean) < 0.1 * deviation
    assert abs(belief.deviation[0] / deviation - 1) < 0.1


def test_mixed_slope_follows_the_average_over_an_unknown_difficulty() -> None:
    rng = np.random.default_rng(1)
    for off in (-2.0, 0.3, 1.5):
        exact = (1 / (1 + np.exp(-(off + 0.7 * rng.standard_normal(200_000))))).mean()
        assert abs(1 / (1 + np.exp(-float(mixed_slope(0.7)) * off)) - exact) < 0.01


@given(answer_lists, st.integers(0, 3), items)
def test_a_right_answer_raises_every_area_and_a_wrong_one_lowers_it(
    before: list[tuple[int, AskedItem, bool]], area: int, item: AskedItem
) -> None:
    belief = _after(before)
    better, worse = (after_answer(belief, area, item, right=right) for right in (True, False))
    # Areas correlate, and answers in others can't turn that round by more than rounding.
    assert better.mean[area] >= belief.mean[area] - 1e-9
    assert worse.mean[area] <= belief.mean[area] + 1e-9


@given(answer_lists)
def test_the_covariance_stays_one_and_shrinks(answers: list[tuple[int, AskedItem, bool]]) -> None:
    belief = _after(answers)
    np.testing.assert_allclose(belief.covariance, belief.covariance.T, atol=1e-12)
    assert np.linalg.eigvalsh(belief.covariance).min() > 0
    assert np.trace(belief.covariance) <= np.trace(newcomer(4, DYNAMICS).covariance) + 1e-6 + len(answers)
    assert int(belief.answered.sum()) == len(answers)


def test_learning_raises_its_area_alone() -> None:
    before = newcomer(3, DYNAMICS)
    after = after_learning(before, 1, DYNAMICS, 2.0)
    np.testing.assert_allclose(after.mean - before.mean, [0, 2 * DYNAMICS.gain, 0])
    assert after.covariance[1, 1] > before.covariance[1, 1]


def test_time_lets_gains_fade_and_leaves_what_lies_below() -> None:
    before = Belief(np.array([2.9, -0.5]), np.eye(2) * 0.1, np.zeros(2))
    after = after_days(before, DYNAMICS.forgetting_days, DYNAMICS)
    np.testing.assert_allclose(after.mean, [DYNAMICS.mean + 2.0 / np.e, -0.5])
    assert (np.diag(after.covariance) > 0.1).all()
    assert after_days(before, 0.0, DYNAMICS) is before


@pytest.mark.parametrize(("areas", "correlation"), [(0, 0.5), (2, 1.5), (2, -0.1)])
def test_what_is_no_learner_is_refused(areas: int, correlation: float) -> None:
    with pytest.raises(InputRefused):
        newcomer(areas, Dynamics(correlation=correlation))
