"""Rows of responses a block at a time, and what a file's columns make of them.

A ``WideFile`` has a row a person, a ``LongFile`` a row a response. Both turn
rows into blocks of arrays, cut blocks by person, and turn any number of
blocks, which hold all rows of their persons, into responses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol, TypeAlias
from zlib import crc32

import numpy as np

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.findings import Findings
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
_CELLS = 10_000
"""Cells read as text at a time: with more, the garbage collector walks over them again and again."""
_TOGETHER = 100
"""Such readings joined to one block, so that a block is worth writing."""
_ZERO = ord("0")

Row: TypeAlias = tuple[int, Sequence[str]]


class Block(Protocol):
    """Rows of a file as arrays."""

    def split(self, n: int) -> Iterator[tuple[int, "Block"]]:
        """Cut the block into parts by person: the same person always comes into the same part."""
        ...


class ResponseFile(Protocol):
    """What the header of a file says about its rows."""

    @property
    def items(self) -> Sequence[str]: ...

    def blocks(self, rows: Iterable[Row]) -> Iterator[Block]: ...

    def responses(self, blocks: Iterable[Block]) -> Responses | None:
        """Return what blocks hold, or None for no row; a person's second answer is told and left out."""
        ...


def file_of(header: Sequence[str], found: Findings) -> ResponseFile:
    """Return a long file where the columns say so, else a wide one."""
    lower = [name.lower() for name in header]
    person, item, value = (_column(lower, names) for names in (PERSON_NAMES, ITEM_NAMES, VALUE_NAMES))
    if item is None or value is None:
        return WideFile(header, found)
    if person is None:
        message = "a long file needs the columns person, item and response"
        raise InputRefused([Problem(found.where, message, 1)])
    return LongFile((person, item, value), len(header), found)


def _column(header: Sequence[str], names: frozenset[str]) -> int | None:
    return next((place for place, name in enumerate(header) if name in names), None)


@dataclass(frozen=True, slots=True, eq=False)
class WideBlock:
    """Some persons' rows; ``persons``, ``group`` and ``weights`` where the file has such columns."""

    line: Ints
    cells: Bytes
    persons: tuple[str, ...] | None
    group: Ints | None
    weights: Floats | None

    def split(self, n: int) -> Iterator[tuple[int, "WideBlock"]]:
        """Cut by person; rows without names go into one part, chosen by the first line."""
        if self.persons is None or n == 1:
            yield (int(self.line[0]) // len(self.line)) % n, self
            return
        part = _part_of(self.persons, n)
        for place in np.unique(part):
            yield int(place), self.rows(part == place)

    def rows(self, keep: Booleans) -> "WideBlock":
        return WideBlock(
            self.line[keep],
            self.cells[keep],
            _some(self.persons, keep),
            None if self.group is None else self.group[keep],
            None if self.weights is None else self.weights[keep],
        )


class WideFile:
    """One row a person, one column an item."""

    def __init__(self, header: Sequence[str], found: Findings) -> None:
        lower = [name.lower() for name in header]
        self._person, self._group = _column(lower, PERSON_NAMES), _column(lower, GROUP_NAMES)
        self._weight, self._found, self._n = _column(lower, WEIGHT_NAMES), found, len(header)
        named = (self._person, self._group, self._weight)
        self._columns = [place for place in range(len(header)) if place not in named]
        self._group_place: dict[str, int] = {}
        self._items = [header[place] or f"column-{place + 1}" for place in self._columns]

    @property
    def items(self) -> Sequence[str]:
        return self._items

    def blocks(self, rows: Iterable[Row]) -> Iterator[WideBlock]:
        readings = self._readings(rows)
        while (block := _joined_wide(list(islice(readings, _TOGETHER)))) is not None:
            yield block

    def _readings(self, rows: Iterable[Row]) -> Iterator[WideBlock]:
        sound = _rows_of_length(rows, self._n, self._found)
        while some := list(islice(sound, max(_CELLS // self._n, 1))):
            yield WideBlock(
                np.array([line for line, _ in some], dtype=np.intp),
                self._cells(some),
                _words(some, self._person),
                None if self._group is None else self._groups(some, self._group),
                None if self._weight is None else self._weights(some, self._weight),
            )

    def responses(self, blocks: Iterable[Block]) -> Responses | None:
        block = _joined_wide([block for block in blocks if isinstance(block, WideBlock)])
        if block is None:
            return None
        if block.persons is not None:
            block = block.rows(_first_of_each(block.persons, block.line, self._found))
        found = responses_from_matrix(block.cells, Labels(self._items, block.persons, block.weights))
        if block.group is None:
            return found
        return replace(found, group=block.group, groups=tuple(self._group_place))

    def _cells(self, rows: Sequence[Row]) -> Bytes:
        n, table = len(self._columns), np.empty((len(rows), len(self._columns)), dtype=np.int8)
        for index, (line, row) in enumerate(rows):
            cells = [row[place] for place in self._columns] if n < self._n else row
            digits = "".join(cells)
            if len(digits) == n and "" not in cells and digits.isascii() and digits.isdigit():
                table[index] = np.frombuffer(digits.encode(), dtype=np.int8)
                table[index] -= _ZERO
                continue
            values = [_VALUE_OF.get(cell, _WRONG) for cell in cells]
            if _WRONG in values:
                pairs = zip(cells, self._items, strict=True)
                values = [_value(cell, item, line, self._found) for cell, item in pairs]
            table[index] = values
        return table

    def _groups(self, rows: Sequence[Row], column: int) -> Ints:
        """Return places of groups; the first that the file names is the first everywhere."""
        place = self._group_place
        return np.array([place.setdefault(row[column].strip(), len(place)) for _, row in rows], np.intp)

    def _weights(self, rows: Sequence[Row], column: int) -> Floats:
        weights = np.zeros(len(rows))
        for index, (line, row) in enumerate(rows):
            try:
                number = float(row[column])
            except ValueError:
                number = -1.0
            if np.isfinite(number) and number >= 0:
                weights[index] = number
            else:
                told = f"the count of the row is {shortened(row[column])!r}, expected a number from 0 on"
                self._found.add(told, line)
        return weights


@dataclass(frozen=True, slots=True, eq=False)
class LongBlock:
    """Some responses, with the names of everybody whose rows they are."""

    persons: tuple[str, ...]
    line: Ints
    person: Ints
    """The place of each response's person in ``persons``."""
    item: Ints
    """The place of each response's item among the file's."""
    value: Bytes

    def split(self, n: int) -> Iterator[tuple[int, "LongBlock"]]:
        """Cut by person."""
        if n == 1:
            yield 0, self
            return
        part = _part_of(self.persons, n)
        for place in np.unique(part):
            here = part == place
            inside, new_place = here[self.person], np.cumsum(here) - 1
            persons = _some(self.persons, here) or ()
            person = new_place[self.person[inside]]
            columns = (self.line[inside], person, self.item[inside], self.value[inside])
            yield int(place), LongBlock(persons, *columns)


class LongFile:
    """One row a response: person, item, value."""

    def __init__(self, columns: tuple[int, int, int], n: int, found: Findings) -> None:
        self._columns, self._n, self._found = columns, n, found
        self._item_place: dict[str, int] = {}

    @property
    def items(self) -> Sequence[str]:
        """Every item that the rows so far have named, in that order."""
        return list(self._item_place)

    def blocks(self, rows: Iterable[Row]) -> Iterator[LongBlock]:
        readings = self._readings(rows)
        while (block := _joined_long(list(islice(readings, _TOGETHER)))) is not None:
            yield block

    def _readings(self, rows: Iterable[Row]) -> Iterator[LongBlock]:
        sound = _rows_of_length(rows, self._n, self._found)
        while some := list(islice(sound, max(_CELLS // self._n, 1))):
            yield self._reading(some)

    def _reading(self, rows: Sequence[Row]) -> LongBlock:
        columns = [[row[place] for _, row in rows] for place in self._columns]
        persons, items = ([word.strip() for word in column] for column in columns[:2])
        place = {name: at for at, name in enumerate(dict.fromkeys(persons))}
        for name in dict.fromkeys(items):
            self._item_place.setdefault(name, len(self._item_place))
        values = [_VALUE_OF.get(cell, _WRONG) for cell in columns[2]]
        if _WRONG in values:
            told = zip(columns[2], columns[1], (line for line, _ in rows), strict=True)
            values = [_value(cell, item, line, self._found) for cell, item, line in told]
        value = np.array(values, dtype=np.int8)
        answered = value != MISSING
        return LongBlock(
            tuple(place),
            np.array([line for line, _ in rows], dtype=np.intp)[answered],
            np.array([place[name] for name in persons], dtype=np.intp)[answered],
            np.array([self._item_place[name] for name in items], dtype=np.intp)[answered],
            value[answered],
        )

    def responses(self, blocks: Iterable[Block]) -> Responses | None:
        block = _joined_long([block for block in blocks if isinstance(block, LongBlock)])
        if block is None:
            return None
        items = tuple(self.items)
        keep = self._first_answers(block, items)
        labels = Labels(items, block.persons)
        return responses_from_log(block.person[keep], block.item[keep], block.value[keep], labels)

    def _first_answers(self, block: LongBlock, items: Sequence[str]) -> Booleans:
        """Return which responses are the first of their person to their item; tell of the others."""
        cell = block.person * len(items) + block.item
        order = np.argsort(cell, kind="stable")
        new = np.concatenate([[True], np.diff(cell[order]) != 0])[: len(cell)]
        first = order[np.maximum.accumulate(np.where(new, np.arange(len(cell)), 0))]
        keep = np.empty(len(cell), dtype=np.bool_)
        keep[order] = new
        line_of_first = np.empty(len(cell), dtype=np.intp)
        line_of_first[order] = block.line[first]
        for again in np.flatnonzero(~keep):
            person, item = block.persons[block.person[again]], items[block.item[again]]
            told = f"person {shortened(person)!r} answered item {shortened(item)!r} already in line"
            message = f"{told} {line_of_first[again]}; this response is left out"
            self._found.add(message, int(block.line[again]))
        return keep


def _rows_of_length(rows: Iterable[Row], n: int, found: Findings) -> Iterator[Row]:
    for line, row in rows:
        if len(row) == n:
            yield line, row
        else:
            found.add(f"the row has {len(row)} cells, the header names {n}; the row is left out", line)


def _words(rows: Sequence[Row], column: int | None) -> tuple[str, ...] | None:
    return None if column is None else tuple(row[column].strip() for _, row in rows)


def _some(words: tuple[str, ...] | None, keep: Booleans) -> tuple[str, ...] | None:
    return None if words is None else tuple(words[place] for place in np.flatnonzero(keep))


def _part_of(persons: Sequence[str], n: int) -> Ints:
    return np.array([crc32(name.encode()) for name in persons], dtype=np.intp) % n


def _first_of_each(persons: Sequence[str], lines: Ints, found: Findings) -> Booleans:
    seen: dict[str, int] = {}
    keep = np.ones(len(persons), dtype=np.bool_)
    for place, (name, line) in enumerate(zip(persons, lines.tolist(), strict=True)):
        first = seen.setdefault(name, line)
        if first != line:
            keep[place] = False
            told = f"person {shortened(name)!r} stands already in line {first}"
            found.add(f"{told}; one row a person is expected, this one is left out", line)
    return keep


def _joined_wide(blocks: Sequence[WideBlock]) -> WideBlock | None:
    if not blocks:
        return None
    if len(blocks) == 1:
        return blocks[0]
    first, weights = blocks[0], [block.weights for block in blocks if block.weights is not None]
    group = [block.group for block in blocks if block.group is not None]
    return WideBlock(
        np.concatenate([block.line for block in blocks]),
        np.concatenate([block.cells for block in blocks]),
        None if first.persons is None else _chained(block.persons for block in blocks),
        np.concatenate(group) if group else None,
        np.concatenate(weights) if weights else None,
    )


def _chained(words: Iterable[tuple[str, ...] | None]) -> tuple[str, ...]:
    return tuple(word for some in words for word in some or ())


def _joined_long(blocks: Sequence[LongBlock]) -> LongBlock | None:
    if not blocks:
        return None
    if len(blocks) == 1:
        return blocks[0]
    place: dict[str, int] = {}
    at = [np.array([place.setdefault(name, len(place)) for name in b.persons], np.intp) for b in blocks]
    return LongBlock(
        tuple(place),
        np.concatenate([block.line for block in blocks]),
        np.concatenate([of[block.person] for of, block in zip(at, blocks, strict=True)]),
        np.concatenate([block.item for block in blocks]),
        np.concatenate([block.value for block in blocks]),
    )


def _value(cell: str, item: str, line: int, found: Findings) -> int:
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
    told = f"item {shortened(item)!r} holds {shortened(cell)!r}, expected {expected}; counted as missing"
    found.add(told, line)
    return MISSING
