"""Review: what is due, in which order, and how an answer is graded."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.flows.history import Confidence, Marked, marked
from whichcert.flows.review import cards, due_items, forecast, grade_of, intervals_of, next_due
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


def test_a_short_round_takes_the_most_overdue_of_all_areas_and_mixes_them() -> None:
    early = history(POOL.items[:8], right=False)
    # due for as long as the others, but known better meanwhile
    steady = marked(
        [
            answered(one, right=right, minute=60 * 24 * day - 60 * 24 * 30)
            for one in POOL.items[30:70]
            for day, right in ((0, False), (1, True), (3, True), (10, True))
        ],
        LIBRARY.bank,
    )
    at = NOON + timedelta(days=30)
    answers = (*steady, *early)
    assert len(due_items(answers, at)) == 48
    taken = due_items(answers, at, most=8)
    assert {item.id for item in taken} == {one.item.id for one in early}
    areas = [item.focus_area for item in taken]
    assert sum(first is second for first, second in itertools.pairwise(areas)) < len(areas) - len(set(areas))


def test_what_is_held_back_leaves_its_place_in_a_round_to_another() -> None:
    first = due_items(MISSED, NEXT_WEEK, most=3)
    held = frozenset(item.id for item in first)
    others = due_items(MISSED, NEXT_WEEK, held=held, most=3)
    assert (len(others), held & {item.id for item in others}) == (3, frozenset())


def test_a_day_of_review_begins_at_the_learners_midnight() -> None:
    late = marked([answered(POOL.items[0], right=False, minute=9 * 60)], LIBRARY.bank)  # 21:00 UTC
    # due on the 25th at 21:00 UTC, which is the 26th in Tokyo
    noon = NOON + timedelta(days=1)
    tokyo = noon.astimezone(ZoneInfo("Asia/Tokyo"))
    assert [len(due_items(late, at)) for at in (noon, tokyo)] == [1, 0]
    assert [next_due(late, at) for at in (noon, tokyo)] == [None, date(2026, 11, 26)]
    assert forecast(late, tokyo, 3) == {date(2026, 11, 25): 0, date(2026, 11, 26): 1, date(2026, 11, 27): 0}
    assert intervals_of(POOL.items[0].id, late, tokyo) == intervals_of(POOL.items[0].id, late, noon)


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
