"""Standard errors of a calibration, from the observed information."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.expectation import Expected, Shard
from whichcert.measure.log_information import information_blocks
from whichcert.measure.log_shard import LogShard
from whichcert.measure.matrix_shard import MatrixShard
from whichcert.measure.maximisation import Restraint, parameter_table
from whichcert.measure.observed_information import (
    Frame,
    complete_information,
    missing_from_bits,
    missing_from_cells,
)
from whichcert.measure.stored import in_memory
from whichcert.measure.sufficient import BitShard

_WORK = 2e10
"""Multiplications spent on the missing information; more persons than this allows are sampled."""
_FEWEST_SAMPLED = 2_000
_MOST_PARAMETERS = 700
_MOST_CELLS = 4_000_000
_ROWS = 1024
_MOST_BITS = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class ParameterErrors:
    """Standard errors; NaN where a parameter is fixed or absent."""

    item: Floats
    """items × (a, d_1 …, logit g)"""
    mean: Floats
    deviation: Floats
    method: str
    item_covariance: Floats
    """items × parameters × parameters"""
    covariance: Floats | None
    """Of the free parameters in layout order; None when only item blocks were inverted."""
    singular: bool
    """Whether the information was not positive definite: some parameter is not identified."""


def standard_errors(
    frame: Frame, shards: Sequence[Shard], expected: Expected, restraint: Restraint
) -> ParameterErrors:
    """Return the standard errors: square roots of the diagonal of the inverse observed information.

    With priors their curvature is added (posterior deviations at the mode).
    For a bank of more than about 350 items on a sparse log, each item's block
    is inverted alone: errors then do not include the item's covariance with
    the others. Source: Louis (1982); Oakes (1999).
    """
    free, table = frame.layout.item, parameter_table(frame.estimates.items)
    rows = sum(shard.n_rows for shard in in_memory(shards))
    if not _has_bits(shards) and (
        frame.layout.size > _MOST_PARAMETERS or rows * frame.estimates.items.n_items > _MOST_CELLS
    ):
        return _by_blocks(frame, shards, expected, restraint)
    missing, sampled = _missing(frame, shards, rows)
    information = complete_information(frame, expected) - missing
    n = int(free.sum())
    information[np.arange(n), np.arange(n)] += restraint.priors.curvature(table)[free]
    return _inverted(frame, information, _method(sampled, rows))


def _has_bits(shards: Sequence[Shard]) -> bool:
    return isinstance(next(in_memory(shards)), BitShard)


def _missing(frame: Frame, shards: Sequence[Shard], rows: int) -> tuple[Floats, int]:
    """Return Σ_n Cov_n(score), and of how many persons it was taken when all would take too long."""
    n, nodes = frame.layout.size, len(frame.current.nodes)
    most = max(int(_WORK / (nodes * n * n)), _FEWEST_SAMPLED)
    stride = max(rows // _MOST_BITS, 1) if _has_bits(shards) else -(-rows // most)
    total, sampled = np.zeros((n, n)), 0
    for shard in in_memory(shards):
        if isinstance(shard, BitShard):
            one = missing_from_bits(frame, shard.every(stride) if stride > 1 else shard)
        else:
            one = _from_cells(frame, shard, stride)
        taken = len(range(0, shard.n_rows, stride))
        total += one * _share(shard, stride, taken)
        sampled += taken
    return total, sampled


def _share(shard: Shard, stride: int, taken: int) -> float:
    """Return how many persons each sampled one stands for."""
    weights: Floats | None = getattr(shard, "weights", None)
    if weights is None:
        return shard.n_rows / taken
    return float(weights.sum() / max(float(weights[::stride].sum()), 1e-12))


def _from_cells(frame: Frame, shard: Shard, stride: int) -> Floats:
    assert isinstance(shard, MatrixShard | LogShard)  # noqa: S101  bits are done otherwise
    cells = shard.cells[::stride]
    weights = np.ones(len(cells)) if shard.weights is None else shard.weights[::stride]
    parts = [slice(first, first + _ROWS) for first in range(0, len(cells), _ROWS)]
    return sum(
        (missing_from_cells(frame, cells[part], shard.group, weights[part]) for part in parts),
        np.zeros((frame.layout.size, frame.layout.size)),
    )


def _method(sampled: int, n: int) -> str:
    if sampled == n:
        return "observed information"
    return f"observed information; its missing part from {sampled} of {n} persons"


def _inverted(frame: Frame, information: Floats, method: str) -> ParameterErrors:
    layout, singular = frame.layout, False
    scale = np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-12))
    scaled = information / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(0.5 * (scaled + scaled.T))
    if values.min() < 1e-10:
        singular = True
        values = np.maximum(values, 1e-10)
    covariance = (vectors / values) @ vectors.T / np.outer(scale, scale)
    errors = np.sqrt(np.diag(covariance))
    item = np.full(layout.item.shape, np.nan)
    n, n_mean = int(layout.item.sum()), int(layout.mean.sum())
    item[layout.item] = errors[:n]
    mean, deviation = np.full(len(layout.mean), np.nan), np.full(len(layout.mean), np.nan)
    mean[layout.mean], deviation[layout.deviation] = errors[n : n + n_mean], errors[n + n_mean :]
    blocks = _item_blocks(covariance, layout.item)
    return ParameterErrors(item, mean, deviation, method, blocks, covariance, singular)


def _item_blocks(covariance: Floats, free: Booleans) -> Floats:
    place = np.where(free, np.cumsum(free.ravel()).reshape(free.shape) - 1, 0)
    blocks = covariance[place[:, :, None], place[:, None, :]]
    return np.asarray(np.where(free[:, :, None] & free[:, None, :], blocks, 0.0))


def _by_blocks(
    frame: Frame, shards: Sequence[Shard], expected: Expected, restraint: Restraint
) -> ParameterErrors:
    layout, table = frame.layout, parameter_table(frame.estimates.items)
    blocks = information_blocks(frame, shards, expected)
    n = table.shape[1]
    stiff = restraint.priors.curvature(table)
    blocks[:, np.arange(n), np.arange(n)] += np.nan_to_num(stiff)
    absent = ~layout.item
    blocks[absent[:, :, None] | absent[:, None, :]] = 0.0
    blocks[:, np.arange(n), np.arange(n)] += absent
    values, vectors = np.linalg.eigh(0.5 * (blocks + blocks.transpose(0, 2, 1)))
    singular = bool(values.min() < 1e-10)
    values = np.maximum(values, 1e-10)
    inverse = (vectors / values[:, None, :]) @ vectors.transpose(0, 2, 1)
    inverse[absent[:, :, None] | absent[:, None, :]] = 0.0
    variance = np.diagonal(inverse, axis1=1, axis2=2)
    item = np.where(layout.item, np.sqrt(variance), np.nan)
    nothing = np.full(len(layout.mean), np.nan)
    method = "observed information, item by item (without covariances between items)"
    return ParameterErrors(item, nothing, nothing, method, inverse, None, singular)
