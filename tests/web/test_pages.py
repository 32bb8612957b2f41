"""What each page shows."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from web.page import Page
from whichcert.catalogue import Catalogue
from whichcert.library import load_library
from whichcert.web import formats
from whichcert.web.basis import basis_of
from whichcert.web.content import library


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_library(today=date(2026, 11, 24)).catalogue


def read(client: Client, address: str) -> Page:
    return Page(client.get(address).content.decode())


def test_home_offers_three_ways_in_order(client: Client) -> None:
    ways = [link.attributes["href"] for link in read(client, "/").all("a") if "→" in link.text]
    assert ways == ["/find-out/", "/compare/?c=psm-1&c=pspo-1", "/prepare/"]


def test_home_counts_what_the_library_holds(client: Client) -> None:
    basis = basis_of(load_library(today=date(2026, 11, 24)))
    shown = [number.text for number in read(client, "/").all("dd")]
    expected = [basis.facts, basis.sources, basis.postings, basis.questions, basis.pairs]
    assert basis.questions == len(library().bank.live())
    assert shown == [formats.number(count) for count in expected if count]


def test_certification_page_shows_every_fact_with_its_day(client: Client, catalogue: Catalogue) -> None:
    text = read(client, "/certifications/psm-1/").main
    for fact in catalogue.get("psm-1").facts.values():
        assert formats.plain_date(fact.checked) in client.get("/certifications/psm-1/").content.decode()
        if isinstance(fact.value, str):
            assert " ".join(fact.value.split()) in text
        if fact.source:
            assert catalogue.sources[fact.source].title in text


def test_certification_page_shows_other_values(client: Client, catalogue: Catalogue) -> None:
    others = [other for fact in catalogue.get("psm-1").facts.values() for other in fact.others]
    assert read(client, "/certifications/psm-1/").main.count("Other value: ") == len(others) > 0


def test_certification_page_carries_json_ld(client: Client) -> None:
    scripts = read(client, "/certifications/pspo-1/").all("script")
    record = json.loads(scripts[0].text)
    assert record["@type"] == "EducationalOccupationalCredential"
    assert record["name"] == "Professional Scrum Product Owner I"
    assert record["mainEntityOfPage"] == "http://localhost/certifications/pspo-1/"


def test_certification_list_shows_every_certification(client: Client, catalogue: Catalogue) -> None:
    links = {link.attributes["href"] for link in read(client, "/certifications/").all("a")}
    assert {f"/certifications/{name}/" for name in catalogue.certifications} <= links


def test_prepare_says_it_is_not_for_the_real_assessment(client: Client) -> None:
    assert "Nothing here is made for use during a real assessment." in read(client, "/prepare/?c=psm-1").main


def test_prepare_lists_the_reading_in_order(client: Client, catalogue: Catalogue) -> None:
    text = read(client, "/prepare/?c=psm-1").main
    places = [text.index(title) for title in catalogue.get("psm-1").entries("reading")]
    assert places == sorted(places)


def test_prepare_refuses_an_unknown_certification_with_the_nearest(client: Client) -> None:
    page = read(client, "/prepare/?c=psm-9")
    assert "Unknown certification 'psm-9'; nearest known: psm-" in page.main
    assert page.all("title")[0].text.startswith("Error: ")


def test_sources_page_lists_every_source_and_what_it_supports(client: Client, catalogue: Catalogue) -> None:
    page = read(client, "/sources/")
    assert {f"source-{key}" for key in catalogue.sources} <= {
        li.attributes.get("id") for li in page.all("li")
    }
    fact = catalogue.get("psm-1").facts["fee_usd"]
    entry = next(li for li in page.all("li") if li.attributes.get("id") == f"source-{fact.source}")
    assert "PSM I" in entry.text


def test_how_this_works_says_what_it_cannot_know(client: Client) -> None:
    assert "Whether people who follow the advice do better." in read(client, "/how-this-works/").main


def test_privacy_says_that_nothing_leaves(client: Client) -> None:
    assert "no telemetry" in read(client, "/privacy/").main


@pytest.mark.parametrize(
    "address", ["/", "/compare/", "/certifications/", "/market/", "/prepare/", "/sources/"]
)
def test_page_works_without_content(client: Client, settings: Any, tmp_path: Path, address: str) -> None:
    settings.CONTENT = tmp_path
    response = client.get(address)
    assert response.status_code == 200
    assert any(
        word in Page(response.content.decode()).main
        for word in ("no content yet", "yet", "no market numbers")
    )
