"""The closed lists of words that a profile uses, with what each word says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.free_text import (
    NO,
    STAR,
    destination,
    normalised,
    occurs,
    occurs_in_any_order,
    occurs_unbroken,
    one_spelling,
    phrase_words,
    same,
    unnegated,
    weight,
)
from whichcert.errors import ContentBroken, Problem, UnknownName

KINDS = ("roles", "goals", "likes", "strengths", "constraints")
SINGULAR = {
    "roles": "role",
    "goals": "goal",
    "likes": "liking",
    "strengths": "strength",
    "constraints": "constraint",
}
FREE_TEXT_ONLY = STAR
"""A synonym with a star is a word stem; it matches free text but not a profile's closed list."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a closed list; ``says`` holds its numbers and marks, see content/profile.toml.

    synonyms: all other spellings, the vague ones too. vague: those that mean
    this word only if no other fits. opening: first words of a text that mean
    this word whatever follows.
    """

    kind: str
    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    says: Mapping[str, Any] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()

    def number(self, key: str, default: float = 0.0) -> float:
        return float(self.says.get(key, default))

    def text(self, key: str) -> str | None:
        value = self.says.get(key)
        return None if value is None else str(value)

    @property
    def facets(self) -> tuple[str, ...]:
        return tuple(self.says.get("facets", ()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All closed lists, by kind and id, in their file's order."""

    words: Mapping[str, Mapping[str, Word]]

    def word(self, kind: str, name: str) -> Word:
        """Return the word that ``name`` means; raises UnknownName naming the nearest known ones."""
        wanted = normalised(name)
        words = self.words[kind]
        if wanted.replace(" ", "_") in words:
            return words[wanted.replace(" ", "_")]
        for word in words.values():
            if wanted in (synonym for synonym in word.synonyms if FREE_TEXT_ONLY not in synonym):
                return word
        known = [*words, *(s for w in words.values() for s in w.synonyms if FREE_TEXT_ONLY not in s)]
        raise UnknownName(SINGULAR[kind], name, known)

    def understood(self, kind: str, text: str) -> Word | None:
        """Return the word that free text comes nearest to, or None.

        A word that the text opens with (``opening``) wins. Then the synonym
        with the most words that occur in the text wins; on a tie the one
        unbroken, then in order, the more exact spelling, the earlier word of the
        list. Words of a list stand from the more to the less
        Scrum-specific. A ``vague`` synonym counts when no other fits; of two,
        the one that stands later in the text, since English names the thing
        last. What a negation takes back does not count, except among the
        constraints, which are mostly negations.
        """
        spelled = one_spelling(text)
        tokens = (destination(spelled) if kind == "goals" else spelled).split()
        words = self.words[kind]
        for word in words.values():
            if tokens and any(same(opening, tokens[0]) for opening in word.opening):
                return word
        if kind == "constraints" and NO_CONSTRAINT.search(spelled):
            return None
        ranked = [
            (rank, -place, word) for place, word in enumerate(words.values()) for rank in _ranks(word, tokens)
        ]
        return max(ranked, key=lambda row: row[:2])[2] if ranked else None


NO_CONSTRAINT = re.compile(r"\bno (?:\w+ )*(?:limit|problem|pressure|issue|constraint|restriction)s?\b")
"""The absence of a constraint, said as "no time limit" or "money is no problem"."""
ANY_ORDER = ("goals", "likes", "strengths")

_Rank = tuple[bool, int, int, int]


def _ranks(word: Word, tokens: Sequence[str]) -> Iterator[_Rank]:
    """Yield the rank of each of the word's phrases that occurs in the tokens."""
    open_tokens = unnegated(tokens)
    for phrase in (word.id.replace("_", " "), *word.synonyms):
        parts = phrase_words(phrase)
        within = tokens if NO in parts or word.kind == "constraints" else open_tokens
        order = _order(parts, within, free=NO not in parts and word.kind in ANY_ORDER)
        if order == 0:
            continue
        if phrase in word.vague:
            last = max(place for place, token in enumerate(within) if same(parts[-1], token))
            yield (False, last, 0, 0)
        else:
            exact = sum(not part.endswith(FREE_TEXT_ONLY) for part in parts)
            yield (True, weight(parts), order, exact)


def _order(phrase: Sequence[str], words: Sequence[str], *, free: bool) -> int:
    """Return 3 for a phrase found unbroken, 2 with gaps, 1 in another order if that is free, else 0."""
    if occurs_unbroken(phrase, words):
        return 3
    if occurs(phrase, words):
        return 2
    return int(free and occurs_in_any_order(phrase, words))


def read_vocabulary(tables: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """Return the vocabulary from the tables of content/profile.toml; raises ContentBroken."""
    problems = [Problem("content/profile.toml", wrong) for wrong in _wrong(tables)]
    if problems:
        raise ContentBroken(problems)
    return Vocabulary({kind: dict(_words(kind, tables[kind])) for kind in KINDS})


SHARES = ("psm", "pspo", "neither", "depth", "knows")
ACCOUNTABILITIES = ("scrum-master", "product-owner")
MARKS = {"practice": ACCOUNTABILITIES, "experience": ACCOUNTABILITIES, "avoids": ACCOUNTABILITIES}


def _wrong(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a word says that nothing could use."""
    for kind in (*KINDS, *(kind for kind in tables if kind not in KINDS)):
        if not isinstance(tables.get(kind), Mapping) or kind not in KINDS:
            found = "missing" if kind in KINDS else "unknown"
            yield f"[{kind}] is {found}; the lists are {', '.join(KINDS)}"
            continue
        for name, row in tables[kind].items():
            yield from (f"{kind}.{name}: {wrong}" for wrong in _wrong_word(row))


def _wrong_word(row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping) or not isinstance(row.get("label"), str):
        yield "label is missing; expected a text"
        return
    for key in SHARES:
        if key in row and not (isinstance(row[key], int | float) and 0 <= row[key] <= 1):
            yield f"{key} is {row[key]!r}; expected a number from 0 to 1"
    for key, known in MARKS.items():
        if key in row and row[key] not in known:
            yield f"{key} is {row[key]!r}; expected {' or '.join(known)}"
    for name in row.get("emphasises", ()):
        if name not in CRITERIA:
            yield f"emphasises names {name!r}; expected one of {', '.join(CRITERIA)}"


def _words(kind: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    for name, row in table.items():
        says = {key: value for key, value in row.items() if key not in SPELLINGS}
        vague, opening = _spellings(row, "vague"), _spellings(row, "opening")
        synonyms = (*_spellings(row, "synonyms"), *vague)
        yield name, Word(kind, name, row["label"], synonyms, says, vague=vague, opening=opening)


SPELLINGS = ("label", "synonyms", "vague", "opening")


def _spellings(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(normalised(spelling, keep=FREE_TEXT_ONLY) for spelling in row.get(key, ()))
