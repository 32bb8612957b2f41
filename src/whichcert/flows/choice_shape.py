"""Whether what a file says that a learner set has the shape of it; an unknown name may hold anything.

Whether an assessment is one that this content has is not asked here: the file may come from a machine that
has more of them. Where a choice is used, it is checked against the content.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any, NoReturn

from whichcert.errors import InputRefused, Problem, shortened

MOST = 1_000_000
"""No fee and no number of hours lies above this."""

_ASSESSMENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_STAKES = ("hour_usd", "hours_lost", "hours_more", "fee_usd")


def check_choice(name: str, value: Any, where: str) -> None:
    """Raise InputRefused where the value can't be what is set under a known name."""
    check = _CHECKS.get(name)
    if check is not None:
        check(value, where)


def _assessment(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _ASSESSMENT.fullmatch(value):
        _refuse(where, value, "the id of an assessment, such as psm-1")


def _goal(value: Any, where: str) -> None:
    found = _fields(value, where, ("assessment", "deadline", "hours_a_week", "days_off"))
    _assessment(found.get("assessment"), f"{where}.assessment")
    deadline = found.get("deadline")
    if not _is_day(deadline):
        _refuse(f"{where}.deadline", deadline, "a date such as 2027-03-31")
    hours = found.get("hours_a_week")
    if not _is_amount(hours):
        _refuse(f"{where}.hours_a_week", hours, f"a number from 0 to {MOST:,}")
    days = found.get("days_off", [])
    if not isinstance(days, list) or not all(type(day) is int and 0 <= day <= 6 for day in days):
        _refuse(f"{where}.days_off", days, "a list of weekdays from 0 (Monday) to 6")


def _stakes(value: Any, where: str) -> None:
    found = _fields(value, where, _STAKES)
    fees = found.get("fee_usd", {})
    if not isinstance(fees, Mapping):
        _refuse(f"{where}.fee_usd", fees, "an object with a fee for each assessment")
    amounts = {name: found[name] for name in _STAKES[:3] if name in found}
    amounts |= {f"fee_usd.{name}": fee for name, fee in fees.items()}
    for name, amount in amounts.items():
        if not _is_amount(amount):
            _refuse(f"{where}.{shortened(name)}", amount, f"a number from 0 to {MOST:,}")


_CHECKS: Mapping[str, Callable[[Any, str], None]] = {
    "assessment": _assessment,
    "goal": _goal,
    "stakes": _stakes,
}


def _fields(value: Any, where: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _refuse(where, value, f"an object with {', '.join(names)}")
    unknown = [name for name in value if name not in names]
    if unknown:
        raise InputRefused(
            [Problem(where, f"has the unknown field {shortened(unknown[0])!r}; known: {', '.join(names)}")]
        )
    return value


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_amount(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= MOST and isfinite(value)


def _refuse(where: str, value: Any, expected: str) -> NoReturn:
    raise InputRefused([Problem(where, f"is {_shown(value)}; expected {expected}")])


def _shown(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "missing"}
    return kinds.get(type(value)) or shortened(repr(value))
