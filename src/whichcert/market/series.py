"""One share over the months of one source, and the file that carries the released ones.

``<date>-months.csv`` – one line for each source × role × certification × month::

    source,role,certification,month,postings,mentions
    usajobs_titles,project-manager,,2024-03,812,31
    usajobs_titles,project-manager,,,96,

    certification empty  postings = all postings of the source in the month, mentions = those for the role
    certification given  postings = those of the role with a full text, mentions = those that ask for it
    month empty          postings without a usable month, or of months with too few to be released
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from whichcert.market.released_table import read_table
from whichcert.market.trend import Month

SERIES_FIELDS = ("source", "role", "certification", "month", "postings", "mentions")

SMALLEST_MONTH = 200
"""Postings of a source in a month below which the month is not named."""

SMALLEST_ROLE = 30
"""The same for the postings of one role with a full text."""

FEWEST_MONTHS = 3
"""Two months are a change, not a course."""

LAST_MONTHS = 2
MOST_LAST = 0.5
"""A source with more than half of its postings in its last two months looks like one snapshot."""


@dataclass(frozen=True, slots=True)
class Series:
    """A role among a source's postings; with a certification, those among its full texts that ask for it."""

    source: str
    role: str
    certification: str | None
    months: tuple[Month, ...]
    """Months with postings, in order; a month is year × 12 + month − 1."""
    without_month: int
    """Postings left out, because their date is missing, unusable or a year alone."""

    @property
    def hits(self) -> int:
        return sum(one.hits for one in self.months)

    @property
    def n(self) -> int:
        return sum(one.n for one in self.months)

    @property
    def is_snapshot(self) -> bool:
        """Say whether most postings are of the last months: earlier ones are then adverts still open."""
        if len(self.months) <= LAST_MONTHS:
            return False
        last = self.months[-1].month
        late = sum(one.n for one in self.months if one.month > last - LAST_MONTHS)
        return late > MOST_LAST * self.n


def spans(months: Iterable[Month], length: int) -> tuple[Month, ...]:
    """Add months up into spans of the calendar; a span carries the number of its first month."""
    sums: dict[int, tuple[int, int]] = {}
    for one in months:
        first = one.month - one.month % length
        hits, n = sums.get(first, (0, 0))
        sums[first] = (hits + one.hits, n + one.n)
    return tuple(Month(first, hits, n) for first, (hits, n) in sorted(sums.items()))


def month_name(month: int) -> str:
    """Write a month as ISO 8601 does.

    >>> month_name(2025 * 12 + 2)
    '2025-03'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_number(name: str) -> int:
    """Read what ``month_name`` wrote; raise ValueError for anything else.

    >>> month_number("2025-03") == 2025 * 12 + 2
    True
    """
    year, _, month = name.partition("-")
    if not (len(year) == 4 and len(month) == 2 and f"{year}{month}".isdecimal() and 1 <= int(month) <= 12):
        raise ValueError(f"{name!r} is no month such as 2025-03")
    return int(year) * 12 + int(month) - 1


def read_series(path: Path) -> tuple[Series, ...]:
    """Read the released months; a release without them has none. Raises ContentBroken."""
    return tuple(_joined(read_table(path, SERIES_FIELDS, _one))) if path.is_file() else ()


def series_lines(series: Iterable[Series]) -> Iterator[list[object]]:
    """Return the lines that ``read_series`` reads back."""
    for one in series:
        key = [one.source, one.role, one.certification or ""]
        for month in one.months:
            yield [*key, month_name(month.month), month.n, month.hits]
        if one.without_month:
            yield [*key, "", one.without_month, ""]


def releasable(series: Iterable[Series]) -> tuple[Series, ...]:
    """Return the series of roles and of any Scrum certificate, without their small months."""
    kept = (_large_months(one) for one in series if one.certification in (None, "any-scrum"))
    return tuple(one for one in kept if len(one.months) >= FEWEST_MONTHS)


def _large_months(series: Series) -> Series:
    least = SMALLEST_MONTH if series.certification is None else SMALLEST_ROLE
    months = tuple(one for one in series.months if one.n >= least)
    small = series.n - sum(one.n for one in months)
    return replace(series, months=months, without_month=series.without_month + small)


def _one(line: Mapping[str, str]) -> Series:
    """Read one line as a series of one month or none."""
    key = (line["source"], line["role"], line["certification"] or None)
    n = int(line["postings"])
    if not line["month"]:
        return Series(*key, (), n)
    hits = int(line["mentions"])
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} can't be")
    return Series(*key, (Month(month_number(line["month"]), hits, n),), 0)


def _joined(parts: Iterable[Series]) -> Iterator[Series]:
    found: dict[tuple[str, str, str | None], Series] = {}
    for part in parts:
        key = (part.source, part.role, part.certification)
        before = found.get(key)
        if before is not None:
            months = tuple(sorted((*before.months, *part.months), key=lambda one: one.month))
            part = replace(before, months=months, without_month=before.without_month + part.without_month)
        found[key] = part
    yield from found.values()
