"""Describe a certification with schema.org's EducationalOccupationalCredential.

Source: schema.org issue 1779, data/ext/pending/issue-1779.ttl, and the properties of CreativeWork and Offer.
"""

import json
import re

from whichcert.catalogue import Catalogue, Certification, Confidence, Fact, Family
from whichcert.scrum import FocusArea

Record = dict[str, object]

SERIES: dict[Family, str] = {
    Family.PSM: "Professional Scrum Master",
    Family.PSPO: "Professional Scrum Product Owner",
}

LANGUAGE_CODES: dict[str, str] = {
    "arabic": "ar",
    "chinese": "zh",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
}
"""BCP 47 codes by the name that starts an entry of the fact ``languages``."""

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def credential_jsonld(
    certification: Certification, catalogue: Catalogue, *, page: str | None = None
) -> Record:
    """Return the JSON-LD of a certification.

    Facts of confidence C are left out: the vocabulary has no place to say how weak they are.
    page: the address of our own page about it, when it has one.
    """
    issuer_page = catalogue.issuer_page(certification)
    record: dict[str, object | None] = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": certification.name,
        "alternateName": certification.short_name,
        "identifier": certification.id,
        "description": certification.summary,
        "url": issuer_page.url if issuer_page else None,
        "mainEntityOfPage": page,
        "credentialCategory": "Certification",
        "educationalLevel": f"Level {certification.level}" if certification.level else None,
        "competencyRequired": _competencies(certification),
        "recognizedBy": {"@type": "Organization", "name": certification.issuer},
        "validFor": renewal_period(certification),
        "inLanguage": language_codes(certification),
        "offers": _offer(certification, catalogue),
        "isPartOf": _series(certification),
        "position": certification.level if certification.family in SERIES else None,
    }
    return {key: value for key, value in record.items() if value not in (None, [])}


def script_safe_json(data: object) -> str:
    """Return JSON that can stand inside an HTML script element.

    ``<``, ``>`` and ``&`` become escapes, so no text can end the element or open a comment; so do the two
    line ends that older scripts refuse, and lone surrogates, which UTF-8 can't hold. ``json.loads`` gives
    the same data back. Raises ValueError for nan and infinity, which JSON lacks.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)


def publishable(certification: Certification, key: str) -> Fact | None:
    """Return a fact that is known with confidence A or B; None otherwise."""
    fact = certification.facts.get(key)
    if fact is None or not fact.is_known or fact.confidence is Confidence.C:
        return None
    return fact


def renewal_period(certification: Certification) -> str | None:
    """Return how long the certification is valid, as an ISO 8601 duration; None when it does not expire."""
    fact = publishable(certification, "renewal_years")
    months = round(fact.number * 12) if fact and fact.number else 0
    if not months:
        return None
    return f"P{months}M" if months % 12 else f"P{months // 12}Y"


def language_codes(certification: Certification) -> list[str]:
    """Return the codes of the languages whose names we know, in the order of the fact."""
    fact = publishable(certification, "languages")
    entries = certification.entries("languages") if fact else ()
    names = [re.split(r"\W", entry.strip().lower(), maxsplit=1)[0] for entry in entries]
    return list(dict.fromkeys(LANGUAGE_CODES[name] for name in names if name in LANGUAGE_CODES))


def area_name(area: str) -> str:
    """Return a focus area's name as the issuer writes it.

    >>> area_name("self-managing-teams"), area_name("coaching-and-mentoring")
    ('Self-Managing Teams', 'Coaching and Mentoring')
    """
    name = FocusArea(area).value.replace("-", " ").title().replace(" And ", " and ")
    return name.replace("Self Managing", "Self-Managing").replace("Evidence Based", "Evidence-Based")


def _competencies(certification: Certification) -> list[Record]:
    if publishable(certification, "focus_areas") is None:
        return []
    terms = {"@type": "DefinedTermSet", "name": "Professional Scrum Competencies"}
    return [
        {"@type": "DefinedTerm", "name": area_name(area), "termCode": area, "inDefinedTermSet": terms}
        for area in certification.entries("focus_areas")
    ]


def _offer(certification: Certification, catalogue: Catalogue) -> Record | None:
    fact = publishable(certification, "fee_usd")
    if fact is None:
        return None
    offer: Record = {"@type": "Offer", "name": "One attempt", "price": fact.value, "priceCurrency": "USD"}
    source = catalogue.sources.get(fact.source or "")
    return offer | {"url": source.url} if source else offer


def _series(certification: Certification) -> Record | None:
    name = SERIES.get(certification.family)
    return {"@type": "CreativeWorkSeries", "name": name} if name else None
