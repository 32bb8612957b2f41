"""What each day of a plan is for, and the work that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from whichcert.flows.day_work import (
    MINUTES_A_REVIEW,
    MINUTES_AN_ITEM,
    Done,
    SoFar,
    Task,
    Work,
    done_by,
    mock_work,
    practice_work,
    review_work,
)
from whichcert.flows.goal import LONGEST_DAYS, Goal
from whichcert.flows.own_day import day_of
from whichcert.flows.readiness import Readiness, Verdict
from whichcert.flows.review import forecast
from whichcert.flows.study_week import LIGHT_DAYS, MockWish, Pace, mock_days
from whichcert.scrum import FocusArea

DIAGNOSTIC_MINUTES, DIAGNOSTIC_ITEMS = 15, 20
READING_MINUTES = 30
_FEWEST_ITEMS = 5
"""Questions below which practice is not worth a start of its own, unless they are the last."""


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


def ground_of(so_far: SoFar, ready: Readiness, at: datetime) -> Ground:
    """Return what a plan stands on: how today began, and what was done since."""
    today, due = at.date(), forecast(so_far.answers, at, LONGEST_DAYS + 1)
    before = tuple(one for one in so_far.answers if day_of(one.answer.at, at) < today)
    morning = due if len(before) == len(so_far.answers) else forecast(before, at, 1)
    return Ground(
        today,
        so_far,
        done_by(at, so_far),
        due,
        morning[today],
        not any(so_far.assessment in one.item.assessments for one in before),
        ready.verdict,
        tuple(one.area for one in ready.gains[:3]),
        ready.hours_to_go,
    )


@dataclass(frozen=True, slots=True)
class DayOutline:
    """What one day is for."""

    minutes: int
    mock: int = 0
    """Its length; 0: none."""
    is_deadline: bool = False
    has_diagnostic: bool = False
    practises: bool = False
    most_kept: int = 0
    """How many items practice leaves for a whole mock on a later day."""
    fewest_kept: int = 0
    """The length of the shortest mock: fewer could tell nothing there, so practice asks them."""
    heads: tuple[Work, ...] = ()
    """What comes before all study."""
    tails: tuple[Work, ...] = ()
    areas: tuple[FocusArea, ...] = ()

    def kept(self, unmet: int) -> int:
        """Return how many of so many unmet items practice leaves for the next whole mock."""
        kept = min(unmet, self.most_kept)
        return kept if kept >= self.fewest_kept else 0


@dataclass(frozen=True, slots=True)
class Outline:
    """Which days of a plan are for what."""

    goal: Goal
    pace: Pace
    mocks: Mapping[date, int]
    diagnostic: date | None
    practises_after: date | None
    """The last of the mocks that tell luck from knowledge; None where practice need not wait."""

    @classmethod
    def of(cls, goal: Goal, found: Pace, ground: Ground, days: Sequence[date]) -> "Outline":
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

    def day(self, day: date, ground: Ground) -> DayOutline:
        """Return what one day is for."""
        if day >= self.goal.deadline:
            return DayOutline(0, is_deadline=True)
        is_today, is_light = day == ground.today, (self.goal.deadline - day).days <= LIGHT_DAYS
        has_diagnostic = day == self.diagnostic
        # the mock that was sat today is done, not planned, and takes nothing from today's own minutes
        sat = {one: items for one, items in ground.so_far.mocks.items() if not (is_today and one == day)}
        minutes = self.pace.minutes_on(day, {**sat, **self.mocks}) if self.pace.is_study(day) else 0
        is_waiting = self.practises_after is not None and day <= self.practises_after
        return DayOutline(
            minutes=max(minutes, DIAGNOSTIC_MINUTES if has_diagnostic else 0),
            mock=self.mocks.get(day, 0),
            has_diagnostic=has_diagnostic,
            most_kept=ground.so_far.most_kept if self._has_whole_mock_after(day, ground.so_far) else 0,
            fewest_kept=ground.so_far.lengths[-1],
            practises=not (is_light or is_waiting or ground.verdict is Verdict.BOOK),
            heads=heads_of(ground) if is_today else (),
            tails=tails_of(ground) if is_today and minutes else (),
            areas=ground.areas,
        )

    def _has_whole_mock_after(self, day: date, so_far: SoFar) -> bool:
        return any(one > day and length == so_far.lengths[0] for one, length in self.mocks.items())


def heads_of(ground: Ground) -> tuple[Work, ...]:
    """Return what comes before all study today."""
    return (Work(Task.BOOK, 0),) if ground.verdict is Verdict.BOOK else ()


def tails_of(ground: Ground) -> tuple[Work, ...]:
    """Return what is left to somebody whose luck no unseen item can tell from knowledge any more."""
    is_stuck = ground.verdict is Verdict.CHECK and ground.so_far.longest_unseen() is None
    return (Work(Task.ELSEWHERE, 0),) if is_stuck else ()


def work_of(what: DayOutline, due: int, unmet: int) -> tuple[Work, ...]:
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
        found += _practice(what, left, max(0, unmet - what.kept(unmet)))
    return (*found, *what.tails) or (Work(Task.REST, 0),)


def _practice(what: DayOutline, minutes: int, new: int) -> Sequence[Work]:
    """Return practice as far as there are new items for it, then reading."""
    items = min(int(minutes / MINUTES_AN_ITEM), new)
    if items >= min(_FEWEST_ITEMS, max(new, 1)):
        return (practice_work(items, what.areas),)
    if not new and minutes >= DIAGNOSTIC_MINUTES and not what.tails:
        return (Work(Task.READ, min(minutes, READING_MINUTES)),)
    return ()
