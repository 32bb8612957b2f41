"""Complete Rasch and 2PL data: two passes over packed bits instead of persons × items × nodes.

The posterior of a person depends on the responses through s_n = Σ_j a_j x_nj
alone, and the maximisation needs Σ_n x_nj E(θ | x_n) and the summed posterior.
So s comes from tables indexed by 8 or 16 packed responses at once, the
posterior is tabulated on a fine grid of s, and a Taylor term carries each
person from the nearest grid point to the exact s.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats
from whichcert.measure.category_counts import byte_sums
from whichcert.measure.expectation import Current, Expected
from whichcert.measure.packed_bits import Words, WordTotals, as_bytes, looked_up, packed, parts, subset_sums
from whichcert.measure.score_grid import ScoreGrid

_WIDE_FROM = 30_000
"""Persons from which tables of 65,536 rows pay for their making."""


@dataclass(frozen=True, slots=True, eq=False)
class BitShard:
    """Persons who answered everything right or wrong, as packed words."""

    words: Words
    n_items: int
    group: int
    weights: Floats | None
    right: Floats
    """items: how many persons (with weights) were right."""

    @property
    def n_rows(self) -> int:
        return int(self.words.shape[1])

    @property
    def width(self) -> int:
        return 8 * self.words.dtype.itemsize

    def every(self, step: int) -> "BitShard":
        """Return each ``step``-th person's responses: a sample to start from."""
        weights = None if self.weights is None else self.weights[::step]
        words = as_bytes(np.ascontiguousarray(self.words[:, ::step]))
        return BitShard(
            words, self.n_items, self.group, weights, _sums_by_item(words, weights)[: self.n_items]
        )

    def scores(self, slopes: Floats) -> Floats:
        """Return s_n = Σ_j a_j x_nj, persons."""
        padded = np.zeros(len(self.words) * self.width)
        padded[: self.n_items] = slopes
        tables = subset_sums(padded.reshape(-1, self.width))
        score = np.empty(self.words.shape[1])
        for part in parts(self.words):
            score[part] = looked_up(tables, self.words[:, part].astype(np.intp))
        return score

    def unpacked(self, part: slice) -> NDArray[np.uint8]:
        """Return some persons' responses as 0 and 1, persons × items."""
        words = np.ascontiguousarray(self.words[:, part].T)
        return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, : self.n_items]

    def expect(self, current: Current) -> Expected:
        scores = self.scores(current.items.discrimination)
        grid = ScoreGrid.of(current, self.group, (float(scores.min()), float(scores.max())))
        theta = np.empty_like(scores)
        for part in parts(self.words):
            theta[part] = grid.add(scores[part], None if self.weights is None else self.weights[part])
        mass = np.zeros_like(current.log_weights)
        mass[self.group] = grid.mass()
        log_likelihood = grid.log_likelihood() + float(self.right @ current.items.intercept[:, 0])
        sharpest = grid.sharpest()
        if current.likelihood_only:
            return Expected(mass, log_likelihood, sharpest=sharpest)
        moments = _sums_by_item(self.words, theta if self.weights is None else theta * self.weights)
        right, moments = self.right, moments[: self.n_items]
        return Expected(mass, log_likelihood, successes=right, moments=moments, sharpest=sharpest)


def bit_shard(cells: Bytes, group: int, weights: Floats | None) -> BitShard:
    """Pack complete 0/1 cells, persons × items, into words."""
    words = packed(cells, np.uint16 if len(cells) >= _WIDE_FROM else np.uint8)
    n_items = cells.shape[1]
    right = byte_sums(cells) if weights is None else _sums_by_item(words, weights)[:n_items]
    return BitShard(words, n_items, group, weights, right)


def _sums_by_item(words: Words, values: Floats | None) -> Floats:
    """Return Σ_n x_nj v_n for each bit; v = 1 when there are no values."""
    totals = WordTotals(words)
    for part in parts(words):
        totals.add(words[:, part].astype(np.intp), None if values is None else values[part])
    return totals.by_bit()
