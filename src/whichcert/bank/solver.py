"""A solver that never saw the subject: it learns from surface features which option is keyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from whichcert.bank.item import Item
from whichcert.bank.surface import Floats, surface
from whichcert.interval import Interval, wilson

FOLDS = 10
REPEATS = 10
RIDGE = 3.0
"""Prior precision of a standardised weight: 0.6 logits, so that a few hundred items don't drown in noise."""

_STEPS = 8


@dataclass(frozen=True, slots=True)
class SolverScore:
    """How many items the solver gets right that it was not trained on, against blind guessing."""

    n: int
    score: float
    """Share right, averaged over repeats of the cross-validation."""
    chance: float
    solved: tuple[tuple[str, float], ...]
    """Item ids and how often each was solved, the easiest to guess first."""
    weights: tuple[float, ...]
    """Of the standardised features, fitted to all items: what gives the key away."""

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval of the score; the repeats share their items, so n is that of one pass."""
        return wilson(round(self.score * self.n), self.n)

    @property
    def gain(self) -> float:
        """Return the score above chance."""
        return self.score - self.chance


def solver_score(
    items: Sequence[Item], rng: np.random.Generator, *, without: Sequence[int] = ()
) -> SolverScore:
    """Return the cross-validated score of the solver on items whose features have the same columns.

    without: columns of ``surface`` that it may not see.

    The solver is a conditional logit: P(option) = exp(w·x) / Σ exp(w·x) over the options of an item, w with
    a ridge, fitted by Newton steps (McFadden 1974). It answers with the ``choose`` best options; an item is
    right when these are its key. Ten folds, ten times with new folds.
    """
    if not items:
        return SolverScore(0, 0.0, 0.0, (), ())
    table = _Table.of(items, without)
    right = np.zeros(len(items))
    folds = min(FOLDS, len(items))
    for _ in range(REPEATS):
        fold = rng.permutation(np.arange(len(items)) % folds)
        for held_out in range(folds):
            weights = table.fitted(fold != held_out)
            right += table.solves(weights) & (fold == held_out)
    right /= REPEATS
    order = np.lexsort((np.arange(len(items)), -right))
    return SolverScore(
        n=len(items),
        score=float(right.mean()),
        chance=float(np.mean([1 / comb(len(item.options), len(item.keys)) for item in items])),
        solved=tuple((items[place].id, float(right[place])) for place in order),
        weights=tuple(table.fitted(np.ones(len(items), dtype=bool)).tolist()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """All options of all items, one under the other."""

    features: Floats
    """options × features, standardised over all options."""
    item: NDArray[np.int64]
    """options: the place of their item."""
    is_key: NDArray[np.bool_]
    chosen: NDArray[np.int64]
    """items: how many options to choose."""

    @staticmethod
    def of(items: Sequence[Item], without: Sequence[int]) -> "_Table":
        features = np.delete(np.concatenate([surface(item) for item in items]), list(without), axis=1)
        deviation = features.std(axis=0)
        deviation[deviation == 0] = 1
        return _Table(
            (features - features.mean(axis=0)) / deviation,
            np.repeat(np.arange(len(items)), [len(item.options) for item in items]),
            np.array([option.is_correct for item in items for option in item.options]),
            np.array([len(item.keys) for item in items]),
        )

    def fitted(self, used: NDArray[np.bool_]) -> Floats:
        """Return the weights that best predict the keys of the items in ``used``."""
        rows = used[self.item]
        x, item, key = self.features[rows], self.item[rows], self.is_key[rows].astype(np.float64)
        if len(x) == 0:
            return np.zeros(x.shape[1])
        draws = self.chosen[item]
        weights = np.zeros(x.shape[1])
        for _ in range(_STEPS):
            share = self._shares(x @ weights, item)
            mean = np.zeros((len(self.chosen), x.shape[1]))
            np.add.at(mean, item, share[:, None] * x)
            spread = x - mean[item]
            slope = (key - draws * share) @ x - RIDGE * weights
            curvature = (spread * (draws * share)[:, None]).T @ spread + RIDGE * np.eye(len(weights))
            weights = weights + np.linalg.solve(curvature, slope)
        return weights

    def solves(self, weights: Floats) -> NDArray[np.bool_]:
        """Return for each item whether the options that score best are its key."""
        score = self.features @ weights
        order = np.lexsort((-score, self.item))
        starts = np.flatnonzero(np.diff(self.item[order], prepend=-1))
        rank = np.arange(len(order)) - starts[self.item[order]]
        is_chosen = rank < self.chosen[self.item[order]]
        wrong = np.bincount(
            self.item[order], weights=is_chosen & ~self.is_key[order], minlength=len(self.chosen)
        )
        return np.asarray(wrong == 0)

    def _shares(self, score: Floats, item: NDArray[np.int64]) -> Floats:
        weight = np.exp(score - score.max())
        total = np.bincount(item, weights=weight, minlength=len(self.chosen))
        return np.asarray(weight / total[item])
