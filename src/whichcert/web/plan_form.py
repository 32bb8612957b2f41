"""The form of a plan: what was typed becomes a goal, or says field by field what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from whichcert.errors import InputRefused
from whichcert.flows.plan import Goal, checked_goal
from whichcert.flows.study_choices import goal_from
from whichcert.library import Library
from whichcert.web import formats
from whichcert.web.numbers import typed_number

FIELDS = ("assessment", "deadline", "hours")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_OFF = "days_off"


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What stands in the fields, the goal when it is one, and otherwise errors by field."""

    given: Mapping[str, str]
    days_off: tuple[str, ...]
    goal: Goal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def typed_plan(sent: QueryDict, library: Library, today: date) -> PlanForm:
    """Read a form that was sent; what was typed comes back with it."""
    given = {name: sent.get(name, "").replace("\x00", "").strip()[:40] for name in FIELDS}
    days = tuple(day[:4] for day in sent.getlist(DAYS_OFF)[: len(WEEKDAYS) + 1])
    errors = _empty(given)
    stored = {
        "assessment": given["assessment"],
        "deadline": given["deadline"],
        "hours_a_week": typed_number(given["hours"]),
        "days_off": [int(day) if day in DAY_NUMBERS else None for day in days],
    }
    try:
        goal = checked_goal(goal_from(stored, library), today)
    except InputRefused as refused:
        found = {one.where: _in_words(one.where, given, today) or one.message for one in refused.problems}
        return PlanForm(given, days, errors={**found, **errors})
    return PlanForm(given, days, goal=goal)


DAY_NUMBERS = frozenset(str(day) for day in range(7))


def shown_plan(goal: Goal) -> PlanForm:
    """Return the fields of a goal that was set before."""
    given = {
        "assessment": goal.assessment,
        "deadline": goal.deadline.isoformat(),
        "hours": formats.number(goal.hours_a_week),
    }
    return PlanForm(given, tuple(str(day) for day in sorted(goal.days_off)), goal=goal)


def _empty(given: Mapping[str, str]) -> dict[str, str]:
    asked = {
        "assessment": "Choose the assessment that you plan for",
        "deadline": "Enter the day on which you want to take it",
        "hours": "Enter how many hours a week you have, such as 4 or 2.5",
    }
    return {name: words for name, words in asked.items() if not given[name]}


def _in_words(where: str, given: Mapping[str, str], today: date) -> str:
    match where:
        case "assessment":
            return "Choose one of the assessments below"
        case "deadline":
            return _deadline_words(given["deadline"], today)
        case "hours" if typed_number(given["hours"]) is None:
            return f"“{given['hours']}” is not a number; write one such as 4 or 2.5"
        case "hours":
            return f"{given['hours']} hours a week can’t be; write at least 0.5 and at most 60"
        case "days_off":
            return "Leave at least one day of the week for study"
    return ""


def _deadline_words(typed: str, today: date) -> str:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return f"“{typed}” is not a date; write one such as {today.replace(day=1).isoformat()}"
    if day < today:
        return f"{formats.plain_date(day)} has passed; choose a day from today on"
    return f"{formats.plain_date(day)} is more than a year ahead; choose an earlier day"
