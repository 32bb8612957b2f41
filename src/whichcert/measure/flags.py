"""What an item writer should look at, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.measure.calibration import Calibration
from whichcert.measure.distractors import OptionUse
from whichcert.measure.fairness import MantelHaenszel
from whichcert.measure.item_fit import ResidualFit, ScoreFit

_FEWEST = 30
"""Responses under which nothing is said about an item but that there are too few."""
_FEWEST_TO_CHOOSE = 10
_FLAT = 0.3
_MISFIT = 0.001
_INFIT_HIGH = 1.3


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at."""

    item: str
    kind: str
    """wrong-key | flat | misfit | noisy | few-responses | unfair | distractor"""
    text: str


def item_flags(
    calibration: Calibration, fit: ScoreFit | None = None, residuals: ResidualFit | None = None
) -> tuple[Flag, ...]:
    """Return the flags that parameters and fit raise, most serious kinds first within an item."""
    found: list[Flag] = []
    for place, name in enumerate(calibration.items.ids):
        n = int(calibration.answered[place])
        if n < _FEWEST:
            text = f"{n} responses say too little; wait for at least {_FEWEST} before you judge this item."
            found.append(Flag(name, "few-responses", text))
            continue
        found += _slope_flags(calibration, place)
        if fit is not None and fit.degrees[place] > 0 and fit.p[place] < _MISFIT:
            text = (
                f"The share of right answers does not rise with the score as the model expects "
                f"(S-X² = {fit.statistic[place]:.1f} on {fit.degrees[place]:.0f} degrees of freedom). "
                "Read the item again: two defensible answers, or a clue, often cause this."
            )
            found.append(Flag(name, "misfit", text))
        if residuals is not None and residuals.infit[place] > _INFIT_HIGH:
            text = (
                f"Answers are {100 * (residuals.infit[place] - 1):.0f} % noisier than the model expects. "
                "Able learners miss it and weak ones get it more often than they should: "
                "look for unclear wording or guessing."
            )
            found.append(Flag(name, "noisy", text))
    return tuple(found)


def _slope_flags(calibration: Calibration, place: int) -> list[Flag]:
    name, slope = calibration.items.ids[place], float(calibration.items.discrimination[place])
    error = np.nan if calibration.errors is None else float(calibration.errors.item[place, 0])
    sure = "" if np.isnan(error) else f" (discrimination {slope:.2f} ± {1.96 * error:.2f})"
    if slope < 0:
        text = (
            f"The more able a learner is, the less often this item is answered right{sure}. "
            "Most likely the key is wrong: check which option is marked as correct."
        )
        return [Flag(name, "wrong-key", text)]
    if calibration.model != "rasch" and slope < _FLAT:
        text = (
            f"Able and less able learners answer it almost alike{sure}, so it tells little about them. "
            "Look for a guessable or an ambiguous answer, or drop it."
        )
        return [Flag(name, "flat", text)]
    return []


def option_flags(options: Sequence[OptionUse]) -> tuple[Flag, ...]:
    """Return flags for a likely wrong key, distractors that attract the able, and unused distractors."""
    found: list[Flag] = []
    for name in dict.fromkeys(option.item for option in options):
        mine = [option for option in options if option.item == name]
        if sum(option.chosen for option in mine) >= _FEWEST:
            found += _flags_of(name, mine)
    return tuple(found)


def _flags_of(name: str, options: Sequence[OptionUse]) -> list[Flag]:
    key = next(option for option in options if option.keyed)
    found = []
    for option in options:
        label = chr(ord("A") + option.option) if option.option < 26 else str(option.option)
        if option.keyed:
            continue
        enough = option.chosen >= _FEWEST_TO_CHOOSE
        if enough and option.correlation > max(key.correlation, 0.05):
            text = (
                f"Option {label} is chosen by {100 * option.share_of_able:.0f} % of the most able third, "
                f"the keyed option by {100 * key.share_of_able:.0f} %. "
                f"The key may be wrong, or {label} is also defensible."
            )
            found.append(Flag(name, "wrong-key", text))
        elif enough and option.correlation > 0.05:
            text = (
                f"Option {label} draws able learners more than weak ones "
                f"(correlation {option.correlation:+.2f}). Check whether it can be defended."
            )
            found.append(Flag(name, "distractor", text))
        elif option.chosen == 0:
            found.append(
                Flag(name, "distractor", f"Nobody chooses option {label}; write a more plausible one.")
            )
    return found


def fairness_flags(results: Sequence[MantelHaenszel], groups: Sequence[str]) -> tuple[Flag, ...]:
    """Return a flag for each item that ETS would call C (large DIF)."""
    found = []
    for result in results:
        if result.category != "C":
            continue
        easier = groups[0] if result.odds_ratio > 1 else groups[1]
        text = (
            f"At equal scores the item is clearly easier for group {easier} "
            f"(Mantel-Haenszel Δ = {result.delta:+.2f} ± {1.96 * result.delta_error:.2f}). "
            "Look for wording, culture or a translation that favours it."
        )
        found.append(Flag(result.item, "unfair", text))
    return tuple(found)
