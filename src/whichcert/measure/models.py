"""Item models: the probability of each category of a response, given ability."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from whichcert.errors import UnknownName
from whichcert.measure.arrays import Booleans, Floats, Ints

Model = Literal["rasch", "2pl", "3pl", "graded", "gpcm"]
MODELS: tuple[Model, ...] = get_args(Model)
_SMALLEST = 1e-300


@dataclass(frozen=True, eq=False)
class Items:
    """The parameters of a set of items under one model, in slope and intercept form."""

    model: Model
    ids: tuple[str, ...]
    discrimination: Floats
    """items; the slope a of the logit."""
    intercept: Floats
    """items × (most categories - 1); NaN where an item has no such category."""
    guessing: Floats
    """items; the lower asymptote, 0 except under the 3PL."""
    categories: Ints
    """items; 2 for right or wrong."""

    @property
    def n_items(self) -> int:
        return len(self.ids)

    @property
    def dichotomous(self) -> bool:
        return self.model in ("rasch", "2pl", "3pl")

    @cached_property
    def row_starts(self) -> Ints:
        """Where each item's categories start when they are stacked: items + 1."""
        return np.concatenate([[0], np.cumsum(self.categories)]).astype(np.intp)

    @cached_property
    def present(self) -> Booleans:
        """items × most categories; whether the item has the category."""
        return np.asarray(np.arange(self.intercept.shape[1] + 1) < self.categories[:, None])

    @property
    def difficulty(self) -> Floats:
        """items × steps: -d / a, and for gpcm the step difficulties -(d_k - d_(k-1)) / a."""
        steps = self.intercept
        if self.model == "gpcm":
            steps = np.diff(steps, axis=1, prepend=0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(
                np.where(self.discrimination[:, None] == 0, np.nan, -steps / self.discrimination[:, None])
            )

    def take(self, places: Sequence[int] | Ints) -> "Items":
        """Return some of the items, in the order given."""
        at = np.asarray(places, dtype=np.intp)
        return Items(
            self.model,
            tuple(self.ids[place] for place in at),
            self.discrimination[at],
            self.intercept[at],
            self.guessing[at],
            self.categories[at],
        )

    def places(self, ids: Sequence[str]) -> Ints:
        """Return where each id stands; UnknownName for one that is not there."""
        place = {name: index for index, name in enumerate(self.ids)}
        for name in ids:
            if name not in place:
                raise UnknownName("item", name, self.ids)
        return np.array([place[name] for name in ids], dtype=np.intp)


def dichotomous_items(
    ids: Sequence[str], discrimination: Floats, difficulty: Floats, guessing: Floats | None = None
) -> Items:
    """Return right-or-wrong items from slopes a and difficulties b: the intercept is -a b.

    All arrays have one value an item. With ``guessing`` the model is 3PL,
    otherwise 2PL.
    """
    slope = np.asarray(discrimination, dtype=np.float64)
    location = np.asarray(difficulty, dtype=np.float64)
    lower = np.zeros(len(slope)) if guessing is None else np.asarray(guessing, dtype=np.float64)
    model: Model = "2pl" if guessing is None else "3pl"
    two = np.full(len(slope), 2, dtype=np.intp)
    return Items(model, tuple(ids), slope, (-slope * location)[:, None], lower, two)


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), without overflow at either end."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def category_probabilities(items: Items, theta: Floats) -> Floats:
    """Return P(response = c | theta), items × most categories × nodes; 0 where no such category.

    Rasch, 2PL  P(1) = 1 / (1 + exp(-(a θ + d)))                        Birnbaum (1968)
    3PL         P(1) = g + (1 - g) / (1 + exp(-(a θ + d)))              Birnbaum (1968)
    graded      P(c) = S_c - S_(c+1), S_c = logistic(a θ + d_c)         Samejima (1969)
    gpcm        P(c) ∝ exp(c a θ + d_c), d_0 = 0                        Muraki (1992)

    theta: nodes, on the scale of the calibration (logits), any finite values.

    >>> items = dichotomous_items(["one"], np.array([1.0]), np.array([0.0]))
    >>> category_probabilities(items, np.array([0.0])).tolist()
    [[[0.5], [0.5]]]
    """
    if items.model == "gpcm":
        return _partial_credit(items, theta)
    logits = (
        items.discrimination[:, None, None] * theta + np.nan_to_num(items.intercept, nan=-np.inf)[:, :, None]
    )
    above, below = logistic(logits), logistic(-logits)
    if items.model == "3pl":
        lower = items.guessing[:, None, None]
        return np.concatenate([(1 - lower) * below, lower + (1 - lower) * above], axis=1)
    if items.dichotomous:
        return np.concatenate([below, above], axis=1)
    ones = np.ones_like(above[:, :1])
    high = np.concatenate([ones, above, 0 * ones], axis=1)
    low = np.concatenate([0 * ones, below, ones], axis=1)
    # Far above a step both S are near 1 and their difference loses its digits; 1 - S keeps them.
    difference = np.where(high[:, 1:] < 0.5, high[:, :-1] - high[:, 1:], low[:, 1:] - low[:, :-1])
    return np.asarray(np.maximum(difference, 0.0))


def _partial_credit(items: Items, theta: Floats) -> Floats:
    steps = np.concatenate(
        [np.zeros((items.n_items, 1)), np.nan_to_num(items.intercept, nan=-np.inf)], axis=1
    )
    score = np.arange(steps.shape[1])
    logits = (items.discrimination[:, None] * score)[:, :, None] * theta + steps[:, :, None]
    weight = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def log_probability_rows(items: Items, theta: Floats) -> Floats:
    """Return log P, one row an item's category (items stacked) × nodes."""
    return np.log(np.maximum(category_probabilities(items, theta)[items.present], _SMALLEST))


def success_probability(items: Items, theta: Floats) -> Floats:
    """Return P(right | theta) of dichotomous items, items × nodes (Birnbaum 1968)."""
    above = logistic(items.discrimination[:, None] * theta + items.intercept[:, :1])
    return np.asarray(items.guessing[:, None] + (1 - items.guessing[:, None]) * above)


def expected_score(items: Items, theta: Floats) -> Floats:
    """Return Σ c P(c | theta), items × nodes."""
    chances = category_probabilities(items, theta)
    return np.asarray(np.einsum("c,jcq->jq", np.arange(chances.shape[1], dtype=np.float64), chances))


def information(items: Items, theta: Floats) -> Floats:
    """Return the Fisher information of each item, items × nodes, in 1 / logit².

    I(θ) = Σ_c P_c'(θ)² / P_c(θ), which for the 2PL is a² P (1 - P).
    Source: Samejima (1969), monograph 17; Lord (1980), eq. 5-3.
    """
    if items.model in ("rasch", "2pl"):
        chance = success_probability(items, theta)
        return np.asarray(items.discrimination[:, None] ** 2 * chance * (1 - chance))
    chances, slopes = category_slopes(items, theta)
    return np.asarray((slopes**2 / np.maximum(chances, _SMALLEST)).sum(axis=1))


def category_slopes(items: Items, theta: Floats) -> tuple[Floats, Floats]:
    """Return P and its derivative by theta, both items × most categories × nodes."""
    chances = category_probabilities(items, theta)
    slope = items.discrimination[:, None, None]
    if items.model == "gpcm":
        score = np.arange(chances.shape[1], dtype=np.float64)[:, None]
        return chances, np.asarray(slope * chances * (score - (score * chances).sum(axis=1, keepdims=True)))
    above = logistic(slope * theta + np.nan_to_num(items.intercept, nan=-np.inf)[:, :, None])
    bend = slope * above * (1 - above)
    zeros = np.zeros_like(bend[:, :1])
    rise = np.concatenate([zeros, bend, zeros], axis=1)
    return chances, np.asarray((1 - items.guessing[:, None, None]) * (rise[:, :-1] - rise[:, 1:]))
