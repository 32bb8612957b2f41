"""Demand by country: shares pooled, beside what was counted, so that a small country does not shout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whichcert.errors import shortened
from whichcert.market.demand import ALL_FULL_TEXT, DemandTable
from whichcert.market.places import CountryShare, country_shares
from whichcert.market.pooling import PooledShare
from whichcert.web import charts, formats
from whichcert.web.charted import ROLES, Charted, collections, period, range_of, share
from whichcert.web.charts import Bar, Pole

LEAST_OWN = 0.5
"""A country is said to differ only where at least this part of its share is its own."""

MOST_BARS = 8
"""Countries in a chart; its table has them all."""

FEWEST = 30
"""Postings of all countries together below which nothing is drawn, and of one below which nothing is said."""

POOLING = (
    "A country with few postings says little by itself, so its share is drawn towards all countries together:"
    " the fewer its postings, the further. “Own part” in the table says how much of it is the country’s own."
    " Countries come from different collections, so a difference may be one of collections."
)


@dataclass(frozen=True, slots=True)
class Where:
    """Charts over all countries, or sentences about one of them.

    untold: for a role with too few postings to compare countries.
    """

    roles: tuple[Charted, ...] = ()
    certificates: tuple[Charted, ...] = ()
    here: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    words: str = POOLING


_remembered: list[tuple[DemandTable, str, tuple[CountryShare, ...]]] = []
"""Pooling takes a moment, and the released table stays the same while the process lives."""


def where_of(table: DemandTable, names: Mapping[str, str], country: str | None) -> Where:
    """Work out both roles' shares; ``names``: English names by lower-case country code."""
    by_role = [(label, pole, _shares(table, role, None)) for role, label, pole in ROLES]
    if country is not None:
        said = (_here(label, shares, country) for label, _, shares in by_role)
        return Where(here=tuple(one for one in said if one))
    asked = [(label, pole, _shares(table, role, ALL_FULL_TEXT)) for role, label, pole in ROLES]
    untold = (
        f"{label}: {formats.counted(_total(shares), 'posting')} with full text from"
        f" {formats.counted(len(shares), 'country', 'countries')}; too few to compare countries."
        for label, _, shares in asked
        if shares and _total(shares) < FEWEST
    )
    return Where(_charts(by_role, table, names), _charts(asked, table, names), untold=tuple(untold))


def _shares(table: DemandTable, role: str, family: str | None) -> tuple[CountryShare, ...]:
    key = f"{role} {family}"
    for one, name, shares in _remembered:
        if one is table and name == key:
            return shares
    shares = country_shares(table, role, family)
    _remembered.append((table, key, shares))
    del _remembered[:-8]
    return shares


def _here(label: str, shares: Sequence[CountryShare], country: str) -> str:
    for one in shares:
        if one.country == country and one.pooled:
            inside = range_of(one.pooled.interval.low, one.pooled.interval.high, 2)
            return (
                f"{label}: {formats.percent(one.pooled.share, 2)} of all postings"
                f" (95{formats.NO_BREAK}% range {inside}), when drawn towards the other countries;"
                f" {formats.percent(one.pooled.own_weight, 0)} of it rests on the {one.count.n:,} from here."
            )
    return ""


def _charts(
    rows: Sequence[tuple[str, Pole, tuple[CountryShare, ...]]], table: DemandTable, names: Mapping[str, str]
) -> tuple[Charted, ...]:
    """Draw one chart a role, both on one scale."""
    drawable = [
        (label, pole, shares)
        for label, pole, shares in rows
        if shares and shares[0].pooled and _total(shares) >= FEWEST
    ]
    shown = [one.pooled for _, _, shares in drawable for one in shares[:MOST_BARS] if one.pooled]
    top = max((pooled.interval.high for pooled in shown), default=1.0)
    return tuple(_chart(label, pole, shares, (table, names, top)) for label, pole, shares in drawable)


def _chart(
    label: str,
    pole: Pole,
    shares: Sequence[CountryShare],
    frame: tuple[DemandTable, Mapping[str, str], float],
) -> Charted:
    table, names, top = frame
    asks = shares[0].certification is not None
    decimals = None if asks else 2
    finding = _finding(label, shares, names)
    bars = [
        Bar(_name(one, names), one.pooled.share, one.pooled.interval, _note(one), pole)
        for one in shares[:MOST_BARS]
        if one.pooled
    ]
    left = len(shares) - len(bars)
    sources = tuple(sorted({name for one in shares for name in one.count.sources}))
    source = (
        f"{formats.counted(len(shares), 'country', 'countries')}, {_total(shares):,} postings,"
        f" {period(table, sources)}, {collections(sources)}."
    )
    if left:
        source += f" The {MOST_BARS} with most postings are drawn; the table has all."
    what = "ask for a Scrum certificate" if asks else "are for the role"
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, decimals=decimals, top=top),
        source=source,
        caption=f"{label}: postings that {what}, by country",
        headers=("Country", "Postings", "of", "Counted", "Pooled", "95 % range", "Own part", "Collections"),
        rows=tuple(_row(one, table, names, decimals) for one in shares),
        sources=sources,
    )


def _finding(label: str, shares: Sequence[CountryShare], names: Mapping[str, str]) -> str:
    """Name the countries whose range lies wholly on one side of that of the country with most postings."""
    first = shares[0]
    what = f"{label} postings by country"
    if first.certification:
        what = f"{label} postings that ask for a Scrum certificate, by country"
    if first.pooled is None:
        return what
    apart = [
        one
        for one in shares[1:]
        if one.pooled and one.count.n >= FEWEST and _is_apart(one.pooled, first.pooled)
    ]
    home = _name(first, names)
    if not apart:
        return f"{what}: none differs clearly from {home}"
    above = [_name(one, names) for one in apart if one.pooled and one.pooled.share > first.pooled.share]
    below = [_name(one, names) for one in apart if one.pooled and one.pooled.share < first.pooled.share]
    parts = [
        f"{formats.listed([*found[:3], *(['others'] if len(found) > 3 else [])])} {side} {home}"
        for side, found in (("above", above), ("below", below))
        if found
    ]
    return f"{what}: {', '.join(parts)}"


def _is_apart(one: PooledShare, other: PooledShare) -> bool:
    apart = one.interval.low > other.interval.high or one.interval.high < other.interval.low
    return apart and one.own_weight >= LEAST_OWN


def _note(one: CountryShare) -> str:
    return f"{one.count.hits:,} of {one.count.n:,} counted"


def _row(
    one: CountryShare, table: DemandTable, names: Mapping[str, str], decimals: int | None
) -> tuple[str, ...]:
    pooled = one.pooled
    return (
        _name(one, names),
        f"{one.count.hits:,}",
        f"{one.count.n:,}",
        formats.percent(share(one.count), decimals),
        formats.percent(pooled.share, decimals) if pooled else "",
        range_of(pooled.interval.low, pooled.interval.high, decimals) if pooled else "",
        formats.percent(pooled.own_weight, 0) if pooled else "",
        formats.listed(table.sources[name].name for name in one.count.sources if name in table.sources),
    )


def _name(one: CountryShare, names: Mapping[str, str]) -> str:
    return names.get(one.country.lower()) or shortened(one.country, 20)


def _total(shares: Sequence[CountryShare]) -> int:
    return sum(one.count.n for one in shares)
