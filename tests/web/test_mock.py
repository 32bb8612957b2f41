"""The mock assessment: begun, answered, ended; and what the browser is told before the end."""

# ruff: noqa: E501  tables of cases, one a line
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client

from web.page import Page
from web.studying_here import practised
from whichcert.bank.item import Item, Kind
from whichcert.flows.history import Mode, marked
from whichcert.flows.kept_items import keeping_of
from whichcert.flows.sit_assessment import TimeAllowed, Wanted, begin_mock
from whichcert.flows.sitting import Deed, Happened, Sitting, history_of
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.mock_report import score_words
from whichcert.web.models import Learner, SittingEvent, StudySitting
from whichcert.web.sent_events import MOST_EVENTS, MOST_STORED

pytestmark = pytest.mark.django_db
LENGTH = 20
CHOICE = {"assessment": "psm-1", "length": "20", "time": "standard"}


def now() -> datetime:
    return datetime.now(UTC)


def begun(*, minutes_ago: float = 0, time: TimeAllowed = TimeAllowed.STANDARD) -> Sitting:
    """Store a mock of 20 questions in 15 minutes that began a while ago."""
    wanted = Wanted("psm-1", LENGTH, time)
    at = now() - timedelta(minutes=minutes_ago)
    sitting = begin_mock(library(), wanted, {}, token="a-mock", at=at, rng=np.random.default_rng(5))
    study_records.begin(study_records.the_learner(at), sitting)
    return sitting


def address(part: object = "") -> str:
    return f"/study/mock/a-mock/{part}/" if part else "/study/mock/a-mock/"


def item(sitting: Sitting, number: int) -> Item:
    return library().bank.get(sitting.items[number - 1])


def read(response: Any) -> Page:
    return Page(response.content.decode())


def event(number: int = 1, **changed: Any) -> dict[str, Any]:
    found = {"key": f"key-{number:05}", "deed": "answer", "item": number, "chosen": [0], "waited": 0}
    return {name: value for name, value in (found | changed).items() if value is not None}


def send(client: Client, *events: dict[str, Any]) -> Any:
    return client.post(address("events"), {"events": events}, content_type="application/json")


def state() -> Any:
    found = study_records.state(study_records.the_learner(now()), "a-mock")
    assert found is not None
    return found


def chosen_of(sitting: Sitting, number: int) -> tuple[int, ...] | None:
    answer = state().answers.get(sitting.items[number - 1])
    return None if answer is None else answer.chosen


def finish(client: Client) -> Page:
    client.post(address("finish"), {"sure": "yes"})
    return read(client.get(address("result")))


# Beginning


def test_start_page_takes_the_length_that_a_plan_asks_for(client: Client) -> None:
    for asked, chosen in (("40", "40"), ("41", "80"), ("", "80")):
        page = read(client.get("/study/mock/", {"length": asked}))
        ticked = [
            one.attributes["value"]
            for one in page.all("input")
            if one.attributes.get("name") == "length" and "checked" in one.attributes
        ]
        assert ticked == [chosen]


def test_start_page_says_what_it_is_like_and_stores_nothing(client: Client) -> None:
    text = read(client.get("/study/mock/")).main
    for words in (
        "80 questions, 60 minutes, pass mark 85",
        "not affiliated",
        "Nothing here is made for use during",
    ):
        assert words in text
    assert Learner.objects.count() == StudySitting.objects.count() == 0


def test_beginning_leads_to_the_first_question_under_a_token_nobody_can_guess(client: Client) -> None:
    where = [client.post("/study/mock/", CHOICE).headers["Location"] for _ in range(2)]
    tokens = [re.fullmatch(r"/study/mock/([\w-]{22})/1/", one) for one in where]
    assert all(tokens)
    assert where[0] != where[1]
    assert read(client.get(where[0])).all("h1")[0].text == "Question 1 of 20"


@pytest.mark.parametrize(
    ("time", "minutes"), [("standard", 15), ("1.25", 18.75), ("1.5", 22.5), ("2", 30), ("none", None)]
)
def test_time_that_was_chosen_is_given(client: Client, time: str, minutes: float | None) -> None:
    where = client.post("/study/mock/", CHOICE | {"time": time}).headers["Location"]
    assert StudySitting.objects.get().minutes == minutes
    clock = next(
        one.text for one in read(client.get(where)).elements if one.attributes.get("role") == "timer"
    )
    assert clock.replace("\u00a0", " ") == (f"{-(-minutes // 1):.0f} min left" if minutes else "No clock")


@pytest.mark.parametrize("field", ["assessment", "length", "time"])
@pytest.mark.parametrize("value", ["", "psm-9", "7", "-1", "9" * 5_000, "<script>", "\0"])
def test_choice_that_is_not_on_offer_is_refused_beside_its_field(
    client: Client, field: str, value: str
) -> None:
    response = client.post("/study/mock/", CHOICE | {field: value})
    assert response.status_code == 400
    page = read(response)
    assert page.all("title")[0].text.startswith("Error: ")
    assert any(one.attributes.get("id") == f"{field}-error" for one in page.elements)
    assert StudySitting.objects.count() == 0


def test_bank_that_is_too_small_says_so(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT = small_content(tmp_path, live=12)
    response = client.post("/study/mock/", CHOICE)
    assert response.status_code == 400
    assert "The bank is too small for 20 questions of PSM I" in read(response).main
    assert client.get("/study/mock/").status_code == 200


def test_bank_without_published_questions_says_so(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT = small_content(tmp_path, live=0)
    assert "There are no published questions yet" in read(client.get("/study/mock/")).main
    assert client.post("/study/mock/", CHOICE).status_code == 400


def small_content(folder: Any, live: int) -> Any:
    """Copy the content with so many published items and no others."""
    content = folder / "content"
    shutil.copytree(library().content, content)
    names = [one.id for one in library().bank.live("psm-1")]
    for path in (content / "items").glob("*.md"):
        if path.stem in names[live:] or path.stem not in names:
            path.unlink()
    return content


def test_a_mock_under_way_and_an_earlier_one_are_listed(client: Client) -> None:
    begun()
    send(client, event())
    text = read(client.get("/study/mock/")).main
    assert "Go on with PSM I, 20 questions" in text
    assert "1 answered, 15 min left" in text.replace("\u00a0", " ")
    finish(client)
    text = read(client.get("/study/mock/")).main
    assert "Result of PSM I, 20 questions" in text
    assert "of 20 right" in text
    assert "Go on with" not in text


@pytest.mark.parametrize("minutes_ago", [0, 30])
def test_a_mock_without_an_answer_is_no_result_and_stays_stored(client: Client, minutes_ago: float) -> None:
    begun(minutes_ago=minutes_ago)
    if not minutes_ago:
        assert "Go on with PSM I, 20 questions" in read(client.get("/study/mock/")).main
        finish(client)
    assert "PSM I, 20 questions" not in read(client.get("/study/mock/")).main
    assert client.get(address("result") if not minutes_ago else address()).status_code in (200, 303)
    stored = client.get("/study/data/export.json").content.decode()
    assert "a-mock" in stored


def test_a_mock_whose_answers_were_taken_back_is_no_result(client: Client) -> None:
    begun()
    send(client, event(), event(2, key="key-00002", chosen=[]))
    send(client, event(key="key-00003", chosen=[]))
    finish(client)
    assert "Result of" not in read(client.get("/study/mock/")).main


def test_what_is_kept_for_the_last_mock_is_said_to_who_studies(client: Client) -> None:
    assert "kept unseen" not in read(client.get("/study/mock/")).main
    practised(library().bank.live("psm-1")[:5])
    text = read(client.get("/study/mock/")).main.replace("\u00a0", " ")
    assert "80 questions are kept unseen for your last mock PSM I; practice leaves them out" in text
    assert "last mock PSPO I" not in text


def test_a_whole_mock_in_the_browser_asks_what_practice_left_out(client: Client) -> None:
    learner = practised(library().bank.live("psm-1")[:5])
    at = now()
    states = study_records.states(learner)
    answers = marked(history_of(states, at), library().bank)
    kept = keeping_of(library(), states, answers, frozenset()).of("psm-1")
    token = client.post("/study/mock/", CHOICE | {"length": "80"}).headers["Location"].split("/")[3]
    begun_here = study_records.state(learner, token)
    assert begun_here is not None
    # A form may trade one or two away to be as hard as every other; what it asks was never met.
    assert len(kept.difference(begun_here.sitting.items)) <= 2
    assert not {one.item.id for one in answers}.intersection(begun_here.sitting.items)


# One question a page, without JavaScript


def test_whole_mock_without_javascript(client: Client) -> None:
    where = client.post("/study/mock/", CHOICE).headers["Location"]
    token = where.split("/")[3]
    begun_here = study_records.state(study_records.the_learner(now()), token)
    assert begun_here is not None
    sitting = begun_here.sitting
    for number in range(1, LENGTH + 1):
        page = read(client.get(where))
        assert page.all("h1")[0].text == f"Question {number} of 20"
        keys = item(sitting, number).keys if number <= 17 else ()
        response = client.post(where, {"option": list(keys), "move": "next", "key": f"page-{number:04}"})
        assert response.status_code == 303
        where = response.headers["Location"]
    assert where == f"/study/mock/{token}/all/"
    text = read(client.get(where)).main
    assert "17 answered, 3 open, 0 bookmarked." in text
    asked = client.post(f"/study/mock/{token}/finish/")
    assert "3 questions are still open" in read(asked).main
    ended = client.post(f"/study/mock/{token}/finish/", {"sure": "yes"})
    assert ended.headers["Location"] == f"/study/mock/{token}/result/"
    text = read(client.get(ended.headers["Location"])).main.replace("\u00a0", " ")
    assert "85 %: you reached the mark of 85 %" in text
    assert "17 of 20 right; the mark of 85 % needs 17." in text
    assert "3 questions without an answer" in text


@pytest.mark.parametrize(
    ("number", "move", "part"),
    [
        (3, "next", 4),
        (3, "skip", 4),
        (3, "previous", 2),
        (1, "previous", 1),
        (3, "bookmark", 3),
        (3, "all", "all"),
        (20, "next", "all"),
        (3, "", 4),
        (3, "<b>", 4),
    ],
)
def test_button_leads_on_and_saves(client: Client, number: int, move: str, part: object) -> None:
    sitting = begun()
    response = client.post(address(number), {"option": "1", "move": move})
    assert response.headers["Location"] == address(part)
    assert chosen_of(sitting, number) == (None if move == "skip" else (1,))


def test_bookmark_comes_and_goes_and_is_listed(client: Client) -> None:
    sitting = begun()
    for words, count in (("Remove bookmark", 1), ("Bookmark", 0)):
        client.post(address(2), {"move": "bookmark"})
        assert (
            next(
                one.text
                for one in read(client.get(address(2))).elements
                if one.attributes.get("id") == "bookmark"
            )
            == words
        )
        assert f"{count} bookmarked" in read(client.get(address("all"))).main
    assert chosen_of(sitting, 2) is None


def test_answer_is_there_again_after_a_reload_and_can_be_taken_back(client: Client) -> None:
    sitting = begun()
    number = next(n for n in range(1, LENGTH + 1) if item(sitting, n).kind is Kind.MULTIPLE)
    for option in (["0"], ["0", "1"]):
        client.post(address(number), {"option": option, "move": "next"})
    assert checked(client, number) == ["0", "1"]
    assert state().changes == {}
    client.post(address(number), {"move": "next"})
    assert checked(client, number) == []
    assert state().changes == {sitting.items[number - 1]: 1}


def checked(client: Client, number: int) -> list[str]:
    inputs = read(client.get(address(number))).all("input")
    return [one.attributes["value"] for one in inputs if "checked" in one.attributes]


def test_half_an_answer_is_open(client: Client) -> None:
    sitting = begun()
    number = next(n for n in range(1, LENGTH + 1) if item(sitting, n).choose == 2)
    client.post(address(number), {"option": "0", "move": "next"})
    text = read(client.get(address("all"))).main
    assert f"{number} open, 1 of 2 chosen" in text
    assert "0 answered, 20 open" in text


def test_form_sent_twice_counts_once(client: Client) -> None:
    begun()
    for _ in range(2):
        client.post(address(1), {"option": "1", "move": "bookmark", "key": "the-same-key"})
    assert SittingEvent.objects.filter(key="the-same-key").count() == 1


@pytest.mark.parametrize("option", ["9", "-1", "x", "0.0", "", "<script>"])
def test_option_that_is_none_is_refused_on_the_page(client: Client, option: str) -> None:
    begun()
    response = client.post(address(1), {"option": option, "move": "next"})
    assert response.status_code == 400
    assert "Choose among the options on this page" in read(response).main
    assert SittingEvent.objects.count() == 0


def test_two_options_of_a_single_choice_are_refused(client: Client) -> None:
    sitting = begun()
    number = next(n for n in range(1, LENGTH + 1) if item(sitting, n).kind is Kind.SINGLE)
    assert client.post(address(number), {"option": ["0", "1"]}).status_code == 400


@pytest.mark.parametrize("part", [0, 21, 10**30])
def test_question_that_is_not_there_is_missing(client: Client, part: int) -> None:
    begun()
    assert client.get(address(part) if part else "/study/mock/a-mock/0/").status_code == 404
    assert client.post(address(part) if part else "/study/mock/a-mock/0/").status_code == 404


def test_going_on_leads_to_the_first_open_question(client: Client) -> None:
    begun()
    client.post(address(1), {"option": "0", "move": "next"})
    first_open = 1 if item(state().sitting, 1).choose > 1 else 2
    assert client.get(address()).headers["Location"] == address(first_open)


# Not yours


def test_mock_of_somebody_else_is_missing(client: Client) -> None:
    begun()
    other = Learner.objects.create(created=now())
    StudySitting.objects.update(learner=other)
    for part in ("", 1, "all", "result", "finish"):
        assert client.get(address(part)).status_code == 404, part
    assert client.get("/study/mock/a-mock/questions.json").status_code == 404
    for part in (1, "finish", "events"):
        response = client.post(address(part), {"events": [event()]}, content_type="application/json")
        assert response.status_code == 404, part
    assert SittingEvent.objects.count() == 0


def test_sitting_of_another_kind_is_no_mock(client: Client) -> None:
    begun()
    StudySitting.objects.update(mode=Mode.PRACTISE.value)
    assert [client.get(address(part)).status_code for part in ("", 1, "all", "result")] == [404] * 4
    assert send(client, event()).status_code == 404


def test_nobody_has_a_mock_before_studying(client: Client) -> None:
    assert [client.get(address(part)).status_code for part in ("", 1, "all", "result")] == [404] * 4
    assert send(client, event()).status_code == 404
    assert Learner.objects.count() == 0


# Before the end nothing helps to answer


def test_no_byte_before_the_end_helps_to_answer(client: Client) -> None:
    sitting = begun()
    sent: list[Any] = [client.get(address(part)) for part in (*range(1, LENGTH + 1), "all")]
    sent += [client.get("/study/mock/a-mock/questions.json"), client.get("/study/mock/")]
    sent += [send(client, event(1), event(2, deed="bookmark", chosen=None)), send(client, event(deed="x"))]
    sent += [
        client.post(address(1), {"option": "9"}),
        client.post(address("finish")),
        client.get(address("result")),
    ]
    sent += [client.get(address("finish")), client.get("/study/review/"), client.get("/study/practise/")]
    pages = flat("\n".join(response.content.decode() for response in sent))
    static = flat("".join(file(client, name) for name in ("mock.js", "mock.css", "study.css", "site.css")))
    for name in sitting.items:
        one = library().bank.get(name)
        secrets = [name, flat(one.rationale)[:60], *(flat(option.note)[:60] for option in one.options)]
        secrets += [library().statements[statement].text for statement in one.statements]
        assert [secret for secret in secrets if secret and secret in pages + static] == []
    told = pages.replace("every question explained: a practice result", "")
    for words in (
        "correct",
        "is-key",
        "rationale",
        "explained",
        "difficult",
        "focus_area",
        '"status":',
        "statement",
    ):
        assert words not in re.sub("|".join(map(re.escape, asked(sitting))), "", told), words


def flat(text: str) -> str:
    return " ".join(unescape(text).split())


def file(client: Client, name: str) -> str:
    response: Any = client.get(f"/static/whichcert/{name}")
    return b"".join(response.streaming_content).decode()


def asked(sitting: Sitting) -> list[str]:
    """Return what a learner may read: paragraphs of stems, and options."""
    items = [library().bank.get(name) for name in sitting.items]
    return [
        flat(part)
        for one in items
        for part in (*one.stem.split("\n\n"), *(option.text for option in one.options))
    ]


def test_questions_file_holds_what_is_asked_and_nothing_more(client: Client) -> None:
    sitting = begun()
    send(client, event(2, chosen=[1]), event(2, key="key-bookmark", deed="bookmark", chosen=None))
    found = client.get("/study/mock/a-mock/questions.json").json()
    assert found.keys() == {"questions", "seconds_left", "over"}
    one = item(sitting, 2)
    assert found["questions"][1] == {
        "number": 2,
        "place": 2,
        "stem": list(one.paragraphs),
        "options": [option.text for option in one.options],
        "kind": one.kind.value,
        "choose": one.choose,
        "wanted": "Choose one answer" if one.choose == 1 else f"Choose {one.choose} answers",
        "chosen": [1],
        "bookmarked": True,
    }


def test_form_looks_the_same_whatever_the_key(client: Client) -> None:
    """The options stand as the author put them, in no order that follows from the key."""
    sitting = begun()
    for number in range(1, LENGTH + 1):
        texts = [option.text for option in item(sitting, number).options]
        page = read(client.get(address(number)))
        shown = [" ".join(one.text.split()).split(" ", 1)[1] for one in page.all("label")]
        assert shown == [" ".join(text.split()) for text in texts]


def test_first_load_is_small(client: Client) -> None:
    where = client.post("/study/mock/", CHOICE | {"length": "80"}).headers["Location"]
    page = client.get(where)
    links = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.content.decode())
    sizes = [len(page.content), len(client.get(where.replace("/1/", "/questions.json")).content)]
    sizes += [len(file(client, link.removeprefix("/static/whichcert/"))) for link in links]
    assert len(links) == 5
    assert sum(sizes) < 100_000


# Answers sent as they are given


def test_answers_sent_are_stored_and_acknowledged(client: Client) -> None:
    sitting = begun()
    found = send(client, event(1, chosen=[1]), event(3, chosen=[0])).json()
    assert (found["saved"], found["over"]) == (["key-00001", "key-00003"], False)
    assert 890 < found["seconds_left"] <= 900
    assert (chosen_of(sitting, 1), chosen_of(sitting, 3)) == ((1,), (0,))


def test_same_key_twice_is_stored_once(client: Client) -> None:
    sitting = begun()
    for chosen in ([1], [0]):
        assert (
            send(client, event(1, chosen=chosen), event(1, chosen=chosen)).json()["saved"]
            == ["key-00001"] * 2
        )
    assert SittingEvent.objects.count() == 1
    assert chosen_of(sitting, 1) == (1,)


def test_saving_asks_the_database_alike_for_one_event_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    begun()
    for events in ([event(1)], [event(2), event(3), event(4)]):
        with django_assert_num_queries(SAVING_QUERIES):
            send(client, *events)


SAVING_QUERIES = 3
"""The learner, what was heard of the sitting, the events."""


def test_page_asks_the_database_alike_after_one_answer_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    begun()
    for events in ([event(1)], [event(2), event(3)]):
        send(client, *events)
        for part in (1, "all"):
            with django_assert_num_queries(3):
                client.get(address(part))


def test_start_page_asks_the_database_alike_for_one_mock_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        client.post("/study/mock/", CHOICE)
        with django_assert_num_queries(3):
            client.get("/study/mock/")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"events":{}}',
        b'{"events":"x"}',
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"events":[1]}',
        b'{"events":[null]}',
        b'{"events":[[]]}',
        json.dumps({"events": [event()] * (MOST_EVENTS + 1)}).encode(),
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_garbage_is_refused_with_words(client: Client, body: bytes) -> None:
    begun()
    response = client.post(address("events"), body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["error"]
    assert SittingEvent.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"key": None}, {"key": ""}, {"key": "short"}, {"key": "x" * 65}, {"key": 12345678}, {"key": "'; drop --"}, {"key": "key-0001\n"},
        {"deed": None}, {"deed": "finish"}, {"deed": "ask"}, {"deed": "grade"}, {"deed": []}, {"deed": "ANSWER"},
        {"item": None}, {"item": 0}, {"item": 21}, {"item": -1}, {"item": True}, {"item": 1.0}, {"item": "1"}, {"item": 10**40}, {"item": []},
        {"chosen": "0"}, {"chosen": 0}, {"chosen": [9]}, {"chosen": [-1]}, {"chosen": [True]}, {"chosen": [0.0]}, {"chosen": ["0"]}, {"chosen": [[0]]}, {"chosen": {}}, {"chosen": [None]},
        {"deed": "leave", "chosen": [0]}, {"deed": "bookmark", "chosen": [0]},
        {"waited": -1}, {"waited": "1"}, {"waited": True}, {"waited": 1e300}, {"waited": 10**400}, {"waited": float("nan")}, {"waited": float("inf")}, {"waited": []},
        {"at": "2020-01-01"}, {"confidence": "sure"},
    ],
    ids=str,
)  # fmt: skip
def test_event_that_is_wrong_is_refused_and_nothing_of_it_stored(
    client: Client, changed: dict[str, Any]
) -> None:
    begun()
    response = send(client, event(2), event(1, **changed))
    assert response.status_code == 400
    assert response.json()["error"].startswith("events[1]")
    assert SittingEvent.objects.count() == 0


def test_event_with_too_much_is_refused(client: Client) -> None:
    begun()
    body = json.dumps({"events": [event(key="x" * 300_000)]})
    assert client.post(address("events"), body, content_type="application/json").status_code == 413


def test_reading_is_not_telling(client: Client) -> None:
    begun()
    assert client.get(address("events")).status_code == 405
    assert client.post("/study/mock/a-mock/questions.json").status_code == 405


def test_telling_needs_the_token_of_the_form() -> None:
    begun()
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert send(strict, event()).status_code == 403
    page = strict.get(address(1)).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    body = json.dumps({"events": [event()]})
    headers = {"X-CSRFToken": found[1]}
    assert (
        strict.post(address("events"), body, content_type="application/json", headers=headers).status_code
        == 200
    )


def test_sitting_holds_no_more_than_a_person_does(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun()
    assert MOST_STORED >= 50 * MOST_EVENTS
    monkeypatch.setattr("whichcert.web.views.mock_events.MOST_STORED", 2)
    assert send(client, event(1), event(2)).status_code == 200
    assert send(client, event(3)).status_code == 400


@pytest.fixture
def full_disk(transactional_db: None) -> Iterator[None]:
    """Let the database grow no more, as on a full disk."""
    begun()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.usefixtures("full_disk")
def test_full_disk_is_told_and_what_was_chosen_stands(client: Client) -> None:
    for _ in range(500):
        response = client.post(address(1), {"option": "1", "move": "next"})
        client.post(address(1), {"move": "next"})
        if response.status_code != 303:
            break
    assert response.status_code == 503
    page = read(response)
    assert "Your answer could not be saved" in page.main
    assert [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes] == ["1"]


@pytest.mark.usefixtures("full_disk")
def test_full_disk_acknowledges_nothing_and_stores_no_half(client: Client) -> None:
    response = send(client, *(event(1, key=f"key-{place:056}") for place in range(MOST_EVENTS)))
    assert response.status_code == 503
    assert response.json().keys() == {"error"}
    assert SittingEvent.objects.count() == 0


# The end


def test_clock_ends_it_and_the_result_opens_only_when_asked_for(client: Client) -> None:
    begun(minutes_ago=15.1)
    for part in ("", 1, "all"):
        assert client.get(address(part)).headers["Location"] == address("result")
    text = read(client.get(address("result"))).main
    assert "Your time is over" in text
    assert "right" not in text
    assert client.get("/study/mock/a-mock/questions.json").json() == {
        "questions": [],
        "seconds_left": 0.0,
        "over": True,
    }
    assert client.post(address("finish")).headers["Location"] == address("result")
    text = read(client.get(address("result"))).main
    assert "The clock ended this mock." in text
    assert "0 of 20 right" in text


def test_answer_that_waited_counts_when_it_was_given_in_time(client: Client) -> None:
    sitting = begun(minutes_ago=20)
    found = send(client, event(1, chosen=[1], waited=10 * 60), event(2, waited=60)).json()
    assert (found["over"], len(found["saved"])) == (True, 2)
    assert chosen_of(sitting, 1) == (1,)
    assert [one.item for one in state().late] == [sitting.items[1]]
    assert "Answers to 1 question came after the end." in finish(client).main


def test_answers_that_waited_together_keep_their_times(client: Client) -> None:
    sitting = begun(minutes_ago=14)
    send(client, *(event(number, waited=60 * (10 - number)) for number in (1, 2, 3)))
    seconds = [state().seconds[name] for name in sitting.items[:3]]
    assert [round(one / 10) for one in seconds] == [30, 6, 6]


def test_answer_is_believed_no_further_than_to_the_last_contact(client: Client) -> None:
    sitting = begun(minutes_ago=20)
    send(client, event(1, waited=1))
    send(client, event(2, waited=30 * 24 * 3600))
    assert [one.item for one in state().late] == list(sitting.items[:2])


def test_answer_that_waited_for_weeks_is_late(client: Client) -> None:
    begun(minutes_ago=8 * 24 * 60)
    send(client, event(1, waited=8 * 24 * 3600 - 60))
    assert state().answers == {}


@pytest.mark.parametrize("minutes_ago", [5, 20])
def test_nothing_counts_that_is_sent_after_the_key_was_shown(client: Client, minutes_ago: float) -> None:
    sitting = begun(minutes_ago=minutes_ago)
    finish(client)
    send(client, event(1, chosen=list(item(sitting, 1).keys), waited=30 * 24 * 3600))
    client.post(address(2), {"option": [str(place) for place in item(sitting, 2).keys]})
    assert state().answers == {}
    assert len(state().late) == 2
    assert "0 of 20 right" in read(client.get(address("result"))).main


def test_form_sent_after_the_end_is_kept_as_late(client: Client) -> None:
    sitting = begun(minutes_ago=16)
    assert client.post(address(1), {"option": "0", "move": "next"}).headers["Location"] == address("result")
    assert [one.item for one in state().late] == [sitting.items[0]]


def test_finishing_twice_is_finishing_once(client: Client) -> None:
    begun()
    for _ in range(2):
        assert client.post(address("finish"), {"sure": "yes"}).headers["Location"] == address("result")
    assert SittingEvent.objects.filter(deed="finish").count() == 1


def test_whole_mock_is_finished_without_a_question_back(client: Client) -> None:
    sitting = begun()
    send(client, *(event(number, chosen=list(item(sitting, number).keys)) for number in range(1, LENGTH + 1)))
    assert client.post(address("finish")).headers["Location"] == address("result")
    found = send(client, event(1, key="key-after-it", chosen=[])).json()
    assert (found["over"], found["saved"]) == (True, ["key-after-it"])
    assert "100" in read(client.get(address("result"))).all("h1")[0].text


def test_looking_ends_nothing(client: Client) -> None:
    begun()
    assert client.get(address("finish")).headers["Location"] == address("all")
    assert client.get(address("result")).headers["Location"] == address()
    assert not state().is_over(now())


def test_without_a_clock_it_goes_on_for_years(client: Client) -> None:
    begun(minutes_ago=60 * 24 * 365, time=TimeAllowed.NO_CLOCK)
    assert client.get(address(1)).status_code == 200
    assert send(client, event()).json() == {"saved": ["key-00001"], "seconds_left": None, "over": False}


# The result


def test_result_explains_every_question_and_tells_time_changes_and_bookmarks(client: Client) -> None:
    sitting = begun(minutes_ago=10)
    learner = study_records.the_learner(now())
    several = next(n for n in range(1, LENGTH + 1) if len(item(sitting, n).keys) == 2)
    one, at = item(sitting, several), sitting.started
    deeds = [
        Happened(Deed.ANSWER, at + timedelta(seconds=30), one.id, one.keys),
        Happened(Deed.ANSWER, at + timedelta(seconds=45), one.id, one.keys[:1]),
        Happened(Deed.BOOKMARK, at + timedelta(seconds=46), one.id),
    ]
    study_records.append_all("a-mock", [(f"key-{place}", deed) for place, deed in enumerate(deeds)])
    assert learner
    text = finish(client).main.replace("\u00a0", " ")
    assert f"Not right {several}. " in text
    assert "45 s, changed once, bookmarked, 50 % in parts" in text
    assert "That is 0.5 of 20 points" in text
    assert "a practice result, not the issuer’s" in text.lower()
    for name in sitting.items:
        rationale = re.sub(r"\s*\{[^{}]*\}", "", library().bank.get(name).rationale)
        assert " ".join(rationale.split())[:40] in text, name
    assert [
        link.attributes["href"]
        for link in read(client.get(address("result"))).all("a")
        if link.attributes["href"] == "/study/review/"
    ]


@pytest.mark.parametrize(
    ("show", "count"),
    [("all", 20), ("wrong", 18), ("open", 17), ("bookmarked", 1), ("changed", 0), ("<x>", 20)],
)
def test_result_shows_the_questions_asked_for(client: Client, show: str, count: int) -> None:
    sitting = begun()
    send(client, *(event(number, chosen=list(item(sitting, number).keys)) for number in (1, 2)))
    wrong = next(
        place for place in range(len(item(sitting, 3).options)) if place not in item(sitting, 3).keys
    )
    send(client, event(3, chosen=[wrong]), event(4, deed="bookmark", chosen=None))
    finish(client)
    page = read(client.get(address("result"), {"show": show}))
    assert len([one for one in page.all("summary") if "Report" not in one.text]) == count


def test_score_by_focus_area_adds_up(client: Client) -> None:
    begun()
    cells = [cell.text for cell in finish(client).all("td")]
    assert sum(map(int, cells[0::3])) == LENGTH
    assert sum(map(int, cells[1::3])) == 0


def test_score_just_below_the_mark_does_not_look_like_the_mark() -> None:
    assert score_words(100 * 67.99 / 80).replace("\u00a0", " ") == "84.9 %"
    assert score_words(85.0).replace("\u00a0", " ") == "85 %"
    assert score_words(83.75).replace("\u00a0", " ") == "83.7 %"


PAGES = [address(1), address("all"), address("result"), address("finish"), "/study/mock/"]


@pytest.mark.parametrize("is_over", [False, True])
def test_pages_are_private_well_formed_and_have_no_inline_code(client: Client, is_over: bool) -> None:
    begun()
    if is_over:
        finish(client)
    for where in PAGES:
        response = client.get(where)
        assert "no-store" in response.headers["Cache-Control"], where
        if response.status_code != 200:
            continue
        page = read(response)
        assert len(page.all("h1")) == len(page.all("main")) == 1, where
        ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
        assert len(ids) == len(set(ids)), where
        for one in page.elements:
            assert "style" not in one.attributes
            assert not [name for name in one.attributes if name.startswith("on")]
