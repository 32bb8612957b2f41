"""The plan: what is checked, what each day holds, and whether the time suffices."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.errors import InputRefused
from whichcert.flows.day_work import done_by
from whichcert.flows.history import Marked, Mode, marked
from whichcert.flows.overview import so_far
from whichcert.flows.plan import (
    LONGEST_DAYS,
    Goal,
    Plan,
    PlannedDay,
    SoFar,
    Task,
    checked_goal,
    date_that_fits,
    hours_that_fit,
    minutes_by_day,
    minutes_by_mode,
    plan,
)
from whichcert.flows.readiness import Readiness, Stakes, Verdict, readiness
from whichcert.flows.review import forecast
from whichcert.flows.standing import standing
from whichcert.flows.study_week import LONGEST_DAY

TODAY = NOON.date()
POOL = pool()
LATER = NOON + timedelta(hours=8)
SOME = history(POOL.items[:30], right=False)
STUDY = readiness(standing(SOME, POOL, LATER), LATER)
UNKNOWN = readiness(standing((), POOL, NOON), NOON)


def goal(days: int = 28, hours: float = 7, days_off: tuple[int, ...] = ()) -> Goal:
    return Goal("psm-1", TODAY + timedelta(days=days), hours, frozenset(days_off))


def done(
    answers: Sequence[Marked] = SOME, *, unmet: int | None = None, mocks: Mapping[date, int] | None = None
) -> SoFar:
    """Return what a learner did; ``unmet``: as if the bank held only that many more."""
    found = so_far((), answers, POOL, NOON)
    return replace(found, unmet=found.unmet if unmet is None else unmet, mocks=mocks or {})


def planned(wanted: Goal, ready: Readiness = STUDY, *, at: datetime = LATER, **so_far: Any) -> Plan:
    return plan(wanted, done(**so_far), ready, at)


def weeks(found: Plan) -> list[int]:
    """Return the minutes of each week, Monday to Sunday, as the page shows them."""
    groups = itertools.groupby(found.days[:-1], key=lambda one: one.day - timedelta(days=one.day.weekday()))
    return [sum(one.minutes for one in days) for _, days in groups]


def items(found: Plan, task: Task) -> int:
    return sum(one.items for day in found.days for one in day.work if one.task is task)


def today(found: Plan) -> list[tuple[Task, int]]:
    return [(one.task, one.items) for one in found.today.work]


def worked(
    count: int, *, at: datetime, mode: Mode = Mode.PRACTISE, seconds: float = 25
) -> tuple[Marked, ...]:
    """Return the answers of SOME and ``count`` more to new items from ``at`` on, all right."""
    before = [one.answer for one in SOME]
    minute = (at - NOON).total_seconds() / 60
    more = [
        answered(item, minute=minute + place, mode=mode, seconds=seconds)
        for place, item in enumerate(POOL.items[100 : 100 + count])
    ]
    return marked([*before, *more], LIBRARY.bank)


def tasks(found: Plan) -> list[set[Task]]:
    return [{one.task for one in day.work} for day in found.days]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (goal(days=-2), "deadline"),
        (goal(days=LONGEST_DAYS + 1), "deadline"),
        (goal(hours=0), "hours"),
        (goal(hours=0.4), "hours"),
        (goal(hours=61), "hours"),
        (goal(hours=float("nan")), "hours"),
        (goal(days_off=(0, 1, 2, 3, 4, 5, 6)), "days_off"),
        (goal(days_off=(7,)), "days_off"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_at_its_field(wrong: Goal, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked_goal(wrong, TODAY)
    assert [one.where for one in refused.value.problems] == [field]


def test_a_goal_of_today_and_of_a_year_ahead_can_be() -> None:
    # yesterday here is still today further west
    for days in (-1, 0, LONGEST_DAYS):
        assert checked_goal(goal(days), TODAY) == goal(days)


def test_every_day_until_the_assessment_is_there() -> None:
    found = planned(goal(28))
    assert [one.day for one in found.days] == [TODAY + timedelta(days=ahead) for ahead in range(29)]
    assert tasks(found)[-1] == {Task.SIT}


def test_days_off_are_free_and_the_last_day_before_has_no_practice() -> None:
    found = planned(goal(28, days_off=(5, 6)))
    weekend = [day for day in found.days[:-1] if day.day.weekday() >= 5]
    assert weekend
    assert all(day.work[0].task is Task.REST for day in weekend)
    assert not tasks(found)[-2] & {Task.PRACTISE, Task.MOCK}


def test_mocks_are_a_week_apart_and_not_on_the_first_day() -> None:
    days = [day for day, work in enumerate(tasks(planned(goal(28, hours=14)))) if Task.MOCK in work]
    assert days[0] > 0
    assert [later - earlier for earlier, later in itertools.pairwise(days)] == [7] * (len(days) - 1)


def test_somebody_unknown_begins_with_the_diagnostic() -> None:
    found = plan(goal(), done(()), UNKNOWN, NOON)
    assert next(one.task for one in found.today.work) is Task.DIAGNOSE
    assert all(Task.DIAGNOSE not in work for work in tasks(found)[1:])
    assert found.fits is None


def test_the_diagnostic_waits_for_the_first_day_that_is_not_off() -> None:
    off = (TODAY.weekday(), (TODAY.weekday() + 1) % 7)
    found = plan(goal(days_off=off), done(()), UNKNOWN, NOON)
    assert [Task.DIAGNOSE in work for work in tasks(found)][:4] == [False, False, True, False]


def test_a_day_is_done_when_its_questions_are() -> None:
    at = NOON + timedelta(days=1, hours=-2)
    fresh = planned(goal(hours=7), at=at)
    assert today(fresh) == [(Task.REVIEW, 30), (Task.PRACTISE, 22)]
    reviewed = [
        replace(one.answer, at=at + timedelta(minutes=place), mode=Mode.REVIEW, chosen=one.item.keys)
        for place, one in enumerate(SOME)
    ]
    new = worked(22, at=at)
    after = marked([*(one.answer for one in new), *reviewed], LIBRARY.bank)
    half = planned(goal(hours=7), at=at + timedelta(hours=1), answers=new)
    assert today(half) == [(Task.REVIEW, 30)]
    # as measured, from question to answer, that is half of the day's minutes
    found = planned(goal(hours=7), at=at + timedelta(hours=1), answers=after)
    assert today(found) == [(Task.DONE, 0)]


def test_a_day_is_done_when_its_minutes_are() -> None:
    at = NOON + timedelta(days=1, hours=-2)
    slow = worked(15, at=at, seconds=4 * 60)
    assert today(planned(goal(hours=7), at=at + timedelta(hours=1), answers=slow)) == [(Task.DONE, 0)]
    some = worked(12, at=at, seconds=4 * 60)
    assert today(planned(goal(hours=7), at=at + timedelta(hours=1), answers=some)) == [(Task.REVIEW, 10)]


def test_a_free_day_stays_one_whatever_was_done() -> None:
    off = (TODAY.weekday(),)
    assert today(planned(goal(days_off=off))) == [(Task.REST, 0)]


def test_a_mock_that_was_sat_today_is_not_asked_for_again() -> None:
    at = NOON + timedelta(days=1)
    due = planned(goal(3, hours=20), at=at)
    assert (Task.MOCK, 80) in today(due)
    sat = worked(80, at=at, mode=Mode.MOCK, seconds=30)
    after = planned(goal(3, hours=20), at=at + timedelta(hours=2), answers=sat, mocks={at.date(): 80})
    assert Task.MOCK not in {task for task, _ in today(after)}


def test_the_next_mock_comes_a_week_after_the_last_one() -> None:
    at = NOON + timedelta(days=2)
    days = [day for day, work in enumerate(tasks(planned(goal(28, hours=14), at=at))) if Task.MOCK in work]
    yesterday = {at.date() - timedelta(days=1): 80}
    later = planned(goal(28, hours=14), at=at, mocks=yesterday)
    after = [day for day, work in enumerate(tasks(later)) if Task.MOCK in work]
    assert (days[0], after) == (3, [3, *days[1:]])
    two_before = {at.date() + timedelta(days=0): 80}
    today_sat = planned(goal(28, hours=14), at=at, mocks=two_before)
    assert [day for day, work in enumerate(tasks(today_sat)) if Task.MOCK in work] == days[1:]


def test_a_planned_mock_is_asked_for_when_its_day_comes() -> None:
    wanted = goal(28, hours=14)
    first = next(day.day for day in planned(wanted, at=NOON + timedelta(days=1)).days if _has(day, Task.MOCK))
    for ahead in range(1, (first - TODAY).days + 1):
        found = planned(wanted, at=NOON + timedelta(days=ahead))
        assert next(day.day for day in found.days if _has(day, Task.MOCK)) == first


def _has(day: PlannedDay, task: Task) -> bool:
    return any(one.task is task for one in day.work)


def test_practice_ends_where_the_bank_does() -> None:
    found = planned(goal(360, hours=10))
    new = sum(one.new for day in found.days for one in day.work)
    assert new == found.unmet == len(POOL.items) - len(SOME)
    assert found.runs_out is not None
    after = [work for day, work in zip(found.days, tasks(found), strict=True) if day.day > found.runs_out]
    assert set().union(*after) <= {Task.REVIEW, Task.MOCK, Task.READ, Task.REST, Task.SIT}
    assert any(Task.READ in work for work in after[:3])


def test_the_last_few_questions_are_asked_too() -> None:
    found = planned(goal(28), at=NOON + timedelta(days=1), unmet=3)
    assert items(found, Task.PRACTISE) == 3


def new_in(found: Plan, task: Task) -> list[int]:
    return [one.new for day in found.days for one in day.work if one.task is task]


def ahead(day: date | None) -> int | None:
    return None if day is None else (day - TODAY).days


def test_practice_leaves_a_form_for_the_next_whole_mock() -> None:
    found = planned(goal(28), at=NOON + timedelta(days=1), unmet=200)
    assert (sum(new_in(found, Task.PRACTISE)), new_in(found, Task.MOCK)) == (120, [80, 0, 0, 0])
    assert (ahead(found.kept_from), ahead(found.runs_out)) == (4, 5)


def test_after_a_mock_another_form_is_kept() -> None:
    found = planned(goal(28), at=NOON + timedelta(days=1), unmet=400)
    assert (sum(new_in(found, Task.PRACTISE)), new_in(found, Task.MOCK)) == (240, [80, 80, 0, 0])
    assert (ahead(found.kept_from), ahead(found.runs_out)) == (8, 12)


def test_what_is_left_of_a_form_is_kept_and_practice_reads_until_its_mock() -> None:
    found = planned(goal(28), at=NOON + timedelta(days=1), unmet=60)
    assert (new_in(found, Task.PRACTISE), new_in(found, Task.MOCK)) == ([], [60, 0, 0, 0])
    assert today(found) == [(Task.REVIEW, 30), (Task.READ, 0)]
    assert (ahead(found.kept_from), ahead(found.runs_out)) == (1, 5)
    # fewer than the shortest mock has can tell nothing in a mock
    few = planned(goal(28), at=NOON + timedelta(days=1), unmet=19)
    assert (new_in(few, Task.PRACTISE), new_in(few, Task.MOCK), few.kept_from) == ([19], [0] * 4, None)


def test_practice_asks_what_no_form_has_a_place_for() -> None:
    so_far_ = replace(done(unmet=60), fit_one_form=49)
    found = plan(goal(28), so_far_, STUDY, NOON + timedelta(days=1))
    assert (new_in(found, Task.PRACTISE), new_in(found, Task.MOCK)) == ([11], [49, 0, 0, 0])


def test_shorter_mocks_have_nothing_kept_for_them() -> None:
    found = planned(goal(28, hours=1.5), at=NOON + timedelta(days=1), unmet=50)
    assert (sum(new_in(found, Task.PRACTISE)), new_in(found, Task.MOCK)[:1]) == (10, [40])
    assert found.kept_from is None


def test_nothing_is_kept_after_the_last_mock() -> None:
    found = planned(goal(3, hours=14), at=NOON + timedelta(days=1), unmet=100)
    assert (new_in(found, Task.MOCK), new_in(found, Task.PRACTISE)) == ([80], [14])


def test_a_whole_mock_that_was_sat_early_leaves_another_form() -> None:
    at = NOON + timedelta(days=2)
    sat = worked(80, at=at, mode=Mode.MOCK, seconds=30)
    found = planned(goal(28, 14), at=at + timedelta(hours=2), answers=sat, unmet=100, mocks={at.date(): 80})
    assert (sum(new_in(found, Task.PRACTISE)), new_in(found, Task.MOCK)[0]) == (20, 80)


def test_hours_without_material_do_not_make_the_time_suffice() -> None:
    ready = replace(STUDY, hours_to_go=24.0)
    found = planned(goal(300, hours=10), ready, unmet=10)
    assert found.hours_planned > 24 > found.hours_with_material
    assert (found.fits, hours_that_fit(found), date_that_fits(found)) == (False, None, None)
    assert planned(goal(300, hours=10), replace(ready, hours_to_go=6.0)).fits


def test_overdue_reviews_wait_until_they_are_done() -> None:
    at = NOON + timedelta(days=10)
    everything = history(POOL.items[:200], right=False)
    due = forecast(everything, at, 29)
    found = planned(goal(28, hours=3.5), at=at, answers=everything)
    per_day = [sum(one.items for one in day.work if one.task is Task.REVIEW) for day in found.days]
    assert per_day[0] == 29
    assert sum(per_day) == sum(due.values()) >= 200
    assert per_day[1] == 29


@pytest.mark.parametrize(("hours", "length"), [(1, 20), (1.5, 40), (3, 80), (7, 80)])
def test_few_hours_get_a_shorter_mock(hours: float, length: int) -> None:
    found = planned(goal(50, hours))
    lengths = {one.items for day in found.days for one in day.work if one.task is Task.MOCK}
    assert lengths == {length}
    assert max(weeks(found)) <= hours * 60


def test_the_fewest_hours_get_a_mock_every_second_week() -> None:
    days = [day for day, work in enumerate(tasks(planned(goal(60, hours=0.5)))) if Task.MOCK in work]
    assert [later - earlier for earlier, later in itertools.pairwise(days)] == [14] * (len(days) - 1)


def test_no_day_is_longer_than_two_hours() -> None:
    found = planned(goal(50, 5, days_off=(0, 1, 2, 3, 4, 5)))
    assert max(day.minutes for day in found.days[:-1]) <= LONGEST_DAY
    assert found.pace.minutes_a_week == LONGEST_DAY


def test_who_is_ready_books_and_keeps_reviews_and_a_weekly_mock() -> None:
    ready, at = replace(STUDY, verdict=Verdict.BOOK, hours_to_go=0.0), NOON + timedelta(days=1)
    found = planned(goal(53), ready, at=at)
    assert today(found) == [(Task.BOOK, 0), (Task.REVIEW, 30)]
    assert set().union(*tasks(found)[1:]) == {Task.MOCK, Task.REST, Task.SIT}
    assert sum(Task.MOCK in work for work in tasks(found)) == 8


def test_who_may_be_guessing_sits_mocks_on_unseen_questions_first() -> None:
    ready, at = replace(STUDY, verdict=Verdict.CHECK, hours_to_go=0.0), NOON + timedelta(days=1)
    found = planned(goal(28, hours=7), ready, at=at)
    assert (Task.MOCK, 80) in today(found)
    order = [one for work in tasks(found) for one in work if one in (Task.MOCK, Task.PRACTISE)]
    assert order[:4] == [Task.MOCK] * 3 + [Task.PRACTISE]
    assert max(weeks(found)) <= 7 * 60
    few = planned(goal(28, hours=7), ready, at=at, unmet=50)
    assert (Task.MOCK, 40) in today(few)


def test_where_no_unseen_question_is_left_another_set_is_named() -> None:
    ready, at = replace(STUDY, verdict=Verdict.CHECK, hours_to_go=0.0), NOON + timedelta(days=1)
    found = planned(goal(28, hours=7), ready, at=at, unmet=0)
    assert today(found) == [(Task.REVIEW, 30), (Task.ELSEWHERE, 0)]


def test_reviews_come_first_and_practice_names_the_best_areas() -> None:
    at = NOON + timedelta(days=3)
    found = planned(goal(28, hours=14), at=at)
    assert [one.task for one in found.today.work][:2] == [Task.REVIEW, Task.PRACTISE]
    assert found.today.work[1].areas == tuple(one.area for one in STUDY.gains[:3])


def test_the_day_of_the_assessment_alone_can_be_planned() -> None:
    assert tasks(planned(goal(0))) == [{Task.SIT}]


def test_the_day_after_the_assessment_is_still_its_day_somewhere() -> None:
    assert tasks(planned(goal(-1))) == [{Task.SIT}]


def test_hours_planned_are_those_of_the_days() -> None:
    found = planned(goal(28, hours=7))
    read = [one.minutes for day in found.days for one in day.work if one.task is Task.READ]
    assert read
    assert found.hours_planned * 60 == pytest.approx(sum(day.minutes for day in found.days[:-1]) - sum(read))


def test_time_fits_when_more_is_planned_than_needed() -> None:
    needs_six = replace(STUDY, hours_to_go=6.0)
    assert (planned(goal(50), needs_six).fits, planned(goal(3), needs_six).fits) == (True, False)
    assert planned(goal(50), replace(STUDY, hours_to_go=None)).fits is None


@settings(max_examples=12, deadline=None)
@given(days=st.integers(1, 90), hours=st.floats(0.5, 30), needed=st.floats(0.5, 15))
def test_what_is_said_to_fit_does_fit(days: int, hours: float, needed: float) -> None:
    ready = replace(STUDY, hours_to_go=needed)
    found = planned(goal(days, hours), ready)
    more, later = hours_that_fit(found), date_that_fits(found)
    if more is not None:
        assert planned(goal(days, more), ready).fits
    if later is not None:
        assert planned(goal((later - TODAY).days, hours), ready).fits


def test_nothing_is_promised_where_nothing_is_known() -> None:
    found = plan(goal(), done(()), UNKNOWN, NOON)
    assert (hours_that_fit(found), date_that_fits(found)) == (None, None)


@settings(max_examples=60, deadline=None)
@given(
    days=st.integers(0, 120),
    hours=st.floats(0.5, 60),
    days_off=st.sets(st.integers(0, 6), max_size=6),
    verdict=st.sampled_from([Verdict.STUDY, Verdict.BOOK, Verdict.CHECK]),
    unmet=st.integers(0, 400),
)
def test_no_week_asks_for_more_than_its_hours_and_no_day_for_more_than_two(
    days: int, hours: float, days_off: set[int], verdict: Verdict, unmet: int
) -> None:
    wanted = goal(days, hours, tuple(days_off))
    ready, at = replace(STUDY, verdict=verdict), NOON + timedelta(days=1)
    found = plan(checked_goal(wanted, TODAY), done(unmet=unmet), ready, at)
    assert max(weeks(found), default=0) <= hours * 60, weeks(found)
    for one in found.days[:-1]:
        assert one.work
        assert one.minutes <= LONGEST_DAY
        assert not one.minutes or one.day.weekday() not in days_off
    assert sum(one.new for day in found.days for one in day.work) <= unmet


def test_a_day_ends_at_the_learners_midnight() -> None:
    """23:30 in New York on the 23rd is the 24th in UTC: it must not count as done today."""
    new_york = ZoneInfo("America/New_York")
    answers = marked([answered(POOL.items[0], minute=-7.5 * 60, seconds=60)], LIBRARY.bank)  # 04:30 UTC
    at = NOON.astimezone(new_york)
    assert minutes_by_day(answers, at) == {date(2026, 11, 23): 1.0}
    assert minutes_by_day(answers, NOON) == {date(2026, 11, 24): 1.0}
    so_far = SoFar("psm-1", answers, 300, {}, (80, 40, 20))
    assert (done_by(at, so_far).answered, done_by(NOON, so_far).answered) == (0, 1)


def test_the_plan_begins_on_the_learners_day() -> None:
    late = NOON + timedelta(hours=8)
    tokyo = late.astimezone(ZoneInfo("Asia/Tokyo"))
    ready = readiness(standing((), POOL, late), late)
    so_far = SoFar("psm-1", (), 300, {}, (80, 40, 20))
    goal_ = goal(5)
    assert plan(goal_, so_far, ready, late).today.day == date(2026, 11, 24)
    assert plan(goal_, so_far, ready, tokyo).today.day == date(2026, 11, 25)


def test_minutes_are_counted_by_day_and_by_mode() -> None:
    first, second = POOL.items[:2]
    answers = marked(
        [
            answered(first, seconds=90),
            answered(second, minute=1440, seconds=30, mode=Mode.REVIEW),
            answered(first, minute=1441, seconds=None, mode=Mode.MOCK),
        ],
        LIBRARY.bank,
    )
    assert minutes_by_day(answers, NOON) == {TODAY: 1.5, date(2026, 11, 25): 0.5}
    assert minutes_by_mode(answers) == {
        Mode.DIAGNOSTIC: 0, Mode.PRACTISE: 1.5, Mode.MOCK: 0, Mode.REVIEW: 0.5,
    }  # fmt: skip


def test_stakes_change_what_is_needed() -> None:
    cheap = readiness(standing(SOME, POOL, LATER), LATER, Stakes(fee_usd=1))
    assert (cheap.hours_to_go or 0) <= (STUDY.hours_to_go or 0)
