"""The finer part of a survey as plain values, each with its basis: months, pairs, salaries, countries."""

from collections.abc import Iterable
from typing import Any

from whichcert.interval import Interval, wilson
from whichcert.market.companions import CoMention
from whichcert.market.months import SeriesTrend
from whichcert.market.places import CountryShare
from whichcert.market.report import DemandReport
from whichcert.market.salaries import REASONS, SalaryRow
from whichcert.market.series import Series, month_name
from whichcert.market.trend import LEAST_HITS, LEAST_MONTHS

COMPARABLE = frozenset({"all-jobs", "tech-board"})
"""Selections in which a role's share moves with the market and not with a search."""

TREND_MODEL = (
    "log odds of the share = a + b × month, by maximum likelihood; change = exp(12 b), the factor on the odds"
    " over twelve months; interval 95 %, widened by the dispersion of the months"
)
POOLING_MODEL = "beta-binomial, averaged over how alike the countries are; central 95 % interval"
SALARY_MODEL = "quantiles of the middles of the stated ranges; intervals of 90 % from order statistics"


def detail_as_json(report: DemandReport) -> dict[str, Any]:
    """Return the keys months, trends, co_mentions, salaries and countries."""
    return {
        "months": [_series(one, report) for one in report.table.series],
        "trends": {"model": TREND_MODEL, "rows": [_trend(one, report) for one in report.trends]},
        "co_mentions": [_pair(one, report) for one in report.counts.co_mentions],
        "salaries": {
            "model": SALARY_MODEL,
            "rows": [_salary(one, report) for one in report.counts.salaries.rows],
            "dropped": [
                {"role": role, "reason": reason, "meaning": REASONS[reason], "postings": number}
                for (role, reason), number in report.counts.salaries.dropped.items()
            ],
        },
        "countries": {"model": POOLING_MODEL, "rows": [_country(one, report) for one in report.countries]},
    }


def file_numbers(sources: Iterable[str], report: DemandReport) -> str:
    """Return the numbers of the files of some sources, as "1-4, 7"; the report's ``files`` name them."""
    numbers = sorted({number for source in sources for number in report.counts.files.get(source, ())})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def why_no_trend(trend: SeriesTrend) -> str:
    """Say what is missing for a slope."""
    found = trend.trend
    rest = found.n - found.hits
    if found.months < LEAST_MONTHS or found.hits < LEAST_HITS or rest < LEAST_HITS:
        return (
            f"months: {found.months}, postings that count: {found.hits}, others: {rest};"
            f" needed: {LEAST_MONTHS}, {LEAST_HITS} and {LEAST_HITS}"
        )
    return f"the months scatter so much that {found.hits} of {found.n} postings fit a rise and a fall alike"


def _basis(sources: Iterable[str], report: DemandReport) -> dict[str, Any]:
    names = tuple(sources)
    return {
        "sources": list(names),
        "files": file_numbers(names, report),
        "terms_version": report.terms_version,
    }


def _series(series: Series, report: DemandReport) -> dict[str, Any]:
    return {
        **_key(series, report),
        "without_month": series.without_month,
        "rows": [
            {
                "month": month_name(one.month),
                "hits": one.hits,
                "n": one.n,
                "share": one.hits / one.n,
                **_ends(wilson(one.hits, one.n)),
            }
            for one in series.months
        ],
    }


def _key(series: Series, report: DemandReport) -> dict[str, Any]:
    return {
        "source": series.source,
        "selection": report.table.sources[series.source].selection,
        "role": series.role,
        "certification": series.certification,
        "hits": series.hits,
        "n": series.n,
        "first": month_name(series.months[0].month),
        "last": month_name(series.months[-1].month),
        **_basis([series.source], report),
    }


def _trend(one: SeriesTrend, report: DemandReport) -> dict[str, Any]:
    trend = one.trend
    return {
        **_key(one.series, report),
        "months": trend.months,
        "change": trend.change,
        **_ends(trend.interval),
        "dispersion": trend.dispersion,
        "snapshot": one.is_snapshot,
        "why": why_no_trend(one) if trend.change is None else None,
    }


def _pair(pair: CoMention, report: DemandReport) -> dict[str, Any]:
    return {
        "role": pair.role,
        "first": pair.first,
        "second": pair.second,
        "both": pair.both,
        "first_total": pair.first_total,
        "second_total": pair.second_total,
        "n": pair.basis.n,
        "share_of_first": pair.both / pair.first_total,
        "share_of_first_interval": [pair.of_first.low, pair.of_first.high],
        "share_of_second": pair.both / pair.second_total,
        "share_of_second_interval": [pair.of_second.low, pair.of_second.high],
        "first_year": pair.basis.first_year,
        "last_year": pair.basis.last_year,
        **_basis(pair.basis.sources, report),
    }


def _salary(row: SalaryRow, report: DemandReport) -> dict[str, Any]:
    return {
        "role": row.role,
        "country": row.country,
        "currency": row.currency,
        "period": row.period,
        "n": row.n,
        "quantiles": [
            {
                "at": one.at,
                "value": one.value,
                **_ends(one.interval),
                "level": one.interval.level if one.interval else None,
            }
            for one in row.quantiles
        ],
        "first_year": row.first_year,
        "last_year": row.last_year,
        **_basis(row.sources, report),
    }


def _country(share: CountryShare, report: DemandReport) -> dict[str, Any]:
    count, pooled = share.count, share.pooled
    return {
        "role": share.role,
        "certification": share.certification,
        "country": share.country,
        "hits": count.hits,
        "n": count.n,
        "share": count.share,
        **_ends(count.interval),
        "pooled_share": pooled.share if pooled else None,
        "pooled_low": pooled.interval.low if pooled else None,
        "pooled_high": pooled.interval.high if pooled else None,
        "own_weight": pooled.own_weight if pooled else None,
        "first_year": share.first_year,
        "last_year": share.last_year,
        **_basis(count.sources, report),
    }


def _ends(interval: Interval | None) -> dict[str, float | None]:
    return {"low": interval.low if interval else None, "high": interval.high if interval else None}
