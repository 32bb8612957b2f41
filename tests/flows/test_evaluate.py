"""From a profile to the evidence about the work that suits."""

from collections import Counter

import pytest

from people import ITEMS, LIBRARY, PAIRS, TODAY
from whichcert.decide.profile import Profile
from whichcert.flows.dice import seeded_dice
from whichcert.flows.evaluate import evaluate, evidence_of

WORDS = LIBRARY.vocabulary.words


def test_answers_are_split_into_pairs_and_items():
    found = evidence_of(Profile(answers={PAIRS[3]: -2, ITEMS[0]: 1, PAIRS[0]: 0}), LIBRARY)
    assert (found.pairs, found.items, found.leanings) == ({PAIRS[3]: -2, PAIRS[0]: 0}, {ITEMS[0]: 1}, {})


@pytest.mark.parametrize("kind", ["likes", "strengths", "constraints"])
def test_every_word_with_facets_leans_to_them(kind):
    for name, word in WORDS[kind].items():
        assert evidence_of(Profile(**{kind: (name,)}), LIBRARY).leanings == Counter(word.facets)
    assert any(word.facets for word in WORDS[kind].values())


def test_a_facet_named_twice_counts_twice():
    found = evidence_of(Profile(likes=("coaching",), strengths=("coaching",)), LIBRARY)
    assert set(found.leanings.values()) == {2}


def test_goals_and_roles_say_nothing_about_liking():
    found = evidence_of(Profile(current_role="scrum_master", goals=("improve_team",)), LIBRARY)
    assert (found.pairs, found.items, found.leanings) == ({}, {}, {})


def test_an_evaluation_keeps_what_it_rests_on():
    profile = Profile(country="us", holds=("psm-1",))
    found = evaluate(profile, LIBRARY, today=TODAY, dice=seeded_dice(LIBRARY, 400))
    assert found.profile is profile
    assert found.market.country == "us"
    assert found.table.alternatives == found.acceptability.alternatives
    assert found.table.values.shape == (400, len(found.table.alternatives), found.weights.shape[1])
    assert "psm-1" in {each.alternative.id for each in found.ruled_out}
