"""An item as a value: what follows from its fields."""

from bank.sample import ITEM, changed
from whichcert.bank.item import Kind


def test_paragraphs_leave_out_the_line_that_says_how_many_to_choose() -> None:
    for line in ("\nChoose 2.", "\n\nChoose 2.", " Choose 3."):
        item = changed(kind=Kind.MULTIPLE, stem=f"One.\n\nWhich of them?{line}")
        assert item.paragraphs == ("One.", "Which of them?")


def test_paragraphs_of_other_stems_are_all_of_them() -> None:
    assert changed(stem="Choose 2. Then stop.\n\nWhy?").paragraphs == ("Choose 2. Then stop.", "Why?")
    assert "\n\n".join(ITEM.paragraphs) == ITEM.stem
