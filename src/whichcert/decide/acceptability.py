"""How probable it is that each alternative, and each first step, is the best one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.decide.alternatives import Alternative, FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.performance import PerformanceTable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Acceptability:
    """The result of one evaluation, with the numbers that explain it.

    first_step, alternative: probability of being best; each sums to 1.
    value: expected value of each alternative, 0 to 1. regret: expected value
    of perfect information, E[max U] − max E[U], what not knowing costs.
    best_step: samples, index into ``STEPS`` of the best first step per draw.
    """

    alternatives: tuple[Alternative, ...]
    first_step: Mapping[FirstStep, float]
    alternative: Mapping[str, float]
    value: Mapping[str, float]
    regret: float
    best_step: NDArray[np.intp]

    @property
    def winner(self) -> FirstStep:
        return max(self.first_step, key=lambda step: self.first_step[step])

    @property
    def runner_up(self) -> FirstStep:
        """Return the first step that comes second; on equal shares an open one, then the better one."""
        rest = [step for step in self.first_step if step is not self.winner]
        return max(rest, key=lambda step: (self.first_step[step], self._value_of(step)))

    def _value_of(self, step: FirstStep) -> float:
        best = self.best_of(step)
        return -1.0 if best is None else self.value[best.id]

    def best_of(self, step: FirstStep) -> Alternative | None:
        """Return the alternative most often best within a first step, or None when none is open."""
        inside = [a for a in self.alternatives if a.first_step is step]
        return max(inside, key=lambda a: (self.alternative[a.id], self.value[a.id]), default=None)


STEPS = tuple(FirstStep)


def acceptability(table: PerformanceTable, weights: Floats, draw_weights: Floats) -> Acceptability:
    """Return how often each alternative is best.

    U_o = Σ_k w_k v_ko per draw; b_o = Σ of the draws' weights where o has the
    largest U; a first step's share is the sum over its alternatives, because
    near-equal alternatives split the single shares but not the sum.

    weights: samples × criteria. draw_weights: samples, sum to 1.
    Source: Lahdelma, Hokkanen and Salminen (1998), EJOR 106, rank acceptability.
    """
    utility = np.einsum("sak,sk->sa", table.values, weights)
    best = utility.argmax(axis=1)
    shares = np.bincount(best, weights=draw_weights, minlength=len(table.alternatives))
    step_of = np.array([STEPS.index(a.first_step) for a in table.alternatives])
    best_step = step_of[best]
    steps = np.bincount(best_step, weights=draw_weights, minlength=len(STEPS))
    expected = draw_weights @ utility
    regret = float(draw_weights @ utility.max(axis=1) - expected.max())
    ids = [a.id for a in table.alternatives]
    return Acceptability(
        alternatives=table.alternatives,
        first_step={step: float(steps[place]) for place, step in enumerate(STEPS)},
        alternative=dict(zip(ids, shares.tolist(), strict=True)),
        value=dict(zip(ids, expected.tolist(), strict=True)),
        regret=max(0.0, regret),
        best_step=best_step,
    )


@dataclass(frozen=True, slots=True)
class Contributions:
    """Why one alternative is ahead of another: criterion → E[w_k (v_ko − v_ko′)]; the sum is the gap."""

    ahead: Alternative
    behind: Alternative
    gap: float
    by_criterion: Mapping[str, float]


def contributions(
    table: PerformanceTable, weights: Floats, draw_weights: Floats, *, ahead: str, behind: str
) -> Contributions:
    """Return the exact contribution of each criterion to "ahead rather than behind".

    E[w_k (v_k,ahead − v_k,behind)] under the draws; linear in k, so the sum
    equals E[U_ahead] − E[U_behind] to rounding.
    """
    ids = [a.id for a in table.alternatives]
    one, other = ids.index(ahead), ids.index(behind)
    each = draw_weights @ (weights * (table.values[:, one, :] - table.values[:, other, :]))
    return Contributions(
        ahead=table.alternatives[one],
        behind=table.alternatives[other],
        gap=float(each.sum()),
        by_criterion=dict(zip(CRITERIA, each.tolist(), strict=True)),
    )
