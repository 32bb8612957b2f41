"""The comparison: equal detail, and clear words for what can't be compared."""

from django.test import Client

from web.page import Page


def read(address: str) -> Page:
    return Page(Client(SERVER_NAME="localhost").get(address).content.decode())


def test_comparison_gives_every_side_a_cell_in_every_row() -> None:
    page = read("/compare/?c=psm-1&c=pspo-1&c=csm")
    rows = [element for element in page.elements if element.attributes.get("class") == "sides three"]
    assert len(rows) > 20
    assert {
        row.text.count("PSM I") > 0 and row.text.count("PSPO I") > 0 and row.text.count("CSM") > 0
        for row in rows
    } == {True}


def test_comparison_keeps_the_order_of_the_address() -> None:
    assert read("/compare/?c=pspo-1&c=psm-1").all("h1")[0].text == "PSPO I or PSM I?"


def test_comparison_shows_every_known_cell_with_a_source() -> None:
    page = read("/compare/?c=psm-1&c=pspo-1")
    values = [e for e in page.elements if e.attributes.get("class") == "value"]
    bases = [e for e in page.elements if e.tag == "div" and e.attributes.get("class") == "basis"]
    assert len(bases) >= len(values) > 40


def test_only_differences_shows_fewer_rows() -> None:
    def count(address: str) -> int:
        return len([e for e in read(address).elements if e.attributes.get("class") == "row"])

    assert 1 < count("/compare/?c=psm-1&c=pspo-1&only=differences") < count("/compare/?c=psm-1&c=pspo-1")


def test_focus_areas_are_grouped_by_who_has_them() -> None:
    page = read("/compare/?c=psm-1&c=pspo-1&c=psm-2")
    headings = [dt.text for dt in page.all("dt") if dt.text.startswith(("In ", "Only in "))]
    assert headings[0] == "In all of them"
    assert len(headings) == len(set(headings)) > 2


def test_unknown_certification_is_named_with_the_nearest() -> None:
    text = read("/compare/?c=psm-1&c=pspo-9").main
    assert "Unknown certification 'pspo-9'; nearest known: pspo-" in text


def test_too_many_are_counted() -> None:
    text = read("/compare/?c=psm-1&c=psm-2&c=psm-3&c=pspo-1&c=pspo-2").main
    assert "Choose at most 4 certifications; 5 are chosen. Take 1 away." in text


def test_the_same_one_twice_counts_once() -> None:
    assert "Choose at least 2 certifications; 1 is chosen." in read("/compare/?c=psm-1&c=psm-1").main


def test_refusal_keeps_what_was_chosen() -> None:
    page = read("/compare/?c=psm-2&go=1")
    checked = [box.attributes["value"] for box in page.all("input") if "checked" in box.attributes]
    assert checked == ["psm-2"]


def test_error_summary_leads_to_the_field() -> None:
    page = read("/compare/?go=1")
    assert page.all("fieldset")[0].attributes["id"] == "c"
    assert [a.text for a in page.all("a") if a.attributes["href"] == "#c"] == [
        "Choose at least 2 certifications; 0 are chosen."
    ]


def test_hostile_name_is_shown_as_text() -> None:
    response = Client(SERVER_NAME="localhost").get("/compare/?c=%3Cscript%3Ealert(1)%3C/script%3E&c=psm-1")
    assert b"<script>alert" not in response.content
    assert "<script>alert(1)" in Page(response.content.decode()).main
