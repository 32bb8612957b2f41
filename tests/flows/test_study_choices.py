"""What a learner set: JSON and back, and what is refused."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from studying import LIBRARY
from whichcert.errors import InputRefused
from whichcert.flows.plan import Goal
from whichcert.flows.readiness import Stakes
from whichcert.flows.study_choices import (
    checked_stakes,
    goal_from,
    goal_value,
    stakes_from,
    stakes_value,
    usual_stakes,
)

GOAL = Goal("psm-1", date(2027, 3, 31), 4.5, frozenset({5, 6}))


def wrong_fields(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [one.where for one in refused.value.problems]


def test_a_goal_comes_back_from_json() -> None:
    stored = json.loads(json.dumps(goal_value(GOAL)))
    assert goal_from(stored, LIBRARY) == GOAL


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"assessment": "csm"}, "assessment"),
        ({"assessment": None}, "assessment"),
        ({"deadline": "tomorrow"}, "deadline"),
        ({"deadline": 20270331}, "deadline"),
        ({"hours_a_week": "4"}, "hours"),
        ({"hours_a_week": True}, "hours"),
        ({"hours_a_week": 10**400}, "hours"),
        ({"days_off": [7]}, "days_off"),
        ({"days_off": "56"}, "days_off"),
        ({"days_off": [True]}, "days_off"),
    ],
)
def test_a_goal_with_a_wrong_part_is_refused_there(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        goal_from({**goal_value(GOAL), **change}, LIBRARY)
    assert wrong_fields(refused) == [field]


@pytest.mark.parametrize("value", [None, [], "psm-1", 3, {}])
def test_what_is_no_goal_at_all_is_refused_whole(value: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        goal_from(value, LIBRARY)
    assert wrong_fields(refused) == ["assessment", "deadline", "hours"]


def test_usual_stakes_take_the_fee_of_the_catalogue() -> None:
    fee = LIBRARY.catalogue.get("pspo-1").number("fee_usd")
    assert stakes_from(None, LIBRARY, "pspo-1") == usual_stakes(LIBRARY, "pspo-1") == Stakes(fee_usd=fee or 0)


def test_stakes_come_back_and_a_fee_is_one_assessments_own() -> None:
    own = Stakes(fee_usd=50, hour_usd=30, hours_lost=2, hours_more=1)
    stored = json.loads(json.dumps(stakes_value(own, "psm-1")))
    assert stakes_from(stored, LIBRARY, "psm-1") == own
    other = stakes_from(stored, LIBRARY, "pspo-1")
    assert other == replace(own, fee_usd=usual_stakes(LIBRARY, "pspo-1").fee_usd)
    both = stakes_value(replace(own, fee_usd=70), "pspo-1", stored)
    assert both["fee_usd"] == {"psm-1": 50, "pspo-1": 70}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fee_usd": -1}, "fee_usd"),
        ({"fee_usd": 100_001}, "fee_usd"),
        ({"hour_usd": float("nan")}, "hour_usd"),
        ({"hours_lost": float("inf")}, "hours_lost"),
        ({"fee_usd": 0, "hours_lost": 0}, "fee_usd"),
        ({"hours_more": 0}, "hours_more"),
        ({"hour_usd": 0}, "hour_usd"),
    ],
)
def test_stakes_that_the_rule_cannot_use_are_refused(change: dict[str, float], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked_stakes(replace(Stakes(), **change))
    assert wrong_fields(refused) == [field]


@pytest.mark.parametrize(
    "value", [3, [], {"fee_usd": "lots"}, {"hour_usd": "12"}, {"fee_usd": {"psm-1": None}}]
)
def test_stored_stakes_of_another_shape_are_refused(value: Any) -> None:
    with pytest.raises(InputRefused):
        stakes_from(value, LIBRARY, "psm-1")


@pytest.mark.parametrize(
    ("figure", "shown"), [(1_000_000.0, "1,000,000"), (-0.5, "-0.5"), (100_000.25, "100,000.25")]
)
def test_a_figure_is_refused_as_people_write_it(figure: float, shown: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked_stakes(replace(Stakes(), fee_usd=figure))
    assert refused.value.problems[0].message == f"{shown} is not between 0 and 100,000"
