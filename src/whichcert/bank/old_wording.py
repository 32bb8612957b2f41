"""The words of the Scrum Guide 2017 that the guide of 2020 gave up."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class OldWord(NamedTuple):
    """An old word as it was found, and what to write now."""

    found: str
    instead: str


_OLD = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\bdevelopment[\s-]+teams?\b", "Developers or Scrum Team"),
        (r"\bself[\s-]*organi[sz]\w*", "self-managing"),
        (r"\broles?\b", "accountability"),
        (r"\bservants?\b", "a true leader who serves"),
        (r"\b(?:re-?)?estimat\w*", "sizing or forecast"),
        (r"\bpotentially[\s-]+(?:releas|shipp)able\b", "usable"),
    )
)


def old_words(text: str) -> Iterator[OldWord]:
    """Yield each old word of ``text``, in the order of the list above.

    >>> list(old_words("The Development Team estimates."))
    [OldWord(found='Development Team', instead='Developers or Scrum Team'), \
OldWord(found='estimates', instead='sizing or forecast')]
    """
    for pattern, instead in _OLD:
        for match in pattern.finditer(text):
            yield OldWord(match.group(), instead)
