"""The diagnostic: 12 to 25 items that say where a learner stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from whichcert.bank.item import Item
from whichcert.flows.history import Marked
from whichcert.flows.item_pool import item_pool
from whichcert.flows.standing import Standing, standing
from whichcert.library import Library
from whichcert.measure.arrays import Floats
from whichcert.measure.models import logistic
from whichcert.measure.pass_chance import side_of_mark
from whichcert.measure.tracking import mixed_slope

FEWEST = 12
MOST = 25
SURE = 0.95
"""How probable the side of the pass mark must be before the diagnostic stops."""

AMONG = 4
"""One of the best items is drawn, so that two tries do not meet the same ones (randomesque)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The diagnostic goes on with this item."""

    item: Item
    number: int
    at_most_left: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The diagnostic ends: it can tell, or it asked enough."""

    standings: Mapping[str, Standing]
    sides: Mapping[str, float]
    """By assessment: the probability that the learner stands above the pass mark."""
    is_sure: bool


def next_step(  # noqa: PLR0913  who, what, when and what not
    sitting: Sequence[Marked],
    before: Sequence[Marked],
    *,
    assessments: Sequence[str],
    library: Library,
    at: datetime,
    rng: np.random.Generator,
    held: frozenset[str] = frozenset(),
) -> Asking | Finished:
    """Return the next item, or that the diagnostic ends.

    sitting: the answers of this diagnostic; before: the learner's earlier ones, which count as they do
    everywhere; held: items that must not be asked now. The item is the one that lessens most the variance of
    the expected score on the forms not decided yet: with w the form's weights, Σ the covariance and I the
    information of an item of area k, (w'Σ_k)² I / (1 + I Σ_kk).
    """
    answers = tuple(sorted((*before, *sitting), key=lambda one: one.answer.at))
    found = result_of(answers, assessments=assessments, library=library, at=at)
    if len(sitting) >= MOST or (len(sitting) >= FEWEST and found.is_sure):
        return found
    standings, sides = found.standings, found.sides
    worth: dict[str, float] = {}
    items = open_items(answers, assessments=assessments, library=library, held=held)
    for name, now in standings.items():
        decided = sides[name] >= SURE or sides[name] <= 1 - SURE
        for item, value in zip(now.pool.items, _worth(now), strict=True):
            if item.id in items:
                worth[item.id] = worth.get(item.id, 0.0) + float(value) * (0.05 if decided else 1.0)
    if not worth:
        return found
    best = sorted(worth, key=lambda name: (-worth[name], name))[:AMONG]
    chosen = items[best[int(rng.integers(len(best)))]]
    return Asking(chosen, len(sitting) + 1, MOST - len(sitting) - 1)


def open_items(
    answers: Iterable[Marked],
    *,
    assessments: Sequence[str],
    library: Library,
    held: frozenset[str] = frozenset(),
) -> Mapping[str, Item]:
    """Return the items that a diagnostic may ask: not met, and not given away by one that was."""
    pools = [item_pool(library, name) for name in assessments]
    met = {one.item.id for one in answers}
    shut = met.union(held, *(pool.enemies.get(name, frozenset()) for pool in pools for name in met))
    return {item.id: item for pool in pools for item in pool.items if item.id not in shut}


def result_of(
    answers: Sequence[Marked], *, assessments: Sequence[str], library: Library, at: datetime
) -> Finished:
    """Return what all answers up to a time say, whether or not they are enough."""
    standings = {name: standing(answers, item_pool(library, name), at) for name in assessments}
    sides = {name: _side(one) for name, one in standings.items()}
    is_sure = all(side >= SURE or side <= 1 - SURE for side in sides.values())
    return Finished(standings, sides, is_sure)


def _side(now: Standing) -> float:
    return side_of_mark(now.belief, now.pool.curves)


def _worth(now: Standing) -> Floats:
    """Return for each item of the pool how much its answer lessens the variance of the expected score."""
    table, belief = now.pool.table, now.belief
    covered = (belief.covariance @ now.pool.weights)[table.area]
    variance = np.diag(belief.covariance)[table.area]
    slope = mixed_slope(table.error)
    above = logistic(slope * (belief.mean[table.area] - table.difficulty))
    chance = table.guessing + (1 - table.guessing) * above
    bend = (1 - table.guessing) * slope * above * (1 - above)
    information = bend**2 / (chance * (1 - chance))
    return np.asarray(covered**2 * information / (1 + information * variance))
