"""Files as tables: a header and its rows, read as they are asked for, never all at once."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from whichcert.errors import InputRefused, Problem, shortened

_FETCHED = 2_000
_BYTES_A_CELL = 4
"""What a cell of Parquet is taken for in text: a digit or a short name, and a comma."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The columns of a file and its rows; a row can be taken once."""

    where: str
    header: Sequence[str]
    rows: Iterator[tuple[int, Sequence[str]]]
    """Line and cells of each row that holds something."""


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """Open a CSV or Parquet file; raises InputRefused, also later, where it can't be read."""
    with _parquet(path) if is_parquet(path) else _csv(path) as table:
        yield table


@contextmanager
def table_of(lines: Iterator[str], where: str) -> Iterator[Table]:
    """Read lines of delimited text; comma, semicolon or tab is whatever the first line holds most of."""
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(rows, [])]
        if not any(header):
            raise InputRefused([Problem(where, "the file is empty; the first line names the columns", 1)])
        yield Table(where, header, ((rows.line_num, row) for row in rows if any(map(str.strip, row))))
    except csv.Error as error:
        message = f"the line can't be read as CSV ({error}); is a quotation mark left open?"
        raise InputRefused([Problem(where, message, rows.line_num)]) from None


def is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def text_bytes(path: Path) -> int:
    """Return how long the file is as text, for Parquet by its number of cells; 0 where it can't be read."""
    try:
        size = path.stat().st_size
    except OSError:
        return 0
    return _parquet_cells(path) * _BYTES_A_CELL if is_parquet(path) else size


def _parquet_cells(path: Path) -> int:
    import duckdb  # see _parquet

    columns = "SELECT count(*) - 1 FROM parquet_schema($1)"  # its first row is the table itself
    query = f"SELECT num_rows, ({columns}) FROM parquet_file_metadata($1)"  # noqa: S608  no one's words
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            rows, n_columns = connection.execute(query, [str(path)]).fetchall()[0]
    except duckdb.Error:
        return 0
    return int(rows) * int(n_columns)


@contextmanager
def _csv(path: Path) -> Iterator[Table]:
    try:
        with path.open(encoding="utf-8-sig") as lines, table_of(lines, str(path)) as table:
            yield table
    except OSError as error:
        raise InputRefused([Problem(str(path), f"can't be opened: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise InputRefused([_not_utf8(path)]) from None


def _not_utf8(path: Path) -> Problem:
    """Find the first byte that is not UTF-8; the decoder knows its place in its own buffer only."""
    before = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                message = f"byte {before + error.start} is not UTF-8; save the file as UTF-8"
                return Problem(str(path), message, number)
            before += len(line)
    return Problem(str(path), "ends inside a character; save the file as UTF-8")


@contextmanager
def _parquet(path: Path) -> Iterator[Table]:
    import duckdb  # only this format needs it, and it takes a tenth of a second to load

    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            header = [str(column[0]) for column in found.description or []]
            batches = iter(lambda: found.fetchmany(_FETCHED), [])
            rows = (row for batch in batches for row in batch)
            numbered = ((place, [_text(cell) for cell in row]) for place, row in enumerate(rows, 1))
            yield Table(str(path), header, numbered)
    except duckdb.Error as error:
        told = f"can't be read as Parquet ({shortened(str(error))})"
        raise InputRefused([Problem(str(path), told)]) from None


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # as NaN does
        return ""
    if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    return str(cell)
