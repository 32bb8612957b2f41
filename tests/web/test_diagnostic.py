"""The diagnostic: asked without feedback, ended when it can tell, explained at the end."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from studying import wrong
from web.one_at_a_time import (
    answer,
    asked,
    begin,
    fields_of,
    gives_nothing_away,
    read,
    shows,
    somebody_else,
    state,
    text,
)
from web.studying_here import live, practised
from whichcert.flows.diagnose import FEWEST, MOST
from whichcert.flows.history import Mode
from whichcert.flows.kept_items import keeping_of
from whichcert.flows.sitting import Deed, Sitting
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.models import SittingEvent, StudySitting

pytestmark = pytest.mark.django_db


def sat(client: Client, *assessments: str, every: int = 1) -> str:
    """Sit a whole diagnostic, right on each question whose number ``every`` does not divide."""
    address = begin(client, "diagnostic", assessments=assessments)
    number = 1
    while state(address).finished is None:
        answer(client, address, right=every > 1 and number % every != 0)
        number += 1
    return address


def test_start_needs_an_assessment(client: Client) -> None:
    for sent in ({}, {"assessments": "psm-9"}):
        response = client.post("/study/diagnostic/", sent)
        assert response.status_code == 400
        assert "Choose one assessment at least" in read(response).main
    assert StudySitting.objects.count() == 0


def test_start_says_how_long_it_takes(client: Client) -> None:
    assert "12 to 25 questions" in read(client.get("/study/diagnostic/")).main


def test_the_questions_of_the_last_mocks_are_left_out(client: Client) -> None:
    practised(live()[:1], days_ago=3)
    learner = study_records.the_learner(timezone.now())
    kept = keeping_of(library(), study_records.states(learner), (), frozenset()).of("psm-1")
    # 60 others are new, so that most questions would be of those kept if they were asked
    counts = library().blueprints["psm-1"].counts
    free = [one for one in live()[1:] if one.id not in kept and one.focus_area in counts]
    practised([one for one in live()[1:] if one.id not in kept and one not in free[:60]], days_ago=2)
    address, met = begin(client, "diagnostic", assessments="psm-1"), set()
    for _ in range(8):
        met.add(answer(client, address).id)
    assert (len(kept), len(met), met & kept) == (80, 8, set())


def test_question_says_where_it_stands(client: Client) -> None:
    address = begin(client, "diagnostic", assessments="psm-1")
    page = read(client.get(address))
    assert (page.all("h1")[0].text, page.all("title")[0].text) == (
        "Question 1",
        "Diagnostic: question 1 – whichcert",
    )
    assert "At most 24 more" in page.main


def test_diagnostic_tells_nothing_before_its_end(client: Client) -> None:
    address = begin(client, "diagnostic", assessments=["psm-1", "pspo-1"])
    before = list[str]()
    for _ in range(FEWEST - 1):
        html = text(client.get(address))
        assert gives_nothing_away(html, asked(address))
        assert not [one for one in before if one in html]
        before.append(answer(client, address).paragraphs[0])


def test_somebody_who_knows_little_is_placed_below_the_mark(client: Client) -> None:
    address = sat(client, "psm-1")
    page = read(client.get(address))
    assert len(state(address).answers) == FEWEST
    assert page.all("h1")[0].text == "PSM I: you stand below the pass mark"
    assert (
        "that you stand below it (pass mark 85 %; 12 answers to questions new to you, 0 right)"
        in page.main.replace("\u00a0", " ")
    )
    assert "Your chance to pass if you sat it today" in page.main
    assert "How hard each question is was set by its author and is a prior, an assumption" in page.main


def test_two_assessments_are_shown_each_with_its_areas(client: Client) -> None:
    address = sat(client, "psm-1", "pspo-1")
    page = read(client.get(address))
    assert page.all("h1")[0].text == "PSM I and PSPO I: below the pass mark"
    assert len(page.all("svg")) == len(page.all("table")) + 1 == 3
    assert [h.text for h in page.all("h2")][:2] == [
        "PSM I: below the pass mark",
        "PSPO I: below the pass mark",
    ]
    assert "Scaling ?" in page.main
    links = {one.attributes["href"] for one in page.all("a")}
    assert {"/study/practise/?assessment=psm-1", "/study/mock/", "/study/plan/"} <= links


def test_result_explains_every_answer(client: Client) -> None:
    address = sat(client, "psm-1")
    page = read(client.get(address))
    explained = [one for one in page.all("div") if one.attributes.get("class") == "explained"]
    assert len(explained) == FEWEST
    assert f"Your {FEWEST} answers, explained" in page.main


def test_somebody_near_the_mark_is_asked_no_more_than_the_most(client: Client) -> None:
    address = sat(client, "psm-1", every=6)
    assert FEWEST <= len(state(address).answers) <= MOST


def test_result_stays_what_it_was_on_its_day(client: Client) -> None:
    address = sat(client, "psm-1")
    before = read(client.get(address)).main
    practised(live()[:60], days_ago=0)
    assert read(client.get(address)).main == before


def test_reload_shows_the_same_question(client: Client) -> None:
    address = begin(client, "diagnostic", assessments="psm-1")
    answer(client, address)
    item = asked(address)
    assert {shows(client.get(address), item) for _ in range(3)} == {True}
    assert SittingEvent.objects.filter(deed=Deed.ASK.value).count() == 2


def test_answer_sent_twice_counts_once(client: Client) -> None:
    address = begin(client, "diagnostic", assessments="psm-1")
    item = asked(address)
    sent = fields_of(client, address, item.keys)
    for chosen in (item.keys, wrong(item)):
        client.post(address, sent | {"option": [str(place) for place in chosen]})
    assert [one.chosen for one in state(address).answers.values()] == [item.keys]
    assert SittingEvent.objects.count() == 3


def test_no_option_is_an_error(client: Client) -> None:
    address = begin(client, "diagnostic", assessments="psm-1")
    response = client.post(address, fields_of(client, address, ()))
    assert response.status_code == 400
    assert not state(address).answers


def test_somebody_elses_diagnostic_is_not_found(client: Client) -> None:
    token = somebody_else(Mode.DIAGNOSTIC, timezone.now())
    assert client.get(f"/study/diagnostic/{token}/").status_code == 404
    assert client.post(f"/study/diagnostic/{token}/", {"key": "answer-1", "option": "0"}).status_code == 404
    assert SittingEvent.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    practised(live()[: rows * 4], days_ago=2)
    address = begin(client, "diagnostic", assessments="psm-1")
    for _ in range(rows):
        answer(client, address)
    with django_assert_num_queries(3):
        client.get(address)
    while state(address).finished is None:
        answer(client, address, right=False)
    with django_assert_num_queries(4):
        client.get(address)


def test_nothing_new_is_said_before_the_start(client: Client) -> None:
    practised(live(), assessments=("psm-1",))
    response = client.post("/study/diagnostic/", {"assessments": "psm-1"})
    assert response.status_code == 400
    assert "You have met all its questions" in read(response).main
    assert StudySitting.objects.count() == 1
    practised(live("pspo-1"), assessments=("pspo-1",))
    page = read(client.get("/study/diagnostic/"))
    assert "You have met all questions, and the diagnostic needs new ones." in page.main
    assert page.all("form") == []
    assert "/study/" in {one.attributes["href"] for one in page.all("a")}


def test_few_new_questions_are_said_before_the_start(client: Client) -> None:
    assert "Few questions are new to you" not in read(client.get("/study/diagnostic/")).main
    practised(live()[:-1])
    assert "Few questions are new to you: 1 of PSM I" in read(client.get("/study/diagnostic/")).main


def test_a_diagnostic_that_asked_nothing_says_so(client: Client) -> None:
    practised(live())
    at = timezone.now()
    study_records.begin(study_records.the_learner(at), Sitting("d", Mode.DIAGNOSTIC, ("psm-1",), at))
    client.get("/study/diagnostic/d/")
    text_shown = read(client.get("/study/diagnostic/d/")).main
    assert "No question was left that is new to you, so nothing was asked." in text_shown
    assert "0 of 0" not in text_shown
    assert "Your 0 answers" not in text_shown


def test_a_mock_under_way_keeps_its_questions(client: Client) -> None:
    at, free = timezone.now(), {one.id for one in live()[:5]}
    items = tuple(one.id for one in live() if one.id not in free)
    study_records.begin(study_records.the_learner(at), Sitting("m", Mode.MOCK, ("psm-1",), at, items))
    address = begin(client, "diagnostic", assessments="psm-1")
    while state(address).finished is None:
        assert answer(client, address).id in free


def test_an_answer_that_comes_too_late_is_said(client: Client) -> None:
    address = begin(client, "diagnostic", assessments="psm-1")
    old = fields_of(client, address, wrong(asked(address)))
    answer(client, address)
    response = client.post(address, old)
    assert response.headers["Location"] == f"{address}?dropped=1"
    assert "You had answered that question already" in read(client.get(response.headers["Location"])).main


def test_chance_is_a_count_of_a_hundred_and_never_certain(client: Client) -> None:
    text_shown = read(client.get(sat(client, "psm-1"))).main.replace("\u00a0", " ")
    assert "if you sat it today: fewer than 1 of 100 (90 % range 0 to 1;" in text_shown
