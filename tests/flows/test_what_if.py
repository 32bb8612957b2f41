"""What would change the answer, and which question would settle it."""

from math import log

import pytest

from people import LIBRARY, PAIRS, TODAY, liking
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.profile import Profile
from whichcert.flows.dice import QUICK_DRAWS, seeded_dice
from whichcert.flows.evaluate import DEFAULT, Given, evaluate
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import Recommendation
from whichcert.flows.what_if import deciding_question

PSM, PSPO = FirstStep.PSM, FirstStep.PSPO
QUICK = seeded_dice(LIBRARY, QUICK_DRAWS)


def asked(**said) -> Recommendation:
    return recommend(Profile(**said), LIBRARY, today=TODAY)


def change_of(answer: Recommendation, field: str):
    return next((change for change in answer.what_would_change_it if change.field == field), None)


def test_the_other_wanted_role_turns_the_answer():
    answer = asked(target_role="scrum_master")
    change = change_of(answer, "target_role")
    assert (answer.first_step, change.first_step) == (PSM, PSPO)
    assert (change.before, change.after) == ("scrum_master", "product_owner")
    assert change.profile == Profile(target_role="product_owner")
    assert change.text.endswith(": then start with PSPO")


def test_changes_come_smallest_first_and_one_a_field():
    for said in ({}, {"current_role": "tester", "answers": liking("product-owner", 4)}):
        found = asked(**said).what_would_change_it
        assert [c.size for c in found] == sorted(c.size for c in found)
        assert len({c.field for c in found}) == len(found) <= 4


def test_an_answer_that_turns_the_result_is_the_smallest_that_does():
    given = liking("product-owner", 4)
    change = change_of(asked(answers=given, current_role="tester"), "answers")
    moved = {name for name in given if change.profile.answers[name] != given[name]}
    assert len(moved) == 1
    assert change.size == 1
    (name,) = moved
    assert (change.before, change.after) == (f"{name}: 2", f"{name}: 1")
    assert LIBRARY.instrument.pairs[name].left.text in change.text


def test_a_budget_is_changed_just_beyond_its_turning_point():
    said = {
        "budget_usd": 60.0, "reasons": ("cost", "readiness"), "current_role": "student",
        "target_role": "scrum_master", "ignored": ("goal",),
    }  # fmt: skip
    change = change_of(asked(**said), "budget_usd")
    assert change.before == "60"
    assert float(change.after) == change.profile.budget_usd
    assert change.text.startswith(f"If your budget was {change.after} USD: then start with ")
    nearly = 60 + 0.9 * (change.profile.budget_usd - 60)
    assert asked(**{**said, "budget_usd": nearly}).first_step is FirstStep.NEITHER_YET


def test_nothing_open_leaves_nothing_to_change():
    six = tuple(f"{path}-{level}" for path in ("psm", "pspo") for level in (1, 2, 3))
    assert asked(holds=six).what_would_change_it == ()


def test_the_deciding_question_is_open_and_tells_something():
    answer = asked()
    question = answer.deciding_question
    assert 0 < question.information < log(3)
    assert question.field in ("target_role", "current_role", "reasons", "answers")
    assert question.text.endswith("?")


@pytest.mark.parametrize("n", [0, 20, 35])
def test_the_deciding_question_is_not_one_that_was_answered(n):
    given = {name: (-1, 1)[place % 2] for place, name in enumerate(PAIRS[:n])}
    facts = {"current_role": "tester", "target_role": "agile_coach", "reasons": ("fit",)}
    found = evaluate(Profile(**facts, answers=given), LIBRARY, today=TODAY, dice=QUICK)
    question = deciding_question(found, LIBRARY, today=TODAY, assumptions=DEFAULT)
    assert question.field == "answers"
    assert question.id in PAIRS[n:]


def test_when_all_is_answered_no_question_decides():
    given = {name: (-1, 1)[place % 2] for place, name in enumerate(PAIRS)}
    facts = {"current_role": "tester", "target_role": "agile_coach", "reasons": ("fit",)}
    found = evaluate(Profile(**facts, answers=given), LIBRARY, today=TODAY, dice=QUICK)
    assert deciding_question(found, LIBRARY, today=TODAY, assumptions=DEFAULT) is None


def test_a_clear_answer_has_no_deciding_question():
    assert asked(target_role="scrum_master").deciding_question is None


def test_what_is_given_to_an_evaluation_is_used_as_it_is():
    profile, dice = (
        Profile(country="us", answers=liking("product-owner", 4)),
        seeded_dice(LIBRARY, QUICK_DRAWS),
    )
    whole = evaluate(profile, LIBRARY, today=TODAY, dice=dice)
    given = Given(offer=whole.offer, belief=whole.posterior)
    again = evaluate(profile, LIBRARY, today=TODAY, dice=dice, given=given)
    assert again.posterior is whole.posterior
    assert again.acceptability.first_step == whole.acceptability.first_step


def test_reasons_to_try_leave_out_the_ignored():
    answer = asked(ignored=tuple(CRITERIA[1:6]))
    change = change_of(answer, "reasons")
    assert change is None or change.after not in CRITERIA[1:6]
