"""A response log cut into shards, its persons in bands of like ability."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.band import Band
from whichcert.measure.jagged import RowLists, row_lists
from whichcert.measure.log_shard import LogShard
from whichcert.measure.models import Items, expected_score
from whichcert.measure.responses import Numbered, ResponseLog, Responses

_BAND_PERSONS = 2_000
"""The more persons a band has, the wider its window; the fewer, the more calls."""
_SHARD_BANDS = 4


def log_shards(part: Responses, items: Items, group: int) -> Iterator[LogShard]:
    """Yield shards of one group's log, from the least able persons to the most able."""
    ability = provisional_ability(part, items)
    order = np.argsort(ability, kind="stable")
    size = _BAND_PERSONS * _SHARD_BANDS
    for first in range(0, len(order), size):
        rows = order[first : first + size]
        bands = [
            _band(_persons(part, some), ability[some], items, group)
            for some in np.array_split(rows, -(-len(rows) // _BAND_PERSONS))
        ]
        yield LogShard(bands, group)


def provisional_ability(part: Responses, items: Items) -> Floats:
    """Return how far each person's share of points lies from what the mean person gets, in logits."""
    log = part.log
    assert log is not None  # noqa: S101  the caller saw it
    at_mean = np.stack([expected_score(items, np.zeros(1))[:, 0], items.categories - 1])
    expected, most = (_sums(points[log.item], log.starts) for points in at_mean)
    own = _sums(log.value, log.starts)
    return np.asarray(_logit((own + 0.5) / (most + 1)) - _logit((expected + 0.5) / (most + 1)))


def _sums(values: NDArray[np.integer | np.floating], starts: Ints) -> Floats:
    """Return each person's sum; 0 for one without responses."""
    firsts, kind = np.minimum(starts[:-1], len(values) - 1), np.result_type(values, np.int64)
    return np.where(np.diff(starts) > 0, np.add.reduceat(values, firsts, dtype=kind), 0.0)


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share / (1 - share)))


def _persons(part: Responses, rows: Ints) -> Responses:
    """Return some persons without their names, in that order."""
    log = part.log
    assert log is not None  # noqa: S101  the caller saw it
    answered = np.diff(log.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(answered)]).astype(np.intp)
    at = np.repeat(log.starts[rows] - starts[:-1], answered) + np.arange(starts[-1])
    return replace(
        part,
        persons=Numbered(len(rows)),
        log=ResponseLog(starts, log.item[at], log.value[at]),
        weights=None if part.weights is None else part.weights[rows],
        group=None,
    )


def _band(part: Responses, ability: Floats, items: Items, group: int) -> Band:
    log, person = part.log, part.log_person()
    assert log is not None  # noqa: S101  the caller saw it
    reach = np.array([ability.min(), ability.max()]) - ability.mean()
    weights = None if part.weights is None else part.weights[person]
    category = items.row_starts[log.item] + log.value
    times = np.bincount(category, minlength=int(items.row_starts[-1]))
    counted = times if weights is None else np.bincount(category, weights, len(times))
    by_person, by_category = row_lists(log.starts, category), _transposed(category, person, times)
    return Band(by_person, by_category, counted.astype(np.float64), reach, part, group)


def _transposed(category: Ints, person: Ints, times: Ints) -> RowLists:
    # Sixteen-bit keys are sorted by radix, ten times faster than wider ones.
    order = np.argsort(category.astype(np.uint16) if len(times) <= 65_536 else category, kind="stable")
    return row_lists(np.concatenate([[0], np.cumsum(times)]).astype(np.intp), person[order])
