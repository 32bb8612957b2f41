"""Which pair tells most, by hand and by law; when to stop."""

import numpy as np
import pytest

from orient.instruments import instrument, pair
from people import LIBRARY, PAIRS
from whichcert.orient.instrument import Pole
from whichcert.orient.posterior import NO_EVIDENCE, Posterior, answer_probabilities, posterior, prior_noise
from whichcert.orient.selection import Stopping, information, next_pair, should_stop

PRIOR = posterior(
    NO_EVIDENCE, LIBRARY.instrument, noise=prior_noise(LIBRARY.instrument, 2_000, np.random.default_rng(1))
)
SIGN = (PRIOR.difference > 0).astype(np.intp)
TWO = instrument(pair("a", "s0", "p0"))


def entropy(p):
    p = np.asarray(p)[np.asarray(p) > 0]
    return float(-(p * np.log(p)).sum())


def test_information_by_hand():
    facets = np.array([[1.0, -1.0], [-1.0, 1.5], [0.0, 0.2]])
    belief = Posterior(facets.copy(), facets, np.array([0.5, 0.3, 0.2]))
    steps = np.array([0, 2, 0])
    answers = answer_probabilities(TWO.pairs["a"], TWO, facets)
    inside = (0.5 * answers[0] + 0.2 * answers[2]) / 0.7
    by_hand = entropy(belief.weights @ answers) - 0.7 * entropy(inside) - 0.3 * entropy(answers[1])
    assert information("a", TWO, posterior=belief, first_step=steps) == pytest.approx(by_hand, abs=1e-12)


def test_information_is_nothing_when_the_step_is_certain():
    certain = np.full(len(PRIOR.weights), 2)
    assert information(PAIRS[0], LIBRARY.instrument, posterior=PRIOR, first_step=certain) == pytest.approx(0)


@pytest.mark.parametrize("name", PAIRS)
def test_information_lies_between_nothing_and_all(name):
    found = information(name, LIBRARY.instrument, posterior=PRIOR, first_step=SIGN)
    assert 0 < found < np.log(2)


def test_next_pair_tells_most_when_nothing_was_asked():
    gains = {name: information(name, LIBRARY.instrument, posterior=PRIOR, first_step=SIGN) for name in PAIRS}
    assert next_pair((), LIBRARY.instrument, posterior=PRIOR, first_step=SIGN) == max(gains, key=gains.get)


def test_next_pair_prefers_facets_not_heard_yet():
    again = instrument(
        pair("first", "s0", "p0"), pair("same", "p0", "s0"), pair("fresh", "p1", "s1"), facets_per_pole=2
    )
    rng = np.random.default_rng(3)
    belief = posterior(NO_EVIDENCE, again, noise=prior_noise(again, 2_000, rng))
    sign = (belief.difference > 0).astype(np.intp)
    assert next_pair(["first"], again, posterior=belief, first_step=sign) == "fresh"


def test_ties_go_to_the_earlier_pair():
    twins = instrument(pair("one", "s0", "p0"), pair("two", "s0", "p0"))
    belief = Posterior(np.zeros((2, 2)), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0.5, 0.5]))
    assert next_pair((), twins, posterior=belief, first_step=np.array([0, 1])) == "one"


def test_product_statements_stand_left_and_right_in_turn():
    asked: list[str] = []
    for _ in range(12):
        asked.append(next_pair(asked, LIBRARY.instrument, posterior=PRIOR, first_step=SIGN))
        pairs = [LIBRARY.instrument.pairs[name] for name in asked]
        rights = sum(LIBRARY.instrument.facets[p.right.facet].pole is Pole.PRODUCT_OWNER for p in pairs)
        assert abs(2 * rights - len(asked)) <= 1
    assert len(set(asked)) == 12


def test_every_pair_can_be_asked_and_none_twice():
    asked: list[str] = []
    for _ in PAIRS:
        asked.append(next_pair(asked, LIBRARY.instrument, posterior=PRIOR, first_step=SIGN))
    assert sorted(asked) == sorted(PAIRS)


@pytest.mark.parametrize(
    ("asked", "shares", "regret", "stops"),
    [
        (0, (1.0, 0.0, 0.0), 0.0, False),
        (3, (0.99, 0.01, 0.0), 0.0, False),
        (4, (0.9, 0.1, 0.0), 0.5, True),
        (4, (0.89, 0.11, 0.0), 0.5, False),
        (4, (0.5, 0.5, 0.0), 0.009, True),
        (4, (0.5, 0.5, 0.0), 0.01, False),
        (7, (0.5, 0.5, 0.0), 0.5, False),
        (8, (0.5, 0.5, 0.0), 0.5, True),
        (9, (0.4, 0.4, 0.2), 0.5, True),
    ],
)
def test_stops_when_sure_or_worthless_or_long(asked, shares, regret, stops):
    assert should_stop(asked, acceptability=shares, regret=regret) is stops


def test_stopping_rule_can_be_set():
    rule = Stopping(sure=0.6, at_least=1, at_most=2)
    assert should_stop(1, acceptability=(0.6, 0.4), regret=1.0, rule=rule)
    assert should_stop(2, acceptability=(0.5, 0.5), regret=1.0, rule=rule)
    assert not should_stop(1, acceptability=(0.5, 0.5), regret=1.0, rule=rule)
