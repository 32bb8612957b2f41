"""Items that may not stand in one form, because one gives the other away."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from whichcert.bank.duplicates import MOST_OVERLAP, compared_words, overlaps
from whichcert.bank.item import Item, Kind
from whichcert.bank.words import content_words

KIN_OVERLAP = 0.12
"""The share of shingles above which two items on one statement are one situation told twice."""

MOST_TOLD = 0.8
"""The share of a key's content words in another stem above which that stem tells the key."""

LEAST_WORDS = 3
"""Content words of a key below which its words say too little to be told."""


def enemies_of(items: Sequence[Item]) -> Mapping[str, frozenset[str]]:
    """Return for each item the ids that may not stand beside it.

    Two items are enemies when an author says so, when one corrects the other, when they share much wording
    or a statement and some wording, or when one's stem tells the other's key.
    """
    enemies = {item.id: set[str]() for item in items}
    for one, other in (*_declared(items), *_alike(items), *_telling(items)):
        if one != other and one in enemies and other in enemies:
            enemies[one].add(other)
            enemies[other].add(one)
    return {item_id: frozenset(found) for item_id, found in enemies.items()}


def _declared(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    for item in items:
        yield from ((item.id, enemy) for enemy in item.enemies)
        if item.supersedes is not None:
            yield item.id, item.supersedes


def _alike(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    tested = {item.id: frozenset(item.statements) for item in items}
    for one, other, share in overlaps({item.id: compared_words(item) for item in items}, above=KIN_OVERLAP):
        if share > MOST_OVERLAP or tested[one] & tested[other]:
            yield one, other


def _telling(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Yield pairs of which the first's stem holds most content words of the second's key."""
    stems = [content_words(item.stem) for item in items]
    answers = [content_words(_answer(item)) for item in items]
    codes = {word: place for place, word in enumerate(sorted(frozenset().union(*answers)))}
    stem_table = np.zeros((len(items), len(codes)), dtype=np.float32)
    answer_table = np.zeros_like(stem_table)
    for row, (stem, answer) in enumerate(zip(stems, answers, strict=True)):
        stem_table[row, [codes[word] for word in stem & codes.keys()]] = 1
        answer_table[row, [codes[word] for word in answer]] = 1
    sizes = answer_table.sum(axis=1)
    told = stem_table @ answer_table.T / np.maximum(sizes, 1)
    told[:, sizes < LEAST_WORDS] = 0
    for teller, other in np.argwhere(told >= MOST_TOLD):
        yield items[teller].id, items[other].id


def _answer(item: Item) -> str:
    """Return what knowing the answer means: the keyed options, or the statement that is true or false."""
    if item.kind is Kind.TRUE_FALSE:
        return item.stem
    return " ".join(item.options[place].text for place in item.keys)
