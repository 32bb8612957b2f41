"""Demand as the market page shows it: counts become findings, charts and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whichcert.errors import UnknownName
from whichcert.market.demand import Count, DemandTable, Ratio, is_country
from whichcert.web import charts, formats
from whichcert.web.charted import ROLES, Charted, bar, collections, period, row, share
from whichcert.web.charts import Pole
from whichcert.web.demand_places import Where, where_of
from whichcert.web.demand_times import Times, times_of

FEWEST = 10
"""Postings of both roles together below which none is said to be wanted more."""

ANY_SCRUM = "any Scrum certificate"
CERTIFICATES: tuple[tuple[str, str], ...] = (
    ("any-scrum", ANY_SCRUM),
    ("psm", "PSM"),
    ("pspo", "PSPO"),
    ("csm", "CSM"),
    ("cspo", "CSPO"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A country with postings of every kind of job; one count for each of ROLES."""

    code: str
    name: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """Everything the market page shows, for one country or all of them."""

    country: str | None
    country_name: str
    choices: tuple[tuple[str, str], ...]
    """Code and name of every country with any postings."""
    places: tuple[Place, ...]
    countries: int
    """How many of the places are countries."""
    finding: str
    how_sure: str | None
    """The ratio behind the finding, with its range and counts; None without both roles."""
    postings: int
    """Postings of every kind of job, among which roles are counted."""
    years: str
    roles: Charted | None
    certificates: tuple[Charted, ...]
    where: Where
    """The shares by country, pooled."""
    times: Times
    """The shares over time; of all countries only."""


def market_of(table: DemandTable, names: Mapping[str, str], country: str | None = None) -> Market:
    """Work out the page; UnknownName when there are no postings of that country.

    names: English names by lower-case country code.
    """
    named = {row.country: names.get(row.country.lower(), row.country) for row in table.rows}
    codes = sorted((code for code in named if code), key=lambda code: named[code])
    if country is not None:
        country = _known(country, codes)
    name = named[country] if country else "all countries"
    counts = [table.role_postings(role, country) for role, _, _ in ROLES]
    years = _years(table, country)
    places = _places(table, codes, named)
    ratio = table.role_ratio("product-owner", "scrum-master", country)
    return Market(
        country=country,
        country_name=name,
        choices=tuple((code, named[code]) for code in codes),
        places=places,
        countries=sum(is_country(place.code) for place in places),
        finding=role_finding(ratio) or f"Job market, {name}",
        how_sure=ratio_range(ratio),
        postings=counts[0].n,
        years=years,
        roles=_roles(counts, name, years) if counts[0].n else None,
        certificates=_certificates(table, country),
        where=where_of(table, names, country),
        times=Times((), ()) if country else times_of(table),
    )


def _known(country: str, codes: Sequence[str]) -> str:
    """Return the country's code as the table writes it; UnknownName when there is none."""
    for code in codes:
        if code.lower() == country.lower():
            return code
    raise UnknownName("country", country, codes)


def role_finding(ratio: Ratio) -> str | None:
    """Say which role employers look for more often, if the counts can tell; None without any."""
    if not ratio.hits + ratio.against:
        return None
    if ratio.hits + ratio.against < FEWEST:
        return (
            f"Too few postings to compare: {ratio.hits} for Product Owners, {ratio.against} for Scrum Masters"
        )
    if not ratio.against or ratio.interval is None or ratio.value is None:
        return "Employers look for Product Owners; no posting was for Scrum Masters"
    if 1.0 in ratio.interval:
        return "Employers look for Scrum Masters and Product Owners about equally often"
    if ratio.value > 1:
        return f"Employers look for Product Owners {ratio.value:.1f} times as often as for Scrum Masters"
    if not ratio.hits:
        return "Employers look for Scrum Masters; no posting was for Product Owners"
    return f"Employers look for Scrum Masters {1 / ratio.value:.1f} times as often as for Product Owners"


def ratio_range(ratio: Ratio) -> str | None:
    """Say how many Product Owner postings come on one for a Scrum Master, and how far that may be off."""
    if ratio.value is None or ratio.interval is None:
        return None
    low, high = ratio.interval.low, ratio.interval.high
    counts = f"{ratio.hits:,} postings against {ratio.against:,}"
    return (
        f"{ratio.value:.2f} Product Owner postings for each Scrum Master posting; "
        f"95 % range {low:.2f} to {high:.2f}, {counts}."
    )


def certificate_finding(asked: Sequence[tuple[str, Count]], label: str) -> str:
    """Say how many postings of a role ask for a certificate, and for which most often."""
    named = [(name, count) for name, count in asked if name != ANY_SCRUM and count.hits]
    if not named:
        return f"No {label} posting asks for one of these certificates"
    most = max(named, key=lambda pair: pair[1].hits)[0]
    whole = dict(asked).get(ANY_SCRUM)
    if whole is None or not whole.n:
        return f"{label} postings ask for {most} most often"
    asking = formats.percent(share(whole))
    return f"{asking} of {label} postings ask for a Scrum certificate, most often {most}"


def _places(table: DemandTable, codes: Sequence[str], named: Mapping[str, str]) -> tuple[Place, ...]:
    by_role = [table.by_country(role) for role, _, _ in ROLES]
    none = Count(0, 0, ())
    found = (Place(code, named[code], tuple(counts.get(code, none) for counts in by_role)) for code in codes)
    return tuple(place for place in found if place.counts[0].n)


def _roles(counts: Sequence[Count], place: str, years: str) -> Charted:
    finding = "Share of all postings that look for the role"
    bars = [bar(label, count, pole) for (_, label, pole), count in zip(ROLES, counts, strict=True)]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, decimals=2),
        source=(
            f"{counts[0].n:,} postings of every kind of job, {place}, {years},"
            f" {collections(counts[0].sources)}."
        ),
        sources=counts[0].sources,
        caption=f"Postings by role, {place}",
        headers=("Role", "Postings", "of", "Share", "95 % range"),
        rows=tuple(row(label, count, 2) for (_, label, _), count in zip(ROLES, counts, strict=True)),
    )


def _certificates(table: DemandTable, country: str | None) -> tuple[Charted, ...]:
    """Draw one chart a role, all on one scale: side by side, 3 % must not look like 50 %."""
    asked = [(_asked(table, role, country), label, pole) for role, label, pole in ROLES]
    highest = max((count.interval.high for counts, _, _ in asked for _, count in counts), default=1.0)
    return tuple(
        _certificate_chart(counts, label, (pole, highest), table) for counts, label, pole in asked if counts
    )


def _certificate_chart(
    asked: Sequence[tuple[str, Count]], label: str, look: tuple[Pole, float], table: DemandTable
) -> Charted:
    pole, top = look
    ordered = sorted(asked, key=lambda pair: -share(pair[1]))
    finding, whole = certificate_finding(ordered, label), ordered[0][1]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(
            [bar(f"{name[:1].upper()}{name[1:]}", count, pole) for name, count in ordered],
            finding=finding,
            top=top,
        ),
        source=(
            f"{formats.counted(whole.n, f'{label} posting')} with full text,"
            f" {period(table, whole.sources)}, {collections(whole.sources)}."
        ),
        sources=whole.sources,
        caption=f"Certificates asked for in {label} postings",
        headers=("Certificate", "Ask for it", "of", "Share", "95 % range"),
        rows=tuple(row(name, count, None) for name, count in ordered),
    )


def _asked(table: DemandTable, role: str, country: str | None) -> list[tuple[str, Count]]:
    found = [(label, table.certificate_share(role, family, country)) for family, label in CERTIFICATES]
    return [(label, count) for label, count in found if count.n]


def _years(table: DemandTable, country: str | None) -> str:
    found = sorted({row.year for row in table.rows if row.year and country in {None, row.country}})
    if not found:
        return "undated"
    return str(found[0]) if found[0] == found[-1] else f"{found[0]} to {found[-1]}"
