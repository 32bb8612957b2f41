"""Read content/orientation/ and check it."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from whichcert.errors import ContentBroken, Problem
from whichcert.orient.instrument import Facet, Instrument, Item, Pair, Pole, Statement

MOST_DESIRABILITY_GAP = 0.7
"""Partners of a pair must look about equally good, or the answer shows vanity, not preference."""
PAIRS, OPPOSITE_PAIRS, FACETS_PER_POLE, ITEMS_PER_POLE = 36, 7, 6, 2
MOST_WORDS = 16


def read_instrument(folder: Path) -> Instrument:
    """Return the instrument in ``folder``; raises ContentBroken when a file can't be read."""
    facets = {
        name: Facet(name, Pole(row["pole"]), row["name"], row["description"])
        for name, row in _rows(folder / "facets.toml", "facets").items()
    }
    statements = {
        name: Statement(name, row["facet"], row["text"], row["keyed"], row["desirability"])
        for name, row in _rows(folder / "statements.toml", "statements").items()
    }
    pairs = {
        name: Pair(name, statements[row["left"]], statements[row["right"]])
        for name, row in _rows(folder / "pairs.toml", "pairs").items()
    }
    items = {
        name: Item(name, row["facet"], row["text"], row["keyed"])
        for name, row in _rows(folder / "items.toml", "items").items()
    }
    return Instrument(facets, pairs, items)


def check_instrument(instrument: Instrument, where: str = "content/orientation") -> list[Problem]:
    """Return every way in which the instrument breaks its own design."""
    found = [*_count_problems(instrument), *_pair_problems(instrument), *_text_problems(instrument)]
    return [Problem(f"{where}/{file}", message) for file, message in found]


def _rows(path: Path, table: str) -> Mapping[str, Any]:
    try:
        rows: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        problem = Problem(f"content/orientation/{path.name}", f"can't be read: {error}")
        raise ContentBroken([problem]) from error
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
