"""A survey's result: the demand rows, what was read, and what was left out and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from whichcert.errors import Problem
from whichcert.market.columns import Columns
from whichcert.market.counts import Counts
from whichcert.market.demand import ALL_FULL_TEXT, DemandRow, DemandTable, SourceNote, demand_row
from whichcert.market.months import SeriesTrend, series_of, trends_of
from whichcert.market.places import CountryShare, country_shares
from whichcert.market.roles import OTHER
from whichcert.market.store import FileRead
from whichcert.market.tally import Cell, SourceTally, Tally
from whichcert.market.terms import Terms


@dataclass(frozen=True, slots=True)
class Totals:
    """read = kept + duplicates + rejected; the others are counted among the kept."""

    read: int
    kept: int
    duplicates: int
    rejected: int
    no_text: int
    no_date: int
    other_role: int


@dataclass(frozen=True, slots=True)
class DemandReport:
    at: datetime
    terms_version: str
    files: tuple[FileRead, ...]
    totals: Totals
    table: DemandTable
    senses: Mapping[tuple[str, str], int]
    """Postings by certification and sense, in all sources, also those that never give a share."""
    problems: tuple[Problem, ...]
    counts: Counts
    trends: tuple[SeriesTrend, ...]
    countries: tuple[CountryShare, ...]


def report_of(
    counts: Counts,
    files: tuple[FileRead, ...],
    problems: tuple[Problem, ...],
    *,
    at: datetime,
    terms: Terms,
    columns: Columns,
) -> DemandReport:
    tally, senses = counts.tally, Counter[tuple[str, str]]()
    for (_, certification, sense), number in tally.senses.items():
        senses[certification, sense] += number
    series = series_of(counts.months, terms, columns)
    sources = {one.source: _note(one, columns) for one in tally.sources}
    table = DemandTable(rows_of(tally, terms, columns), sources, series)
    return DemandReport(
        at=at,
        terms_version=terms.version,
        files=files,
        totals=_totals(tally, files),
        table=table,
        senses=dict(sorted(senses.items())),
        problems=problems,
        counts=counts,
        trends=trends_of(series),
        countries=_countries(table, terms),
    )


def _countries(table: DemandTable, terms: Terms) -> tuple[CountryShare, ...]:
    """Every role's share of the postings, and of its full texts those that ask for a Scrum certificate."""
    return tuple(
        share
        for role in terms.roles
        for family in (None, ALL_FULL_TEXT)
        for share in country_shares(table, role.id, family)
    )


def _totals(tally: Tally, files: tuple[FileRead, ...]) -> Totals:
    return Totals(
        read=sum(file.read for file in files),
        kept=sum(one.kept for one in tally.sources),
        duplicates=sum(one.duplicates for one in tally.sources),
        rejected=sum(file.rejected for file in files),
        no_text=sum(one.no_text for one in tally.sources),
        no_date=sum(one.no_date for one in tally.sources),
        other_role=sum(one.other_role for one in tally.sources),
    )


def _note(tally: SourceTally, columns: Columns) -> SourceNote:
    kind = columns.source(tally.source)
    return SourceNote(
        source=tally.source,
        name=kind.name,
        selection=kind.selection,
        full_text=kind.full_text,
        part_of=kind.part_of,
        read=tally.read,
        duplicates=tally.duplicates,
        kept=tally.kept,
        no_text=tally.no_text,
        no_date=tally.no_date,
        full_text_postings=tally.full_text,
        first_year=tally.first_year,
        last_year=tally.last_year,
        note=kind.note,
    )


def rows_of(tally: Tally, terms: Terms, columns: Columns) -> tuple[DemandRow, ...]:
    """Return the rows of every cell: roles among postings, certifications among full texts of a role."""
    roles = [*(role.id for role in terms.roles), OTHER]
    labels = sorted({*terms.families, *terms.certification_ids()})
    rows: list[DemandRow] = []
    for cell in sorted(tally.postings, key=_order):
        if not columns.source(cell.source).has_shares:
            continue
        for role in roles:
            rows.append(_role_row(tally, cell, role))
            if role != OTHER and tally.full_text[cell, role]:
                rows += _certification_rows(tally, cell, role, labels)
    return tuple(rows)


def _order(cell: Cell) -> tuple[str, str, int]:
    return cell.source, cell.country, cell.year or 0


def _place(cell: Cell) -> tuple[str, str, int | None]:
    return cell.source, cell.country, cell.year


def _role_row(tally: Tally, cell: Cell, role: str) -> DemandRow:
    return demand_row(
        _place(cell),
        role=role,
        certification=None,
        postings=tally.postings[cell],
        mentions=tally.roles[cell, role],
    )


def _certification_rows(tally: Tally, cell: Cell, role: str, labels: list[str]) -> list[DemandRow]:
    return [
        demand_row(
            _place(cell),
            role=role,
            certification=label,
            postings=tally.full_text[cell, role],
            mentions=tally.asked[cell, role, label],
        )
        for label in labels
        if label == ALL_FULL_TEXT or tally.asked[cell, role, label]
    ]
