"""What makes an answer weaker than it looks is said."""

import pytest

from people import ITEMS, LIBRARY, PAIRS, TODAY, answered, liking
from whichcert.decide.profile import Profile
from whichcert.flows.dice import seeded_dice
from whichcert.flows.evaluate import evaluate
from whichcert.flows.flags import flags
from whichcert.orient.instrument import Pole

QUICK = seeded_dice(LIBRARY, 2_000)


def flagged(**said) -> set[str]:
    found = evaluate(Profile(**said), LIBRARY, today=TODAY, dice=QUICK)
    return {flag.id for flag in flags(found, LIBRARY)}


@pytest.mark.parametrize("answer", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("n", [4, 8, 36])
def test_one_answer_to_every_pair_is_flat(answer, n):
    assert flagged(target_role="scrum_master", answers=answered(answer, n)) == {"flat"}


def test_three_equal_answers_are_not_flat():
    assert "flat" not in flagged(target_role="scrum_master", answers=answered(1, 3))


def test_equal_answers_to_items_are_not_flat():
    assert flagged(target_role="scrum_master", answers=dict.fromkeys(ITEMS, 2)) == {"no-preferences"}


def test_steady_answers_are_not_flagged():
    for pole in Pole:
        assert flagged(target_role="scrum_master", answers=liking(pole)) == set()


def test_a_string_of_one_answer_with_one_slip_is_contradictory():
    slipped = {**answered(2, 12), PAIRS[5]: -2}
    assert flagged(target_role="scrum_master", answers=slipped) == {"contradictory"}


def test_nothing_said_names_what_is_missing():
    assert flagged() == {"no-facts", "no-preferences"}


@pytest.mark.parametrize(
    "said", [{"current_role": "tester"}, {"target_role": "tester"}, {"goals": ("learn",)}]
)
def test_one_fact_is_enough(said):
    assert flagged(**said) == {"no-preferences"}


@pytest.mark.parametrize(
    "said", [{"likes": ("coaching",)}, {"strengths": ("stakeholders",)}, {"answers": answered(1, 1)}]
)
def test_one_preference_is_enough(said):
    assert flagged(**said) == {"no-facts"}


def test_flat_answers_do_not_count():
    bare = evaluate(Profile(), LIBRARY, today=TODAY, dice=QUICK).acceptability.first_step
    for answer in (-2, 2):
        found = evaluate(Profile(answers=answered(answer, 8)), LIBRARY, today=TODAY, dice=QUICK)
        assert dict(found.acceptability.first_step) == pytest.approx(dict(bare), abs=0.04)
