"""What the demand table says for one country, as the decision and the pages need it."""

from collections.abc import Mapping
from dataclasses import dataclass

from whichcert.decide.alternatives import PATHS, FirstStep
from whichcert.interval import Interval, wilson
from whichcert.market.demand import Count, DemandTable

ROLE_OF = {FirstStep.PSM: "scrum-master", FirstStep.PSPO: "product-owner"}


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its count, its interval and where it was counted."""

    hits: int
    n: int
    interval: Interval
    sources: tuple[str, ...]

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class MarketHere:
    """Postings per role and certificates named, in one country and everywhere.

    country: ISO 3166 alpha-2 or None. role_share: of the postings for either
    role, those for this one. named: of the role's advertisements with full
    text, those that name the certificate; any_scrum: any Scrum certificate.
    """

    country: str | None
    role_share_here: Mapping[FirstStep, Share]
    role_share: Mapping[FirstStep, Share]
    named_here: Mapping[FirstStep, Share]
    named: Mapping[FirstStep, Share]
    any_scrum: Mapping[FirstStep, Share]


def market_here(demand: DemandTable, country: str | None) -> MarketHere:
    """Return the market evidence; counts of 0 where a country has no postings."""
    spelled = None if country is None else country.upper()
    return MarketHere(
        country=country,
        role_share_here=_role_shares(demand, spelled) if spelled else _no_shares(),
        role_share=_role_shares(demand, None),
        named_here=_named(demand, spelled) if spelled else _no_shares(),
        named=_named(demand, None),
        any_scrum={path: _share(demand.certificate_share(ROLE_OF[path], "any-scrum")) for path in PATHS},
    )


def _role_shares(demand: DemandTable, country: str | None) -> Mapping[FirstStep, Share]:
    counts = {path: demand.role_postings(ROLE_OF[path], country) for path in PATHS}
    both = sum(count.hits for count in counts.values())
    return {path: _share(Count(count.hits, both, count.sources)) for path, count in counts.items()}


def _named(demand: DemandTable, country: str | None) -> Mapping[FirstStep, Share]:
    return {path: _share(demand.certificate_share(ROLE_OF[path], path.value, country)) for path in PATHS}


def _share(count: Count) -> Share:
    return Share(count.hits, count.n, wilson(count.hits, count.n), tuple(count.sources))


def _no_shares() -> Mapping[FirstStep, Share]:
    return {path: Share(0, 0, wilson(0, 0), ()) for path in PATHS}
