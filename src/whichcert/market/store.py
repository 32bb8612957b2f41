"""One DuckDB table of postings with our columns, and how rows come into it.

Names of files and columns never become SQL: places are parameters, columns are
quoted, and the text of a posting is only kept where a coarse pattern says that
the fine detection must see it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.columns import CANONICAL, Columns
from whichcert.market.files import PostingFile
from whichcert.market.terms import Terms

_CREATE = """
create table posting (
    id bigint, file integer, row bigint,      -- row: 1 for the first posting of its file
    source varchar, src_id varchar, title varchar, company varchar, location varchar, country varchar,
    date varchar, salary_min varchar, salary_max varchar, currency varchar, period varchar,
    text_length integer, text_hash ubigint,
    kept_text varchar                         -- null where the coarse patterns found nothing to look at
)
"""

_INSERT = """
insert into posting
select
    row_number() over () + coalesce((select max(id) from posting), 0), $file, row,
    source, src_id, title, company, location, country, date, salary_min, salary_max, currency, period,
    length(text), hash(text),
    case
        when regexp_matches(text, $text) or regexp_matches(title, $text) then text
        when regexp_matches(text, $listed) and regexp_matches(text || ' ' || title, $certificate) then text
        when regexp_matches(title, $listed) and regexp_matches(title, $certificate) then text
        when regexp_matches(title, $short) then text
        when title = '' and regexp_matches(text, $title) then text
    end
from (select row_number() over () as row, * from (select {fields} from {relation}))
where title <> '' or text <> ''
"""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read from one file: ``read`` = the postings now in the table + ``rejected``."""

    name: str
    kind: str
    read: int
    rejected: int
    columns: Mapping[str, tuple[str, ...]]
    """For each of our columns, the names that fill it."""


@dataclass(frozen=True, slots=True)
class Store:
    connection: duckdb.DuckDBPyConnection
    columns: Columns
    terms: Terms

    def rows(self, query: str, parameters: object = None) -> list[tuple[object, ...]]:
        return list(self.connection.execute(query, parameters).fetchall())

    def count(self, query: str, parameters: object = None) -> int:
        return int(self.connection.execute(query, parameters).fetchall()[0][0])

    def fill(self, table: str, types: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Create a table from values, in one statement."""
        described = ", ".join(f"{name} {kind}" for name, kind in types.items())
        self.connection.execute(f"create or replace temp table {table} ({described})")
        packed = json.dumps([dict(zip(types, row, strict=True)) for row in rows])
        structure = json.dumps([dict(types)])
        # the name of the table is ours
        query = f"insert into {table} select unnest(from_json(?, ?), recursive := true)"
        self.connection.execute(query, [packed, structure])


def open_store(folder: Path, columns: Columns, terms: Terms) -> Store:
    """Open an engine in memory that loads no extension from elsewhere and spills into ``folder``."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": str(folder / "spill"),
    }
    connection = duckdb.connect(config=config)
    connection.execute(_CREATE)
    return Store(connection, columns, terms)


def nothing_of(file: PostingFile, rejected: int = 0) -> FileRead:
    return FileRead(file.name, file.kind, rejected, rejected, {})


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


def insert(store: Store, file: PostingFile, relation: Relation) -> tuple[FileRead, tuple[Problem, ...]]:
    """Add the rows of a relation to the table; rows without title and text are counted and reported."""
    matched = store.columns.matched(relation.names)
    if not matched.get("title") and not matched.get("text"):
        return nothing_of(file, relation.total), (no_title(file, relation.names, store.columns),)
    fields, parameters = _fields(store, file, matched, relation.values)
    terms = store.terms
    parameters |= {
        "file": store.count("select coalesce(max(file), 0) + 1 from posting"),
        "text": terms.coarse_text,
        "listed": terms.coarse_listed[0],
        "certificate": terms.coarse_listed[1],
        "title": terms.coarse_title,
        "short": terms.coarse_short,
    }
    before = store.count("select count(*) from posting")
    store.connection.execute(_INSERT.format(fields=fields, relation=relation.expression), parameters)
    rejected = relation.total - (store.count("select count(*) from posting") - before)
    message = None
    if rejected:
        message = f"{rejected} of {relation.total} rows have neither title nor text and were left out"
    elif not relation.total:
        message = "has no rows that can be read; expected at least one posting"
    problems = (Problem(file.name, message),) if message else ()
    return FileRead(file.name, file.kind, relation.total, rejected, matched), problems


def _fields(
    store: Store, file: PostingFile, matched: Mapping[str, tuple[str, ...]], values: Mapping[str, str]
) -> tuple[str, dict[str, object]]:
    """Return the select list for our columns and its parameters; a constant or nothing fills the gaps."""
    parts: list[str] = []
    parameters: dict[str, object] = {}
    for column in CANONICAL:
        if column == "text_more":
            continue
        filled = "".join(f"nullif(trim({values[name]}), ''), " for name in matched.get(column, ()))
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
