"""Read content/orientation/ and check it."""

import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from whichcert.errors import ContentBroken, Problem, nearest, shortened
from whichcert.orient.instrument import Facet, Instrument, Item, Pair, Pole, Statement

MOST_DESIRABILITY_GAP = 0.7
"""Partners of a pair must look about equally good, or the answer shows vanity, not preference."""
PAIRS, OPPOSITE_PAIRS, FACETS_PER_POLE, ITEMS_PER_POLE = 36, 7, 6, 2
MOST_WORDS = 16


def read_instrument(folder: Path) -> Instrument:
    """Return the instrument in ``folder``; raises ContentBroken when a file or a row can't be used."""

    def facet(name: str, row: _Row) -> Facet:
        return Facet(name, Pole(row.one_of("pole", [*Pole])), row.text("name"), row.text("description"))

    def statement(name: str, row: _Row) -> Statement:
        keyed, good = row.one_of("keyed", KEYS), row.number("desirability")
        return Statement(name, row.one_of("facet", facets), row.text("text"), keyed, good)

    def pair(name: str, row: _Row) -> Pair:
        left, right = (statements[row.one_of(side, statements)] for side in ("left", "right"))
        return Pair(name, left, right)

    def item(name: str, row: _Row) -> Item:
        return Item(name, row.one_of("facet", facets), row.text("text"), row.one_of("keyed", KEYS))

    facets = _made(folder / "facets.toml", "facets", facet)
    statements = _made(folder / "statements.toml", "statements", statement)
    pairs = _made(folder / "pairs.toml", "pairs", pair)
    return Instrument(facets, pairs, _made(folder / "items.toml", "items", item))


KEYS = (1, -1)
T = TypeVar("T")


class _RowBroken(Exception):  # noqa: N818
    """A row of a file can't be used; its text says which key, and what is expected."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One table of a file; its keys are read with what is expected of them."""

    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        return str(self._expected(key, "a text", isinstance(self.values.get(key), str)))

    def number(self, key: str) -> float:
        value = self.values.get(key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(self._expected(key, "a number", is_number))

    def one_of(self, key: str, known: Collection[Any]) -> Any:
        value = self.values.get(key)
        if isinstance(value, str | int) and value in known:
            return value
        # looking for near names is slow; it is worth it only when one is wrong
        near = nearest(str(value), [each for each in known if isinstance(each, str)])
        return self._expected(key, f"one of {', '.join(map(str, near or list(known)[:4]))}", False)

    def _expected(self, key: str, what: str, is_right: bool) -> Any:
        if not is_right:
            found = shortened(repr(self.values[key])) if key in self.values else "missing"
            raise _RowBroken(f"{key} is {found}; expected {what}")
        return self.values[key]


def _made(path: Path, table: str, make: Callable[[str, _Row], T]) -> dict[str, T]:
    """Return what the rows of a file make; raises ContentBroken with every row that can't be used."""
    made, problems = {}, []
    for name, values in _rows(path, table).items():
        try:
            made[name] = make(name, _Row(values if isinstance(values, Mapping) else {}))
        except _RowBroken as error:
            problems.append(Problem(f"content/orientation/{path.name}", f"{table}.{name}: {error}"))
    if problems:
        raise ContentBroken(problems)
    return made


def check_instrument(instrument: Instrument, where: str = "content/orientation") -> list[Problem]:
    """Return every way in which the instrument breaks its own design."""
    found = [*_count_problems(instrument), *_pair_problems(instrument), *_text_problems(instrument)]
    return [Problem(f"{where}/{file}", message) for file, message in found]


def _rows(path: Path, table: str) -> Mapping[str, Any]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get(table)
    except (OSError, ValueError, RecursionError) as error:
        problem = Problem(f"content/orientation/{path.name}", f"can't be read: {error}")
        raise ContentBroken([problem]) from error
    if not isinstance(rows, Mapping):
        raise ContentBroken([Problem(f"content/orientation/{path.name}", f"[{table}] is missing")])
    return rows


def _count_problems(instrument: Instrument) -> Iterator[tuple[str, str]]:
    poles = Counter(facet.pole for facet in instrument.facets.values())
    for pole in Pole:
        if poles[pole] != FACETS_PER_POLE:
            yield "facets.toml", f"{pole} has {poles[pole]} facets, {FACETS_PER_POLE} are expected"
    if len(instrument.pairs) != PAIRS:
        yield "pairs.toml", f"{len(instrument.pairs)} pairs, {PAIRS} are expected"
    opposite = sum(pair.is_opposite for pair in instrument.pairs.values())
    if opposite != OPPOSITE_PAIRS:
        yield "pairs.toml", f"{opposite} oppositely keyed pairs, {OPPOSITE_PAIRS} are expected"
    items = Counter(instrument.facets[item.facet].pole for item in instrument.items.values())
    for pole in Pole:
        if items[pole] != ITEMS_PER_POLE:
            yield "items.toml", f"{pole} has {items[pole]} items, {ITEMS_PER_POLE} are expected"


def _pair_problems(instrument: Instrument) -> Iterator[tuple[str, str]]:
    for pair in instrument.pairs.values():
        poles = {instrument.facets[statement.facet].pole for statement in (pair.left, pair.right)}
        if len(poles) != len(Pole):
            yield "pairs.toml", f"{pair.id} compares two statements of one pole; take one of each"
        gap = abs(pair.left.desirability - pair.right.desirability)
        if gap > MOST_DESIRABILITY_GAP + 1e-9:
            limit = MOST_DESIRABILITY_GAP
            yield "pairs.toml", f"{pair.id} differs by {gap:.1f} in desirability, at most {limit}"
    used = Counter(s.id for pair in instrument.pairs.values() for s in (pair.left, pair.right))
    for name, times in used.items():
        if times > 1:
            yield "pairs.toml", f"statement {name} stands in {times} pairs; use each once"
    combinations = Counter(
        frozenset((pair.left.facet, pair.right.facet)) for pair in instrument.pairs.values()
    )
    for facets, times in combinations.items():
        if times > 1:
            yield "pairs.toml", f"{' and '.join(sorted(facets))} are compared {times} times; once is enough"


def _text_problems(instrument: Instrument) -> Iterator[tuple[str, str]]:
    statements = [s for pair in instrument.pairs.values() for s in (pair.left, pair.right)]
    for statement in statements:
        words = len(statement.text.split())
        if words > MOST_WORDS:
            yield "statements.toml", f"{statement.id} has {words} words, at most {MOST_WORDS} fit"
    texts = Counter(s.text.lower() for s in statements)
    for text, times in texts.items():
        if times > 1:
            yield "statements.toml", f"{text!r} is written {times} times"
