"""The questions, one a page."""

# ruff: noqa: E501  tables of cases, one a line
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client

from web.answering import FACTS, answer, answered, begin, read
from whichcert.decide.vocabulary import KINDS
from whichcert.flows.find_out import LIMITS
from whichcert.library import Library, load_library
from whichcert.web.models import Orientation, OrientationAnswer
from whichcert.web.questions import question_of
from whichcert.web.told import EXTRAS
from whichcert.web.word_groups import GOAL_GROUPS, ROLE_GROUPS

pytestmark = pytest.mark.django_db
ATTACK = "\"><script>alert(1)</script>{{7*7}}' OR 1=1 --"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(today=date(2026, 11, 24))


def page(client: Client, token: str, step: str) -> Any:
    return read(client.get(f"/find-out/{token}/{step}/"))


def test_start_page_says_what_is_asked_and_stores_nothing(client: Client) -> None:
    text = read(client.get("/find-out/")).main
    assert "Nothing leaves this machine." in text
    assert "4 to 8 pairs" in text
    assert Orientation.objects.count() == 0


def test_start_leads_to_the_first_question_under_a_token_nobody_can_guess(client: Client) -> None:
    one, other = begin(client), begin(client)
    assert one != other
    assert re.fullmatch(r"[\w-]{22}", one)


def test_whole_way_leads_through_every_question_to_the_result(client: Client) -> None:
    token = begin(client)
    where, seen = f"/find-out/{token}/current_role/", []
    while "/result/" not in where:
        step = where.split("/")[3]
        seen.append(step)
        assert client.get(where).status_code == 200
        fields = FACTS.get(step) or (
            {"first": "goal", "second": "fit"} if step == "reasons" else {"answer": "-2"}
        )
        where = answer(client, token, step, **fields)
        assert len(seen) < 30
    assert seen[:7] == list(FACTS)
    assert seen[-1] == "reasons"
    assert 4 <= sum(bool(re.match(r"p\d\d-", step)) for step in seen) <= 8
    assert where == f"/result/{token}/"
    assert client.get(f"/find-out/{token}/").headers["Location"] == where


def test_question_page_says_its_number_in_text_and_title(client: Client) -> None:
    shown = page(client, answered(client, 4), "holds")
    assert "Question 5, at most 15 more; stops early when sure" in shown.main
    assert shown.all("title")[0].text == "Question 5: Which certifications do you hold? – whichcert"
    assert shown.all("h1")[0].text == "Which certifications do you hold?"


def test_answers_are_kept_when_going_back(client: Client) -> None:
    token = answered(client)
    kept = {
        step: [
            one.attributes["value"]
            for one in page(client, token, step).all("input")
            if "checked" in one.attributes
        ]
        for step in ("current_role", "target_role", "goals", "years_of_scrum", "holds")
    }
    assert kept == {
        "current_role": ["developer"],
        "target_role": ["scrum_master"],
        "goals": ["improve_team", "get_a_job"],
        "years_of_scrum": ["4"],
        "holds": ["csm"],
    }
    limits = {
        one.attributes.get("name"): one.attributes["value"]
        for one in page(client, token, "limits").all("input")
    }
    assert [limits[name] for name in LIMITS] == ["1250", "2.5", ""]
    options = [one for one in page(client, token, "country").all("option") if "selected" in one.attributes]
    assert [one.attributes["value"] for one in options] == ["de"]


def test_pair_and_reasons_show_the_answer_so_far(client: Client) -> None:
    token = begin(client)
    answer(client, token, "p02-ordering-process", answer="1")
    answer(client, token, "reasons", first="fit", third="cost")
    given = [
        one
        for one in page(client, token, "p02-ordering-process").all("button")
        if "data-given" in one.attributes
    ]
    assert [one.attributes["value"] for one in given] == ["1"]
    chosen = [
        one.attributes["value"]
        for one in page(client, token, "reasons").all("option")
        if "selected" in one.attributes
    ]
    assert chosen == ["fit", "cost"]


def test_back_leads_to_the_question_before(client: Client) -> None:
    token = answered(client, 2)
    backs = {
        step: page(client, token, step).all("a")[7].attributes["href"]
        for step in ("current_role", "target_role", "goals")
    }
    assert backs == {
        "current_role": "/find-out/",
        "target_role": f"/find-out/{token}/current_role/",
        "goals": f"/find-out/{token}/target_role/",
    }


def test_skip_stores_null_and_leads_on(client: Client) -> None:
    token = begin(client)
    assert answer(client, token, "current_role", skip="1", answer="developer").endswith("/target_role/")
    assert list(OrientationAnswer.objects.values_list("step", "value")) == [("current_role", None)]


def test_nothing_ticked_means_no_certification(client: Client) -> None:
    token = begin(client)
    answer(client, token, "holds")
    assert OrientationAnswer.objects.get().value == []


def test_number_of_years_counts_before_the_choice(client: Client) -> None:
    token = begin(client)
    answer(client, token, "years_of_scrum", answer="4", years="2,5")
    assert OrientationAnswer.objects.get().value == 2.5


def test_change_from_the_result_leads_back_to_the_result(client: Client) -> None:
    token = answered(client, 2)
    shown = read(client.get(f"/find-out/{token}/current_role/?to=result"))
    assert shown.all("a")[7].attributes["href"] == f"/result/{token}/"
    assert answer(client, token, "current_role", answer="tester", to="result") == f"/result/{token}/"


def test_editing_replaces_the_answer_and_keeps_its_place(client: Client) -> None:
    token = answered(client, 3)
    assert answer(client, token, "current_role", answer="tester").endswith("/years_of_scrum/")
    assert "Question 1, " in page(client, token, "current_role").main


BAD = [
    ("current_role", {}, "answer", "Choose one of the answers, or skip this question"),
    ("current_role", {"answer": ATTACK}, "answer", "Choose one of the answers, or skip this question"),
    ("goals", {}, "answer", "Choose at least one, or skip this question"),
    ("goals", {"answer": ["learn", "go_deeper", "get_a_job", "have_both"]}, "answer", "Choose at most 3; 4 are ticked. Take 1 away"),
    ("goals", {"answer": ["learn", "x"]}, "answer", "Choose from the answers below"),
    ("years_of_scrum", {"years": "many"}, "years", "“many” is not a number; write one such as 2 or 2.5"),
    ("years_of_scrum", {"years": "61"}, "years", "61 is out of range; expected 0 to 60"),
    ("years_of_scrum", {"years": "nan"}, "years", "“nan” is not a number; write one such as 2 or 2.5"),
    ("years_of_scrum", {"years": "9" * 400}, "years", f"“{'9' * 30}…” is not a number; write one such as 2 or 2.5"),
    ("country", {"answer": ""}, "answer", "Choose a country, or press “Rather not say”"),
    ("limits", {"budget_usd": ATTACK}, "budget_usd", f"“{ATTACK[:30]}…” is not a number; write one such as 2 or 2.5"),
    ("limits", {"hours_per_week": "200"}, "hours_per_week", "Hours a week for study: 200 is out of range; expected 0 to 100"),
    ("limits", {"deadline": "soon"}, "deadline", "The date you want to pass by: 'soon' is not a date; expected YYYY-MM-DD"),
    ("p02-ordering-process", {"answer": "3"}, "answer", "Choose one of the answers, or skip this question"),
    ("deciding-angry", {"answer": ""}, "answer", "Choose one of the answers, or skip this question"),
    ("reasons", {}, "first", "Choose at least one reason, or skip this question"),
    ("reasons", {"first": "fit", "third": "fit"}, "third", "“It fits the work I like” is already your first; choose another"),
    ("reasons", {"first": "luck"}, "first", "Choose from the list"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "fields", "place", "message"), BAD, ids=lambda value: str(value)[:30])
def test_bad_answer_shows_the_question_again(
    client: Client, step: str, fields: dict[str, Any], place: str, message: str
) -> None:
    token = begin(client)
    response = client.post(f"/find-out/{token}/{step}/", fields)
    shown = read(response)
    assert response.status_code == 400
    assert shown.all("title")[0].text.startswith("Error: Question 1: ")
    summary = next(one for one in shown.elements if one.attributes.get("role") == "alert")
    assert " ".join(summary.text.split()) == f"There is a problem {message}"
    assert [one.attributes["href"] for one in shown.all("a") if one.attributes["href"].startswith("#")][
        1:
    ] == [f"#{place}"]
    assert place in {one.attributes.get("id") for one in shown.elements}
    assert b"<script>alert" not in response.content
    assert OrientationAnswer.objects.count() == 0


def test_nothing_typed_is_lost_on_an_error(client: Client) -> None:
    token = begin(client)
    typed = {"budget_usd": ATTACK, "hours_per_week": "3.5", "deadline": "2999-01-01"}
    shown = read(client.post(f"/find-out/{token}/limits/", typed))
    fields = {one.attributes.get("name"): one.attributes["value"] for one in shown.all("input")}
    assert {name: fields[name] for name in typed} == typed


def test_null_characters_and_floods_of_values_are_harmless(client: Client) -> None:
    token = begin(client)
    assert client.post(f"/find-out/{token}/current_role/", {"answer": "dev\x00eloper"}).status_code == 303
    assert client.post(f"/find-out/{token}/goals/", {"answer": ["learn"] * 150}).status_code == 303
    assert client.post(f"/find-out/{token}/goals/", {"answer": ["learn"] * 250}).status_code == 400


@pytest.mark.parametrize("step", ["current_role", "goals", "p02-ordering-process", "reasons", ""])
def test_unknown_token_is_a_friendly_404(client: Client, step: str) -> None:
    begin(client)
    response = client.get(f"/find-out/{'A' * 22}/{step + '/' if step else ''}")
    assert response.status_code == 404
    assert "There are no answers at this address." in read(response).main
    assert client.post(f"/find-out/{'A' * 22}/goals/", {"answer": "learn"}).status_code == 404


@pytest.mark.parametrize("step", ["p99-none", "profile", "answers", ATTACK.replace("/", "")])
def test_unknown_question_is_a_404(client: Client, step: str) -> None:
    response = client.get(f"/find-out/{begin(client)}/{step}/")
    assert response.status_code == 404
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    token = begin(client)
    for address in ("/find-out/", f"/find-out/{token}/goals/", f"/find-out/{token}/"):
        assert getattr(client, method)(address).status_code == 405


def test_head_answers_like_get_without_a_body(client: Client) -> None:
    response = client.head(f"/find-out/{begin(client)}/goals/")
    assert (response.status_code, response.content) == (200, b"")


def test_posts_need_the_token_of_the_form() -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/find-out/").status_code == 403
    strict.get("/find-out/")
    form = read(strict.get("/find-out/")).all("input")[0].attributes
    assert strict.post("/find-out/", {form["name"]: form["value"]}).status_code == 303


def test_pages_of_a_token_are_kept_by_nobody(client: Client) -> None:
    token = begin(client)
    for address in (f"/find-out/{token}/goals/", f"/result/{token}/", f"/result/{token}/profile.toml"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("facts", [1, 3])
def test_question_takes_two_queries_and_an_answer_four(
    client: Client, facts: int, django_assert_num_queries: Any
) -> None:
    token = answered(client, facts)
    with django_assert_num_queries(2):
        client.get(f"/find-out/{token}/goals/")
    with django_assert_num_queries(4):
        answer(client, token, "goals", answer="learn")


def test_every_word_stands_in_exactly_one_group(library: Library) -> None:
    for kind, groups in (("roles", ROLE_GROUPS), ("goals", GOAL_GROUPS)):
        placed = Counter(name for members in groups.values() for name in members)
        assert placed == Counter(list(library.vocabulary.words[kind]))


def test_every_question_offers_words_of_the_closed_lists(library: Library) -> None:
    for step in (*FACTS, *EXTRAS, *library.instrument.pairs, *library.instrument.items, "reasons"):
        question = question_of(step, library)
        assert question.text.endswith("?")
        assert len({choice.value for choice in question.choices}) == len(question.choices)
    assert len(question_of("current_role", library).choices) == len(library.vocabulary.words[KINDS[0]])


@pytest.mark.parametrize("step", EXTRAS)
def test_extras_have_a_page_and_lead_to_the_result(client: Client, library: Library, step: str) -> None:
    token = begin(client)
    value = question_of(step, library).choices[0].value
    assert answer(client, token, step, answer=value) == f"/result/{token}/"
    assert client.get(f"/find-out/{token}/").headers["Location"].endswith("/current_role/")


def test_reason_that_is_struck_out_is_refused_with_a_way_on(client: Client) -> None:
    token = begin(client)
    answer(client, token, "ignored", answer="cost")
    response = client.post(f"/find-out/{token}/reasons/", {"first": "cost"})
    assert response.status_code == 400
    assert "'cost' is also a reason; keep it in one list" in read(response).main
