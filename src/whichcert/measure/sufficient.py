"""Complete Rasch and 2PL data: two passes over packed bits instead of persons × items × nodes.

The posterior of a person depends on the responses through s_n = Σ_j a_j x_nj
alone, and the maximisation needs Σ_n x_nj E(θ | x_n) and the summed posterior.
So s comes from tables indexed by 8 or 16 packed responses at once, the
posterior is tabulated on a fine grid of s, and a Taylor term carries each
person from the nearest grid point to the exact s.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.expectation import Current, Expected

_WIDE_FROM = 30_000
"""Persons from which tables of 65,536 rows pay for their making."""
_CHUNK = 65_536
_FINE = 0.08
"""Grid step in s times the widest posterior deviation: the Taylor remainder is then under 1e-9 a person."""


@dataclass(frozen=True, slots=True, eq=False)
class BitShard:
    """Persons who answered everything right or wrong, as packed words."""

    words: NDArray[np.unsignedinteger]
    """words × persons; bit i of word w is item w · width + i."""
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
        words = np.ascontiguousarray(self.words[:, ::step])
        return BitShard(words, self.n_items, self.group, weights, _right(words, weights)[: self.n_items])

    def scores(self, slopes: Floats) -> Floats:
        """Return s_n = Σ_j a_j x_nj, persons."""
        tables = self._tables(slopes)
        score = np.empty(self.words.shape[1])
        for part in _chunks(self.words):
            score[part] = _looked_up(tables, self.words[:, part].astype(np.intp))
        return score

    def unpacked(self, part: slice) -> NDArray[np.uint8]:
        """Return some persons' responses as 0 and 1, persons × items."""
        words = np.ascontiguousarray(self.words[:, part].T)
        return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, : self.n_items]

    def expect(self, current: Current) -> Expected:
        items = current.items
        scores = self.scores(items.discrimination)
        grid = ScoreGrid.of(current, self.group, (float(scores.min()), float(scores.max())))
        sums = ScatterSums(self.words.dtype, len(self.words))
        for part in _chunks(self.words):
            words = self.words[:, part].astype(np.intp)
            weights = None if self.weights is None else self.weights[part]
            theta = grid.add(scores[part], weights)
            sums.add(words, theta if weights is None else theta * weights)
        mass = np.zeros_like(current.log_weights)
        mass[self.group] = grid.mass()
        log_likelihood = grid.log_likelihood() + float(self.right @ items.intercept[:, 0])
        return Expected(mass, log_likelihood, successes=self.right, moments=sums.by_bit()[: self.n_items])

    def _tables(self, slopes: Floats) -> list[Floats]:
        padded = np.zeros(len(self.words) * self.width)
        padded[: self.n_items] = slopes
        return [_subset_sums(part) for part in padded.reshape(-1, self.width)]


def bit_shard(cells: Bytes, group: int, weights: Floats | None) -> BitShard:
    """Pack complete 0/1 cells, persons × items, into words."""
    persons, items = cells.shape
    kind = np.dtype(np.uint16 if persons >= _WIDE_FROM else np.uint8)
    width = 8 * kind.itemsize
    n_words = -(-items // width)
    words = np.empty((n_words, persons), dtype=kind)
    for first in range(0, persons, _CHUNK):
        part = cells[first : first + _CHUNK]
        padded = np.zeros((len(part), n_words * width), dtype=np.uint8)
        padded[:, :items] = part
        packed = np.packbits(padded.reshape(-1), bitorder="little").view(kind.newbyteorder("<"))
        words[:, first : first + _CHUNK] = packed.reshape(len(part), n_words).T
    return BitShard(words, items, group, weights, _right(words, weights)[:items])


def _chunks(words: NDArray[np.unsignedinteger]) -> list[slice]:
    return [slice(at, at + _CHUNK) for at in range(0, words.shape[1], _CHUNK)]


def _right(words: NDArray[np.unsignedinteger], weights: Floats | None) -> Floats:
    sums = ScatterSums(words.dtype, len(words))
    for part in _chunks(words):
        sums.add(words[:, part].astype(np.intp), None if weights is None else weights[part])
    return sums.by_bit()


class ScatterSums:
    """Sums over persons by packed word, taken apart into sums by bit at the end."""

    def __init__(self, kind: "np.dtype[np.unsignedinteger]", n_words: int) -> None:
        self._totals = np.zeros((n_words, 1 << (8 * kind.itemsize)))

    def add(self, words: Ints, weights: Floats | None) -> None:
        for total, word in zip(self._totals, words, strict=True):
            total += np.bincount(word, weights, minlength=len(total))

    def by_bit(self) -> Floats:
        """Return for each bit the sum over the words that have it set."""
        totals, found = self._totals, []
        while totals.shape[1] > 1:
            found.append(totals[:, 1::2].sum(axis=1))
            totals = totals[:, ::2] + totals[:, 1::2]
        return np.stack(found, axis=1).reshape(-1)


class ScoreGrid:
    """The posterior tabulated over s, and the persons counted onto it."""

    def __init__(self, points: Floats, posterior: Floats, log_total: Floats, nodes: Floats) -> None:
        self.points, self.posterior, self._log_total, self._nodes = points, posterior, log_total, nodes
        powers = np.stack([nodes, nodes**2, nodes**3, nodes**4], axis=1)
        self.mean, second, third, fourth = (posterior @ powers).T
        square = self.mean**2
        self.variance = second - square
        self.skew = third - 3 * self.mean * second + 2 * self.mean * square
        central = fourth - 4 * self.mean * third + 6 * square * second - 3 * square**2
        self._fourth = central - 3 * self.variance**2
        self._step = points[1] - points[0] if len(points) > 1 else 1.0
        self._counted = np.zeros((5, len(points)))

    @staticmethod
    def of(current: Current, group: int, reach: tuple[float, float]) -> "ScoreGrid":
        """Tabulate between the lowest and the highest score, as finely as the Taylor term needs."""
        nodes = current.nodes
        low, high = reach
        base = current.log_weights[group] - current.softplus_rows.sum(axis=0)
        few = ScoreGrid._at(np.linspace(low - 1e-9, high + 1e-9, 64), base, nodes)
        step = _FINE / float(np.sqrt(max(few.variance.max(), 1e-6)))
        n = max(int(np.ceil((high - low) / step)) + 1, 3)
        return ScoreGrid._at(np.linspace(low - 1e-9, high + 1e-9, n), base, nodes)

    @staticmethod
    def exact(current: Current, group: int, points: Floats) -> "ScoreGrid":
        """Tabulate at the scores themselves, ascending and unequal."""
        base = current.log_weights[group] - current.softplus_rows.sum(axis=0)
        return ScoreGrid._at(points, base, current.nodes)

    @staticmethod
    def _at(points: Floats, base: Floats, nodes: Floats) -> "ScoreGrid":
        log_weight = points[:, None] * nodes + base
        top = log_weight.max(axis=1, keepdims=True)
        weight = np.exp(log_weight - top)
        total = weight.sum(axis=1, keepdims=True)
        return ScoreGrid(points, weight / total, (top + np.log(total))[:, 0], nodes)

    def spread(self, score: Floats, weights: Floats | None) -> Floats:
        """Return how many persons stand at each point, each shared by its two neighbours (linearly)."""
        n = len(self.points)
        exact = (score - self.points[0]) * (1.0 / self._step)
        below = np.minimum(exact.astype(np.intp), n - 2)
        upper = exact - below
        ones = np.ones_like(upper) if weights is None else weights
        lower_part = np.bincount(below, ones * (1 - upper), minlength=n)
        return np.asarray(lower_part + np.bincount(below + 1, ones * upper, minlength=n))

    def nearest(self, score: Floats) -> tuple[Ints, Floats]:
        """Return each score's nearest grid point and its distance from it."""
        place = np.rint((score - self.points[0]) * (1.0 / self._step)).astype(np.intp)
        return place, score - self.points[place]

    def add(self, score: Floats, weights: Floats | None) -> Floats:
        """Count persons onto the grid; return E(θ | s) of each."""
        place, off = self.nearest(score)
        n = len(self.points)
        carried = off if weights is None else off * weights
        self._counted[0] += np.bincount(place, weights, minlength=n)
        for power in (1, 2, 3, 4):
            self._counted[power] += np.bincount(place, carried, minlength=n)
            carried = carried * off
        return np.asarray(self.mean[place] + off * (self.variance[place] + off * (0.5 * self.skew[place])))

    def log_likelihood(self) -> float:
        """Return Σ_n log Σ_q w_q exp(s_n θ_q - A(θ_q)); its derivatives in s are the cumulants of θ."""
        count, first, second, third, fourth = self._counted
        terms = count @ self._log_total + first @ self.mean + second @ self.variance / 2
        return float(terms + third @ self.skew / 6 + fourth @ self._fourth / 24)

    def mass(self) -> Floats:
        """Return Σ_n p(θ_q | s_n), with p' = p (θ - m) and p'' = p ((θ - m)² - v). Shape: nodes."""
        count, first, second = self._counted[:3]
        constant = count - first * self.mean + second / 2 * (self.mean**2 - self.variance)
        linear = first - second * self.mean
        moments = np.stack([constant, linear, second / 2]) @ self.posterior
        return np.asarray(moments[0] + self._nodes * (moments[1] + self._nodes * moments[2]))


def _looked_up(tables: list[Floats], words: Ints) -> Floats:
    score = np.take(tables[0], words[0], mode="clip")
    taken = np.empty_like(score)
    for table, word in zip(tables[1:], words[1:], strict=True):
        score += np.take(table, word, out=taken, mode="clip")
    return np.asarray(score)


def _subset_sums(values: Floats) -> Floats:
    return reduce(lambda sums, value: np.concatenate([sums, sums + value]), values, np.zeros(1))
