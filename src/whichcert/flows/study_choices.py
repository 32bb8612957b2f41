"""What a learner set, as JSON keeps it: goals and stakes become values, wrong data is refused."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from math import isfinite
from typing import Any

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.flows.plan import Goal
from whichcert.flows.readiness import Stakes
from whichcert.library import Library

GOAL, STAKES = "goal", "stakes"
"""The names under which the two are kept."""

MOST = 100_000.0
"""No fee, worth of an hour or number of hours lies above this."""

Json = dict[str, Any]


def goal_value(goal: Goal) -> Json:
    """Return a goal as JSON."""
    return {
        "assessment": goal.assessment,
        "deadline": goal.deadline.isoformat(),
        "hours_a_week": goal.hours_a_week,
        "days_off": sorted(goal.days_off),
    }


def goal_from(value: Any, library: Library) -> Goal:
    """Return the goal that JSON holds; raises InputRefused with a Problem for each wrong part.

    Whether the date still lies ahead is not checked here: a goal of last month was one.
    """
    found = value if isinstance(value, Mapping) else {}
    problems = []
    assessment = found.get("assessment")
    if not isinstance(assessment, str) or assessment not in library.blueprints:
        known = ", ".join(library.blueprints)
        message = (
            f"{shortened(str(assessment))!r} is no assessment that we have questions for; known: {known}"
        )
        problems.append(Problem("assessment", message))
    deadline = _day(found.get("deadline"))
    if deadline is None:
        message = f"{shortened(str(found.get('deadline')))!r} is no date; expected one such as 2027-03-31"
        problems.append(Problem("deadline", message))
    hours = _number(found.get("hours_a_week"))
    if hours is None:
        message = f"{shortened(str(found.get('hours_a_week')))!r} is no number of hours"
        problems.append(Problem("hours", message))
    days_off = found.get("days_off", [])
    if not isinstance(days_off, list) or not all(_is_weekday(day) for day in days_off):
        problems.append(Problem("days_off", "expected weekdays as numbers from 0 (Monday) to 6"))
    if problems or deadline is None or hours is None:
        raise InputRefused(problems)
    return Goal(str(assessment), deadline, hours, frozenset(days_off))


def usual_stakes(library: Library, assessment: str) -> Stakes:
    """Return the stakes that nobody changed: the catalogue's fee, the rest set by the authors."""
    fee = library.catalogue.get(assessment).number("fee_usd")
    return Stakes() if fee is None else Stakes(fee_usd=fee)


def stakes_from(value: Any, library: Library, assessment: str) -> Stakes:
    """Return what JSON holds about one assessment, the usual where it says nothing; raises InputRefused.

    value: hour_usd, hours_lost and hours_more for all assessments; fee_usd by assessment.
    """
    usual = usual_stakes(library, assessment)
    if value is None:
        return usual
    if not isinstance(value, Mapping):
        raise InputRefused([Problem("stakes", "expected an object with numbers")])
    fees = value.get("fee_usd", {})
    if not isinstance(fees, Mapping):
        raise InputRefused([Problem("fee_usd", "expected a fee for each assessment")])
    given = {name: value[name] for name in _SHARED if name in value}
    if assessment in fees:
        given["fee_usd"] = fees[assessment]
    numbers = {name: _number(one) for name, one in given.items()}
    wrong = [Problem(name, "is no number") for name, one in numbers.items() if one is None]
    if wrong:
        raise InputRefused(wrong)
    return checked_stakes(replace(usual, **{name: one for name, one in numbers.items() if one is not None}))


def stakes_value(stakes: Stakes, assessment: str, before: Any = None) -> Json:
    """Return the stakes as JSON; what ``before`` says about other assessments' fees stays."""
    fees = before.get("fee_usd") if isinstance(before, Mapping) else None
    kept = dict(fees) if isinstance(fees, Mapping) else {}
    return {
        **{name: getattr(stakes, name) for name in _SHARED},
        "fee_usd": {**kept, assessment: stakes.fee_usd},
    }


def checked_stakes(stakes: Stakes) -> Stakes:
    """Return the stakes; raises InputRefused with a Problem for each figure that the rule can't use."""
    found = {one.name: getattr(stakes, one.name) for one in fields(Stakes)}
    problems = [
        Problem(name, f"{figure:,.10g} is not between 0 and {MOST:,.0f}")
        for name, figure in found.items()
        if not (isfinite(figure) and 0 <= figure <= MOST)
    ]
    if not problems and stakes.failing <= 0:
        problems.append(
            Problem("fee_usd", "a failed attempt must cost something, otherwise any chance would do")
        )
    if not problems and stakes.waiting <= 0:
        name = "hours_more" if stakes.hour_usd else "hour_usd"
        problems.append(Problem(name, "more study must cost something, otherwise no chance would do"))
    if problems:
        raise InputRefused(problems)
    return stakes


_SHARED = ("hour_usd", "hours_lost", "hours_more")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # an integer of 400 digits is a number to JSON and none to a float
    return float(value) if is_number and abs(value) <= 10 * MOST else None


def _is_weekday(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6
