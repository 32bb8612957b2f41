from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, WHERE, changed
from whichcert.bank.item import Item, Option, Status
from whichcert.bank.reading import read_item
from whichcert.bank.writing import item_text

WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), min_size=1)
LINE = WORDS.map(" ".join).map(lambda line: line[:200].strip())
PROSE = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
OPTIONS = st.lists(st.builds(Option, LINE, st.booleans(), LINE), min_size=2, max_size=9).map(tuple)


def test_written_item_reads_as_itself() -> None:
    for item in (ITEM, MULTIPLE, TRUE_FALSE):
        assert read_item(item_text(item), WHERE) == item


def test_every_optional_field_is_kept() -> None:
    item = changed(
        is_about_change=True, supersedes="daily-scrum-800", enemies=("a-1", "b-2"), status=Status.RETIRED
    )
    assert read_item(item_text(item), WHERE) == item


@settings(max_examples=200, deadline=None)
@given(PROSE, OPTIONS, PROSE, LINE, st.dates(date(1, 1, 1)))
def test_reading_what_was_written_is_the_identity(
    stem: str, options: tuple[Option, ...], rationale: str, reason: str, day: date
) -> None:
    text = item_text(
        changed(stem=stem, options=options, rationale=rationale, difficulty_reason=reason, written_on=day)
    )
    read = read_item(text, WHERE)
    assert isinstance(read, Item)
    # A note that starts with ">" is quoted once more when it is read; the writer leaves that to authors.
    assert replace(read, options=()) == changed(
        stem=stem, options=(), rationale=rationale, difficulty_reason=reason, written_on=day
    )
    assert [(one.text, one.is_correct) for one in read.options] == [
        (one.text, one.is_correct) for one in options
    ]


def test_draft_leaves_out_what_it_lacks() -> None:
    text = item_text(
        changed(statements=(), focus_area=None, cognitive_level=None, rationale="", written_on=None)
    )
    assert "statements" not in text
    assert "focus_area" not in text
    assert "Rationale" not in text
