"""Stored answers become a profile; what lapsed is named."""

from datetime import date

import pytest

from whichcert.decide.profile import Profile
from whichcert.flows.read_profile import profile_from
from whichcert.library import Library, load_library
from whichcert.web.records import Answer
from whichcert.web.told import answers_from, told

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(today=TODAY)


def test_told_keeps_the_steps_and_skips_null(library: Library) -> None:
    found = told([Answer("current_role", "developer"), Answer("goals", None)], library, today=TODAY)
    assert found.asked == ("current_role", "goals")
    assert found.profile == Profile(current_role="developer")


def test_told_names_a_deadline_that_has_passed_and_keeps_the_budget(library: Library) -> None:
    limits = {"budget_usd": 200, "hours_per_week": None, "deadline": "2026-11-01"}
    found = told([Answer("limits", limits)], library, today=TODAY)
    assert found.profile == Profile(budget_usd=200)
    assert list(found.lapsed) == ["limits"]
    assert "2026-11-01 is in the past" in found.lapsed["limits"]


def test_told_names_questions_and_words_that_are_gone(library: Library) -> None:
    found = told([Answer("p99-gone", 1), Answer("current_role", "lamplighter")], library, today=TODAY)
    assert found.profile == Profile()
    assert list(found.lapsed) == ["p99-gone", "current_role"]
    assert found.asked == ("current_role",)


def test_answers_from_a_profile_lead_to_the_same_profile(library: Library) -> None:
    profile = profile_from(
        {
            "current_role": "developer", "target_role": "scrum_master", "years_of_scrum": 2.5,
            "holds": ["csm", "psm-1"], "goals": ["learn"], "likes": ["coaching"], "strengths": ["deciding"],
            "constraints": ["little_time"], "reasons": ["fit", "goal"], "ignored": ["cost"],
            "budget_usd": 300, "hours_per_week": 4, "deadline": "2027-01-31", "country": "de",
            "answers": {"p02-ordering-process": -1, "deciding-angry": 2},
        },
        library,
        today=TODAY,
    )  # fmt: skip
    found = told(answers_from(profile), library, today=TODAY)
    assert (found.profile, found.lapsed) == (profile, {})
