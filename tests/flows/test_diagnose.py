"""The diagnostic: it asks 12 to 25 items and says where somebody stands."""

from datetime import timedelta

import diagnostic
import numpy as np
import pytest

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.flows.diagnose import FEWEST, MOST, Asking, Finished, next_step, open_items
from whichcert.flows.history import Marked, Mode, marked


def sat(
    right: object, assessments: tuple[str, ...] = ("psm-1",), seed: int = 4
) -> tuple[list[Marked], Finished]:
    """Return the answers of somebody who answers right when ``right(n)`` says so, and the end."""
    rng, answers = np.random.default_rng(seed), list[Marked]()
    while True:
        at = NOON + timedelta(minutes=len(answers))
        step = next_step(answers, (), assessments=assessments, library=LIBRARY, at=at, rng=rng)
        if isinstance(step, Finished):
            return answers, step
        assert isinstance(step, Asking)
        assert (step.number, step.at_most_left) == (len(answers) + 1, MOST - len(answers) - 1)
        told = answered(step.item, right=right(len(answers)), minute=len(answers), mode=Mode.DIAGNOSTIC)  # type: ignore[operator]
        answers.extend(marked([told], LIBRARY.bank))


def test_somebody_who_knows_nothing_is_told_early() -> None:
    answers, end = sat(lambda n: n % 3 == 0)
    assert len(answers) == FEWEST
    assert end.is_sure
    assert end.sides["psm-1"] < 0.05


def test_somebody_near_the_mark_is_asked_more() -> None:
    answers, _ = sat(lambda n: n % 6 != 0)
    assert FEWEST < len(answers) <= MOST


def test_two_assessments_are_placed_at_once() -> None:
    answers, end = sat(lambda n: n % 2 == 0, ("psm-1", "pspo-1"))
    assert set(end.sides) == {"psm-1", "pspo-1"}
    assert len(answers) <= MOST


def test_items_differ_and_do_not_give_each_other_away() -> None:
    answers, _ = sat(lambda n: n % 6 != 0)
    items = [one.item.id for one in answers]
    assert len(set(items)) == len(items)
    assert not any(other in pool().enemies[one] for one in items for other in items)


def test_several_focus_areas_are_asked() -> None:
    answers, _ = sat(lambda n: True)
    assert len({one.item.focus_area for one in answers}) >= 4


@pytest.mark.parametrize("right", [True, False])
def test_what_was_answered_before_counts(right: bool) -> None:
    before = history(pool().items[:60], right=right, mode=Mode.MOCK)
    at = NOON + timedelta(hours=2)
    step = next_step((), before, assessments=["psm-1"], library=LIBRARY, at=at, rng=np.random.default_rng(1))
    assert isinstance(step, Asking)
    assert step.item.id not in {one.item.id for one in before}


def test_what_is_held_back_is_not_asked() -> None:
    held = frozenset(item.id for item in pool().items[3:])
    rng = np.random.default_rng(1)
    for _ in range(5):
        step = next_step((), (), assessments=["psm-1"], library=LIBRARY, at=NOON, rng=rng, held=held)
        assert isinstance(step, Asking)
        assert step.item.id not in held


def test_nothing_is_open_when_all_was_met_or_is_held_back() -> None:
    met = history(pool().items[:10])
    rest = frozenset(item.id for item in pool().items[10:])
    found = open_items((), assessments=["psm-1", "pspo-1"], library=LIBRARY)
    assert set(found) == {item.id for name in ("psm-1", "pspo-1") for item in pool(name).items}
    assert not open_items(met, assessments=["psm-1"], library=LIBRARY, held=rest)
    step = next_step(
        (), met, assessments=["psm-1"], library=LIBRARY, at=NOON, rng=np.random.default_rng(1), held=rest
    )
    assert isinstance(step, Finished)


def test_the_fast_simulation_follows_the_same_rule() -> None:
    people = diagnostic.People(pool(), diagnostic.Population(), 6, np.random.default_rng(3))
    assert diagnostic.largest_difference(people, 6) < 1e-6
