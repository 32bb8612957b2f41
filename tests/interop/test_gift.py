import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed
from whichcert.bank.item import Kind, Option
from whichcert.interop.gift import gift
from whichcert.interop.gift_reading import read_gift
from whichcert.interop.imported import Imported

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9).filter(
    lambda text: not text.startswith(("%", "["))
)


def options(text: str) -> list[tuple[str, bool, str]]:
    return [(one.text, one.is_correct, one.note) for one in read_gift(text.encode()).items[0].options]


def test_reading_an_export_is_the_identity() -> None:
    items = (MULTIPLE, ITEM, TRUE_FALSE)
    assert read_gift(gift(items)) == Imported(items, ())


@settings(max_examples=150, deadline=None)
@given(LINE, st.lists(st.tuples(LINE, LINE), min_size=3, max_size=6), LINE)
def test_any_wording_survives(stem: str, texts: list[tuple[str, str]], rationale: str) -> None:
    made = tuple(Option(text, place == 1, note) for place, (text, note) in enumerate(texts))
    item = changed(stem=f"{stem}\n\n{stem}", options=made, rationale=rationale)
    assert read_gift(gift([item])) == Imported((item,), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who?{=Ana ~Ben#no ~Cem}", [("Ana", True, ""), ("Ben", False, "no"), ("Cem", False, "")]),
        ("Two?{~%50%a ~%50%b ~%-100%c}", [("a", True, ""), ("b", True, ""), ("c", False, "")]),
        (r"5?{~\= 2 + 2 =\= 2 + 3}", [("= 2 + 2", False, ""), ("= 2 + 3", True, "")]),
        ("It is.{TRUE}", [("True", True, ""), ("False", False, "")]),
        ("It is.{F#wrong#right}", [("True", False, "wrong"), ("False", True, "right")]),
        ("[html]<p>A</p>{=<b>x</b> ~y}", [("x", True, ""), ("y", False, "")]),
    ],
)
def test_answers_are_read(text: str, expected: list[tuple[str, bool, str]]) -> None:
    assert options(text) == expected


def test_gap_in_a_sentence_stays_a_gap() -> None:
    (item,) = read_gift(b"::Q 1::Ana is {=here ~there} now.").items
    assert (item.id, item.stem, item.kind) == ("q-1", "Ana is _____ now.", Kind.SINGLE)


def test_part_of_the_points_beside_a_right_answer_makes_no_key() -> None:
    read = read_gift(b"::Q::Who?{~%50%Ana =Ben ~Cem}")
    assert read.items[0].keys == (1,)
    assert (
        str(read.problems[0])
        == "gift:1: question 'Q' gives part of the points for some answers; an item can't"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n\nPi?{#3.14:0.01}", "gift:3: question 'Pi?{#3.14:0.01}' is left out: it is numerical"),
        ("::E::Say it.{}", "gift:1: question 'E' is left out: it is an essay"),
        ("::S::Who?{=Ana =Anna}", "gift:1: question 'S' is left out: it is a short answer"),
        ("::M::Match.{=a -> b =c -> d}", "gift:1: question 'M' is left out: it is a matching question"),
        ("Just a text.", "gift:1: question 'Just a text.' has no answers in braces; it is left out"),
        ("Odd } one {", "gift:1: question 'Odd } one {' has no answers in braces; it is left out"),
        ("Odd{what =x}", "is left out: it is in no form that GIFT knows"),
        ("{=a ~b}", "has no text or fewer than two answers"),
    ],
)
def test_question_that_cant_be_read_is_named_with_its_line(text: str, says: str) -> None:
    read = read_gift(text.encode())
    assert read.items == ()
    assert says in str(read.problems[0])


def test_comments_and_categories_are_no_questions() -> None:
    assert read_gift(b"// {=a ~b}\n$CATEGORY: x\n\n// end") == Imported((), ())


def test_what_is_no_text_is_a_problem() -> None:
    assert str(read_gift(b"a\n\xff").problems[0]) == "gift:2: is not UTF-8 text; save it as UTF-8"
