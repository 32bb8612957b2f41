"""What practice leaves unmet for the last mocks."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import pytest

from studying import LIBRARY, NOON, history, pool
from whichcert.bank.item import Item
from whichcert.flows.history import Mode
from whichcert.flows.kept_items import Keeping, keeping, keeping_of, turns, turns_of
from whichcert.flows.practise import next_item
from whichcert.flows.sit_assessment import Wanted, begin_mock
from whichcert.flows.sitting import Deed, Happened, Sitting, State, state_of
from whichcert.flows.standing import standing

BOTH = ("psm-1", "pspo-1")
POOL = pool()
BLUEPRINT = LIBRARY.blueprints["psm-1"]


def kept(*met: Item, names: Iterable[str] = BOTH, seed: str = "token") -> Keeping:
    return keeping(LIBRARY, names, {item.id for item in met}, seed)


def areas(items: Iterable[str]) -> Counter[object]:
    return Counter(LIBRARY.bank.get(item).focus_area for item in items)


def mock_of(length: int, found: Keeping, seen: dict[str, int] | None = None) -> Sitting:
    wish = Wanted("psm-1", length)
    late = turns(LIBRARY, wish, seen or {}, found)
    return begin_mock(LIBRARY, wish, late, token="m", at=NOON, rng=np.random.default_rng(3))


@pytest.mark.parametrize("name", BOTH)
def test_a_whole_form_is_kept_in_its_balance(name: str) -> None:
    assert areas(kept().of(name)) == Counter(LIBRARY.blueprints[name].counts)


def test_no_item_is_kept_for_two_assessments_or_gives_another_away() -> None:
    found = kept()
    assert not found.of("psm-1") & found.of("pspo-1")
    assert not any(POOL.enemies[item] & found.of("psm-1") for item in found.of("psm-1"))


def test_a_seed_keeps_the_same_and_another_seed_others() -> None:
    assert kept() == kept()
    assert kept(seed="other") != kept()


def test_what_practice_asks_changes_nothing_of_what_is_kept() -> None:
    before = kept()
    free = [item for item in POOL.items if item.id not in before.all]
    assert kept(*free[:200]).by_assessment == before.by_assessment


def test_after_a_mock_others_take_the_place_of_what_it_asked() -> None:
    before = kept()
    after = kept(*(LIBRARY.bank.get(item) for item in before.of("psm-1")))
    assert not before.of("psm-1") & after.of("psm-1")
    assert areas(after.of("psm-1")) == areas(before.of("psm-1"))


def test_most_statements_can_still_be_practised() -> None:
    all_tested = {name for item in POOL.items for name in item.statements}
    free = {name for item in POOL.items if item.id not in kept().all for name in item.statements}
    assert len(all_tested - free) <= 0.1 * len(all_tested)


def test_practice_leaves_it_out_until_nothing_else_of_a_form_is_new() -> None:
    found = kept()
    assert found.beside([POOL]) == found.all
    others = [item for item in POOL.items if item.id not in found.all]
    # only what is kept for the other assessment is left: that goes before its own
    rest = kept(*others)
    assert rest.beside([POOL]) == rest.of("psm-1")
    own = rest.of("psm-1")
    assert kept(*(item for item in POOL.items if item.id not in own)).beside([POOL]) == frozenset()


def test_a_diagnostic_gets_it_when_too_few_others_are_left() -> None:
    found = kept()
    others = [item for item in POOL.items if item.id not in found.all]
    late = kept(*others[:-10])
    assert late.beside([POOL]) == late.all
    assert late.beside([POOL], at_least=300) == frozenset()


def test_practice_through_the_flow_never_meets_it() -> None:
    rng, answers = np.random.default_rng(1), history(POOL.items[:1])
    first = keeping(LIBRARY, BOTH, {one.item.id for one in answers}, "token").all
    for minute in range(1, 60):
        at = NOON + timedelta(minutes=minute)
        found = keeping(LIBRARY, BOTH, {one.item.id for one in answers}, "token")
        asked = next_item(answers, standing(answers, POOL, at), at, rng, held=found.beside([POOL]))
        answers = (*answers, *history([asked.item]))
    assert not first & {one.item.id for one in answers}


def test_a_whole_mock_takes_exactly_what_is_kept_and_a_short_one_nothing_of_it() -> None:
    found = kept()
    assert set(mock_of(80, found).items) == found.of("psm-1")
    assert not set(mock_of(40, found).items) & found.all


def test_a_mock_after_all_else_was_met_is_new_to_the_learner() -> None:
    found = kept()
    seen = {item.id: 3 for item in POOL.items if item.id not in found.of("psm-1")}
    assert set(mock_of(80, found, seen).items) == found.of("psm-1")


def test_what_was_seen_least_comes_next_and_what_a_mock_holds_counts_as_seen() -> None:
    found = kept()
    item, other, third = (one.id for one in [one for one in POOL.items if one.id not in found.all][:3])
    late = turns(LIBRARY, Wanted("psm-1", 40), {item: 2, other: 1}, found, frozenset({third}))
    own = next(iter(found.of("psm-1")))
    assert (late[own], late[other], late[item], late[third]) == (2, 3, 4, 3)


def sat(token: str, mode: Mode, *names: str, items: Iterable[Item] = ()) -> State:
    sitting = Sitting(token, mode, names, NOON, tuple(item.id for item in items))
    given = [
        Happened(Deed.ANSWER, NOON + timedelta(seconds=place), one.id, one.keys)
        for place, one in enumerate(items)
    ]
    return state_of(sitting, given)


def test_it_is_kept_for_what_a_learner_sat_and_not_for_what_a_review_touched() -> None:
    states = (sat("one", Mode.PRACTISE, "psm-1"), sat("two", Mode.REVIEW, "psm-1", "pspo-1"))
    found = keeping_of(LIBRARY, states, (), frozenset())
    assert list(found.by_assessment) == ["psm-1"]
    assert found == kept(names=["psm-1"], seed="one")


def test_a_first_mock_is_drawn_from_what_is_kept_for_it() -> None:
    states = (sat("one", Mode.PRACTISE, "psm-1"),)
    late = turns_of(LIBRARY, Wanted("pspo-1", 80), states, NOON)
    own = kept(seed="one").of("pspo-1")
    assert {item for item, turn in late.items() if turn == 0} == own


def test_the_first_mock_of_somebody_new_is_drawn_from_all() -> None:
    assert set(turns_of(LIBRARY, Wanted("pspo-1", 80), (), NOON).values()) == {1}


def test_an_unfinished_mock_keeps_its_items_out_of_the_next_one() -> None:
    first = begin_mock(LIBRARY, Wanted("psm-1", 80), {}, token="m", at=NOON, rng=np.random.default_rng(3))
    states = (state_of(first, ()),)
    late = turns_of(LIBRARY, Wanted("psm-1", 80), states, NOON)
    second = begin_mock(LIBRARY, Wanted("psm-1", 80), late, token="n", at=NOON, rng=np.random.default_rng(3))
    assert not set(first.items) & set(second.items)


def test_no_kept_item_gives_another_away_also_when_some_are_used_up() -> None:
    enemies = POOL.enemies
    for seed in ("one", "two", "three"):
        met = [item.id for item in LIBRARY.bank.live("psm-1")][:40]
        found = keeping(LIBRARY, ["psm-1"], met, seed).of("psm-1")
        assert len(found) == 80
        assert [one for one in found if enemies.get(one, frozenset()) & found] == []
