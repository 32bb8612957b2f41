"""Rows of studying become values and back; learners stay apart; nothing counts twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from studying import NOON
from whichcert.errors import InputRefused
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.flows.study_data import Choice, Report, StoredSitting, StudyData
from whichcert.memory.schedule import Grade
from whichcert.web import study_records
from whichcert.web.models import Learner, LearnerChoice, SittingEvent, StudySitting

pytestmark = pytest.mark.django_db


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


PRACTICE = Sitting("p", Mode.PRACTISE, ("psm-1",), NOON)
MOCK = Sitting("m", Mode.MOCK, ("pspo-1",), at(30), ("b", "a"), 7.5)
EVENTS = (
    ("ask-1", Happened(Deed.ASK, at(0), "a", received=at(0))),
    ("answer-1", Happened(Deed.ANSWER, at(1), "a", (0, 2), Confidence.SURE, received=at(1.5))),
    ("grade-1", Happened(Deed.GRADE, at(2), "a", grade=Grade.HARD, received=at(2))),
    ("finish", Happened(Deed.FINISH, at(3), received=at(3))),
)
DATA = StudyData(
    (StoredSitting(PRACTICE, EVENTS), StoredSitting(MOCK)),
    (Report("a", "unclear", "Zwei Zeilen –\n„so“", at(4)),),
    (Choice("goal", {"assessment": "psm-1", "days_off": [6]}, at(4)), Choice("goal", [1.5, "x"], at(5))),
)


@pytest.fixture
def learner() -> int:
    return study_records.the_learner(NOON)


@pytest.fixture
def other() -> int:
    """Return somebody else, who came later."""
    study_records.the_learner(NOON)
    return Learner.objects.create(created=at(1)).pk


def test_there_is_one_learner_at_once_and_it_stays_the_same(learner: int) -> None:
    assert study_records.the_learner(at(9)) == learner == study_records.known_learner()


def test_nobody_is_made_by_looking() -> None:
    assert study_records.known_learner() is None
    assert Learner.objects.count() == 0


@pytest.mark.parametrize("sitting", [PRACTICE, MOCK])
def test_a_sitting_comes_back_as_it_was(learner: int, sitting: Sitting) -> None:
    study_records.begin(learner, sitting)
    stored = study_records.state(learner, sitting.token)
    assert stored is not None
    assert stored.sitting == sitting


def test_what_happened_comes_back_as_it_was_and_in_order(learner: int) -> None:
    study_records.begin(learner, PRACTICE)
    for key, happened in EVENTS:
        assert study_records.append("p", happened, key=key)
    assert study_records.everything(learner).sittings == (StoredSitting(PRACTICE, EVENTS),)


def test_the_same_key_is_stored_once_and_the_first_stays(learner: int) -> None:
    study_records.begin(learner, PRACTICE)
    first, second = Happened(Deed.ANSWER, at(1), "a", (0,)), Happened(Deed.ANSWER, at(2), "a", (1,))
    assert study_records.append("p", first, key="answer-1")
    assert not study_records.append("p", second, key="answer-1")
    state = study_records.state(learner, "p")
    assert state is not None
    assert (SittingEvent.objects.count(), state.answers["a"].chosen) == (1, (0,))


def test_the_same_key_in_another_sitting_is_another_thing(learner: int) -> None:
    study_records.begin(learner, PRACTICE)
    study_records.begin(learner, MOCK)
    answer = Happened(Deed.ANSWER, at(31), "a", (0,))
    assert study_records.append("p", answer, key="k")
    assert study_records.append("m", answer, key="k")


def test_other_learners_stay_apart(learner: int, other: int) -> None:
    study_records.add(learner, DATA)
    assert study_records.everything(other) == StudyData()
    assert study_records.states(other) == study_records.history(other, at(9)) == ()
    assert study_records.state(other, "p") is None
    assert study_records.chosen(other, "goal") is None
    assert study_records.reports(other) == ()


def test_what_others_chose_leaves_out_oneself(learner: int, other: int) -> None:
    study_records.add(learner, DATA)
    assert study_records.others_chose(learner, "a") == {}
    assert study_records.others_chose(other, "a") == {0: 1, 2: 1}


def test_everything_goes_in_and_comes_out(learner: int) -> None:
    study_records.add(learner, DATA)
    assert study_records.everything(learner) == DATA


def test_adding_more_events_keeps_the_sitting(learner: int) -> None:
    study_records.add(learner, StudyData((StoredSitting(PRACTICE, EVENTS[:2]),)))
    study_records.add(learner, StudyData((StoredSitting(PRACTICE, EVENTS[2:]),)))
    assert study_records.everything(learner).sittings == (StoredSitting(PRACTICE, EVENTS),)


def test_a_sitting_of_somebody_else_is_refused_and_nothing_is_stored(learner: int, other: int) -> None:
    study_records.add(learner, DATA)
    more = replace(DATA, sittings=(StoredSitting(replace(PRACTICE, token="new")), *DATA.sittings))
    with pytest.raises(InputRefused, match="belongs to somebody else"):
        study_records.add(other, more)
    assert study_records.everything(other) == StudyData()
    assert study_records.everything(learner) == DATA


def test_the_latest_choice_counts_also_when_an_older_one_is_added_later(learner: int) -> None:
    for minute, value in ((5, "new"), (1, "old")):
        study_records.choose(learner, "goal", value, at=at(minute))
    assert study_records.chosen(learner, "goal") == "new"
    assert [one.value for one in study_records.choices(learner)] == ["old", "new"]


def test_erasing_takes_all_of_one_learner_and_nothing_of_others(learner: int, other: int) -> None:
    study_records.add(learner, DATA)
    theirs = StudyData(
        (StoredSitting(replace(PRACTICE, token="theirs"), EVENTS),), DATA.reports, DATA.choices
    )
    study_records.add(other, theirs)
    study_records.erase(learner)
    assert study_records.everything(other) == theirs
    assert (StudySitting.objects.count(), LearnerChoice.objects.count()) == (1, len(DATA.choices))
    assert study_records.known_learner() == other


@pytest.mark.parametrize("sittings", [1, 5])
def test_everything_takes_four_queries(learner: int, sittings: int, django_assert_num_queries: Any) -> None:
    for number in range(sittings):
        study_records.add(learner, StudyData((StoredSitting(replace(PRACTICE, token=f"t{number}"), EVENTS),)))
    with django_assert_num_queries(4):
        study_records.everything(learner)
