"""The distribution of the sum score at each theta, and what follows from it."""

from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.models import Items, category_probabilities
from whichcert.measure.scoring import STANDARD, Ability


def sum_score_distribution(chances: Floats) -> Floats:
    """Return P(sum score = s | θ_q), scores × nodes.

    f_j(s) = Σ_c f_(j-1)(s - c) P_jc, item after item.
    chances: items × categories × nodes, as ``category_probabilities`` gives
    them (0 where an item has no such category); or items × nodes, P(right).
    Source: Lord & Wingersky (1984), Appl. Psychol. Meas. 8, eq. 2; Thissen,
    Pommerich, Billeaud & Williams (1995) for more than two categories.

    >>> sum_score_distribution(np.array([[0.74], [0.73], [0.82]])).round(6)[:, 0].tolist()
    [0.012636, 0.127692, 0.416708, 0.442964]
    """
    table = np.stack([1 - chances, chances], axis=1) if chances.ndim == 2 else chances
    n_items, categories, nodes = table.shape
    found = np.zeros((n_items * (categories - 1) + 1, nodes))
    found[0] = 1.0
    most = 0
    for item in table:
        before = found[: most + 1].copy()
        found[: most + 1] = before * item[0]
        for category in range(1, categories):
            if item[category].any():
                found[category : most + category + 1] += before * item[category]
        most += int(np.flatnonzero(item.any(axis=1)).max(initial=0))
    return found[: most + 1]


def chance_to_reach(chances: Floats, cut: int) -> Floats:
    """Return P(sum score ≥ cut | θ_q), nodes: the upper end of ``sum_score_distribution``, to the last bit.

    The same recursion over right and wrong, but only through the scores from which the cut can still be
    reached: after item j of n those from cut - (n - j) on.
    chances: items × nodes, P(right).

    >>> chance_to_reach(np.array([[0.74], [0.73], [0.82]]), 2).round(6).tolist()
    [0.859671]
    """
    n_items, nodes = chances.shape
    wrong = 1 - chances
    found = np.zeros((n_items + 1, nodes))
    found[0] = 1.0
    for most, (right_one, wrong_one) in enumerate(zip(chances, wrong, strict=True)):
        least = max(0, cut - (n_items - most))
        gained = found[least : most + 1] * right_one
        found[least : most + 1] *= wrong_one
        found[least + 1 : most + 2] += gained
    return np.asarray(found[max(0, cut) :].sum(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class SumScoreTable:
    """For each sum score: EAP of theta, its error, and the share of persons expected to have it."""

    theta: Floats
    standard_error: Floats
    share: Floats


def sum_score_table(items: Items, *, ability: Ability = STANDARD) -> SumScoreTable:
    """Return the conversion of sum scores to theta.

    E(θ | s) = Σ_q θ_q w_q f(s | θ_q) / Σ_q w_q f(s | θ_q).
    Source: Thissen, Pommerich, Billeaud & Williams (1995), APM 19, 39–49.
    """
    nodes = grid_for(items, np.array([ability.mean]), np.array([ability.deviation]))
    weights = np.exp(log_normal_weights(nodes, ability.mean, ability.deviation))
    joint = sum_score_distribution(category_probabilities(items, nodes)) * weights
    share = joint.sum(axis=1)
    mean = joint @ nodes / share
    variance = joint @ nodes**2 / share - mean**2
    return SumScoreTable(mean, np.sqrt(np.maximum(variance, 0.0)), share)
