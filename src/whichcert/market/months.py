"""Demand month by month: a role among a source's postings, a certification among a role's full texts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from whichcert.market.columns import Columns
from whichcert.market.demand import ALL_FULL_TEXT
from whichcert.market.mentions import ASKED
from whichcert.market.roles import OTHER
from whichcert.market.series import Series
from whichcert.market.store import Store
from whichcert.market.terms import Terms
from whichcert.market.trend import Month, Trend, trend_of

_POSTINGS = """
select source, month, count(*) from kept join dated using (id) group by all
"""
_ROLES = """
select source, month, coalesce(role, $other), count(*), count(*) filter (where full_text)
from kept join dated using (id) left join posting_role using (id) group by all
"""
_ASKED = """
select source, month, role, label, count(distinct id)
from kept join dated using (id) join posting_role using (id) join mention using (id)
where full_text and list_contains($asked, sense) group by all
"""


class MonthKey(NamedTuple):
    """A source's postings of one month; ``month`` is year × 12 + month − 1, None without a usable date."""

    source: str
    month: int | None


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """Kept postings by month; counts of separate sources may be added up."""

    postings: Counter[MonthKey]
    roles: Counter[tuple[MonthKey, str]]
    full_text: Counter[tuple[MonthKey, str]]
    asked: Counter[tuple[MonthKey, str, str]]


@dataclass(frozen=True, slots=True)
class SeriesTrend:
    series: Series
    trend: Trend
    is_snapshot: bool
    """The whole source looks like one snapshot."""


def count_months(store: Store) -> MonthCounts:
    """Count the kept postings of a store, after ``tally.count``, by the month of their own date."""
    counts = MonthCounts(Counter(), Counter(), Counter(), Counter())
    for source, month, number in store.rows(_POSTINGS):
        counts.postings[_key(source, month)] += _int(number)
    for source, month, role, number, whole in store.rows(_ROLES, {"other": OTHER}):
        counts.roles[_key(source, month), str(role)] += _int(number)
        counts.full_text[_key(source, month), str(role)] += _int(whole)
    for source, month, role, label, number in store.rows(_ASKED, {"asked": sorted(ASKED)}):
        counts.asked[_key(source, month), str(role), str(label)] += _int(number)
    return counts


def _key(source: object, month: object) -> MonthKey:
    return MonthKey(str(source), None if month is None else _int(month))


def _int(value: object) -> int:
    return int(str(value))


def series_of(counts: MonthCounts, terms: Terms, columns: Columns) -> tuple[Series, ...]:
    """Return every series of the sources that may give shares; a certification nobody asks for has none."""
    months: dict[str, list[int | None]] = defaultdict(list)
    for source, month in sorted(counts.postings, key=lambda key: (key.source, key.month or 0)):
        months[source].append(month)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (source, _), role, label in counts.asked:
        named[source, role].add(label)
    roles = [role.id for role in terms.roles]
    return tuple(
        one
        for source, present in months.items()
        if columns.source(source).has_shares
        for role in roles
        for label in (None, *sorted({ALL_FULL_TEXT} | named[source, role]))
        if (one := _series(counts, (source, role, label), present)).months
    )


def _series(counts: MonthCounts, key: tuple[str, str, str | None], months: Iterable[int | None]) -> Series:
    source, role, label = key
    found: list[Month] = []
    without = 0
    for month in months:
        at = MonthKey(source, month)
        n = counts.postings[at] if label is None else counts.full_text[at, role]
        hits = counts.roles[at, role] if label is None else counts.asked[at, role, label]
        if month is None:
            without += n
        elif n:
            found.append(Month(month, hits, n))
    return Series(source, role, label, tuple(found), without)


def trends_of(series: Iterable[Series]) -> tuple[SeriesTrend, ...]:
    """Fit a trend to each role, and to each role's postings that ask for any Scrum certificate."""
    every = tuple(series)
    snapshots = {one.source for one in every if one.certification is None and one.is_snapshot}
    return tuple(
        SeriesTrend(one, trend_of(one.months), one.source in snapshots)
        for one in every
        if one.certification in (None, ALL_FULL_TEXT)
    )
