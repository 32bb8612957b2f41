"""The posterior against brute-force quadrature, and its laws."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from orient.instruments import ONE_PAIR, instrument, pair
from people import ITEMS, LIBRARY, PAIRS
from whichcert.orient.instrument import Pole
from whichcert.orient.posterior import (
    DEFAULT,
    LEANING_SLOPE,
    NO_EVIDENCE,
    STRAIGHT_STICKS,
    Evidence,
    answer_probabilities,
    is_flat,
    posterior,
    prior_noise,
)

TINY_NOISE = prior_noise(ONE_PAIR, 40_000, np.random.default_rng(1))
NOISE = prior_noise(LIBRARY.instrument, 2_000, np.random.default_rng(1))
T, A = DEFAULT.threshold, DEFAULT.slope
PAIR_CUTS = {-2: (-np.inf, -T), -1: (-T, 0), 0: (-T, T), 1: (0, T), 2: (T, np.inf)}
ITEM_CUTS = [-np.inf, -1.5 * T, -0.5 * T, 0.5 * T, 1.5 * T, np.inf]


def between(low, high, margin):
    return stats.norm.cdf(high - margin) - stats.norm.cdf(low - margin)


def by_quadrature(pairs, items, leanings):
    """Return E θ_S, E θ_P, P(η_P > η_S) and P(no signal), on a grid over the two facets, with SciPy's Φ."""
    line = np.linspace(-6, 6, 601)
    s, p = np.meshgrid(line, line, indexing="ij")
    rho, sigma = DEFAULT.correlation, DEFAULT.facet_sd
    poles = np.array([[1, rho], [rho, 1]])
    facets = poles + sigma**2 * np.eye(2)
    weight = stats.multivariate_normal([0, 0], facets).pdf(np.dstack([s, p]))
    margins = {"a": A * (p - s), "b": A * (-s - p), "c": A * (p + s)}
    attentive = np.ones_like(s)
    for name, answer in pairs.items():
        attentive *= between(*PAIR_CUTS[answer], margins[name])
    others = np.ones_like(s)
    for name, answer in items.items():
        margin = A * s if name == "s-item" else -A * p
        others *= between(ITEM_CUTS[answer + 2], ITEM_CUTS[answer + 3], margin)
    for facet, times in leanings.items():
        others *= stats.norm.cdf(LEANING_SLOPE * np.sqrt(times) * (s if facet == "s0" else p))
    n, answers = len(pairs), list(pairs.values())
    repeats = sum(one == two for one, two in pairwise(answers))
    changes = max(0, n - 1) - repeats
    random = DEFAULT.careless / 4**n
    straight = DEFAULT.straight / 4 * STRAIGHT_STICKS**repeats * ((1 - STRAIGHT_STICKS) / 3) ** changes
    no_signal = random + straight if pairs else 0.0
    share = 1 - DEFAULT.careless - DEFAULT.straight if pairs else 1.0
    weight = weight * others * (share * attentive + no_signal)
    careless = (weight * no_signal / (share * attentive + no_signal)).sum() / weight.sum()
    weight /= weight.sum()
    eta = np.array([(weight * s).sum(), (weight * p).sum()])
    theta = poles @ np.linalg.inv(facets) @ eta
    return *theta, weight[p > s].sum() + weight[p == s].sum() / 2, careless


@pytest.mark.parametrize(
    ("pairs", "items", "leanings"),
    [
        ({"a": 2}, {}, {}),
        ({"a": -1, "b": 1}, {}, {}),
        ({"a": 0, "b": -2}, {}, {}),
        ({"c": 2, "a": -1}, {}, {}),
        ({"a": 2, "b": 2}, {"s-item": 2, "p-item": -2}, {}),
        ({}, {"s-item": -1, "p-item": 0}, {}),
        ({}, {"s-item": 1}, {"p0": 3}),
        ({"a": 1}, {"p-item": 2}, {"s0": 1, "p0": 2}),
    ],
)
def test_posterior_agrees_with_quadrature(pairs, items, leanings):
    found = posterior(Evidence(pairs, items, leanings), ONE_PAIR, noise=TINY_NOISE)
    eta = found.facets
    ours = (
        found.mean(found.theta[:, 0]),
        found.mean(found.theta[:, 1]),
        found.mean((eta[:, 1] > eta[:, 0]).astype(float)),
        found.careless,
    )
    assert ours == pytest.approx(by_quadrature(pairs, items, leanings), abs=0.012)


def test_prior_has_the_stated_moments():
    found = posterior(NO_EVIDENCE, LIBRARY.instrument, noise=NOISE)
    assert np.cov(found.theta.T) == pytest.approx(np.array([[1, 0.3], [0.3, 1]]), abs=0.06)
    assert found.theta.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert found.facets.var(axis=0) == pytest.approx(1.25, abs=0.1)
    assert found.weights == pytest.approx(1 / len(NOISE))
    assert found.careless == 0


def test_answer_probabilities_are_the_probit_of_the_margin():
    facets = np.array([[0.5, -1.0], [-2.0, 1.5]])
    one, other = ONE_PAIR.pairs["a"], ONE_PAIR.pairs["b"]
    cuts = np.array([-np.inf, -T, 0, T, np.inf])
    expected = [np.diff(stats.norm.cdf(cuts - A * (p - s))) for s, p in facets]
    assert answer_probabilities(one, ONE_PAIR, facets) == pytest.approx(np.array(expected), abs=1e-7)
    turned = [np.diff(stats.norm.cdf(cuts - A * (-s - p))) for s, p in facets]
    assert answer_probabilities(other, ONE_PAIR, facets) == pytest.approx(np.array(turned), abs=1e-7)
    left = [np.diff(stats.norm.cdf(cuts - A * (p + s))) for s, p in facets]
    assert answer_probabilities(ONE_PAIR.pairs["c"], ONE_PAIR, facets) == pytest.approx(
        np.array(left), abs=1e-7
    )


ANSWERS = st.dictionaries(st.sampled_from(PAIRS), st.integers(-2, 2), max_size=10)
LEANINGS = st.dictionaries(st.sampled_from([*LIBRARY.instrument.facets]), st.integers(1, 9), max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    pairs=ANSWERS,
    items=st.dictionaries(st.sampled_from(ITEMS), st.integers(-2, 2)),
    leanings=LEANINGS,
)
def test_weights_are_a_distribution_whatever_is_answered(pairs, items, leanings):
    found = posterior(Evidence(pairs, items, leanings), LIBRARY.instrument, noise=NOISE)
    assert np.isfinite(found.theta).all()
    assert np.isfinite(found.facets).all()
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1)
    assert 0 <= found.careless <= 1 + 1e-12
    assert found.effective_draws() > 50


@settings(max_examples=20, deadline=None)
@given(pairs=ANSWERS.filter(len), name=st.sampled_from(PAIRS))
def test_a_stronger_answer_for_product_work_moves_towards_it(pairs, name):
    keyed = LIBRARY.instrument.pairs[name]
    if keyed.is_opposite or is_flat(list({**pairs, name: 1}.values())):
        return
    on_right = LIBRARY.instrument.facets[keyed.right.facet].pole is Pole.PRODUCT_OWNER
    towards = (-2, -1, 1, 2) if (on_right == (keyed.right.keyed == 1)) else (2, 1, -1, -2)
    rest = {key: value for key, value in pairs.items() if key != name and value != 0}
    means = []
    for answer in (towards[0], towards[-1]):
        found = posterior(Evidence({name: answer, **rest}, {}, {}), LIBRARY.instrument, noise=NOISE)
        means.append(found.mean(found.difference) if found.careless < 0.3 else None)
    if None not in means and not any(is_flat([towards[k], *rest.values()]) for k in (0, -1)):
        assert means[0] < means[1] + 0.05


@pytest.mark.parametrize("answer", [-2, -1, 0, 1, 2])
def test_one_answer_throughout_says_nothing_from_four_pairs_on(answer):
    flat = posterior(Evidence(dict.fromkeys(PAIRS[:4], answer), {}, {}), LIBRARY.instrument, noise=NOISE)
    assert flat.mean((flat.difference > 0).astype(float)) == pytest.approx(0.5, abs=0.02)
    assert flat.careless == pytest.approx(1)


def test_three_equal_answers_still_count():
    straight = [one for one in LIBRARY.instrument.pairs.values() if not one.is_opposite]
    right = [p.id for p in straight if LIBRARY.instrument.facets[p.right.facet].pole is Pole.PRODUCT_OWNER][
        :3
    ]
    found = posterior(Evidence(dict.fromkeys(right, 2), {}, {}), LIBRARY.instrument, noise=NOISE)
    assert found.mean((found.difference > 0).astype(float)) > 0.8
    assert [is_flat([1] * n) for n in (0, 3, 4, 8)] == [False, False, True, True]
    assert not is_flat([1, 1, 1, 2])


def test_contradictory_answers_are_taken_for_noise():
    pairs = [pair(f"x{n}", "s0", "p0") for n in range(8)]
    tiny = instrument(*pairs)
    noise = prior_noise(tiny, 4_000, np.random.default_rng(2))
    steady = posterior(Evidence({p.id: 2 - n % 2 for n, p in enumerate(pairs)}, {}, {}), tiny, noise=noise)
    torn = posterior(
        Evidence({p.id: 2 - 4 * (n % 2) for n, p in enumerate(pairs)}, {}, {}), tiny, noise=noise
    )
    assert steady.careless < 0.01
    assert torn.careless > 4 * (DEFAULT.careless + DEFAULT.straight)
    assert torn.mean((torn.difference > 0).astype(float)) == pytest.approx(0.5, abs=0.1)


def test_equal_evidence_and_noise_give_equal_bytes():
    evidence = Evidence({PAIRS[0]: 1, PAIRS[5]: -2}, {ITEMS[0]: 2}, {"saying-no": 2})
    one, two = (posterior(evidence, LIBRARY.instrument, noise=NOISE.copy()) for _ in range(2))
    assert one.weights.tobytes() == two.weights.tobytes()
    assert one.theta.tobytes() == two.theta.tobytes()


def test_posterior_leaves_its_noise_alone():
    before = NOISE.copy()
    posterior(Evidence({PAIRS[0]: 1}, {}, {}), LIBRARY.instrument, noise=NOISE)
    assert (before == NOISE).all()


def test_reweighting_is_one_more_observation():
    first, second = {"a": 1}, {"b": -2}
    noise = prior_noise(ONE_PAIR, 40_000, np.random.default_rng(4))
    sure = DEFAULT.__class__(careless=1e-9, straight=1e-9)
    once = posterior(Evidence(first, {}, {}), ONE_PAIR, noise=noise, parameters=sure)
    likelihood = answer_probabilities(ONE_PAIR.pairs["b"], ONE_PAIR, once.facets)[:, 0]
    moved = once.reweighted(likelihood)
    together = posterior(Evidence(first | second, {}, {}), ONE_PAIR, noise=noise, parameters=sure)
    assert moved.weights.sum() == pytest.approx(1)
    assert moved.mean(moved.difference) == pytest.approx(together.mean(together.difference), abs=0.03)
    assert moved.standard_deviation(moved.difference) == pytest.approx(
        together.standard_deviation(together.difference), abs=0.03
    )
