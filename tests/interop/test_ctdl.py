import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalogue.folder import Folder
from interop.certifications import folder_with_languages, let_renew
from whichcert.interop.ctdl import CONTEXT, ctdl_document, ctdl_record, ctid, missing_properties
from whichcert.interop.ctdl_profiles import urn

# Properties of each class in the Credential Registry's JSON schema of 2026-08-17, those that we may use.
ALLOWED = {
    "ceterms:Certification": {
        "@context", "@id", "ceterms:ctid", "ceterms:name", "ceterms:alternateName", "ceterms:description",
        "ceterms:subjectWebpage", "ceterms:credentialStatusType", "ceterms:ownedBy", "ceterms:inLanguage",
        "ceterms:subject", "ceterms:occupationType", "ceterms:requires", "ceterms:recommends",
        "ceterms:isRecommendedFor", "ceterms:isRequiredFor", "ceterms:isPreparationFor",
        "ceterms:estimatedCost", "ceterms:estimatedDuration", "ceterms:renewalFrequency",
    },
    "ceterms:CredentialOrganization": {"ceterms:name"},
    "ceterms:ConditionProfile": {"ceterms:description", "ceterms:targetCredential"},
    "ceterms:CostProfile": {
        "ceterms:name", "ceterms:description", "ceterms:costDetails", "ceterms:currency", "ceterms:price",
        "ceterms:directCostType",
    },
    "ceterms:DurationProfile": {
        "ceterms:description", "ceterms:minimumDuration", "ceterms:maximumDuration", "ceterms:exactDuration",
    },
    "ceterms:CredentialAlignmentObject": {
        "ceterms:framework", "ceterms:frameworkName", "ceterms:codedNotation", "ceterms:targetNode",
        "ceterms:targetNodeName", "ceterms:targetNodeDescription",
    },
}  # fmt: skip
MUST_HAVE = {
    "ceterms:ConditionProfile": {"ceterms:description"},
    "ceterms:CostProfile": {"ceterms:description", "ceterms:costDetails"},
    "ceterms:CredentialAlignmentObject": {"ceterms:targetNodeName"},
}
LANGUAGE_MAPS = {
    "ceterms:name", "ceterms:description", "ceterms:frameworkName", "ceterms:targetNodeName",
    "ceterms:targetNodeDescription",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return folder_with_languages(tmp_path)


@pytest.fixture
def renewing(folder: Folder) -> Folder:
    return let_renew(folder)


def faults(value: object) -> list[str]:
    """Every property that its class lacks, that is missing, or that should be a language map."""
    if isinstance(value, list):
        return [found for entry in value for found in faults(entry)]
    if not isinstance(value, dict) or "@type" not in value:
        return []
    kind = value["@type"]
    found = [f"{kind} has {key}" for key in value.keys() - ALLOWED[kind] - {"@type"}]
    found += [f"{kind} lacks {key}" for key in MUST_HAVE.get(kind, set()) - value.keys()]
    found += [f"{key} of {kind}" for key in LANGUAGE_MAPS & value.keys() if list(value[key]) != ["en"]]
    return found + faults(list(value.values()))


def record(folder: Folder, certification_id: str, page: str | None = None) -> dict[str, Any]:
    catalogue = folder.read()[0]
    return ctdl_record(catalogue.get(certification_id), catalogue, page=page)


def descriptions(profiles: list[dict[str, Any]]) -> list[str]:
    return [profile["ceterms:description"]["en"] for profile in profiles]


def test_fault_is_seen() -> None:
    assert faults([{"@type": "ceterms:ConditionProfile", "ceterms:name": "x"}]) == [
        "ceterms:ConditionProfile has ceterms:name",
        "ceterms:ConditionProfile lacks ceterms:description",
        "ceterms:name of ceterms:ConditionProfile",
    ]


def test_only_properties_of_the_vocabulary_are_used(renewing: Folder) -> None:
    document = ctdl_document(renewing.read()[0])
    assert faults(document["@graph"]) == []
    assert json.loads(json.dumps(document)) == document


def test_record_has_its_head(folder: Folder) -> None:
    one = record(folder, "one", page="https://our.example/one")
    assert (one["@context"], one["@type"]) == (CONTEXT, "ceterms:Certification")
    assert one["ceterms:name"] == {"en": "Name of one"}
    assert one["ceterms:description"] == {"en": "A summary."}
    assert one["ceterms:subjectWebpage"] == "https://our.example/one"
    assert one["ceterms:credentialStatusType"]["ceterms:targetNode"] == "credentialStat:Active"
    assert one["ceterms:ownedBy"] == [
        {"@type": "ceterms:CredentialOrganization", "ceterms:name": {"en": "Issuer"}}
    ]
    assert one["ceterms:inLanguage"] == ["en", "de"]
    assert missing_properties(one) == ()


def test_record_without_a_page_says_what_it_lacks(folder: Folder) -> None:
    assert missing_properties(record(folder, "one")) == ("ceterms:subjectWebpage",)


def test_ctid_is_the_same_each_time_and_claims_no_registration(folder: Folder) -> None:
    assert ctid("psm-1") == "ce-bee85eea-9d88-54d0-8253-9fa64ad980ff"
    assert re.fullmatch(
        r"ce-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", ctid("psm-1")
    )
    one = record(folder, "one")
    assert one["ceterms:ctid"] == ctid("one")
    assert one["@id"] == f"urn:uuid:{ctid('one').removeprefix('ce-')}"
    assert "credentialengineregistry" not in json.dumps(one)


def test_relations_point_both_ways(folder: Folder) -> None:
    one, two = record(folder, "one"), record(folder, "two")
    assert descriptions(two["ceterms:recommends"]) == ["Name of one is recommended before."]
    assert two["ceterms:recommends"][0]["ceterms:targetCredential"] == [
        {"@id": urn("one"), "@type": "ceterms:Certification", "ceterms:name": {"en": "Name of one"}}
    ]
    assert descriptions(one["ceterms:isRecommendedFor"]) == ["Recommended before Name of two."]
    assert descriptions(one["ceterms:isPreparationFor"]) == ["Prepares for Name of two."]
    assert "ceterms:isRequiredFor" not in one


def test_certification_prepares_only_for_its_own_line(folder: Folder) -> None:
    folder.replace("certifications/two.toml", '"Issuer"', '"Another"')
    one = record(folder, "one")
    assert "ceterms:isPreparationFor" not in one
    assert len(one["ceterms:isRecommendedFor"]) == 1


def test_requirements_are_conditions(renewing: Folder) -> None:
    assert descriptions(record(renewing, "two")["ceterms:requires"]) == [
        "Hold Name of one.",
        "Attend the course that the issuer requires.",
    ]
    one = record(renewing, "one")
    assert descriptions(one["ceterms:requires"]) == [
        "Pass an assessment of 30 questions in 30 minutes; the pass mark is 30 percent."
    ]
    assert descriptions(one["ceterms:isRequiredFor"]) == ["Required before Name of two."]


def test_assessment_of_unknown_length_is_no_condition(folder: Folder) -> None:
    before, after = (folder.path / "certifications/one.toml").read_text().split("[facts.minutes]\nvalue = 30")
    folder.write("certifications/one.toml", f'{before}[facts.minutes]\nunknown = "Not said."{after}')
    assert "ceterms:requires" not in record(folder, "one")


def test_costs_are_dated_and_have_a_source(renewing: Folder) -> None:
    costs = record(renewing, "two")["ceterms:estimatedCost"]
    assert descriptions(costs) == [
        "Price of one attempt, as checked on 2026-11-23.",
        "Price of a renewal, as checked on 2026-11-23.",
        "A course costs 500 to 2000 USD, as checked on 2026-11-23.",
    ]
    assert [cost.get("ceterms:price") for cost in costs] == [30, 100, None]
    assert {cost["ceterms:costDetails"] for cost in costs} == {"https://example.org/page"}
    assert {cost["ceterms:currency"] for cost in costs} == {"USD"}


def test_durations_are_iso_periods(folder: Folder) -> None:
    preparation, length = record(folder, "one")["ceterms:estimatedDuration"]
    assert (preparation["ceterms:minimumDuration"], preparation["ceterms:maximumDuration"]) == (
        "PT30H",
        "PT30H",
    )
    assert length["ceterms:exactDuration"] == "PT30M"


def test_renewal_has_its_frequency(renewing: Folder) -> None:
    assert record(renewing, "two")["ceterms:renewalFrequency"] == "P2Y"
    assert "ceterms:renewalFrequency" not in record(renewing, "one")


def test_occupation_says_that_it_is_only_near(folder: Folder) -> None:
    (occupation,) = record(folder, "one")["ceterms:occupationType"]
    assert occupation["ceterms:codedNotation"] == "15-1299.09"
    assert occupation["ceterms:targetNodeDescription"]["en"].startswith(
        "The nearest occupation, not the same"
    )
    folder.replace("certifications/one.toml", '"scrum-master"', '"developer"')
    assert "ceterms:occupationType" not in record(folder, "one")


def test_focus_areas_are_subjects(folder: Folder) -> None:
    names = [subject["ceterms:targetNodeName"]["en"] for subject in record(folder, "one")["ceterms:subject"]]
    assert names == ["Events", "Scrum Team"]


def test_weak_facts_are_left_out(folder: Folder) -> None:
    text = (folder.path / "certifications/one.toml").read_text()
    folder.write("certifications/one.toml", text.replace('confidence = "A"', 'confidence = "C"'))
    left = record(folder, "one").keys()
    weak = {"inLanguage", "subject", "requires", "estimatedCost", "estimatedDuration", "renewalFrequency"}
    assert {f"ceterms:{name}" for name in weak} & left == set()
