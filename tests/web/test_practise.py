"""Practice: chosen, asked, explained, summed up."""

import shutil
from datetime import timedelta
from pathlib import Path
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
from whichcert.bank.item import Kind
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.kept_items import keeping_of
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.models import Learner, SittingEvent, StudySitting

pytestmark = pytest.mark.django_db


def test_start_says_how_questions_are_chosen_and_stores_no_sitting(client: Client) -> None:
    text_shown = read(client.get("/study/practise/")).main
    assert "Focus areas where you are weak, or where we know little of you, come first" in text_shown
    assert "Nothing here is made for use during a real assessment" in text_shown
    assert StudySitting.objects.count() == 0


def test_start_needs_a_known_assessment(client: Client) -> None:
    for sent in ({}, {"assessment": "psm-9"}):
        response = client.post("/study/practise/", sent)
        assert response.status_code == 400
        assert "Choose the assessment that you practise for" in read(response).main
    assert StudySitting.objects.count() == 0


def test_start_remembers_the_assessment(client: Client) -> None:
    begin(client, "practise", assessment="pspo-1")
    page = read(client.get("/study/practise/"))
    assert [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes] == ["pspo-1"]
    begin(client, "practise", assessment="pspo-1")
    assert len(study_records.choices(study_records.the_learner(timezone.now()))) == 1


def test_round_asks_explains_and_goes_on(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    assert "end" in offered_deeds(client, address)
    item = answer(client, address, confidence="sure")
    assert offered_deeds(client, address) == ["next", "end"]
    page = read(client.get(address))
    assert page.all("h1")[0].text == "Right"
    assert "1 of 1 right in this round" in page.main
    assert all(option.note in page.main for option in item.options)
    client.post(address, {"do": "next"})
    assert asked(address).id != item.id
    answer(client, address, right=False)
    page = read(client.get(address))
    assert page.all("h1")[0].text == "Not right"
    assert "1 of 2 right in this round" in page.main
    assert [one.confidence for one in state(address).answers.values()] == [Confidence.SURE, None]


def test_reload_shows_the_same_question(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = asked(address)
    assert {shows(client.get(address), item) for _ in range(3)} == {True}
    assert SittingEvent.objects.filter(deed=Deed.ASK.value).count() == 1


def test_nothing_of_the_key_is_sent_before_the_answer(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    for right in (True, False) * 5:
        assert gives_nothing_away(text(client.get(address)), asked(address))
        item = answer(client, address, right=right)
        assert not gives_nothing_away(text(client.get(address)), item)
        client.post(address, {"do": "next"})


def test_wrong_number_of_options_is_an_error_at_the_field_and_loses_nothing(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = next(one for one in live() if one.kind is Kind.MULTIPLE)
    ask_instead(address, item.id)
    sent = fields_of(client, address, item.keys[:1], confidence="unsure")
    response = client.post(address, sent)
    page = read(response)
    checked = [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes]
    assert response.status_code == 400
    assert page.all("title")[0].text.startswith("Error: Practise")
    assert f"Choose {item.choose} answers" in page.main
    assert checked == [str(item.keys[0]), "unsure"]
    assert not state(address).answers


@pytest.mark.parametrize("option", ["9", "-1", "x", ""])
def test_option_that_is_not_there_is_refused(client: Client, option: str) -> None:
    address = begin(client, "practise", assessment="psm-1")
    sent = fields_of(client, address, ()) | {"option": option}
    assert client.post(address, sent).status_code == 400
    assert not state(address).answers


def test_answer_sent_twice_counts_once(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = asked(address)
    sent = fields_of(client, address, item.keys)
    assert {client.post(address, sent).status_code for _ in range(2)} == {303}
    # The person goes back after they saw the key, and sends another answer.
    client.post(address, sent | {"option": [str(place) for place in wrong(item)]})
    assert [one.chosen for one in state(address).answers.values()] == [item.keys]
    assert SittingEvent.objects.filter(deed=Deed.ANSWER.value).count() == 1


def test_answer_to_an_earlier_question_is_not_taken_for_the_one_that_is_shown(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    old = fields_of(client, address, asked(address).keys)
    answer(client, address)
    client.post(address, {"do": "next"})
    client.post(address, old)
    assert len(state(address).answers) == 1


def test_next_pressed_twice_asks_one_question(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    answer(client, address)
    for _ in range(2):
        client.post(address, {"do": "next"})
    assert SittingEvent.objects.filter(deed=Deed.ASK.value).count() == 2


def test_round_leaves_the_questions_of_the_last_mocks_out(client: Client) -> None:
    learner = practised(live()[:1], days_ago=9)
    kept = keeping_of(library(), study_records.states(learner), (), frozenset()).of("psm-1")
    others = [one for one in live() if one.id not in kept]
    left = [one for one in others if one.focus_area in library().blueprints["psm-1"].counts][-20:]
    practised([one for one in others if one not in left], days_ago=3)
    address, names = begin(client, "practise", assessment="psm-1"), set()
    for _ in range(6):
        names.add(answer(client, address).id)
        client.post(address, {"do": "next"})
    assert (len(kept), len(names), names & kept) == (80, 6, set())


def test_round_asks_what_was_kept_when_nothing_else_is_new(client: Client) -> None:
    practised(live()[80:], days_ago=3)
    new = {one.id for one in live()[:80]}
    address = begin(client, "practise", assessment="psm-1")
    names = set()
    for _ in range(5):
        names.add(answer(client, address).id)
        client.post(address, {"do": "next"})
    assert names <= new


def test_round_ends_with_what_was_right_by_focus_area(client: Client) -> None:
    practised(live()[:20], days_ago=1)
    address = begin(client, "practise", assessment="psm-1")
    for right in (True, False, True):
        answer(client, address, right=right)
        client.post(address, {"do": "next"})
    client.post(address, {"do": "end"})
    page = read(client.get(address))
    assert page.all("h1")[0].text == "2 of 3 right in this round"
    assert "Your chance to pass PSM I was" in page.main
    assert "23 answers to questions new to you, 22 right" in page.main
    assert {"/study/review/", "/study/"} <= {one.attributes["href"] for one in page.all("a")}
    # What comes after the end changes nothing.
    stored = SittingEvent.objects.count()
    client.post(address, {"do": "next"})
    assert SittingEvent.objects.count() == stored
    assert state(address).finished is not None
    assert read(client.get(address)).main == page.main


def test_round_ended_at_once_says_so(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    client.post(address, {"do": "end"})
    assert "before the first answer" in read(client.get(address)).all("h1")[0].text


def test_round_that_is_open_is_offered_again(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    assert address in {one.attributes["href"] for one in read(client.get("/study/practise/")).all("a")}
    client.post(address, {"do": "end"})
    assert address not in {one.attributes["href"] for one in read(client.get("/study/practise/")).all("a")}


def test_question_that_the_bank_lost_is_replaced(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    SittingEvent.objects.update(item="gone-001")
    assert client.get(address).status_code == 303
    assert gives_nothing_away(text(client.get(address)), asked(address))


def test_somebody_elses_round_is_not_found(client: Client) -> None:
    token = somebody_else(Mode.PRACTISE, timezone.now())
    assert client.get(f"/study/practise/{token}/").status_code == 404
    assert client.post(f"/study/practise/{token}/", {"do": "end"}).status_code == 404
    assert client.get("/study/practise/nobody/").status_code == 404
    assert SittingEvent.objects.count() == 0


def test_sitting_of_another_mode_is_not_found(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    assert client.get(address.replace("practise", "diagnostic")).status_code == 404
    assert client.get(address.replace("practise", "review")).status_code == 404


def test_what_others_chose_is_shown_once_there_are_enough(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = answer(client, address)
    for number, expected in ((29, False), (1, True)):
        for _ in range(number):
            answered_by_another(item.id, item.keys)
        assert ("others chose it first" in read(client.get(address)).main) is expected


@pytest.mark.parametrize("page", ["question", "explained", "summary"])
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: Any, page: str
) -> None:
    counts = {"question": 3, "explained": 5, "summary": 3}
    for rows in (1, 3):
        practised(live()[: rows * 4], days_ago=2)
        address = begin(client, "practise", assessment="psm-1")
        for _ in range(rows):
            client.post(address, {"do": "next"})
            answer(client, address)
        if page != "explained":
            client.post(address, {"do": "next" if page == "question" else "end"})
        with django_assert_num_queries(counts[page]):
            client.get(address)


def test_pages_are_kept_by_no_cache(client: Client) -> None:
    for address in ("/study/practise/", begin(client, "practise", assessment="psm-1")):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


def ask_instead(address: str, item_id: str) -> None:
    """Make the question that is shown another one."""
    SittingEvent.objects.filter(sitting__token=address.split("/")[3]).update(item=item_id)


def answered_by_another(item_id: str, chosen: tuple[int, ...]) -> None:
    at = timezone.now() - timedelta(days=1)
    other = Learner.objects.create(created=at).pk
    study_records.begin(other, Sitting(f"other-{other}", Mode.PRACTISE, ("psm-1",), at))
    study_records.append(f"other-{other}", Happened(Deed.ANSWER, at, item_id, chosen), key="answer-1")


def test_no_published_question_is_said_and_nothing_can_be_begun(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.CONTENT = without_items(tmp_path)
    for mode in ("practise", "diagnostic"):
        page = read(client.get(f"/study/{mode}/"))
        assert "There are no published questions yet" in page.main
        assert page.all("form") == []
        assert (
            client.post(f"/study/{mode}/", {"assessment": "psm-1", "assessments": "psm-1"}).status_code == 400
        )


def test_round_ends_when_it_went_through_all_there_is(client: Client, settings: Any, tmp_path: Path) -> None:
    content, few = without_items(tmp_path), live()[:3]
    for item in few:
        shutil.copy(library().content / item.where.removeprefix("content/"), content / "items")
    settings.CONTENT = content
    address = begin(client, "practise", assessment="psm-1")
    while state(address).finished is None:
        answer(client, address)
        client.post(address, {"do": "next"})
    assert set(state(address).answers) == {one.id for one in few}
    assert read(client.get(address)).all("h1")[0].text == "3 of 3 right in this round"


def offered_deeds(client: Client, address: str) -> list[str]:
    buttons = read(client.get(address)).all("button")
    return [one.attributes["value"] for one in buttons if one.attributes.get("name") == "do"]


def without_items(folder: Path) -> Path:
    content = shutil.copytree(library().content, folder / "content", ignore=shutil.ignore_patterns("*.md"))
    assert (content / "items").is_dir()
    return Path(content)


@pytest.mark.parametrize("value", [["psm-1"], {"a": 1}, 7, "psm-9"])
def test_a_stored_choice_that_is_none_breaks_nothing(client: Client, value: Any) -> None:
    at = timezone.now()
    study_records.choose(study_records.the_learner(at), "assessment", value, at=at)
    page = read(client.get("/study/practise/"))
    checked = [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes]
    assert checked == [next(iter(library().blueprints))]
    assert client.post("/study/practise/", {"assessment": "pspo-1"}).status_code == 303


def test_a_mock_under_way_keeps_its_questions(client: Client) -> None:
    free = {one.id for one in live()[:5]}
    mock_of([one.id for one in live() if one.id not in free])
    address = begin(client, "practise", assessment="psm-1")
    met = set()
    for _ in range(3):
        met.add(answer(client, address).id)
        client.post(address, {"do": "next"})
    assert met < free


def test_a_question_that_a_mock_asks_meanwhile_is_replaced(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = asked(address)
    sent = fields_of(client, address, item.keys)
    mock_of([item.id])
    client.post(address, sent)
    assert not state(address).answers
    client.get(address)
    assert asked(address).id != item.id


def test_no_round_begins_when_mocks_under_way_hold_all_questions(client: Client) -> None:
    mock_of([one.id for one in live()])
    response = client.post("/study/practise/", {"assessment": "psm-1"})
    assert response.status_code == 400
    assert "All questions of PSM I are in mocks that you have not ended" in read(response).main


def test_a_round_ends_when_a_mock_takes_all_that_is_left(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    answer(client, address)
    mock_of([one.id for one in live()])
    client.post(address, {"do": "next"})
    assert state(address).finished is not None


def mock_of(items: list[str]) -> None:
    at = timezone.now()
    mock = Sitting("running", Mode.MOCK, ("psm-1",), at, tuple(items))
    study_records.begin(study_records.the_learner(at), mock)


def test_an_answer_that_comes_too_late_is_said(client: Client) -> None:
    address = begin(client, "practise", assessment="psm-1")
    item = asked(address)
    old = fields_of(client, address, wrong(item))
    answer(client, address)
    again = client.post(address, old | {"option": [str(place) for place in item.keys]})
    assert again.headers["Location"] == address
    response = client.post(address, old)
    assert response.headers["Location"] == f"{address}?dropped=1"
    assert "You had answered that question already" in read(client.get(response.headers["Location"])).main
    assert "You had answered that question already" not in read(client.get(address)).main


def test_chance_after_all_was_right_is_not_certain(client: Client) -> None:
    practised(live())
    address = begin(client, "practise", assessment="psm-1")
    answer(client, address)
    client.post(address, {"do": "end"})
    text_shown = read(client.get(address)).main.replace("\u00a0", " ")
    assert "is now more than 99 of 100 (90 % range 99 to 100;" in text_shown
