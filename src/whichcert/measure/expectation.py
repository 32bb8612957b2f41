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

from whichcert.measure.arrays import Floats
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
    negligible: float = 1e-10
    """What a posterior may hold beyond the nodes that a shard looks at."""
    rough: bool = False
    """Whether persons of like ability may be taken for one another, to find where to start."""

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
        logits = self._logits
        return np.asarray(np.maximum(logits, 0.0) + np.log(1.0 + np.exp(-np.abs(logits))))

    @cached_property
    def softplus_total(self) -> Floats:
        """Their sum over items. Shape: nodes."""
        return np.asarray(self.softplus_rows.sum(axis=0))

    @cached_property
    def log_table(self) -> Floats:
        """Log-probabilities as ``log_rows``; for Rasch and 2PL by a shorter way."""
        if self.items.model not in ("rasch", "2pl"):
            return self.log_rows
        wrong = -self.softplus_rows
        return np.stack([wrong, wrong + self._logits], axis=1).reshape(-1, len(self.nodes))

    @cached_property
    def _logits(self) -> Floats:
        return np.asarray(self.items.discrimination[:, None] * self.nodes + self.items.intercept[:, :1])


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Sums over persons. Either ``counts``, or for complete 1PL and 2PL data the sufficient sums."""

    mass: Floats
    """groups × nodes: expected number of persons at each node."""
    log_likelihood: float
    counts: Floats | None = None
    """item categories × nodes: expected number who gave that response at that node."""
    successes: Floats | None = None
    """items: Σ_n x_nj."""
    moments: Floats | None = None
    """items: Σ_n x_nj E(θ | x_n)."""
    sharpest: float = float("inf")
    """The smallest posterior deviation of a person, where the shard looked (logs do)."""

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(
            self.mass + other.mass,
            self.log_likelihood + other.log_likelihood,
            _sum(self.counts, other.counts),
            _sum(self.successes, other.successes),
            _sum(self.moments, other.moments),
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
