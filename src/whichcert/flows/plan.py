"""A plan to a date: what to do today, and on every day until the assessment."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from whichcert.flows.day_outline import Ground, Outline, ground_of, work_of
from whichcert.flows.day_work import Done, SoFar, Task, Work, left_of
from whichcert.flows.goal import GRACE_DAYS, LONGEST_DAYS, MOST_HOURS, Goal, checked_goal
from whichcert.flows.history import Marked, Mode
from whichcert.flows.own_day import day_of
from whichcert.flows.readiness import Readiness, Verdict
from whichcert.flows.study_week import Pace, pace

__all__ = [
    "GRACE_DAYS",
    "LONGEST_DAYS",
    "Done",
    "Goal",
    "Ground",
    "Plan",
    "PlannedDay",
    "SoFar",
    "Task",
    "Work",
    "checked_goal",
    "date_that_fits",
    "hours_that_fit",
    "minutes_by_day",
    "minutes_by_mode",
    "plan",
]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What to do on one day."""

    day: date
    work: tuple[Work, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.work)


@dataclass(frozen=True, slots=True)
class Plan:
    """All days from today to the assessment."""

    goal: Goal
    days: tuple[PlannedDay, ...]
    pace: Pace
    ground: Ground
    kept_from: date | None
    """The first day that leaves only items for the next whole mock, none for practice; None if none does."""
    runs_out: date | None
    """The day on which the last item that was never met is asked; None where some are left in the end."""

    @property
    def today(self) -> PlannedDay:
        return self.days[0]

    @property
    def verdict(self) -> Verdict:
        return self.ground.verdict

    @property
    def unmet(self) -> int:
        """Return how many items of the assessment the learner never met, as of now."""
        return self.ground.so_far.unmet

    @property
    def hours_planned(self) -> float:
        return sum(one.minutes for one in self._work() if one.task is not Task.READ) / 60

    @property
    def hours_with_material(self) -> float:
        """Return the hours planned on items that are new to the learner or due again."""
        return sum(one.minutes * _share_with_material(one) for one in self._work()) / 60

    @property
    def hours_needed(self) -> float | None:
        """Return the expected hours until ready; None when not known or out of sight."""
        return self.ground.hours_needed

    @property
    def fits(self) -> bool | None:
        """Return whether the time is expected to suffice, None where nobody can tell yet."""
        return None if self.hours_needed is None else self.hours_with_material >= self.hours_needed

    def _work(self) -> Sequence[Work]:
        return [one for day in self.days for one in day.work if one.task is not Task.SIT]


def _share_with_material(one: Work) -> float:
    match one.task:
        case Task.DIAGNOSE | Task.REVIEW | Task.PRACTISE:
            return 1.0
        case Task.MOCK:
            return one.new / one.items
        case _:
            return 0.0


def plan(goal: Goal, so_far: SoFar, ready: Readiness, at: datetime) -> Plan:
    """Return the days from today to the deadline, from what happened so far; nothing of it is stored.

    at: now, in the learner's own zone, whose midnight begins a day.

    Reviews that fall due come first, because what is not reviewed is lost; what does not fit waits for the
    next day. Then mocks, and practice where an hour helps most, as long as the bank holds items that the
    learner never met; practice leaves a form of them for the next whole mock. Who is ready only reviews and
    sits mocks; who may be guessing sits mocks first. The day before the assessment has reviews only.
    """
    return _laid(goal, ground_of(so_far, ready, at))


def _laid(goal: Goal, ground: Ground) -> Plan:
    """Return the plan of a goal: day by day, with what the days before leave of reviews and new items."""
    found, today = pace(goal.deadline, goal.hours_a_week, goal.days_off), ground.today
    left = max(0, (goal.deadline - today).days)
    days = [today + timedelta(days=ahead) for ahead in range(left + 1)]
    outline = Outline.of(goal, found, ground, days)
    done = ground.done
    # what a mock beside the plan took today is not there for today's practice
    asked = done.new if today in outline.mocks else min(done.new, done.practised)
    due, unmet = ground.due_this_morning, ground.so_far.unmet + asked
    planned, kept_from, runs_out = list[PlannedDay](), None, None
    for day in days:
        what = outline.day(day, ground)
        work = work_of(what, due, unmet)
        if day == today:
            is_unknown = ground.verdict is Verdict.UNKNOWN
            work = left_of(work, done, due=ground.due[today], is_unknown=is_unknown)
            due, unmet = ground.due[today], ground.so_far.unmet
        planned.append(PlannedDay(day, work))
        due -= sum(one.items for one in work if one.task is Task.REVIEW)
        due += ground.due.get(day + timedelta(days=1), 0)
        new = sum(one.new for one in work)
        runs_out = day if 0 < unmet <= new else runs_out
        unmet -= new
        kept_from = day if kept_from is None and 0 < unmet == what.kept(unmet) else kept_from
    return Plan(goal, tuple(planned), found, ground, kept_from, runs_out)


def minutes_by_day(answers: Sequence[Marked], at: datetime) -> Mapping[date, float]:
    """Return the minutes spent on items on each day of the learner, as measured from question to answer."""
    found: dict[date, float] = {}
    for one in answers:
        day = day_of(one.answer.at, at)
        found[day] = found.get(day, 0.0) + (one.answer.seconds or 0.0) / 60
    return found


def minutes_by_mode(answers: Sequence[Marked]) -> Mapping[Mode, float]:
    """Return the minutes spent in each mode."""
    found = dict.fromkeys(Mode, 0.0)
    for one in answers:
        found[one.answer.mode] += (one.answer.seconds or 0.0) / 60
    return found


def hours_that_fit(found: Plan) -> float | None:
    """Return the fewest hours a week, by halves, with which the time would suffice; None where none would."""
    if found.hours_needed is None:
        return None
    halves = range(-int(-2 * found.goal.hours_a_week // 1), int(2 * MOST_HOURS) + 1)
    goals = [replace(found.goal, hours_a_week=half / 2) for half in halves]
    fitting = _first_that_fits(found, goals)
    return None if fitting is None else fitting.hours_a_week


def date_that_fits(found: Plan) -> date | None:
    """Return the first day by which these hours a week would suffice, None more than a year ahead."""
    if found.hours_needed is None:
        return None
    ahead = range(1, LONGEST_DAYS + 1)
    goals = [replace(found.goal, deadline=found.ground.today + timedelta(days=one)) for one in ahead]
    fitting = _first_that_fits(found, goals)
    return None if fitting is None else fitting.deadline


def _first_that_fits(found: Plan, goals: Sequence[Goal]) -> Goal | None:
    """Return the first of goals that ask for more and more with which the time would suffice."""
    place = bisect_left(goals, True, key=lambda goal: bool(_laid(goal, found.ground).fits))
    return goals[place] if place < len(goals) else None
