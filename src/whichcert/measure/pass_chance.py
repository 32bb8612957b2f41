"""The probability of passing an unseen form, for a learner who is not equally able everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.interval import Interval
from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.lord_wingersky import chance_to_reach
from whichcert.measure.models import logistic
from whichcert.measure.tracking import Belief, mixed_slope

DRAWS = 1_000
"""The Monte Carlo error of P is then under 0.015, and two beliefs seen with one seed share it."""


_CURVE_NODES = np.linspace(-6.0, 8.0, 141)


@dataclass(frozen=True, slots=True, eq=False)
class ItemTable:
    """The items that forms are drawn from, as arrays with one value an item."""

    difficulty: Floats
    error: Floats
    guessing: Floats
    area: Ints
    """The place of the focus area."""


@dataclass(frozen=True, slots=True)
class UnseenForm:
    """How many items of each focus area, and the lowest passing score."""

    counts: Sequence[int]
    cut: int

    @property
    def length(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class PassChance:
    """P(pass) with where it may lie, and what a form would score."""

    probability: float
    interval: Interval
    """Where P(pass | abilities, form) lies with the stated probability."""
    expected_share: float
    """Of the items right, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class FormDraws:
    """Random forms with random difficulties, drawn once and used for every belief that is compared."""

    normals: Floats
    """draws × areas: standard normal, antithetic."""
    difficulty: Floats
    """draws × items of a form."""
    guessing: Floats
    area: Ints
    """items of a form: the same areas in every draw."""
    form: UnseenForm

    def fewer(self, draws: int) -> "FormDraws":
        """Return some of the draws, mirrored pairs together: quicker, and less exact."""
        half = len(self.normals) // 2
        kept = np.r_[0 : draws // 2, half : half + draws // 2]
        return FormDraws(self.normals[kept], self.difficulty[kept], self.guessing[kept], self.area, self.form)


def draw_forms(
    table: ItemTable, form: UnseenForm, rng: np.random.Generator, *, draws: int = DRAWS
) -> FormDraws:
    """Return forms drawn by the blueprint without replacement, each item's b from N(difficulty, error²).

    Raises InputRefused when an area has fewer items than the form needs, with one Problem an area.
    """
    have = np.bincount(table.area, minlength=len(form.counts))
    short = [
        Problem("items", f"focus area {area} has {n} items and a form needs {wanted}")
        for area, (n, wanted) in enumerate(zip(have, form.counts, strict=True))
        if n < wanted
    ]
    if short or form.length == 0:
        raise InputRefused(short or [Problem("form", "a form needs at least one item")])
    half = draws // 2
    normals = rng.standard_normal((half, len(form.counts)))
    chosen = []
    for area, wanted in enumerate(form.counts):
        places = np.flatnonzero(table.area == area)
        order = np.argsort(rng.random((2 * half, len(places))), axis=1)[:, :wanted]
        chosen.append(places[order])
    items = np.concatenate(chosen, axis=1)
    noise = rng.standard_normal(items.shape) * table.error[items]
    return FormDraws(
        np.concatenate([normals, -normals]),
        table.difficulty[items] + noise,
        table.guessing[items],
        np.repeat(np.arange(len(form.counts)), form.counts),
        form,
    )


def pass_chance(belief: Belief, draws: FormDraws, *, level: float = 0.9) -> PassChance:
    """Return P(sum score ≥ cut) over the learner's abilities, the form and the items' difficulties.

    P = Σ_s P(S ≥ cut | θ_s, b_s) / S with θ_s ~ N(mean, covariance); given θ_s and b_s the score is a
    compound binomial. Source: Lord & Wingersky (1984); Lord (1980), eq. 4-1.

    belief: areas in the order of the form's counts.
    """
    root = np.linalg.cholesky(belief.covariance + 1e-10 * np.eye(len(belief.mean)))
    theta = belief.mean + draws.normals @ root.T
    chance = draws.guessing + (1 - draws.guessing) * logistic(theta[:, draws.area] - draws.difficulty)
    passed = chance_to_reach(np.ascontiguousarray(chance.T), draws.form.cut)
    tail = (1 - level) / 2
    low, high = np.quantile(passed, [tail, 1 - tail])
    # At most 1 up to rounding; a probability of 1.0000000000000002 would be no interval.
    probability = float(min(max(passed.mean(), 0.0), 1.0))
    return PassChance(
        probability,
        Interval(float(max(low, 0.0)), float(min(high, 1.0)), level),
        float(chance.mean()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class ScoreCurves:
    """The expected share right in each focus area over theta, tabulated: what a form scores on average."""

    nodes: Floats
    shares: Floats
    """areas × nodes."""
    form: UnseenForm
    normals: Floats
    """draws × areas: standard normal, antithetic."""


def score_curves(
    table: ItemTable, form: UnseenForm, rng: np.random.Generator, *, draws: int = 400
) -> ScoreCurves:
    """Tabulate the curves of all areas; an area without items scores nothing."""
    slope = mixed_slope(table.error)
    above = logistic(slope[:, None] * (_CURVE_NODES - table.difficulty[:, None]))
    chances = table.guessing[:, None] + (1 - table.guessing[:, None]) * above
    sums = np.zeros((len(form.counts), len(_CURVE_NODES)))
    np.add.at(sums, table.area, chances)
    n = np.bincount(table.area, minlength=len(form.counts))
    half = rng.standard_normal((draws // 2, len(form.counts)))
    return ScoreCurves(_CURVE_NODES, sums / np.maximum(n, 1)[:, None], form, np.concatenate([half, -half]))


def side_of_mark(belief: Belief, curves: ScoreCurves) -> float:
    """Return P(the expected score on all forms reaches the cut): on which side of the mark a learner stands.

    P(Σ_k n_k f_k(θ_k) ≥ cut) over θ ~ N(mean, covariance), f_k the expected share in area k. Unlike the
    chance to pass it knows no luck on the day, so that enough answers settle it.
    """
    root = np.linalg.cholesky(belief.covariance + 1e-10 * np.eye(len(belief.mean)))
    theta = belief.mean + curves.normals @ root.T
    scores = np.zeros(len(theta))
    for area, count in enumerate(curves.form.counts):
        if count:
            scores += count * np.interp(theta[:, area], curves.nodes, curves.shares[area])
    return float((scores >= curves.form.cut).mean())
