"""Readiness: the verdicts, the rule behind them, what would raise the chance, and the course of it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.flows.history import Confidence, marked
from whichcert.flows.readiness import (
    ENOUGH_FIRST,
    MOST_HOURS,
    Stakes,
    Verdict,
    chances_over_time,
    hours_to,
    readiness,
)
from whichcert.flows.standing import standing

POOL = pool()
LATER = NOON + timedelta(hours=12)
MANY = POOL.items[:200]


def test_threshold_is_what_failing_costs_among_both_costs() -> None:
    stakes = Stakes(fee_usd=150, hour_usd=25, hours_lost=2, hours_more=4)
    assert (stakes.failing, stakes.waiting) == (200, 100)
    assert stakes.threshold == pytest.approx(2 / 3)


def test_a_dearer_failure_asks_for_more_and_dearer_waiting_for_less() -> None:
    usual = Stakes()
    assert replace(usual, fee_usd=400).threshold > usual.threshold > replace(usual, hours_more=8).threshold


def test_nothing_answered_is_unknown_and_has_no_hours() -> None:
    found = readiness(standing((), POOL, NOON), NOON)
    assert (found.verdict, found.hours_to_go, found.first_answers) == (Verdict.UNKNOWN, None, 0)


def test_without_a_whole_form_nothing_is_said() -> None:
    small = replace(POOL, forms=None)
    found = readiness(standing(history(MANY[:5]), small, LATER), LATER)
    assert (found.verdict, found.chance, found.gains) == (Verdict.NO_BANK, None, ())


def test_wrong_answers_mean_study_with_hours_to_go() -> None:
    found = readiness(standing(history(MANY[:30], right=False), POOL, LATER), LATER)
    assert found.verdict is Verdict.STUDY
    assert found.hours_to_go is None or 0 < found.hours_to_go <= MOST_HOURS


def test_many_right_first_answers_mean_book_it() -> None:
    found = readiness(standing(history(MANY), POOL, LATER), LATER)
    assert (found.verdict, found.hours_to_go) == (Verdict.BOOK, 0.0)
    assert found.chance is not None
    assert found.chance.probability >= found.threshold


def test_a_high_chance_on_few_answers_is_to_be_checked() -> None:
    # an easy rule, so that few answers reach it
    few = history(MANY[: ENOUGH_FIRST - 1])
    found = readiness(standing(few, POOL, LATER), LATER, Stakes(fee_usd=1, hours_lost=0))
    assert found.verdict is Verdict.CHECK


def test_lucky_guesses_are_to_be_checked_too() -> None:
    answers = [
        answered(item, minute=place, confidence=Confidence.GUESS if place % 3 == 0 else Confidence.SURE)
        for place, item in enumerate(MANY)
    ]
    found = readiness(standing(marked(answers, LIBRARY.bank), POOL, LATER), LATER)
    assert (found.verdict, found.lucky) == (Verdict.CHECK, 67)


def test_a_higher_mark_never_takes_fewer_hours() -> None:
    now = standing(history(MANY[:20]), POOL, LATER)
    hours = [hours_to(now, mark) for mark in (0.3, 0.6, 0.9, 0.9999)]
    known = [one for one in hours if one is not None]
    assert known == sorted(known)
    assert all(one is None for one in hours[len(known) :])


def test_gains_name_the_areas_of_a_form_the_best_first() -> None:
    found = readiness(standing(history(MANY[:30]), POOL, LATER), LATER)
    chances = [one.chance_per_hour for one in found.gains]
    assert chances == sorted(chances, reverse=True)
    asked = {area for area, count in zip(POOL.areas, POOL.form.counts, strict=True) if count}
    assert {one.area for one in found.gains} == asked


def test_the_course_has_a_point_for_each_day_and_one_for_today() -> None:
    days = [answered(item, minute=place + 1440 * (place // 10)) for place, item in enumerate(POOL.items[:30])]
    answers = marked(days, LIBRARY.bank)
    at = NOON + timedelta(days=5)
    found = chances_over_time(answers, POOL, at)
    assert [(when.date() - NOON.date()).days for when, _, _ in found] == [0, 1, 2, 5]
    assert [count for _, _, count in found] == [10, 20, 30, 30]
    assert chances_over_time((), POOL, at) == ()


def test_the_course_has_the_learners_days() -> None:
    answers = marked(
        [answered(POOL.items[0], minute=16 * 60), answered(POOL.items[1], minute=30 * 60)], LIBRARY.bank
    )
    tokyo = ZoneInfo("Asia/Tokyo")
    found = {
        zone: [f"{when:%d %H:%M}" for when, _, _ in chances_over_time(answers, POOL, at)]
        for zone, at in (
            ("utc", NOON + timedelta(hours=31)),
            ("tokyo", (NOON + timedelta(hours=31)).astimezone(tokyo)),
        )
    }
    # 04:00 and 18:00 on the 25th are one day in UTC; in Tokyo the second is on the 26th
    assert found == {"utc": ["25 18:00"], "tokyo": ["25 13:00", "26 03:00"]}
