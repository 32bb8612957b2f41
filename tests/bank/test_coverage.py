from dataclasses import replace

import pytest

from bank.sample import ITEM, changed
from whichcert.bank.blueprint import Blueprint
from whichcert.bank.coverage import AreaShortage, Band, band_of, coverage
from whichcert.bank.item import CognitiveLevel, Status
from whichcert.bank.statement import Guide, Statement, StatementKind
from whichcert.scrum import FocusArea

TIMEBOX = Statement(
    "daily-scrum.timebox", Guide.SCRUM_GUIDE, "daily-scrum", StatementKind.TIMEBOX, "15 minutes."
)
PURPOSE = replace(TIMEBOX, id="daily-scrum.purpose")
VALUE = replace(TIMEBOX, id="value.waste", guide=Guide.PRACTICE)
STATEMENTS = {one.id: one for one in (TIMEBOX, PURPOSE, VALUE)}
BLUEPRINTS = {"psm-1": Blueprint("psm-1", {FocusArea.EVENTS: 1, FocusArea.DONE: 2}, 0, 1)}
SECOND = changed(id="daily-scrum-901", statements=("daily-scrum.timebox",), intended_difficulty=0.7)
FOUND = coverage([ITEM, SECOND], STATEMENTS, BLUEPRINTS)


def test_items_are_listed_under_what_they_test() -> None:
    assert {one.statement.id: one.items for one in FOUND.statements} == {
        "daily-scrum.timebox": ("daily-scrum-900", "daily-scrum-901"),
        "daily-scrum.purpose": ("daily-scrum-900",),
        "value.waste": (),
    }


def test_hole_is_a_statement_of_the_scrum_guide_with_fewer_than_two_items() -> None:
    assert [one.statement.id for one in FOUND.holes] == ["daily-scrum.purpose"]


def test_cells_count_area_difficulty_and_level() -> None:
    apply = CognitiveLevel.APPLY
    assert FOUND.cells == {
        "psm-1": {(FocusArea.EVENTS, Band.MIDDLE, apply): 1, (FocusArea.EVENTS, Band.HARD, apply): 1}
    }


def test_area_with_less_than_three_forms_is_short() -> None:
    assert FOUND.shortages == (
        AreaShortage("psm-1", FocusArea.EVENTS, items=2, wanted=3),
        AreaShortage("psm-1", FocusArea.DONE, items=0, wanted=6),
    )


def test_retired_items_cover_nothing() -> None:
    retired = replace(ITEM, status=Status.RETIRED)
    assert all(one.items == () for one in coverage([retired], STATEMENTS, BLUEPRINTS).statements)


@pytest.mark.parametrize(
    ("difficulty", "band"), [(-0.6, Band.EASY), (-0.5, Band.MIDDLE), (0.5, Band.MIDDLE), (0.51, Band.HARD)]
)
def test_band_reaches_half_a_logit(difficulty: float, band: Band) -> None:
    assert band_of(difficulty) is band
