"""The coarse pass over raw titles and texts: which postings the fine detection must see.

``marks(text)`` says which coarse patterns stand in a text. For much text Hyperscan finds
them in a third of the time that the engine's own regular expressions take; these
serve for little text, since Hyperscan takes half a second to get ready, and where it is
not installed. Both give the same marks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb

from whichcert.market.patterns import unbound
from whichcert.market.regions import packed_regions
from whichcert.market.scan_database import can_scan, packed, scan_with, unpacked
from whichcert.market.terms import Terms

TITLE_ONLY, WITH_TEXT = 1, 2
"""What a glance says of a posting: judge its title, judge its title and its text; 0 is neither."""

WORTH_COMPILING = 64 * 1024**2
"""Bytes of files from which Hyperscan pays."""

_NAMED, _LISTED, _CERTIFICATE = 1, 2, 4

_ODD_LETTERS = "[ÂÃÄÅ]|&"
"""Signs that a title must be repaired before it can be read."""

_MARKS = """
create or replace macro marks(words) as case
    -- one pass; only where it finds something, the questions one by one
    when not regexp_matches(words, '{named}|{listed}') then 0
    else regexp_matches(words, '{named}')::int + 2 * regexp_matches(words, '{listed}')::int
        + 4 * regexp_matches(words, '{certificate}')::int end
"""

_GLANCE = """
create or replace macro glance(title, text, in_title, in_text) as case
    when in_title & 1 > 0 or regexp_matches(title, '{short}') then 2
    when in_title & 2 > 0 and in_title & 4 > 0 then 2
    when in_text & 1 > 0 then 2
    when in_text & 2 > 0 and (in_text & 4 > 0 or regexp_matches(title, '{certificate}')) then 2
    when title = '' and regexp_matches(text, '{role}') then 2
    when regexp_matches(title, '{role}') or regexp_matches(title, '{odd}') then 1
    else 0 end
"""


def give_glance(connection: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    """Let the engine call ``marks``, ``marks_of_text`` and ``glance``."""
    connection.execute(_filled(_MARKS, terms))
    connection.execute("create or replace macro marks_of_text(words) as marks(words)")
    connection.execute(_filled(_GLANCE, terms))


def _filled(statement: str, terms: Terms) -> str:
    patterns = {
        "named": terms.coarse_text,
        "short": terms.coarse_short,
        "listed": terms.coarse_listed[0],
        "certificate": terms.coarse_listed[1],
        "role": terms.coarse_title,
        "odd": _ODD_LETTERS,
    }
    return statement.format(**{name: pattern.replace("'", "''") for name, pattern in patterns.items()})


@dataclass(frozen=True, slots=True)
class Packed:
    """What Hyperscan made of the patterns, ready to be sent to a process."""

    glance: bytes
    """Texts that it passes over have no marks."""
    marks: bytes
    regions: bytes
    """See ``regions_of``."""


def packed_patterns(terms: Terms) -> Packed | None:
    """Return what scans need; None where Hyperscan is not installed."""
    if not can_scan():
        return None
    named, (listed, certificate) = terms.coarse_text, terms.coarse_listed
    return Packed(
        # with the bounds of words, or looking for certificate words too, it reads half as fast
        packed({_NAMED: unbound(named), _LISTED: unbound(listed)}, "SINGLEMATCH"),
        packed({_NAMED: named, _LISTED: listed, _CERTIFICATE: certificate}, "SINGLEMATCH"),
        packed_regions(terms),
    )


def hasten(connection: duckdb.DuckDBPyConnection, made: Packed) -> None:
    """Let Hyperscan answer ``marks_of_text`` from now on."""
    connection.create_function("scanned", scanner(made), ["BLOB"], "UTINYINT")
    connection.execute("create or replace macro marks_of_text(words) as scanned(encode(words))")


_Scan: TypeAlias = Callable[[bytes], int]


def scanner(made: Packed) -> _Scan:
    """Return a function that any thread may call: the marks of a text in UTF-8."""
    first, second = unpacked(made.glance), unpacked(made.marks)
    # not one for each thread: the engine's threads come to Python as new ones each time
    free: list[tuple[_Scan, _Scan]] = []

    def marks(words: bytes) -> int:
        glance, scan = pair = free.pop() if free else (_marks_in(first), _marks_in(second))
        found = scan(words) if glance(words) else 0
        free.append(pair)
        # alone, a certificate word means nothing, and the engine does not look for it
        return found if found & (_NAMED | _LISTED) else 0

    return marks


def _marks_in(database: Any) -> _Scan:
    found: list[int] = []

    def note(mark: int, *_: object) -> None:
        found.append(mark)

    scan = scan_with(database, note)

    def marks(words: bytes) -> int:
        found.clear()
        scan(words)
        return sum(found)

    return marks
