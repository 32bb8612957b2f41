"""What is held of earlier answers never changes what comes out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from studying import LIBRARY, NOON, answered, pool
from whichcert.flows import standing as standings_room
from whichcert.flows.history import Answered, Confidence, Marked, Mode, marked
from whichcert.flows.readiness import chances_over_time
from whichcert.flows.standing import Standing, standings
from whichcert.flows.trail import MOST_POINTS, Trail

POOL = pool()
HISTORIES = some.lists(some.lists(some.integers(0, 2), max_size=12), max_size=8)


def walk(trail: Trail[Any], answers: str | tuple[int, ...], places: Sequence[int]) -> tuple[Any, int]:
    """Return what follows at the places, here the answers so far, and how many steps that took."""
    taken = list[int]()

    def step(before: tuple[Any, ...], place: int) -> tuple[Any, ...]:
        taken.append(place)
        return (*before, answers[place])

    found = trail.points(cast("tuple[Marked, ...]", tuple(answers)), places, start=(), step=step)
    return found, len(taken)


@given(HISTORIES, some.data())
def test_any_histories_one_after_the_other_give_what_each_gives_alone(
    histories: list[list[int]], data: some.DataObject
) -> None:
    trail = Trail[Any]()
    for history in histories:
        places = data.draw(some.lists(some.integers(0, len(history)), max_size=5))
        found, _ = walk(trail, tuple(history), places)
        assert found == {place: tuple(history[:place]) for place in places}


def test_a_longer_history_costs_its_new_answers_alone() -> None:
    trail = Trail[Any]()
    assert walk(trail, "abcd", [4])[1] == 4
    assert walk(trail, "abcdef", [6])[1] == 2
    assert walk(trail, "abcdef", [4, 6])[1] == 0


def test_answers_that_came_in_between_cost_what_follows_them() -> None:
    trail = Trail[Any]()
    walk(trail, "abcd", [1, 2, 4])
    assert walk(trail, "abxcd", [5])[1] == 3
    assert walk(trail, "zabxcd", [6])[1] == 6


def test_what_a_trail_holds_is_bounded() -> None:
    trail = Trail[Any]()
    for n in range(3 * MOST_POINTS):
        walk(trail, tuple(range(n)), [n])
    assert len(trail.walked.points) == MOST_POINTS


def exact(found: Sequence[Standing]) -> list[tuple[object, ...]]:
    return [
        (
            one.belief.mean.tobytes(),
            one.belief.covariance.tobytes(),
            one.belief.answered.tobytes(),
            (one.first_answers, one.first_right, one.lucky, one.again_answers, one.again_right, one.last),
        )
        for one in found
    ]


def some_answers(rng: np.random.Generator, n: int) -> list[Answered]:
    """Return answers of three weeks to few items, so that some come again; some of another assessment."""
    items = [*POOL.items[:15], *LIBRARY.bank.live("pspo-1")[-5:]]
    return [
        answered(
            items[int(rng.integers(len(items)))],
            right=bool(rng.random() < 0.6),
            minute=int(rng.integers(21 * 24 * 60)),
            mode=list(Mode)[int(rng.integers(4))],
            confidence=[None, *Confidence][int(rng.integers(4))],
        )
        for _ in range(n)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_standing_goes_on_to_the_bit_whatever_came_before(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given_answers, looks = list[Answered](), list[tuple[tuple[Marked, ...], list[datetime]]]()
    for _ in range(8):
        # an import adds older answers, erasing removes all
        given_answers = (
            [] if rng.random() < 0.1 else [*given_answers, *some_answers(rng, int(rng.integers(9)))]
        )
        times = sorted(NOON + timedelta(days=float(rng.uniform(-1, 22))) for _ in range(3))
        looks.append((marked(given_answers, LIBRARY.bank), times))
    standings_room._trail.cache_clear()
    going_on = [exact(standings(answers, POOL, times)) for answers, times in looks]
    anew = list[list[tuple[object, ...]]]()
    for answers, times in looks:
        standings_room._trail.cache_clear()
        anew.append(exact(standings(answers, POOL, times)))
    assert going_on == anew


def test_yesterday_s_chances_are_not_computed_again() -> None:
    rng = np.random.default_rng(3)
    answers = marked(some_answers(rng, 40), LIBRARY.bank)
    end = NOON + timedelta(days=21)
    first = chances_over_time(answers, POOL, end)
    more = answered(POOL.items[0], minute=21 * 24 * 60 - 1)
    second = chances_over_time(marked([*(one.answer for one in answers), more], LIBRARY.bank), POOL, end)
    same = [one for one, other in zip(first, second, strict=False) if one[1] is other[1]]
    assert len(same) >= len(first) - 2 > 5
