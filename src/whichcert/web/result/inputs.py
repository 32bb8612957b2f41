"""Everything that the person told, in words, with the question that changes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from whichcert.flows.find_out import FACTS, REASONS
from whichcert.library import Library
from whichcert.web import formats
from whichcert.web.questions import YEARS, question_of
from whichcert.web.told import EXTRAS, Told

SHORT = {
    "current_role": "Your job",
    "target_role": "The job you want",
    "goals": "What you want to reach",
    "years_of_scrum": "Years with Scrum",
    "holds": "Certifications you hold",
    "country": "Country",
    "limits": "Limits",
    "reasons": "What matters most",
    "likes": "Work you like",
    "strengths": "What you are good at",
    "constraints": "What else we should know",
    "ignored": "What should not count",
}
NOT_SAID = "Not said"
PAIR_WORDS = {
    -2: "Much more “{0}” than “{1}”",
    -1: "A bit more “{0}” than “{1}”",
    0: "Can’t say: “{0}” or “{1}”",
    1: "A bit more “{1}” than “{0}”",
    2: "Much more “{1}” than “{0}”",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One question: its short name, the answer in words, and whether there is one."""

    step: str
    label: str
    answer: str
    is_said: bool
    lapsed: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    facts: tuple[Input, ...]
    work: tuple[Input, ...]
    """Pairs and single statements."""
    extras: tuple[Input, ...]


def inputs_of(told: Told, library: Library) -> Inputs:
    """Return all inputs in the order of the questions."""
    facts = [_input(step, told, library) for step in (*FACTS, REASONS)]
    work = [_work(step, told, library) for step in _work_steps(told, library)]
    return Inputs(tuple(facts), tuple(work), tuple(_input(step, told, library) for step in EXTRAS))


def _work_steps(told: Told, library: Library) -> Iterator[str]:
    for step in told.asked:
        if step in library.instrument.pairs or step in library.instrument.items:
            yield step
    yield from (item for item in library.instrument.items if item not in told.asked)


def _input(step: str, told: Told, library: Library) -> Input:
    words = _limits(told.data) if step == "limits" else _words(step, told.data.get(step), library)
    if step == "holds" and step in told.data and not told.data[step]:
        words = "None"
    return Input(step, SHORT[step], words or NOT_SAID, bool(words), told.lapsed.get(step, ""))


def _words(step: str, value: Any, library: Library) -> str:
    if value is None:
        return ""
    if step == "years_of_scrum":
        return _years(float(value))
    question = question_of(step, library)
    values: Sequence[str] = [value] if isinstance(value, str) else value
    labels = [question.label_of(each) for each in values]
    if step == REASONS and len(labels) > 1:
        return "; ".join(f"{place}. {label}" for place, label in enumerate(labels, start=1))
    return "; ".join(labels)


def _years(value: float) -> str:
    band = next((choice.label for choice in YEARS if float(choice.value) == value), None)
    number = formats.number(value)
    return f"{band} (counted as {number})" if band and value else band or number


def _limits(data: Mapping[str, Any]) -> str:
    found = []
    if "budget_usd" in data:
        found.append(f"{formats.measured(data['budget_usd'], 'USD')} for assessments")
    if "hours_per_week" in data:
        found.append(f"{formats.measured(data['hours_per_week'], 'hours')} a week")
    if "deadline" in data:
        found.append(f"by {formats.plain_date(date.fromisoformat(str(data['deadline'])))}")
    return "; ".join(found)


def _work(step: str, told: Told, library: Library) -> Input:
    answer = told.data.get("answers", {}).get(step)
    question = question_of(step, library)
    if step in library.instrument.pairs:
        pattern = PAIR_WORDS.get(answer, "Skipped: “{0}” or “{1}”")
        words = pattern.format(*(text.removesuffix(".") for text in question.statements))
        return Input(step, "", words, answer is not None)
    words = question.label_of(str(answer)) if answer is not None else NOT_SAID
    return Input(step, question.statements[0], words, answer is not None)
