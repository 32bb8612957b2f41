"""The matrix products of the expectation step in any array library, for accelerators.

NumPy is the default everywhere. A namespace of the Python array API standard
(NumPy itself, ``array_api_compat.torch``, ``array_api_compat.cupy``,
``array_api_strict``) gives the same sums on its own device; nothing here is
imported for it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.expectation import Current, Expected, Shard, expect
from whichcert.measure.matrix_shard import MatrixColumns, MatrixShard, stacked_counts
from whichcert.measure.stored import StoredShard


@dataclass(frozen=True, slots=True)
class Arrays:
    """An array library and where it shall work."""

    namespace: Any
    """A module of the array API standard."""
    device: Any = None
    """As the library names it, such as "cuda"; None is its default."""

    def put(self, values: np.ndarray[Any, Any]) -> Any:
        """Return the library's own copy of a NumPy array."""
        return self.namespace.asarray(np.ascontiguousarray(values), device=self.device)


def matrix_step(cells: Any, shard: MatrixShard, current: Current, arrays: Arrays) -> Expected:
    """Return the expectation step of persons × items, computed with the functions of a namespace.

    log P(x_n | θ_q) = Σ [x_nj = c] log P_jc(θ_q) as a product of a 0/1 matrix
    with items' categories × nodes, and r_jcq = Σ_n [x_nj = c] p(θ_q | x_n) as
    its transpose times the posterior; in double precision.

    cells: the shard's cells as ``arrays.put`` returned them, int8, -1 where
    missing. Only names of the standard are used, of version 2022.12 or later.
    Source: Bock & Aitkin (1981), Psychometrika 46, eqs. 12 to 15.
    """
    xp, kind = arrays.namespace, arrays.namespace.float64
    layout, rows = MatrixColumns.of(current.items), current.log_rows
    parts = [
        xp.astype(xp.take(cells, arrays.put(places), axis=1) == category, kind)
        for category, places in enumerate(layout.places, 1)
    ]
    columns = xp.concat(parts, axis=1)
    answered = xp.astype(cells >= 0, kind)
    found = xp.matmul(columns, arrays.put(rows[layout.rows] - rows[layout.lowest]))
    found = found + xp.matmul(answered, arrays.put(rows[current.items.row_starts[:-1]]))
    found = found + arrays.put(current.log_weights[shard.group])
    top = xp.max(found, axis=1, keepdims=True)
    posterior = xp.exp(found - top)
    total = xp.sum(posterior, axis=1, keepdims=True)
    marginal = top + xp.log(total)
    posterior = posterior / total
    if shard.weights is not None:
        weights = arrays.put(shard.weights[:, None])
        posterior, marginal = posterior * weights, marginal * weights
    mass = np.zeros_like(current.log_weights)
    mass[shard.group] = _numpy(xp.sum(posterior, axis=0))
    above = _numpy(xp.matmul(xp.matrix_transpose(columns), posterior))
    every = _numpy(xp.matmul(xp.matrix_transpose(answered), posterior))
    return Expected(mass, float(xp.sum(marginal)), counts=stacked_counts(layout, above, every))


def _numpy(array: Any) -> Floats:
    """Bring an array home; the standard has no name for it, libraries have ``cpu`` or ``get``."""
    for move in ("cpu", "get"):
        if hasattr(array, move):
            array = getattr(array, move)()
    return np.asarray(array if hasattr(array, "__array__") else np.from_dlpack(array), dtype=np.float64)


class ArrayShard:
    """A shard whose steps run in an array library; its cells stay on the device."""

    def __init__(self, shard: Shard, arrays: Arrays) -> None:
        self._shard, self._arrays = shard, arrays
        self._cells = arrays.put(shard.cells) if isinstance(shard, MatrixShard) else None

    @property
    def n_rows(self) -> int:
        return self._shard.n_rows

    def expect(self, current: Current) -> Expected:
        if isinstance(self._shard, MatrixShard):
            return matrix_step(self._cells, self._shard, current, self._arrays)
        assert isinstance(self._shard, StoredShard)  # noqa: S101  the only others that a calibration wraps
        return expect([ArrayShard(shard, self._arrays) for shard in self._shard.opened()], current)
