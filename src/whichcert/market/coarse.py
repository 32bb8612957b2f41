"""The coarse pass over raw titles and texts: which postings the fine detection must see.

``marks(text)`` says which coarse patterns stand in a text. For much text Hyperscan finds
them in one pass, in half the time that the engine's own regular expressions take; these
serve for little text, since Hyperscan takes half a second to get ready, and where it is
not installed. Both give the same marks.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

import duckdb

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


def hasten(connection: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    """Let Hyperscan answer ``marks_of_text`` from now on, where it is installed."""
    if find_spec("hyperscan"):
        connection.create_function("scanned", scanner(terms), ["BLOB"], "UTINYINT")
        connection.execute("create or replace macro marks_of_text(words) as scanned(encode(words))")


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


_Scan: TypeAlias = Callable[[bytes], int]


def scanner(terms: Terms) -> _Scan:
    """Return a function that any thread may call: the marks of a text in UTF-8."""
    engine: Any = import_module("hyperscan")
    listed, certificate = terms.coarse_listed
    patterns = {_NAMED: terms.coarse_text, _LISTED: listed, _CERTIFICATE: certificate}
    database = engine.Database()
    database.compile(
        expressions=[pattern.encode() for pattern in patterns.values()],
        ids=list(patterns),
        elements=len(patterns),
        flags=[engine.HS_FLAG_SINGLEMATCH | engine.HS_FLAG_DOTALL | engine.HS_FLAG_UTF8] * len(patterns),
    )
    # not one for each thread: the engine's threads come to Python as new ones each time
    free: list[_Scan] = []

    def marks(words: bytes) -> int:
        scan = free.pop() if free else _scan(database, engine.Scratch(database))
        found = scan(words)
        free.append(scan)
        # alone, a certificate word means nothing, and the engine does not look for it
        return found if found & (_NAMED | _LISTED) else 0

    return marks


def _scan(database: Any, scratch: Any) -> _Scan:
    """Return a scan with its own working memory, to be used by one caller at a time."""
    found: list[int] = []

    def note(mark: int, *_: object) -> None:
        found.append(mark)

    scan = partial(database.scan, match_event_handler=note, scratch=scratch)

    def marks(words: bytes) -> int:
        found.clear()
        scan(words)
        return sum(found)

    return marks
