"""Right and wrong answers as bits: sums over items from tables of words, sums over persons by word.

A table of all 2^w sums of w slopes makes one look-up of w additions; totals by
word, taken apart at the end, make one addition of w (the "four Russians").
"""

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints

Words = NDArray[np.unsignedinteger]
"""words × persons; bit i of word w is item w · width + i."""
_TOGETHER = 65_536
"""Persons looked up together."""


def packed(cells: Bytes, kind: type[np.unsignedinteger]) -> Words:
    """Pack complete 0/1 cells, persons × items."""
    (persons, items), word = cells.shape, np.dtype(kind).newbyteorder("<")
    width = 8 * word.itemsize
    words = np.empty((-(-items // width), persons), dtype=kind)
    for part in parts(words):
        padded = np.zeros((len(cells[part]), len(words) * width), dtype=np.uint8)
        padded[:, :items] = cells[part]
        bits = np.packbits(padded.reshape(-1), bitorder="little").view(word)
        words[:, part] = bits.reshape(len(padded), -1).T
    return words


def as_bytes(words: Words) -> Words:
    """Return the same bits in words of eight."""
    if words.dtype.itemsize == 1:
        return words
    parts = np.ascontiguousarray(words.T).view(np.uint8)
    return np.ascontiguousarray(parts.T)


def parts(words: Words) -> list[slice]:
    """Return the persons that are looked up together."""
    return [slice(first, first + _TOGETHER) for first in range(0, words.shape[1], _TOGETHER)]


def looked_up(tables: Floats, words: Ints) -> Floats:
    """Return the sum of each person's entries, one a table (tables: words × 2^width)."""
    total = np.take(tables[0], words[0], mode="clip")
    taken = np.empty_like(total)
    for table, word in zip(tables[1:], words[1:], strict=True):
        total += np.take(table, word, out=taken, mode="clip")
    return np.asarray(total)


def subset_sums(values: Floats) -> Floats:
    """Return all sums of the values that a word's bits choose, words × 2^width (values: words × width)."""
    n, half = len(values), values.shape[1] // 2
    if not half:
        return np.concatenate([np.zeros((n, 1)), values], axis=1)
    low, high = subset_sums(values[:, :half]), subset_sums(values[:, half:])
    return (high[:, :, None] + low[:, None, :]).reshape(n, -1)


class WordTotals:
    """Sums over persons by word."""

    def __init__(self, words: Words) -> None:
        self._totals = np.zeros((len(words), 1 << (8 * words.dtype.itemsize)))

    def add(self, words: Ints, weights: Floats | None) -> None:
        for total, word in zip(self._totals, words, strict=True):
            total += np.bincount(word, weights, minlength=len(total))

    def by_bit(self) -> Floats:
        """Return for each bit the sum over the words that have it set."""
        return _by_bit(self._totals).reshape(-1)


def _by_bit(totals: Floats) -> Floats:
    """Take totals, words × 2^width, apart into words × width."""
    n, width = len(totals), totals.shape[1].bit_length() - 1
    if width == 1:
        return totals[:, 1:]
    halves = totals.reshape(n, -1, 1 << (width // 2))
    return np.concatenate([_by_bit(halves.sum(axis=1)), _by_bit(halves.sum(axis=2))], axis=1)
