"""Adaptive tests: how a test chooses and stops, and the next step of one learner."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Ints
from whichcert.measure.exposure import Chooser, best
from whichcert.measure.pool import Pool, Standing
from whichcert.measure.selection import Criterion, balanced, maximum_information
from whichcert.measure.stopping import GO_ON, LONG_ENOUGH, VERDICTS, StopRule


@dataclass(frozen=True, slots=True)
class Rules:
    """How a test chooses and when it stops; every part is a function passed in."""

    criterion: Criterion = maximum_information
    chooser: Chooser = best
    shares: Sequence[float] | None = None
    """The blueprint: the share of each of the pool's focus areas, summing to 1."""
    stops: Sequence[StopRule] = field(default_factory=tuple)
    fewest: int = 1
    most: int = 30


@dataclass(frozen=True, slots=True)
class Ask:
    """The next item."""

    item: str
    place: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The test is over."""

    verdict: str
    theta: float
    standard_error: float


def next_step(pool: Pool, learner: Standing, rules: Rules, rng: np.random.Generator) -> Ask | Finish:
    """Return the next item of one learner, or why the test ends."""
    check_rules(pool, rules)
    verdict = int(verdicts(pool, learner, rules)[0])
    if verdict != GO_ON or learner.used.all():
        told = VERDICTS[verdict if verdict != GO_ON else LONG_ENOUGH]
        return Finish(told, float(learner.theta[0]), float(learner.standard_error[0]))
    place = int(chosen(pool, learner, rules, rng)[0])
    return Ask(pool.items.ids[place], place)


def check_rules(pool: Pool, rules: Rules) -> None:
    """Refuse a blueprint that does not fit the pool, and lengths that no test can have."""
    if rules.shares is not None:
        shares = np.asarray(rules.shares, dtype=np.float64)
        if shares.shape != (len(pool.areas),) or (shares < 0).any() or abs(shares.sum() - 1) > 1e-6:
            found = (
                f"{len(pool.areas)} focus areas need as many shares that sum to 1; got {list(rules.shares)}"
            )
            raise InputRefused([Problem("blueprint", found)])
    if not 1 <= rules.fewest <= rules.most:
        found = f"fewest {rules.fewest}, most {rules.most}"
        raise InputRefused([Problem("rules", f"lengths need 1 ≤ fewest ≤ most; got {found}")])


def verdicts(pool: Pool, learners: Standing, rules: Rules) -> Ints:
    """Return each learner's place in ``VERDICTS``."""
    verdict = np.full(len(learners.theta), GO_ON, dtype=np.intp)
    if (learners.answered >= rules.fewest).any():
        for stop in rules.stops:
            verdict = np.where(verdict == GO_ON, stop(pool, learners), verdict)
        verdict = np.where(learners.answered >= rules.fewest, verdict, GO_ON)
    long = (learners.answered >= rules.most) & (verdict == GO_ON)
    return np.where(long, LONG_ENOUGH, verdict)


def chosen(pool: Pool, learners: Standing, rules: Rules, rng: np.random.Generator) -> Ints:
    """Return the place of each learner's next item."""
    values = rules.criterion(pool, learners)
    if rules.shares is not None:
        values = balanced(values, pool, learners, rules.shares)
    return rules.chooser(values, learners.closed, rng)
