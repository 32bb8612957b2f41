"""Responses from a matrix, a list or rows of a database: what is taken, and what is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.responses import (
    MISSING,
    MOST_CATEGORIES,
    SPARSE_BELOW,
    Labels,
    Numbered,
    ResponseLog,
    Responses,
)

_CACHED = 50_000
"""Responses looked through together: sorting them then stays in the second-level cache."""


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
    starts = np.searchsorted(rows, np.arange(n_persons + 1)).astype(np.intp)
    for part in _person_parts(starts):
        _refuse_doubled_responses(rows[part], columns[part], (people, names))
    log = ResponseLog(starts, columns.astype(np.int32), kept)
    responses = Responses(names, people, log=log, weights=_checked_weights(labels.weights, n_persons))
    dense = n_persons * n_items and len(columns) / (n_persons * n_items) >= SPARSE_BELOW
    return replace(responses, matrix=responses.cells(), log=None) if dense else responses


def _person_parts(starts: Ints) -> Iterator[slice]:
    """Yield parts of a log that hold whole persons and fit the second-level cache."""
    first = 0
    while first < len(starts) - 1:
        last = max(int(np.searchsorted(starts, starts[first] + _CACHED, "right")) - 1, first + 1)
        yield slice(int(starts[first]), int(starts[last]))
        first = last


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
