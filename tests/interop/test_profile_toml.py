"""A profile written as TOML reads back the same."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.profile import Profile
from whichcert.flows.read_profile import read_profile
from whichcert.interop.profile_toml import plain_profile, profile_toml
from whichcert.library import Library, load_library

TODAY = date(2026, 11, 24)
LIBRARY = load_library(today=TODAY)


def some(kind: str, most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*LIBRARY.vocabulary.words[kind]]), unique=True, max_size=most).map(tuple)


def profiles(library: Library) -> st.SearchStrategy[Profile]:
    roles = st.none() | st.sampled_from([*library.vocabulary.words["roles"]])
    questions = st.sampled_from([*library.instrument.pairs, *library.instrument.items])
    return st.builds(
        Profile,
        current_role=roles,
        target_role=roles,
        years_of_scrum=st.none() | st.floats(0, 60),
        holds=st.lists(st.sampled_from([*library.catalogue.certifications]), unique=True).map(tuple),
        goals=some("goals"),
        likes=some("likes"),
        strengths=some("strengths"),
        constraints=some("constraints"),
        reasons=st.lists(st.sampled_from(CRITERIA[:5]), unique=True, max_size=3).map(tuple),
        ignored=st.lists(st.sampled_from(CRITERIA[5:]), unique=True).map(tuple),
        budget_usd=st.none() | st.floats(0, 100_000),
        hours_per_week=st.none() | st.floats(0, 100),
        deadline=st.none() | st.dates(TODAY, TODAY + timedelta(days=3660)),
        country=st.none() | st.sampled_from([*library.countries]),
        answers=st.dictionaries(questions, st.integers(-2, 2), max_size=12),
    )


@settings(max_examples=40, deadline=None)
@given(profile=profiles(LIBRARY))
def test_profile_reads_back_as_it_was_written(
    profile: Profile, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("p") / "profile.toml"
    path.write_text(profile_toml(profile), encoding="utf-8")
    assert read_profile(path, LIBRARY, today=TODAY) == profile


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_escaped(text: str) -> None:
    assert tomllib.loads(profile_toml(Profile(country=text, answers={text: 1}))) == {
        "country": text,
        "answers": {text: 1},
    }


def test_empty_profile_is_a_comment_only() -> None:
    assert tomllib.loads(profile_toml(Profile())) == {}
    assert plain_profile(Profile()) == {}


def test_plain_profile_is_ready_for_json() -> None:
    profile = Profile(goals=("learn",), years_of_scrum=2.0, deadline=date(2027, 1, 31), answers={"p": -1})
    assert plain_profile(profile) == {
        "years_of_scrum": 2, "goals": ["learn"], "deadline": "2027-01-31", "answers": {"p": -1}
    }  # fmt: skip
