"""Response files: CSV or Parquet, wide (a row a person) or long (a row a response), of any size."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from whichcert.errors import InputRefused, Problem
from whichcert.measure.columns import ITEM_NAMES, PERSON_NAMES, VALUE_NAMES, ResponseFile, column_named
from whichcert.measure.findings import Findings
from whichcert.measure.long_files import LongFile
from whichcert.measure.responses import Responses
from whichcert.measure.stored import Buckets, StoredResponses
from whichcert.measure.tables import Table, opened, table_of, text_bytes
from whichcert.measure.wide_files import WideFile

IN_MEMORY_BYTES = 64_000_000
"""Files longer than this as text had better be stored than read: a long one takes tenfold memory."""
_BUCKET_BYTES = 16_000_000
"""Text settled at once: its rows and the names of their persons must fit in memory."""
_MOST_BUCKETS = 1024


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held: the responses that could be read, and every finding."""

    responses: Responses
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """The same of a file too large for memory: its responses lie in a folder, in pieces."""

    responses: StoredResponses
    problems: tuple[Problem, ...]


def read_responses(path: Path) -> Read:
    """Read a response file; its columns decide whether it is wide or long.

    Long: columns person, item, response. Wide: one column an item; a column
    named person, id or learner names the persons, group their group, freq how
    many persons a row stands for. An empty cell or NA is missing. A cell that
    is no whole number from 0 on is a Problem with its line and counts as
    missing. Raises InputRefused when the file can't be read as either.
    """
    return _read(opened(path))


def read_response_text(text: str, where: str = "responses") -> Read:
    """Read response text as ``read_responses`` reads a file."""
    return _read(table_of(StringIO(text), where))


def store_responses(path: Path, folder: Path) -> Stored:
    """Read a response file of any size into a folder, by blocks and in bounded memory.

    The same columns, cells and findings as ``read_responses``. All rows of one
    person come into one piece, so second answers are found wherever they stand.
    folder: an empty one, for as long as the responses are used.
    """
    buckets = Buckets(folder, min(text_bytes(path) // _BUCKET_BYTES + 1, _MOST_BUCKETS))
    with opened(path) as table:
        found = Findings(table.where)
        file = _file_of(table.header, found)
        for block in file.blocks(table.rows):
            buckets.add(block)
    settled = (file.responses(blocks) for blocks in buckets.each())
    responses = StoredResponses.of((piece for piece in settled if piece is not None), folder)
    if responses is None or not responses.n_responses:
        raise _nothing(responses, found)
    return Stored(responses, found.problems)


def _read(table: AbstractContextManager[Table]) -> Read:
    with table as rows:
        found = Findings(rows.where)
        file = _file_of(rows.header, found)
        blocks = list(file.blocks(rows.rows))
    responses = file.responses(blocks)
    if responses is None or not responses.n_responses:
        raise _nothing(responses, found)
    return Read(responses, found.problems)


def _file_of(header: Sequence[str], found: Findings) -> ResponseFile:
    """Return a long file where the columns say so, else a wide one."""
    lower = [name.lower() for name in header]
    person, item, value = (column_named(lower, names) for names in (PERSON_NAMES, ITEM_NAMES, VALUE_NAMES))
    if item is None or value is None:
        return WideFile(header, found)
    if person is None:
        message = "a long file needs the columns person, item and response"
        raise InputRefused([Problem(found.where, message, 1)])
    return LongFile((person, item, value), len(header), found)


def _nothing(responses: Responses | StoredResponses | None, found: Findings) -> InputRefused:
    if responses is None:
        told = Problem(found.where, "there is no row of responses below the header", 1)
    else:
        told = Problem(found.where, "no row holds a response")
    return InputRefused([*found.problems, told])
