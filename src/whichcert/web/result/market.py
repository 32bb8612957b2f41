"""The market where the person looks for work: counts, intervals, and honest words where there are few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whichcert.decide.alternatives import PATHS, FirstStep
from whichcert.flows.market_here import MarketHere, Share
from whichcert.flows.wording import ROLE_NAME, STEP_NAME
from whichcert.library import Library
from whichcert.web import charts, formats
from whichcert.web.charted import Charted
from whichcert.web.charts import Bar

ENOUGH = 30
"""Fewer postings tell little (the market page says so too)."""


@dataclass(frozen=True, slots=True)
class MarketShown:
    """Two charts and the words above them; a chart is None without a single posting."""

    place: str
    words: str
    roles: Charted | None
    certificates: Charted | None
    country: str | None
    """The country's code when the market page has it."""


def market_shown(market: MarketHere, library: Library) -> MarketShown:
    """Return the market part of a result: the country's counts when there are enough, else all."""
    name = library.countries.get(market.country or "", market.country or "")
    here = _total(market.role_share_here)
    use_here = here >= ENOUGH
    roles = market.role_share_here if use_here else market.role_share
    named_here = min(share.n for share in market.named_here.values()) >= ENOUGH
    named = market.named_here if named_here else market.named
    place = name if use_here else "all countries in our data"
    return MarketShown(
        place=place,
        words=_words(name, here),
        roles=_roles(roles, place) if _total(roles) else None,
        certificates=_certificates(named, name if named_here else "all countries in our data"),
        country=market.country if here else None,
    )


def _words(name: str, here: int) -> str:
    if not name:
        return "You did not name a country, so these counts are for all countries in our data."
    if not here:
        return (
            f"{name}: there are no postings for these two roles in our data. "
            "These counts are for all other countries."
        )
    counted = (
        f"{formats.counted(here, 'posting')} in our data "
        f"{'is' if here == 1 else 'are'} for one of these two roles"
    )
    if here < ENOUGH:
        return f"{name}: only {counted}, too few to say anything. These counts are for all countries."
    return f"{name}: {counted}."


def _total(shares: Mapping[FirstStep, Share]) -> int:
    return max((share.n for share in shares.values()), default=0)


def _roles(shares: Mapping[FirstStep, Share], place: str) -> Charted:
    ahead = max(PATHS, key=lambda path: shares[path].hits)
    n = _total(shares)
    finding = f"{shares[ahead].hits:,} of {n:,} postings for the two roles look for a {ROLE_NAME[ahead]}"
    return _charted(
        finding,
        {ROLE_NAME[path]: (shares[path], path) for path in PATHS},
        source=f"{formats.counted(n, 'posting')} for either role, {place}, {_collections(shares)}.",
        caption=f"Postings for either role, {place}",
        head="Role",
    )


def _certificates(shares: Mapping[FirstStep, Share], place: str) -> Charted | None:
    known = [path for path in PATHS if shares[path].n]
    if not known:
        return None
    told = formats.listed(
        f"{shares[path].hits:,} of {shares[path].n:,} {ROLE_NAME[path]} postings name {STEP_NAME[path]}"
        for path in known
    )
    return _charted(
        told,
        {
            f"{STEP_NAME[path]}, asked for by {ROLE_NAME[path]} postings": (shares[path], path)
            for path in known
        },
        source=f"Postings with full text, {place}, {_collections(shares)}.",
        caption=f"Postings that name the certificate, {place}",
        head="Certificate",
    )


def _charted(
    finding: str, shares: Mapping[str, tuple[Share, FirstStep]], *, source: str, caption: str, head: str
) -> Charted:
    bars = [_bar(label, share, path) for label, (share, path) in shares.items()]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding),
        source=source,
        caption=caption,
        headers=(head, "Postings", "of", "Share", "95 % range"),
        rows=tuple(_row(label, share) for label, (share, _) in shares.items()),
    )


def _bar(label: str, share: Share, path: FirstStep) -> Bar:
    pole: charts.Pole = "scrum-master" if path is FirstStep.PSM else "product-owner"
    return Bar(label, share.value or 0.0, share.interval, f"{share.hits:,} of {share.n:,}", pole)


def _row(label: str, share: Share) -> tuple[str, ...]:
    low, high = formats.percent(share.interval.low), formats.percent(share.interval.high)
    return label, f"{share.hits:,}", f"{share.n:,}", formats.percent(share.value or 0.0), f"{low} to {high}"


def _collections(shares: Mapping[FirstStep, Share]) -> str:
    sources: Sequence[str] = sorted({source for share in shares.values() for source in share.sources})
    return f"from {formats.counted(len(sources), 'collection')}"
