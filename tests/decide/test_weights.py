"""Weights against theory, and what every row promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people import LIBRARY
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import throw
from whichcert.decide.weights import weight_samples

PRIOR = np.array([LIBRARY.criteria[name].weight for name in CRITERIA])
NOISE = throw(40_000, prior_weights=PRIOR, rng=np.random.default_rng(7))
SMALL = throw(200, prior_weights=PRIOR, rng=np.random.default_rng(8))


def ordered_means(n: int) -> np.ndarray:
    """Return the means of a sorted uniform simplex point, E w₍ᵢ₎ = (1/n) Σ_{k=i}^{n} 1/k."""
    return np.array([sum(1 / k for k in range(place, n + 1)) / n for place in range(1, n + 1)])


def test_without_reasons_the_means_are_the_prior_weights():
    found = weight_samples((), (), NOISE)
    assert found.mean(axis=0) == pytest.approx(PRIOR, abs=0.003)
    # a Dirichlet of concentration 9 · weight: Var w = p (1 − p) / (9 + 1)
    assert found.var(axis=0) == pytest.approx(PRIOR * (1 - PRIOR) / 10, rel=0.06)


@pytest.mark.parametrize("ignored", [(), ("cost", "time"), CRITERIA[4:]])
def test_three_reasons_have_the_means_of_the_ordered_simplex(ignored):
    found = weight_samples(("goal", "fit", "use-now"), ignored, NOISE).mean(axis=0)
    n = len(CRITERIA) - len(ignored)
    theory = ordered_means(n)
    named = [CRITERIA.index(name) for name in ("goal", "fit", "use-now")]
    rest = [k for k, name in enumerate(CRITERIA) if k not in named and name not in ignored]
    assert found[named] == pytest.approx(theory[:3], abs=0.003)
    assert found[rest] == pytest.approx(theory[3:].mean(), abs=0.003)


def test_one_reason_is_the_largest_and_the_others_are_alike():
    found = weight_samples(("cost",), (), NOISE)
    theory = ordered_means(len(CRITERIA))
    assert found[:, CRITERIA.index("cost")].mean() == pytest.approx(theory[0], abs=0.003)
    assert (found[:, CRITERIA.index("cost")] == found.max(axis=1)).all()


def test_an_emphasised_criterion_weighs_about_three_times_as_much_as_before():
    odds = []
    for emphasised in ((), ("cost",)):
        found = weight_samples((), (), NOISE, emphasised=emphasised)
        rest = np.delete(found, CRITERIA.index("cost"), axis=1).sum(axis=1)
        odds.append(np.median(found[:, CRITERIA.index("cost")] / rest))
    assert odds[1] == pytest.approx(3 * odds[0], rel=1e-9)


@settings(max_examples=80, deadline=None)
@given(
    order=st.permutations(CRITERIA),
    cuts=st.tuples(st.integers(0, 3), st.integers(0, 6)),
    emphasised=st.sets(st.sampled_from(CRITERIA)),
)
def test_every_row_is_a_weighting_in_the_given_order(order, cuts, emphasised):
    reasons, ignored = order[: cuts[0]], order[3 : 3 + cuts[1]]
    found = weight_samples(reasons, ignored, SMALL, emphasised=emphasised)
    assert found.shape == (200, len(CRITERIA))
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found[:, [CRITERIA.index(name) for name in ignored]] == 0).all()
    if reasons:
        ranked = found[:, [CRITERIA.index(name) for name in reasons]]
        others = np.delete(found, [CRITERIA.index(name) for name in reasons], axis=1)
        assert (np.diff(ranked, axis=1) <= 0).all()
        assert (ranked[:, -1] >= others.max(axis=1)).all()


def test_all_but_one_ignored_leaves_all_weight_to_that_one():
    assert weight_samples((), CRITERIA[1:], SMALL)[:, 0] == pytest.approx(1)
    assert weight_samples(("fit",), CRITERIA[1:], SMALL)[:, 0] == pytest.approx(1)


def test_a_reason_that_is_also_ignored_counts_nothing():
    found = weight_samples(("cost", "fit"), ("cost",), SMALL)
    assert (found[:, CRITERIA.index("cost")] == 0).all()
    assert (found[:, CRITERIA.index("fit")] == found.max(axis=1)).all()


def test_noise_is_centred_and_follows_its_seed():
    one, same = (throw(400, prior_weights=PRIOR, rng=np.random.default_rng(3)) for _ in range(2))
    other = throw(400, prior_weights=PRIOR, rng=np.random.default_rng(4))
    for name in ("ability", "budget", "hours", "assessment", "market"):
        assert getattr(one, name).mean(axis=0) == pytest.approx(0, abs=1e-12)
        assert getattr(one, name).tobytes() == getattr(same, name).tobytes()
        assert getattr(one, name).tobytes() != getattr(other, name).tobytes()
    assert one.samples == 400
    assert one.gamma.tobytes() == same.gamma.tobytes()
