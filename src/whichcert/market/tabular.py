"""Reads Parquet and CSV into the store."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from whichcert.errors import Problem, shortened
from whichcert.market.files import PostingFile
from whichcert.market.store import FileRead, Relation, Store, insert

LONGEST_LINE = 256 * 1024**2
"""Bytes of one CSV row; the engine asks for a bound."""


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
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    store.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    # names are quoted, everything else is ours
    query = f"""
        create or replace temp table csv_file as select * from read_csv(
            $place, delim = $delimiter, auto_detect = false, header = true, quote = '"', escape = '"',
            columns = {{{types}}}, store_rejects = true, parallel = false, max_line_size = {LONGEST_LINE})
    """  # noqa: S608
    store.connection.execute(query, {"place": str(file.place), "delimiter": delimiter})
    rejected = store.rows(
        "select line, any_value(error_message) from reject_errors group by line order by line"
    )
    lost, problems = _lost(file, [(int(str(line)), str(message)) for line, message in rejected])
    relation = Relation(
        "csv_file", names, as_text(names), store.count("select count(*) from csv_file"), "rowid + 1"
    )
    read, more = insert(store, file, relation)
    store.connection.execute("drop table csv_file")
    counted = replace(read, read=read.read + lost, rejected=read.rejected + lost)
    return counted, (*problems, *more)


def _lost(file: PostingFile, rejected: Sequence[tuple[int, str]]) -> tuple[int, list[Problem]]:
    """Return how many lines the engine could not read, and what to tell about them."""
    lost, problems = len(rejected), []
    if rejected:
        line, message = rejected[0]
        rest = (
            f"; {lost} lines in all, the first: {', '.join(str(number) for number, _ in rejected[:8])}"
            if lost > 1
            else ""
        )
        problems.append(Problem(file.name, f"line left out: {shortened(message, 120)}{rest}", line))
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
    raw = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
    names: list[str] = []
    for number, name in enumerate(raw, start=1):
        unique = name.strip() or f"column {number}"
        while unique.lower() in {known.lower() for known in names}:
            unique = f"{unique} {number}"
        names.append(unique)
    return delimiter, names


def as_text(names: Sequence[str]) -> dict[str, str]:
    """Each column of a relation as text, whatever its type."""
    return {name: f"cast({quoted(name)} as varchar)" for name in names}


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def _literal(place: Path) -> str:
    return "'" + str(place).replace("'", "''") + "'"
