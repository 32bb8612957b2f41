import numpy as np
import pytest

from measure.banks import two_parameter
from whichcert.errors import InputRefused
from whichcert.measure.fairness import likelihood_ratio, mantel_haenszel
from whichcert.measure.flags import fairness_flags
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels
from whichcert.measure.simulation import simulate_items


def unfair(n=3000, shift=1.2):
    """Item 3 is harder for the focal group by ``shift`` logits."""
    items, rng = simulate_items(12, np.random.default_rng(3)), np.random.default_rng(7)
    theta, focal = rng.normal(size=n), np.arange(n) >= n // 2
    logits = items.discrimination * theta[:, None] + items.intercept[:, 0]
    logits[:, 2] -= shift * focal
    cells = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)
    return responses_from_matrix(cells).with_groups(["reference" if not f else "focal" for f in focal])


def test_mantel_haenszel_of_a_table_done_by_hand():
    # One score level: 30 of 40 right in the reference group, 20 of 40 in the focal group.
    cells = np.array([[1], [0], [1], [0]])
    labels = Labels(items=["q"], weights=np.array([30.0, 10.0, 20.0, 20.0]))
    responses = responses_from_matrix(
        np.column_stack([cells, 1 - cells]), Labels(["q", "r"], weights=labels.weights)
    )
    found = mantel_haenszel(responses.with_groups(["a", "a", "b", "b"]))[0]
    assert found.odds_ratio == pytest.approx((30 * 20) / (10 * 20))
    assert found.delta == pytest.approx(-2.35 * np.log(3))
    expected = (abs(30 - 40 * 50 / 80) - 0.5) ** 2 / (40 * 40 * 50 * 30 / (80**2 * 79))
    assert found.chi_square == pytest.approx(expected)
    assert found.delta_error == pytest.approx(2.35 * np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 20), rel=1e-9)


def test_the_unfair_item_is_found_and_flagged_in_words():
    responses = unfair()
    found = mantel_haenszel(responses)
    assert [result.item for result in found if result.category == "C"] == ["item-3"]
    flag = fairness_flags(found, responses.groups)[0]
    assert (flag.item, flag.kind) == ("item-3", "unfair")
    assert "easier for group reference" in flag.text


def test_likelihood_ratio_measures_the_shift():
    found = likelihood_ratio(unfair(), ["item-3", "item-5"])
    assert [result.degrees for result in found] == [2, 2]
    assert found[0].p < 1e-6 < found[1].p
    slope = simulate_items(12, np.random.default_rng(3)).discrimination[2]
    assert found[0].difficulty_difference == pytest.approx(1.2 / slope, abs=0.45)


def test_items_everybody_answers_alike_show_no_difference():
    cells = np.column_stack([np.ones(40, int), np.tile([0, 1], 20), np.tile([1, 1, 0, 0], 10)])
    found = mantel_haenszel(responses_from_matrix(cells).with_groups(["a"] * 20 + ["b"] * 20))
    assert (found[0].odds_ratio, found[0].category) == (1.0, "A")


def test_one_group_is_refused():
    with pytest.raises(InputRefused, match="compares two"):
        mantel_haenszel(two_parameter())
    with pytest.raises(InputRefused, match="compares two"):
        likelihood_ratio(two_parameter(), ["item-1"])
