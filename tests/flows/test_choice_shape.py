"""What may stand in a file under the name of a choice."""

# ruff: noqa: E501  tables of cases, one a line

from datetime import date
from typing import Any

import pytest

from whichcert.errors import InputRefused
from whichcert.flows.choice_shape import check_choice
from whichcert.flows.plan import Goal
from whichcert.flows.readiness import Stakes
from whichcert.flows.study_choices import GOAL, STAKES, goal_value, stakes_value

GOOD = goal_value(Goal("psm-1", date(2027, 3, 31), 4.5, frozenset({5, 6})))
COSTS = stakes_value(Stakes(), "psm-1", {"fee_usd": {"pspo-1": 0}})


@pytest.mark.parametrize(
    ("name", "value"),
    [(GOAL, GOOD), (STAKES, COSTS), ("assessment", "psm-9"), ("colour", ["anything", {"at": "all"}])],
)
def test_what_whichcert_sets_is_taken(name: str, value: Any) -> None:
    check_choice(name, value, "value")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("assessment", ["x"], "value: is a list; expected the id of an assessment"),
        ("assessment", {"a": 1}, "value: is an object"),
        ("assessment", True, "value: is true or false"),
        ("assessment", "PSM I", "value: is 'PSM I'"),
        (GOAL, "x", "value: is 'x'; expected an object with assessment"),
        (GOAL, {"assessment": "psm-1"}, "value.deadline: is missing; expected a date"),
        (GOAL, GOOD | {"assessment": ["psm-1"]}, "value.assessment: is a list"),
        (GOAL, GOOD | {"deadline": "20270331"}, "value.deadline: is '20270331'"),
        (GOAL, GOOD | {"deadline": 5}, "value.deadline: is 5"),
        (GOAL, GOOD | {"hours_a_week": 1e308}, "value.hours_a_week: is 1e+308; expected a number from 0 to 1,000,000"),
        (GOAL, GOOD | {"hours_a_week": float("nan")}, "value.hours_a_week: is nan"),
        (GOAL, GOOD | {"hours_a_week": 10**400}, "value.hours_a_week: is 1000"),
        (GOAL, GOOD | {"hours_a_week": True}, "value.hours_a_week: is true or false"),
        (GOAL, GOOD | {"days_off": [7]}, "value.days_off: is a list; expected a list of weekdays"),
        (GOAL, GOOD | {"days_off": [[]]}, "value.days_off: is a list"),
        (GOAL, GOOD | {"days_of": []}, "value: has the unknown field 'days_of'"),
        (STAKES, [1], "value: is a list"),
        (STAKES, {"fee_usd": 200}, "value.fee_usd: is 200; expected an object with a fee for each"),
        (STAKES, {"fee_usd": {"psm-1": -1}}, "value.fee_usd.psm-1: is -1"),
        (STAKES, {"hour_usd": "12"}, "value.hour_usd: is '12'"),
    ],
)  # fmt: skip
def test_what_it_never_sets_is_refused_with_its_place(name: str, value: Any, says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_choice(name, value, "value")
    assert str(refused.value).startswith(says)
