"""Demand as the market page shows it: counts become findings, charts and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from whichcert.errors import UnknownName
from whichcert.market.demand import Count, DemandTable, Ratio, is_country
from whichcert.web import charts, formats
from whichcert.web.charts import Bar, Point, Pole

ROLES: tuple[tuple[str, str, Pole], ...] = (
    ("scrum-master", "Scrum Master", "scrum-master"),
    ("product-owner", "Product Owner", "product-owner"),
)
ANY_SCRUM = "any Scrum certificate"
CERTIFICATES: tuple[tuple[str, str], ...] = (
    ("any-scrum", ANY_SCRUM),
    ("psm", "PSM"),
    ("pspo", "PSPO"),
    ("csm", "CSM"),
    ("cspo", "CSPO"),
)
FEWEST_YEARS = 3
"""Two points are a change, not a trend."""
FEWEST_A_YEAR = 1_000
"""A year with fewer postings moves more by chance than by demand: these roles are a few in a thousand."""


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart with all that must stand around it."""

    finding: str
    drawing: Markup
    source: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


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
    trends: tuple[Charted, ...]


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
        trends=() if country else _trends(table),
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
    share = formats.percent(_share(whole))
    return f"{share} of {label} postings ask for a Scrum certificate, most often {most}"


def _places(table: DemandTable, codes: Sequence[str], named: Mapping[str, str]) -> tuple[Place, ...]:
    found = (
        Place(code, named[code], tuple(table.role_postings(role, code) for role, _, _ in ROLES))
        for code in codes
    )
    return tuple(place for place in found if place.counts[0].n)


def _roles(counts: Sequence[Count], place: str, years: str) -> Charted:
    finding = "Share of all postings that look for the role"
    bars = [_bar(label, count, pole) for (_, label, pole), count in zip(ROLES, counts, strict=True)]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, decimals=2),
        source=f"{counts[0].n:,} postings of every kind of job, {place}, {years}, {_from(counts[0])}.",
        caption=f"Postings by role, {place}",
        headers=("Role", "Postings", "of", "Share", "95 % range"),
        rows=tuple(_row(label, count, 2) for (_, label, _), count in zip(ROLES, counts, strict=True)),
    )


def _certificates(table: DemandTable, country: str | None) -> tuple[Charted, ...]:
    """Draw one chart a role, all on one scale: side by side, 3 % must not look like 50 %."""
    asked = [(_asked(table, role, country), label, pole) for role, label, pole in ROLES]
    highest = max((count.interval.high for counts, _, _ in asked for _, count in counts), default=1.0)
    return tuple(
        _certificate_chart(counts, label, pole, top=highest) for counts, label, pole in asked if counts
    )


def _certificate_chart(asked: Sequence[tuple[str, Count]], label: str, pole: Pole, *, top: float) -> Charted:
    ordered = sorted(asked, key=lambda pair: -_share(pair[1]))
    finding, whole = certificate_finding(ordered, label), ordered[0][1]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(
            [_bar(f"{name[:1].upper()}{name[1:]}", count, pole) for name, count in ordered],
            finding=finding,
            top=top,
        ),
        source=f"{formats.counted(whole.n, f'{label} posting')} with full text, {_from(whole)}.",
        caption=f"Certificates asked for in {label} postings",
        headers=("Certificate", "Ask for it", "of", "Share", "95 % range"),
        rows=tuple(_row(name, count, None) for name, count in ordered),
    )


def _trends(table: DemandTable) -> tuple[Charted, ...]:
    """Draw each role over the years in the collection of every kind of job that spans most of them."""
    general = [note for note in table.sources.values() if note.selection == "all-jobs" and not note.part_of]
    spans = [(note, _by_year(table, note.source, ROLES[0][0])) for note in general]
    longest = max(spans, key=lambda pair: (len(pair[1]), pair[0].kept), default=None)
    if longest is None or len(longest[1]) < FEWEST_YEARS:
        return ()
    note = longest[0]
    return tuple(
        _trend(_by_year(table, note.source, role), label, pole, source=note.name)
        for role, label, pole in ROLES
    )


def _trend(years: Sequence[tuple[int, Count]], label: str, pole: Pole, *, source: str) -> Charted:
    (first, before), (last, after) = years[0], years[-1]
    finding = f"{label} postings: {_shown(before)} of all in {first}, {_shown(after)} in {last}"
    points = [Point(str(year), _share(count), count.interval) for year, count in years]
    return Charted(
        finding=finding,
        drawing=charts.trend_line(points, finding=finding, pole=pole, decimals=2),
        source=f"{source}, {first} to {last}. The upright lines are 95 % ranges.",
        caption=f"{label} postings by year",
        headers=("Year", "Postings", "of", "Share", "95 % range"),
        rows=tuple(_row(str(year), count, 2) for year, count in years),
    )


def _by_year(table: DemandTable, source: str, role: str) -> list[tuple[int, Count]]:
    return [(year, count) for year, count in table.by_year(source, role) if count.n >= FEWEST_A_YEAR]


def _asked(table: DemandTable, role: str, country: str | None) -> list[tuple[str, Count]]:
    found = [(label, table.certificate_share(role, family, country)) for family, label in CERTIFICATES]
    return [(label, count) for label, count in found if count.n]


def _bar(label: str, count: Count, pole: Pole) -> Bar:
    return Bar(label, _share(count), count.interval, f"{count.hits:,} of {count.n:,}", pole)


def _row(label: str, count: Count, decimals: int | None) -> tuple[str, ...]:
    low, high = (formats.percent(end, decimals) for end in (count.interval.low, count.interval.high))
    return (
        label,
        f"{count.hits:,}",
        f"{count.n:,}",
        formats.percent(_share(count), decimals),
        f"{low} to {high}",
    )


def _share(count: Count) -> float:
    return count.share or 0.0


def _shown(count: Count) -> str:
    return formats.percent(_share(count), 2)


def _from(count: Count) -> str:
    return f"from {formats.counted(len(count.sources), 'collection')}"


def _years(table: DemandTable, country: str | None) -> str:
    found = sorted({row.year for row in table.rows if row.year and country in {None, row.country}})
    if not found:
        return "undated"
    return str(found[0]) if found[0] == found[-1] else f"{found[0]} to {found[-1]}"
