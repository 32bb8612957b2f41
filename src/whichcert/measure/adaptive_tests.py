"""Whole adaptive tests for many simulated learners, in lock step."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from whichcert.measure.adaptive import Rules, check_rules, chosen, verdicts
from whichcert.measure.arrays import Booleans, Floats, Ints
from whichcert.measure.exposure import best
from whichcert.measure.models import Items, category_probabilities, logistic
from whichcert.measure.pool import Pool, Standing, moved_on, newcomers
from whichcert.measure.ranking import Ranking
from whichcert.measure.selection import maximum_information
from whichcert.measure.stopping import GO_ON, LONG_ENOUGH

_VALUES = 62_000
"""Learners times items in one lock step: values of all items for all learners then stay in the cache."""
_WEIGHTS = 70_000
"""Learners times nodes where items are taken from ranked lists instead."""
Choice = Callable[[Standing], Ints]


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
    choice, together = _choice(pool, rules, rng)
    for first in range(0, len(theta), together):
        who = np.arange(first, min(first + together, len(theta)))
        _sit(pool, (theta, truth or pool.items), (rules, choice), (result, who, rng))
    return result.tests(pool)


def _choice(pool: Pool, rules: Rules, rng: np.random.Generator) -> tuple[Choice, int]:
    """Return how to choose, and for how many learners at once."""
    if rules.criterion is maximum_information and rules.chooser is best and rules.shares is None:
        ranking = Ranking.of(pool, rules.most)
        return ranking.best_open, max(_WEIGHTS // len(pool.nodes), 16)
    return lambda learners: chosen(pool, learners, rules, rng), max(_VALUES // pool.n_items, 16)


def _sit(
    pool: Pool,
    world: tuple[Floats, Items],
    way: tuple[Rules, Choice],
    run: tuple["_Results", Ints, np.random.Generator],
) -> None:
    """Give the test to some learners at once and enter their results."""
    (theta, truth), (rules, choice) = world, way
    result, active, rng = run
    learners = newcomers(pool, len(active))
    for turn in range(min(rules.most, pool.n_items) + 1):
        verdict = verdicts(pool, learners, rules)
        if turn * (1 + len(pool.enemies)) >= pool.n_items:
            exhausted = learners.used.all(axis=1) & (verdict == GO_ON)
            verdict = np.where(exhausted, LONG_ENOUGH, verdict)
        done = verdict != GO_ON
        if done.all():
            result.keep(active, learners, verdict)
            break
        if done.any():
            result.keep(active[done], learners.rows(done), verdict[done])
            learners, active = learners.rows(~done), active[~done]
        place = choice(learners)
        result.given[active, turn] = place
        learners = moved_on(pool, learners, place, _answers(truth, place, theta[active], rng))


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
        self.at_cuts[who] = learners.at_cuts

    def tests(self, pool: Pool) -> AdaptiveTests:
        shown = np.bincount(self.given[self.given >= 0], minlength=pool.n_items)
        exposure = shown / max(len(self.theta), 1)
        return AdaptiveTests(
            self.theta, self.error, self.length, self.verdict, exposure, self.given, self.at_cuts
        )
