"""Whether items behave as the model says: S-X², infit and outfit."""

from dataclasses import dataclass

import numpy as np

from whichcert.chi_square import upper_tail
from whichcert.measure.arrays import Booleans, Bytes, Floats
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.lord_wingersky import sum_score_distribution
from whichcert.measure.models import Items, category_probabilities
from whichcert.measure.scoring import STANDARD, Ability, score

_FEWEST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class ScoreFit:
    """S-X² of each item; NaN free: an item without enough groups has 0 degrees of freedom and p = 1."""

    statistic: Floats
    degrees: Floats
    p: Floats
    n: int
    """Persons with complete responses, which the statistic rests on."""


def score_fit(
    items: Items, cells: Bytes, weights: Floats | None = None, *, ability: Ability = STANDARD
) -> ScoreFit:
    """Return Orlando and Thissen's S-X² of dichotomous items.

    Σ_k n_k (o_k - e_k)² / (e_k (1 - e_k)) over sum scores k, with
    e_jk = ∫ P_j f*(k - 1 | θ) φ dθ / ∫ f(k | θ) φ dθ; f* leaves item j out.
    Neighbouring scores are merged until each expected count is at least 1.
    Degrees: groups minus the item's estimated parameters.

    cells: persons × items; persons with missing cells are left out.
    Source: Orlando & Thissen (2000), Appl. Psychol. Meas. 24, eqs. 9 to 11.
    """
    complete = (cells >= 0).all(axis=1)
    cells = cells[complete]
    counted = np.ones(len(cells)) if weights is None else weights[complete]
    n_items = items.n_items
    nodes = grid_for(items, np.array([ability.mean]), np.array([ability.deviation]))
    prior = np.exp(log_normal_weights(nodes, ability.mean, ability.deviation))
    chances = category_probabilities(items, nodes)[:, 1]
    share = sum_score_distribution(chances) @ prior
    total = cells.sum(axis=1, dtype=np.intp)
    persons = np.bincount(total, counted, minlength=n_items + 1).astype(np.float64)
    parameters = {"rasch": 1, "2pl": 2, "3pl": 3}[items.model]
    found = np.zeros((2, n_items))
    for place in range(n_items):
        others = sum_score_distribution(np.delete(chances, place, axis=0))
        expected = (others[:-1] * chances[place]) @ prior / share[1:n_items] if n_items > 1 else np.zeros(0)
        right = np.bincount(total, counted * cells[:, place], minlength=n_items + 1)[1:n_items]
        found[:, place] = _merged_statistic(persons[1:n_items], right.astype(np.float64), expected)
    degrees = np.maximum(found[1] - parameters, 0.0)
    p = np.array([upper_tail(x, df) for x, df in zip(found[0], degrees, strict=True)])
    return ScoreFit(found[0], degrees, p, round(float(counted.sum())))


def _merged_statistic(persons: Floats, right: Floats, expected: Floats) -> tuple[float, int]:
    """Return the statistic and the number of groups after merging scores that expect too few."""
    table = np.stack([persons, right, persons * expected], axis=1)
    groups = _merged([row for row in table if row[0] > 0])
    statistic = 0.0
    for count, seen, expect in groups:
        if 0 < expect < count:
            statistic += (seen - expect) ** 2 / expect + (seen - expect) ** 2 / (count - expect)
    return float(statistic), len(groups)


def _merged(groups: list[Floats]) -> list[Floats]:
    """From the lowest score on, merge a group that expects under one person with its smaller neighbour.

    Of equal neighbours the one towards the middle is taken.
    """
    while len(groups) > 1:
        low = [at for at, (n, _, expect) in enumerate(groups) if min(expect, n - expect) < _FEWEST_EXPECTED]
        if not low:
            break
        at = low[0]
        upward = 1 if groups[at][2] < _FEWEST_EXPECTED else -1
        neighbours = [place for place in (at + upward, at - upward) if 0 <= place < len(groups)]
        into = min(neighbours, key=lambda place: float(groups[place][0]))
        groups[into] = groups[into] + groups[at]
        del groups[at]
    return groups


@dataclass(frozen=True, slots=True, eq=False)
class ResidualFit:
    """Infit and outfit of each item; 1 is what the model expects."""

    infit: Floats
    outfit: Floats
    n: Floats


def residual_fit(items: Items, cells: Bytes, theta: Floats | None = None) -> ResidualFit:
    """Return mean squares: outfit Σ z²/n and infit Σ (x - E)² / Σ Var, z = (x - E)/√Var.

    theta: persons; WLE scores of the same responses when not given.
    Source: Wright & Masters (1982), Rating Scale Analysis, ch. 5.
    """
    at = score(items, cells, "wle").theta if theta is None else theta
    chances = category_probabilities(items, at)
    points = np.arange(chances.shape[1], dtype=np.float64)[:, None]
    mean = (points * chances).sum(axis=1)
    variance = np.maximum((points**2 * chances).sum(axis=1) - mean**2, 1e-12)
    answered: Booleans = (cells >= 0).T
    square = np.where(answered, (cells.T - mean) ** 2, 0.0)
    n = answered.sum(axis=1).astype(np.float64)
    infit = square.sum(axis=1) / np.maximum(np.where(answered, variance, 0.0).sum(axis=1), 1e-12)
    return ResidualFit(infit, (square / variance).sum(axis=1) / np.maximum(n, 1), n)
