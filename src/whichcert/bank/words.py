"""Words and sentences, as every check of wording counts them."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.?!:;]+[\"”’)]*(?=\s|$)|\n")

STOP_WORDS = frozenset(
    _WORD.findall(
        """a about after all also an and any are as at be been before but by can could did do does for from
        had has have he her him his how i if in into is it its may might more most much my no not of on
        one or our out own per she should so some such than that the their them then there these they this
        those to too until up was we were what when where which while who whom why will with would you
        your"""
    )
)
"""Words that carry no content of their own."""


def words_of(text: str) -> list[str]:
    """Return the words in lower case.

    >>> words_of("The team's well-being: 15 minutes.")
    ['the', "team's", 'well-being', '15', 'minutes']
    """
    return _WORD.findall(text.lower())


def sentences_of(text: str) -> list[str]:
    """Return the sentences; a line ends one, too.

    >>> sentences_of("Who decides? The Developers.")
    ['Who decides', 'The Developers']
    """
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def content_words(text: str) -> frozenset[str]:
    """Return the words that carry content, without a plural's s, so that "event" meets "events".

    >>> sorted(content_words("Which of the events is it?"))
    ['event']
    """
    return frozenset(_singular(word) for word in words_of(text) if word not in STOP_WORDS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
