"""Practice: which item comes next, and what is told after the answer."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from studying import LIBRARY, NOON, answered, history, pool, wrong
from whichcert.bank.item import Kind
from whichcert.errors import InputRefused
from whichcert.flows.history import Marked, marked
from whichcert.flows.practise import RECENT, Why, feedback, next_item, partial_credit
from whichcert.flows.standing import standing

POOL = pool()


def practised(n: int, *, right: bool, seed: int = 1) -> tuple[Marked, ...]:
    rng, answers = np.random.default_rng(seed), list[Marked]()
    for minute in range(n):
        at = NOON + timedelta(minutes=minute)
        asked = next_item(answers, standing(answers, POOL, at), at, rng)
        answers.extend(marked([answered(asked.item, right=right, minute=minute)], LIBRARY.bank))
    return tuple(answers)


def test_no_item_comes_twice_while_there_are_others() -> None:
    items = [one.item.id for one in practised(60, right=True)]
    assert len(set(items)) == 60


def test_focus_areas_are_balanced_by_what_a_form_asks() -> None:
    given = Counter(one.item.focus_area for one in practised(60, right=True))
    asked = {area: count for area, count in zip(POOL.areas, POOL.form.counts, strict=True) if count}
    assert set(given) <= set(asked)
    assert len(given) >= 8
    assert max(given.values()) <= 20


def test_no_enemy_stands_among_the_last_answers() -> None:
    answers = practised(40, right=True)
    for place, one in enumerate(answers):
        near = {other.item.id for other in answers[max(0, place - RECENT) : place]}
        assert not near & POOL.enemies[one.item.id]


def test_a_missed_statement_comes_back_in_another_item() -> None:
    by_statement = Counter(name for item in POOL.items for name in item.statements)
    often = by_statement.most_common(1)[0][0]
    about = [item for item in POOL.items if often in item.statements]
    answers = history([about[0]], right=False)
    at, found = NOON + timedelta(hours=1), list[str]()
    rng = np.random.default_rng(2)
    for _ in range(25):
        asked = next_item(answers, standing(answers, POOL, at), at, rng)
        found.append(asked.why)
        answers = (*answers, *marked([answered(asked.item, minute=60)], LIBRARY.bank))
    assert Why.MISSED in found


def test_when_all_were_met_the_most_forgotten_one_comes() -> None:
    answers = history(POOL.items)
    at = NOON + timedelta(days=30)
    asked = next_item(answers, standing(answers, POOL, at), at, np.random.default_rng(1))
    assert asked.why is Why.AGAIN


def test_the_same_dice_give_the_same_items() -> None:
    assert [a.item.id for a in practised(10, right=False)] == [a.item.id for a in practised(10, right=False)]


def test_feedback_explains_every_option_and_cites_the_guide() -> None:
    for item in POOL.items[:50]:
        told = feedback(item, wrong(item), LIBRARY)
        assert not told.is_right
        assert [option.note for option in told.options if not option.is_correct].count("") == 0
        assert told.statements
        assert "{" not in told.rationale


def test_what_others_chose_is_shown_once_there_are_enough() -> None:
    item = POOL.items[0]
    few, many = (feedback(item, item.keys, LIBRARY, others={0: n}) for n in (29, 30))
    assert few.options[0].others is None
    assert [option.others for option in many.options][:2] == [30, 0]


def test_partial_credit_counts_wrong_choices_against_right_ones() -> None:
    item = next(one for one in POOL.items if one.kind is Kind.MULTIPLE and one.choose == 2)
    one_right, everything = item.keys[:1], range(len(item.options))
    assert partial_credit(item, item.keys) == 1.0
    assert partial_credit(item, one_right) == 0.5
    assert partial_credit(item, wrong(item)) == 0.0
    assert partial_credit(item, tuple(everything)) == 0.0
    assert partial_credit(item, ()) == 0.0


def test_what_is_held_back_is_not_asked_even_when_nothing_new_is_left() -> None:
    free = {item.id for item in POOL.items[:3]}
    held = frozenset(item.id for item in POOL.items) - free
    rng = np.random.default_rng(1)
    for answers in ((), history(POOL.items[:3]), history(POOL.items)):
        at = NOON + timedelta(days=9)
        asked = next_item(answers, standing(answers, POOL, at), at, rng, held=held)
        assert asked.item.id in free


def test_all_items_held_back_is_refused() -> None:
    held = frozenset(item.id for item in POOL.items)
    with pytest.raises(InputRefused, match="every published item is held back"):
        next_item((), standing((), POOL, NOON), NOON, np.random.default_rng(1), held=held)
