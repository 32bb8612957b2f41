"""Whether the bank can be passed without knowing its subject."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.bank.item import Item, Kind, Status
from whichcert.bank.solver import SolverScore, solver_score
from whichcert.bank.surface import CONVERGENCE, OPTION_FEATURES, surface
from whichcert.bank.wording import ABSOLUTES, HEDGES
from whichcert.bank.words import words_of
from whichcert.chi_square import upper_tail
from whichcert.errors import Problem

MOST_LONGEST = 0.28
"""The share of four-option items whose key is the longest option; chance is 0.25."""

LEAST_P = 0.05
TRUE_SHARE = (0.45, 0.55)
MOST_GAIN = 0.03
"""What a solver of surface features may score above chance."""

ENOUGH = 100
"""Items below which a share is too unsure to judge: with 100 its standard error is 4 points."""

ENOUGH_STATEMENTS = 30
"""The same for true-false items, whose balance is set by the authors and not by chance."""

_WHERE = "content/items"
_CONVERGENCE = tuple(OPTION_FEATURES.index(name) for name in CONVERGENCE)
_TELLING = ("longest", "shortest", "likeness to the other options", "words in the stem")


@dataclass(frozen=True, slots=True)
class KeyLengths:
    """Of single items with four options: how often the key is the longest or shortest, ties included."""

    n: int
    longest: int
    shortest: int

    @property
    def longest_share(self) -> float:
        return self.longest / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class KeyPositions:
    """How often each place holds a key, for one number of options, against the same share everywhere."""

    options: int
    choose: int
    counts: tuple[int, ...]
    statistic: float
    p: float


@dataclass(frozen=True, slots=True)
class WordShares:
    """The shares of right and of wrong options that hold a kind of word."""

    right: float
    wrong: float


@dataclass(frozen=True, slots=True)
class CueReport:
    """What the surface of the items gives away."""

    n_items: int
    lengths: KeyLengths
    positions: tuple[KeyPositions, ...]
    position_p: float
    """Of all places together, single items only."""
    n_true_false: int
    n_true: int
    absolutes: WordShares
    hedges: WordShares
    choice_solver: SolverScore
    """Sees one option at a time: length, its rank, sure and unsure words, the stem, place, detail."""
    comparing_solver: SolverScore
    """Sees also how like the options are to each other."""
    true_false_solver: SolverScore

    @property
    def true_share(self) -> float:
        return self.n_true / self.n_true_false if self.n_true_false else 0.5

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return which limits are broken; where there are too few items, none is."""
        return tuple(_problems(self))


def cue_report(items: Sequence[Item], rng: np.random.Generator) -> CueReport:
    """Return the cues of all items that are not retired and whose keys are in order."""
    sound = [
        item for item in items if item.status is not Status.RETIRED and 0 < len(item.keys) < len(item.options)
    ]
    choice = [item for item in sound if item.kind is not Kind.TRUE_FALSE]
    statements = [item for item in sound if item.kind is Kind.TRUE_FALSE]
    single = [item for item in choice if item.kind is Kind.SINGLE]
    positions = key_positions(choice)
    of_single = [one for one in positions if one.choose == 1]
    degrees = sum(one.options - 1 for one in of_single)
    return CueReport(
        n_items=len(sound),
        lengths=key_lengths(single),
        positions=positions,
        position_p=upper_tail(sum(one.statistic for one in of_single), degrees),
        n_true_false=len(statements),
        n_true=sum(item.options[item.keys[0]].text == "True" for item in statements),
        absolutes=_word_shares(choice, ABSOLUTES),
        hedges=_word_shares(choice, HEDGES),
        choice_solver=solver_score(choice, rng, without=_CONVERGENCE),
        comparing_solver=solver_score(choice, rng),
        true_false_solver=solver_score(statements, rng),
    )


def cues_of(item: Item) -> tuple[str, ...]:
    """Return in what the key of a single item stands out alone, so that its author can mend it."""
    if item.kind is not Kind.SINGLE or len(item.keys) != 1:
        return ()
    table, key = surface(item), item.keys[0]
    found = []
    for name in _TELLING:
        column = table[:, OPTION_FEATURES.index(name)]
        others = np.delete(column, key)
        if column[key] > others.max():
            found.append(f"most: {name}" if name not in ("longest", "shortest") else name)
        elif column[key] < others.min() and name not in ("longest", "shortest"):
            found.append(f"least: {name}")
    return tuple(found)


def key_lengths(items: Sequence[Item]) -> KeyLengths:
    """Return how long the keys of four-option items are beside their other options."""
    four = [item for item in items if len(item.options) == 4]
    lengths = [([len(option.text) for option in item.options], item.keys[0]) for item in four]
    longest = sum(own[key] == max(own) for own, key in lengths)
    return KeyLengths(len(four), longest, sum(own[key] == min(own) for own, key in lengths))


def key_positions(items: Sequence[Item]) -> tuple[KeyPositions, ...]:
    """Return where the keys stand, by number of options and number of keys.

    Σ(O − nc/k)² / (n·c/k·(1 − c/k)·k/(k − 1)) over the k places, each item keying c of them at once, is
    asymptotically χ² with k − 1 degrees of freedom; with c = 1 it is Pearson's statistic.
    """
    shapes = sorted({(len(item.options), len(item.keys)) for item in items})
    return tuple(_positions(items, *shape) for shape in shapes)


def _positions(items: Sequence[Item], k: int, c: int) -> KeyPositions:
    same = [item.keys for item in items if (len(item.options), len(item.keys)) == (k, c)]
    counts = np.bincount([place for keys in same for place in keys], minlength=k)
    share = c / k
    variance = len(same) * share * (1 - share) * k / (k - 1)
    statistic = float(((counts - len(same) * share) ** 2).sum() / variance)
    return KeyPositions(k, c, tuple(counts.tolist()), statistic, upper_tail(statistic, k - 1))


def _word_shares(items: Sequence[Item], words: frozenset[str]) -> WordShares:
    found = {True: [0, 0], False: [0, 0]}
    for item in items:
        for option in item.options:
            found[option.is_correct][0] += not words.isdisjoint(words_of(option.text))
            found[option.is_correct][1] += 1
    return WordShares(*(hits / max(1, n) for hits, n in (found[True], found[False])))


def _problems(report: CueReport) -> Iterator[Problem]:
    lengths = report.lengths
    if lengths.n >= ENOUGH and lengths.longest_share > MOST_LONGEST:
        said = f"{lengths.longest} of {lengths.n} four-option items ({lengths.longest_share:.1%})"
        yield Problem(_WHERE, f"the key is the longest option in {said}; {MOST_LONGEST:.0%} are the most")
    if sum(sum(one.counts) for one in report.positions) >= ENOUGH and report.position_p <= LEAST_P:
        counts = "; ".join(
            f"{one.options} options: {list(one.counts)}" for one in report.positions if one.choose == 1
        )
        yield Problem(
            _WHERE, f"keys prefer some places (p = {report.position_p:.3f}; {counts}); move options"
        )
    low, high = TRUE_SHARE
    if report.n_true_false >= ENOUGH_STATEMENTS and not low <= report.true_share <= high:
        said = f"{report.n_true} of {report.n_true_false} true-false items are true ({report.true_share:.0%})"
        yield Problem(_WHERE, f"{said}; {low:.0%} to {high:.0%} are wanted")
    for name, solver in (
        ("surface features alone", report.choice_solver),
        ("surface features and likeness of options", report.comparing_solver),
        ("surface features of true-false statements", report.true_false_solver),
    ):
        if solver.n >= ENOUGH and solver.gain > MOST_GAIN:
            message = f"{name} solve {solver.score:.1%} of {solver.n} items, chance is"
            worst = ", ".join(item_id for item_id, _ in solver.solved[:5])
            yield Problem(_WHERE, f"{message} {solver.chance:.1%}; easiest to guess: {worst}")
