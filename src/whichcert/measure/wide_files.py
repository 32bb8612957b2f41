"""Wide files: one row a person, one column an item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from whichcert.errors import shortened
from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.columns import (
    CELLS,
    GROUP_NAMES,
    PERSON_NAMES,
    TOGETHER,
    VALUE_OF,
    WEIGHT_NAMES,
    WRONG,
    Block,
    Row,
    column_named,
    part_of,
    rows_of_length,
    some_words,
    value_of,
)
from whichcert.measure.findings import Findings
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels, Responses

_ZERO = ord("0")


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
        part = part_of(self.persons, n)
        for place in np.unique(part):
            yield int(place), self.rows(part == place)

    def rows(self, keep: Booleans) -> "WideBlock":
        return WideBlock(
            self.line[keep],
            self.cells[keep],
            some_words(self.persons, keep),
            None if self.group is None else self.group[keep],
            None if self.weights is None else self.weights[keep],
        )


class WideFile:
    """One row a person, one column an item."""

    def __init__(self, header: Sequence[str], found: Findings) -> None:
        lower = [name.lower() for name in header]
        self._person, self._group = column_named(lower, PERSON_NAMES), column_named(lower, GROUP_NAMES)
        self._weight, self._found, self._n = column_named(lower, WEIGHT_NAMES), found, len(header)
        named = (self._person, self._group, self._weight)
        self._columns = [place for place in range(len(header)) if place not in named]
        self._group_place: dict[str, int] = {}
        self._items = [header[place] or f"column-{place + 1}" for place in self._columns]

    @property
    def items(self) -> Sequence[str]:
        return self._items

    def blocks(self, rows: Iterable[Row]) -> Iterator[WideBlock]:
        readings = self._readings(rows)
        while (block := _joined_wide(list(islice(readings, TOGETHER)))) is not None:
            yield block

    def _readings(self, rows: Iterable[Row]) -> Iterator[WideBlock]:
        sound = rows_of_length(rows, self._n, self._found)
        while some := list(islice(sound, max(CELLS // self._n, 1))):
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
            values = [VALUE_OF.get(cell, WRONG) for cell in cells]
            if WRONG in values:
                pairs = zip(cells, self._items, strict=True)
                values = [value_of(cell, item, line, self._found) for cell, item in pairs]
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


def _words(rows: Sequence[Row], column: int | None) -> tuple[str, ...] | None:
    return None if column is None else tuple(row[column].strip() for _, row in rows)


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
