"""A plan to a date: what to do today, and on every day until the assessment."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from whichcert.errors import InputRefused, Problem
from whichcert.flows.day_work import (
    MINUTES_A_REVIEW,
    MINUTES_AN_ITEM,
    Done,
    SoFar,
    Task,
    Work,
    done_on,
    left_of,
    mock_work,
    practice_work,
    review_work,
)
from whichcert.flows.history import Marked, Mode
from whichcert.flows.readiness import Readiness, Verdict
from whichcert.flows.review import forecast
from whichcert.flows.study_week import LIGHT_DAYS, MockWish, Pace, mock_days, pace
from whichcert.scrum import FocusArea

__all__ = [
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
    "ground_of",
    "hours_that_fit",
    "minutes_by_day",
    "minutes_by_mode",
    "plan",
]

LONGEST_DAYS = 366
MOST_HOURS = 60.0
FEWEST_HOURS = 0.5
GRACE_DAYS = 1
"""Days after the deadline on which it may still be that day where the person is."""

DIAGNOSTIC_MINUTES, DIAGNOSTIC_ITEMS = 15, 20
READING_MINUTES = 30
_FEWEST_ITEMS = 5
"""Questions below which practice is not worth a start of its own, unless they are the last."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a learner set: which assessment, until when, with how much time."""

    assessment: str
    deadline: date
    hours_a_week: float
    days_off: frozenset[int] = frozenset()
    """Weekdays without study, 0 is Monday."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What to do on one day."""

    day: date
    work: tuple[Work, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.work)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every plan of a learner stands on today, whatever its goal."""

    today: date
    so_far: SoFar
    done: Done
    """Today."""
    due: Mapping[date, int]
    """Items that fall due for review, by day; those overdue today."""
    due_this_morning: int
    is_first_day: bool
    """Whether nothing was answered before today that says where the learner stands."""
    verdict: Verdict
    areas: tuple[FocusArea, ...]
    """Where practice goes first."""
    hours_needed: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All days from today to the assessment."""

    goal: Goal
    days: tuple[PlannedDay, ...]
    pace: Pace
    ground: Ground
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


def checked_goal(goal: Goal, today: date) -> Goal:
    """Return the goal; raises InputRefused with one Problem for each field that can't be.

    Yesterday is taken: west of Greenwich it may be the person's today.
    """
    problems = []
    first, last = today - timedelta(days=GRACE_DAYS), today + timedelta(days=LONGEST_DAYS)
    if not first <= goal.deadline <= last:
        problems.append(Problem("deadline", f"{goal.deadline} lies before today or more than a year ahead"))
    if not FEWEST_HOURS <= goal.hours_a_week <= MOST_HOURS:
        expected = f"expected at least {FEWEST_HOURS:g} and at most {MOST_HOURS:g}"
        problems.append(Problem("hours", f"{goal.hours_a_week:g} hours a week; {expected}"))
    if not goal.days_off <= frozenset(range(7)) or len(goal.days_off) == 7:
        problems.append(Problem("days_off", "every day of the week is off; leave at least one"))
    if problems:
        raise InputRefused(problems)
    return goal


def plan(goal: Goal, so_far: SoFar, ready: Readiness, at: datetime) -> Plan:
    """Return the days from today to the deadline, from what happened so far; nothing of it is stored.

    Reviews that fall due come first, because what is not reviewed is lost; what does not fit waits for the
    next day. Then mocks, and practice where an hour helps most, as long as the bank holds items that the
    learner never met. Who is ready only reviews and sits mocks; who may be guessing sits mocks first. The
    day before the assessment has reviews only.
    """
    return _laid(goal, ground_of(so_far, ready, at))


def ground_of(so_far: SoFar, ready: Readiness, at: datetime) -> Ground:
    """Return what a plan stands on: how today began, and what was done since."""
    today, due = at.date(), forecast(so_far.answers, at, LONGEST_DAYS + 1)
    before = tuple(one for one in so_far.answers if one.answer.at.date() < today)
    morning = due if len(before) == len(so_far.answers) else forecast(before, at, 1)
    return Ground(
        today,
        so_far,
        done_on(today, so_far),
        due,
        morning[today],
        not any(so_far.assessment in one.item.assessments for one in before),
        ready.verdict,
        tuple(one.area for one in ready.gains[:3]),
        ready.hours_to_go,
    )


def _laid(goal: Goal, ground: Ground) -> Plan:
    """Return the plan of a goal: day by day, with what the days before leave of reviews and new items."""
    found, today = pace(goal.deadline, goal.hours_a_week, goal.days_off), ground.today
    left = max(0, (goal.deadline - today).days)
    days = [today + timedelta(days=ahead) for ahead in range(left + 1)]
    outline = _Outline.of(goal, found, ground, days)
    due, unmet = ground.due_this_morning, ground.so_far.unmet + ground.done.new
    planned, runs_out = list[PlannedDay](), None
    for day in days:
        work = _work(outline.day(day, ground), due, unmet)
        if day == today:
            is_unknown = ground.verdict is Verdict.UNKNOWN
            work = left_of(work, ground.done, due=ground.due[today], is_unknown=is_unknown)
            due, unmet = ground.due[today], ground.so_far.unmet
        planned.append(PlannedDay(day, work))
        due -= sum(one.items for one in work if one.task is Task.REVIEW)
        due += ground.due.get(day + timedelta(days=1), 0)
        new = sum(one.new for one in work)
        runs_out = day if 0 < unmet <= new else runs_out
        unmet -= new
    return Plan(goal, tuple(planned), found, ground, runs_out)


@dataclass(frozen=True, slots=True)
class _Day:
    """What one day is for."""

    minutes: int
    mock: int = 0
    """Its length; 0: none."""
    is_deadline: bool = False
    is_light: bool = False
    has_diagnostic: bool = False
    practises: bool = False
    heads: tuple[Work, ...] = ()
    """What comes before all study."""
    tails: tuple[Work, ...] = ()
    areas: tuple[FocusArea, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outline:
    """Which days of a plan are for what."""

    goal: Goal
    pace: Pace
    mocks: Mapping[date, int]
    diagnostic: date | None
    practises_after: date | None
    """The last of the mocks that tell luck from knowledge; None where practice need not wait."""

    @classmethod
    def of(cls, goal: Goal, found: Pace, ground: Ground, days: Sequence[date]) -> "_Outline":
        """Return the outline for the days from today to the deadline."""
        open_days = [day for day in days if day.weekday() not in goal.days_off and day < goal.deadline]
        diagnostic = open_days[0] if ground.is_first_day and open_days else None
        so_far = ground.so_far
        # what was asked new today was unmet this morning
        unmet = so_far.unmet + ground.done.new
        is_check = ground.verdict is Verdict.CHECK
        wish = MockWish(so_far.lengths, so_far.mocks, unmet, is_check, diagnostic)
        mocks = mock_days(found, days, wish)
        return cls(goal, found, mocks.lengths, diagnostic, mocks.last_check)

    def day(self, day: date, ground: Ground) -> _Day:
        """Return what one day is for."""
        if day >= self.goal.deadline:
            return _Day(0, is_deadline=True)
        is_today, is_light = day == ground.today, (self.goal.deadline - day).days <= LIGHT_DAYS
        has_diagnostic = day == self.diagnostic
        # the mock that was sat today is done, not planned, and takes nothing from today's own minutes
        sat = {one: items for one, items in ground.so_far.mocks.items() if not (is_today and one == day)}
        minutes = self.pace.minutes_on(day, {**sat, **self.mocks}) if self.pace.is_study(day) else 0
        is_waiting = self.practises_after is not None and day <= self.practises_after
        return _Day(
            minutes=max(minutes, DIAGNOSTIC_MINUTES if has_diagnostic else 0),
            mock=self.mocks.get(day, 0),
            is_light=is_light,
            has_diagnostic=has_diagnostic,
            practises=not (is_light or is_waiting or ground.verdict is Verdict.BOOK),
            heads=heads_of(ground) if is_today else (),
            tails=tails_of(ground) if is_today and minutes else (),
            areas=ground.areas,
        )


def heads_of(ground: Ground) -> tuple[Work, ...]:
    """Return what comes before all study today."""
    return (Work(Task.BOOK, 0),) if ground.verdict is Verdict.BOOK else ()


def tails_of(ground: Ground) -> tuple[Work, ...]:
    """Return what is left to somebody whose luck no unseen item can tell from knowledge any more."""
    is_stuck = ground.verdict is Verdict.CHECK and ground.so_far.longest_unseen() is None
    return (Work(Task.ELSEWHERE, 0),) if is_stuck else ()


def _work(what: _Day, due: int, unmet: int) -> tuple[Work, ...]:
    """Return the work of a day as it is when the day begins."""
    if what.is_deadline:
        return (Work(Task.SIT, 60),)
    found, left = list(what.heads), what.minutes
    if what.has_diagnostic:
        found.append(Work(Task.DIAGNOSE, DIAGNOSTIC_MINUTES, DIAGNOSTIC_ITEMS))
        left -= DIAGNOSTIC_MINUTES
    mock = mock_work(what.mock, unmet) if what.mock else None
    left -= mock.minutes if mock else 0
    reviews = min(due, int(max(left, 0) / MINUTES_A_REVIEW))
    if reviews:
        found.append(review_work(reviews))
        left -= found[-1].minutes
    if mock is not None:
        found.append(mock)
        unmet -= mock.new
    if what.practises:
        found += _practice(what, left, unmet)
    return (*found, *what.tails) or (Work(Task.REST, 0),)


def _practice(what: _Day, minutes: int, unmet: int) -> Sequence[Work]:
    """Return practice as far as there are new items, then reading."""
    items = min(int(minutes / MINUTES_AN_ITEM), unmet)
    if items >= min(_FEWEST_ITEMS, max(unmet, 1)):
        return (practice_work(items, what.areas),)
    if unmet <= 0 and minutes >= DIAGNOSTIC_MINUTES and not what.tails:
        return (Work(Task.READ, min(minutes, READING_MINUTES)),)
    return ()


def minutes_by_day(answers: Sequence[Marked]) -> Mapping[date, float]:
    """Return the minutes spent on items on each day, as measured from question to answer."""
    found: dict[date, float] = {}
    for one in answers:
        day = one.answer.at.date()
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
