"""One DuckDB table of postings with our columns, and how rows come into it.

Names of files and columns never become SQL: places are parameters, columns are
quoted, and the text of a posting is only kept where a coarse pattern says that
the fine detection must see it.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.coarse import give_glance
from whichcert.market.columns import CANONICAL, Columns
from whichcert.market.files import PostingFile
from whichcert.market.terms import Terms

_CREATE = """
create table posting (
    id bigint, file integer, row bigint,      -- row: 1 for the first posting of its file
    source varchar, src_id varchar, title varchar, company varchar, location varchar, country varchar,
    date varchar, salary_min varchar, salary_max varchar, currency varchar, period varchar,
    text_length integer, text_hash ubigint,
    kept_text varchar,                        -- null where the coarse patterns found nothing to look at
    glance utinyint                           -- what must be judged, see coarse
);
create table posting_role (id bigint, role varchar, place integer);  -- place: the order within its posting
create table mention_row (id bigint, place integer, certification varchar, sense varchar, context varchar);
"""

_INSERT = """
insert into posting
select
    row + $first, $file, row,
    source, src_id, title, company, location, country, date, salary_min, salary_max, currency, period,
    length(text), hash(text), case when glance = 2 then text end, glance
from (
    select *, glance(title, text, in_title, in_text) as glance
    from (
        select *, marks(title) as in_title, marks_of_text(text) as in_text
        from (select {row} as row, {fields} from {relation})
        where title <> '' or text <> ''
    )
)
"""


LEAST_MEMORY = 180
"""Megabytes that the engine may use; where the blocks of a file are larger, twice as much, and again."""

MEMORY_OF_A_THREAD = 90

LONG_TEXT = 2000
"""Bytes of a text from which blanks at its ends matter to nobody."""

MOST_MEMORY = 16384
"""Megabytes; a file that needs more is no file of postings."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read from one file: ``read`` = the postings now in the table + ``rejected``."""

    name: str
    kind: str
    read: int
    rejected: int
    columns: Mapping[str, tuple[str, ...]]
    """For each of our columns, the names that fill it."""
    number: int = 0
    """What the rows of the table carry as ``file``."""


@dataclass(frozen=True, slots=True)
class Store:
    connection: duckdb.DuckDBPyConnection
    columns: Columns
    terms: Terms

    memory: Iterator[int]
    """Limits in megabytes, each twice the one before."""

    def rows(self, query: str, parameters: object = None) -> list[tuple[object, ...]]:
        return list(self.connection.execute(query, parameters).fetchall())

    def count(self, query: str, parameters: object = None) -> int:
        return int(self.connection.execute(query, parameters).fetchall()[0][0])

    def take_memory(self) -> bool:
        """Let the engine use more memory; return whether there is more."""
        megabytes = next(self.memory, None)
        if megabytes is not None:
            self.connection.execute(f"set memory_limit = '{megabytes}MB'")
        return megabytes is not None

    def fill(self, table: str, types: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Create a table from values."""
        described = ", ".join(f"{name} {kind}" for name, kind in types.items())
        self.connection.execute(f"create or replace temp table {table} ({described})")
        self.add(table, types, rows)

    def add(self, table: str, types: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Put values into a table whose columns are ``types``, in one statement."""
        packed = json.dumps([dict(zip(types, row, strict=True)) for row in rows])
        if packed == "[]":
            return
        # the name of the table is ours
        query = f"insert into {table} select unnest(from_json(?, ?), recursive := true)"
        self.connection.execute(query, [packed, json.dumps([dict(types)])])


def open_store(folder: Path, columns: Columns, terms: Terms, threads: int | None = None) -> Store:
    """Open an engine in memory that loads no extension from elsewhere and spills into ``folder``.

    threads: how many cores it may use; all of them unless said.
    """
    threads = threads or os.cpu_count() or 1
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": str(folder / "spill"),
    }
    # a file, not memory: what is not in use goes to the disk
    connection = duckdb.connect(":memory:", config=config)
    # counted, so that it can be asked for; not drawn
    connection.execute("set enable_progress_bar = true; set enable_progress_bar_print = false")
    connection.execute(f"set threads = {threads}")
    connection.execute(_CREATE)
    give_glance(connection, terms)
    store = Store(connection, columns, terms, _limits(threads))
    store.take_memory()
    return store


def _limits(threads: int) -> Iterator[int]:
    megabytes = max(LEAST_MEMORY, MEMORY_OF_A_THREAD * threads)
    while megabytes <= MOST_MEMORY:
        yield megabytes
        megabytes *= 2


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C be what it is everywhere else: the engine makes a RuntimeError of it."""
    try:
        yield
    except RuntimeError as why:
        if "interrupted" not in str(why).lower():
            raise
        raise KeyboardInterrupt from why


def nothing_of(file: PostingFile, rejected: int = 0) -> FileRead:
    return FileRead(file.name, file.kind, rejected, rejected, {}, file.number)


def no_title(file: PostingFile, names: Iterable[str], columns: Columns) -> Problem:
    found = shortened(", ".join(names), 160) or "none"
    expected = ", ".join(columns.names["title"][:5])
    return Problem(
        file.name,
        f"has no column for the title or text of a posting; found: {found}; expected one of {expected}, …;"
        " say which it is in a file for --columns",
    )


@dataclass(frozen=True, slots=True)
class Relation:
    """Where rows come from: a table, all names of the file, the SQL of each value in use, how many rows."""

    expression: str
    names: Sequence[str]
    values: Mapping[str, str]
    total: int
    row: str
    """The SQL of each row's number, from 1; one that looks at no other row, so that all cores read."""


def insert(store: Store, file: PostingFile, relation: Relation) -> tuple[FileRead, tuple[Problem, ...]]:
    """Add the rows of a relation to the table; rows without title and text are counted and reported."""
    matched = store.columns.matched(relation.names)
    if not matched.get("title") and not matched.get("text"):
        return nothing_of(file, relation.total), (no_title(file, relation.names, store.columns),)
    fields, parameters = _fields(store, file, matched, relation.values)
    parameters["file"] = file.number
    before = store.count("select count(*) from posting")
    parameters["first"] = store.count("select coalesce(max(id), 0) from posting")
    query = _INSERT.format(row=relation.row, fields=fields, relation=relation.expression)
    store.connection.execute(query, parameters)
    rejected = relation.total - (store.count("select count(*) from posting") - before)
    message = None
    if rejected:
        message = f"{rejected} of {relation.total} rows have neither title nor text and were left out"
    elif not relation.total:
        message = "has no rows that can be read; expected at least one posting"
    problems = (Problem(file.name, message),) if message else ()
    return FileRead(file.name, file.kind, relation.total, rejected, matched, file.number), problems


def _fields(
    store: Store, file: PostingFile, matched: Mapping[str, tuple[str, ...]], values: Mapping[str, str]
) -> tuple[str, dict[str, object]]:
    """Return the select list for our columns and its parameters; a constant or nothing fills the gaps."""
    parts: list[str] = []
    parameters: dict[str, object] = {}
    for column in CANONICAL:
        if column == "text_more":
            continue
        trim = _trimmed_text if column == "text" else _trimmed
        filled = "".join(f"nullif({trim(values[name])}, ''), " for name in matched.get(column, ()))
        parameters[f"else_{column}"] = store.columns.constants.get(
            column, file.stem if column == "source" else ""
        )
        more = (
            "".join(f" || coalesce(chr(10) || {values[name]}, '')" for name in matched.get("text_more", ()))
            if column == "text"
            else ""
        )
        parts.append(f"coalesce({filled}$else_{column}){more} as {column}")
    return ", ".join(parts), parameters


def _trimmed(value: str) -> str:
    return f"trim({value})"


def _trimmed_text(value: str) -> str:
    """The same for a text that is not long: the engine trims slowly."""
    ends = " or ".join(
        f"starts_with({value}, {blank}) or ends_with({value}, {blank})" for blank in map(_letter, _BLANKS)
    )
    return f"case when strlen({value}) < {LONG_TEXT} and ({ends}) then trim({value}) else {value} end"


_BLANKS = (0x20, 0xA0, 0x3000)
"""The blanks that texts really begin or end with; a text with a rarer one keeps it."""


def _letter(code: int) -> str:
    return f"chr({code})"
