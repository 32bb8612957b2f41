"""Responses cut into shards, each held in the form that its expectation step reads fastest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from whichcert.measure.arrays import Ints
from whichcert.measure.expectation import Shard
from whichcert.measure.log_bands import log_shards
from whichcert.measure.matrix_shard import MatrixShard
from whichcert.measure.models import Items
from whichcert.measure.responses import MISSING, Responses
from whichcert.measure.shelf import Shelf, changed
from whichcert.measure.stored import StoredShard
from whichcert.measure.sufficient import bit_shard

_MATRIX_ROWS = {"matrix": 2048, "products": 65_536}
_COLLAPSE_FROM = 200


Form = Literal["bits", "matrix", "products", "log"]
"""How shards hold responses; all shards of one calibration do it the same way, so that their sums add up.
``products`` is a matrix in fewer and larger shards, as accelerators want them."""


def sharded(pieces: Sequence[Responses], items: Items, form: Form, members: Ints) -> list[Shard]:
    """Return the shards of all pieces; of pieces on a shelf, shards that lie on a shelf too.

    members: groups; how many persons each has. Shards number those with any.
    """
    place = np.cumsum(members > 0) - 1
    found = changed(pieces, lambda piece: shards_of(piece, items, form, place))
    if isinstance(found, Shelf):
        return [StoredShard(path) for path in found.paths]
    return [shard for shards in found for shard in shards]


def shards_of(responses: Responses, items: Items, form: Form, place: Ints | None = None) -> list[Shard]:
    """Return the shards of all persons; ``place``: the number of each group, its own by default."""
    collapsed = collapse_patterns(responses)
    found: list[Shard] = []
    for group in range(len(collapsed.groups)):
        part = collapsed if collapsed.group is None else collapsed.keep_persons(collapsed.group == group)
        if part.n_persons:
            found += _group_shards(part, items, form, group if place is None else int(place[group]))
    return found


def _group_shards(part: Responses, items: Items, form: Form, group: int) -> list[Shard]:
    if form == "log":
        return list(log_shards(part, items, group))
    cells = part.cells()
    if form == "bits":
        return [bit_shard(cells, group, part.weights)]
    rows = _MATRIX_ROWS[form]
    return [
        MatrixShard(
            cells[at : at + rows], group, None if part.weights is None else part.weights[at : at + rows]
        )
        for at in range(0, len(cells), rows)
    ]


def collapse_patterns(responses: Responses) -> Responses:
    """Count equal rows once, with a weight, where there are few items; else return the same responses."""
    if responses.matrix is None or responses.n_persons < _COLLAPSE_FROM:
        return responses
    base = int(responses.matrix.max()) + 2
    if responses.n_items * np.log2(base) + 8 > 24:
        return responses
    powers = base ** np.arange(responses.n_items)
    code = (responses.matrix.astype(np.int64) - MISSING) @ powers
    if responses.group is not None:
        code = code * len(responses.groups) + responses.group
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    weights = np.bincount(place, responses.weights, minlength=len(first)).astype(np.float64)
    return replace(
        responses,
        matrix=responses.matrix[first],
        persons=[responses.persons[row] for row in first],
        weights=weights,
        group=None if responses.group is None else responses.group[first],
    )
