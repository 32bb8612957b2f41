"""Pages for what can't be done."""

from typing import Any

import pytest
from django.test import Client

from web.page import Page


@pytest.fixture
def client(settings: Any) -> Client:
    settings.ROOT_URLCONF = "web.breaking_urls"
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


def main_text(content: bytes) -> str:
    return Page(content.decode()).main


def test_unknown_name_becomes_a_404_with_the_nearest(client: Client) -> None:
    response = client.get("/certifications/psm-9/")
    assert response.status_code == 404
    assert "unknown certification 'psm-9'; nearest known: psm-" in main_text(response.content)


def test_refused_input_becomes_a_400_with_every_reason(client: Client) -> None:
    response = client.get("/refuse/")
    assert response.status_code == 400
    assert "goal is missing; choose one" in main_text(response.content)
    assert "answers: too few" in main_text(response.content)


def test_broken_content_becomes_a_500_that_names_the_place(client: Client) -> None:
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "content/sources.toml:4: title is missing; add it" in main_text(response.content)


def test_crash_becomes_a_500_without_details(client: Client) -> None:
    response = client.get("/crash/")
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "Something broke on our side" in main_text(response.content)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_form_without_its_token_becomes_a_403_that_explains(settings: Any) -> None:
    response = Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/")
    assert response.status_code == 403
    assert "We couldn’t confirm that this came from you" in main_text(response.content)


def test_too_large_a_request_becomes_a_413(client: Client) -> None:
    response = client.post("/", data=b"x" * 300_000, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "up to 256 kB" in main_text(response.content)


def test_too_many_fields_become_a_400(client: Client) -> None:
    response = client.get("/compare/?" + "&".join("c=1" for _ in range(300)))
    assert response.status_code == 400


def test_foreign_host_is_refused_with_the_headers(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_address_without_its_slash_is_led_on(client: Client) -> None:
    response = client.get("/market")
    assert (response.status_code, response.headers["Location"]) == (301, "/market/")
