"""Simulated candidates study through the real flows; are the chances they are shown true?

    python bench/candidates.py [--people 2000] [--content FOLDER]

Each has an ability in every focus area, a rate of learning and of forgetting of their own; items have
difficulties that differ from what their authors intended; the assessment at the end has items nobody saw.
1. The diagnostic: which side of the pass mark, after how many items.
2. Some days of practice, then the chance to pass: Brier score and calibration error against passing, beside
   those of a filter that knows how these people were made, and the share that passes of those told to book.
3. Items until ready, by adaptive and by random practice.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import erfc
from pathlib import Path
from time import perf_counter

import numpy as np

from whichcert.bank.item import Item
from whichcert.flows import diagnose, practise, review
from whichcert.flows.history import Answered, Marked, Mode
from whichcert.flows.item_pool import DIFFICULTY_ERROR, ItemPool, asked_item, item_pool
from whichcert.flows.kept_items import keeping
from whichcert.flows.readiness import Stakes, Verdict, readiness
from whichcert.flows.standing import DYNAMICS, SEEN_AGAIN, TEACHES, standing
from whichcert.library import Library, load_library
from whichcert.measure.lord_wingersky import sum_score_distribution
from whichcert.measure.tracking import chance_right, newcomer

ASSESSMENT = "psm-1"
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
PARTICLES = 600


@dataclass
class Candidate:
    """One simulated person; ability moves as they study."""

    theta: np.ndarray
    """areas, logits"""
    gain: float
    forgetting_days: float

    def learns(self, area: int, amount: float, rng: np.random.Generator) -> None:
        self.theta[area] += amount * (self.gain + 0.5 * self.gain * rng.standard_normal())

    def rests(self, days: float) -> None:
        above = np.maximum(self.theta - DYNAMICS.mean, 0)
        self.theta -= above * (1 - np.exp(-days / self.forgetting_days))


@dataclass(frozen=True)
class World:
    """The bank with the difficulties that its items really have."""

    library: Library
    pool: ItemPool
    true_difficulty: dict[str, float]

    def is_right(self, item: Item, one: Candidate, rng: np.random.Generator) -> bool:
        area = self.pool.area_of(item)
        assert area is not None
        known = replace(asked_item(item), difficulty=self.true_difficulty[item.id], error=0.0)
        return bool(rng.random() < chance_right(known, one.theta[area : area + 1])[0])


def candidate(world: World, rng: np.random.Generator, *, mean: float = DYNAMICS.mean) -> Candidate:
    start = newcomer(len(world.pool.areas), replace(DYNAMICS, mean=mean))
    theta = rng.multivariate_normal(start.mean, start.covariance)
    gain = DYNAMICS.gain * rng.lognormal(-0.125, 0.5)
    return Candidate(theta, float(gain), float(DYNAMICS.forgetting_days * rng.lognormal(-0.125, 0.5)))


def passes(world: World, one: Candidate, rng: np.random.Generator) -> bool:
    """Sit a whole assessment of items that are new: their difficulties follow the pool's, not its items."""
    right = 0
    for area, count in enumerate(world.pool.form.counts):
        inside = np.flatnonzero(world.pool.table.area == area)
        for place in rng.choice(inside, count, replace=False):
            item = world.pool.items[place]
            new = replace(
                asked_item(item),
                difficulty=item.intended_difficulty + DIFFICULTY_ERROR * rng.standard_normal(),
                error=0.0,
            )
            right += bool(rng.random() < chance_right(new, one.theta[area : area + 1])[0])
    return right >= world.pool.form.cut


def side(world: World, one: Candidate) -> float:
    """Return by how many logits a person stands above the pass mark: the shift that brings them to it."""
    low, high = -6.0, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _expected(world, one.theta - middle) >= world.pool.form.cut else (low, middle)
        )
    return low


def _expected(world: World, theta: np.ndarray) -> float:
    curves = world.pool.curves
    return sum(
        count * float(np.interp(theta[area], curves.nodes, curves.shares[area]))
        for area, count in enumerate(curves.form.counts)
    )


class Study:
    """One candidate's way through the flows."""

    def __init__(self, world: World, one: Candidate, rng: np.random.Generator, name: str) -> None:
        self.world, self.one, self.rng, self.name = world, one, rng, name
        self.answers: list[Marked] = []
        self.at = BEGAN

    def answer(self, item: Item, mode: Mode) -> None:
        self.at += timedelta(seconds=60)
        right = self.world.is_right(item, self.one, self.rng)
        chosen = item.keys if right else (next(p for p in range(9) if p not in item.keys),)
        is_first = all(done.item.id != item.id for done in self.answers)
        self.answers.append(Marked(Answered(item.id, chosen, self.at, mode, 60.0), item, right, is_first))
        area = self.world.pool.area_of(item)
        assert area is not None
        self.one.learns(area, TEACHES[mode] * (1.0 if is_first else SEEN_AGAIN), self.rng)

    def rest(self, days: float) -> None:
        self.at += timedelta(days=days)
        self.one.rests(days)

    def kept(self, at_least: int = 1) -> frozenset[str]:
        """Return what the real pages leave to mocks, were this person to study for all assessments."""
        met, library = {done.item.id for done in self.answers}, self.world.library
        found = keeping(library, library.blueprints, met, self.name)
        return found.beside([self.world.pool], at_least=at_least)

    def diagnose(self) -> diagnose.Finished:
        while True:
            step = diagnose.next_step(
                self.answers,
                (),
                assessments=[ASSESSMENT],
                library=self.world.library,
                at=self.at,
                rng=self.rng,
                held=self.kept(diagnose.MOST),
            )
            if isinstance(step, diagnose.Finished):
                return step
            self.answer(step.item, Mode.DIAGNOSTIC)

    def practise(self, n: int) -> None:
        for _ in range(n):
            now = standing(self.answers, self.world.pool, self.at)
            asked = practise.next_item(self.answers, now, self.at, self.rng, held=self.kept())
            self.answer(asked.item, Mode.PRACTISE)


def oracle(world: World, study: Study, rng: np.random.Generator) -> float:
    """Return P(pass) by a particle filter that knows how candidates are made; only their draws are hidden."""
    areas = len(world.pool.areas)
    start = newcomer(areas, DYNAMICS)
    theta = rng.multivariate_normal(start.mean, start.covariance, size=PARTICLES)
    gain = DYNAMICS.gain * rng.lognormal(-0.125, 0.5, PARTICLES)
    fade = DYNAMICS.forgetting_days * rng.lognormal(-0.125, 0.5, PARTICLES)
    weight, before = np.full(PARTICLES, 1 / PARTICLES), BEGAN
    for one in study.answers:
        area = world.pool.area_of(one.item)
        assert area is not None
        days = (one.answer.at - before).total_seconds() / 86_400
        before = one.answer.at
        _fade(theta, fade, days)
        if one.is_first:
            chance = chance_right(asked_item(one.item), theta[:, area])
            weight = weight * (chance if one.is_right else 1 - chance)
            weight /= weight.sum()
            if 1 / (weight**2).sum() < PARTICLES / 3:
                kept = rng.choice(PARTICLES, PARTICLES, p=weight)
                # A kernel that keeps mean and variance moves the copies apart (Liu & West 2001).
                centre = theta[kept].mean(axis=0)
                shaken = 0.98 * (theta[kept] - centre) + centre
                root = np.linalg.cholesky(np.cov(theta[kept].T) + 1e-9 * np.eye(areas))
                theta = shaken + np.sqrt(1 - 0.98**2) * rng.standard_normal(theta.shape) @ root.T
                gain, fade, weight = gain[kept], fade[kept], np.full(PARTICLES, 1 / PARTICLES)
        amount = TEACHES[one.answer.mode] * (1.0 if one.is_first else SEEN_AGAIN)
        theta[:, area] += amount * gain * (1 + 0.5 * rng.standard_normal(PARTICLES))
    _fade(theta, fade, (study.at - before).total_seconds() / 86_400)
    return float(weight @ _pass_chances(world, theta, rng))


def _fade(theta: np.ndarray, days_to_fade: np.ndarray, days: float) -> None:
    theta -= np.maximum(theta - DYNAMICS.mean, 0) * (1 - np.exp(-days / days_to_fade))[:, None]


def _pass_chances(world: World, theta: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    forms = world.pool.forms
    assert forms is not None
    rows = rng.integers(len(forms.difficulty), size=len(theta))
    chance = forms.guessing[rows] + (1 - forms.guessing[rows]) / (
        1 + np.exp(forms.difficulty[rows] - theta[:, forms.area])
    )
    return sum_score_distribution(np.stack([1 - chance.T, chance.T], axis=1))[forms.form.cut :].sum(axis=0)


def calibration_error(chance: np.ndarray, passed: np.ndarray, bins: int = 10) -> float:
    """Return Σ n_b / n |mean chance − share passed| over ten bins of equal width."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    return float(
        sum(
            (place == b).mean() * abs(chance[place == b].mean() - passed[place == b].mean())
            for b in range(bins)
            if (place == b).any()
        )
    )


SLIP = 0.05
LEARNS = 0.6
"""The chance that an explanation makes an unknown statement known."""

FORGETS = 0.01
"""The chance that a learned statement is lost over a day."""

DAY_ITEMS = 20
MOST_ITEMS = 800


class StatementLearner:
    """Somebody who knows each statement or not; an item is known when all that it tests are."""

    def __init__(self, world: World, rng: np.random.Generator, name: str) -> None:
        self.world, self.rng, self.name = world, rng, name
        general = rng.normal(0.6, 0.5)
        self.known: set[str] = set()
        self.learned: set[str] = set()
        for area in world.pool.areas:
            chance = 1 / (1 + np.exp(-(general + rng.normal(0, 0.6))))
            tested = {
                name for item in world.pool.items if item.focus_area is area for name in item.statements
            }
            self.known |= {name for name in sorted(tested) if rng.random() < chance}
        self.answers: list[Marked] = []
        self.at = BEGAN

    def chance(self, item: Item) -> float:
        knows = all(name in self.known for name in item.statements)
        return 1 - SLIP if knows else asked_item(item).guessing

    def ready(self) -> float:
        """Return P(pass) on a form of the pool's items, each as likely as any other of its area."""
        mean, variance = 0.0, 0.0
        for place, count in enumerate(self.world.pool.form.counts):
            places = np.flatnonzero(self.world.pool.table.area == place)
            inside = [self.chance(self.world.pool.items[one]) for one in places]
            if count:
                share = float(np.mean(inside))
                mean, variance = mean + count * share, variance + count * share * (1 - share)
        return float(0.5 * erfc((self.world.pool.form.cut - 0.5 - mean) / np.sqrt(2 * variance)))

    def answer(self, item: Item) -> None:
        self.at += timedelta(seconds=60)
        right = bool(self.rng.random() < self.chance(item))
        chosen = item.keys if right else (next(p for p in range(9) if p not in item.keys),)
        is_first = all(done.item.id != item.id for done in self.answers)
        told = Answered(item.id, chosen, self.at, Mode.PRACTISE, 60.0)
        self.answers.append(Marked(told, item, right, is_first))
        learned = {name for name in item.statements if self.rng.random() < LEARNS}
        self.learned |= learned - self.known
        self.known |= learned

    def sleep(self) -> None:
        """Forget some of what was learned here; a statement asked again is learned again."""
        self.at += timedelta(days=1)
        lost = {name for name in sorted(self.learned) if self.rng.random() < FORGETS}
        self.learned -= lost
        self.known -= lost


def adaptive_day(one: StatementLearner) -> None:
    """Review what is due, a third of the day at most, then practise: what the plan says."""
    due = review.due_items(one.answers, one.at)[: DAY_ITEMS // 3]
    for item in due:
        one.answer(item)
    for _ in range(DAY_ITEMS - len(due)):
        pool, now = one.world.pool, standing(one.answers, one.world.pool, one.at)
        met = {done.item.id for done in one.answers}
        kept = keeping(one.world.library, one.world.library.blueprints, met, one.name).beside([pool])
        one.answer(practise.next_item(one.answers, now, one.at, one.rng, held=kept).item)


def random_day(one: StatementLearner) -> None:
    for place in one.rng.integers(len(one.world.pool.items), size=DAY_ITEMS):
        one.answer(one.world.pool.items[place])


def items_until_ready(
    world: World, day: Callable[[StatementLearner], None], seeds: Sequence[int]
) -> np.ndarray:
    """Return after how many practised items the true chance to pass is past the threshold."""
    found = []
    for seed in seeds:
        one = StatementLearner(world, np.random.default_rng([13, seed]), str(seed))
        while len(one.answers) < MOST_ITEMS and one.ready() < Stakes().threshold:
            day(one)
            one.sleep()
        found.append(len(one.answers))
    return np.array(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--learners", type=int, default=60, help="for the comparison of ways to practise")
    parser.add_argument("--content", type=Path)
    given = parser.parse_args()
    library = load_library(given.content, today=date(2026, 11, 24))
    pool = item_pool(library, ASSESSMENT)
    rng = np.random.default_rng(7)
    began = perf_counter()
    rows = []
    for person in range(given.people):
        own = np.random.default_rng([11, person])
        true = {
            item.id: item.intended_difficulty + DIFFICULTY_ERROR * own.standard_normal()
            for item in pool.items
        }
        world = World(library, pool, true)
        study = Study(world, candidate(world, own), own, str(person))
        off = side(world, study.one)
        found = study.diagnose()
        asked, said = len(study.answers), found.sides[ASSESSMENT]
        for _ in range(int(own.integers(0, 5))):
            study.rest(float(own.exponential(3.0)))
            study.practise(int(own.integers(5, 30)))
        study.rest(float(own.exponential(5.0)))
        ready = readiness(standing(study.answers, pool, study.at), study.at)
        assert ready.chance is not None
        rows.append(
            (
                off,
                asked,
                said,
                ready.chance.probability,
                oracle(world, study, rng),
                passes(world, study.one, own),
                ready.verdict is Verdict.BOOK,
                len(study.answers),
            )
        )
    off, asked, said, chance, best, passed, booked, n = (
        np.array(column, dtype=float) for column in zip(*rows, strict=True)
    )
    far = np.abs(off) > 0.3
    result = {
        "people": len(rows),
        "seconds": round(perf_counter() - began, 1),
        "diagnostic": {
            "items": round(float(asked.mean()), 2),
            "right_side_beyond_0.3": round(float(((said >= 0.5) == (off >= 0))[far].mean()), 4),
            "people_beyond_0.3": int(far.sum()),
            "always_below": round(float((off < 0)[far].mean()), 4),
        },
        "chance": {
            "answers": round(float(n.mean()), 1),
            "passed": round(float(passed.mean()), 4),
            "brier": round(float(((chance - passed) ** 2).mean()), 4),
            "brier_of_the_filter_that_knows": round(float(((best - passed) ** 2).mean()), 4),
            "brier_of_the_base_rate": round(float(passed.mean() * (1 - passed.mean())), 4),
            "calibration_error": round(calibration_error(chance, passed), 4),
            "told_to_book": int(booked.sum()),
            "passed_of_these": round(float(passed[booked == 1].mean()), 4) if booked.any() else None,
        },
    }
    world = World(library, pool, {item.id: item.intended_difficulty for item in pool.items})
    seeds = range(given.learners)
    adaptive = items_until_ready(world, adaptive_day, seeds)
    random = items_until_ready(world, random_day, seeds)
    result["practice"] = {
        "adaptive_items": round(float(adaptive.mean()), 1),
        "random_items": round(float(random.mean()), 1),
        "ratio": round(float(adaptive.mean() / random.mean()), 3),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
