"""The demand table: how often roles are advertised, and how often their adverts ask for a certification.

The files, in one folder (``content/demand``):

``<date>.csv`` – one line for each source × country × year × role, and × certification::

    source,country,year,role,certification,postings,mentions,low,high
    ats_ashby,US,2025,product-owner,,4210,9,0.0011,0.0041
    ats_ashby,US,2025,product-owner,pspo,9,0,0.0,0.2991

    certification empty  postings = all postings of the source there, mentions = those for the role
    certification given  postings = those of the role with a full text, mentions = those that ask for it
    low, high            Wilson 95 % interval of mentions / postings, for the reader; recomputed when read
    year empty           the postings have no usable date

A certification line with no mention is left out, except for ``any-scrum``, whose
lines carry the number of full-text postings for all of them.

``<date>-sources.csv`` – one line for each source: how its postings were chosen,
how many were read, dropped as duplicates and kept, and the years they span.

``<date>-months.csv`` – shares by month (``market/series.py``); older releases have none.

``README.md`` – how the table was made, in words.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whichcert.interval import Interval, wilson
from whichcert.market.released_table import read_table
from whichcert.market.series import Series, read_series

ROLES = (
    "scrum-master",
    "product-owner",
    "agile-coach",
    "product-manager",
    "project-manager",
    "delivery-manager",
    "business-analyst",
    "other",
)
ALL_FULL_TEXT = "any-scrum"
"""The family whose lines are never left out."""

GENERAL = frozenset({"all-jobs"})
"""Selections whose role shares can be compared: every kind of job."""

COUNTABLE = frozenset({"all-jobs", "tech-board", "query-selected", "unknown"})

FIELDS = ("source", "country", "year", "role", "certification", "postings", "mentions", "low", "high")
SOURCE_FIELDS = (
    "source",
    "name",
    "selection",
    "full_text",
    "part_of",
    "read",
    "duplicates",
    "kept",
    "no_text",
    "no_date",
    "full_text_postings",
    "first_year",
    "last_year",
    "note",
)


@dataclass(frozen=True, slots=True)
class DemandRow:
    source: str
    country: str
    year: int | None
    role: str
    certification: str | None
    postings: int
    mentions: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        return self.mentions / self.postings if self.postings else None


def demand_row(
    place: tuple[str, str, int | None], *, role: str, certification: str | None, postings: int, mentions: int
) -> DemandRow:
    """Return a row with its Wilson interval; ``place`` is source, country, year."""
    interval = wilson(mentions, postings)
    return DemandRow(*place, role, certification, postings, mentions, interval.low, interval.high)


def is_country(place: str) -> bool:
    """Say whether a place is an ISO code; others are "unknown", "elsewhere" or a source's own spelling."""
    return len(place) == len("DE") and place.isascii() and place.isupper()


@dataclass(frozen=True, slots=True)
class Count:
    """``hits`` of ``n`` postings, and the sources that both come from."""

    hits: int
    n: int
    sources: tuple[str, ...]

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """Wilson 95 %: how sure the share is within these sources, not how these sources were chosen."""
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many postings of one role come on one of another, in the same sources."""

    value: float | None
    interval: Interval | None
    hits: int
    against: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a reader must know about a source."""

    source: str
    name: str
    selection: str
    full_text: bool
    part_of: str
    read: int
    duplicates: int
    kept: int
    no_text: int
    no_date: int
    full_text_postings: int
    first_year: int | None
    last_year: int | None
    note: str


@dataclass(frozen=True, slots=True)
class DemandTable:
    rows: tuple[DemandRow, ...]
    sources: Mapping[str, SourceNote]
    series: tuple[Series, ...] = ()
    """Shares by month; empty in a release that carries none."""

    def role_postings(
        self, role: str, country: str | None = None, *, selections: frozenset[str] = GENERAL
    ) -> Count:
        """Pool the postings of a role among all postings, in sources of every kind of job.

        A source that is part of another is left out where the other is present.
        """
        names = self._chosen(selections)
        whole = {name for name in names if self.sources[name].part_of not in names}
        return self._pooled(whole, role, None, country)

    def certificate_share(
        self, role: str, family: str, country: str | None = None, *, selections: frozenset[str] = COUNTABLE
    ) -> Count:
        """Pool the full-text postings of a role and those that ask for a certification or family.

        Sources chosen by a search count here, because no search named a certification;
        pass ``selections=GENERAL`` to leave them out.
        """
        names = self._chosen(selections)
        whole = self._pooled(names, role, ALL_FULL_TEXT, country)
        return Count(self._pooled(names, role, family, country).hits, whole.n, whole.sources)

    def role_ratio(
        self, role: str, against: str, country: str | None = None, *, selections: frozenset[str] = GENERAL
    ) -> Ratio:
        """Return hits(role) / hits(against) with its 95 % interval.

        Given both counts, hits(role) is binomial among their sum with p = r / (1 + r), so the
        Wilson interval of p gives that of r = p / (1 - p).
        Source: Przyborowski and Wilenski (1940), Biometrika 31, 313-323, for two Poisson means.
        """
        first, second = (self.role_postings(one, country, selections=selections) for one in (role, against))
        if not second.hits:
            return Ratio(None, None, first.hits, 0, first.sources)
        inside = wilson(first.hits, first.hits + second.hits)
        interval = Interval(inside.low / (1 - inside.low), inside.high / (1 - inside.high))
        return Ratio(first.hits / second.hits, interval, first.hits, second.hits, first.sources)

    def by_country(self, role: str, family: str | None = None) -> Mapping[str, Count]:
        """Return ``role_postings``, or with a family ``certificate_share``, of every place at once."""
        names = self._chosen(GENERAL if family is None else COUNTABLE)
        if family is None:
            names = {name for name in names if self.sources[name].part_of not in names}
        label = None if family is None else ALL_FULL_TEXT
        whole = _by_country(self._rows(names, role, label, None))
        if family in (None, ALL_FULL_TEXT):
            return whole
        asked = _by_country(self._rows(names, role, family, None))
        none = Count(0, 0, ())
        return {
            country: Count(asked.get(country, none).hits, count.n, count.sources)
            for country, count in whole.items()
        }

    def by_year(self, source: str, role: str) -> tuple[tuple[int, Count], ...]:
        """Return the postings of a role in one source for each year that it spans."""
        years = sorted({row.year for row in self.rows if row.source == source and row.year is not None})
        return tuple(
            (year, _sum(row for row in self._rows({source}, role, None, None) if row.year == year))
            for year in years
        )

    def _chosen(self, selections: frozenset[str]) -> set[str]:
        return {name for name, note in self.sources.items() if note.selection in selections}

    def _pooled(
        self, sources: Container[str], role: str, certification: str | None, country: str | None
    ) -> Count:
        return _sum(self._rows(sources, role, certification, country))

    def _rows(
        self, sources: Container[str], role: str, certification: str | None, country: str | None
    ) -> Iterator[DemandRow]:
        return (
            row
            for row in self.rows
            if (row.role, row.certification) == (role, certification)
            and row.source in sources
            and country in (None, row.country)
        )


def _by_country(rows: Iterable[DemandRow]) -> dict[str, Count]:
    found: dict[str, list[DemandRow]] = {}
    for row in rows:
        found.setdefault(row.country, []).append(row)
    return {country: _sum(ones) for country, ones in found.items()}


def _sum(rows: Iterable[DemandRow]) -> Count:
    chosen = [row for row in rows if row.postings]
    sources = tuple(sorted({row.source for row in chosen}))
    return Count(sum(row.mentions for row in chosen), sum(row.postings for row in chosen), sources)


# ---------------------------------------------------------------- files


def read_demand(folder: Path) -> DemandTable:
    """Read the newest release of a folder; an empty folder gives an empty table.

    Raises ContentBroken with file and line for a value that can't be.
    """
    releases = (
        sorted(one for one in folder.glob("*.csv") if not one.stem.endswith(("-sources", "-months")))
        if folder.is_dir()
        else []
    )
    if not releases:
        return DemandTable((), {})
    newest = releases[-1]
    notes = read_table(newest.with_name(f"{newest.stem}-sources.csv"), SOURCE_FIELDS, _note)
    series = read_series(newest.with_name(f"{newest.stem}-months.csv"))
    return DemandTable(tuple(read_table(newest, FIELDS, _row)), {one.source: one for one in notes}, series)


def _row(line: Mapping[str, str]) -> DemandRow:
    return demand_row(
        (line["source"], line["country"], _optional(line["year"])),
        role=line["role"],
        certification=line["certification"] or None,
        postings=int(line["postings"]),
        mentions=int(line["mentions"]),
    )


def _note(line: Mapping[str, str]) -> SourceNote:
    numbers = {
        name: int(line[name])
        for name in ("read", "duplicates", "kept", "no_text", "no_date", "full_text_postings")
    }
    return SourceNote(
        source=line["source"],
        name=line["name"],
        selection=line["selection"],
        full_text=line["full_text"] == "yes",
        part_of=line["part_of"],
        **numbers,
        first_year=_optional(line["first_year"]),
        last_year=_optional(line["last_year"]),
        note=line["note"],
    )


def _optional(number: str) -> int | None:
    return int(number) if number else None
