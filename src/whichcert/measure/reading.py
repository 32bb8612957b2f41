"""Response files: CSV or Parquet, wide (a row a person) or long (a row a response)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.measure.arrays import Floats
from whichcert.measure.responses import (
    MISSING,
    MOST_CATEGORIES,
    Labels,
    Responses,
    responses_from_log,
    responses_from_matrix,
)

PERSON_NAMES = frozenset({"person", "person_id", "id", "learner", "learner_id", "user", "user_id"})
ITEM_NAMES = frozenset({"item", "item_id"})
VALUE_NAMES = frozenset({"response", "value", "score", "correct"})
GROUP_NAMES = frozenset({"group"})
WEIGHT_NAMES = frozenset({"freq", "frequency", "weight"})
_MISSING_WORDS = frozenset({"", "na", "nan", "null", "none", "."})
_VALUE_OF = {
    **{str(value): value for value in range(MOST_CATEGORIES)},
    **dict.fromkeys(_MISSING_WORDS, MISSING),
}
_WRONG = -9
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held: the responses that could be read, and every finding."""

    responses: Responses
    problems: tuple[Problem, ...]


def read_responses(path: Path) -> Read:
    """Read a response file; its columns decide whether it is wide or long.

    Long: columns person, item, response. Wide: one column an item; a column
    named person, id or learner names the persons, group their group, freq how
    many persons a row stands for. An empty cell or NA is missing. A cell that
    is no whole number from 0 on is a Problem with its line and counts as
    missing. Raises InputRefused when the file can't be read as either.
    """
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputRefused([Problem(str(path), f"can't be opened: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise InputRefused([Problem(str(path), message, line)]) from None
    return read_response_text(text, str(path))


def read_response_text(text: str, where: str = "responses") -> Read:
    """Read response text as ``read_responses`` reads a file."""
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = [name.strip() for name in next(rows, [])]
    if not any(header):
        raise InputRefused([Problem(where, "the file is empty; the first line names the columns", 1)])
    table = ((rows.line_num, row) for row in rows if any(cell.strip() for cell in row))
    return _read_table(header, table, where)


def _read_table(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], where: str) -> Read:
    found = _Findings(where)
    sound = list(_rows_of_length(rows, len(header), found))
    if not sound:
        raise InputRefused(
            [*found.problems, Problem(where, "there is no row of responses below the header", 1)]
        )
    lower = [name.lower() for name in header]
    if _column(lower, ITEM_NAMES) is not None and _column(lower, VALUE_NAMES) is not None:
        return _read_long(lower, sound, found)
    return _read_wide(header, sound, found)


class _Findings:
    """Problems as they come; the first fifty in full, the rest counted."""

    def __init__(self, where: str) -> None:
        self.where, self.n = where, 0
        self._kept: list[Problem] = []

    def add(self, message: str, line: int | None = None) -> None:
        self.n += 1
        if self.n <= _MOST_SHOWN:
            self._kept.append(Problem(self.where, message, line))

    @property
    def problems(self) -> tuple[Problem, ...]:
        more = self.n - len(self._kept)
        rest = [Problem(self.where, f"and {more} more findings of these kinds")] if more else []
        return (*self._kept, *rest)


def _rows_of_length(
    rows: Iterable[tuple[int, Sequence[str]]], n: int, found: _Findings
) -> Iterator[tuple[int, Sequence[str]]]:
    for line, row in rows:
        if len(row) == n:
            yield line, row
        else:
            found.add(f"the row has {len(row)} cells, the header names {n}; the row is left out", line)


def _column(header: Sequence[str], names: frozenset[str]) -> int | None:
    return next((place for place, name in enumerate(header) if name in names), None)


def _read_wide(header: Sequence[str], rows: list[tuple[int, Sequence[str]]], found: _Findings) -> Read:
    lower = [name.lower() for name in header]
    person = _column(lower, PERSON_NAMES)
    group, weight = _column(lower, GROUP_NAMES), _column(lower, WEIGHT_NAMES)
    columns = [place for place in range(len(header)) if place not in (person, group, weight)]
    items = [header[place] or f"column-{place + 1}" for place in columns]
    if person is not None:
        rows = _first_of_each(rows, person, found)
    table = np.empty((len(rows), len(columns)), dtype=np.int8)
    for index, (line, row) in enumerate(rows):
        values = [_VALUE_OF.get(row[place], _WRONG) for place in columns]
        if _WRONG in values:
            values = [_value(row[place], items[at], line, found) for at, place in enumerate(columns)]
        table[index] = values
    persons = None if person is None else [row[person].strip() for _, row in rows]
    weights = None if weight is None else _weights(rows, weight, found)
    responses = responses_from_matrix(table, Labels(items, persons, weights))
    if group is not None:
        responses = responses.with_groups([row[group].strip() for _, row in rows])
    return Read(responses, found.problems)


def _first_of_each(
    rows: list[tuple[int, Sequence[str]]], person: int, found: _Findings
) -> list[tuple[int, Sequence[str]]]:
    seen: dict[str, int] = {}
    kept = []
    for line, row in rows:
        name = row[person].strip()
        if name in seen:
            told = f"person {shortened(name)!r} stands already in line {seen[name]}"
            found.add(f"{told}; one row a person is expected, this one is left out", line)
        else:
            seen[name] = line
            kept.append((line, row))
    return kept


def _value(cell: str, item: str, line: int, found: _Findings) -> int:
    word = cell.strip().lower()
    if word in _VALUE_OF:
        return _VALUE_OF[word]
    try:
        number = float(word)
    except ValueError:
        number = -1.0
    if 0 <= number < MOST_CATEGORIES and number == int(number):
        return int(number)
    expected = f"a whole number from 0 to {MOST_CATEGORIES - 1}, or nothing"
    found.add(
        f"item {shortened(item)!r} holds {shortened(cell)!r}, expected {expected}; counted as missing", line
    )
    return MISSING


def _weights(rows: list[tuple[int, Sequence[str]]], column: int, found: _Findings) -> Floats:
    weights = np.zeros(len(rows))
    for index, (line, row) in enumerate(rows):
        try:
            number = float(row[column])
        except ValueError:
            number = -1.0
        if np.isfinite(number) and number >= 0:
            weights[index] = number
        else:
            found.add(
                f"the count of the row is {shortened(row[column])!r}, expected a number from 0 on", line
            )
    return weights


def _read_long(lower: Sequence[str], rows: list[tuple[int, Sequence[str]]], found: _Findings) -> Read:
    person, item = _column(lower, PERSON_NAMES), _column(lower, ITEM_NAMES)
    value = _column(lower, VALUE_NAMES)
    if person is None or item is None or value is None:
        raise InputRefused(
            [Problem(found.where, "a long file needs the columns person, item and response", 1)]
        )
    people: dict[str, int] = {}
    names: dict[str, int] = {}
    seen: dict[tuple[int, int], int] = {}
    values = []
    for line, row in rows:
        at = (
            people.setdefault(row[person].strip(), len(people)),
            names.setdefault(row[item].strip(), len(names)),
        )
        answered = _value(row[value], row[item], line, found)
        if answered == MISSING:
            continue
        if at in seen:
            told = f"person {shortened(row[person])!r} answered item {shortened(row[item])!r} already in line"
            found.add(f"{told} {seen[at]}; this response is left out", line)
            continue
        seen[at] = line
        values.append(answered)
    if not values:
        raise InputRefused([*found.problems, Problem(found.where, "no row holds a response")])
    places = np.array(list(seen), dtype=np.intp)
    answers = np.array(values, dtype=np.int8)
    responses = responses_from_log(places[:, 0], places[:, 1], answers, Labels(tuple(names), tuple(people)))
    return Read(responses, found.problems)


def _read_parquet(path: Path) -> Read:
    import duckdb  # only this format needs it, and it takes a tenth of a second to load

    try:
        found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
        header = [column[0] for column in found.description or []]
        rows = found.fetchall()
    except duckdb.Error as error:
        raise InputRefused(
            [Problem(str(path), f"can't be read as Parquet ({shortened(str(error))})")]
        ) from None
    table = (
        (line, ["" if cell is None else _text(cell) for cell in row]) for line, row in enumerate(rows, 1)
    )
    return _read_table(header, table, str(path))


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)
