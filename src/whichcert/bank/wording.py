"""What wording gives away or gets wrong: rules of 2017, absolutes, hedges, lists of everything, negations."""

import re
from collections.abc import Iterator

from whichcert.bank.old_wording import OldWord, old_words
from whichcert.bank.words import words_of

ABSOLUTES = frozenset(
    words_of(
        """all always any anybody anyone anything completely each entire entirely every everybody everyone
        everything exclusively fully impossible must never no nobody none nothing only perfectly solely
        totally whole"""
    )
)
HEDGES = frozenset(
    words_of(
        """can could generally likely may might mostly normally often perhaps possible possibly probably
        seldom should sometimes tend tends typically usually"""
    )
)

_TENTH = r"\brefin\w*[^.?!]{0,60}\b10 ?(?:%|percent)|\b10 ?(?:%|percent)[^.?!]{0,60}\brefin\w+"
_REMOVED = tuple(
    (re.compile(pattern, re.IGNORECASE), instead, trace)
    for trace, pattern, instead in (
        ("three", r"\bthree questions\b", "the Developers choose how the Daily Scrum goes"),
        ("yesterday", r"\bwhat (?:did|have) \w+ (?:do|done) yesterday\b", "no set questions"),
        ("at least one", r"\bat least one (?:[\w-]+ ){0,3}improvements?\b", "the most helpful changes"),
        ("10", _TENTH, "no limit on refinement"),
        ("9", r"\b3\s*(?:-|–|to)\s*9\s+(?:\w+\s+)?(?:people|members|developers)\b", "10 or fewer people"),
        ("nine", r"\bthree to nine\s+(?:\w+\s+)?(?:people|members|developers)\b", "10 or fewer people"),
    )
)

_LISTS_ALL = re.compile(
    r"(?:all|none|both|neither|any) of (?:the )?(?:above|these(?: options| answers)?|those answers)\W*$"
    r"|(?:all|none) of the (?:other )?(?:options|answers)\b|(?:both|neither) [a-e] (?:and|nor) [a-e]\b",
    re.IGNORECASE,
)
_NEGATIONS = ("not", "n't", "n’t", "except", "least", "false", "incorrect", "wrong", "untrue")
_CLAUSE = r"(?:(?!\b(?:if|when|because|while|that|after|before|until|although|since|so)\b)[^.?!\n])*?"
_NEGATIVE = re.compile(
    rf"(?:^|[.?!,]\s+|\n)(?i:which|what|who|whom)\b{_CLAUSE}"
    r"(\bnot\b|n['’]t\b|\bcannot\b|\bexcept\b|\bleast\b|\bfalse\b|\bincorrect\b|\bwrong\b|\buntrue\b)"
)


def removed_wording(text: str) -> Iterator[OldWord]:
    """Yield words and rules of the Scrum Guide 2017 that the guide of 2020 gave up.

    >>> [old.found for old in removed_wording("The Development Team answers three questions.")]
    ['Development Team', 'three questions']
    """
    lower = text.lower()
    if _may_hold_old_words(lower):
        yield from old_words(text)
    for pattern, instead, trace in _REMOVED:
        if trace in lower:
            for match in pattern.finditer(text):
                yield OldWord(match.group(), instead)


def _may_hold_old_words(lower: str) -> bool:
    """Return whether searching ``text`` is worth it: the patterns cost 20 times as much as this."""
    return (
        "role" in lower
        or "estimat" in lower
        or "servant" in lower
        or "potentially" in lower
        or ("development" in lower and "team" in lower)
        or ("organi" in lower and "self" in lower)
    )


def lists_all(option: str) -> bool:
    """Return whether an option is "all of the above" or one of its relatives.

    >>> lists_all("None of these."), lists_all("All of the Developers.")
    (True, False)
    """
    return _LISTS_ALL.match(option) is not None


def plain_negation(stem: str) -> str | None:
    """Return the negation of a question that is not written in capitals, None when there is none.

    >>> plain_negation("Ana waits. Which of these is not an event?")
    'not'
    >>> plain_negation("What happens when the Sprint Goal is not met?")
    """
    found = _NEGATIVE.search(stem) if any(one in stem for one in _NEGATIONS) else None
    return found[1] if found else None
