"""The expectation step: what a shard of persons says about items, given the current parameters.

A shard is a part of the persons, all of one group. Its answer, ``Expected``,
adds up over shards; so the same step runs in chunks on one core, over a
process pool or over a cluster that maps and sums.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.models import Items, log_probability_rows


@dataclass(frozen=True, eq=False)
class Current:
    """Where the iteration stands: items, nodes and the populations on the nodes."""

    items: Items
    nodes: Floats
    log_weights: Floats
    """groups × nodes; each row sums to 1 after exp."""
    single: bool = False
    """Whether shards may work in single precision."""
    likelihood_only: bool = False
    """Whether the sums for the maximisation may be left out."""

    @property
    def kind(self) -> "np.dtype[np.floating]":
        return np.dtype(np.float32 if self.single else np.float64)

    @cached_property
    def log_rows(self) -> Floats:
        """Log-probabilities, one row an item's category × nodes."""
        return log_probability_rows(self.items, self.nodes)

    @cached_property
    def softplus_rows(self) -> Floats:
        """log(1 + exp(a θ + d)) of Rasch and 2PL items, items × nodes."""
        logits = self.items.discrimination[:, None] * self.nodes + self.items.intercept[:, :1]
        return np.asarray(np.maximum(logits, 0.0) + np.log(1.0 + np.exp(-np.abs(logits))))


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Sums over persons. Either ``counts``, or for 1PL and 2PL the sufficient sums."""

    mass: Floats
    """groups × nodes: expected number of persons at each node."""
    log_likelihood: float
    counts: Floats | None = None
    """item categories × nodes: expected number who gave that response at that node."""
    successes: Floats | None = None
    """items: Σ_n x_nj."""
    moments: Floats | None = None
    """items: Σ_n x_nj E(θ | x_n)."""
    trials: Floats | None = None
    """items × nodes: expected number who answered; None when everybody answered everything."""
    sharpest: float = float("inf")
    """The smallest posterior deviation of a person, where the shard looked (logs do)."""

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(
            self.mass + other.mass,
            self.log_likelihood + other.log_likelihood,
            _sum(self.counts, other.counts),
            _sum(self.successes, other.successes),
            _sum(self.moments, other.moments),
            _sum(self.trials, other.trials),
            min(self.sharpest, other.sharpest),
        )


def _sum(one: Floats | None, other: Floats | None) -> Floats | None:
    return None if one is None or other is None else one + other


class Shard(Protocol):
    """A part of the persons, able to answer an expectation step."""

    @property
    def n_rows(self) -> int:
        """How many persons, or patterns of persons, the shard holds."""
        ...

    def expect(self, current: Current) -> Expected: ...


Over = Callable[[Callable[[Shard], Expected], Iterable[Shard]], Iterable[Expected]]
"""A map: the built-in one, or the one of a pool or a cluster."""


@dataclass(frozen=True, slots=True)
class Step:
    """The step at fixed parameters; picklable, so that it can travel to where a shard lives."""

    current: Current

    def __call__(self, shard: Shard) -> Expected:
        return shard.expect(self.current)


def expect(shards: Sequence[Shard], current: Current, over: Over = map) -> Expected:
    """Return the expectation step summed over all shards.

    r_jcq = Σ_n [x_nj = c] p(θ_q | x_n), and log L = Σ_n log Σ_q w_q P(x_n | θ_q).
    Source: Bock & Aitkin (1981), Psychometrika 46, eqs. 12 to 15.
    """
    return reduce(Expected.__add__, over(Step(current), shards))


@dataclass(frozen=True, slots=True, eq=False)
class MatrixShard:
    """Persons × items, held as bytes; the passes are matrix products."""

    cells: Bytes
    group: int
    weights: Floats | None

    @property
    def n_rows(self) -> int:
        return len(self.cells)

    def expect(self, current: Current) -> Expected:
        design = MatrixDesign.of(self.cells, current)
        posterior, marginal = posterior_of(design.log_likelihood(current), current.log_weights[self.group])
        if self.weights is not None:
            posterior = posterior * self.weights[:, None].astype(posterior.dtype)
            marginal = marginal * self.weights
        mass = np.zeros_like(current.log_weights)
        mass[self.group] = posterior.sum(axis=0, dtype=np.float64)
        return Expected(mass, float(marginal.sum()), counts=design.counts(posterior))

    def posterior(self, current: Current) -> tuple[NDArray[np.floating], Floats]:
        """Return p(θ_q | x_n), persons × nodes, and each person's log-likelihood."""
        design = MatrixDesign.of(self.cells, current)
        return posterior_of(design.log_likelihood(current), current.log_weights[self.group])

    def answered(self) -> tuple[Ints, Ints, Bytes]:
        """Return person, item and value of each answered cell."""
        person, item = np.nonzero(self.cells >= 0)
        return person, item, self.cells[person, item]


def posterior_of(
    log_likelihood: NDArray[np.floating], log_weights: Floats
) -> tuple[NDArray[np.floating], Floats]:
    """Return p(θ_q | x_n), persons × nodes, and each person's marginal log-likelihood.

    p(θ_q | x_n) = w_q P(x_n | θ_q) / Σ_q w_q P(x_n | θ_q). Overwrites its first argument.
    """
    log_likelihood += log_weights.astype(log_likelihood.dtype)
    top = log_likelihood.max(axis=1, keepdims=True)
    log_likelihood -= top
    posterior = np.exp(log_likelihood, out=log_likelihood)
    total = posterior.sum(axis=1, keepdims=True)
    posterior /= total
    return posterior, np.asarray(top[:, 0] + np.log(total[:, 0]), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class MatrixColumns:
    """Which 0/1 columns a matrix of responses has: one an item's category above 0."""

    places: list[Ints]
    """Of each category from 1 on, the items that have it; columns stand in this order."""
    rows: Ints
    """The item category (stacked) of each column."""
    lowest: Ints
    """The lowest category of that column's item."""

    @staticmethod
    def of(items: Items) -> "MatrixColumns":
        starts = items.row_starts[:-1]
        every = range(1, int(items.categories.max()))
        places = [np.flatnonzero(items.categories > category) for category in every]
        rows = np.concatenate([starts[have] + category for category, have in enumerate(places, 1)])
        return MatrixColumns(places, rows, np.concatenate([starts[have] for have in places]))


def stacked_counts(
    columns: MatrixColumns, above: NDArray[np.floating], answered: NDArray[np.floating]
) -> Floats:
    """Return Σ_n [x_nj = c] p_nq, item categories × nodes, from those above 0 and of all answers.

    above: columns × nodes. answered: items × nodes, or nodes where everybody answered everything.
    """
    starts = np.unique(columns.lowest)
    total = np.zeros((len(columns.rows) + len(starts), above.shape[1]))
    total[columns.rows] = above
    total[starts] = answered - np.add.reduceat(total, starts, axis=0)
    return total


@dataclass(frozen=True, slots=True, eq=False)
class MatrixDesign:
    """The 0/1 columns of a matrix shard, and its answered cells."""

    columns: NDArray[np.floating]
    layout: MatrixColumns
    answered: NDArray[np.floating] | None
    """None where everybody answered everything."""

    @staticmethod
    def of(cells: Bytes, current: Current) -> "MatrixDesign":
        layout, kind = MatrixColumns.of(current.items), current.kind
        parts = []
        for category, places in enumerate(layout.places, 1):
            inside = cells if len(places) == cells.shape[1] else cells[:, places]
            parts.append((inside == category).astype(kind))
        columns = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        answered = None if not (cells < 0).any() else (cells >= 0).astype(kind)
        return MatrixDesign(columns, layout, answered)

    def log_likelihood(self, current: Current) -> NDArray[np.floating]:
        """Return log P(x_n | θ_q), persons × nodes."""
        rows, layout = current.log_rows, self.layout
        relative = (rows[layout.rows] - rows[layout.lowest]).astype(self.columns.dtype)
        base = rows[current.items.row_starts[:-1]]
        found: NDArray[np.floating] = self.columns @ relative
        if self.answered is None:
            found += base.sum(axis=0).astype(found.dtype)
        else:
            found += self.answered @ base.astype(found.dtype)
        return found

    def counts(self, posterior: NDArray[np.floating]) -> Floats:
        """Return Σ_n [x_nj = c] p_nq, item categories × nodes."""
        if self.answered is None:
            everybody = posterior.sum(axis=0, dtype=np.float64)
        else:
            everybody = np.asarray(self.answered.T @ posterior, dtype=np.float64)
        return stacked_counts(self.layout, self.columns.T @ posterior, everybody)
