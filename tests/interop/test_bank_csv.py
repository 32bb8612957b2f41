import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed
from whichcert.bank.item import Item, Option, Status
from whichcert.interop.bank_csv import bank_csv, read_bank_csv
from whichcert.interop.imported import Imported

EVERYTHING = changed(
    is_about_change=True, has_near_right=True, supersedes="a-1", enemies=("b-2", "c-3"), status=Status.LIVE
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30).filter(
    str.strip
)
OPTIONS = st.lists(st.tuples(TEXT, TEXT), min_size=3, max_size=9).map(
    lambda some: tuple(Option(text, place == 1, note) for place, (text, note) in enumerate(some))
)


def test_reading_an_export_is_the_identity() -> None:
    items = (ITEM, MULTIPLE, TRUE_FALSE, EVERYTHING)
    assert read_bank_csv(bank_csv(items)) == Imported(items, ())


@settings(max_examples=200, deadline=None)
@given(TEXT, OPTIONS, TEXT)
def test_any_text_survives(stem: str, options: tuple[Option, ...], reason: str) -> None:
    item = changed(stem=stem, options=options, rationale=reason, difficulty_reason=reason)
    assert read_bank_csv(bank_csv([item])) == Imported((item,), ())


def test_no_cell_is_a_formula() -> None:
    item = changed(stem="=1+1", rationale="'quoted'", options=(Option("-1", True), Option("@x", False)))
    cells = (
        next(csv.reader(io.StringIO(bank_csv([item]).decode("utf-8-sig")), None)),
        list(csv.reader(io.StringIO(bank_csv([item]).decode("utf-8-sig")))),
    )
    assert not [cell for cell in cells[1][1] if cell.startswith(("=", "+", "-", "@"))]
    assert read_bank_csv(bank_csv([item])).items == (item,)


def test_file_of_another_program_needs_only_stem_options_and_key() -> None:
    read = read_bank_csv(b"stem,option_a,option_b,option_c,key\nWho?,Ana,Ben,Cem,B\n")
    options = (Option("Ana", False), Option("Ben", True), Option("Cem", False))
    assert read == Imported((Item("row-2", ITEM.kind, 1, "Who?", options),), ())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n1,2\n", "csv:1: has no column stem, option_a, option_b, key"),
        (b"", "csv:1: has no column stem"),
        (b"stem,option_a,option_b,key\n,x,y,A\n", "csv:2: has no stem or fewer than two options"),
        (b"stem,option_a,option_b,key\nq,x,,A\n", "csv:2: has no stem or fewer than two options"),
        (b"stem,option_a,option_b,key\nq,x,y,C\n", "csv:2: key 'C' names an option that is empty"),
        (b"\xff\xfe", "csv: can't be read"),
        (b'stem,option_a,option_b,key\n"' + b"x" * 200_000, "csv: can't be read: field larger than"),
    ],
)
def test_broken_file_is_a_problem_with_its_line(data: bytes, says: str) -> None:
    read = read_bank_csv(data)
    assert read.items == ()
    assert str(read.problems[0]).startswith(says)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_never_raise(data: bytes) -> None:
    assert isinstance(read_bank_csv(b"stem,option_a,option_b,key,status,written_on\n" + data), Imported)
