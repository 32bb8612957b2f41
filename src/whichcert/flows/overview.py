"""What a learner sees first: which assessments they study for, and what to do today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from whichcert.flows.day_outline import READING_MINUTES, ground_of, heads_of, tails_of
from whichcert.flows.day_work import SoFar, Task, Work, left_of, mock_work, practice_work, review_work
from whichcert.flows.history import Marked, Mode
from whichcert.flows.item_pool import ItemPool
from whichcert.flows.own_day import day_of, morning_of
from whichcert.flows.plan import Goal, Plan
from whichcert.flows.readiness import Readiness, Verdict
from whichcert.flows.sit_assessment import SHORTEST
from whichcert.flows.sitting import State

SITTING_MINUTES, SITTING_ITEMS = 15, 20
REVIEWS_AT_ONCE = 20
"""Items of a round of review where no plan says how many: a quarter of an hour."""


def as_of(answers: Sequence[Marked], at: datetime) -> datetime:
    """Return the time at which readiness is read: the last answer, or the beginning of the day after it.

    Within a day nothing is forgotten that a number could show; so all pages of a day show the same one.
    """
    morning = morning_of(at)
    last = max((one.answer.at for one in answers if morning <= one.answer.at <= at), default=morning)
    return last.astimezone(at.tzinfo)


def assessments_of(states: Sequence[State], goal: Goal | None, offered: Sequence[str]) -> tuple[str, ...]:
    """Return the assessments that a learner set as a goal or answered for, the goal first."""
    wanted = [goal.assessment] if goal is not None else []
    wanted += [name for state in reversed(states) for name in state.sitting.assessments]
    return tuple(name for name in dict.fromkeys(wanted) if name in offered)


def mocks_sat(states: Sequence[State], assessment: str, at: datetime) -> Mapping[date, int]:
    """Return the questions of the mocks of an assessment that are over, by the day on which they ended.

    A mock without any answer was not sat.
    """
    found: dict[date, int] = {}
    for state in states:
        sitting = state.sitting
        is_own = sitting.mode is Mode.MOCK and assessment in sitting.assessments
        ended = state.finished or sitting.ends
        if is_own and ended is not None and state.is_over(at) and state.is_answered:
            day = day_of(ended, at)
            found[day] = found.get(day, 0) + len(sitting.items)
    return found


def so_far(states: Sequence[State], answers: Sequence[Marked], pool: ItemPool, at: datetime) -> SoFar:
    """Return what a learner did for one assessment and what the bank still holds for them."""
    met = {one.item.id for one in answers}
    unmet = [item for item in pool.items if item.id not in met]
    left = Counter(item.focus_area for item in unmet)
    whole = pool.form.length
    return SoFar(
        pool.assessment,
        tuple(answers),
        len(unmet),
        mocks_sat(states, pool.assessment, at),
        tuple(length for length in (whole, whole // 2, whole // 4) if length >= SHORTEST),
        sum(min(count, left[area]) for area, count in zip(pool.areas, pool.form.counts, strict=True)),
    )


def running(states: Sequence[State], at: datetime) -> State | None:
    """Return the mock whose clock still runs, the latest when there are several."""
    mocks = [state for state in states if state.sitting.mode is Mode.MOCK and not state.is_over(at)]
    return mocks[-1] if mocks else None


def planned_reviews(plan: Plan | None) -> int | None:
    """Return for how many items today's plan gives time to review, None where there is none that does."""
    given = 0 if plan is None else sum(one.items for one in plan.today.work if one.task is Task.REVIEW)
    return given or None


def work_without_plan(ready: Readiness, so_far: SoFar, at: datetime) -> tuple[Work, ...]:
    """Return what is worth doing today where no plan says it: what is due, then what helps most."""
    if ready.verdict is Verdict.UNKNOWN:
        return (Work(Task.DIAGNOSE, SITTING_MINUTES, SITTING_ITEMS),)
    ground = ground_of(so_far, ready, at)
    due = min(ground.due_this_morning, REVIEWS_AT_ONCE)
    unmet = so_far.unmet + ground.done.new
    work = list(heads_of(ground))
    if ready.verdict is Verdict.CHECK:
        work += [mock_work(length, unmet) for length in so_far.lengths if length <= unmet][:1]
    if due:
        work.append(review_work(due))
    if ready.verdict in (Verdict.STUDY, Verdict.NO_BANK):
        items = min(SITTING_ITEMS, unmet)
        work.append(practice_work(items, ground.areas) if items else Work(Task.READ, READING_MINUTES))
    work += tails_of(ground)
    left = left_of(work, ground.done, due=ground.due[ground.today], is_unknown=False)
    return left or (Work(Task.REST, 0),)
