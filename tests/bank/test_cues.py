from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bank.sample import ITEM, TRUE_FALSE, changed, options
from whichcert.bank.cues import (
    KeyLengths,
    KeyPositions,
    cue_report,
    cues_of,
    key_lengths,
    key_positions,
)
from whichcert.bank.item import Item, Kind, Status
from whichcert.bank.solver import solver_score
from whichcert.bank.words import words_of
from whichcert.chi_square import upper_tail

WORDS = words_of("a oak fir birch lilac poplar juniper hornbeam sycamores eucalyptus")


def random_items(n: int, *, telling: bool, seed: int = 1) -> list[Item]:
    """Return items of random words; where they are telling, the key is the longest option in two of three."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(n):
        key = int(rng.integers(4))
        texts = [" ".join(rng.choice(WORDS, int(rng.integers(4, 9)))) for _ in range(4)]
        if telling and rng.random() < 2 / 3:
            texts[key] = " ".join(rng.choice(WORDS, 12))
        made.append(changed(id=f"a-{number}", options=options(*texts, keys="ABCD"[key])))
    return made


def even_items(n: int) -> list[Item]:
    """Return items whose keys have every length and every place equally often."""
    made = []
    for number in range(n):
        lengths = [(place + number // 4) % 4 + 3 for place in range(4)]
        texts = [
            " ".join(WORDS[(number + place * 3 + k) % 10] for k in range(own))
            for place, own in enumerate(lengths)
        ]
        made.append(changed(id=f"a-{number}", options=options(*texts, keys="ABCD"[number % 4])))
    return made


def statements(n: int, n_true: int) -> list[Item]:
    false = replace(
        TRUE_FALSE, options=tuple(replace(o, is_correct=o.text == "False") for o in TRUE_FALSE.options)
    )
    return [replace(TRUE_FALSE if k < n_true else false, id=f"t-{k}", stem=f"Word {k}.") for k in range(n)]


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 12, 25])
@pytest.mark.parametrize("statistic", [0.0, 0.3, 2.0, 9.5, 40.0])
def test_chi_square_tail_is_the_known_one(statistic: float, degrees: int) -> None:
    assert upper_tail(statistic, degrees) == pytest.approx(stats.chi2.sf(statistic, degrees), abs=1e-12)


def test_key_positions_follow_pearson() -> None:
    items = [changed(options=options("a", "b", "c", "d", keys=key)) for key in "AAAABBCD"]
    expected = stats.chisquare([4, 2, 1, 1])
    (found,) = key_positions(items)
    assert found == KeyPositions(
        4, 1, (4, 2, 1, 1), pytest.approx(expected.statistic), pytest.approx(expected.pvalue)
    )


def test_positions_of_two_keys_have_the_right_spread() -> None:
    rng = np.random.default_rng(3)
    statistics = []
    for _ in range(300):
        keys = ["".join(sorted(rng.choice(list("ABCDE"), 2, replace=False))) for _ in range(40)]
        items = [changed(options=options(*"vwxyz", keys=key)) for key in keys]
        statistics.append(key_positions(items)[0].statistic)
    assert np.mean(statistics) == pytest.approx(4, abs=0.5)


def test_length_counts_ties_as_longest() -> None:
    texts = [("aaaa", "b", "c", "d"), ("a", "bbbb", "cc", "dd"), ("aaa", "bbb", "c", "d"), ("a", "b", "c")]
    assert key_lengths([changed(options=options(*one)) for one in texts]) == KeyLengths(
        n=3, longest=2, shortest=1
    )


def test_solver_finds_a_cue_and_no_cue_where_there_is_none() -> None:
    told = solver_score(random_items(300, telling=True), np.random.default_rng(1))
    blind = solver_score(random_items(300, telling=False), np.random.default_rng(1))
    assert told.chance == blind.chance == 0.25
    assert told.score > 0.6
    assert blind.gain < 0.05
    assert told.solved[0][1] == 1.0
    assert 0.25 in blind.interval


def test_solver_is_not_trained_on_what_it_solves() -> None:
    """With as many features as items a solver that saw the keys would know them all."""
    assert solver_score(random_items(25, telling=False), np.random.default_rng(1)).score < 0.6


def test_report_names_what_is_broken() -> None:
    items = [*random_items(200, telling=True), *statements(40, 30)]
    report = cue_report(items, np.random.default_rng(1))
    messages = [problem.message for problem in report.problems]
    assert [message.split(" ")[0:3] for message in messages] == [
        ["the", "key", "is"],
        ["30", "of", "40"],
        ["surface", "features", "alone"],
        ["surface", "features", "and"],
    ]


def test_report_of_an_even_bank_has_no_problem() -> None:
    items = [*even_items(160), *statements(40, 20)]
    report = cue_report(items, np.random.default_rng(1))
    assert (report.n_items, report.true_share, report.problems) == (200, 0.5, ())


def test_keys_at_one_place_are_a_problem() -> None:
    items = [
        replace(one, options=options("a", "bb", "cc", "dd", keys="B"))
        for one in random_items(120, telling=False)
    ]
    messages = [problem.message for problem in cue_report(items, np.random.default_rng(1)).problems]
    assert "keys prefer some places (p = 0.000; 4 options: [0, 120, 0, 0]); move options" in messages


def test_few_items_are_not_judged_and_retired_ones_not_counted() -> None:
    items = [*random_items(50, telling=True), changed(status=Status.RETIRED)]
    report = cue_report(items, np.random.default_rng(1))
    assert (report.n_items, report.problems) == (50, ())
    assert cue_report([], np.random.default_rng(1)).problems == ()


def test_author_sees_in_what_a_key_stands_out() -> None:
    item = changed(
        stem="Who has the blue keys?", options=options("blue keys", "red pens", "six red pots", "red hat")
    )
    assert cues_of(item) == ("most: words in the stem", "least: likeness to the other options")[::-1]
    assert cues_of(changed(options=options("a" * 9, "b", "c", "d")))[0] == "longest"
    assert cues_of(TRUE_FALSE) == ()
    assert cues_of(replace(ITEM, kind=Kind.MULTIPLE)) == ()
