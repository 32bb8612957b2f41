"""Free text as words that can be compared: one spelling, negations, word stems, phrases."""

import re
from collections.abc import Sequence
from functools import lru_cache

STAR = "*"
"""A phrase's word that ends in a star is a word stem."""
NO = "no"
SCRUM_MASTER, PRODUCT_OWNER, HIGH_LEVEL = "sm", "po", "level2"
GRAMMAR = ("become", "get", "be", "to", "in", "at", "of")
WEIGHTS = {SCRUM_MASTER: 2, PRODUCT_OWNER: 2, HIGH_LEVEL: 3} | dict.fromkeys(GRAMMAR, 0)
"""Names of two words count as two; a level above I outweighs the certificate's name beside it."""

ONE_SPELLING = (
    (r"\b(?:a|an|the|my|our)\b", ""),
    (r"\bscrum ?masters?(?:hip)?\b\*?|\bsms?\b", SCRUM_MASTER),
    (r"\bproduct ?owners?(?:hip)?\b\*?|\bpos?\b", PRODUCT_OWNER),
    (r"\b(psm|pspo) ?(?:1|i)\b", r"\1"),
    (r"\b(psm|pspo) ?(?:2|3|iii?)\b", rf"\1 {HIGH_LEVEL}"),
    (r"\blevel ?(?:2|3|iii?)\b", HIGH_LEVEL),
    (r"\b(?:not|no) (?:only|just)\b", ""),
    (r"\bnot (?:sure|certain|clear|decided)\b", "unsure"),
    (r"\bnever (?:been|worked|done|was)\b", "newcomer"),
    (r"\b(?:can|do|does|is|was|are|has|have|did|wo) ?n? ?t\b", NO),
    (r"\b(?:not|never|non|without|cannot|zero|nobody|nothing|neither|missing|lack(?:s|ing|ed)?)\b", NO),
    (r"\b(?:dislike|hate|avoid|quit|leav)(?:s|e|es|ing|d)?\b|\b(?:away|tired|bored|stop|less)\b", NO),
    (r"\b(?:instead of|rather than)\b", NO),
)
LEFT_BEHIND = re.compile(rf"\b(?:from|{NO}) .*? (?:to|into|towards?|for) (?!be\b)")
"""What stands between "from" or "leave" and "to" is where somebody comes from, not where they go."""
CLOSERS = frozenset({"but", "more"})


def normalised(text: str, keep: str = "") -> str:
    """Lower the case and turn every run of other characters into one space.

    >>> normalised("Product-Owner_(part time)")
    'product owner part time'
    """
    return re.sub(rf"[^a-z0-9äöüßéèàçñóí{re.escape(keep)}]+", " ", text.lower()).strip()


def one_spelling(text: str) -> str:
    """Return the normalised text with one spelling per thing, a single word for the two Scrum roles.

    >>> [one_spelling(text) for text in ("Does not want to be a Product Owner", "lacks_experience", "PSM2")]
    ['does no want to be po', 'no experience', 'psm level2']
    """
    spelled = normalised(text, keep=STAR)
    for pattern, spelling in ONE_SPELLING:
        spelled = re.sub(pattern, spelling, spelled)
    return " ".join(spelled.split())


@lru_cache(maxsize=4096)
def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return a phrase's words, spelled as ``one_spelling`` spells the text."""
    return tuple(one_spelling(phrase).split())


def unnegated(words: Sequence[str]) -> list[str]:
    """Return the words that no negation before them takes back.

    >>> unnegated("likes people no coding but teaching".split())
    ['likes', 'people', 'but', 'teaching']
    """
    kept, negated = [], False
    for word in words:
        negated = word == NO or (negated and word not in CLOSERS)
        if not negated:
            kept.append(word)
    return kept


def destination(text: str) -> str:
    """Drop what a goal leaves behind.

    >>> destination(one_spelling("move from scrum master to product owner"))
    'move to po'
    """
    return LEFT_BEHIND.sub("to ", text)


def weight(phrase: Sequence[str]) -> int:
    return sum(WEIGHTS.get(word, 1) for word in phrase)


def occurs(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether the phrase's words occur in this order, gaps allowed."""
    rest = iter(words)
    return all(any(same(part, word) for word in rest) for part in phrase)


def occurs_unbroken(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether the phrase's words occur next to each other, in this order."""
    starts = range(len(words) - len(phrase) + 1)
    return any(all(map(same, phrase, words[start:])) for start in starts)


def occurs_in_any_order(phrase: Sequence[str], words: Sequence[str]) -> bool:
    rest = list(words)
    for part in phrase:
        found = next((word for word in rest if same(part, word)), None)
        if found is None:
            return False
        rest.remove(found)
    return True


def same(part: str, word: str) -> bool:
    """Say whether a phrase's word means a text's word: as a stem where starred, else whatever its ending."""
    if part.endswith(STAR):
        return word.startswith(part[:-1])
    return part == word or _stem(part) == _stem(word)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """Cut English endings.

    >>> [_stem(word) for word in ("deciding", "decides", "planning", "stories", "process")]
    ['decid', 'decid', 'plan', 'story', 'process']
    """
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    for endings in (("es", "s"), ("ing", "ed")):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
                word = word.removesuffix(ending)
                break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        return word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
