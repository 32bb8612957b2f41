import json
from dataclasses import replace

import pytest

from bank.sample import ITEM, MULTIPLE, STATEMENTS, TRUE_FALSE, published
from whichcert.bank.bank import Bank
from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.item import Status
from whichcert.errors import UnknownName
from whichcert.interop.bank_formats import EXPORTS, IMPORTS, export_bank, import_bank
from whichcert.interop.item_record import item_name

LIVE = replace(ITEM, status=Status.LIVE)


def test_json_has_all_of_an_item() -> None:
    (record,) = json.loads(export_bank([MULTIPLE], "json"))
    assert record == {
        "id": "daily-scrum-902",
        "version": fingerprint(MULTIPLE)[:12],
        "assessments": ["psm-1"],
        "statements": ["daily-scrum.timebox", "daily-scrum.purpose"],
        "focus_area": "events",
        "kind": "multiple",
        "choose": 2,
        "stem": MULTIPLE.stem,
        "options": [{"text": o.text, "correct": o.is_correct, "rationale": o.note} for o in MULTIPLE.options],
        "rationale": "It has a timebox of 15 minutes {daily-scrum.timebox}.",
        "intended_difficulty": -0.3,
        "difficulty_reason": "the number is well known",
        "cognitive_level": "apply",
        "situation": True,
        "near_right": False,
        "about_change": False,
        "author": "whichcert",
        "written_on": "2026-11-24",
        "status": "draft",
        "supersedes": None,
        "enemies": [],
    }


@pytest.mark.parametrize("file_format", sorted(EXPORTS.keys() & IMPORTS.keys()))
def test_what_goes_out_comes_in_again(file_format: str) -> None:
    items = (ITEM, MULTIPLE, TRUE_FALSE)
    read = import_bank(export_bank(items, file_format), file_format, Bank({}), STATEMENTS)
    assert (read.items, read.problems) == (items, ())


@pytest.mark.parametrize("file_format", sorted(EXPORTS.keys() & IMPORTS.keys()))
def test_foreign_item_never_comes_in_live(file_format: str) -> None:
    data = export_bank([LIVE], file_format)
    assert import_bank(data, file_format, Bank({}), STATEMENTS).items == (ITEM,)
    assert import_bank(data, file_format, published(ITEM), STATEMENTS).items == (LIVE,)
    changed = replace(LIVE, stem="Another one?")
    read = import_bank(export_bank([changed], file_format), file_format, published(ITEM), STATEMENTS)
    assert read.items[0].status is Status.DRAFT


def test_problems_of_drafts_name_their_item() -> None:
    data = b"stem,option_a,option_b,option_c,key\nWho?,Ana,Ben,Cem,B\n"
    read = import_bank(data, "csv", Bank({}), STATEMENTS)
    assert [str(problem) for problem in read.problems][:2] == [
        "row-2: `statements` is missing from the head; add it",
        "row-2: `focus_area` is missing from the head; add it",
    ]


def test_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest known: json"):
        export_bank([ITEM], "jsn")
    with pytest.raises(UnknownName):
        import_bank(b"", "pdf", Bank({}), STATEMENTS)


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc/passwd", "etc-passwd"), ("Q 1", "q-1"), ("日本", "item"), ("a" * 200, "a" * 80)],
)
def test_foreign_name_becomes_a_safe_id(text: str, name: str) -> None:
    assert item_name(text) == name


def test_id_that_is_taken_by_another_item_is_numbered() -> None:
    rows = b"id,stem,option_a,option_b,option_c,key\nx,Who?,Ana,Ben,Cem,B\nx,Where?,Ana,Ben,Cem,B\n"
    rows += b"daily-scrum-900,When?,Ana,Ben,Cem,B\n"
    read = import_bank(rows, "csv", published(ITEM), STATEMENTS)
    assert [item.id for item in read.items] == ["x", "x-2", "daily-scrum-900-2"]


def test_file_of_another_format_is_not_silently_empty() -> None:
    read = import_bank(b"<quiz/>", "qti3", Bank({}), STATEMENTS)
    assert [problem.message for problem in read.problems] == [
        "no question of the format qti3 was found; is it a file of that format?"
    ]
