import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.folder import Folder
from interop.certifications import folder_with_languages, let_renew
from whichcert.interop.jsonld import area_name, credential_jsonld, script_safe_json
from whichcert.scrum import FocusArea

# Properties of each type on schema.org; own ones and those it has from CreativeWork and Thing.
ALLOWED = {
    "EducationalOccupationalCredential": {
        "competencyRequired", "credentialCategory", "educationalLevel", "recognizedBy", "validFor", "validIn",
        "name", "alternateName", "identifier", "description", "url", "mainEntityOfPage",
        "inLanguage", "offers", "isPartOf", "position",
    },
    "DefinedTerm": {"name", "termCode", "inDefinedTermSet"},
    "DefinedTermSet": {"name"},
    "Organization": {"name"},
    "CreativeWorkSeries": {"name"},
    "Offer": {"name", "price", "priceCurrency", "url"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return folder_with_languages(tmp_path)


@pytest.fixture
def renewing(folder: Folder) -> Folder:
    return let_renew(folder)


def unknown_properties(value: object) -> list[str]:
    """Every property in a record that its type lacks."""
    if isinstance(value, list):
        return [found for entry in value for found in unknown_properties(entry)]
    if not isinstance(value, dict):
        return []
    extra = value.keys() - ALLOWED[value["@type"]] - {"@type", "@context"}
    return [f"{value['@type']}.{key}" for key in extra] + unknown_properties(list(value.values()))


def test_unknown_property_is_seen() -> None:
    assert unknown_properties([{"@type": "Offer", "cost": {"@type": "Organization", "x": 1}}]) == [
        "Offer.cost",
        "Organization.x",
    ]


def test_credential_is_described(folder: Folder) -> None:
    catalogue = folder.read()[0]
    terms = {"@type": "DefinedTermSet", "name": "Professional Scrum Competencies"}
    assert credential_jsonld(catalogue.get("one"), catalogue, page="https://our.example/one") == {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": "Name of one",
        "alternateName": "ONE",
        "identifier": "one",
        "description": "A summary.",
        "mainEntityOfPage": "https://our.example/one",
        "credentialCategory": "Certification",
        "educationalLevel": "Level 1",
        "competencyRequired": [
            {"@type": "DefinedTerm", "name": "Events", "termCode": "events", "inDefinedTermSet": terms},
            {
                "@type": "DefinedTerm",
                "name": "Scrum Team",
                "termCode": "scrum-team",
                "inDefinedTermSet": terms,
            },
        ],
        "recognizedBy": {"@type": "Organization", "name": "Issuer"},
        "inLanguage": ["en", "de"],
        "offers": {
            "@type": "Offer",
            "name": "One attempt",
            "price": 30,
            "priceCurrency": "USD",
            "url": "https://example.org/page",
        },
        "isPartOf": {"@type": "CreativeWorkSeries", "name": "Professional Scrum Master"},
        "position": 1,
    }


def test_only_properties_of_the_schema_are_used(renewing: Folder) -> None:
    catalogue = renewing.read()[0]
    records = [
        credential_jsonld(one, catalogue, page="https://x.example/")
        for one in catalogue.certifications.values()
    ]
    assert unknown_properties(records) == []


def test_valid_for_is_there_only_when_it_expires(folder: Folder, renewing: Folder) -> None:
    catalogue = renewing.read()[0]
    assert credential_jsonld(catalogue.get("two"), catalogue)["validFor"] == "P2Y"
    assert "validFor" not in credential_jsonld(catalogue.get("one"), catalogue)
    renewing.replace(
        "certifications/two.toml", "[facts.renewal_years]\nvalue = 2", "[facts.renewal_years]\nvalue = 1.5"
    )
    catalogue = renewing.read()[0]
    assert credential_jsonld(catalogue.get("two"), catalogue)["validFor"] == "P18M"


def test_weak_facts_are_left_out(folder: Folder) -> None:
    text = (folder.path / "certifications/one.toml").read_text()
    folder.write("certifications/one.toml", text.replace('confidence = "A"', 'confidence = "C"'))
    catalogue = folder.read()[0]
    left = credential_jsonld(catalogue.get("one"), catalogue).keys()
    assert {"offers", "inLanguage", "competencyRequired", "validFor"} & left == set()


def test_certification_outside_the_families_is_in_no_series(folder: Folder) -> None:
    folder.replace("certifications/two.toml", '"psm"', '"other"')
    folder.replace("certifications/two.toml", "level = 1\n", "")
    catalogue = folder.read()[0]
    record = credential_jsonld(catalogue.get("two"), catalogue)
    assert {"isPartOf", "position", "educationalLevel"} & record.keys() == set()


def test_address_is_the_issuer_page(folder: Folder) -> None:
    text = (folder.path / "sources.toml").read_text()
    folder.write("sources.toml", text + text.replace("[page]", "[issuer-two]").replace("/page", "/two"))
    folder.replace("certifications/two.toml", '"page"', '"issuer-two"')
    catalogue = folder.read()[0]
    assert credential_jsonld(catalogue.get("two"), catalogue)["url"] == "https://example.org/two"


def test_every_focus_area_has_a_name() -> None:
    names = [area_name(area) for area in FocusArea]
    assert len(set(names)) == len(FocusArea)
    assert names[-1] == "Evidence-Based Management"
    assert area_name("coaching-and-mentoring") == "Coaching and Mentoring"


@pytest.mark.parametrize("sign", ["<", ">", "&", "\u2028", "\u2029", "\ud800"])
def test_script_safe_json_escapes_the_sign(sign: str) -> None:
    text = script_safe_json({"a": f"x{sign}y"})
    assert text == f'{{"a": "x\\u{ord(sign):04x}y"}}'


def test_script_safe_json_can_not_leave_its_script() -> None:
    text = script_safe_json(["</script><!--<script>", "]]>", "é"])
    assert "<" not in text
    assert "é" in text


def test_script_safe_json_refuses_what_json_lacks() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        script_safe_json(float("nan"))


data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(data)
def test_script_safe_json_gives_the_same_data_back(value: object) -> None:
    text = script_safe_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")
    text.encode()
