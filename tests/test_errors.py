"""Messages say where, what was found and what is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.errors import (
    ContentBroken,
    InputRefused,
    Problem,
    UnknownName,
    WhichcertError,
    nearest,
    shortened,
)


def test_problem_names_its_place():
    assert str(Problem("profile.toml", "is empty", 3)) == "profile.toml:3: is empty"
    assert str(Problem("profile", "is empty")) == "profile: is empty"


@pytest.mark.parametrize("kind", [InputRefused, ContentBroken])
def test_every_problem_is_in_the_message(kind):
    problems = [Problem("a", "one"), Problem("b", "two", 2)]
    error = kind(each for each in problems)
    assert isinstance(error, WhichcertError)
    assert error.problems == tuple(problems)
    assert str(error) == "a: one\nb:2: two"


def test_unknown_name_gives_the_nearest():
    error = UnknownName("role", "prodct_ownr", ["scrum_master", "product_owner"])
    assert str(error) == "unknown role 'prodct_ownr'; nearest known: product_owner"
    assert (error.kind, error.name, list(error.nearest)) == ("role", "prodct_ownr", ["product_owner"])


def test_unknown_name_lists_a_dozen_when_nothing_is_near():
    error = UnknownName("word", "zzz", [f"a{n:02}" for n in range(15)])
    assert str(error).startswith("unknown word 'zzz'; known: a00, a01, ")
    assert str(error).endswith(", a11 and 3 more")


def test_unknown_name_of_nothing_known_ends_there():
    assert str(UnknownName("content folder", "nope", [])) == "unknown content folder 'nope'"


@given(name=st.text(max_size=300), known=st.lists(st.text(max_size=20), max_size=20))
def test_unknown_name_takes_any_text_and_stays_short(name, known):
    error = UnknownName("word", name, known)
    assert set(error.nearest) <= set(known)
    assert "\n" not in str(error).partition(";")[0]
    assert len(str(error).partition(";")[0]) < 60 * 10 + 40


def test_nearest_is_best_first_and_at_most_three():
    assert list(nearest("GOAL", ["go", "goalie", "goals", "goal", "zebra"])) == ["goal", "goals", "goalie"]
    assert list(nearest("", ["goals"])) == []


def test_shortened_cuts_only_what_is_long():
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 60 + "…"
