"""The order of the questions, when they end, and what an answer may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people import ITEMS, LIBRARY, PAIRS, TODAY
from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused
from whichcert.flows.find_out import FACTS, LIMITS, Ask, ask_again, kind_of, next_question, with_answer
from whichcert.flows.read_profile import profile_from

FACTS_SURE = {"current_role": "scrum_master", "target_role": "scrum_master", "goals": ["improve_team"]}


def walk(answers, data=None) -> tuple[list[Ask], dict]:
    """Ask until nothing is left; ``answers`` gives a step's answer, None to skip."""
    data, asked, shown = dict(data or {}), [], []
    while True:
        profile = profile_from(data, LIBRARY, today=TODAY)
        ask = next_question(profile, asked, LIBRARY, today=TODAY)
        if ask is None:
            return shown, data
        shown.append(ask)
        data = with_answer(data, ask.step, answers(ask), LIBRARY, today=TODAY)
        asked.append(ask.step)
        assert len(shown) < 40


def test_skipping_all_asks_facts_pairs_items_and_reasons_in_order():
    shown, data = walk(lambda ask: None)
    kinds = [ask.kind for ask in shown]
    pairs = kinds.count("pair")
    assert kinds == ["fact"] * 7 + ["pair"] * pairs + ["item"] * 4 + ["reasons"]
    assert tuple(ask.step for ask in shown[:7]) == FACTS
    assert tuple(ask.step for ask in shown if ask.kind == "item") == ITEMS
    assert 4 <= pairs <= 8
    assert data == {}


def test_questions_are_numbered_and_what_is_left_falls():
    shown, _ = walk(lambda ask: None)
    left = [ask.at_most_left for ask in shown]
    assert [ask.number for ask in shown] == list(range(1, len(shown) + 1))
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == len(left)
    assert left[0] == 7 + 8 + 4 + 1 - 1
    assert left[-1] == 0
    assert all(len(shown) - ask.number <= ask.at_most_left for ask in shown)


def test_a_sure_person_is_asked_four_pairs():
    shown, _ = walk(lambda ask: FACTS_SURE.get(ask.step))
    assert [ask.kind for ask in shown].count("pair") == 4


def test_an_undecided_person_is_asked_up_to_eight_pairs_and_none_twice():
    turns = iter(range(99))
    shown, _ = walk(lambda ask: (1 if next(turns) % 2 else -1) if ask.kind == "pair" else None)
    pairs = [ask.step for ask in shown if ask.kind == "pair"]
    assert 4 < len(pairs) <= 8
    assert len(set(pairs)) == len(pairs)


@settings(max_examples=15, deadline=None)
@given(choices=st.lists(st.sampled_from([None, -2, -1, 1, 2]), min_size=8, max_size=8))
def test_never_more_than_eight_pairs(choices):
    given_answers = iter(choices)
    shown, data = walk(lambda ask: next(given_answers) if ask.kind == "pair" else None)
    pairs = [ask.step for ask in shown if ask.kind == "pair"]
    assert 4 <= len(pairs) <= 8
    assert set(data.get("answers", {})) <= set(pairs)


def test_no_pair_after_the_first_item():
    asked = [*FACTS, PAIRS[0], ITEMS[0]]
    assert next_question(Profile(), asked, LIBRARY, today=TODAY).step == ITEMS[1]


def test_all_asked_ends():
    asked = [*FACTS, *PAIRS[:8], *ITEMS, "reasons"]
    assert next_question(Profile(), asked, LIBRARY, today=TODAY) is None


def test_an_earlier_question_keeps_its_number():
    shown, _ = walk(lambda ask: None)
    asked = [ask.step for ask in shown]
    assert [ask_again(step, asked, LIBRARY) for step in asked] == shown
    assert ask_again(PAIRS[0], [], LIBRARY).number == 1


def test_kinds_of_steps():
    steps = ("goals", "limits", PAIRS[0], ITEMS[0], "reasons")
    assert [kind_of(step, LIBRARY) for step in steps] == ["fact", "fact", "pair", "item", "reasons"]
    for unknown in ("", "likes", "answers", "p01"):
        with pytest.raises(KeyError):
            kind_of(unknown, LIBRARY)


def answering(step, answer, data=None) -> dict:
    return with_answer(data or {}, step, answer, LIBRARY, today=TODAY)


@pytest.mark.parametrize(
    ("step", "answer", "data"),
    [
        ("current_role", "developer", {"current_role": "developer"}),
        ("goals", ["learn"], {"goals": ["learn"]}),
        ("years_of_scrum", 0, {"years_of_scrum": 0}),
        ("limits", {"budget_usd": 0, "hours_per_week": 3}, {"budget_usd": 0, "hours_per_week": 3}),
        (PAIRS[0], 0, {"answers": {PAIRS[0]: 0}}),
        (ITEMS[0], -2, {"answers": {ITEMS[0]: -2}}),
        ("reasons", ["goal", "cost"], {"reasons": ["goal", "cost"]}),
    ],
)
def test_an_answer_is_added_and_taken_back(step, answer, data):
    assert answering(step, answer) == data
    assert answering(step, None, data) == {}


def test_an_answer_leaves_its_argument_alone():
    data = {"goals": ["learn"], "answers": {PAIRS[0]: 1}}
    assert answering(PAIRS[1], 2, data)["answers"] == {PAIRS[0]: 1, PAIRS[1]: 2}
    assert data == {"goals": ["learn"], "answers": {PAIRS[0]: 1}}


def test_answering_again_replaces():
    assert answering(PAIRS[0], -1, {"answers": {PAIRS[0]: 1}}) == {"answers": {PAIRS[0]: -1}}
    assert answering("goals", ["learn"], {"goals": ["career_step"]}) == {"goals": ["learn"]}


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("current_role", "wizard"),
        ("current_role", 3),
        ("goals", ["fly"]),
        ("goals", [1]),
        ("holds", ["psm-9"]),
        ("country", "atlantis"),
        ("years_of_scrum", -1),
        ("years_of_scrum", "two"),
        ("years_of_scrum", float("nan")),
        ("limits", {"budget_usd": -5}),
        ("limits", {"deadline": "yesterday"}),
        ("limits", {"deadline": "2020-01-01"}),
        ("limits", {"goals": ["learn"]}),
        ("limits", "300"),
        ("limits", [300]),
        (PAIRS[0], 3),
        (PAIRS[0], "1"),
        (PAIRS[0], True),
        (PAIRS[0], 1.0),
        (ITEMS[0], -3),
        ("reasons", ["fame"]),
        ("reasons", ["fit", "goal", "cost", "time"]),
    ],
)
def test_a_bad_answer_is_refused(step, answer):
    with pytest.raises(InputRefused):
        answering(step, answer)


def test_limits_are_the_three_small_numbers():
    data = {"budget_usd": 100, "hours_per_week": 2, "deadline": "2027-01-01", "country": "de"}
    assert answering("limits", None, data) == {"country": "de"}
    assert set(LIMITS) == {"budget_usd", "hours_per_week", "deadline"}
