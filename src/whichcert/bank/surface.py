"""What an option shows to somebody who knows nothing of its subject: one row of numbers an option."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from whichcert.bank.item import Item, Kind
from whichcert.bank.wording import ABSOLUTES, HEDGES
from whichcert.bank.words import content_words, sentences_of, words_of

Floats = NDArray[np.float64]

_NEGATIONS = frozenset({"cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "without"})
_REASONS = frozenset({"because", "if", "since", "so", "unless", "when", "whenever", "while"})

OPTION_FEATURES = (
    "characters against the others",
    "words against the others",
    "rank of length",
    "longest",
    "shortest",
    "absolute words",
    "hedges",
    "negations",
    "reasons and conditions",
    "share of words in the stem",
    "words in the stem",
    "likeness to the other options",
    "starts as most others",
    "ends as the stem does",
    "first",
    "last",
    "place",
    "numbers",
    "capital letters",
    "letters a word",
    "commas",
    "and, or",
)
CONVERGENCE = ("likeness to the other options", "starts as most others")
"""What only shows when all options are held against each other: wrong ones are often made from the key."""

STATEMENT_FEATURES = (
    "says true",
    "words",
    "sentences",
    "absolute words",
    "hedges",
    "negations",
    "reasons and conditions",
    "numbers",
    "capital letters",
    "letters a word",
    "commas",
    "and, or",
)


def surface(item: Item) -> Floats:
    """Return options × features of one item: ``OPTION_FEATURES``, or for true and false the statement's.

    A true-false item has its statement's features with a plus at True and a minus at False, so that a
    linear score of its two options is a score of the statement.
    """
    if item.kind is Kind.TRUE_FALSE:
        row = np.array([1.0, *_statement_row(item.stem)])
        return np.array([row if option.text == "True" else -row for option in item.options])
    return np.column_stack([*_lengths(item), *_columns(item)])


def _lengths(item: Item) -> list[Floats]:
    characters = np.array([len(option.text) for option in item.options], dtype=np.float64)
    words = np.array([len(words_of(option.text)) for option in item.options], dtype=np.float64)
    ranks = (characters[:, None] > characters).sum(axis=1) / (len(characters) - 1)
    return [
        np.log(characters / characters.mean()),
        np.log(np.maximum(words, 0.5) / max(0.5, words.mean())),
        ranks,
        (characters == characters.max()).astype(np.float64),
        (characters == characters.min()).astype(np.float64),
    ]


def _columns(item: Item) -> list[Floats]:
    """Return the features after length, in the order of ``OPTION_FEATURES``."""
    texts = [option.text for option in item.options]
    words = [words_of(text) for text in texts]
    content = [content_words(text) for text in texts]
    stem = content_words(item.stem)
    asked = words_of(item.stem.split("\n")[0])
    firsts = [one[0] if one else "" for one in words]
    last = len(texts) - 1
    places = np.arange(len(texts), dtype=np.float64)
    rows = [
        (
            _count(own, ABSOLUTES),
            _count(own, HEDGES),
            _count(own, _NEGATIONS),
            _count(own, _REASONS),
            len(bag & stem) / max(1, len(bag)),
            len(bag & stem),
            fmean(_likeness(bag, other) for other in content[:place] + content[place + 1 :]),
            (firsts.count(first) - 1) / last,
            float(bool(asked) and _ending(first) == _ending(asked[-1])),
            place == 0,
            place == last,
        )
        for place, (own, bag, first) in enumerate(zip(words, content, firsts, strict=True))
    ]
    table = np.array(rows, dtype=np.float64)
    return [*table.T, places / last, *np.array([_specificity(text) for text in texts]).T]


def _statement_row(stem: str) -> list[float]:
    words = words_of(stem)
    return [
        len(words) / 20,
        float(len(sentences_of(stem))),
        _count(words, ABSOLUTES),
        _count(words, HEDGES),
        _count(words, _NEGATIONS),
        _count(words, _REASONS),
        *_specificity(stem),
    ]


def _specificity(text: str) -> list[float]:
    """Return numbers, capitals inside, letters a word, commas and joins: signs of care for detail."""
    words = words_of(text)
    return [
        float(any(letter.isdigit() for letter in text)),
        float(sum(letter.isupper() for letter in text[1:])),
        fmean(map(len, words)) if words else 0.0,
        float(text.count(",")),
        _count(words, frozenset({"and", "or"})),
    ]


def _count(words: Sequence[str], among: frozenset[str]) -> float:
    return float(sum(word in among for word in words))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _ending(word: str) -> str:
    """Return a rough sign of grammar: plural, -ing, -ed or none of them."""
    return next((ending for ending in ("ing", "ed", "s") if word.endswith(ending)), "")
