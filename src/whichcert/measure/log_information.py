"""Item blocks of the observed information, for banks too large for one matrix over all parameters."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.derivatives import category_scores
from whichcert.measure.expectation import Current, Expected, Shard
from whichcert.measure.observed_information import Frame, complete_blocks
from whichcert.measure.stored import in_memory


class Opened(Protocol):
    """A shard that can show its persons' posteriors and its answered cells."""

    def posterior(self, current: Current) -> tuple[NDArray[np.floating], Floats]: ...

    def answered(self) -> tuple[Ints, Ints, Bytes]: ...

    @property
    def weights(self) -> Floats | None: ...


def information_blocks(frame: Frame, shards: Sequence[Shard], expected: Expected) -> Floats:
    """Return each item's block of the observed information, items × parameters × parameters.

    I_jj = -Σ r ∂² log P - Σ_n Cov_n(score_j): Louis (1982), within one item.
    """
    items, current = frame.estimates.items, frame.current
    blocks = complete_blocks(items, expected, current.nodes)
    scores = category_scores(items, current.nodes)[1]
    for shard in in_memory(shards):
        blocks -= _missing(shard, current, scores)  # type: ignore[arg-type]  # bit shards never come here
    return blocks


def _missing(shard: Opened, current: Current, scores: Floats) -> Floats:
    posterior, _ = shard.posterior(current)
    person, item, value = shard.answered()
    n_items, categories, n, _ = scores.shape
    cell = item * categories + value
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(n_items * categories + 1))
    person = person[order]
    found = np.zeros((n_items, n, n))
    weights = np.ones(len(posterior)) if shard.weights is None else shard.weights
    for place in range(n_items * categories):
        who = person[starts[place] : starts[place + 1]]
        if not len(who):
            continue
        j, c = divmod(place, categories)
        score, rows = scores[j, c], posterior[who]
        mean = rows @ score.T.astype(rows.dtype)
        weight = weights[who]
        square = (score * (weight @ rows)) @ score.T
        found[j] += square - (mean * weight[:, None]).T @ mean
    return found
