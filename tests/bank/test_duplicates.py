import pytest

from bank.sample import ITEM, TRUE_FALSE
from whichcert.bank.duplicates import Overlap, compared_words, overlaps
from whichcert.bank.words import words_of

SENTENCE = words_of("The developers look at their progress toward the sprint goal each day")


def test_share_is_of_the_shorter_text() -> None:
    other = [*SENTENCE[:6], "and", "then", "they", "go", "home", "to", "eat", "and", "sleep"]
    assert overlaps({"b": other, "a": SENTENCE}, above=0) == [Overlap("b", "a", 3 / 9)]


def test_most_alike_come_first_and_those_below_are_left_out() -> None:
    words = {"a": SENTENCE, "b": SENTENCE[:8], "c": [*SENTENCE[:5], "x", "y", "z", "u", "v"]}
    assert [(one, other) for one, other, _ in overlaps(words, above=0.3)] == [("a", "b"), ("b", "c")]


def test_run_repeated_inside_one_text_counts_once() -> None:
    assert overlaps({"a": SENTENCE * 3, "b": SENTENCE}) == [Overlap("a", "b", 1.0)]


def test_run_does_not_reach_over_the_end_of_a_text() -> None:
    assert overlaps({"a": ["w", "x"], "b": ["y", "z"], "c": ["w", "x", "y", "z"]}, above=0) == []


def test_what_many_items_ask_is_not_a_duplicate() -> None:
    asked = words_of("what should the scrum master do")
    assert overlaps({str(n): [f"w{n}", *asked] for n in range(13)}, above=0) == []
    assert len(overlaps({str(n): [f"w{n}", *asked] for n in range(3)}, above=0)) == 3


@pytest.mark.parametrize("words", [{}, {"a": []}, {"a": ["x"], "b": ["x"]}])
def test_too_little_text_shares_nothing(words: dict[str, list[str]]) -> None:
    assert overlaps(words, above=0) == []


def test_true_and_false_are_no_shared_wording() -> None:
    assert "true" not in compared_words(TRUE_FALSE)
    assert compared_words(ITEM)[-5:] == ["minutes", "on", "a", "good", "day"]
