"""The questions in the terminal, with lines typed beforehand."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from people import ITEMS, LIBRARY, PAIRS, TODAY
from whichcert.cli.asking import ask
from whichcert.decide.profile import Profile

ROLES, GOALS = [*LIBRARY.vocabulary.words["roles"]], [*LIBRARY.vocabulary.words["goals"]]
SKIP_ALL = "\n" * 40


def number(name: str, names: list[str]) -> str:
    return str(names.index(name) + 1)


MASTER, OWNER = number("scrum_master", ROLES), number("product_owner", ROLES)


@dataclass(frozen=True)
class Asked:
    """What came out of the questions, and what was shown meanwhile."""

    profile: Profile
    shown: str


Asking = Callable[[str], Asked]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asking:
    def asked_with(typed: str) -> Asked:
        screen = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        profile = ask(LIBRARY, today=TODAY, console=Console(file=screen, width=200))
        return Asked(profile, screen.getvalue())

    return asked_with


def test_with_json_the_questions_go_to_standard_error(terminal):
    ended = terminal.run("advise", "--json", typed="q\n")
    assert json.loads(ended.out)["verdict"] == "too-close"
    assert "What is your job now?" in ended.err


def test_questions_then_answer_in_order(terminal):
    ended = terminal.run("advise", typed=SKIP_ALL)
    places = [ended.out.index(text) for text in (
        "Question 1, at most 19 more", "What is your job now?", "Which job would you like next?",
        "What do you want to reach?", "How many years", "Which certifications do you hold?",
        "In which country",
        "How much money", "How many hours", "Do you have a deadline?", "Which is more like you at work?",
        "How much is this like you?", "What matters most in this choice?", "Too close to call",
    )]  # fmt: skip
    assert ended.code == 0
    assert places == sorted(places)
    assert "We know neither your job nor what you want to reach." in ended.out


@pytest.mark.parametrize("typed", ["", "q", "Q\n", "\nq\n", "\n\n\n", SKIP_ALL])
def test_nothing_said_is_an_empty_profile(asked, typed):
    assert asked(typed).profile == Profile()


def test_what_is_typed_becomes_the_profile(asked):
    typed = "\n".join([
        number("developer", ROLES), OWNER, f"{number('learn', GOALS)}, {number('career_step', GOALS)}", "2,5",
        "csm, PSM-1", "Germany", "300", "", "2027-03-01", "1", "4", "2", "3", "q",
    ])  # fmt: skip
    found = asked(typed).profile
    assert found.answers.keys() <= set(PAIRS)
    assert list(found.answers.values()) == [-2, 2, -1, 1][: len(found.answers)]
    assert found == Profile(
        current_role="developer", target_role="product_owner", goals=("learn", "career_step"),
        years_of_scrum=2.5, holds=("csm", "psm-1"), country="de", budget_usd=300.0, deadline=date(2027, 3, 1),
        answers=found.answers,
    )  # fmt: skip


def test_items_and_reasons_take_their_numbers(asked):
    facts = f"{MASTER}\n{MASTER}\n" + "\n" * 7
    # a wanted and present Scrum Master is sure: four pairs and no more
    found = asked(facts + "\n" * 4 + "1\n3\n5\n\n" + "2 1\n").profile
    assert found.answers == dict(zip(ITEMS[:3], (-2, 0, 2), strict=True))
    assert found.reasons == tuple(list(LIBRARY.criteria)[k] for k in (1, 0))


def test_what_was_said_before_stopping_counts(asked):
    assert asked(f"\n{MASTER}\nq\n").profile == Profile(target_role="scrum_master")
    assert asked(f"\n{MASTER}\n").profile == Profile(target_role="scrum_master")


def test_stopping_amid_the_limits_keeps_what_came_before(asked):
    assert asked(f"{MASTER}\n" + "\n" * 5 + "300\nq\n").profile == Profile(current_role="scrum_master")


def test_going_back_takes_the_answer_back(asked):
    assert asked(f"\n{MASTER}\nb\n{OWNER}\nq\n").profile == Profile(target_role="product_owner")
    assert asked(f"\n{MASTER}\nb\n\nq\n").profile == Profile()
    assert asked(f"\n{MASTER}\nB\n\nq\n").profile == Profile()


def test_going_back_from_the_first_question_stays_there(asked):
    found = asked(f"b\nb\n{MASTER}\nq\n")
    assert found.profile == Profile(current_role="scrum_master")
    assert found.shown.count("Question 1,") == 3


def test_going_back_through_everything_forgets_everything(asked):
    everything = "1\n2\n3\n4\npsm-1\nde\n100\n2\n\n" + "1\n2\n3\n4\n"
    assert len(asked(everything + "q\n").profile.answers) == 4
    assert asked(everything + "b\n" * 30 + "q\n").profile == Profile()


@pytest.mark.parametrize(
    "bad",
    ["0", "999", "-1", "x", "1 2", ",", ", ,", "1.5", "²", "1" * 5_000, "psm", "[/bold]", "\x1b[31m", "ø"],
)
def test_a_bad_number_is_asked_again(asked, bad):
    found = asked(f"{bad}\n{MASTER}\nq\n")
    assert "is not an answer here; expected" in found.shown
    assert "\x1b" not in found.shown
    assert found.profile == Profile(current_role="scrum_master")


@pytest.mark.parametrize(
    ("skipped", "bad", "says", "good", "profile"),
    [
        (2, "1 2 3 4", "at most 3 numbers", "1", Profile(goals=(GOALS[0],))),
        (3, "two", "expected a number", "2", Profile(years_of_scrum=2.0)),
        (3, "-1", "is out of range", "0", Profile(years_of_scrum=0.0)),
        (3, "nan", "is out of range", "2", Profile(years_of_scrum=2.0)),
        (3, "1e999", "is out of range", "2", Profile(years_of_scrum=2.0)),
        (4, "psm-9", "unknown certification", "psm-1", Profile(holds=("psm-1",))),
        (5, "Atlantis", "unknown country", "de", Profile(country="de")),
        (6, "much", "expected a number", "100\n\n", Profile(budget_usd=100.0)),
        (6, "-5\n\n", "is out of range", "\n7\n", Profile(hours_per_week=7.0)),
        (6, "\n\n2020-01-01", "is in the past", "\n\n2027-01-01", Profile(deadline=date(2027, 1, 1))),
    ],
)
def test_a_bad_fact_is_refused_and_asked_again(asked, skipped, bad, says, good, profile):
    found = asked("\n" * skipped + f"{bad}\n{good}\nq\n")
    assert says in found.shown
    assert found.profile == profile


def test_a_pair_takes_one_of_four_and_an_item_one_of_five(asked):
    found = asked(f"{MASTER}\n{MASTER}\n" + "\n" * 7 + "5\n4\n\n\n\n" + "6\n5\n" + "q\n")
    assert "expected a number from 1 to 4" in found.shown
    assert "expected a number from 1 to 5" in found.shown
    assert list(found.profile.answers.values()) == [2, 2]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=st.lists(
        st.sampled_from(["", "b", "q", "1", "2", "4", "5", "1 2", "psm-1", "de", "0", "100", ","])
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=8),
        max_size=30,
    )
)
def test_whatever_is_typed_ends_with_a_profile(asked, lines):
    assert isinstance(asked("\n".join(lines)).profile, Profile)
