"""Who answered what: persons × items with missing cells, packed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whichcert.errors import InputRefused, Problem, shortened
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


def responses_from_matrix(table: NDArray[np.generic], labels: Labels | None = None) -> Responses:
    """Take persons × items; NaN and negative values mean missing.

    Raises InputRefused for values that are not small whole numbers, for
    doubled ids and for labels that do not fit the table.
    """
    labels = labels or Labels()
    matrix = _whole_numbers(np.asarray(table))
    persons, items = matrix.shape
    names = tuple(labels.items) if labels.items is not None else tuple(f"item-{j + 1}" for j in range(items))
    people = labels.persons if labels.persons is not None else Numbered(persons)
    _check_labels(names, people, (persons, items))
    responses = Responses(names, people, matrix=matrix, weights=_checked_weights(labels.weights, persons))
    if matrix.size and matrix.min() < 0 and (matrix >= 0).mean() < SPARSE_BELOW:
        return responses.as_log()
    return responses


def responses_from_log(
    person: Ints, item: Ints, value: NDArray[np.generic], labels: Labels | None = None
) -> Responses:
    """Take one entry a response: places of the person and of the item, and the value.

    Raises InputRefused for unequal lengths, places outside the labels, values
    that are not small whole numbers, and two responses of one person to one item.
    """
    labels = labels or Labels()
    if not len(person) == len(item) == len(value):
        raise _refused(
            "response log", f"person, item and value have {len(person)}, {len(item)}, {len(value)}"
        )
    answered = _whole_numbers(np.asarray(value)[:, None])[:, 0]
    n_persons = len(labels.persons) if labels.persons is not None else int(np.max(person, initial=-1)) + 1
    n_items = len(labels.items) if labels.items is not None else int(np.max(item, initial=-1)) + 1
    names = (
        tuple(labels.items) if labels.items is not None else tuple(f"item-{j + 1}" for j in range(n_items))
    )
    people = labels.persons if labels.persons is not None else Numbered(n_persons)
    _check_labels(names, people, (n_persons, n_items))
    for kind, place, n in (("person", person, n_persons), ("item", item, n_items)):
        if len(place) and (place.min() < 0 or place.max() >= n):
            raise _refused("response log", f"a {kind} place lies outside 0 to {n - 1}")
    rows, columns, kept = person, item, answered
    if len(answered) and answered.min() < 0:
        present = answered >= 0
        rows, columns, kept = person[present], item[present], answered[present]
    if (np.diff(rows) < 0).any():
        order = np.argsort(rows, kind="stable")
        rows, columns, kept = rows[order], columns[order], kept[order]
    _refuse_doubled_responses(rows, columns, (people, names))
    starts = np.searchsorted(rows, np.arange(n_persons + 1)).astype(np.intp)
    log = ResponseLog(starts, columns.astype(np.int32), kept)
    responses = Responses(names, people, log=log, weights=_checked_weights(labels.weights, n_persons))
    dense = n_persons * n_items and len(columns) / (n_persons * n_items) >= SPARSE_BELOW
    return replace(responses, matrix=responses.cells(), log=None) if dense else responses


def _refuse_doubled_responses(rows: Ints, columns: Ints, labels: tuple[Sequence[str], Sequence[str]]) -> None:
    """Sorted by item and then by person, two responses of one person to one item stand side by side."""
    people, names = labels
    order = np.argsort(columns.astype(np.uint16) if len(names) <= 65_536 else columns, kind="stable")
    sorted_rows, sorted_columns = rows[order], columns[order]
    same = sorted_rows[1:] == sorted_rows[:-1]
    same &= sorted_columns[1:] == sorted_columns[:-1]
    if same.any():
        at = int(np.flatnonzero(same)[0])
        found = f"person {people[int(sorted_rows[at])]} answered item {names[int(sorted_columns[at])]} twice"
        raise _refused("response log", f"{found}; keep one of the responses")


def responses_from_rows(rows: Sequence[tuple[str, str, int]]) -> Responses:
    """Take (person, item, value) rows, as a database returns them; order of first appearance is kept."""
    people = {name: None for name, _, _ in rows}
    names = {name: None for _, name, _ in rows}
    row_of: Mapping[str, int] = {name: index for index, name in enumerate(people)}
    column_of: Mapping[str, int] = {name: index for index, name in enumerate(names)}
    person = np.array([row_of[name] for name, _, _ in rows], dtype=np.intp)
    item = np.array([column_of[name] for _, name, _ in rows], dtype=np.intp)
    value = np.array([value for _, _, value in rows], dtype=np.float64)
    return responses_from_log(person, item, value, Labels(tuple(names), tuple(people)))


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


def _whole_numbers(table: NDArray[np.generic]) -> Bytes:
    if table.ndim != 2:
        raise _refused("responses", f"expected persons × items, got an array of {table.ndim} dimensions")
    if table.dtype == np.int8:
        matrix = np.ascontiguousarray(table)
    elif table.dtype in (np.uint8, np.bool_):
        matrix = np.ascontiguousarray(table).view(np.int8)
    else:
        matrix = _from_numbers(table)
    if matrix.size and matrix.max() >= MOST_CATEGORIES:
        row, column = (int(place) for place in np.argwhere(matrix >= MOST_CATEGORIES)[0])
        message = f"row {row + 1}, column {column + 1} holds {matrix[row, column]}"
        raise _refused("responses", f"{message}; categories run from 0 to {MOST_CATEGORIES - 1}")
    if matrix.size and matrix.min() < MISSING:
        return np.maximum(matrix, MISSING)
    return matrix


def _from_numbers(table: NDArray[np.generic]) -> Bytes:
    try:
        numbers = table.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise _refused("responses", f"a cell is not a number ({shortened(str(error))})") from None
    missing = np.isnan(numbers) | (numbers < 0)
    filled = np.where(missing, MISSING, numbers)
    wrong = (filled != np.floor(filled)) | (filled >= MOST_CATEGORIES)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        found = f"row {row + 1}, column {column + 1} holds {numbers[row, column]:g}"
        raise _refused("responses", f"{found}; expected whole numbers from 0 to {MOST_CATEGORIES - 1}")
    return filled.astype(np.int8)


def _checked_weights(weights: Floats | None, n: int) -> Floats | None:
    if weights is None:
        return None
    taken = np.asarray(weights, dtype=np.float64)
    if taken.shape != (n,) or not np.isfinite(taken).all() or (taken < 0).any():
        raise _refused("weights", f"expected {n} finite numbers that are not negative")
    return taken


def _check_labels(items: tuple[str, ...], persons: Sequence[str], shape: tuple[int, int]) -> None:
    if (len(persons), len(items)) != shape:
        found = f"{len(persons)} persons and {len(items)} items are named"
        raise _refused("labels", f"{found}, the responses are {shape[0]} × {shape[1]}")
    problems = [_doubled("item", name) for name in _doubles(items)]
    if not isinstance(persons, Numbered):
        problems += [_doubled("person", name) for name in _doubles(persons)]
    if problems:
        raise InputRefused(problems)


def _doubles(names: Sequence[str]) -> list[str]:
    if len(set(names)) == len(names):
        return []
    seen: set[str] = set()
    return sorted({name for name in names if name in seen or seen.add(name)})  # type: ignore[func-returns-value]


def _doubled(kind: str, name: str) -> Problem:
    return Problem("labels", f"the {kind} {shortened(name)!r} is there twice; ids are unique, rename one")


def _refused(where: str, message: str) -> InputRefused:
    return InputRefused([Problem(where, message)])
