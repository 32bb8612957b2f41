"""Which item next: a criterion values every item for every learner; the highest eligible one is asked."""

from collections.abc import Callable, Sequence

import numpy as np

from whichcert.measure.arrays import Floats, Singles
from whichcert.measure.models import category_probabilities
from whichcert.measure.pool import Pool, Standing

Criterion = Callable[[Pool, Standing], Singles]
"""From a pool and learners to values, learners × items; higher is asked first."""
_SMALLEST = 1e-300


def maximum_information(pool: Pool, learners: Standing) -> Singles:
    """Return the Fisher information at theta (nearest node). Source: Lord (1980), ch. 10."""
    return np.take(pool.by_node, learners.node, axis=0)


def information_at(theta: float) -> Criterion:
    """Return a criterion: information at a fixed point such as the cut (Spray & Reckase 1996)."""

    def at_point(pool: Pool, learners: Standing) -> Singles:
        place = int(np.argmin(np.abs(pool.nodes - theta)))
        return np.broadcast_to(pool.by_node[place], (len(learners.theta), pool.n_items))

    return at_point


def posterior_information(pool: Pool, learners: Standing) -> Singles:
    """Return Σ_q p(θ_q | x) I_j(θ_q). Source: van der Linden (1998), Psychometrika 63, MPWI."""
    return np.asarray(learners.weight.astype(np.float32) @ pool.by_node)


def kullback_leibler(pool: Pool, learners: Standing) -> Singles:
    """Return Σ_q p(θ_q | x) Σ_c P_c(θ̂) log (P_c(θ̂) / P_c(θ_q)), the posterior-weighted KL index.

    Source: Chang & Ying (1996), Appl. Psychol. Meas. 20, eq. 18, with the
    posterior as weight.
    """
    starts, n_nodes = pool.items.row_starts[:-1], len(pool.nodes)
    chances = category_probabilities(pool.items, learners.theta)
    rows = np.zeros((chances.shape[1], pool.n_items, n_nodes))
    for category in range(chances.shape[1]):
        have = pool.items.categories > category
        rows[category, have] = pool.log_rows[starts[have] + category, :n_nodes]
    own = np.where(chances > 0, chances * np.log(np.maximum(chances, _SMALLEST)), 0.0).sum(axis=1).T
    crossed = sum(
        chances[:, category].T * (learners.weight @ rows[category].T) for category in range(len(rows))
    )
    return np.asarray(own - crossed, dtype=np.float32)


def stratified(length: int, strata: int = 4) -> Criterion:
    """Return a criterion: low slopes first, in each stratum the difficulty nearest to theta.

    Steep items are kept for when theta is known better.
    Source: Chang & Ying (1999), Appl. Psychol. Meas. 23.
    """

    def nearest_in_stratum(pool: Pool, learners: Standing) -> Singles:
        order = np.argsort(np.argsort(pool.items.discrimination, kind="stable"), kind="stable")
        stratum = order * strata // pool.n_items
        now = np.minimum(learners.answered * strata // length, strata - 1)
        location = np.nanmean(pool.items.difficulty, axis=1)
        distance = np.abs(learners.theta[:, None] - location)
        away = np.abs(stratum - now[:, None])
        return np.asarray(-distance - 1000.0 * away, dtype=np.float32)

    return nearest_in_stratum


def balanced(values: Singles, pool: Pool, learners: Standing, shares: Sequence[float] | Floats) -> Singles:
    """Lower the items outside the focus area that is furthest behind its share of the blueprint.

    The area k with the largest share_k - given_k / (given + 1) that still has
    unused items comes first. Source: Kingsbury & Zara (1989), Appl. Meas. Educ. 2.
    """
    target = np.asarray(shares, dtype=np.float64)
    behind = target - learners.by_area / (learners.answered[:, None] + 1)
    left = np.stack([(~learners.used[:, pool.area == k]).any(axis=1) for k in range(len(pool.areas))], axis=1)
    wanted = np.argmax(np.where(left, behind, -np.inf), axis=1)
    return np.where(pool.area == wanted[:, None], values, values - np.float32(1e6))
