"""When to stop asking, and what was decided."""

from collections.abc import Callable
from math import log

import numpy as np

from whichcert.interval import Z_95
from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.pool import Pool, Standing

GO_ON, PRECISE, PASS, FAIL, LONG_ENOUGH = 0, 1, 2, 3, 4
"""Verdicts of a stopping rule."""
VERDICTS = ("go on", "precise enough", "pass", "fail", "longest length reached")
StopRule = Callable[[Pool, Standing], Ints]
"""From learners to a verdict each."""


def precise(standard_error: float) -> StopRule:
    """Return a rule: stop when the posterior deviation is at most this."""

    def rule(pool: Pool, learners: Standing) -> Ints:
        return np.where(learners.standard_error <= standard_error, PRECISE, GO_ON).astype(np.intp)

    return rule


def sequential_ratio(*, error: float = 0.05, mastery: int = 1, failure: int = 0) -> StopRule:
    """Return Wald's rule: pass when log L(θ₁) - log L(θ₀) ≥ log((1 - β)/α), fail at ≤ log(β/(1 - α)).

    The pool's cut points ``failure`` and ``mastery`` hold θ₀ < θ₁, usually
    cut - δ and cut + δ; α = β = ``error``.
    Source: Wald (1947); Reckase (1983); Spray & Reckase (1996), JEBS 21.
    """
    bound = log((1 - error) / error)

    def rule(pool: Pool, learners: Standing) -> Ints:
        at = learners.at_cuts
        return _decided(at[:, mastery] - at[:, failure], bound)

    return rule


def interval_at_cut(cut: float, z: float = Z_95) -> StopRule:
    """Return a rule: decide when theta ± z errors lies on one side of the cut (Kingsbury & Weiss 1983)."""

    def rule(pool: Pool, learners: Standing) -> Ints:
        return _decided((learners.theta - cut) / np.maximum(learners.standard_error, 1e-12), z)

    return rule


def posterior_at_cut(cut: float, certainty: float = 0.95) -> StopRule:
    """Return a rule: decide when P(θ ≥ cut | x) reaches ``certainty`` or 1 - ``certainty``."""

    def rule(pool: Pool, learners: Standing) -> Ints:
        above = learners.weight @ (pool.nodes >= cut)
        verdict = np.where(above >= certainty, PASS, np.where(above <= 1 - certainty, FAIL, GO_ON))
        return verdict.astype(np.intp)

    return rule


def _decided(statistic: Floats, bound: float) -> Ints:
    return np.where(statistic >= bound, PASS, np.where(statistic <= -bound, FAIL, GO_ON)).astype(np.intp)
