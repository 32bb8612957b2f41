"""What a person's own practice answers change in the answer: with them and without them."""

from dataclasses import dataclass

from whichcert.flows.recommendation import Recommendation
from whichcert.interval import Interval
from whichcert.library import Library
from whichcert.web import formats
from whichcert.web.study_words import short_name

STEP_WORDS = {"psm": "start with PSM", "pspo": "start with PSPO", "neither-yet": "neither yet"}


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """The finding, the sentence behind it, and each number with and without the answers."""

    finding: str
    basis: str
    rows: tuple[tuple[str, str, str], ...]


def own_answers_of(answer: Recommendation, without: Recommendation, library: Library) -> OwnAnswers | None:
    """Return what the measured chances change; None where nothing was measured."""
    if not answer.measured:
        return None
    step, before = STEP_WORDS[answer.first_step.value], STEP_WORDS[without.first_step.value]
    if step == before:
        finding = f"Your own answers leave the first step as it is: {step}"
    else:
        finding = f"Your own answers turn the first step: {step}, no longer {before}"
    counted = [
        f"{formats.counted(one.answers, 'answer')} for {short_name(library, name)}"
        for name, one in answer.measured.items()
    ]
    rows = [
        (
            f"Chance to pass {short_name(library, name)} today, of 100 (90{formats.NO_BREAK}% range)",
            _chance(answer.readiness[name]),
            _chance(without.readiness[name]),
        )
        for name in answer.measured
    ]
    rows += [
        (
            f"Readings of 100 that say “{STEP_WORDS[one.value]}”",
            formats.out_of_hundred(answer.first_steps[one]),
            formats.out_of_hundred(without.first_steps[one]),
        )
        for one in answer.first_steps
    ]
    return OwnAnswers(finding, f"from your {formats.listed(counted)}", tuple(rows))


def _chance(found: tuple[float, Interval]) -> str:
    return f"{formats.out_of_hundred(found[0])} ({formats.range_numbers(found[1])})"
