"""How often the diagnostic names the right side of the pass mark, by how many items it may ask.

    python bench/diagnostic.py [--people 6000] [--seed 17] [--assessment psm-1] [--content FOLDER]

Simulated people as in bench/candidates.py answer in lock step, by the rules of flows/diagnose.py written for
arrays; first, what is found of some of them is compared with what the flows find. No answer depends on the
rule, so that rules are compared on the same people. For each limit, and each certainty at which it stops, it
prints the items asked and the share named rightly of those farther than 0.3 logits from the mark: with the
difficulties that authors intended, and with the real ones, which nobody knows; then in other populations.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from whichcert.flows import diagnose
from whichcert.flows.diagnose import AMONG, FEWEST, MOST, SURE
from whichcert.flows.history import Answered, Marked, Mode
from whichcert.flows.item_pool import DIFFICULTY_ERROR, ItemPool, item_pool
from whichcert.flows.standing import DYNAMICS, standing
from whichcert.library import load_library
from whichcert.measure.models import logistic
from whichcert.measure.pass_chance import side_of_mark
from whichcert.measure.tracking import mixed_slope, newcomer

LONGEST = 50
FAR = 0.3
BLOCK = 500
RULES = ((25, 1.0), (25, 0.95), (25, 0.85), (30, 0.93), (35, 0.9), (40, 0.87), (50, 0.85), (40, 0.95))
"""The most items, and how sure it must be to stop before."""

AT = datetime(2026, 1, 5, tzinfo=UTC)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


@dataclass(frozen=True)
class Population:
    """Who comes, and how far difficulties lie from what their authors intended; as assumed unless said."""

    mean: float = DYNAMICS.mean
    deviation: float = DYNAMICS.deviation
    error: float = DIFFICULTY_ERROR
    shift: float = 0.0
    """Logits by which all items are harder than intended."""


OTHERS = {
    "as assumed": Population(),
    "mean 0.3": Population(mean=0.3),
    "mean 1.5": Population(mean=1.5),
    "deviation 0.7": Population(deviation=0.7),
    "deviation 1.3": Population(deviation=1.3),
    "item error 0.4": Population(error=0.4),
    "item error 1.0": Population(error=1.0),
    "items 0.3 harder": Population(shift=0.3),
}


class People:
    """Some people with their abilities, each item's real difficulty and each answer they would give."""

    def __init__(self, pool: ItemPool, kind: Population, n: int, rng: np.random.Generator) -> None:
        table, areas = pool.table, len(pool.areas)
        start = newcomer(areas, DYNAMICS)
        root = np.linalg.cholesky(start.covariance) * kind.deviation / DYNAMICS.deviation
        self.pool, self.n = pool, n
        theta = kind.mean + rng.standard_normal((n, areas)) @ root.T
        shape = (n, len(pool.items))
        self.difficulty = table.difficulty + kind.shift + kind.error * rng.standard_normal(shape)
        chance = table.guessing + (1 - table.guessing) * logistic(theta[:, table.area] - self.difficulty)
        self.is_right = rng.random(shape) < chance
        self.dice = rng.random((n, LONGEST))
        self.off = shift_to_mark(pool, theta)


def shift_to_mark(pool: ItemPool, theta: np.ndarray) -> np.ndarray:
    """Return by how many logits each stands above the pass mark: bench/candidates.side for many at once."""
    low, high = np.full(len(theta), -8.0), np.full(len(theta), 8.0)
    for _ in range(30):
        middle = (low + high) / 2
        is_above = expected_score(pool, theta - middle[:, None]) >= pool.form.cut
        low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
    return low


def expected_score(pool: ItemPool, theta: np.ndarray) -> np.ndarray:
    curves = pool.curves
    total = np.zeros(theta.shape[:-1])
    for area, count in enumerate(curves.form.counts):
        if count:
            total += count * np.interp(theta[..., area], curves.nodes, curves.shares[area])
    return total


class Beliefs:
    """What the diagnostic believes of each, after the same number of items."""

    def __init__(self, people: People, rows: slice, *, is_known: bool) -> None:
        self.pool, table = people.pool, people.pool.table
        self.dice, self.is_right = people.dice[rows], people.is_right[rows]
        start, n = newcomer(len(self.pool.areas), DYNAMICS), len(self.dice)
        self.mean, self.covariance = np.tile(start.mean, (n, 1)), np.tile(start.covariance, (n, 1, 1))
        self.slope = np.ones(len(table.error)) if is_known else mixed_slope(table.error)
        given = np.broadcast_to(table.difficulty, self.is_right.shape)
        self.difficulty = people.difficulty[rows] if is_known else given
        self.is_open, self.people = np.ones(self.is_right.shape, dtype=bool), np.arange(n)
        self.shut, self.asked = shut_by(self.pool), np.zeros((n, 0), dtype=np.intp)

    def answer_next(self) -> None:
        """Ask each the next item and take the answer."""
        worth = np.where(self.is_open, self.worth(), -1.0)
        best = np.argpartition(-worth, AMONG, axis=1)[:, :AMONG]
        items = best[self.people, (self.dice[:, self.asked.shape[1]] * AMONG).astype(int)]
        self.asked = np.column_stack([self.asked, items])
        self.is_open &= ~self.shut[items]
        self._learn(items, self.is_right[self.people, items])

    def worth(self) -> np.ndarray:
        """Return people × items: diagnose._worth for many at once."""
        table = self.pool.table
        covered = (self.covariance @ self.pool.weights)[:, table.area]
        variance = self.covariance[:, table.area, table.area]
        above = logistic(self.slope * (self.mean[:, table.area] - self.difficulty))
        chance = table.guessing + (1 - table.guessing) * above
        bend = (1 - table.guessing) * self.slope * above * (1 - above)
        information = bend**2 / (chance * (1 - chance))
        return np.asarray(covered**2 * information / (1 + information * variance))

    def _learn(self, items: np.ndarray, is_right: np.ndarray) -> None:
        """Take one answer of each: tracking.after_answer for many at once."""
        table, area, rows = self.pool.table, self.pool.table.area[items], self.people
        centre, variance = self.mean[rows, area], self.covariance[rows, area, area]
        theta = centre[:, None] + np.sqrt(variance)[:, None] * NODES
        guessing = table.guessing[items][:, None]
        above = logistic(self.slope[items][:, None] * (theta - self.difficulty[rows, items][:, None]))
        chance = guessing + (1 - guessing) * above
        mass = np.where(is_right[:, None], chance, 1 - chance) * WEIGHTS
        mass /= mass.sum(axis=1, keepdims=True)
        expected = (mass * theta).sum(axis=1)
        spread = (mass * theta**2).sum(axis=1) - expected**2
        column = self.covariance[rows, :, area]
        self.mean = self.mean + column * ((expected - centre) / variance)[:, None]
        less = ((variance - spread) / variance**2)[:, None, None]
        self.covariance = self.covariance - column[:, :, None] * column[:, None, :] * less

    def sides(self) -> np.ndarray:
        """Return P(above the mark) for each: pass_chance.side_of_mark for many at once."""
        root = np.linalg.cholesky(self.covariance + 1e-10 * np.eye(len(self.pool.areas)))
        theta = self.mean[:, None, :] + np.matmul(self.pool.curves.normals, root.transpose(0, 2, 1))
        return np.asarray((expected_score(self.pool, theta) >= self.pool.form.cut).mean(axis=1))


def shut_by(pool: ItemPool) -> np.ndarray:
    """Return items × items: whether the second may not be asked after the first."""
    place = {item.id: at for at, item in enumerate(pool.items)}
    shut = np.eye(len(place), dtype=bool)
    for name, others in pool.enemies.items():
        for other in others:
            if name in place and other in place:
                shut[place[name], place[other]] = True
    return shut


def tried(people: People, *, longest: int = LONGEST, is_known: bool = False) -> np.ndarray:
    """Return people × items asked: P(above the mark) after each, 0.5 before the fewest."""
    sides = np.full((people.n, longest + 1), 0.5)
    for first in range(0, people.n, BLOCK):
        rows = slice(first, first + BLOCK)
        beliefs = Beliefs(people, rows, is_known=is_known)
        for n in range(1, longest + 1):
            beliefs.answer_next()
            if n >= FEWEST:
                sides[rows, n] = beliefs.sides()
    return sides


def judged(people: People, sides: np.ndarray, most: int, sure: float) -> Mapping[str, float]:
    """Return what one rule asks and names rightly. sides: as ``tried`` returns them."""
    certain = np.maximum(sides, 1 - sides)[:, : most + 1] >= sure
    certain[:, :FEWEST], certain[:, most] = False, True
    asked = certain.argmax(axis=1)
    said = sides[np.arange(people.n), asked]
    is_right, far = (said >= 0.5) == (people.off >= 0), np.abs(people.off) > FAR
    told = np.maximum(said, 1 - said) >= SURE
    share = float(is_right[far].mean())
    return {
        "most": most,
        "sure": sure,
        "items": round(float(asked.mean()), 2),
        "right_side_beyond_0.3": round(share, 4),
        "standard_error": round(float(np.sqrt(share * (1 - share) / far.sum())), 4),
        "told_for_sure": round(float(told.mean()), 3),
        "right_of_these": round(float(is_right[told].mean()), 4),
    }


def largest_difference(people: People, n: int = 20) -> float:
    """Return by how much the sides and the items' worth found here differ at most from those of the flows."""
    beliefs = Beliefs(people, slice(0, n), is_known=False)
    for _ in range(MOST):
        beliefs.answer_next()
    sides, worth, pool, worst = beliefs.sides(), beliefs.worth(), people.pool, 0.0
    for person, items in enumerate(beliefs.asked):
        told = [
            Marked(
                Answered(
                    pool.items[item].id, (0,), AT + timedelta(milliseconds=place), Mode.DIAGNOSTIC, 60.0
                ),
                pool.items[item],
                bool(people.is_right[person, item]),
                True,
            )
            for place, item in enumerate(items)
        ]
        now = standing(told, pool, AT + timedelta(seconds=1))
        off = np.abs(diagnose._worth(now) - worth[person])
        worst = max(
            worst, abs(side_of_mark(now.belief, pool.curves) - float(sides[person])), float(off.max())
        )
    return worst


def rows_of(people: People, *, is_known: bool = False) -> Sequence[Mapping[str, float]]:
    sides = tried(people, is_known=is_known)
    return [judged(people, sides, most, sure) for most, sure in RULES]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--assessment", default="psm-1")
    parser.add_argument("--content", type=Path)
    given = parser.parse_args()
    pool = item_pool(load_library(given.content, today=date(2026, 11, 24)), given.assessment)
    people = People(pool, Population(), given.people, np.random.default_rng(given.seed))
    result: dict[str, object] = {"largest_difference_from_the_flows": round(largest_difference(people), 6)}
    for is_known in (False, True):
        result["real_difficulties" if is_known else "intended_difficulties"] = rows_of(
            people, is_known=is_known
        )
    result["other_populations"] = {
        name: judged(some, tried(some, longest=MOST), MOST, SURE)
        for name, kind in OTHERS.items()
        for some in [People(pool, kind, given.people // 2, np.random.default_rng(given.seed + 1))]
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
