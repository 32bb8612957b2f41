"""The finer part of a survey in the terminal: countries, trends, certifications named together, salaries."""

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from whichcert.flows.survey_detail import COMPARABLE, why_no_trend
from whichcert.flows.survey_market import DemandReport
from whichcert.market.months import SeriesTrend

MOST_COUNTRIES = 6
MOST_PAIRS = 8
MOST_SALARIES = 12
MAIN_ROLES = ("scrum-master", "product-owner")


def print_detail(report: DemandReport, console: Console) -> None:
    """Print the most important rows; ``--json`` has them all."""
    _print_countries(report, console)
    _print_trends(report, console)
    _print_pairs(report, console)
    _print_salaries(report, console)


def _print_countries(report: DemandReport, console: Console) -> None:
    table = Table(
        "role", "country", "postings", "of", "per 10,000", "pooled", "95 % interval", "own", box=None
    )
    shown: Counter[str] = Counter()
    for one in report.countries:
        if one.pooled is None or one.certification is not None or one.role not in MAIN_ROLES:
            continue
        shown[one.role] += 1
        if shown[one.role] > MOST_COUNTRIES:
            continue
        inside = one.pooled.interval
        table.add_row(
            one.role,
            one.country,
            f"{one.count.hits:,}",
            f"{one.count.n:,}",
            f"{(one.count.share or 0) * 1e4:.1f}",
            f"{one.pooled.share * 1e4:.1f}",
            f"{inside.low * 1e4:.1f} to {inside.high * 1e4:.1f}",
            f"{one.pooled.own_weight:.0%}",
        )
    if table.row_count:
        console.print(
            "\nBy country, pooled: small ones are drawn towards all; own = weight of their own postings"
        )
        console.print(table)


def _print_trends(report: DemandReport, console: Console) -> None:
    chosen = [one for one in report.trends if _is_worth_telling(one, report)]
    found = [one for one in chosen if one.trend.change is not None]
    if not chosen:
        return
    if not found:
        most = max(chosen, key=lambda one: (one.trend.hits, one.trend.months))
        what = f"{most.series.source}, {most.series.role}"
        console.print(
            f"\nNo trend can be told. The nearest, {escape(what)}: {why_no_trend(most)}.", highlight=False
        )
        return
    table = Table("source", "share of", "change a year", "95 % interval", "postings", "months", "", box=None)
    for one in found:
        trend = one.trend
        if trend.change is None or trend.interval is None:
            continue
        what = one.series.role if one.series.certification is None else f"{one.series.role}: any Scrum cert."
        table.add_row(
            escape(one.series.source),
            what,
            f"x {trend.change:.2f}",
            f"{trend.interval.low:.2f} to {trend.interval.high:.2f}",
            f"{trend.hits:,} of {trend.n:,}",
            str(trend.months),
            "snapshot" if one.is_snapshot else "",
        )
    console.print(
        "\nTrends: factor on the odds over twelve months; a snapshot's earlier months are adverts still open"
    )
    console.print(table)


def _is_worth_telling(one: SeriesTrend, report: DemandReport) -> bool:
    """Role shares only where they can be compared; in a search they describe the search."""
    return one.series.certification is not None or (
        report.table.sources[one.series.source].selection in COMPARABLE
    )


def _print_pairs(report: DemandReport, console: Console) -> None:
    table = Table("asked for together", "postings", "of the first", "of the second", "n", box=None)
    for pair in [one for one in report.counts.co_mentions if one.role is None][:MOST_PAIRS]:
        table.add_row(
            f"{pair.first} + {pair.second}",
            str(pair.both),
            f"{pair.both / pair.first_total:.0%} ({pair.of_first.low:.0%} to {pair.of_first.high:.0%})",
            f"{pair.both / pair.second_total:.0%} ({pair.of_second.low:.0%} to {pair.of_second.high:.0%})",
            str(pair.basis.n),
        )
    if table.row_count:
        console.print("\nTogether in one posting; n: full texts that ask for any certification")
        console.print(table)


def _print_salaries(report: DemandReport, console: Console) -> None:
    salaries = report.counts.salaries
    told = [row for row in salaries.rows if row.quantiles]
    told.sort(key=lambda row: (row.role not in MAIN_ROLES, -row.n))
    table = Table(
        "role", "country", "per", "quarter", "half", "90 % interval", "three quarters", "n", box=None
    )
    for row in told[:MOST_SALARIES]:
        first, half, third = row.quantiles
        inside = f"{half.interval.low:,.0f} to {half.interval.high:,.0f}" if half.interval else ""
        values = (f"{first.value:,.0f}", f"{half.value:,.0f}", inside, f"{third.value:,.0f}")
        table.add_row(row.role, escape(row.country), f"{row.currency}/{row.period}", *values, str(row.n))
    if table.row_count:
        console.print("\nSalaries stated, middles of the ranges; nothing converted")
        console.print(table)
    reasons: Counter[str] = Counter()
    for (_, reason), number in salaries.dropped.items():
        reasons[reason] += number
    if reasons:
        words = ", ".join(
            f"{reason.replace('-', ' ')} {number:,}" for reason, number in reasons.most_common()
        )
        console.print(f"Salaries left out: {words}", highlight=False)
