"""All of a learner's data as one value: out, back, merged, refused."""

# ruff: noqa: E501  tables of cases, one a line
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studying import LIBRARY, NOON, answered
from whichcert.bank.key_review import letters
from whichcert.errors import InputRefused
from whichcert.flows.history import Answered, Confidence, Mode
from whichcert.flows.read_study_data import (
    MOST_BYTES,
    MOST_PROBLEMS,
    read_study_data,
    study_data_from,
)
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.flows.study_data import (
    Choice,
    GivenAnswer,
    Report,
    StoredOrientation,
    StoredSitting,
    StudyData,
    additions,
    answer_rows,
    latest,
    study_data_value,
)
from whichcert.memory.schedule import Grade


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


PRACTICE = StoredSitting(
    Sitting("p-1", Mode.PRACTISE, ("psm-1",), NOON),
    (
        ("ask-1", Happened(Deed.ASK, at(0), "a")),
        ("answer-1", Happened(Deed.ANSWER, at(1), "a", (0, 2), Confidence.SURE, received=at(1.5))),
        ("grade-1", Happened(Deed.GRADE, at(2), "a", grade=Grade.HARD)),
        ("finish", Happened(Deed.FINISH, at(3))),
    ),
)
MOCK = StoredSitting(Sitting("m-1", Mode.MOCK, ("pspo-1",), at(5), ("a", "b"), 7.5))
GOAL = {"assessment": "psm-1", "deadline": "2027-03-31", "hours_a_week": 4.5, "days_off": [6]}
DATA = StudyData(
    (PRACTICE, MOCK),
    (Report("a", "unclear", "Zwei Zeilen –\n„so“", at(4)),),
    (Choice("goal", GOAL, at(4)), Choice("assessment", "psm-1", at(5))),
    (
        StoredOrientation(
            "o-1", NOON, (GivenAnswer("current_role", "developer", at(1)), GivenAnswer("goals", None, at(2)))
        ),
    ),
)

times = st.timedeltas(timedelta(days=-365 * 6), timedelta(days=365 * 73)).map(lambda after: NOON + after)
tokens = st.text("abcXYZ019_-", min_size=1, max_size=64)
names = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
happened = st.builds(
    Happened,
    deed=st.sampled_from([deed for deed in Deed if deed is not Deed.GRADE]),
    at=times,
    item=names,
    chosen=st.sets(st.integers(0, 8)).map(lambda places: tuple(sorted(places))),
    confidence=st.none() | st.sampled_from(Confidence),
    grade=st.none() | st.sampled_from(Grade),
    received=st.none() | times,
)
events = st.dictionaries(tokens, happened, max_size=4).map(lambda found: tuple(found.items()))
sittings = st.builds(
    lambda token, rest, found: StoredSitting(Sitting(token, *rest), found),
    tokens,
    st.tuples(
        st.just(Mode.MOCK),
        st.tuples(names),
        times,
        st.sets(names, min_size=1, max_size=3).map(tuple),
        st.none() | st.floats(0.5, 1440),
    ),
    events,
)
everything = st.builds(
    StudyData,
    st.lists(sittings, max_size=3, unique_by=lambda one: one.sitting.token).map(tuple),
    st.lists(st.builds(Report, names, names, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40), times), max_size=2).map(tuple),
    st.lists(st.builds(Choice, names, json_values.filter(lambda value: value is not None), times), max_size=2).map(tuple),
    st.lists(
        st.builds(StoredOrientation, tokens, times, st.lists(st.builds(GivenAnswer, names, json_values, times), max_size=2).map(tuple)),
        max_size=2,
        unique_by=lambda one: one.token,
    ).map(tuple),
)  # fmt: skip


def through_json(data: StudyData) -> StudyData:
    return read_study_data(json.dumps(study_data_value(data), ensure_ascii=False).encode())


def test_the_value_names_its_format_and_version() -> None:
    value = study_data_value(StudyData())
    assert (value["format"], value["version"]) == ("whichcert-study", 1)


def test_data_comes_back_as_it_was() -> None:
    assert through_json(DATA) == DATA


# a busy machine must not fail it: what is made here is large
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(everything)
def test_reading_what_was_written_is_the_identity(data: StudyData) -> None:
    assert through_json(data) == data


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    value = study_data_value(DATA)
    value["sittings"][0]["started"] = "2026-11-24T13:00:00+01:00"
    assert study_data_from(value) == DATA


OTHER = {"name": "other", "value": 1, "at": "2026-11-24T12:00:00+00:00"}


def put(path: str, new: Any) -> Callable[[Any], None]:
    """Return a change that sets what stands at a path such as ``sittings.0.mode``."""

    def change(value: Any) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            value = value[part]
        value[last] = new

    return change


def without(path: str, name: str) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        for part in path.split(".") if path else ():
            value = value[int(part) if part.isdigit() else part]
        del value[name]

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("format", "anki"), "file: is no export of whichcert"),
        (put("version", 2), "version: is 2; this whichcert reads 1"),
        (put("version", True), "version: is True"),
        (put("sitings", []), "file: has the unknown field 'sitings'; did you mean 'sittings'?"),
        (without("", "reports"), "file: lacks reports"),
        (put("sittings", {}), "sittings: is an object; expected a list"),
        (put("sittings.0", 3), "sittings[0]: is 3; expected an object"),
        (put("sittings.0.token", "a/b"), "sittings[0].token: is 'a/b'"),
        (put("sittings.0.token", "x" * 65), "sittings[0].token: is '"),
        (put("sittings.1.token", "p-1"), "sittings: has the token 'p-1' twice"),
        (put("sittings.0.mode", "exam"), "sittings[0].mode: is 'exam'; expected one of diagnostic"),
        (put("sittings.0.mode", ["mock"]), "sittings[0].mode: is a list"),
        (put("sittings.0.assessments", []), "sittings[0].assessments: has 0; a sitting of practise has one"),
        (put("sittings.0.assessments", ["psm-1", "pspo-1"]), "sittings[0].assessments: has 2"),
        (put("sittings.0.assessments", [None]), "sittings[0].assessments[0]: is null"),
        (put("sittings.1.items", []), "sittings[1].items: is empty"),
        (put("sittings.1.items", ["a", "a"]), "sittings[1]: has the item 'a' twice"),
        (put("sittings.1.minutes", "60"), "sittings[1].minutes: is '60'"),
        (put("sittings.1.minutes", True), "sittings[1].minutes: is true or false"),
        (put("sittings.1.minutes", 0), "sittings[1].minutes: is 0; expected more than 0"),
        (put("sittings.1.minutes", 10**400), "sittings[1].minutes: is 1000"),
        (put("sittings.0.started", "2026-13-45T00:00:00+00:00"), "sittings[0].started: is '2026-13-45T00:00:00+00:00'; expected a time"),
        (put("sittings.0.started", "2026-11-24T12:00:00"), "sittings[0].started: is '2026-11-24T12:00:00'; expected a time with its zone"),
        (put("sittings.0.started", "9999-12-31T23:59:59-10:00"), "expected a year from 2020 to 2099"),
        (put("sittings.0.started", "0001-01-01T00:00:00+10:00"), "expected a year from 2020 to 2099"),
        (put("sittings.0.started", 1_700_000_000), "sittings[0].started: is 1700000000; expected a time"),
        (put("sittings.0.events.1.key", "answer 1"), "sittings[0].events[1].key: is 'answer 1'"),
        (put("sittings.0.events.1.key", "ask-1"), "sittings[0].events: has the key 'ask-1' twice"),
        (put("sittings.0.events.1.deed", "guess"), "sittings[0].events[1].deed: is 'guess'"),
        (put("sittings.0.events.1.item", "=cmd"), "sittings[0].events[1].item: is '=cmd'"),
        (without("sittings.0.events.1", "item"), "sittings[0].events[1]: has no item"),
        (put("sittings.0.events.1.chosen", [2, 0]), "sittings[0].events[1].chosen: is a list; expected places"),
        (put("sittings.0.events.1.chosen", [0, 0]), "sittings[0].events[1].chosen"),
        (put("sittings.0.events.1.chosen", [9]), "sittings[0].events[1].chosen"),
        (put("sittings.0.events.1.chosen", [True]), "sittings[0].events[1].chosen"),
        (put("sittings.0.events.1.chosen", "02"), "sittings[0].events[1].chosen: is '02'"),
        (put("sittings.0.events.1.confidence", "sure!"), "sittings[0].events[1].confidence: is 'sure!'"),
        (put("sittings.0.events.2.grade", 5), "sittings[0].events[2].grade: is 5; expected a number from 1 to 4"),
        (put("sittings.0.events.2.grade", True), "sittings[0].events[2].grade: is true or false"),
        (without("sittings.0.events.2", "grade"), "sittings[0].events[2]: has no grade"),
        (put("sittings.0.events.2.right", True), "sittings[0].events[2]: has the unknown field 'right'"),
        (put("reports.0.words", "x" * 2_001), "reports[0].words: is '"),
        (put("reports.0.words", "a\0b"), "reports[0].words: holds signs that are no text"),
        (put("reports.0.words", "\ud800"), "reports[0].words: holds signs that are no text"),
        (put("choices.0.name", "Goal"), "choices[0].name: is 'Goal'"),
        (put("choices.0", OTHER | {"value": "x" * 20_001}), "choices[0].value: has 20,003 bytes"),
        (put("choices.0", OTHER | {"value": {"a": "\ud800"}}), "choices[0].value: can't be kept"),
        (put("choices.1.value", ["psm-1"]), "choices[1].value: is a list; expected the id of an assessment"),
        (put("choices.0.value.deadline", "soon"), "choices[0].value.deadline: is 'soon'; expected a date"),
        (put("choices.0.value", None), "choices[0].value: is null"),
        (put("choices.0", OTHER | {"value": float("nan")}), "choices[0].value: can't be kept"),
        (put("orientations.0.answers.0.step", ""), "orientations[0].answers[0].step: is ''"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(change: Callable[[Any], None], says: str) -> None:
    value = copy.deepcopy(study_data_value(DATA))
    change(value)
    with pytest.raises(InputRefused) as refused:
        study_data_from(value)
    assert str(refused.value).startswith(says) or says in str(refused.value)
    assert len(refused.value.problems) == 1
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"whichcert-study"',
        b"[" * 100_000,
        b'{"format": NaN}',
        b"1" * 5_000,
    ],
)
def test_a_foreign_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        read_study_data(data)
    assert [one.where for one in refused.value.problems] == ["file"]


def test_a_file_that_is_too_large_is_not_even_parsed() -> None:
    with pytest.raises(InputRefused, match="at most 16,000,000 are read"):
        read_study_data(b" " * (MOST_BYTES + 1))


def test_all_problems_are_named_up_to_a_number() -> None:
    value = study_data_value(DATA)
    value["reports"] = [{"item": "A"}] * 3 + [5]
    with pytest.raises(InputRefused) as few:
        study_data_from(value)
    assert [one.where for one in few.value.problems] == [
        "reports[0]",
        "reports[1]",
        "reports[2]",
        "reports[3]",
    ]
    value["reports"] = [5] * 1_000
    with pytest.raises(InputRefused) as many:
        study_data_from(value)
    assert len(many.value.problems) == MOST_PROBLEMS


def test_adding_what_is_here_adds_nothing() -> None:
    assert additions(DATA, DATA) == StudyData()


def test_an_empty_store_takes_everything() -> None:
    assert additions(StudyData(), DATA) == DATA


def test_events_of_a_known_sitting_are_added_once() -> None:
    more = replace(
        PRACTICE, events=(*PRACTICE.events, ("answer-2", Happened(Deed.ANSWER, at(2.5), "b", (1,))))
    )
    found = additions(DATA, StudyData((more,)))
    assert found == StudyData((replace(PRACTICE, events=more.events[-1:]),))


def test_two_answers_under_one_key_are_both_kept_and_merging_again_adds_nothing() -> None:
    here, there = (
        StudyData((replace(PRACTICE, events=(("answer-2", Happened(Deed.ANSWER, at(9), "b", (place,))),)),))
        for place in (0, 1)
    )
    new = additions(here, there)
    [(key, happened)] = new.sittings[0].events
    assert (key != "answer-2", len(key) <= 64, happened.chosen) == (True, True, (1,))
    both = StudyData((replace(PRACTICE, events=(*here.sittings[0].events, (key, happened))),))
    assert additions(both, there) == StudyData()
    assert additions(both, here) == StudyData()
    assert additions(there, both).sittings[0].events[0][1].chosen == (0,)
    assert len(additions(there, both).sittings[0].events) == 1


def test_a_time_of_receipt_that_says_nothing_new_makes_no_second_event() -> None:
    stored = tuple((key, replace(one, received=one.received or one.at)) for key, one in PRACTICE.events)
    assert additions(StudyData((replace(PRACTICE, events=stored),)), StudyData((PRACTICE,))) == StudyData()


def test_one_token_for_two_sittings_is_refused() -> None:
    other = replace(PRACTICE, sitting=replace(PRACTICE.sitting, started=at(1)))
    with pytest.raises(InputRefused, match="the sitting 'p-1' is here too, begun as another one"):
        additions(DATA, StudyData((other,)))


def test_orientations_reports_and_choices_are_added_once() -> None:
    one = DATA.orientations[0]
    longer = replace(one, answers=(*one.answers, GivenAnswer("country", "de", at(3))))
    report = Report("b", "other", "", at(9))
    choice = Choice("assessment", "pspo-1", at(9))
    there = StudyData((), (*DATA.reports, report), (*DATA.choices, choice), (longer,))
    assert additions(DATA, there) == StudyData(
        (), (report,), (choice,), (replace(one, answers=longer.answers[-1:]),)
    )


def test_the_latest_choice_of_a_name_counts_whatever_its_place() -> None:
    new, old = Choice("goal", 2, at(2)), Choice("goal", 1, at(1))
    assert latest([new, old]) == {"goal": new}


def test_each_answer_is_one_row() -> None:
    item = LIBRARY.bank.live("psm-1")[0]
    wrong = replace(answered(item, right=False, minute=2, seconds=None), grade=Grade.AGAIN)
    right = answered(item, minute=1, confidence=Confidence.SURE, seconds=12.345)
    gone = Answered("long-gone", (1,), at(3), Mode.REVIEW)
    assert answer_rows([wrong, right, gone], LIBRARY.bank) == (
        ("2026-11-24T12:01:00+00:00", "practise", item.id, letters(item.keys), "yes", "12.3", "sure", ""),
        ("2026-11-24T12:02:00+00:00", "practise", item.id, letters(wrong.chosen), "no", "", "", "again"),
        ("2026-11-24T12:03:00+00:00", "review", "long-gone", "B", "", "", "", ""),
    )
