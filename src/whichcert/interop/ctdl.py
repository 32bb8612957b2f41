"""Describe a certification in CTDL, the language of the Credential Registry.

Source: the registry's JSON schema of ceterms:Certification (CredentialEngine/CredentialRegistry,
fixtures/schemas/ce_registry/credential.json) and its published examples, which write names as language maps.
"""

from whichcert.catalogue import Catalogue, Certification
from whichcert.interop import ctdl_profiles as profiles
from whichcert.interop.jsonld import Record, language_codes, renewal_period

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
CTID_NOTICE = (
    "The CTID is a placeholder that whichcert derives from its own id. "
    "It is not registered; the owner of the certification gives it its real one."
)
REQUIRED = (
    "@id",
    "@type",
    "ceterms:ctid",
    "ceterms:name",
    "ceterms:description",
    "ceterms:subjectWebpage",
    "ceterms:credentialStatusType",
)


def ctid(certification_id: str) -> str:
    """Return the placeholder CTID of a catalogue id; the same each time. See CTID_NOTICE.

    >>> ctid("psm-1") == ctid("psm-1") != ctid("psm-2")
    True
    """
    return f"ce-{profiles.certification_uuid(certification_id)}"


def ctdl_document(catalogue: Catalogue) -> Record:
    """Return all certifications as one JSON-LD graph."""
    graph = [ctdl_record(certification, catalogue) for certification in catalogue.certifications.values()]
    return {
        "@context": CONTEXT,
        "@graph": [{key: record[key] for key in record if key != "@context"} for record in graph],
    }


def ctdl_record(certification: Certification, catalogue: Catalogue, *, page: str | None = None) -> Record:
    """Return a certification as ceterms:Certification; facts of confidence C are left out.

    page: our own page about it, used as subjectWebpage when we know no page of the issuer. Without
    either the record lacks that required property; ``missing_properties`` says so.
    """
    issuer_page = catalogue.issuer_page(certification)
    own_line = (certification.family, certification.role, certification.issuer)
    record: dict[str, object | None] = {
        "@context": CONTEXT,
        "@id": profiles.urn(certification.id),
        "@type": "ceterms:Certification",
        "ceterms:ctid": ctid(certification.id),
        "ceterms:name": profiles.text(certification.name),
        "ceterms:alternateName": {"en": [certification.short_name]},
        "ceterms:description": profiles.text(certification.summary),
        "ceterms:subjectWebpage": issuer_page.url if issuer_page else page,
        "ceterms:credentialStatusType": profiles.concept(
            "CredentialStatus", "credentialStat:Active", "Active"
        ),
        "ceterms:ownedBy": [
            {"@type": "ceterms:CredentialOrganization", "ceterms:name": profiles.text(certification.issuer)}
        ],
        "ceterms:inLanguage": language_codes(certification),
        "ceterms:subject": profiles.subjects(certification),
        "ceterms:occupationType": profiles.occupations(certification),
        "ceterms:requires": profiles.requirements(certification, catalogue),
        "ceterms:recommends": [
            profiles.condition(f"{other.name} is recommended before.", other)
            for other in profiles.known(certification.recommended_before, catalogue)
        ],
        "ceterms:isRecommendedFor": [
            profiles.condition(f"Recommended before {other.name}.", other)
            for other in catalogue.followers(certification.id)
            if certification.id in other.recommended_before
        ],
        "ceterms:isRequiredFor": [
            profiles.condition(f"Required before {other.name}.", other)
            for other in catalogue.followers(certification.id)
            if certification.id in other.requires
        ],
        "ceterms:isPreparationFor": [
            profiles.condition(f"Prepares for {other.name}.", other)
            for other in catalogue.followers(certification.id)
            if (other.family, other.role, other.issuer) == own_line
        ],
        "ceterms:estimatedCost": profiles.costs(certification, catalogue),
        "ceterms:estimatedDuration": profiles.durations(certification),
        "ceterms:renewalFrequency": renewal_period(certification),
    }
    return {key: value for key, value in record.items() if value not in (None, [])}


def missing_properties(record: Record) -> tuple[str, ...]:
    """Return the properties that the registry requires and the record lacks."""
    return tuple(key for key in REQUIRED if not record.get(key))
