import numpy as np
import pytest

from measure.banks import two_parameter
from whichcert.measure.calibration import calibrate
from whichcert.measure.distractors import option_use, rest_correlation
from whichcert.measure.flags import item_flags, option_flags
from whichcert.measure.item_fit import residual_fit
from whichcert.measure.response_tables import responses_from_matrix


def chosen_options(seed=1, n=500):
    """Four options an item; the key of item 0 is set wrong, option 3 of item 1 is never chosen."""
    cells = two_parameter(8, n, seed=seed).cells()
    rng = np.random.default_rng(seed)
    wrong = rng.integers(1, 4, cells.shape)
    wrong[:, 1] = rng.integers(1, 3, n)
    return np.where(cells == 1, 0, wrong).astype(np.int8)


def test_option_use_counts_and_correlates():
    use = option_use(["a", "b"], np.array([[0, 1], [0, 1], [1, 0], [1, 0]], np.int8), np.array([0, 1]))
    assert [(o.item, o.option, o.keyed, o.chosen, o.share) for o in use] == [
        ("a", 0, True, 2, 0.5),
        ("a", 1, False, 2, 0.5),
        ("b", 0, False, 2, 0.5),
        ("b", 1, True, 2, 0.5),
    ]
    assert [o.correlation for o in use] == pytest.approx([1.0, -1.0, -1.0, 1.0])


def test_a_wrong_key_is_told_by_the_option_that_the_able_choose():
    keys = np.zeros(8, dtype=int)
    keys[0] = 2
    flags = option_flags(option_use([f"q{j}" for j in range(8)], chosen_options(), keys))
    wrong = [flag for flag in flags if flag.kind == "wrong-key"]
    assert {flag.item for flag in wrong} == {"q0"}
    assert "Option A is chosen by" in wrong[0].text


def test_an_option_that_nobody_chooses_is_told():
    flags = option_flags(option_use([f"q{j}" for j in range(8)], chosen_options(), np.zeros(8, dtype=int)))
    assert not [flag for flag in flags if flag.kind == "wrong-key"]
    use = option_use(["a", "b"], np.tile([[0, 2], [2, 0]], (40, 1)).astype(np.int8), np.array([0, 0]))
    assert "Nobody chooses option B" in option_flags(use)[0].text
    assert isinstance(flags, tuple)


def test_few_answers_raise_no_option_flag():
    assert option_flags(option_use(["a", "b"], chosen_options(n=20)[:, :2], np.array([2, 0]))) == ()


def test_reversed_and_flat_items_are_flagged_in_words():
    cells = two_parameter(10, 1500).cells().copy()
    cells[:, 2] = 1 - cells[:, 2]
    cells[:, 5] = np.random.default_rng(0).integers(0, 2, 1500)
    flags = item_flags(calibrate(responses_from_matrix(cells)))
    assert {(flag.item, flag.kind) for flag in flags} == {("item-3", "wrong-key"), ("item-6", "flat")}
    assert "key is wrong" in flags[0].text


def test_noisy_items_are_flagged_under_rasch():
    cells = two_parameter(20, 1500).cells().copy()
    cells[:, 3] = 1 - cells[:, 3]
    found = calibrate(responses_from_matrix(cells), "rasch")
    flags = item_flags(found, residuals=residual_fit(found.items, cells))
    assert [(flag.item, flag.kind) for flag in flags] == [("item-4", "noisy")]


def test_items_with_few_responses_are_not_judged():
    flags = item_flags(calibrate(two_parameter(4, 20), "rasch"))
    assert {flag.kind for flag in flags} == {"few-responses"}


def test_rest_correlation_is_negative_for_a_reversed_item():
    cells = two_parameter(10, 500).cells().copy()
    cells[:, 2] = 1 - cells[:, 2]
    found = rest_correlation(cells)
    assert found[2] < 0 < np.delete(found, 2).min()
