"""Counts and words as plain values for the REST API."""

from typing import Any

from whichcert.decide.vocabulary import KINDS
from whichcert.flows.survey_market import CERTIFICATE_ROLES, FAMILIES
from whichcert.library import Library
from whichcert.market.demand import Count, DemandTable


def market_record(demand: DemandTable, country: str | None) -> dict[str, Any]:
    """Return the counts of each role and of each certificate that a role's postings name."""
    spelled = None if country is None else country.upper()
    named = [
        (role, family, demand.certificate_share(role, family, spelled))
        for role in CERTIFICATE_ROLES
        for family in FAMILIES
    ]
    return {
        "country": country,
        "roles": [_record(role, demand.role_postings(role, spelled)) for role in CERTIFICATE_ROLES],
        "certificates": [
            {**_record(role, count), "certification": family} for role, family, count in named if count.n
        ],
    }


def _record(role: str, count: Count) -> dict[str, Any]:
    return {
        "role": role,
        "hits": count.hits,
        "n": count.n,
        "share": count.share,
        "low": count.interval.low,
        "high": count.interval.high,
        "sources": list(count.sources),
    }


def vocabulary_record(library: Library) -> dict[str, Any]:
    """Return every word that a profile may use."""
    words = {
        kind: [{"id": word.id, "label": word.label} for word in library.vocabulary.words[kind].values()]
        for kind in KINDS
    }
    return {
        **words,
        "criteria": [
            {
                "id": one.id,
                "label": one.label,
                "question": one.question,
                "weight": one.weight,
                "basis": one.basis,
            }
            for one in library.criteria.values()
        ],
        "pairs": [
            {"id": pair.id, "left": pair.left.text, "right": pair.right.text}
            for pair in library.instrument.pairs.values()
        ],
        "items": [{"id": item.id, "text": item.text} for item in library.instrument.items.values()],
        "countries": dict(library.countries),
    }
