"""Where a learner stands: what counts as evidence, and what the chance to pass does with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.bank.item import Item
from whichcert.flows.history import Answered, Confidence, Mode, marked
from whichcert.flows.standing import area_gains, standing, standings

POOL = pool()
LATER = NOON + timedelta(hours=3)
FORTY = POOL.items[:40]


def test_a_newcomer_stands_where_the_prior_says() -> None:
    now = standing((), POOL, NOON)
    assert (now.first_answers, now.last) == (0, None)
    assert all(not area.is_known and area.answered == 0 for area in now.areas())


def test_right_answers_raise_the_chance_and_wrong_ones_lower_it() -> None:
    start, right, wrong = (
        standing(answers, POOL, LATER).pass_chance()
        for answers in ((), history(FORTY), history(FORTY, right=False))
    )
    assert start is not None
    assert right is not None
    assert wrong is not None
    assert wrong.probability < start.probability < right.probability


def again(items: Sequence[Item], *, right: bool, start: int = 600) -> list[Answered]:
    return [
        answered(item, right=right, minute=start + place, mode=Mode.MOCK) for place, item in enumerate(items)
    ]


def test_a_right_repeat_says_little_and_a_wrong_one_much() -> None:
    first = [one.answer for one in history(FORTY, mode=Mode.MOCK)]
    once, right, wrong = (
        standing(marked([*first, *more], LIBRARY.bank), POOL, LATER + timedelta(days=1))
        for more in ([], again(FORTY, right=True), again(FORTY, right=False))
    )
    rise = right.belief.mean - once.belief.mean
    fall = once.belief.mean - wrong.belief.mean
    assert (rise >= 0).all()
    assert fall.sum() > 5 * rise.sum()
    assert (right.first_answers, right.again_answers, right.again_right) == (40, 40, 40)
    np.testing.assert_array_equal(right.belief.answered, once.belief.answered)


def test_practising_without_learning_never_makes_ready() -> None:
    rng = np.random.default_rng(5)
    items = [item for item in POOL.items for _ in range(4)]
    answers = [
        answered(item, right=bool(rng.random() < 0.65), minute=place) for place, item in enumerate(items)
    ]
    now = standing(marked(answers, LIBRARY.bank), POOL, NOON + timedelta(days=2))
    chance = now.pass_chance()
    assert chance is not None
    assert chance.probability < 0.3


def test_what_an_item_teaches_again_is_limited() -> None:
    item = FORTY[0]
    times = [answered(item, minute=place) for place in range(60)]
    few, many = (standing(marked(times[:n], LIBRARY.bank), POOL, LATER) for n in (4, 60))
    place = POOL.area_of(item)
    assert place is not None
    taught = (few.belief.covariance[place, place], many.belief.covariance[place, place])
    assert taught[1] < taught[0] + 1e-3


def test_practice_teaches_and_a_mock_alone_does_not() -> None:
    practised = standing(history(FORTY), POOL, LATER)
    sat = standing(history(FORTY, mode=Mode.MOCK), POOL, LATER)
    assert practised.belief.mean.sum() > sat.belief.mean.sum()


def test_a_long_break_lowers_the_chance_and_widens_the_doubt() -> None:
    answers = history(POOL.items[:120])
    soon, late = (standing(answers, POOL, LATER + timedelta(days=days)) for days in (0, 90))
    assert late.belief.mean.sum() < soon.belief.mean.sum()
    assert (late.belief.deviation > soon.belief.deviation).all()


def test_answers_of_the_future_and_of_other_assessments_do_not_count() -> None:
    foreign = next(item for item in LIBRARY.bank.live("pspo-1") if "psm-1" not in item.assessments)
    answers = marked([answered(foreign), answered(FORTY[0], minute=600)], LIBRARY.bank)
    assert standing(answers, POOL, LATER).first_answers == 0


def test_many_times_in_one_pass_are_what_each_would_be_alone() -> None:
    answers = history(FORTY)
    times = [NOON - timedelta(days=1), NOON + timedelta(minutes=10), LATER, LATER + timedelta(days=9)]
    for at, then in zip(times, standings(answers, POOL, times), strict=True):
        alone = standing(answers, POOL, at)
        assert (then.first_answers, then.first_right, then.last) == (
            alone.first_answers, alone.first_right, alone.last,
        )  # fmt: skip
        np.testing.assert_array_equal(then.belief.mean, alone.belief.mean)
        np.testing.assert_array_equal(then.belief.covariance, alone.belief.covariance)


def test_lucky_guesses_are_counted() -> None:
    answers = marked([answered(FORTY[0], confidence=Confidence.GUESS)], LIBRARY.bank)
    assert standing(answers, POOL, LATER).lucky == 1


def test_areas_are_those_of_a_form_the_heaviest_first() -> None:
    areas = standing((), POOL, NOON).areas()
    weights = [area.weight for area in areas]
    assert weights == sorted(weights, reverse=True)
    assert abs(sum(weights) - 1) < 1e-12
    assert all(area.low <= area.share <= area.high for area in areas)


def test_what_a_form_does_not_ask_gains_nothing() -> None:
    now = standing((), POOL, NOON)
    gains = area_gains(now)
    asked = dict(zip(POOL.areas, POOL.form.counts, strict=True))
    assert all((gains[area] > 0) == (asked[area] > 0) for area in POOL.areas)


def test_without_a_whole_form_there_is_no_chance() -> None:
    assert standing((), replace(POOL, forms=None), NOON).pass_chance() is None
