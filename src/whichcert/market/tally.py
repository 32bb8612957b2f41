"""Counts the postings of a store: dates, duplicates, roles, mentions, and the cells of the demand table."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from whichcert.errors import Problem, shortened
from whichcert.market import queries
from whichcert.market.judging import label_mentions
from whichcert.market.mentions import ASKED
from whichcert.market.roles import OTHER
from whichcert.market.store import FileRead, Store

EARLIEST = 2000
"""No job posting on the web is older; an earlier date is a default value or a slip."""

FULL_TEXT = 300
"""Characters from which a text is an advertisement and not a line about it."""

UNKNOWN_COUNTRY = "unknown"


@dataclass(frozen=True, slots=True)
class SourceTally:
    """The postings of one source: ``read`` = ``kept`` + ``duplicates``."""

    source: str
    read: int
    kept: int
    duplicates: int
    no_text: int
    no_date: int
    other_role: int
    full_text: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Kept postings of one source, country and year."""

    source: str
    country: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted; counts of separate sources may be added up."""

    sources: tuple[SourceTally, ...]
    postings: Counter[Cell]
    roles: Counter[tuple[Cell, str]]
    """Kept postings by cell and role; a posting for two roles counts in both."""
    full_text: Counter[tuple[Cell, str]]
    asked: Counter[tuple[Cell, str, str]]
    """Full-text postings of a role that ask for a certification or family."""
    senses: Counter[tuple[str, str, str]]
    """Kept postings by source, certification and sense, with every source and text length."""


def count(store: Store, at: datetime) -> Tally:
    """Find dates and duplicates in a store whose postings were judged, and count what is kept."""
    limits = {"earliest": EARLIEST, "at": at.replace(tzinfo=None), "relative": queries.RELATIVE}
    store.connection.execute(queries.DATES, limits)
    label_mentions(store)
    store.connection.execute(queries.OFFERING)
    store.fill("spelling", {"spelling": "VARCHAR", "code": "VARCHAR"}, store.columns.countries.items())
    kinds = [(one.id, one.full_text) for one in store.columns.sources.values()]
    store.fill("source_kind", {"source": "VARCHAR", "full_text": "BOOLEAN"}, kinds)
    store.connection.execute(queries.KEPT, {"full": FULL_TEXT, "unknown": UNKNOWN_COUNTRY})
    return Tally(_sources(store), *_cells(store), _senses(store))


def _sources(store: Store) -> tuple[SourceTally, ...]:
    rows = store.rows(queries.SOURCES)
    return tuple(SourceTally(*row) for row in rows)  # type: ignore[arg-type]


def _cells(
    store: Store,
) -> tuple[
    Counter[Cell], Counter[tuple[Cell, str]], Counter[tuple[Cell, str]], Counter[tuple[Cell, str, str]]
]:
    postings: Counter[Cell] = Counter()
    roles: Counter[tuple[Cell, str]] = Counter()
    full: Counter[tuple[Cell, str]] = Counter()
    asked: Counter[tuple[Cell, str, str]] = Counter()
    for source, country, year, number in store.rows(
        "select source, country, year, count(*) from kept group by all"
    ):
        postings[_cell(source, country, year)] += _int(number)
    for source, country, year, role, number, whole in store.rows(queries.BY_ROLE, {"other": OTHER}):
        roles[_cell(source, country, year), str(role)] += _int(number)
        full[_cell(source, country, year), str(role)] += _int(whole)
    for source, country, year, role, label, number in store.rows(queries.ASKED, {"asked": sorted(ASKED)}):
        asked[_cell(source, country, year), str(role), str(label)] += _int(number)
    return postings, roles, full, asked


def _cell(source: object, country: object, year: object) -> Cell:
    return Cell(str(source), str(country), None if year is None else _int(year))


def _int(value: object) -> int:
    return int(str(value))


def _senses(store: Store) -> Counter[tuple[str, str, str]]:
    query = "select source, label, sense, count(distinct id) from kept join mention using (id) group by all"
    return Counter(
        {
            (str(source), str(label), str(sense)): _int(number)
            for source, label, sense, number in store.rows(query)
        }
    )


def odd_values(store: Store, files: Iterable[FileRead]) -> tuple[Problem, ...]:
    """Report, for each file, dates and salaries that can't be used: how many, and the first with its row."""
    names = {file.number: file.name for file in files}
    return tuple(
        Problem(
            names[_int(file)],
            f"{number} {_ODD_MESSAGE[str(kind)].format(row=row, value=shortened(repr(value), 40))}",
        )
        for file, kind, number, row, value in store.rows(queries.ODD)
    )


_DAY = "; expected a day such as 2026-11-24; counted without a date"
_ODD_MESSAGE = {
    "relative": "dates are relative; row {row} has {value}" + _DAY,
    "unreadable": "dates can't be read; row {row} has {value}" + _DAY,
    "absurd": f"dates before {EARLIEST} or in the future; row {{row}} has {{value}}; counted without a date",
    "salary": "salaries are no numbers; row {row} has {value}; expected a number such as 65000",
}
