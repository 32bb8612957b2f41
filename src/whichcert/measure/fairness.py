"""Differential item functioning: does an item treat equally able members of two groups alike?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from whichcert.chi_square import upper_tail
from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.calibration import calibrate
from whichcert.measure.models import Model
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.responses import Responses

_ETS_DELTA = -2.35
"""Makes a log odds ratio an ETS delta (Holland & Thayer 1988)."""


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """One item's odds ratio between groups at equal scores."""

    item: str
    odds_ratio: float
    """Above 1: easier for the reference group."""
    delta: float
    delta_error: float
    chi_square: float
    p: float
    category: str
    """ETS: A negligible, B moderate, C large."""
    n: int


def mantel_haenszel(responses: Responses, *, anchor: Booleans | None = None) -> tuple[MantelHaenszel, ...]:
    """Compare two groups item by item at equal sum scores.

    α = Σ_k (A_k D_k / T_k) / Σ_k (B_k C_k / T_k) over scores k, with A, B right
    and wrong in the reference group, C, D in the focal group; Δ = -2.35 ln α;
    χ² = (|Σ A - Σ E A| - ½)² / Σ Var A on 1 degree of freedom; Var ln α after
    Robins, Breslow & Greenland (1986). The matching score holds the items of
    ``anchor`` and the studied item itself. ETS: A when |Δ| < 1 or p ≥ 0.05, C
    when |Δ| ≥ 1.5 and significantly above 1, else B.

    responses: complete 0/1 responses of two groups; persons with missing cells
    are left out. Raises InputRefused for another number of groups.
    Source: Holland & Thayer (1988); Zieky (1993).
    """
    if len(responses.groups) != 2 or responses.group is None:
        message = f"{len(responses.groups)} groups ({', '.join(responses.groups)})"
        raise InputRefused([Problem("groups", f"{message}; Mantel-Haenszel compares two")])
    cells = responses.cells()
    complete = (cells >= 0).all(axis=1)
    cells, focal = cells[complete], responses.group[complete] == 1
    weights = np.ones(len(cells)) if responses.weights is None else responses.weights[complete]
    matching = np.ones(responses.n_items, dtype=np.bool_) if anchor is None else anchor
    found = []
    for place, name in enumerate(responses.items):
        inside = matching.copy()
        inside[place] = True
        total = cells[:, inside].sum(axis=1, dtype=np.intp)
        tables = _tables(cells[:, place] == 1, focal, total, weights)
        found.append(_compared(name, tables))
    return tuple(found)


def _tables(right: Booleans, focal: Booleans, total: Ints, weights: Floats) -> Floats:
    """Return counts, scores × (A, B, C, D), of the scores that both groups reach."""
    cell = 2 * focal.astype(np.intp) + ~right
    n = int(total.max(initial=0)) + 1
    counts = np.bincount(4 * total + cell, weights, minlength=4 * n).reshape(n, 4)
    both = (counts[:, :2].sum(axis=1) > 0) & (counts[:, 2:].sum(axis=1) > 0)
    return np.asarray(counts[both], dtype=np.float64)


def _compared(name: str, tables: Floats) -> MantelHaenszel:
    a, b, c, d = tables.T if len(tables) else np.zeros((4, 1))
    total = np.maximum(a + b + c + d, 1e-12)
    above, below = float((a * d / total).sum()), float((b * c / total).sum())
    if above <= 0 or below <= 0:
        return MantelHaenszel(name, 1.0, 0.0, float("inf"), 0.0, 1.0, "A", round(float(tables.sum())))
    ratio = above / below
    right, wrong, reference, other = a + c, b + d, a + b, c + d
    variance = reference * other * right * wrong / (total**2 * np.maximum(total - 1, 1e-12))
    off = abs(float((a - reference * right / total).sum()))
    chi_square = max(off - 0.5, 0.0) ** 2 / max(float(variance.sum()), 1e-12)
    error = abs(_ETS_DELTA) * float(np.sqrt(_log_variance(tables, total, (above, below))))
    delta = _ETS_DELTA * log(ratio)
    p = upper_tail(chi_square, 1)
    category, n = _category(delta, error, p), round(float(total.sum()))
    return MantelHaenszel(name, ratio, delta, error, chi_square, p, category, n)


def _log_variance(tables: Floats, total: Floats, sums: tuple[float, float]) -> float:
    a, b, c, d = tables.T
    r, s = a * d / total, b * c / total
    p, q = (a + d) / total, (b + c) / total
    above, below = sums
    return float(
        (p * r).sum() / (2 * above**2)
        + (p * s + q * r).sum() / (2 * above * below)
        + (q * s).sum() / (2 * below**2)
    )


def _category(delta: float, error: float, p: float) -> str:
    if abs(delta) < 1 or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > 1.645 else "B"


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """One item freed between groups: how much the likelihood gains, and how the parameters part."""

    item: str
    statistic: float
    degrees: int
    p: float
    difficulty_difference: float
    """Focal minus reference, logits; the effect size that an item writer can read."""
    discrimination_difference: float


def likelihood_ratio(
    responses: Responses,
    items: Sequence[str],
    model: Model = "2pl",
    *,
    options: CalibrationOptions | None = None,
) -> tuple[LikelihoodRatio, ...]:
    """Test items for DIF by freeing each between groups while all others stay equal.

    G² = 2 (log L_freed - log L_equal), χ² on the parameters freed; group means
    and deviations are free in both.
    Raises InputRefused for another number of groups than two.
    Source: Thissen, Steinberg & Wainer (1993), in Holland & Wainer, DIF.
    """
    if len(responses.groups) != 2 or responses.group is None:
        raise InputRefused([Problem("groups", f"{len(responses.groups)} groups; the test compares two")])
    chosen = replace(options or CalibrationOptions(), with_errors=False)
    equal = calibrate(responses, model, options=chosen)
    found = []
    for name in items:
        freed = calibrate(_split(responses, name), model, options=chosen)
        degrees = freed.parameters - equal.parameters
        statistic = max(2 * (freed.log_likelihood - equal.log_likelihood), 0.0)
        place, other = freed.items.places([name, f"{name}@{responses.groups[1]}"])
        difficulty = np.nanmean(freed.items.difficulty, axis=1)
        slope = freed.items.discrimination
        apart = float(difficulty[other] - difficulty[place]), float(slope[other] - slope[place])
        found.append(LikelihoodRatio(name, statistic, degrees, upper_tail(statistic, degrees), *apart))
    return tuple(found)


def _split(responses: Responses, name: str) -> Responses:
    """Give the focal group its own copy of an item: a column that the reference group never saw."""
    assert responses.group is not None  # noqa: S101
    cells: Bytes = responses.cells()
    place, focal = responses.items.index(name), responses.group == 1
    copy = np.where(focal, cells[:, place], -1).astype(np.int8)
    kept = cells.copy()
    kept[focal, place] = -1
    ids = (*responses.items, f"{name}@{responses.groups[1]}")
    return replace(responses, items=ids, matrix=np.column_stack([kept, copy]), log=None)
