"""Adaptive tests: the next item of one learner, and whole tests for many simulated learners in lock step."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Booleans, Floats, Ints
from whichcert.measure.exposure import Chooser, best
from whichcert.measure.models import Items, category_probabilities, logistic
from whichcert.measure.pool import Pool, Standing, newcomers, standing
from whichcert.measure.selection import Criterion, balanced, maximum_information
from whichcert.measure.stopping import GO_ON, LONG_ENOUGH, PRECISE, VERDICTS, StopRule

_TOGETHER = 62_000
"""Learners times items in one lock step: the tables of values over all items then stay in the cache."""


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
    verdict = int(_verdicts(pool, learner, rules)[0])
    if verdict != GO_ON or learner.used.all():
        told = VERDICTS[verdict if verdict != GO_ON else LONG_ENOUGH]
        return Finish(told, float(learner.theta[0]), float(learner.standard_error[0]))
    place = int(_chosen(pool, learner, rules, rng)[0])
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


def _verdicts(pool: Pool, learners: Standing, rules: Rules) -> Ints:
    verdict = np.full(len(learners.theta), GO_ON, dtype=np.intp)
    if (learners.answered >= rules.fewest).any():
        for stop in rules.stops:
            verdict = np.where(verdict == GO_ON, stop(pool, learners), verdict)
        verdict = np.where(learners.answered >= rules.fewest, verdict, GO_ON)
    long = (learners.answered >= rules.most) & (verdict == GO_ON)
    return np.where(long, LONG_ENOUGH, verdict)


def _chosen(pool: Pool, learners: Standing, rules: Rules, rng: np.random.Generator) -> Ints:
    values = rules.criterion(pool, learners)
    if rules.shares is not None:
        values = balanced(values, pool, learners, rules.shares)
    return rules.chooser(values, learners.closed, rng)


@dataclass(frozen=True, slots=True, eq=False)
class AdaptiveTests:
    """What many simulated tests came to; one entry a learner."""

    theta: Floats
    standard_error: Floats
    length: Ints
    verdict: Ints
    """Places in ``VERDICTS``."""
    exposure: Floats
    """items: the share of learners who saw each."""
    given: Ints
    """learners × longest test: places of the items, -1 after the end."""
    log_likelihood_at_cuts: Floats


def simulate_tests(
    pool: Pool, theta: Floats, rules: Rules, rng: np.random.Generator, *, truth: Items | None = None
) -> AdaptiveTests:
    """Give an adaptive test to every simulated learner, all in lock step.

    theta: true abilities, learners. truth: the items' true parameters when the
    pool holds estimates of them (same ids and order); the pool's own otherwise.
    The same generator state gives the same tests, bit for bit.
    """
    check_rules(pool, rules)
    result = _Results.empty(pool, len(theta), rules)
    together = max(_TOGETHER // pool.n_items, 16)
    for first in range(0, len(theta), together):
        who = np.arange(first, min(first + together, len(theta)))
        _sit(pool, (theta, truth or pool.items), rules, (result, who, rng))
    return result.tests(pool)


def _sit(
    pool: Pool, world: tuple[Floats, Items], rules: Rules, run: tuple["_Results", Ints, np.random.Generator]
) -> None:
    """Give the test to some learners at once and enter their results."""
    theta, truth = world
    result, active, rng = run
    learners = newcomers(pool, len(active))
    for turn in range(min(rules.most, pool.n_items) + 1):
        verdict = _verdicts(pool, learners, rules)
        if turn * (1 + len(pool.enemies)) >= pool.n_items:
            exhausted = learners.used.all(axis=1) & (verdict == GO_ON)
            verdict = np.where(exhausted, LONG_ENOUGH, verdict)
        done = verdict != GO_ON
        if done.any():
            result.keep(active[done], learners.rows(done), verdict[done])
            learners, active = learners.rows(~done), active[~done]
        if not len(active):
            break
        place = _chosen(pool, learners, rules, rng)
        result.given[active, turn] = place
        learners = answered(pool, learners, place, _answers(truth, place, theta[active], rng))


def _answers(items: Items, place: Ints, theta: Floats, rng: np.random.Generator) -> Ints:
    """Draw one response a learner from the true item and the true theta."""
    if items.dichotomous:
        logits = items.discrimination[place] * theta + items.intercept[place, 0]
        chance = items.guessing[place] + (1 - items.guessing[place]) * logistic(logits)
        return np.asarray(rng.random(len(theta)) < chance, dtype=np.intp)
    one = items.take(place)
    draw, found = rng.random(len(theta)), np.zeros(len(theta), dtype=np.intp)
    for row in range(len(theta)):
        above = np.cumsum(category_probabilities(one.take([row]), theta[row : row + 1])[0, :, 0])
        found[row] = min(int(np.searchsorted(above, draw[row])), int(one.categories[row]) - 1)
    return found


def answered(pool: Pool, learners: Standing, place: Ints, values: Ints) -> Standing:
    """Return where learners stand after one more response each."""
    rows = np.arange(len(place))
    likelihood = learners.log_likelihood + pool.log_rows[pool.items.row_starts[place] + values]
    closed, by_area = learners.closed.copy(), learners.by_area.copy()
    closed[rows, place] = -np.inf
    by_area[rows, pool.area[place]] += 1
    for item, enemies in pool.enemies.items():
        closed[np.ix_(place == item, enemies)] = -np.inf
    return standing(pool, likelihood, closed, by_area)


class _Results:
    """Collects tests as they end."""

    def __init__(self, columns: tuple[Floats, Floats, Ints, Ints, Floats, Ints]) -> None:
        self.theta, self.error, self.length, self.verdict, self.at_cuts, self.given = columns

    @staticmethod
    def empty(pool: Pool, n: int, rules: Rules) -> "_Results":
        theta, error = np.zeros((2, n))
        length, verdict = np.zeros((2, n), dtype=np.intp)
        given = np.full((n, rules.most), -1, dtype=np.intp)
        return _Results((theta, error, length, verdict, np.zeros((n, len(pool.cuts))), given))

    def keep(self, who: Ints | Booleans, learners: Standing, verdict: Ints) -> None:
        self.theta[who], self.error[who] = learners.theta, learners.standard_error
        self.length[who], self.verdict[who] = learners.answered, verdict
        n_cuts = self.at_cuts.shape[1]
        self.at_cuts[who] = learners.log_likelihood[:, learners.log_likelihood.shape[1] - n_cuts :]

    def tests(self, pool: Pool) -> AdaptiveTests:
        shown = np.bincount(self.given[self.given >= 0], minlength=pool.n_items)
        exposure = shown / max(len(self.theta), 1)
        return AdaptiveTests(
            self.theta, self.error, self.length, self.verdict, exposure, self.given, self.at_cuts
        )


__all__ = ["PRECISE", "AdaptiveTests", "Ask", "Finish", "Rules", "answered", "next_step", "simulate_tests"]
