"""A goal: which assessment, until when, with how much time."""

from dataclasses import dataclass
from datetime import date, timedelta

from whichcert.errors import InputRefused, Problem

LONGEST_DAYS = 366
MOST_HOURS = 60.0
FEWEST_HOURS = 0.5
GRACE_DAYS = 1
"""Days after the deadline on which it may still be that day where the person is."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a learner set: which assessment, until when, with how much time."""

    assessment: str
    deadline: date
    hours_a_week: float
    days_off: frozenset[int] = frozenset()
    """Weekdays without study, 0 is Monday."""


def checked_goal(goal: Goal, today: date) -> Goal:
    """Return the goal; raises InputRefused with one Problem for each field that can't be.

    Yesterday is taken: where the person is, west of the machine, it may still be today.
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
