"""The REST API: the flows as JSON, one shape of refusal, and a document that tells the truth."""

# ruff: noqa: E501  tables of cases, one a line
import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from web.answering import read
from whichcert.flows.read_profile import profile_from
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import as_json
from whichcert.library import Library
from whichcert.web.content import library as served_library

PROFILE = {
    "current_role": "developer",
    "goals": ["improve_team"],
    "country": "de",
    "answers": {"p02-ordering-process": 1},
}


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture(scope="module")
def library() -> Library:
    return served_library()


def post(client: Client, address: str, body: Any) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"/api/{address}", sent, content_type="application/json")


def test_advise_gives_what_the_flow_gives(client: Client, library: Library) -> None:
    response = post(client, "advise", PROFILE)
    expected = as_json(
        recommend(profile_from(PROFILE, library, today=library.today), library, today=library.today)
    )
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(expected))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("advise", PROFILE),
        ("next-question", {}),
        ("certifications", None),
        ("certifications/psm-1", None),
        ("compare?ids=psm-1&ids=pspo-1", None),
        ("market?country=se", None),
        ("vocabulary", None),
        ("openapi.json", None),
        ("", None),
    ],
)
def test_api_is_stateless(client: Client, address: str, body: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/api/{address}") if body is None else post(client, address, body)
    assert response.status_code == 200
    assert not response.cookies


def test_next_question_leads_from_the_first_fact_to_null(client: Client) -> None:
    profile: dict[str, Any] = {"answers": {}}
    asked: list[str] = []
    while (
        question := post(client, "next-question", {"profile": profile, "asked": asked}).json()
    ) is not None:
        assert question["number"] == len(asked) + 1
        asked.append(question["step"])
        if question["kind"] in ("pair", "item"):
            assert len(question["statements"]) == (2 if question["kind"] == "pair" else 1)
            profile["answers"][question["step"]] = int(question["choices"][0]["value"])
    assert asked[:7] == [
        "current_role",
        "target_role",
        "goals",
        "years_of_scrum",
        "holds",
        "country",
        "limits",
    ]
    assert asked[-1] == "reasons"
    assert 16 <= len(asked) <= 20


def test_next_question_offers_its_choices(client: Client, library: Library) -> None:
    question = post(client, "next-question", {}).json()
    assert (question["step"], question["kind"], question["at_most_left"]) == ("current_role", "fact", 19)
    assert {choice["value"] for choice in question["choices"]} == set(library.vocabulary.words["roles"])


def test_certifications_and_one_of_them(client: Client, library: Library) -> None:
    listed = client.get("/api/certifications").json()["certifications"]
    assert [one["id"] for one in listed] == list(library.catalogue.certifications)
    assert client.get("/api/certifications/psm-1").json()["facts"]["fee_usd"]["value"] == 200


def test_compare_keeps_the_order_of_the_ids(client: Client) -> None:
    found = client.get("/api/compare?ids=pspo-1&ids=psm-1").json()
    assert [one["id"] for one in found["certifications"]] == ["pspo-1", "psm-1"]


def test_market_counts_are_those_of_the_table(client: Client, library: Library) -> None:
    found = client.get("/api/market").json()
    count = library.demand.role_postings("scrum-master")
    assert found["roles"][0] | {"sources": []} == {
        "role": "scrum-master", "hits": count.hits, "n": count.n, "share": count.share,
        "low": count.interval.low, "high": count.interval.high, "sources": [],
    }  # fmt: skip


def test_market_of_a_country_without_postings_counts_none(client: Client) -> None:
    found = client.get("/api/market?country=Vatican City").json()
    assert found["country"] == "va"
    assert {row["n"] for row in found["roles"]} == {0}
    assert found["certificates"] == []


def test_vocabulary_lists_every_word(client: Client, library: Library) -> None:
    found = client.get("/api/vocabulary").json()
    assert {kind: [word["id"] for word in found[kind]] for kind in library.vocabulary.words} == {
        kind: list(words) for kind, words in library.vocabulary.words.items()
    }
    assert len(found["pairs"]) == len(library.instrument.pairs)


REFUSED = [
    ("advise", b"{", 400, "body", "is not JSON; send an object with Content-Type: application/json"),
    ("advise", b"\xff", 400, "body", "is not JSON; send an object with Content-Type: application/json"),
    ("advise", b"", 422, "body", "is missing"),
    ("advise", [1], 422, "body", "is not an object"),
    ("advise", {"golas": []}, 422, "golas", "unknown field 'golas'; nearest known: goals, holds"),
    ("advise", {"years_of_scrum": "2"}, 422, "years_of_scrum", "should be a valid number"),
    ("advise", {"answers": {"p02-ordering-process": 3}}, 422, "answers.p02-ordering-process", "should be less than or equal to 2"),
    ("advise", {"current_role": "devloper"}, 422, "profile", "current_role: unknown role 'devloper'; nearest known: developer"),
    ("advise", {"deadline": "2020-01-01"}, 422, "profile", "deadline: 2020-01-01 is in the past"),
    ("next-question", {"asked": ["x"]}, 422, "asked", "'x' is no step; send back the steps you got"),
    ("next-question", {"profile": {"goals": "learn"}}, 422, "profile.goals", "should be a valid list"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "body", "status", "where", "message"), REFUSED, ids=lambda value: str(value)[:30]
)
def test_refusal_has_one_shape(
    client: Client, address: str, body: Any, status: int, where: str, message: str
) -> None:
    response = post(client, address, body)
    assert response.status_code == status
    (problem,) = response.json()["problems"]
    assert (problem["where"], problem["line"]) == (where, None)
    assert problem["message"].startswith(message)


@pytest.mark.parametrize(
    ("address", "status", "where"),
    [
        ("certifications/psm-9", 404, "certification"),
        ("compare?ids=psm-1&ids=psm-9", 404, "certification"),
        ("compare?ids=psm-1", 422, "ids"),
        ("compare?ids=psm-1&ids=psm-1", 422, "ids"),
        ("compare", 422, "ids"),
        ("market?country=atlantis", 404, "country"),
        ("nowhere", 404, "address"),
        ("market?country=" + "x" * 3_000, 414, "query"),
    ],
)
def test_unknown_names_and_places_are_refused(client: Client, address: str, status: int, where: str) -> None:
    response = client.get(f"/api/{address}")
    assert response.status_code == status
    assert [problem["where"] for problem in response.json()["problems"]] == [where]


def test_body_above_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    for size in (100_001, 300_000):
        response = post(client, "advise", b" " * size)
        assert response.status_code == 413
        assert response.json()["problems"][0]["message"] == f"has {size:,} bytes; at most 100,000 are read"
    assert post(client, "advise", b" " * 99_990 + b"{}").status_code == 200


def test_answers_keep_the_security_headers(client: Client) -> None:
    headers = client.get("/api/vocabulary").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_document_names_the_words_and_every_refusal(client: Client, library: Library) -> None:
    document = client.get("/api/openapi.json").json()
    properties = document["components"]["schemas"]["ProfileIn"]["properties"]
    assert properties["goals"]["items"]["enum"] == list(library.vocabulary.words["goals"])
    assert set(document["paths"]["/api/advise"]["post"]["responses"]) == {"200", "400", "413", "414", "422"}
    assert set(document["paths"]["/api/compare"]["get"]["responses"]) == {"200", "404", "414", "422"}


def test_page_lists_every_endpoint_and_loads_nothing(client: Client) -> None:
    page = read(client.get("/api/"))
    assert [one.text for one in page.all("td") if one.text.startswith("/api/")] == list(
        client.get("/api/openapi.json").json()["paths"]
    )
    assert page.all("script") == []


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.mark.django_db  # the WSGI handler looks after connections at every request
@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_document_tells_the_truth(case: Any) -> None:
    response = case.call()
    left_out = [positive_data_acceptance] if beyond_schema(response) else []
    left_out += [negative_data_rejection] if spelled_otherwise(case, served_library()) else []
    case.validate_response(response, excluded_checks=left_out)


def spelled_otherwise(case: Any, library: Library) -> bool:
    """Say whether a body holds a word in another spelling: the flow takes "PSM 1" too, the document names ids only."""
    vocabulary = [word for words in library.vocabulary.words.values() for word in words]
    known = {*vocabulary, *library.criteria, *library.countries, *library.catalogue.certifications}
    body = case.body if isinstance(case.body, dict) else {}
    profile = body.get("profile", body)
    values = profile.values() if isinstance(profile, dict) else []
    words = [word for value in values for word in (value if isinstance(value, list) else [value])]
    return any(isinstance(word, str) and word not in known for word in words)


def beyond_schema(response: Any) -> bool:
    """Say whether a profile was refused for what no schema can say: a day that has passed, a contradiction."""
    problems = response.json()["problems"] if response.status_code == 422 else []
    beyond = ("deadline: ", "ignored: ")
    return bool(problems) and all(problem["message"].startswith(beyond) for problem in problems)
