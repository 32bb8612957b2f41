"""A person's own data: seen, taken along, brought back, erased."""

import csv
import io
import json
import sqlite3
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from studying import LIBRARY
from web.conftest import own_port, start, stop
from web.page import Page
from whichcert.flows.history import Mode
from whichcert.flows.read_study_data import MOST_BYTES, read_study_data
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.flows.study_data import (
    Choice,
    GivenAnswer,
    Report,
    StoredOrientation,
    StoredSitting,
    StudyData,
    study_data_value,
)
from whichcert.web import records, study_records
from whichcert.web.models import Learner, Orientation, SittingEvent

pytestmark = pytest.mark.django_db
PAGE, EXPORT, ANSWERS, IMPORT, ERASE = (
    f"/study/data/{end}" for end in ("", "export.json", "answers.csv", "import/", "erase/")
)
ITEMS = LIBRARY.bank.live("psm-1")[:3]
YESTERDAY = timezone.now() - timedelta(days=1)


def happened(deed: Deed, minute: float, item: str = "", chosen: tuple[int, ...] = ()) -> Happened:
    at = YESTERDAY + timedelta(minutes=minute)
    return Happened(deed, at, item, chosen, received=at)


PRACTICE = StoredSitting(
    Sitting("p", Mode.PRACTISE, ("psm-1",), YESTERDAY),
    (
        ("ask-1", happened(Deed.ASK, 0, ITEMS[0].id)),
        ("answer-1", happened(Deed.ANSWER, 1, ITEMS[0].id, ITEMS[0].keys)),
        ("finish", happened(Deed.FINISH, 2)),
    ),
)
OPEN_MOCK = StoredSitting(
    Sitting("m", Mode.MOCK, ("psm-1",), YESTERDAY, tuple(item.id for item in ITEMS)),
    (("k1", happened(Deed.ANSWER, 5, ITEMS[1].id, ITEMS[1].keys)),),
)
DATA = StudyData(
    (PRACTICE, OPEN_MOCK),
    (Report(ITEMS[0].id, "unclear", "=cmd|' /C calc'!A0", YESTERDAY),),
    (Choice("assessment", "psm-1", YESTERDAY),),
    (StoredOrientation("o", YESTERDAY, (GivenAnswer("current_role", "developer", YESTERDAY),)),),
)


@pytest.fixture
def stored() -> StudyData:
    store(DATA)
    return DATA


def store(data: StudyData) -> None:
    study_records.add(study_records.the_learner(YESTERDAY), data)
    records.add(data.orientations)


def now_stored() -> StudyData:
    learner = study_records.known_learner()
    studied = StudyData() if learner is None else study_records.everything(learner)
    return replace(studied, orientations=records.orientations())


def upload(client: Client, content: bytes, **fields: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("export.json", content), **fields})


def as_file(data: StudyData) -> bytes:
    return json.dumps(study_data_value(data)).encode()


def page(response: Any) -> Page:
    return Page(response.content.decode())


def row_of(found: Page, name: str) -> list[str]:
    """Return the four cells that follow the first one of this name."""
    cells = [one.text for one in found.elements if one.tag in ("th", "td")]
    place = cells.index(name)
    return cells[place + 1 : place + 5]


def test_an_empty_store_says_so_and_makes_nobody(client: Client) -> None:
    assert page(client.get(PAGE)).all("h1")[0].text == "Nothing of yours is stored"
    assert Learner.objects.count() == 0
    assert not page(client.get(ERASE)).all("button")


def test_the_page_counts_all_that_is_stored(client: Client, stored: StudyData) -> None:
    found = page(client.get(PAGE))
    counts = [one.text for one in found.all("dt")]
    assert counts == ["2 sittings", "2 answers", "4 events", "1 report", "1 choice", "1 orientation"]
    assert row_of(found, "Practice") == ["1", "1", "1", "0.0"]


def test_the_page_tells_nothing_of_an_open_mock_but_that_it_is_there(
    client: Client, stored: StudyData
) -> None:
    assert row_of(page(client.get(PAGE)), "Mock assessment") == ["1", "0", "0", "0.0"]
    assert [row["item"] for row in answer_table(client)] == [ITEMS[0].id]


@pytest.mark.parametrize("address", [PAGE, EXPORT, ANSWERS, ERASE])
def test_nobody_else_may_keep_a_copy(client: Client, address: str) -> None:
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", [PAGE, EXPORT, ANSWERS])
def test_only_reading_is_possible_there(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_the_export_holds_everything_and_no_key(client: Client, stored: StudyData) -> None:
    response = client.get(EXPORT)
    assert 'filename="whichcert-export.json"' in response.headers["Content-Disposition"]
    assert read_study_data(response.content) == stored
    assert ITEMS[1].rationale not in response.content.decode()


def answer_table(client: Client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(ANSWERS).content.decode())))


def test_the_table_has_a_row_for_each_answer(client: Client, stored: StudyData) -> None:
    [row] = answer_table(client)
    assert (row["mode"], row["right"], row["seconds"]) == ("practise", "yes", "60.0")


def test_another_machine_takes_the_file(client: Client) -> None:
    response = upload(client, as_file(DATA))
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}?done=added")
    assert now_stored() == DATA
    assert "The file is added." in page(client.get(response.headers["Location"])).main


def test_with_data_here_it_asks_first_and_changes_nothing(client: Client, stored: StudyData) -> None:
    response = upload(client, as_file(StudyData()))
    assert response.status_code == 400
    assert "Say what happens to the data that is here already" in page(response).main
    assert now_stored() == stored


def test_keeping_both_doubles_nothing(client: Client, stored: StudyData) -> None:
    more = replace(PRACTICE, sitting=replace(PRACTICE.sitting, token="q"))
    file = as_file(replace(DATA, sittings=(*DATA.sittings, more)))
    for _ in range(2):
        assert upload(client, file, way="keep-both").status_code == 303
        assert now_stored() == replace(DATA, sittings=(*DATA.sittings, more))


def test_replacing_leaves_only_the_file(client: Client, stored: StudyData) -> None:
    other = StudyData((replace(PRACTICE, sitting=replace(PRACTICE.sitting, token="q")),))
    assert upload(client, as_file(other), way="replace").status_code == 303
    assert now_stored() == other


def test_a_refused_file_replaces_nothing(client: Client, stored: StudyData) -> None:
    value = study_data_value(DATA)
    value["sittings"][0]["mode"] = "exam"
    response = upload(client, json.dumps(value).encode(), way="replace")
    assert response.status_code == 400
    assert "In the file, sittings[0].mode: is 'exam'" in page(response).main
    assert now_stored() == stored


def test_a_sitting_that_is_here_as_another_one_is_refused(client: Client, stored: StudyData) -> None:
    other = replace(PRACTICE, sitting=replace(PRACTICE.sitting, assessments=("pspo-1",)))
    response = upload(client, as_file(StudyData((other,))), way="keep-both")
    assert (response.status_code, now_stored()) == (400, stored)


def test_no_file_is_a_message_at_the_field(client: Client) -> None:
    response = client.post(IMPORT)
    assert response.status_code == 400
    assert page(response).all("title")[0].text.startswith("Error: ")
    assert "The file none was chosen" not in page(response).main
    assert "No file was chosen" in page(response).main


@pytest.mark.parametrize("value", [["x"], {"a": 1}, 7])
def test_a_choice_that_no_page_could_use_is_refused(client: Client, value: Any) -> None:
    file = json.dumps(study_data_value(StudyData(choices=(Choice("assessment", value, YESTERDAY),))))
    response = upload(client, file.encode())
    assert response.status_code == 400
    assert "In the file, choices[0].value" in page(response).main
    assert now_stored() == StudyData()


def test_what_was_sent_is_shown_as_text(client: Client) -> None:
    response = upload(client, b'{"format": "<script>alert(1)</script>"}')
    assert b"<script>alert" not in response.content


def test_only_the_import_takes_more_than_256_kb(client: Client) -> None:
    padded = as_file(DATA) + b" " * 1_000_000
    assert upload(client, padded).status_code == 303
    assert client.post(ERASE, {"x": "y" * 300_000}).status_code == 413
    assert client.post(IMPORT, {"way": "y" * 300_000}).status_code == 400
    assert now_stored() == DATA


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(
        IMPORT, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(MOST_BYTES + 70_000)
    )
    assert response.status_code == 413
    assert "up to 16 MB" in page(response).main


def test_erasing_asks_with_what_goes(client: Client, stored: StudyData) -> None:
    found = page(client.get(ERASE))
    assert [one.text for one in found.all("dt")][:2] == ["2 sittings", "2 answers"]
    assert "There is no way back" in found.main
    assert now_stored() == stored


def test_erasing_takes_everything(client: Client, stored: StudyData) -> None:
    response = client.post(ERASE)
    assert response.headers["Location"] == f"{PAGE}?done=erased"
    assert (now_stored(), Learner.objects.count()) == (StudyData(), 0)
    assert "Everything is erased." in page(client.get(response.headers["Location"])).main


def test_where_others_may_come_their_orientations_are_left_alone(
    client: Client, stored: StudyData, settings: Any
) -> None:
    settings.SERVES_OTHERS = True
    assert read_study_data(client.get(EXPORT).content) == replace(stored, orientations=())
    new = replace(DATA, orientations=(StoredOrientation("theirs", YESTERDAY),))
    assert upload(client, as_file(new), way="replace").status_code == 303
    client.post(ERASE)
    assert [one.token for one in Orientation.objects.all()] == ["o"]
    assert SittingEvent.objects.count() == 0


def test_the_privacy_page_leads_here(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/privacy/").content.decode()


@pytest.mark.parametrize("sittings", [1, 4])
def test_the_page_takes_as_many_queries_for_much_as_for_little(
    client: Client, sittings: int, django_assert_num_queries: Any
) -> None:
    for number in range(sittings):
        store(StudyData((replace(PRACTICE, sitting=replace(PRACTICE.sitting, token=f"t{number}")),)))
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_what_was_erased_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    """A real server, because only a real database is a file."""
    told = "Zebrafinken-im-Morgenrot"
    running = start(tmp_path / "data", own_port())
    try:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

        def post(path: str, **fields: str) -> None:
            with browser.open(running.address.rstrip("/") + PAGE) as form:
                token = Page(form.read().decode()).all("input")[0].attributes["value"]
            sent = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
            browser.open(running.address.rstrip("/") + path, sent).close()

        post("/study/reports/", item=ITEMS[0].id, reason="other", words=told)
        assert told.encode() in everything_on_disk(tmp_path / "data")
        post(ERASE)
        assert told.encode() not in everything_on_disk(tmp_path / "data")
    finally:
        stop(running)
    with closing(sqlite3.connect(tmp_path / "data" / "whichcert.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM web_learner").fetchone() == (0,)


def everything_on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()))


def test_days_are_those_where_the_learner_is(client: Client, settings: Any) -> None:
    began = datetime(2026, 3, 1, 20, tzinfo=UTC)
    study_records.begin(study_records.the_learner(began), Sitting("one", Mode.PRACTISE, ("psm-1",), began))
    for zone, day in ((UTC, "1 Mar 2026"), (ZoneInfo("Asia/Tokyo"), "2 Mar 2026")):
        settings.OWN_ZONE = zone
        main = Page(client.get("/study/data/").content.decode()).main.replace("\u00a0", " ")
        assert day in main
        assert f"Days are in the time zone {zone}." in main
