"""The mock assessment: its form, its time and its result."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from studying import LIBRARY, NOON, wrong
from whichcert.errors import InputRefused, UnknownName
from whichcert.flows.history import Mode
from whichcert.flows.item_pool import cut_of, scaled
from whichcert.flows.sit_assessment import (
    TimeAllowed,
    Wanted,
    begin_mock,
    items_under_way,
    lengths,
    minutes_for,
    mock_result,
)
from whichcert.flows.sitting import Deed, Happened, Sitting, State, state_of


def mock(length: int = 20, time: TimeAllowed = TimeAllowed.STANDARD, assessment: str = "psm-1") -> Sitting:
    wanted = Wanted(assessment, length, time)
    return begin_mock(LIBRARY, wanted, {}, token="t", at=NOON, rng=np.random.default_rng(8))


def sat(sitting: Sitting, right: int) -> State:
    """Return the state after the first ``right`` items were answered right and all but the last one wrong."""
    events = []
    for place, name in enumerate(sitting.items[:-1]):
        item = LIBRARY.bank.get(name)
        chosen = item.keys if place < right else wrong(item)
        events.append(Happened(Deed.ANSWER, NOON + timedelta(seconds=20 * (place + 1)), name, chosen))
    return state_of(sitting, events)


@pytest.mark.parametrize("assessment", ["psm-1", "pspo-1"])
def test_a_whole_mock_is_like_the_real_one(assessment: str) -> None:
    sitting = mock(80, assessment=assessment)
    assert (len(set(sitting.items)), sitting.minutes) == (80, 60.0)
    assert mock_result(state_of(sitting, []), LIBRARY).cut == 68


@pytest.mark.parametrize("assessment", ["psm-1", "pspo-1"])
def test_every_length_on_offer_can_be_sat(assessment: str) -> None:
    for length in lengths(LIBRARY, assessment):
        assert len(mock(length, assessment=assessment).items) == length


@pytest.mark.parametrize(
    ("time", "minutes"),
    [
        (TimeAllowed.STANDARD, 15.0),
        (TimeAllowed.QUARTER_MORE, 18.75),
        (TimeAllowed.HALF_MORE, 22.5),
        (TimeAllowed.DOUBLE, 30.0),
        (TimeAllowed.NO_CLOCK, None),
    ],
)
def test_time_follows_length_and_accommodation(time: TimeAllowed, minutes: float | None) -> None:
    assert minutes_for(LIBRARY, "psm-1", 20, time) == minutes


@pytest.mark.parametrize("length", [0, -3, 9, 81, 10_000])
def test_a_length_that_is_no_mock_is_refused(length: int) -> None:
    with pytest.raises(InputRefused):
        mock(length)


def test_an_unknown_assessment_is_refused() -> None:
    with pytest.raises(UnknownName):
        mock(assessment="psm-9")


def test_items_not_seen_come_first() -> None:
    first = mock(40)
    seen = dict.fromkeys(first.items, 1)
    second = begin_mock(LIBRARY, Wanted("psm-1", 40), seen, token="u", at=NOON, rng=np.random.default_rng(8))
    assert len(set(first.items) & set(second.items)) <= 4


def test_score_counts_unanswered_as_wrong_and_adds_up_over_areas() -> None:
    result = mock_result(sat(mock(), 17), LIBRARY)
    assert (result.right, result.asked, result.cut, result.unanswered) == (17, 20, 17, 1)
    assert result.reached_the_mark
    assert result.percent == 85.0
    assert sum(area.right for area in result.areas) == 17
    assert sum(area.asked for area in result.areas) == 20
    assert not mock_result(sat(mock(), 16), LIBRARY).reached_the_mark


def test_partial_credit_is_never_below_all_or_nothing() -> None:
    for right in (0, 10, 19):
        result = mock_result(sat(mock(), right), LIBRARY)
        assert result.right <= result.partial_points <= result.asked


def test_late_answers_are_counted_once_each_and_not_scored() -> None:
    sitting = mock()
    item = LIBRARY.bank.get(sitting.items[0])
    late = [Happened(Deed.ANSWER, NOON + timedelta(minutes=16 + n), item.id, item.keys) for n in (0, 1)]
    result = mock_result(state_of(sitting, late), LIBRARY)
    assert (result.right, result.late) == (0, 1)


def test_time_and_changes_are_told_item_by_item() -> None:
    sitting = replace(mock(), minutes=None)
    name = sitting.items[0]
    events = [
        Happened(Deed.ANSWER, NOON + timedelta(seconds=30), name, (0,)),
        Happened(Deed.ANSWER, NOON + timedelta(seconds=40), name, (1,)),
    ]
    first = mock_result(state_of(sitting, events), LIBRARY).items[0]
    assert (first.number, first.seconds, first.changes, first.was_answered) == (1, 40.0, 1, True)


def test_a_scaled_blueprint_keeps_its_balance() -> None:
    whole = LIBRARY.blueprints["psm-1"]
    for length in (10, 20, 40, 80):
        part = scaled(whole, length)
        assert part.n_items == length
        assert all(abs(count - whole.counts[area] * length / 80) < 1 for area, count in part.counts.items())


@pytest.mark.parametrize(("length", "cut"), [(80, 68), (40, 34), (20, 17), (10, 9), (1, 1)])
def test_the_cut_is_the_lowest_score_at_the_mark(length: int, cut: int) -> None:
    assert cut_of(length, 85.0) == cut


def test_items_that_the_content_lost_are_left_out_and_counted() -> None:
    whole = mock()
    sitting = replace(whole, items=("gone-1", *whole.items[1:9], "gone-2", *whole.items[10:]))
    result = mock_result(sat_with_lost(sitting), LIBRARY)
    assert (result.asked, result.lost, result.right, result.cut) == (18, 2, 18, 16)
    assert [one.number for one in result.items] == list(range(1, 19))
    assert result.percent == 100.0


def sat_with_lost(sitting: Sitting) -> State:
    """Return the state after every item was answered right, those that are lost with anything."""
    events = []
    for place, name in enumerate(sitting.items, start=1):
        item = LIBRARY.bank.items.get(name)
        chosen = (0,) if item is None else item.keys
        events.append(Happened(Deed.ANSWER, NOON + timedelta(seconds=20 * place), name, chosen))
    return state_of(sitting, events)


@pytest.mark.parametrize("items", [(), ("gone-1", "gone-2")])
def test_a_mock_without_any_item_has_a_result_without_a_score(items: tuple[str, ...]) -> None:
    result = mock_result(state_of(replace(mock(), items=items), []), LIBRARY)
    assert (result.asked, result.lost, result.percent, result.partial_percent) == (0, len(items), 0.0, 0.0)


def test_a_mock_of_an_assessment_that_is_gone_has_a_result() -> None:
    result = mock_result(state_of(replace(mock(), assessments=("psm-9",)), []), LIBRARY)
    assert (result.asked, result.pass_percent) == (20, 85.0)


def test_only_mocks_that_go_on_hold_their_items() -> None:
    sitting = mock()
    running, practice = state_of(sitting, []), state_of(replace(sitting, mode=Mode.PRACTISE), [])
    finished = state_of(sitting, [Happened(Deed.FINISH, NOON + timedelta(minutes=1))])
    soon, late = NOON + timedelta(minutes=2), NOON + timedelta(minutes=16)
    assert items_under_way([practice, finished, running], soon) == set(sitting.items)
    assert items_under_way([practice, finished], soon) == frozenset()
    assert items_under_way([running], late) == frozenset()
