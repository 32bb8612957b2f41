"""Review: what is due, in which order, and how an answer is graded."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.flows.history import Confidence, Marked, marked
from whichcert.flows.review import cards, due_items, forecast, grade_of, intervals_of
from whichcert.memory.schedule import Grade

POOL = pool()
MISSED = history(POOL.items[:12], right=False)
NEXT_WEEK = NOON + timedelta(days=7)


def one(**said: object) -> Marked:
    return marked([answered(POOL.items[0], **said)], LIBRARY.bank)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ({"right": False, "confidence": Confidence.SURE}, Grade.AGAIN),
        ({"confidence": Confidence.GUESS}, Grade.HARD),
        ({"seconds": 91.0}, Grade.HARD),
        ({"seconds": 90.0}, Grade.GOOD),
        ({"seconds": None}, Grade.GOOD),
        ({"seconds": 10.0}, Grade.GOOD),
        ({"seconds": 10.0, "confidence": Confidence.SURE}, Grade.EASY),
        ({"seconds": 20.0, "confidence": Confidence.SURE}, Grade.GOOD),
    ],
)
def test_grade_follows_from_key_time_and_confidence(said: dict[str, object], grade: Grade) -> None:
    assert grade_of(one(**said)) is grade


def test_a_grade_of_the_learner_counts_unless_the_answer_was_wrong() -> None:
    right, missed = one(), one(right=False)
    easy = [replace(given, answer=replace(given.answer, grade=Grade.EASY)) for given in (right, missed)]
    assert [grade_of(given) for given in easy] == [Grade.EASY, Grade.AGAIN]


def test_missed_items_fall_due_and_known_ones_never_do() -> None:
    answers = (*MISSED, *history(POOL.items[20:30]))
    assert {item.id for item in due_items(answers, NEXT_WEEK)} == {given.item.id for given in MISSED}
    assert due_items(answers, NOON + timedelta(minutes=30)) == ()


def test_an_item_is_due_from_the_first_minute_of_its_day() -> None:
    late = marked([answered(POOL.items[0], right=False, minute=9 * 60)], LIBRARY.bank)
    day = late[0].answer.at.date() + timedelta(days=1)
    morning = datetime.combine(day, time(0, 1), UTC)
    assert [item.id for item in due_items(late, morning)] == [POOL.items[0].id]
    assert forecast(late, morning, 3)[day] == 1
    assert due_items(late, morning - timedelta(minutes=2)) == ()


def test_neighbours_come_from_different_areas_where_there_are_others() -> None:
    areas = [item.focus_area for item in due_items(history(POOL.items[:60], right=False), NEXT_WEEK)]
    same = sum(first is second for first, second in itertools.pairwise(areas))
    most = max(areas.count(area) for area in set(areas))
    assert same <= max(0, 2 * most - len(areas) - 1)


def test_intervals_are_shown_for_every_grade_and_grow() -> None:
    found = intervals_of(MISSED[0].item.id, MISSED, NEXT_WEEK)
    assert list(found) == list(Grade)
    assert list(found.values()) == sorted(found.values())


def test_forecast_counts_each_item_once_and_what_is_overdue_today() -> None:
    found = forecast(MISSED, NEXT_WEEK, 14)
    assert (len(found), sum(found.values()), found[NEXT_WEEK.date()]) == (14, 12, 12)


def test_a_card_remembers_every_encounter() -> None:
    item = POOL.items[0]
    answers = marked([answered(item, right=False), answered(item, minute=2_000)], LIBRARY.bank)
    card = cards(answers)[item.id]
    assert [recall.grade for recall in card.recalls] == [Grade.AGAIN, Grade.GOOD]
    assert card.memory is not None
    assert card.memory.lapses == 1
