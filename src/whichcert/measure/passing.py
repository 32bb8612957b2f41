"""Readiness: the probability of reaching a cut on a form that the learner has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.interval import Interval
from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.lord_wingersky import sum_score_distribution
from whichcert.measure.models import Items, category_probabilities


@dataclass(frozen=True, slots=True)
class Form:
    """What the unseen form looks like."""

    length: int
    cut: int
    """The lowest passing sum score."""
    counts: Sequence[int] | None = None
    """How many items of each focus area, in the order of ``areas``; None draws from all."""


@dataclass(frozen=True, slots=True, eq=False)
class FormPool:
    """The items the form is drawn from, and how well each is known."""

    items: Items
    intercept_error: Floats
    """items: standard error (or prior deviation) of the intercept; 0 for known parameters."""
    area: Ints | None = None
    areas: Sequence[str] = ("all",)


@dataclass(frozen=True, slots=True)
class Readiness:
    """P(pass) with its interval and what it rests on."""

    probability: float
    interval: Interval
    """Where P(pass | θ, form, item parameters) lies with the stated probability."""
    expected_score: float
    forms: int


def readiness(
    posterior: tuple[Floats, Floats],
    pool: FormPool,
    form: Form,
    rng: np.random.Generator,
    *,
    forms: int = 40,
    level: float = 0.95,
) -> Readiness:
    """Return P(sum score ≥ cut) on a random form, over everything not known.

    P(pass) = Σ_f Σ_q p(θ_q | x) P(S_f ≥ cut | θ_q) / F: forms f are drawn from
    the pool by the blueprint, each with item intercepts drawn from N(d, SE²),
    and P(S_f = s | θ) is the compound binomial by Lord and Wingersky.

    posterior: nodes and weights (summing to 1) of one learner. form.cut counts
    points. forms: Monte Carlo draws; 40 keep the error of P under about 0.01.
    Raises InputRefused for a cut that no form can have and for a pool that is
    too small for the blueprint.
    Source: Lord & Wingersky (1984); Lord (1980), eq. 4-1; the interval is the
    central posterior interval of P(pass | θ, f).
    """
    _check(pool, form)
    nodes, weight = posterior
    chances = np.stack([_pass_chances(pool, form, nodes, rng) for _ in range(forms)])
    mass = np.broadcast_to(weight / forms, chances[:, 0].shape)
    probability = float((chances[:, 0] * mass).sum())
    tail = (1 - level) / 2
    low, high = _weighted_quantiles(chances[:, 0].ravel(), mass.ravel(), (tail, 1 - tail))
    expected = float((chances[:, 1] * mass).sum())
    return Readiness(min(max(probability, 0.0), 1.0), Interval(low, high, level), expected, forms)


def _check(pool: FormPool, form: Form) -> None:
    most = int(np.sort(pool.items.categories - 1)[::-1][: form.length].sum())
    if form.length < 1 or not 0 <= form.cut <= most:
        message = f"a form of {form.length} items gives at most {most} points and the cut is {form.cut}"
        raise InputRefused([Problem("form", message)])
    if pool.items.n_items < form.length:
        message = f"the pool has {pool.items.n_items} items and the form needs {form.length}"
        raise InputRefused([Problem("pool", f"{message}; write more items or shorten the form")])
    if form.counts is None:
        return
    if sum(form.counts) != form.length or len(form.counts) != len(pool.areas) or pool.area is None:
        message = f"counts {list(form.counts)} for {len(pool.areas)} focus areas and {form.length} items"
        raise InputRefused([Problem("form", f"{message} do not fit")])
    have = np.bincount(pool.area, minlength=len(pool.areas))
    short = [
        Problem("pool", f"focus area {name!r} has {n} items and the blueprint needs {wanted}")
        for name, n, wanted in zip(pool.areas, have, form.counts, strict=True)
        if n < wanted
    ]
    if short:
        raise InputRefused(short)


def _pass_chances(pool: FormPool, form: Form, nodes: Floats, rng: np.random.Generator) -> Floats:
    """Return P(pass | θ) and the expected score on one random form: 2 × nodes."""
    places = draw_form(pool, form, rng)
    items = pool.items.take(places)
    shift = rng.normal(size=(len(places), 1)) * pool.intercept_error[places][:, None]
    drawn = replace(items, intercept=items.intercept + shift)
    distribution = sum_score_distribution(category_probabilities(drawn, nodes))
    points = np.arange(len(distribution), dtype=np.float64)
    return np.stack([distribution[form.cut :].sum(axis=0), points @ distribution])


def draw_form(pool: FormPool, form: Form, rng: np.random.Generator) -> Ints:
    """Return the places of a form's items, drawn within focus areas where the blueprint gives counts."""
    if form.counts is None or pool.area is None:
        return rng.choice(pool.items.n_items, form.length, replace=False)
    parts = [
        rng.choice(np.flatnonzero(pool.area == area), wanted, replace=False)
        for area, wanted in enumerate(form.counts)
    ]
    return np.concatenate(parts).astype(np.intp)


def _weighted_quantiles(values: Floats, weights: Floats, at: tuple[float, float]) -> tuple[float, float]:
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    places = np.searchsorted(below, np.array(at) * below[-1])
    found = np.clip(values[order][np.minimum(places, len(values) - 1)], 0.0, 1.0)
    return float(found[0]), float(found[1])
