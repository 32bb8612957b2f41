"""Who answered what: persons × items with missing cells, packed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints

MISSING = -1
"""The value of a cell that nobody answered."""
MOST_CATEGORIES = 64
SPARSE_BELOW = 0.15
"""Under this share of answered cells a log is smaller and faster than a matrix."""


@dataclass(frozen=True, slots=True, eq=False)
class ResponseLog:
    """The answered cells only, person after person."""

    starts: Ints
    """persons + 1: person n's responses are starts[n] to starts[n + 1]."""
    item: NDArray[np.int32]
    value: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Persons × items. Either ``matrix`` (most cells answered) or ``log`` (most are not) is there."""

    items: tuple[str, ...]
    persons: Sequence[str]
    matrix: Bytes | None = None
    log: ResponseLog | None = None
    weights: Floats | None = None
    """How many persons each row stands for; None means one each."""
    group: Ints | None = None
    """Each person's place in ``groups``."""
    groups: tuple[str, ...] = ("all",)

    @property
    def n_persons(self) -> int:
        return len(self.persons)

    @property
    def n_items(self) -> int:
        return len(self.items)

    @property
    def n_responses(self) -> int:
        """Count the answered cells."""
        if self.log is not None:
            return len(self.log.value)
        return int((self.cells() != MISSING).sum())

    def cells(self) -> Bytes:
        """Return persons × items as one matrix, -1 where missing (may be large for a log)."""
        if self.matrix is not None:
            return self.matrix
        if self.log is None:
            raise ValueError("responses hold neither a matrix nor a log")
        table = np.full((self.n_persons, self.n_items), MISSING, dtype=np.int8)
        table[self.log_person(), self.log.item] = self.log.value
        return table

    def log_person(self) -> Ints:
        """Return the person of each response of the log."""
        if self.log is None:
            raise ValueError("these responses are held as a matrix")
        return np.repeat(np.arange(self.n_persons), np.diff(self.log.starts))

    def as_log(self) -> "Responses":
        """Return the same responses held as a log."""
        if self.log is not None:
            return self
        person, item = np.nonzero(self.cells() != MISSING)
        starts = np.searchsorted(person, np.arange(self.n_persons + 1))
        log = ResponseLog(starts.astype(np.intp), item.astype(np.int32), self.cells()[person, item])
        return replace(self, matrix=None, log=log)

    def as_matrix(self) -> "Responses":
        """Return the same responses held as a matrix."""
        return self if self.log is None else replace(self, matrix=self.cells(), log=None)

    def answered(self) -> Floats:
        """Return how many persons (with their weights) answered each item. Shape: items."""
        weights = np.ones(self.n_persons) if self.weights is None else self.weights
        if self.log is not None:
            counted = np.bincount(self.log.item, weights[self.log_person()], minlength=self.n_items)
            return counted.astype(np.float64)
        cells = self.cells()
        if cells.min(initial=0) >= 0:
            return np.full(self.n_items, weights.sum())
        return np.asarray(weights @ (cells != MISSING))

    def row(self, person: int) -> Bytes:
        """Return one person's responses, one value an item, -1 where missing."""
        if self.matrix is not None:
            return np.asarray(self.matrix[person])
        assert self.log is not None  # noqa: S101  one of the two is always there
        cells = np.full(self.n_items, MISSING, dtype=np.int8)
        part = slice(self.log.starts[person], self.log.starts[person + 1])
        cells[self.log.item[part]] = self.log.value[part]
        return cells

    def keep_items(self, keep: Booleans) -> "Responses":
        """Return the responses to the items where ``keep`` is true."""
        if keep.all():
            return self
        names = tuple(name for name, kept in zip(self.items, keep, strict=True) if kept)
        if self.log is None:
            return replace(self, items=names, matrix=np.ascontiguousarray(self.cells()[:, keep]))
        place = np.cumsum(keep) - 1
        inside = keep[self.log.item]
        before = np.concatenate([[0], np.cumsum(inside)])
        log = ResponseLog(
            before[self.log.starts].astype(np.intp),
            place[self.log.item[inside]].astype(np.int32),
            self.log.value[inside],
        )
        return replace(self, items=names, log=log)

    def keep_persons(self, keep: Booleans) -> "Responses":
        """Return the responses of the persons where ``keep`` is true."""
        if keep.all():
            return self
        rows = np.flatnonzero(keep)
        names = [self.persons[int(row)] for row in rows]
        weights = None if self.weights is None else self.weights[rows]
        group = None if self.group is None else self.group[rows]
        kept = replace(self, persons=names, weights=weights, group=group)
        if self.log is None:
            return replace(kept, matrix=self.cells()[rows])
        inside = np.repeat(keep, np.diff(self.log.starts))
        starts = np.concatenate([[0], np.cumsum(np.diff(self.log.starts)[rows])]).astype(np.intp)
        return replace(kept, log=ResponseLog(starts, self.log.item[inside], self.log.value[inside]))

    def with_groups(self, group_of: Sequence[str]) -> "Responses":
        """Return the responses with each person's group; the first named group is the reference."""
        if len(group_of) != self.n_persons:
            raise ValueError(f"{self.n_persons} persons need as many groups; got {len(group_of)}")
        names = tuple(dict.fromkeys(group_of))
        place = {name: index for index, name in enumerate(names)}
        return replace(self, group=np.array([place[name] for name in group_of], dtype=np.intp), groups=names)


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of items and persons, and the weight of each person's row."""

    items: Sequence[str] | None = None
    persons: Sequence[str] | None = None
    weights: Floats | None = None


class Numbered(Sequence[str]):
    """The names "1", "2", … of n persons, without a list of a million strings."""

    def __init__(self, n: int) -> None:
        self._n = n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # int or slice, as Sequence has it
        if isinstance(index, slice):
            return [str(place + 1) for place in range(*index.indices(self._n))]
        return str(range(self._n)[index] + 1)
