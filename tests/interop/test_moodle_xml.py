from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed
from whichcert.bank.item import Option, Status
from whichcert.interop.imported import Imported
from whichcert.interop.moodle_xml import moodle_xml, read_moodle_xml

EVERYTHING = changed(is_about_change=True, supersedes="a-1", enemies=("b-2",), status=Status.LIVE)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)
FOREIGN = """<quiz><question type="multichoice"><name><text>Capital</text></name>
<questiontext format="html"><text><![CDATA[<p>Which is <em>the</em> capital?</p>]]></text></questiontext>
<single>true</single>
<answer fraction="100" format="html">
<text>Oslo &amp;amp; co</text><feedback><text>Yes.</text></feedback></answer>
<answer fraction="0"><text>Bergen</text></answer><answer fraction="0"><text>Bodø</text></answer>
</question></quiz>"""


def read(old: str = "", new: str = "") -> Imported:
    return read_moodle_xml(FOREIGN.replace(old, new).encode())


def test_reading_an_export_is_the_identity() -> None:
    items = (MULTIPLE, ITEM, TRUE_FALSE, EVERYTHING, replace(ITEM, rationale="", statements=()))
    assert read_moodle_xml(moodle_xml(items)) == Imported(items, ())


@settings(max_examples=100, deadline=None)
@given(LINE, st.lists(st.tuples(LINE, LINE), min_size=3, max_size=6), LINE)
def test_any_wording_survives(stem: str, texts: list[tuple[str, str]], reason: str) -> None:
    options = tuple(Option(text, place == 1, note) for place, (text, note) in enumerate(texts))
    item = changed(stem=f"{stem}\n\n{stem}", options=options, difficulty_reason=reason)
    assert read_moodle_xml(moodle_xml([item])) == Imported((item,), ())


def test_foreign_question_is_read() -> None:
    (item,) = read().items
    assert (item.id, item.stem, item.keys) == ("capital", "Which is the capital?", (0,))
    assert item.options[0] == Option("Oslo & co", True, "Yes.")


def test_wrong_answer_of_several_costs_what_a_right_one_gives() -> None:
    assert moodle_xml([MULTIPLE]).count(b'fraction="-50"') == 3
    assert moodle_xml([MULTIPLE]).count(b'fraction="50"') == 2


def test_several_right_answers_make_a_multiple_item() -> None:
    text = FOREIGN.replace("true</single>", "false</single>").replace('fraction="100"', 'fraction="50"')
    item = read_moodle_xml(text.replace('fraction="0"', 'fraction="50"', 1).encode()).items[0]
    assert (item.keys, item.choose) == ((0, 1), 2)


@pytest.mark.parametrize(
    ("old", "new", "n_items", "says"),
    [
        (
            '"multichoice"',
            '"essay"',
            0,
            "question 'Capital' is of type 'essay'; only multichoice and truefalse",
        ),
        (
            'fraction="0"',
            'fraction="30"',
            1,
            "question 'Capital' gives part of the points for 'Bergen', 'Bodø'",
        ),
        ("<em>the</em>", "<img src='a'>", 1, "question 'Capital' holds img, which an item can't; left out"),
        ("</questiontext>", "<file/></questiontext>", 1, "question 'Capital' holds file"),
        ("<p>Which is <em>the</em> capital?</p>", "", 0, "question 'Capital' has no text or fewer than two"),
        ("quiz>", "quizz>", 0, "starts with <quizz>; Moodle XML starts with <quiz>"),
        ("</quiz>", "", 0, "can't be read as XML"),
        ('fraction="100"', 'fraction="all"', 1, ""),
    ],
)
def test_what_an_item_cant_be_is_said(old: str, new: str, n_items: int, says: str) -> None:
    found = read(old, new)
    assert len(found.items) == n_items
    assert not says or says in str(found.problems[0])


def test_category_is_no_question() -> None:
    assert read_moodle_xml(b'<quiz><question type="category"/></quiz>') == Imported((), ())
