"""Rules that every page keeps, the refusals too."""

import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from web.addresses import PAGES, REFUSED, STUDY
from web.page import Page

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVERY = [*PAGES, *STUDY, *(address for address, _ in REFUSED)]


pytestmark = pytest.mark.django_db


def shortened(address: str) -> str:
    return address[:40]


@pytest.mark.parametrize("address", [*PAGES, *STUDY], ids=shortened)
def test_page_opens(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("address", "status"), REFUSED, ids=lambda value: str(value)[:40])
def test_refusal_has_its_status(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", EVERY, ids=shortened)
def test_page_keeps_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", EVERY, ids=shortened)
def test_page_has_no_inline_script_or_style(client: Client, address: str) -> None:
    page = read(client.get(address).content)
    for element in page.elements:
        assert "style" not in element.attributes, element
        assert not [name for name in element.attributes if name.startswith("on")], element
    assert page.all("style") == []
    for script in page.all("script"):
        assert script.attributes.get("type") == "application/ld+json" or script.attributes.get("src"), script


@pytest.mark.parametrize("address", EVERY, ids=shortened)
def test_page_loads_nothing_from_elsewhere(client: Client, address: str) -> None:
    page = read(client.get(address).content)
    for tag, name in (("link", "href"), ("script", "src"), ("img", "src"), ("form", "action")):
        loaded = [element.attributes[name] for element in page.all(tag) if name in element.attributes]
        assert [where for where in loaded if not re.match(r"/(?!/)", where)] == []


@pytest.mark.parametrize("address", EVERY, ids=shortened)
def test_page_is_well_formed(client: Client, address: str) -> None:
    page = read(client.get(address).content)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    ids = Counter(element.attributes["id"] for element in page.elements if "id" in element.attributes)
    assert [name for name, times in ids.items() if times > 1] == []
    targets = [a.attributes["href"][1:] for a in page.all("a") if a.attributes["href"].startswith("#")]
    assert [target for target in targets if target not in ids] == []


@pytest.mark.parametrize("address", EVERY, ids=shortened)
def test_page_says_who_it_is_not(client: Client, address: str) -> None:
    footer = read(client.get(address).content).all("footer")[0].text
    assert "not affiliated with or endorsed by Scrum.org" in footer


@pytest.mark.parametrize("address", PAGES, ids=shortened)
def test_reading_page_asks_the_database_nothing(
    client: Client, address: str, django_assert_num_queries: Any
) -> None:
    client.get(address)
    with django_assert_num_queries(0):
        client.get(address)


def test_page_titles_differ(client: Client) -> None:
    titles = Counter(read(client.get(address).content).all("title")[0].text for address in PAGES)
    # the two comparisons of the same pair are one page with two views
    assert [title for title, times in titles.items() if times > 1] == ["PSM I or PSPO I – whichcert"]


def test_links_inside_the_site_lead_somewhere(client: Client) -> None:
    targets = {
        link.attributes["href"].split("#")[0]
        for address in PAGES
        for link in read(client.get(address).content).all("a")
        if link.attributes["href"].startswith("/")
    }
    assert {target: client.get(target).status_code for target in sorted(targets)} == dict.fromkeys(
        sorted(targets), 200
    )


def read(content: bytes) -> Page:
    return Page(content.decode())
