"""Shares by country, each drawn towards all countries by as much as its own postings are few."""

from collections.abc import Mapping
from dataclasses import dataclass

from whichcert.market.demand import Count, DemandTable, is_country
from whichcert.market.pooling import PooledShare, pooled_shares

LEAST_COUNTRIES = 2
"""One country has nothing to be drawn towards."""


@dataclass(frozen=True, slots=True)
class CountryShare:
    """A share of one country, as counted and pooled; ``certification`` None: the role among all postings."""

    role: str
    certification: str | None
    country: str
    count: Count
    pooled: PooledShare | None
    """None where no other country has postings."""
    first_year: int | None = None
    last_year: int | None = None


def country_shares(table: DemandTable, role: str, family: str | None = None) -> tuple[CountryShare, ...]:
    """Return the share of each country with postings, the country with most postings first.

    Places that are no countries ("unknown", "elsewhere", a region) are left out, here and in the pooling.
    """
    counts = {
        country: count
        for country, count in table.by_country(role, family).items()
        if is_country(country) and count.n
    }
    pooled: Mapping[str, PooledShare] = {}
    if len(counts) >= LEAST_COUNTRIES:
        pooled = pooled_shares({country: (count.hits, count.n) for country, count in counts.items()})
    years = _years(table, role, family, counts)
    ordered = sorted(counts, key=lambda country: (-counts[country].n, country))
    return tuple(
        CountryShare(
            role,
            family,
            country,
            counts[country],
            pooled.get(country),
            *years.get(country, (None, None)),
        )
        for country in ordered
    )


def _years(
    table: DemandTable, role: str, family: str | None, counts: Mapping[str, Count]
) -> dict[str, tuple[int, int]]:
    """Return the first and last year of the postings that each country's count rests on."""
    found: dict[str, tuple[int, int]] = {}
    for row in table.rows:
        if (row.role, row.certification) != (role, family) or row.year is None or not row.postings:
            continue
        if row.country not in counts or row.source not in counts[row.country].sources:
            continue
        first, last = found.get(row.country, (row.year, row.year))
        found[row.country] = (min(first, row.year), max(last, row.year))
    return found
