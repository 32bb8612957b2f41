"""Long files: one row a response, with its person and its item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from whichcert.errors import shortened
from whichcert.measure.arrays import Booleans, Bytes, Ints
from whichcert.measure.columns import (
    CELLS,
    TOGETHER,
    VALUE_OF,
    WRONG,
    Block,
    Row,
    part_of,
    rows_of_length,
    some_words,
    value_of,
)
from whichcert.measure.findings import Findings
from whichcert.measure.response_tables import responses_from_log
from whichcert.measure.responses import MISSING, Labels, Responses


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
        part = part_of(self.persons, n)
        for place in np.unique(part):
            here = part == place
            inside, new_place = here[self.person], np.cumsum(here) - 1
            persons = some_words(self.persons, here) or ()
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
        while (block := _joined_long(list(islice(readings, TOGETHER)))) is not None:
            yield block

    def _readings(self, rows: Iterable[Row]) -> Iterator[LongBlock]:
        sound = rows_of_length(rows, self._n, self._found)
        while some := list(islice(sound, max(CELLS // self._n, 1))):
            yield self._reading(some)

    def _reading(self, rows: Sequence[Row]) -> LongBlock:
        columns = [[row[place] for _, row in rows] for place in self._columns]
        persons, items = ([word.strip() for word in column] for column in columns[:2])
        place = {name: at for at, name in enumerate(dict.fromkeys(persons))}
        for name in dict.fromkeys(items):
            self._item_place.setdefault(name, len(self._item_place))
        values = [VALUE_OF.get(cell, WRONG) for cell in columns[2]]
        if WRONG in values:
            told = zip(columns[2], columns[1], (line for line, _ in rows), strict=True)
            values = [value_of(cell, item, line, self._found) for cell, item, line in told]
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
