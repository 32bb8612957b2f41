"""The expectation step on a matrix of responses: products of 0/1 columns with categories × nodes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.expectation import Current, Expected, posterior_of
from whichcert.measure.models import Items


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
