"""Demand over time: one chart for each role whose course can be told, and a sentence for each that can't."""

from collections.abc import Sequence
from dataclasses import dataclass

from whichcert.market.demand import ALL_FULL_TEXT, COUNTABLE, Count, DemandTable, SourceNote
from whichcert.market.series import Series, month_name, spans
from whichcert.market.trend import LEAST_HITS, LEAST_MONTHS, Month, Trend, trend_of
from whichcert.web import charts, formats
from whichcert.web.charted import ROLE_NAMES, ROLES, Charted, pole_of, row, share
from whichcert.web.charts import Point, Pole

FEWEST_YEARS = 3
"""Two points are a change, not a trend."""
FEWEST_A_YEAR = 1_000
"""A year with fewer postings moves more by chance than by demand: these roles are a few in a thousand."""

COMPARABLE = frozenset({"all-jobs", "tech-board"})
"""Selections in which a role's share moves with the market and not with a search."""

FEWEST_IN_A_POINT = {True: 200, False: 30}
"""Postings of a point in a chart: of all kinds of job (True), or of one role with full texts."""
MOST_POINTS = 24
SPANS = {1: "month", 3: "quarter", 12: "year"}
MOST_OTHERS = 4
"""Charts for roles beside the two that the page compares."""


@dataclass(frozen=True, slots=True)
class Times:
    charts: tuple[Charted, ...]
    untold: tuple[str, ...]
    """For a role without a chart: what there is and what it would take."""


def times_of(table: DemandTable) -> Times:
    """Draw the released months; an older release has years alone."""
    if not table.series:
        return Times(_years(table), ())
    told: list[Charted] = []
    untold: list[str] = []
    for role, label, _ in ROLES:
        found = _best(table, role, None)
        told += [_course(*found, table)] if found else []
        untold += [] if found else [_untold(table, role, label)]
    asked = (_best(table, role, ALL_FULL_TEXT) for role, _, _ in ROLES)
    others = (_best(table, role, None) for role in ROLE_NAMES if role not in {role for role, _, _ in ROLES})
    more = [_course(*found, table) for found in (*asked, *others) if found]
    return Times((*told, *more[:MOST_OTHERS]), tuple(untold))


def _best(table: DemandTable, role: str, certification: str | None) -> tuple[Series, Trend] | None:
    """Return the series with most postings of the role whose trend can be told and drawn."""
    fitted = [(one, trend_of(one.months)) for one in _chosen(table, role, certification)]
    told = [pair for pair in fitted if pair[1].change is not None and _drawn(pair[0])]
    return max(told, key=lambda pair: (not pair[0].is_snapshot, pair[0].hits), default=None)


def _chosen(table: DemandTable, role: str, certification: str | None) -> list[Series]:
    selections = COMPARABLE if certification is None else COUNTABLE
    return [
        one
        for one in table.series
        if (one.role, one.certification) == (role, certification)
        and one.source in table.sources
        and table.sources[one.source].selection in selections
        and table.sources[one.source].part_of not in table.sources
    ]


def _drawn(series: Series) -> tuple[int, tuple[Month, ...]] | None:
    """Return the shortest span with few enough points that each rest on enough postings, and the points."""
    least = FEWEST_IN_A_POINT[series.certification is None]
    for length in SPANS:
        points = tuple(one for one in spans(series.months, length) if one.n >= least)
        if FEWEST_YEARS <= len(points) <= MOST_POINTS:
            return length, points
    return None


def _course(series: Series, trend: Trend, table: DemandTable) -> Charted:
    length, points = _drawn(series) or (1, series.months)
    label = ROLE_NAMES[series.role]
    what = f"{label} postings"
    if series.certification is not None:
        what = f"Scrum certificates in {label} postings"
    finding = f"{what}: {'months of one snapshot' if series.is_snapshot else _direction(trend)}"
    note, pole = table.sources[series.source], pole_of(series.role)
    decimals = 2 if series.certification is None else None
    drawing = charts.trend_line(
        [
            Point(_span_name(one.month, length), one.hits / one.n, _count(one).interval, at=one.month)
            for one in points
        ],
        finding=finding,
        pole=pole,
        decimals=decimals,
    )
    whole = spans(series.months, length)
    return Charted(
        finding=finding,
        drawing=drawing,
        source=_source_line(series, note, length, left_out=len(whole) - len(points)),
        caption=f"{what} by {SPANS[length]}",
        headers=(SPANS[length].capitalize(), "Postings", "of", "Share", "95 % range"),
        rows=tuple(row(_span_name(one.month, length), _count(one), decimals) for one in whole),
        words=_words(series, trend, note),
        sources=(series.source,),
    )


def _direction(trend: Trend) -> str:
    if trend.change is None or trend.interval is None or 1.0 in trend.interval:
        return "no clear rise or fall"
    return "rising" if trend.change > 1 else "falling"


def _words(series: Series, trend: Trend, note: SourceNote) -> str:
    if trend.change is None or trend.interval is None:
        return ""
    said = (
        f"A year changes the odds by a factor of {trend.change:.2f} (95 % range {trend.interval.low:.2f} to"
        f" {trend.interval.high:.2f}; {trend.hits:,} of {trend.n:,} postings in {trend.months} months)."
    )
    if series.is_snapshot:
        said += (
            " But this looks like one snapshot: most postings are of its last two months, and older ones"
            " are adverts that were still open. So it says little about the time before."
        )
    if note.note:
        said += f" The collection: {note.note}."
    return said


def _source_line(series: Series, note: SourceNote, length: int, *, left_out: int) -> str:
    first, last = month_name(series.months[0].month), month_name(series.months[-1].month)
    said = f"{note.name}, {first} to {last}. The upright lines are 95 % ranges."
    if left_out:
        least = FEWEST_IN_A_POINT[series.certification is None]
        spans_left = formats.counted(left_out, SPANS[length])
        said += f" {spans_left} with fewer than {least} postings stand in the table alone."
    if series.without_month:
        said += f" {formats.counted(series.without_month, 'posting')} without a usable month left out."
    return said


def _untold(table: DemandTable, role: str, label: str) -> str:
    chosen = _chosen(table, role, None)
    if not chosen:
        return f"{label}: no collection of every kind of job follows the role over several months."
    longest = max(chosen, key=lambda one: (one.hits, len(one.months)))
    name = table.sources[longest.source].name
    said = (
        f"{label}: whether demand rises or falls can’t be told. The collection with most, {name}, has"
        f" {longest.hits:,} such postings among {longest.n:,}"
        f" in {formats.counted(len(longest.months), 'month')}"
    )
    if longest.hits < LEAST_HITS or len(longest.months) < LEAST_MONTHS:
        return f"{said}; a trend needs at least {LEAST_HITS} in {LEAST_MONTHS} months."
    return f"{said}, and they scatter too much."


def _span_name(month: int, length: int) -> str:
    year, within = divmod(month, 12)
    if length == 12:
        return str(year)
    return f"{year} Q{within // 3 + 1}" if length == 3 else month_name(month)


def _count(month: Month) -> Count:
    return Count(month.hits, month.n, ())


def _years(table: DemandTable) -> tuple[Charted, ...]:
    """Draw each role over the years in the collection of every kind of job that spans most of them."""
    general = [note for note in table.sources.values() if note.selection == "all-jobs" and not note.part_of]
    found = [(note, _by_year(table, note.source, ROLES[0][0])) for note in general]
    longest = max(found, key=lambda pair: (len(pair[1]), pair[0].kept), default=None)
    if longest is None or len(longest[1]) < FEWEST_YEARS:
        return ()
    note = longest[0]
    return tuple(
        _year_chart(_by_year(table, note.source, role), label, pole, note=note) for role, label, pole in ROLES
    )


def _year_chart(years: Sequence[tuple[int, Count]], label: str, pole: Pole, *, note: SourceNote) -> Charted:
    (first, before), (last, after) = years[0], years[-1]
    finding = f"{label} postings: {_shown(before)} of all in {first}, {_shown(after)} in {last}"
    points = [Point(str(year), share(count), count.interval) for year, count in years]
    return Charted(
        finding=finding,
        drawing=charts.trend_line(points, finding=finding, pole=pole, decimals=2),
        source=f"{note.name}, {first} to {last}. The upright lines are 95 % ranges.",
        caption=f"{label} postings by year",
        headers=("Year", "Postings", "of", "Share", "95 % range"),
        rows=tuple(row(str(year), count, 2) for year, count in years),
        sources=(note.source,),
    )


def _by_year(table: DemandTable, source: str, role: str) -> list[tuple[int, Count]]:
    return [(year, count) for year, count in table.by_year(source, role) if count.n >= FEWEST_A_YEAR]


def _shown(count: Count) -> str:
    return formats.percent(share(count), 2)
