"""Answers kept as a file or carried by a link become a new orientation."""

# ruff: noqa: E501  tables of cases, one a line
import base64
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.answering import answered, read
from whichcert.decide.profile import Profile
from whichcert.web.models import Orientation
from whichcert.web.views.result import fragment

pytestmark = pytest.mark.django_db


def upload(client: Client, content: bytes, name: str = "profile.toml") -> Any:
    return client.post("/shared/", {"file": SimpleUploadedFile(name, content)})


def test_saved_file_gives_the_same_result_under_a_new_token(client: Client) -> None:
    token = answered(client)
    saved = client.get(f"/result/{token}/profile.toml").content
    response = upload(client, saved)
    assert response.status_code == 303
    other = response.headers["Location"].split("/")[2]
    assert other != token
    assert client.get(f"/result/{other}/profile.toml").content == saved
    mine, theirs = (read(client.get(f"/result/{one}/")) for one in (token, other))
    assert mine.main.replace(token, "") == theirs.main.replace(other, "")


def test_link_carries_the_same_profile(client: Client) -> None:
    token = answered(client)
    link = next(
        one.attributes["value"]
        for one in read(client.get(f"/result/{token}/")).all("input")
        if one.attributes.get("id") == "link"
    )
    address, _, carried = link.partition("#p=")
    assert address == "http://localhost/shared/"
    plain = base64.urlsafe_b64decode(carried + "=" * (-len(carried) % 4)).decode()
    response = client.post("/shared/", {"profile": plain})
    other = response.headers["Location"].split("/")[2]
    assert (
        client.get(f"/result/{other}/profile.toml").content
        == client.get(f"/result/{token}/profile.toml").content
    )


def test_link_has_only_letters_that_addresses_may_hold() -> None:
    for country in ("de", "deu", "deut", "dëüt"):
        assert re.fullmatch(r"[A-Za-z0-9_-]+", fragment(Profile(country=country)))


REFUSED = [
    (b"curent_role = 'developer'", "profile.toml, line 1: curent_role: unknown field 'curent_role'; nearest known: current_role"),
    (b"goals = ['learn']\n\nyears_of_scrum = 99", "profile.toml, line 3: years_of_scrum: 99 is out of range; expected 0 to 60"),
    (b"goals = [", "profile.toml, line 1: is not TOML"),
    (b"\xff\xfe", "profile.toml, line 1: byte 0 is not UTF-8; save the file as UTF-8"),
    (b"x" * 100_001, "profile.toml: has 100,001 bytes; a profile has at most 100,000"),
    (b"goals = ['<script>alert(1)</script>']", "profile.toml, line 1: goals: unknown goal '<script>alert(1)</script>'"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), REFUSED, ids=lambda value: str(value)[:24])
def test_bad_file_is_refused_with_place_and_line(client: Client, content: bytes, message: str) -> None:
    response = upload(client, content)
    page = read(response)
    assert response.status_code == 400
    assert message in page.main
    assert page.all("title")[0].text.startswith("Error: ")
    assert b"<script>alert" not in response.content
    assert Orientation.objects.count() == 0


def test_many_problems_are_listed_up_to_a_limit(client: Client) -> None:
    page = read(upload(client, "\n".join(f"field{at} = 1" for at in range(50)).encode()))
    assert page.main.count("unknown field '") == 10
    assert "40 more unknown fields" in page.main


def test_no_file_is_said(client: Client) -> None:
    response = client.post("/shared/", {})
    assert response.status_code == 400
    assert "The file: none was chosen" in read(response).main


@pytest.mark.parametrize("carried", ["[]", "{", '"x"', "[" * 5_000, "NaN"])
def test_broken_link_is_said(client: Client, carried: str) -> None:
    response = client.post("/shared/", {"profile": carried})
    assert response.status_code == 400
    assert "The link: does not carry whole answers" in read(response).main


def test_link_with_bad_answers_is_refused(client: Client) -> None:
    response = client.post("/shared/", {"profile": json.dumps({"budget_usd": -1})})
    assert response.status_code == 400
    assert "The link: budget_usd: -1 is out of range" in read(response).main


def test_empty_profile_is_a_profile(client: Client) -> None:
    assert upload(client, b"# nothing\n").status_code == 303


def test_two_files_are_refused(client: Client) -> None:
    files = [SimpleUploadedFile(name, b"x") for name in ("a.toml", "b.toml")]
    assert client.post("/shared/", {"file": files}).status_code == 400


def test_upload_needs_the_token_of_the_form() -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert upload(strict, b"").status_code == 403
