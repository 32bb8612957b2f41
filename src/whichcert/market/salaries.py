"""Salaries that postings state, by role, country, currency and period: never converted, no period guessed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from whichcert.market.quantiles import Quantile, quantiles
from whichcert.market.store import Store

_OFFERED = r"""
create or replace temp table salary as
with stated as (
    select kept.id, kept.source, kept.year, kept.country,
        lower(trim(title)) as title, lower(trim(company)) as company, lower(trim(location)) as location,
        try_cast(salary_min as double) as low, try_cast(salary_max as double) as high,
        coalesce(currency_spelling.code,
            case when regexp_matches(trim(currency), '^[A-Z]{3}$') then trim(currency) end) as currency,
        period_spelling.code as period
    from kept join posting using (id)
    left join currency_spelling on currency_spelling.spelling = lower(trim(currency))
    left join period_spelling on period_spelling.spelling = lower(trim(period))
    where salary_min <> '' or salary_max <> ''
)
select *, case
    when list_contains($shareless, source) then 'detection-only'
    when low is null and high is null then 'no-number'
    when low is null or high is null then 'one-end'
    when not isfinite(low) or not isfinite(high) or low <= 0 then 'not-positive'
    when high < low then 'reversed'
    when currency is null then 'no-currency'
    when period is null then 'no-period'
    -- the same advert in another source or year: its salary is one salary
    when company <> '' and row_number() over (
        partition by title, company, location, country, currency, period, low, high order by id) > 1
        then 'repeated'
    else 'used' end as outcome
from stated
"""
_USED = """
select role, country, currency, period, list((low + high) / 2 order by id),
    list(distinct source order by source), min(year), max(year)
from salary join posting_role using (id) where outcome = 'used' group by all
"""
_DROPPED = """
select role, outcome, count(*) from salary join posting_role using (id) where outcome <> 'used' group by all
"""

REASONS: Mapping[str, str] = {
    "detection-only": "from a source whose postings were chosen for the words in them",
    "no-number": "neither end is a number",
    "one-end": "only the lower or only the upper end is stated",
    "not-positive": "an end is 0, negative or no finite number",
    "reversed": "the upper end is below the lower one",
    "no-currency": "no currency, or a sign that several currencies share",
    "no-period": "not said for how long it is paid",
    "repeated": "the same advert and salary was counted already",
}


@dataclass(frozen=True, slots=True)
class SalaryRow:
    """The middles of the ranges that postings of a role state in one country, currency and period."""

    role: str
    country: str
    currency: str
    period: str
    n: int
    quantiles: tuple[Quantile, ...]
    """Quarter, half and three quarters; empty where n is too small for any."""
    sources: tuple[str, ...]
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Salaries:
    rows: tuple[SalaryRow, ...]
    dropped: Mapping[tuple[str, str], int]
    """Postings by role and reason (one of REASONS); those that state no salary at all are not here."""


def salaries_of(store: Store) -> Salaries:
    """Take the salaries of a store, after ``tally.count``; every one left out is counted with its reason.

    A posting's salary is the middle of its range. A posting for two roles counts in both.
    """
    for table, spellings in (("currency", store.columns.currencies), ("period", store.columns.periods)):
        store.fill(f"{table}_spelling", {"spelling": "VARCHAR", "code": "VARCHAR"}, spellings.items())
    store.connection.execute(_OFFERED, {"shareless": store.columns.shareless()})
    rows = [_row(values) for values in store.rows(_USED)]
    dropped = Counter(
        {(str(role), str(reason)): int(str(number)) for role, reason, number in store.rows(_DROPPED)}
    )
    return Salaries(
        tuple(sorted(rows, key=lambda row: (row.role, -row.n, row.country, row.currency, row.period))),
        dict(sorted(dropped.items())),
    )


def _row(values: tuple[object, ...]) -> SalaryRow:
    role, country, currency, period, middles, sources, first, last = values
    found = [float(one) for one in middles] if isinstance(middles, list) else []
    return SalaryRow(
        role=str(role),
        country=str(country),
        currency=str(currency),
        period=str(period),
        n=len(found),
        quantiles=quantiles(found),
        sources=tuple(str(one) for one in sources) if isinstance(sources, list) else (),
        first_year=None if first is None else int(str(first)),
        last_year=None if last is None else int(str(last)),
    )
