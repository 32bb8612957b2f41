"""The expectation step on a response log: most cells are missing, and no cell is made for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.band import Band, Seen
from whichcert.measure.expectation import Current, Expected, posterior_of


@dataclass(frozen=True, slots=True, eq=False)
class LogShard:
    """Persons of one group, in bands of like ability; a response adds a row of a table."""

    bands: Sequence[Band]
    group: int

    @property
    def n_rows(self) -> int:
        return sum(band.n_rows for band in self.bands)

    @property
    def weights(self) -> Floats | None:
        found = [band.part.weights for band in self.bands if band.part.weights is not None]
        return np.concatenate(found) if found else None

    @property
    def cells(self) -> Bytes:
        """Return persons × items as one matrix."""
        return np.concatenate([band.part.cells() for band in self.bands])

    def expect(self, current: Current) -> Expected:
        sums = _Sums(current)
        for band in self.bands:
            if current.rough:
                sums.add_mean_person(band, current)
            else:
                sums.add(band, band.seen(current))
        return sums.expected()

    def posterior(self, current: Current) -> tuple[NDArray[np.floating], Floats]:
        """Return p(θ_q | x_n), persons × nodes, and each person's log-likelihood."""
        found, first = np.zeros((self.n_rows, len(current.nodes)), dtype=current.kind), 0
        marginal = np.empty(len(found))
        for band in self.bands:
            seen, rows = band.seen(current), slice(first, first + band.n_rows)
            found[rows, seen.window], marginal[rows] = seen.posterior, seen.marginal
            first += band.n_rows
        return found, marginal

    def answered(self) -> tuple[Ints, Ints, Bytes]:
        """Return person, item and value of each response."""
        firsts = np.cumsum([0] + [band.n_rows for band in self.bands])
        logs = [band.part.log for band in self.bands if band.part.log is not None]
        person = [first + band.part.log_person() for first, band in zip(firsts, self.bands, strict=False)]
        item = np.concatenate([log.item for log in logs]).astype(np.intp)
        return np.concatenate(person), item, np.concatenate([log.value for log in logs])


class _Sums:
    """Sums over bands, each within its window."""

    def __init__(self, current: Current) -> None:
        n_nodes = len(current.nodes)
        self._mass = np.zeros_like(current.log_weights)
        self._counts = None if current.likelihood_only else np.zeros((len(current.log_table), n_nodes))
        self._powers = np.stack([current.nodes, current.nodes**2], axis=1)
        self._log_likelihood, self._sharpest = 0.0, float("inf")

    def add(self, band: Band, seen: Seen) -> None:
        posterior, window, weights = seen.posterior, seen.window, band.part.weights
        self._see_deviations(posterior, window)
        if weights is None:
            self._log_likelihood += float(seen.marginal.sum())
        else:
            self._log_likelihood += float(weights @ seen.marginal)
            posterior = posterior * weights[:, None].astype(posterior.dtype)
        self._mass[band.group, window] += posterior.sum(axis=0, dtype=np.float64)
        if self._counts is not None:
            self._counts[:, window] += band.by_category.sum_rows(posterior)

    def add_mean_person(self, band: Band, current: Current) -> None:
        """Take every person of the band for its mean person."""
        posterior, marginal = posterior_of(band.mean_person(current)[None, :], np.zeros(len(current.nodes)))
        self._see_deviations(posterior, slice(None))
        self._log_likelihood += float(marginal[0]) * band.persons
        self._mass[band.group] += posterior[0] * band.persons
        if self._counts is not None:
            self._counts += np.multiply.outer(band.counted, posterior[0])

    def _see_deviations(self, posterior: NDArray[np.floating], window: slice) -> None:
        moments = np.asarray(posterior @ self._powers[window].astype(posterior.dtype), dtype=np.float64)
        variance = float((moments[:, 1] - moments[:, 0] ** 2).min())
        self._sharpest = min(self._sharpest, float(np.sqrt(max(variance, 1e-8))))

    def expected(self) -> Expected:
        return Expected(self._mass, self._log_likelihood, counts=self._counts, sharpest=self._sharpest)
