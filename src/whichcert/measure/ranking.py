"""Items in the order of their information at each node: the best open one without valuing them all."""

from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Ints
from whichcert.measure.pool import Pool, Standing


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The most informative items at each node: a list from which to take what valuing all would choose."""

    places: Ints
    """nodes × ranks"""
    closed_by_one: int
    """The most items that one response closes."""

    @staticmethod
    def of(pool: Pool, longest: int) -> "Ranking":
        """Rank as many items as tests of that length can need."""
        closed_by_one = 1 + max((len(enemies) for enemies in pool.enemies.values()), default=0)
        depth = min(longest * closed_by_one + 1, pool.n_items)
        return Ranking(np.argsort(-pool.by_node, axis=1, kind="stable")[:, :depth], closed_by_one)

    def best_open(self, learners: Standing) -> Ints:
        """Return each learner's most informative item that is not closed, at the node nearest to theta."""
        most_closed = int(learners.answered.max()) * self.closed_by_one
        listed = self.places[learners.node, : most_closed + 1]
        n_items = learners.closed.shape[1]
        cells = listed + n_items * np.arange(len(listed))[:, None]
        is_open = learners.closed.reshape(-1).take(cells) == 0
        return np.asarray(listed[np.arange(len(listed)), np.argmax(is_open, axis=1)])
