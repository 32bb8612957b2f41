"""A sitting: what follows from what happened."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studying import NOON
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import (
    LONGEST_LOOK,
    Deed,
    Happened,
    Sitting,
    given_at,
    history_of,
    state_of,
)
from whichcert.memory.schedule import Grade

MOCK = Sitting("t", Mode.MOCK, ("psm-1",), NOON, ("a", "b", "c"), 60.0)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def answer(item: str, minute: float, *chosen: int) -> Happened:
    return Happened(Deed.ANSWER, at(minute), item, chosen)


def test_the_last_answer_counts_and_a_change_is_counted_once() -> None:
    state = state_of(MOCK, [answer("a", 1, 0), answer("a", 2, 0), answer("a", 3, 2), answer("b", 4, 1)])
    assert {name: one.chosen for name, one in state.answers.items()} == {"a": (2,), "b": (1,)}
    assert state.changes == {"a": 1}


def test_time_goes_to_the_item_that_it_ended_on() -> None:
    events = [answer("a", 1, 0), Happened(Deed.LEAVE, at(1.5), "b"), answer("a", 2, 1)]
    assert state_of(MOCK, events).seconds == {"a": 90.0, "b": 30.0}


def test_a_closed_laptop_is_no_thinking_time() -> None:
    open_end = replace(MOCK, minutes=None)
    assert state_of(open_end, [answer("a", 600, 0)]).seconds == {"a": LONGEST_LOOK}


def test_bookmarks_come_and_go() -> None:
    marks = [(Deed.BOOKMARK, "a"), (Deed.BOOKMARK, "b"), (Deed.UNBOOKMARK, "a")]
    events = [Happened(deed, at(place), item) for place, (deed, item) in enumerate(marks, start=1)]
    assert state_of(MOCK, events).bookmarked == {"b"}


def test_the_clock_ends_a_mock_and_later_answers_are_kept_apart() -> None:
    state = state_of(MOCK, [answer("a", 59, 0), answer("a", 61, 1), answer("b", 62, 1)])
    assert (state.answers["a"].chosen, "b" in state.answers) == ((0,), False)
    assert [one.item for one in state.late] == ["a", "b"]
    assert (state.is_over(at(59.9)), state.is_over(at(60))) == (False, True)
    assert (state.seconds_left(at(59)), state.seconds_left(at(70))) == (60.0, 0.0)


def test_finishing_ends_it_before_the_clock() -> None:
    state = state_of(MOCK, [answer("a", 1, 0), Happened(Deed.FINISH, at(2)), answer("b", 3, 0)])
    assert state.finished == at(2)
    assert state.is_over(at(2))
    assert list(state.answers) == ["a"]


def test_without_a_clock_only_finishing_ends_it() -> None:
    state = state_of(replace(MOCK, minutes=None), [answer("a", 10_000, 0)])
    assert not state.is_over(at(100_000))
    assert state.seconds_left(at(5)) is None


def test_a_mock_tells_nothing_before_its_end_and_leaves_blank_answers_out() -> None:
    state = state_of(MOCK, [answer("a", 1, 0), answer("b", 2)])
    assert history_of([state], at(30)) == ()
    assert [one.item for one in history_of([state], at(60))] == ["a"]


def test_what_is_asked_stays_until_it_is_answered() -> None:
    round_of = Sitting("t", Mode.PRACTISE, ("psm-1",), NOON)
    asked = Happened(Deed.ASK, at(0), "a")
    assert state_of(round_of, [asked]).asked == "a"
    after = state_of(round_of, [asked, answer("a", 1, 0)])
    assert (after.asked, after.answered_last) == (None, "a")


def test_a_grade_belongs_to_the_answer_before_it() -> None:
    review = Sitting("t", Mode.REVIEW, ("psm-1",), NOON)
    sure = replace(answer("a", 1, 0), confidence=Confidence.SURE)
    graded = Happened(Deed.GRADE, at(2), "a", grade=Grade.EASY)
    found = state_of(review, [Happened(Deed.ASK, at(0), "a"), sure, graded]).answers["a"]
    assert (found.grade, found.confidence, found.seconds) == (Grade.EASY, Confidence.SURE, 60.0)


@pytest.mark.parametrize(
    ("waited", "contact", "expected"),
    [(0, 50, 60), (300, 50, 55), (3_600, 50, 50), (-5, 50, 60), (300, 60, 60)],
)
def test_a_waiting_answer_is_believed_back_to_the_last_contact(
    waited: float, contact: float, expected: float
) -> None:
    assert given_at(at(60), waited, at(contact)) == at(expected)


events = st.lists(
    st.builds(
        Happened,
        st.sampled_from([Deed.ANSWER, Deed.LEAVE, Deed.BOOKMARK, Deed.UNBOOKMARK]),
        st.integers(0, 90).map(at),
        st.sampled_from("abc"),
        st.sampled_from([(), (0,), (1, 2)]),
    ),
    max_size=20,
)


@given(events)
def test_no_answer_is_lost_and_none_counted_twice(happened: list[Happened]) -> None:
    state = state_of(MOCK, happened)
    given_items = {one.item for one in happened if one.deed is Deed.ANSWER}
    assert set(state.answers) | {one.item for one in state.late} == given_items
    assert sum(state.seconds.values()) <= 60 * 60


def test_an_answer_at_the_last_moment_counts() -> None:
    assert state_of(MOCK, [answer("a", 60, 0)]).answers["a"].chosen == (0,)
