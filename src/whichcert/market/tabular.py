"""Reads Parquet and CSV into the store."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whichcert.errors import Problem, shortened
from whichcert.market.files import PostingFile
from whichcert.market.store import FileRead, Relation, Store, insert, nothing_of

LONGEST_LINE = 256 * 1024**2
"""Bytes of one CSV row; the engine asks for a bound."""

MOST_REJECTS = 20_000
"""Lines that can't be read up to which the engine is asked why: it takes 2 kB for each."""

MOST_COLUMNS = 5000
"""Columns of a CSV file; a table of postings has a few dozen."""


def load_parquet(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    # the place is our own name in our own folder; the person's name of the file never gets here
    plain = f"read_parquet({_literal(file.place)}, hive_partitioning = false)"
    names = [str(name) for name, *_ in store.rows(f"describe select * from {plain}")]  # noqa: S608
    total = store.count(f"select count(*) from {plain}")  # noqa: S608
    if "file_row_number" in map(str.lower, names):
        return insert(store, file, Relation(plain, names, as_text(names), total, "row_number() over ()"))
    numbered = f"{plain[:-1]}, file_row_number = true)"
    return insert(store, file, Relation(numbered, names, as_text(names), total, "file_row_number + 1"))


def load_csv(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    delimiter, names = _header(file.place)
    if len(names) > MOST_COLUMNS:
        message = f"has more than {MOST_COLUMNS} columns; expected the columns of a posting"
        return nothing_of(file), (Problem(file.name, message),)
    form = _Form(delimiter, tuple(names))
    _read_csv(store, file.place, form, "ignore_errors = true")
    total = store.count("select count(*) from csv_file")
    lost, problems = (0, list[Problem]()) if file.lines == total + 1 else _lost(store, file, form)
    relation = Relation("csv_file", names, as_text(names), total, "rowid + 1")
    read, more = insert(store, file, relation)
    store.connection.execute("drop table csv_file")
    counted = replace(read, read=read.read + lost, rejected=read.rejected + lost)
    return counted, (*problems, *more)


@dataclass(frozen=True, slots=True)
class _Form:
    delimiter: str
    names: tuple[str, ...]


def _read_csv(store: Store, place: Path, form: _Form, errors: str, table: str = "csv_file") -> None:
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in form.names)
    # names are quoted, everything else is ours
    query = f"""
        create or replace temp table {table} as select * from read_csv(
            $place, delim = $delimiter, auto_detect = false, header = true, quote = '"', escape = '"',
            columns = {{{types}}}, {errors}, parallel = false, max_line_size = {LONGEST_LINE})
    """  # noqa: S608
    store.connection.execute(query, {"place": str(place), "delimiter": form.delimiter})


def _lost(store: Store, file: PostingFile, form: _Form) -> tuple[int, list[Problem]]:
    """Return how many lines the engine could not read, and what to tell about them."""
    missing = (file.lines or 0) - 1 - file.empty_lines - _lines_read(store, form)
    place = file.place if missing <= MOST_REJECTS else _head(file.place)
    store.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    _read_csv(store, place, form, "store_rejects = true", "csv_again")
    store.connection.execute("drop table csv_again")
    rejected = [
        (int(str(line)), str(message))
        for line, message in store.rows(
            "select line, any_value(error_message) from reject_errors group by line order by line"
        )
    ]
    lost = len(rejected) if missing <= MOST_REJECTS else missing
    return _told(file, rejected, lost)


def _lines_read(store: Store, form: _Form) -> int:
    """Return how many lines of the file the rows fill that came in; a value may go over several."""
    ends = " + ".join(
        f"coalesce(length({one}) - length(replace({one}, chr(10), '')), 0)" for one in map(quoted, form.names)
    )
    return store.count(f"select coalesce(sum(1 + {ends}), 0) from csv_file")  # noqa: S608


def _head(place: Path) -> Path:
    """Copy the first lines, enough to say what is wrong with them."""
    head = place.with_suffix(".head")
    with place.open("rb") as file:
        head.write_bytes(file.read(1 << 16).rpartition(b"\n")[0] + b"\n")
    return head


def _told(file: PostingFile, rejected: Sequence[tuple[int, str]], lost: int) -> tuple[int, list[Problem]]:
    problems: list[Problem] = []
    if rejected:
        line, message = rejected[0]
        rest = (
            f"; {lost} lines in all, the first: {', '.join(str(number) for number, _ in rejected[:8])}"
            if lost > 1
            else ""
        )
        problems.append(Problem(file.name, f"line left out: {shortened(message, 120)}{rest}", line))
    elif lost:
        message = f"{lost} lines were left out: they have not the columns of the first line"
        problems.append(Problem(file.name, message))
    if file.unclosed_quote is not None:
        problems.append(
            Problem(
                file.name,
                "a quote is opened here and never closed: the rows from here on are lost; close or double it",
                file.unclosed_quote,
            )
        )
        lost += not any(line >= file.unclosed_quote for line, _ in rejected)
    return lost, problems


def _header(place: Path) -> tuple[str, list[str]]:
    """Return the delimiter and the column names of a CSV file, each name once."""
    with place.open(encoding="utf-8", errors="replace", newline="") as file:
        head = file.read(1 << 20)
    delimiter = max(",;\t|", key=head.split("\n", 1)[0].count)
    try:
        raw = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
    except csv.Error:
        # a name longer than any name is
        raw = head.split("\n", 1)[0].split(delimiter)
    return delimiter, _unique(raw[: MOST_COLUMNS + 1])


def _unique(raw: Sequence[str]) -> list[str]:
    names: dict[str, str] = {}
    for number, name in enumerate(raw, start=1):
        unique = name.strip() or f"column {number}"
        while unique.lower() in names:
            unique = f"{unique} {number}"
        names[unique.lower()] = unique
    return list(names.values())


def as_text(names: Sequence[str]) -> dict[str, str]:
    """Each column of a relation as text, whatever its type."""
    return {name: f"cast({quoted(name)} as varchar)" for name in names}


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def _literal(place: Path) -> str:
    return "'" + str(place).replace("'", "''") + "'"
