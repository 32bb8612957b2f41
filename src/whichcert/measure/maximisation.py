"""The maximisation step: new item parameters from expected counts, all items at once."""

from dataclasses import dataclass, replace

import numpy as np

from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.derivatives import category_scores, parameter_count
from whichcert.measure.expectation import Expected
from whichcert.measure.models import Items, category_probabilities, logistic
from whichcert.measure.priors import PriorTable

_STEPS = 4
_ENOUGH, _LAST_STEP = 1e-7, 2e-4
"""Newton's error is about the square of the step before it: after a step of 2e-4 it is under 1e-7."""
_LONGEST_STEP = 1.5
STEEPEST = 25.0
"""A slope beyond this is a step function for any real sample; the search is kept under it."""
_FARTHEST = 60.0
_SMALLEST = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Restraint:
    """What holds parameters back: priors, and items that stay as they are (anchors)."""

    priors: PriorTable
    fixed: Booleans
    """items"""


def parameter_table(items: Items) -> Floats:
    """Return items × (a, d_1 …, logit g); NaN where an item has no such parameter."""
    columns = [items.discrimination[:, None], items.intercept]
    if items.model == "3pl":
        lower = np.clip(items.guessing, 1e-9, 1 - 1e-9)
        columns.append(np.log(lower / (1 - lower))[:, None])
    return np.concatenate(columns, axis=1)


def with_parameters(items: Items, table: Floats) -> Items:
    """Return the items with the parameters of a table as ``parameter_table`` makes it."""
    steps = items.intercept.shape[1]
    lower = logistic(table[:, -1]) if items.model == "3pl" else items.guessing
    return replace(items, discrimination=table[:, 0], intercept=table[:, 1 : 1 + steps], guessing=lower)


def maximise(items: Items, expected: Expected, nodes: Floats, restraint: Restraint) -> Items:
    """Return the items that maximise Σ_jcq r_jcq log P_jc(θ_q) plus the log prior.

    Newton steps on each item alone (Fisher scoring outside the 2PL).
    Source: Bock & Aitkin (1981); Baker & Kim (2004), chapter 6.
    """
    if items.model in ("rasch", "2pl"):
        return _logistic_maximum(items, LogisticSums.of(expected, nodes), restraint)
    assert expected.counts is not None  # noqa: S101  only 1PL and 2PL come as sums
    return _category_maximum(items, expected.counts, nodes, restraint)


@dataclass(frozen=True, slots=True, eq=False)
class LogisticSums:
    """What the 2PL needs: Σ x, Σ x θ and the expected trials."""

    successes: Floats
    moments: Floats
    trials: Floats
    """items × nodes, or 1 × nodes when everybody answered everything."""
    nodes: Floats

    @staticmethod
    def of(expected: Expected, nodes: Floats) -> "LogisticSums":
        if expected.counts is not None:
            wrong, right = expected.counts[0::2], expected.counts[1::2]
            return LogisticSums(right.sum(axis=1), right @ nodes, wrong + right, nodes)
        assert expected.moments is not None  # noqa: S101
        assert expected.successes is not None  # noqa: S101
        everybody = expected.mass.sum(axis=0)[None, :]
        return LogisticSums(expected.successes, expected.moments, everybody, nodes)


def _logistic_maximum(items: Items, sums: LogisticSums, restraint: Restraint) -> Items:
    table = parameter_table(items)
    free_slope = ~restraint.fixed & (items.model != "rasch")
    for _ in range(_STEPS):
        step = _logistic_step(table, sums, restraint, free_slope)
        longest = np.abs(step).max(axis=1, keepdims=True)
        table = table + step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, _SMALLEST))
        table[:, 0] = np.clip(table[:, 0], -STEEPEST, STEEPEST)
        table[:, 1] = np.clip(table[:, 1], -_FARTHEST, _FARTHEST)
        if float(longest.max()) < _LAST_STEP:
            break
    return with_parameters(items, table)


def _logistic_step(table: Floats, sums: LogisticSums, restraint: Restraint, free_slope: Booleans) -> Floats:
    nodes = sums.nodes
    chance = logistic(table[:, :1] * nodes + table[:, 1:2])
    hits = sums.trials * chance
    weight = hits * (1.0 - chance)
    powers = np.stack([np.ones_like(nodes), nodes, nodes * nodes], axis=1)
    total, first, second = (weight @ powers).T
    expected_successes, expected_moments = (hits @ powers[:, :2]).T
    pull, stiff = restraint.priors.gradient(table), restraint.priors.curvature(table)
    slope_gradient = np.where(free_slope, sums.moments - expected_moments + pull[:, 0], 0.0)
    gradient = np.where(restraint.fixed, 0.0, sums.successes - expected_successes + pull[:, 1])
    slope_bend = np.where(free_slope, np.maximum(second + stiff[:, 0], 1e-9 + 0.2 * second), 1.0)
    cross = np.where(free_slope, first, 0.0)
    bend = total + stiff[:, 1] + 1e-12
    determinant = np.maximum(slope_bend * bend - cross * cross, 1e-12)
    by_slope = (bend * slope_gradient - cross * gradient) / determinant
    by_intercept = (slope_bend * gradient - cross * slope_gradient) / determinant
    return np.stack([by_slope, by_intercept], axis=1)


def _category_maximum(items: Items, counts: Floats, nodes: Floats, restraint: Restraint) -> Items:
    padded = np.zeros((items.n_items, items.intercept.shape[1] + 1, len(nodes)))
    padded[items.present] = counts
    best = _objective(items, padded, nodes, restraint)
    for _ in range(_STEPS):
        step = _category_step(items, padded, nodes, restraint)
        moved, value = _searched(items, step, best, (padded, nodes, restraint))
        change = float(np.nanmax(np.abs(parameter_table(moved) - parameter_table(items))))
        items, best = moved, value
        if change < _ENOUGH:
            break
    return items


def _category_step(items: Items, padded: Floats, nodes: Floats, restraint: Restraint) -> Floats:
    chances, scores = category_scores(items, nodes)
    table, n = parameter_table(items), parameter_count(items)
    by_parameter = scores.transpose(0, 2, 1, 3).reshape(items.n_items, n, -1)
    gradient = np.einsum("jpx,jx->jp", by_parameter, padded.reshape(items.n_items, -1))
    gradient += restraint.priors.gradient(table)
    weight = (padded.sum(axis=1, keepdims=True) * chances).reshape(items.n_items, 1, -1)
    bend = (by_parameter * weight) @ by_parameter.transpose(0, 2, 1)
    diagonal = np.arange(n)
    bend[:, diagonal, diagonal] += np.maximum(restraint.priors.curvature(table), 0.0) + 1e-9
    absent = np.isnan(table) | restraint.fixed[:, None]
    gradient[absent] = 0.0
    bend[absent[:, :, None] | absent[:, None, :]] = 0.0
    bend[:, diagonal, diagonal] += absent
    step = np.linalg.solve(bend, gradient[:, :, None])[:, :, 0]
    longest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, _SMALLEST)))


def _searched(
    items: Items, step: Floats, best: Floats, context: tuple[Floats, Floats, Restraint]
) -> tuple[Items, Floats]:
    """Halve the step of each item whose objective would fall."""
    table, scale = parameter_table(items), np.ones((items.n_items, 1))
    for _ in range(8):
        moved = with_parameters(items, _bounded(table + scale * step))
        value = np.where(is_ordered(moved), _objective(moved, *context), -np.inf)
        worse = value < best - 1e-10 * np.abs(best)
        if not worse.any():
            return moved, value
        scale = np.where(worse[:, None], 0.5 * scale, scale)
    kept = np.where(worse[:, None], table, parameter_table(moved))
    return with_parameters(items, kept), np.where(worse, best, value)


def _bounded(table: Floats) -> Floats:
    bounded = np.clip(table, -_FARTHEST, _FARTHEST)
    bounded[:, 0] = np.clip(table[:, 0], -STEEPEST, STEEPEST)
    return bounded


def _objective(items: Items, padded: Floats, nodes: Floats, restraint: Restraint) -> Floats:
    logs = np.log(np.maximum(category_probabilities(items, nodes), _SMALLEST))
    fit = np.einsum("jcq,jcq->j", padded, logs)
    return np.asarray(fit + restraint.priors.log_density(parameter_table(items)))


def is_ordered(items: Items) -> Booleans:
    """Return whether each item's graded steps fall, as they must. Shape: items."""
    if items.model != "graded" or items.intercept.shape[1] == 1:
        return np.ones(items.n_items, dtype=np.bool_)
    return np.asarray(~(np.diff(items.intercept, axis=1) >= 0).any(axis=1))
