"""Sums of table rows chosen by lists of unequal length, without a sparse-matrix library."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Ints
from whichcert.measure.compiled import compiled_sum_rows, sum_rows_in_loops

_LONGEST = 1024
"""Longer lists are cut, so that one popular item does not make a thousand rounds of one row."""
_BLOCK = 2048
"""Lists summed together; their running sums stay in the second-level cache."""


class RowLists(Protocol):
    """Lists of rows of a table, to be summed a list."""

    @property
    def n_lists(self) -> int: ...

    def sum_rows(self, table: NDArray[np.floating]) -> NDArray[np.floating]: ...


def row_lists(starts: Ints, index: NDArray[np.integer]) -> RowLists:
    """Return lists in the form that sums fastest here: list i is index[starts[i]:starts[i + 1]]."""
    if compiled_sum_rows() is not None:
        return CompiledLists(starts, np.ascontiguousarray(index, dtype=np.intp))
    return Jagged.of(starts, index)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledLists:
    """Lists one after the other, summed by the compiled kernel."""

    starts: Ints
    index: Ints

    @property
    def n_lists(self) -> int:
        return len(self.starts) - 1

    def sum_rows(self, table: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return for each list the sum of the table's rows that it names: lists × columns."""
        kernel = compiled_sum_rows() or sum_rows_in_loops
        total = np.zeros((self.n_lists, table.shape[1]), dtype=table.dtype)
        kernel(np.ascontiguousarray(table), self.starts, self.index, total)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Jagged:
    """Lists sorted by length and stored round by round (jagged diagonals, Saad 1989)."""

    owner: Ints
    """The list that each piece belongs to; pieces run from long to short."""
    length: Ints
    index: Ints
    """Within a block of pieces: the first entry of each, then the second of each that has one, …"""
    starts: Ints
    """Where each block starts in ``index``."""
    n_lists: int
    whole: bool
    """Whether no list was cut, so that each owner stands once."""

    @staticmethod
    def of(starts: Ints, index: NDArray[np.integer]) -> "Jagged":
        """Lay out lists: list i is index[starts[i]:starts[i + 1]]."""
        sizes = np.diff(starts)
        pieces = np.maximum(-(-sizes // _LONGEST), 0)
        owner = np.repeat(np.arange(len(sizes)), pieces)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        begin = starts[owner] + nth * _LONGEST
        length = np.minimum(sizes[owner] - nth * _LONGEST, _LONGEST)
        order = np.argsort(-length, kind="stable")
        owner, begin, length = owner[order], begin[order], length[order]
        laid = np.empty(len(index), dtype=np.intp)
        blocks, at = [0], 0
        for first in range(0, len(owner), _BLOCK):
            here, left = begin[first : first + _BLOCK], length[first : first + _BLOCK]
            for turn in range(int(left[0])):
                active = int(np.searchsorted(-left, -turn))
                laid[at : at + active] = index[here[:active] + turn]
                at += active
            blocks.append(at)
        whole = bool((pieces <= 1).all())
        return Jagged(owner, length, laid, np.array(blocks, dtype=np.intp), len(sizes), whole)

    def sum_rows(self, table: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return for each list the sum of the table's rows that it names: lists × columns."""
        total = np.zeros((self.n_lists, table.shape[1]), dtype=table.dtype)
        sums = np.empty((min(_BLOCK, len(self.owner)), table.shape[1]), dtype=table.dtype)
        taken = np.empty_like(sums)
        for block, first in enumerate(range(0, len(self.owner), _BLOCK)):
            left = self.length[first : first + _BLOCK]
            at, n = int(self.starts[block]), len(left)
            sums[:n] = 0
            for active in _active(left):
                some = taken[:active]
                table.take(self.index[at : at + active], 0, some, "clip")
                sums[:active] += some
                at += active
            self._deliver(total, self.owner[first : first + _BLOCK], sums[:n])
        return total

    def _deliver(self, total: NDArray[np.floating], owner: Ints, sums: NDArray[np.floating]) -> None:
        if self.whole:
            total[owner] = sums
        else:
            np.add.at(total, owner, sums)


def _active(length: Ints) -> list[int]:
    """Return how many pieces still have an entry, round after round (lengths fall)."""
    return [int(n) for n in np.searchsorted(-length, -np.arange(int(length[0])))]
