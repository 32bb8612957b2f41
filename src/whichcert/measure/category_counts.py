"""How many persons gave each value of each item, and values that nobody gave."""

import numpy as np

from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.responses import Responses

_BYTE_ROWS = 120
"""Rows of zeros and ones whose sum surely fits a byte."""


def category_counts(responses: Responses) -> Floats:
    """Return how many persons gave each value, items × values."""
    weights = responses.weights
    if responses.log is not None:
        item, value = responses.log.item.astype(np.intp), responses.log.value
        most = max(int(value.max(initial=0)) + 1, 2)
        of_each = None if weights is None else weights[responses.log_person()]
        counted = np.bincount(item * most + value, of_each, responses.n_items * most)
        return counted.reshape(responses.n_items, most).astype(np.float64)
    cells = responses.cells()
    most = max(int(cells.max(initial=0)) + 1, 2)
    if most == 2 and weights is None:
        return _two_counts(cells)
    of_each = np.ones(len(cells)) if weights is None else weights
    return np.stack([of_each @ (cells == value) for value in range(most)], axis=1)


def _two_counts(cells: Bytes) -> Floats:
    """Count zeros and ones fast: a byte sum in blocks that can't overflow."""
    some_missing = bool(cells.min(initial=0) < 0)
    total = byte_sums(cells)
    missing = byte_sums((cells < 0).view(np.int8)) if some_missing else np.zeros(cells.shape[1])
    right = total + missing
    return np.stack([len(cells) - missing - right, right], axis=1)


def byte_sums(cells: Bytes) -> Floats:
    """Return the sums of columns of zeros, ones and minus ones."""
    n = len(cells) // _BYTE_ROWS * _BYTE_ROWS
    blocks = cells[:n].reshape(-1, _BYTE_ROWS, cells.shape[1]).sum(axis=1, dtype=np.int8)
    return np.asarray(blocks.sum(axis=0, dtype=np.float64) + cells[n:].sum(axis=0, dtype=np.float64))


def summed_counts(one: Floats, other: Floats) -> Floats:
    total = np.zeros((len(one), max(one.shape[1], other.shape[1])))
    total[:, : one.shape[1]] += one
    total[:, : other.shape[1]] += other
    return total


def without_gaps(
    items: tuple[str, ...], shares: Floats, anchored: Booleans | None
) -> tuple[Bytes | None, tuple[str, ...]]:
    """Number the values that occur 0, 1, 2, …: a category that nobody chose has no step to estimate."""
    if anchored is None or not len(items):
        return None, ()
    seen = shares > 0
    highest = seen.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    gaps = (seen.sum(axis=1) <= highest) & ~anchored
    if not gaps.any():
        return None, ()
    place = np.where(gaps[:, None], np.cumsum(seen, axis=1) - 1, np.arange(seen.shape[1])).astype(np.int8)
    notes = tuple(
        f"item {items[j]}: values {_listed(np.flatnonzero(~seen[j, : highest[j]]))} "
        "were never given; its other values were renumbered without gaps"
        for j in np.flatnonzero(gaps)
    )
    return place, notes


def _listed(values: Ints) -> str:
    return ", ".join(str(value) for value in values)


def renumbered_counts(counts: Floats, renumbered: Bytes | None) -> Floats:
    if renumbered is None:
        return counts
    moved = np.zeros_like(counts)
    np.add.at(moved, (np.arange(len(counts))[:, None], np.where(counts > 0, renumbered, 0)), counts)
    return moved
