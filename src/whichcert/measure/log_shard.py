"""The expectation step on a response log: most cells are missing, and no cell is made for them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.expectation import Current, Expected, posterior_of
from whichcert.measure.jagged import RowLists
from whichcert.measure.responses import Responses


@dataclass(frozen=True, slots=True, eq=False)
class CategoryLogShard:
    """Any model: a response adds the row of its item's category."""

    by_person: RowLists
    """The item categories (stacked) of each person."""
    by_category: RowLists
    """The persons of each item category."""
    part: Responses
    group: int
    weights: Floats | None

    def expect(self, current: Current) -> Expected:
        posterior, found = _summed(self, current)
        if current.likelihood_only:
            return found
        counts = self.by_category.sum_rows(posterior).astype(np.float64)
        return replace(found, counts=counts)

    def posterior(self, current: Current) -> tuple[NDArray[np.floating], Floats]:
        """Return p(θ_q | x_n), persons × nodes, and each person's log-likelihood."""
        likelihood = self.by_person.sum_rows(current.log_rows.astype(current.kind))
        return posterior_of(likelihood, current.log_weights[self.group])

    def answered(self) -> tuple[Ints, Ints, Bytes]:
        """Return person, item and value of each answered cell."""
        return answered_cells(self.part)

    @property
    def n_rows(self) -> int:
        return self.by_person.n_lists

    @property
    def cells(self) -> Bytes:
        """Return persons × items as one matrix."""
        return self.part.cells()


@dataclass(frozen=True, slots=True, eq=False)
class LogisticLogShard:
    """Rasch and 2PL: the right answers enter through Σ a x alone, so rows are needed an item, not a category.

    log P(x_n | θ) = s_n θ + Σ_j d_j x_nj - Σ_(j answered) log(1 + exp(a_j θ + d_j)), s_n = Σ_j a_j x_nj.
    """

    by_person: RowLists
    """The items each person answered."""
    by_item: RowLists
    """The persons who answered each item."""
    right_person: Ints
    right_item: Ints
    right: Floats
    """items: how many persons (with weights) were right."""
    part: Responses
    group: int
    weights: Floats | None

    def expect(self, current: Current) -> Expected:
        posterior, found = _summed(self, current)
        found = replace(
            found, log_likelihood=found.log_likelihood + float(self.right @ current.items.intercept[:, 0])
        )
        if current.likelihood_only:
            return found
        theta = np.asarray(posterior @ current.nodes.astype(current.kind), dtype=np.float64)
        n_items = current.items.n_items
        moments = np.bincount(self.right_item, theta[self.right_person], minlength=n_items).astype(np.float64)
        trials = self.by_item.sum_rows(posterior).astype(np.float64)
        return replace(found, successes=self.right, moments=moments, trials=trials)

    def posterior(self, current: Current) -> tuple[NDArray[np.floating], Floats]:
        """Return p(θ_q | x_n), persons × nodes, and each person's log-likelihood less Σ_j d_j x_nj."""
        kind, n_persons = current.kind, self.by_person.n_lists
        slopes = current.items.discrimination[self.right_item]
        score = np.bincount(self.right_person, slopes, minlength=n_persons)
        likelihood = np.multiply.outer(score.astype(kind), current.nodes.astype(kind))
        likelihood -= self.by_person.sum_rows(current.softplus_rows.astype(kind))
        return posterior_of(likelihood, current.log_weights[self.group])

    def answered(self) -> tuple[Ints, Ints, Bytes]:
        """Return person, item and value of each answered cell."""
        return answered_cells(self.part)

    @property
    def n_rows(self) -> int:
        return self.by_person.n_lists

    @property
    def cells(self) -> Bytes:
        """Return persons × items as one matrix."""
        return self.part.cells()


def _summed(
    shard: CategoryLogShard | LogisticLogShard, current: Current
) -> tuple[NDArray[np.floating], Expected]:
    """Return the weighted posterior, and what every model expects of it: mass, likelihood, sharpness."""
    posterior, marginal = shard.posterior(current)
    sharpest = sharpest_of(posterior, current.nodes)
    posterior, marginal = weighted(posterior, marginal, shard.weights)
    mass = _mass(current, shard.group, posterior)
    return posterior, Expected(mass, float(marginal.sum()), sharpest=sharpest)


def answered_cells(part: Responses) -> tuple[Ints, Ints, Bytes]:
    """Return person, item and value of each response of a log."""
    assert part.log is not None  # noqa: S101  log shards are made of logs
    return part.log_person(), part.log.item.astype(np.intp), part.log.value


def sharpest_of(posterior: NDArray[np.floating], nodes: Floats) -> float:
    """Return the smallest posterior deviation of the persons (rows sum to 1)."""
    powers = np.stack([nodes, nodes**2], axis=1).astype(posterior.dtype)
    moments = np.asarray(posterior @ powers, dtype=np.float64)
    return float(np.sqrt(max(float((moments[:, 1] - moments[:, 0] ** 2).min()), 1e-8)))


def weighted(
    posterior: NDArray[np.floating], marginal: Floats, weights: Floats | None
) -> tuple[NDArray[np.floating], Floats]:
    """Return both times the persons' weights, where there are any."""
    if weights is None:
        return posterior, marginal
    return posterior * weights[:, None].astype(posterior.dtype), marginal * weights


def _mass(current: Current, group: int, posterior: NDArray[np.floating]) -> Floats:
    mass = np.zeros_like(current.log_weights)
    mass[group] = posterior.sum(axis=0, dtype=np.float64)
    return mass
