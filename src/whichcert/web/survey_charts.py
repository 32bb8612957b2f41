"""Charts that a survey has beyond the released table: all roles, certifications named together, salaries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from whichcert.errors import shortened
from whichcert.interval import wilson
from whichcert.market.companions import CoMention
from whichcert.market.demand import Count
from whichcert.market.report import DemandReport
from whichcert.market.salaries import SalaryRow
from whichcert.web import charts, formats
from whichcert.web.charted import (
    ROLE_NAMES,
    Charted,
    bar,
    collections,
    period,
    pole_of,
    range_of,
    row,
    years_said,
)
from whichcert.web.charts import Bar, Quarters

MOST_PAIRS = 8
MOST_SALARIES = 8
"""Rows of one salary chart, and charts."""

CERTIFICATION_NAMES = {
    "psm": "PSM",
    "pspo": "PSPO",
    "csm": "CSM",
    "cspo": "CSPO",
    "a-csm": "A-CSM",
    "a-cspo": "A-CSPO",
    "safe": "SAFe",
    "pmp": "PMP",
    "pmi-acp": "PMI-ACP",
    "scrum-unnamed": "a Scrum certificate in general",
    "scrum-org": "Scrum.org in general",
    "scrum-alliance": "Scrum Alliance in general",
}


def roles_charted(report: DemandReport) -> Charted | None:
    """Draw all roles among all postings of sources with every kind of job; None without any."""
    table = report.table
    counts = [(role, table.role_postings(role)) for role in ROLE_NAMES if role != "other"]
    n, sources = counts[0][1].n, counts[0][1].sources
    if not n:
        return None
    counts.sort(key=lambda pair: -pair[1].hits)
    finding = _most_asked(counts)
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(
            [bar(ROLE_NAMES[role], count, pole_of(role)) for role, count in counts],
            finding=finding,
            decimals=2,
        ),
        source=f"{n:,} postings of every kind of job, {period(table, sources)}, {collections(sources)}.",
        caption="Postings by role",
        headers=("Role", "Postings", "of", "Share", "95 % range"),
        rows=tuple(row(ROLE_NAMES[role], count, 2) for role, count in counts),
        sources=sources,
    )


def _most_asked(counts: Sequence[tuple[str, Count]]) -> str:
    (first, most), (second, next_most) = counts[:2]
    if not most.hits:
        return "No posting is for one of these roles"
    if wilson(most.hits, most.hits + next_most.hits).low > 1 / 2:
        return f"Most postings of the seven roles are for a {ROLE_NAMES[first]}"
    return f"{ROLE_NAMES[first]} and {ROLE_NAMES[second]} are asked for about equally often"


def pairs_charted(report: DemandReport) -> Charted | None:
    """Draw the most frequent pairs, as the share of the rarer one's postings; None without any."""
    pairs = [_rarer_first(one) for one in report.counts.co_mentions if one.role is None]
    if not pairs:
        return None
    basis = pairs[0].basis
    names = f"{_certification(pairs[0].first)} and {_certification(pairs[0].second)}"
    finding = f"Most often together: {names}, in {formats.counted(pairs[0].both, 'posting')}"
    bars = [
        Bar(
            _capital(f"{_certification(one.first)}: also {_certification(one.second)}"),
            one.both / one.first_total,
            one.of_first,
            f"{one.both:,} of {one.first_total:,}",
        )
        for one in pairs[:MOST_PAIRS]
    ]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, top=1.0),
        source=(
            f"{formats.counted(basis.n, 'posting')} with full text that ask for any certification,"
            f" {years_said(basis.first_year, basis.last_year)}, {collections(basis.sources)}."
        ),
        caption="Certifications asked for in one posting",
        headers=(
            "Pair",
            "Both",
            "of the first",
            "Share",
            "95 % range",
            "of the second",
            "Share",
            "95 % range",
        ),
        rows=tuple(_pair_row(one) for one in pairs),
        words="A posting that asks for “PSM or CSM” names both. Levels of one certification count as one.",
        sources=basis.sources,
    )


def _rarer_first(pair: CoMention) -> CoMention:
    if pair.first_total <= pair.second_total:
        return pair
    return CoMention(
        pair.role, pair.second, pair.first, pair.both, pair.second_total, pair.first_total, pair.basis
    )


def _pair_row(one: CoMention) -> tuple[str, ...]:
    return (
        _capital(f"{_certification(one.first)} and {_certification(one.second)}"),
        f"{one.both:,}",
        f"{one.first_total:,}",
        formats.percent(one.both / one.first_total),
        range_of(one.of_first.low, one.of_first.high),
        f"{one.second_total:,}",
        formats.percent(one.both / one.second_total),
        range_of(one.of_second.low, one.of_second.high),
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _certification(label: str) -> str:
    return CERTIFICATION_NAMES.get(label, label.upper())


def salaries_charted(report: DemandReport, names: Mapping[str, str]) -> tuple[Charted, ...]:
    """Draw one chart for each currency and period that has quantiles, the one with most postings first."""
    groups: dict[tuple[str, str], list[SalaryRow]] = defaultdict(list)
    for one in report.counts.salaries.rows:
        if one.quantiles:
            groups[one.currency, one.period].append(one)
    ordered = sorted(groups.items(), key=lambda pair: -sum(one.n for one in pair[1]))
    return tuple(
        _salary_chart(key, sorted(rows, key=lambda one: -one.n), names)
        for key, rows in ordered[:MOST_SALARIES]
    )


def _salary_chart(key: tuple[str, str], rows: Sequence[SalaryRow], names: Mapping[str, str]) -> Charted:
    currency, span = key
    unit = f"{currency} a {span.replace('-', ' ')}"
    halves = sorted(one.quantiles[1].value for one in rows)
    finding = f"Stated salaries in {unit}: half points from {halves[0]:,.0f} to {halves[-1]:,.0f}"
    if len(rows) == 1:
        finding = f"Stated salaries in {unit}: half point {halves[0]:,.0f}"
    sources = tuple(sorted({name for one in rows for name in one.sources}))
    quarters = [
        Quarters(
            _job(one, names),
            (one.quantiles[0].value, one.quantiles[1].value, one.quantiles[2].value),
            one.quantiles[1].interval,
            f"{one.n:,} postings; middle half {one.quantiles[0].value:,.0f} to {one.quantiles[2].value:,.0f}",
            pole_of(one.role),
        )
        for one in rows[:MOST_SALARIES]
    ]
    return Charted(
        finding=finding,
        drawing=charts.quartile_rows(quarters, finding=finding, unit=unit),
        source=f"{formats.counted(sum(one.n for one in rows), 'salary', 'salaries')},"
        f" {_years(rows)}, {collections(sources)}.",
        caption=f"Salaries in {unit}",
        headers=("Role and country", "n", "Quarter", "Half", "90 % range of the half", "Three quarters"),
        rows=tuple(_salary_row(one, names) for one in rows),
        words="The bar is the middle half, the stroke the half point with its 90 % range.",
        sources=sources,
    )


def _years(rows: Sequence[SalaryRow]) -> str:
    first = min((one.first_year for one in rows if one.first_year is not None), default=None)
    last = max((one.last_year for one in rows if one.last_year is not None), default=None)
    return years_said(first, last)


def _salary_row(one: SalaryRow, names: Mapping[str, str]) -> tuple[str, ...]:
    first, half, third = one.quantiles
    inside = f"{half.interval.low:,.0f} to {half.interval.high:,.0f}" if half.interval else "too few"
    return (
        _job(one, names),
        f"{one.n:,}",
        f"{first.value:,.0f}",
        f"{half.value:,.0f}",
        inside,
        f"{third.value:,.0f}",
    )


def _job(one: SalaryRow, names: Mapping[str, str]) -> str:
    place = names.get(one.country.lower()) or shortened(one.country, 20)
    return f"{ROLE_NAMES.get(one.role, one.role)}, {place}"
