"""Which alternatives are open, and why the others are not."""

from itertools import chain, combinations

import pytest

from decide.cases import NAMES, NEITHER, PSM, PSPO
from whichcert.decide.alternatives import ALL, Standing, eligible

BOTH = {"psm-1 then pspo-1", "pspo-1 then psm-1"}
START = {"psm-1", "pspo-1", *BOTH, "neither-yet"}


def open_ids(holds=(), years=None, practises=(), wants_depth=False) -> set[str]:
    return {a.id for a in eligible(Standing(holds, years, practises, wants_depth))[0]}


def test_nine_alternatives_in_a_fixed_order():
    assert [a.id for a in ALL] == [
        "psm-1", "pspo-1", "psm-2", "pspo-2", "psm-3", "pspo-3",
        "psm-1 then pspo-1", "pspo-1 then psm-1", "neither-yet",
    ]  # fmt: skip
    assert [a.first_step for a in ALL] == [PSM, PSPO, PSM, PSPO, PSM, PSPO, PSM, PSPO, NEITHER]
    assert [a.is_both for a in ALL] == [False] * 6 + [True] * 2 + [False]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({}, START),
        ({"holds": ("csm", "cspo")}, START),
        ({"holds": ("psm-1",)}, {"pspo-1", "psm-2", "neither-yet"}),
        ({"holds": ("pspo-1",)}, {"psm-1", "pspo-2", "neither-yet"}),
        ({"holds": ("psm-1", "pspo-1")}, {"psm-2", "pspo-2", "neither-yet"}),
        ({"holds": ("psm-2",)}, {"pspo-1", "psm-3", "neither-yet"}),
        ({"holds": ("psm-3",)}, {"pspo-1", "neither-yet"}),
        ({"holds": NAMES}, {"neither-yet"}),
        # deep goals: level II from a year of Scrum, in whichever job
        ({"wants_depth": True}, START),
        ({"wants_depth": True, "years": 0.9}, START),
        ({"wants_depth": True, "years": 1.0}, START | {"psm-2", "pspo-2"}),
        ({"wants_depth": False, "years": 30.0, "practises": (PSM, PSPO)}, START),
        # level III from four years in that very job
        ({"wants_depth": True, "years": 3.9, "practises": (PSM,)}, START | {"psm-2", "pspo-2"}),
        ({"wants_depth": True, "years": 4.0, "practises": (PSM,)}, START | {"psm-2", "pspo-2", "psm-3"}),
        ({"wants_depth": True, "years": 4.0, "practises": (PSPO,)}, START | {"psm-2", "pspo-2", "pspo-3"}),
        # practice of unknown length opens both levels of its path
        ({"wants_depth": True, "practises": (PSPO,)}, START | {"pspo-2", "pspo-3"}),
    ],
)
def test_open_alternatives(standing, expected):
    assert open_ids(**standing) == expected


HOLDINGS = list(chain.from_iterable(combinations(NAMES, n) for n in range(7)))


@pytest.mark.parametrize("wants_depth", [False, True])
def test_nothing_held_is_offered_and_nothing_is_lost(wants_depth):
    for holds in HOLDINGS:
        open_ones, ruled_out = eligible(Standing(holds, 5.0, (PSM, PSPO), wants_depth))
        assert not {name for a in open_ones for name in a.sequence} & set(holds)
        assert [a.id for a in ALL if a not in open_ones] == [each.alternative.id for each in ruled_out]
        assert "neither-yet" in {a.id for a in open_ones}
        assert all(each.reason for each in ruled_out)


def test_reasons_say_what_stands_against():
    against = {each.alternative.id: each.reason for each in eligible(Standing(("psm-2",), 0.5, (), True))[1]}
    assert against == {
        "psm-1": "you hold it, or a level above it",
        "psm-2": "you hold it, or a level above it",
        "psm-1 then pspo-1": "you hold one of the two",
        "pspo-1 then psm-1": "you hold one of the two",
        "pspo-2": "it builds on level I or on a year and more in the job",
        "pspo-3": "it builds on level II or on 4 years and more in the job",
    }
