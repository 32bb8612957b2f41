"""Persons of like ability in a response log: their responses as lists, their posteriors on few nodes.

A posterior is narrow beside the grid. Where persons of like ability stand
together, all their posteriors lie in one window of nodes, and everything
outside it is 0 to the precision of the step.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Floats
from whichcert.measure.expectation import Current, posterior_of
from whichcert.measure.jagged import RowLists
from whichcert.measure.responses import Responses

_OFF = 1.3
"""By how many posterior deviations more the ability that bands are cut by may be wrong."""
_FLATTEST = 0.1
_FEWEST = 8
"""Rows of 32 bytes are gathered twice as fast as shorter and longer ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a band's responses say about its persons."""

    window: slice
    """The nodes of the posterior; it is 0 at all others."""
    posterior: NDArray[np.floating]
    """persons × nodes of the window"""
    marginal: Floats
    """persons: log-likelihoods"""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Persons of one group who are about equally able; each response names an item's category."""

    by_person: RowLists
    """The categories that each person's responses name; items' categories are stacked."""
    by_category: RowLists
    """The persons who name each category."""
    counted: Floats
    """categories: by how many persons (with weights) each was named"""
    reach: Floats
    """The lowest and the highest ability, less the mean of all; logits, from shares of right answers."""
    part: Responses
    group: int

    @property
    def n_rows(self) -> int:
        return self.by_person.n_lists

    def seen(self, current: Current) -> Seen:
        """Return the posteriors on the window of nodes that holds them all."""
        window = self._window(current)
        while True:
            posterior, marginal = self._posterior(current, window)
            wider = _widened(window, posterior, len(current.nodes), current.negligible)
            if wider == window:
                return Seen(window, posterior, marginal)
            window = wider

    def mean_person(self, current: Current) -> Floats:
        """Return the mean of the persons' log-posteriors, up to a constant. Shape: nodes."""
        return np.asarray(self.counted @ current.log_table / self.persons + current.log_weights[self.group])

    @property
    def persons(self) -> float:
        """The persons' weights in all."""
        return self.n_rows if self.part.weights is None else max(float(self.part.weights.sum()), 1e-12)

    def _window(self, current: Current) -> slice:
        """Return the nodes around the mean person's mode, as far as the band reaches."""
        mean_person = self.mean_person(current)
        step = float(current.nodes[1] - current.nodes[0])
        bend = np.maximum(-np.diff(mean_person, 2) / step**2, _FLATTEST)
        ends = int(np.argmax(mean_person)) + self.reach / step
        deviation = 1 / np.sqrt(bend[np.clip(np.rint(ends).astype(np.intp) - 1, 0, len(bend) - 1)])
        beyond = np.sqrt(-2 * np.log(current.negligible)) + _OFF
        low, high = ends + np.array([-1, 1]) * beyond * deviation / step
        return _within(int(low), max(int(high) + 2, int(low) + _FEWEST), len(current.nodes))

    def _posterior(self, current: Current, window: slice) -> tuple[NDArray[np.floating], Floats]:
        table = np.ascontiguousarray(current.log_table[:, window], dtype=current.kind)
        return posterior_of(self.by_person.sum_rows(table), current.log_weights[self.group, window])


def _within(start: int, stop: int, n_nodes: int) -> slice:
    return slice(max(start, 0), min(stop, n_nodes))


def _widened(window: slice, posterior: NDArray[np.floating], n_nodes: int, negligible: float) -> slice:
    more = posterior.shape[1] // 6 + 1
    low = window.start > 0 and float(posterior[:, 0].mean()) > negligible
    high = window.stop < n_nodes and float(posterior[:, -1].mean()) > negligible
    return _within(window.start - more * low, window.stop + more * high, n_nodes)
