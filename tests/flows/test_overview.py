"""What a learner sees first."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from studying import LIBRARY, NOON, answered, history, pool
from whichcert.flows.history import Mode, marked
from whichcert.flows.overview import as_of, assessments_of, mocks_sat, running, so_far, work_without_plan
from whichcert.flows.plan import Goal, Task
from whichcert.flows.readiness import Readiness, Verdict, readiness
from whichcert.flows.sit_assessment import lengths
from whichcert.flows.sitting import Deed, Happened, Sitting, State, state_of
from whichcert.flows.standing import standing

POOL = pool()
OFFERED = ("psm-1", "pspo-1")
MIDNIGHT = NOON.replace(hour=0)


def sat(
    mode: Mode, *assessments: str, minutes: float | None = None, ended: bool = False, answers: int = 1
) -> State:
    items = POOL.items[:20]
    events = [
        Happened(Deed.ANSWER, NOON + timedelta(minutes=1), item.id, item.keys) for item in items[:answers]
    ]
    events += [Happened(Deed.FINISH, NOON + timedelta(minutes=5))] if ended else []
    names = tuple(item.id for item in items) if mode is Mode.MOCK else ()
    return state_of(Sitting("t", mode, assessments, NOON, names, minutes), events)


def test_readiness_is_read_at_the_last_answer_of_the_day_or_its_morning() -> None:
    answers = history(POOL.items[:3])
    assert as_of(answers, NOON + timedelta(hours=5)) == answers[-1].answer.at
    assert as_of(answers, NOON + timedelta(days=1)) == MIDNIGHT + timedelta(days=1)
    assert as_of((), NOON) == MIDNIGHT
    assert as_of(answers, NOON + timedelta(minutes=1)) == answers[1].answer.at


def test_readiness_is_read_from_the_learners_morning_on() -> None:
    answers, tokyo = history(POOL.items[:3]), ZoneInfo("Asia/Tokyo")
    evening = (NOON + timedelta(hours=4)).astimezone(tokyo)  # 01:00 on the 25th there
    assert as_of(answers, evening).isoformat() == "2026-11-25T00:00:00+09:00"
    before = (NOON + timedelta(hours=1)).astimezone(tokyo)
    assert as_of(answers, before) == answers[-1].answer.at
    assert as_of(answers, before).tzinfo is tokyo


def test_a_mock_was_sat_on_the_learners_day() -> None:
    at = (NOON + timedelta(hours=1)).astimezone(ZoneInfo("Pacific/Kiritimati"))  # 14 hours ahead
    assert mocks_sat((sat(Mode.MOCK, "psm-1", ended=True),), "psm-1", at) == {at.date(): 20}


def test_what_fits_one_form_is_counted_by_focus_area() -> None:
    assert so_far((), (), POOL, NOON).fit_one_form == POOL.form.length
    met = history([item for item in POOL.items if item.focus_area == POOL.areas[0]])
    assert so_far((), met, POOL, NOON).fit_one_form == POOL.form.length - POOL.form.counts[0]


def test_assessments_are_those_of_the_goal_then_of_the_latest_sitting() -> None:
    states = (sat(Mode.PRACTISE, "psm-1"), sat(Mode.PRACTISE, "pspo-1"), sat(Mode.REVIEW, "csm"))
    assert assessments_of(states, None, OFFERED) == ("pspo-1", "psm-1")
    goal = Goal("psm-1", NOON.date(), 4)
    assert assessments_of(states, goal, OFFERED) == ("psm-1", "pspo-1")
    assert assessments_of((), None, OFFERED) == ()


def test_only_mocks_that_are_over_and_have_answers_were_sat() -> None:
    ended, open_one = sat(Mode.MOCK, "psm-1", ended=True), sat(Mode.MOCK, "psm-1", minutes=60)
    other = sat(Mode.MOCK, "pspo-1", ended=True)
    empty = sat(Mode.MOCK, "psm-1", ended=True, answers=0)
    taken_back = Happened(Deed.ANSWER, NOON, POOL.items[0].id, ())
    blank = state_of(Sitting("b", Mode.MOCK, ("psm-1",), NOON, (POOL.items[0].id,), 1.0), [taken_back])
    assert blank.answers
    practice = sat(Mode.PRACTISE, "psm-1", ended=True)
    at = NOON + timedelta(minutes=10)
    assert mocks_sat((ended, open_one, other, practice, empty, blank), "psm-1", at) == {NOON.date(): 20}
    assert mocks_sat((ended, open_one), "psm-1", NOON + timedelta(hours=2)) == {NOON.date(): 40}
    assert running((ended, open_one, practice), at) is open_one
    assert running((ended, open_one), NOON + timedelta(hours=2)) is None


def test_what_the_bank_still_holds_is_counted() -> None:
    found = so_far((), history(POOL.items[:30]), POOL, NOON)
    assert found.unmet == len(POOL.items) - 30
    assert found.lengths == lengths(LIBRARY, "psm-1")


ANSWERS, LATER = history(POOL.items[:40], right=False), NOON + timedelta(days=5)
READY = readiness(standing(ANSWERS, POOL, LATER), LATER)


def work(ready: Readiness = READY, *, unmet: int | None = None) -> list[tuple[Task, int]]:
    found = so_far((), ANSWERS, POOL, LATER)
    found = found if unmet is None else replace(found, unmet=unmet)
    return [(one.task, one.items) for one in work_without_plan(ready, found, LATER)]


def test_without_a_plan_the_diagnostic_comes_first_then_what_is_due() -> None:
    new = readiness(standing((), POOL, NOON), NOON)
    first = work_without_plan(new, so_far((), (), POOL, NOON), NOON)
    assert [one.task for one in first] == [Task.DIAGNOSE]
    assert work() == [(Task.REVIEW, 20), (Task.PRACTISE, 20)]
    practise = work_without_plan(READY, so_far((), ANSWERS, POOL, LATER), LATER)[1]
    assert practise.areas == tuple(one.area for one in READY.gains[:3])


def test_without_a_plan_the_verdict_decides_what_comes() -> None:
    check, book = replace(READY, verdict=Verdict.CHECK), replace(READY, verdict=Verdict.BOOK)
    assert work(check) == [(Task.MOCK, 80), (Task.REVIEW, 20)]
    assert work(check, unmet=60) == [(Task.MOCK, 40), (Task.REVIEW, 20)]
    assert work(check, unmet=0) == [(Task.REVIEW, 20), (Task.ELSEWHERE, 0)]
    assert work(book) == [(Task.BOOK, 0), (Task.REVIEW, 20)]


def test_without_a_plan_no_more_is_asked_than_the_bank_holds() -> None:
    assert work(unmet=7) == [(Task.REVIEW, 20), (Task.PRACTISE, 7)]
    assert work(unmet=0) == [(Task.REVIEW, 20), (Task.READ, 0)]


def test_without_a_plan_a_day_gets_done_too() -> None:
    given = [one.answer for one in ANSWERS]
    reviewed = [answered(one.item, minute=5 * 1440 + place, mode=Mode.REVIEW) for place, one in
                enumerate(ANSWERS[:20])]  # fmt: skip
    practised = [answered(one, minute=5 * 1440 + 20 + place) for place, one in enumerate(POOL.items[50:70])]
    at = LATER + timedelta(hours=1)
    half = so_far((), marked([*given, *reviewed], LIBRARY.bank), POOL, at)
    assert [one.task for one in work_without_plan(READY, half, at)] == [Task.PRACTISE]
    whole = so_far((), marked([*given, *reviewed, *practised], LIBRARY.bank), POOL, at)
    assert [one.task for one in work_without_plan(READY, whole, at)] == [Task.DONE]
