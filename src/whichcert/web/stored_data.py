"""What the page on a person's own data shows: counts and small tables of all that is stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whichcert.flows.history import Mode, marked, unknown_items
from whichcert.flows.sitting import State, history_of, state_of
from whichcert.flows.study_data import Choice, StudyData, latest
from whichcert.library import Library
from whichcert.web import formats

MOST_ROWS = 8
MODE_NAMES = {
    Mode.DIAGNOSTIC: "Diagnostic",
    Mode.PRACTISE: "Practice",
    Mode.MOCK: "Mock assessment",
    Mode.REVIEW: "Review",
}
CHOICE_NAMES = {
    "goal": "Your plan",
    "stakes": "What a failed attempt costs you",
    "assessment": "What you practised last",
}
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A table with how many rows it leaves out."""

    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ShownData:
    """The counts and tables of the page."""

    counts: tuple[tuple[str, int], ...]
    modes: tuple[Row, ...]
    sittings: Told
    choices: tuple[Row, ...]
    orientations: Told
    lost: int
    """Answers to questions that this content does not have."""

    @property
    def is_empty(self) -> bool:
        return not any(count for _, count in self.counts)


def shown_data(data: StudyData, library: Library, at: datetime) -> ShownData:
    """Return what is stored, in words; nothing of an open mock but that it is there."""
    states = [state_of(one.sitting, (event for _, event in one.events)) for one in data.sittings]
    answers = sum(bool(one.chosen) for state in states for one in state.answers.values())
    counts = (
        ("sitting", len(states)),
        ("answer", answers),
        ("event", sum(len(one.events) for one in data.sittings)),
        ("report", len(data.reports)),
        ("choice", len(data.choices)),
        ("orientation", len(data.orientations)),
    )
    newest = [_sitting_row(one, library, at) for one in reversed(states)]
    ways = [
        (formats.plain_date(one.created.astimezone(at.tzinfo)), formats.counted(len(one.answers), "answer"))
        for one in reversed(data.orientations)
    ]
    return ShownData(
        counts,
        tuple(_mode_rows(states, library, at)),
        _shortened(newest),
        tuple(_choice_row(one, at) for one in latest(data.choices).values()),
        _shortened(ways),
        unknown_items(history_of(states, at), library.bank),
    )


def _shortened(rows: Sequence[Row]) -> Told:
    return Told(tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def _mode_rows(states: Sequence[State], library: Library, at: datetime) -> list[Row]:
    answers = marked(history_of(states, at), library.bank)
    found: list[Row] = []
    for mode, name in MODE_NAMES.items():
        given = [one for one in answers if one.answer.mode is mode]
        begun = sum(state.sitting.mode is mode for state in states)
        if begun:
            right = sum(one.is_right for one in given)
            hours = sum(one.answer.seconds or 0 for one in given) / 3600
            found.append((name, f"{begun:,}", f"{len(given):,}", f"{right:,}", f"{hours:.1f}"))
    return found


def _sitting_row(state: State, library: Library, at: datetime) -> Row:
    sitting = state.sitting
    known = library.catalogue.certifications
    names = [
        known[one].short_name.replace(" ", formats.NO_BREAK) if one in known else one
        for one in sitting.assessments
    ]
    given = sum(bool(one.chosen) for one in state.answers.values())
    return (
        formats.plain_date(sitting.started.astimezone(at.tzinfo)),
        MODE_NAMES[sitting.mode],
        formats.listed(names),
        f"{given:,}",
        "ended" if state.is_over(at) else "open",
    )


def _choice_row(choice: Choice, at: datetime) -> Row:
    name = CHOICE_NAMES.get(choice.name, choice.name)
    return name, plainly(choice.value), formats.plain_date(choice.at.astimezone(at.tzinfo))


def plainly(value: Any) -> str:
    """Write a JSON value without its signs.

    >>> plainly({"hours_a_week": 5.0, "days_off": [5, 6], "fee_usd": {"psm-1": 200}})
    'hours a week: 5.0; days off: 5, 6; fee usd: psm-1: 200'
    """
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {plainly(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(plainly, value)) or "none"
    return value if isinstance(value, str) else json.dumps(value)
