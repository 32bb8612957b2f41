import numpy as np
import pytest

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed, options
from whichcert.bank.item import Item
from whichcert.bank.surface import OPTION_FEATURES, STATEMENT_FEATURES, surface


def column(item: Item, name: str) -> list[float]:
    return [float(value) for value in surface(item)[:, OPTION_FEATURES.index(name)]]


def test_each_option_has_one_number_a_feature() -> None:
    assert surface(ITEM).shape == (4, len(OPTION_FEATURES))
    assert surface(MULTIPLE).shape == (5, len(OPTION_FEATURES))
    assert surface(TRUE_FALSE).shape == (2, len(STATEMENT_FEATURES))
    assert np.isfinite(surface(ITEM)).all()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("longest", [0, 0, 1]),
        ("shortest", [1, 0, 0]),
        ("rank of length", [0, 0.5, 1]),
        ("absolute words", [0, 2, 0]),
        ("hedges", [1, 0, 0]),
        ("negations", [0, 0, 2]),
        ("words in the stem", [0, 0, 1]),
        ("first", [1, 0, 0]),
        ("last", [0, 0, 1]),
        ("place", [0, 0.5, 1]),
        ("numbers", [0, 0, 1]),
        ("commas", [0, 0, 1]),
        ("and, or", [0, 0, 1]),
    ],
)
def test_feature_is_what_its_name_says(name: str, values: list[float]) -> None:
    texts = ("They may go", "All must go on", "Not the watch, and not after 5 o'clock")
    assert column(changed(options=options(*texts)), name) == values


def test_likeness_is_to_the_other_options() -> None:
    item = changed(options=options("red apples", "red pears", "green stones"))
    assert column(item, "likeness to the other options") == pytest.approx([1 / 6, 1 / 6, 0])


def test_statement_speaks_for_true_and_against_false() -> None:
    table = surface(TRUE_FALSE)
    assert (table[0] == -table[1]).all()
    assert table[0, STATEMENT_FEATURES.index("numbers")] == 1
