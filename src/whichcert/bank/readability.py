"""How hard a text is to read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from whichcert.bank.words import sentences_of, words_of

_VOWELS = re.compile(r"[aeiouy]+")
_TERMS = frozenset(
    words_of(
        """accountability accountabilities accountable adaptation adapt artifact artifacts backlog backlogs
        commitment commitments daily definition developer developers empirical empiricism event events
        evidence facilitate facilitation facilitator increment increments inspection items master
        organization organizations owner planning product products responsible retrospective review scrum
        self-managing sprint sprints stakeholder stakeholders timebox transparency transparent value"""
    )
)
"""Scrum's own words, which every reader of an item knows; they count as one syllable."""


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """The school grade that a text needs, and its longest sentence in words."""

    grade: float
    longest_sentence: int


def reading_level(text: str, words: Sequence[str] | None = None) -> ReadingLevel:
    """Return the Flesch–Kincaid grade: 0.39 words per sentence + 11.8 syllables per word − 15.59.

    words: those of ``text``, where they are known already. Syllables are groups of vowels, so a grade is
    good to about ± 1. Source: Kincaid and others (1975), Derivation of new readability formulas, p. 14.

    >>> round(reading_level("The team meets. It talks.").grade, 1)
    -1.8
    """
    words = words_of(text) if words is None else words
    lengths = [sentence.count(" ") + 1 for sentence in sentences_of(text)]
    if not words or not lengths:
        return ReadingLevel(0.0, 0)
    syllables = sum(map(_syllables, words)) / len(words)
    return ReadingLevel(0.39 * len(words) / len(lengths) + 11.8 * syllables - 15.59, max(lengths))


@cache
def _syllables(word: str) -> int:
    if word in _TERMS:
        return 1
    groups = len(_VOWELS.findall(word))
    is_silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded"))
    return max(1, groups - is_silent)
