"""The profiles inside a CTDL record: conditions, costs, durations and alignments."""

from uuid import NAMESPACE_URL, UUID, uuid5

from whichcert.catalogue import Catalogue, Certification, Fact, Role
from whichcert.interop.jsonld import Record, area_name, publishable

_ONET = "https://www.onetonline.org/link/summary/"
OCCUPATIONS: dict[Role, tuple[str, str, str]] = {
    Role.SCRUM_MASTER: (
        "15-1299.09",
        "Information Technology Project Managers",
        "The nearest occupation, not the same: O*NET has no Scrum Master.",
    ),
    Role.PRODUCT_OWNER: (
        "11-2021.00",
        "Marketing Managers",
        "The nearest occupation, not the same: O*NET has no Product Owner; this is the commercial side only.",
    ),
}
"""O*NET-SOC code, title, and what the reader must know about the match."""


def certification_uuid(certification_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:whichcert:certification:{certification_id}")


def urn(certification_id: str) -> str:
    """Our own name for it: an address of the registry would claim that the record is there."""
    return f"urn:uuid:{certification_uuid(certification_id)}"


def text(text: str) -> Record:
    return {"en": text}


def concept(scheme: str, node: str, name: str) -> Record:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": f"https://credreg.net/ctdl/terms/{scheme}",
        "ceterms:targetNode": node,
        "ceterms:targetNodeName": text(name),
    }


def condition(description: str, target: Certification | None = None) -> Record:
    condition: Record = {"@type": "ceterms:ConditionProfile", "ceterms:description": text(description)}
    if target is None:
        return condition
    named = {"@id": urn(target.id), "@type": "ceterms:Certification", "ceterms:name": text(target.name)}
    return condition | {"ceterms:targetCredential": [named]}


def known(ids: tuple[str, ...], catalogue: Catalogue) -> list[Certification]:
    return [catalogue.certifications[one] for one in ids if one in catalogue.certifications]


def requirements(certification: Certification, catalogue: Catalogue) -> list[Record]:
    course = publishable(certification, "course_required")
    conditions = [
        condition(f"Hold {other.name}.", other) for other in known(certification.requires, catalogue)
    ]
    if course and course.value is True:
        conditions.append(condition("Attend the course that the issuer requires."))
    questions, minutes, mark = (
        publishable(certification, key) for key in ("questions", "minutes", "pass_mark_percent")
    )
    if questions and minutes:
        pass_mark = f"; the pass mark is {mark.number:g} percent" if mark else ""
        said = (
            f"Pass an assessment of {questions.number:g} questions in {minutes.number:g} minutes{pass_mark}."
        )
        conditions.append(condition(said))
    return conditions


def subjects(certification: Certification) -> list[Record]:
    areas = certification.entries("focus_areas") if publishable(certification, "focus_areas") else ()
    return [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:frameworkName": text("Professional Scrum Competencies"),
            "ceterms:targetNodeName": text(area_name(area)),
        }
        for area in areas
    ]


def occupations(certification: Certification) -> list[Record]:
    if certification.role not in OCCUPATIONS:
        return []
    code, title, warning = OCCUPATIONS[certification.role]
    return [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:framework": "https://www.onetcenter.org/taxonomy.html",
            "ceterms:frameworkName": text("O*NET-SOC"),
            "ceterms:codedNotation": code,
            "ceterms:targetNode": f"{_ONET}{code}",
            "ceterms:targetNodeName": text(title),
            "ceterms:targetNodeDescription": text(warning),
        }
    ]


def costs(certification: Certification, catalogue: Catalogue) -> list[Record]:
    """One profile for each price we know, with the day it was checked; a course has a range, not a price."""
    kinds = (
        ("fee_usd", "Price of one attempt", ("costType:StandaloneAssessment", "Standalone Assessment")),
        ("renewal_fee_usd", "Price of a renewal", ("costType:RenewalFee", "Renewal Fee")),
    )
    profiles = []
    for key, name, (node, label) in kinds:
        fact = publishable(certification, key)
        if fact:
            profile = _cost(name, f"{name}, as checked on {fact.checked}.", fact, catalogue)
            kind = {"ceterms:directCostType": concept("CostType", node, label)}
            profiles.append(profile | kind | {"ceterms:price": fact.value, "ceterms:currency": "USD"})
    low, high = (publishable(certification, f"course_fee_usd_{end}") for end in ("low", "high"))
    if low and high:
        said = f"A course costs {low.number:g} to {high.number:g} USD, as checked on {low.checked}."
        profiles.append(_cost("Price of a course", said, low, catalogue) | {"ceterms:currency": "USD"})
    return profiles


def _cost(name: str, description: str, fact: Fact, catalogue: Catalogue) -> Record:
    profile: Record = {
        "@type": "ceterms:CostProfile",
        "ceterms:name": text(name),
        "ceterms:description": text(description),
    }
    source = catalogue.sources.get(fact.source or "")
    return profile | {"ceterms:costDetails": source.url} if source else profile


def durations(certification: Certification) -> list[Record]:
    low, high, minutes = (
        publishable(certification, key) for key in ("prep_hours_low", "prep_hours_high", "minutes")
    )
    profiles = []
    if low and high:
        hours = {
            "ceterms:minimumDuration": f"PT{low.number:g}H",
            "ceterms:maximumDuration": f"PT{high.number:g}H",
        }
        profiles.append(_duration("Time to prepare.") | hours)
    if minutes:
        length = {"ceterms:exactDuration": f"PT{minutes.number:g}M"}
        profiles.append(_duration("Length of the assessment, without preparation.") | length)
    return profiles


def _duration(description: str) -> Record:
    return {"@type": "ceterms:DurationProfile", "ceterms:description": text(description)}
