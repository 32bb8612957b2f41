"""Standard errors of a calibration, from the observed information."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.expectation import Expected, Shard
from whichcert.measure.log_information import information_blocks
from whichcert.measure.maximisation import Restraint, parameter_table
from whichcert.measure.observed_information import (
    Frame,
    complete_information,
    missing_from_bits,
    missing_from_cells,
)
from whichcert.measure.responses import Responses
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
    frame: Frame, responses: Responses, results: tuple[Sequence[Shard], Expected], restraint: Restraint
) -> ParameterErrors:
    """Return the standard errors: square roots of the diagonal of the inverse observed information.

    With priors their curvature is added (posterior deviations at the mode).
    For a bank of more than about 350 items on a sparse log, each item's block
    is inverted alone: errors then do not include the item's covariance with
    the others. Source: Louis (1982); Oakes (1999).
    """
    shards, expected = results
    free, table = frame.layout.item, parameter_table(frame.estimates.items)
    bits = [shard for shard in shards if isinstance(shard, BitShard)]
    if len(bits) == len(shards):
        information = complete_information(frame, expected)
        sampled = 0
        for shard in bits:
            step = max(shard.words.shape[1] // _MOST_BITS, 1)
            share = shard.words.shape[1] / len(range(0, shard.words.shape[1], step))
            information -= share * missing_from_bits(frame, shard.every(step) if step > 1 else shard)
            sampled += shard.words.shape[1] if step == 1 else len(range(0, shard.words.shape[1], step))
        method = _method(sampled, sum(shard.words.shape[1] for shard in bits))
    elif frame.layout.size > _MOST_PARAMETERS or responses.n_persons * responses.n_items > _MOST_CELLS:
        return _by_blocks(frame, shards, expected, restraint)
    else:
        information = complete_information(frame, expected)
        missing, method = _missing(frame, responses)
        information -= missing
    n = int(free.sum())
    information[np.arange(n), np.arange(n)] += restraint.priors.curvature(table)[free]
    return _inverted(frame, information, method)


def _missing(frame: Frame, responses: Responses) -> tuple[Floats, str]:
    n, nodes = frame.layout.size, len(frame.current.nodes)
    most = max(int(_WORK / (nodes * n * n)), _FEWEST_SAMPLED)
    stride = max(1, -(-responses.n_persons // most))
    taken = np.arange(0, responses.n_persons, stride)
    total = np.zeros((n, n))
    group = np.zeros(responses.n_persons, dtype=np.intp) if responses.group is None else responses.group
    weights = np.ones(responses.n_persons) if responses.weights is None else responses.weights
    cells = responses.cells()
    for place in range(len(responses.groups)):
        members = taken[group[taken] == place]
        if not len(members):
            continue
        share = weights[group == place].sum() / weights[members].sum()
        for first in range(0, len(members), _ROWS):
            rows = members[first : first + _ROWS]
            total += share * missing_from_cells(frame, cells[rows], place, weights[rows])
    return total, _method(len(taken), responses.n_persons)


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
