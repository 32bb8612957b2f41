"""All that is stored of a learner as one value: to take along, to keep, to look at."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from whichcert.bank.bank import Bank
from whichcert.bank.key_review import letters
from whichcert.errors import InputRefused, Problem
from whichcert.flows.history import Answered
from whichcert.flows.sitting import Happened, Sitting

FORMAT = "whichcert-study"
VERSION = 1
"""Goes up when a reader of the version before would misread the value."""

Json = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StoredSitting:
    """A sitting with all that happened in it, each thing under the key that makes it count once."""

    sitting: Sitting
    events: tuple[tuple[str, Happened], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A problem with an item, as a learner told it."""

    item: str
    reason: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a learner set, such as their goal."""

    name: str
    value: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer of an orientation; value None: skipped."""

    step: str
    value: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredOrientation:
    """One way through the questions of "find out"."""

    token: str
    created: datetime
    answers: tuple[GivenAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyData:
    """Everything of one learner."""

    sittings: tuple[StoredSitting, ...] = ()
    reports: tuple[Report, ...] = ()
    choices: tuple[Choice, ...] = ()
    orientations: tuple[StoredOrientation, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == StudyData()


def study_data_value(data: StudyData) -> Json:
    """Return the data as JSON has it; ``read_study_data`` reads it back as the same data."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "sittings": [_sitting_value(one) for one in data.sittings],
        "reports": [
            {"item": one.item, "reason": one.reason, "words": one.words, "at": _time(one.at)}
            for one in data.reports
        ],
        "choices": [{"name": one.name, "value": one.value, "at": _time(one.at)} for one in data.choices],
        "orientations": [_orientation_value(one) for one in data.orientations],
    }


def _sitting_value(stored: StoredSitting) -> Json:
    sitting = stored.sitting
    return {
        "token": sitting.token,
        "mode": sitting.mode.value,
        "assessments": list(sitting.assessments),
        "items": list(sitting.items),
        "minutes": sitting.minutes,
        "started": _time(sitting.started),
        "events": [{"key": key, **_event_value(happened)} for key, happened in stored.events],
    }


def _event_value(happened: Happened) -> Json:
    """Return what happened; what does not apply is left out, because there are thousands of these."""
    value: Json = {"deed": happened.deed.value, "at": _time(happened.at)}
    if happened.item:
        value["item"] = happened.item
    if happened.chosen:
        value["chosen"] = list(happened.chosen)
    if happened.confidence is not None:
        value["confidence"] = happened.confidence.value
    if happened.grade is not None:
        value["grade"] = int(happened.grade)
    if happened.received is not None:
        value["received"] = _time(happened.received)
    return value


def _orientation_value(stored: StoredOrientation) -> Json:
    answers = [{"step": one.step, "value": one.value, "at": _time(one.at)} for one in stored.answers]
    return {"token": stored.token, "created": _time(stored.created), "answers": answers}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def additions(here: StudyData, there: StudyData) -> StudyData:
    """Return what ``there`` has and ``here`` lacks, so that adding it keeps both and doubles nothing.

    Sittings and orientations are the same when their token is; what happened is the same when all of it
    but the key is. Of two things under one key both stay: the one from there gets a key made of it.
    Raises InputRefused where one token stands for two sittings.
    """
    own = {one.sitting.token: one for one in here.sittings}
    mine = {one.token: one for one in here.orientations}
    sittings = (_missing_events(own.get(one.sitting.token), one) for one in there.sittings)
    orientations = (_missing_answers(mine.get(one.token), one) for one in there.orientations)
    return StudyData(
        tuple(one for one in sittings if one.events or one.sitting.token not in own),
        _missing(here.reports, there.reports),
        _missing(here.choices, there.choices),
        tuple(one for one in orientations if one.answers or one.token not in mine),
    )


def _missing_events(own: StoredSitting | None, other: StoredSitting) -> StoredSitting:
    if own is None:
        return other
    if own.sitting != other.sitting:
        message = f"the sitting {other.sitting.token!r} is here too, begun as another one; it can't be both"
        raise InputRefused([Problem("sittings", message)])
    keys, known = {key for key, _ in own.events}, {_content(happened) for _, happened in own.events}
    found = []
    for key, happened in other.events:
        if _content(happened) not in known:
            free = _other_key(key, happened) if key in keys else key
            found.append((free, happened))
    return StoredSitting(other.sitting, tuple(found))


def _content(happened: Happened) -> str:
    return json.dumps(_event_value(replace(happened, received=happened.received or happened.at)))


def _other_key(key: str, happened: Happened) -> str:
    return f"also-{hashlib.sha256(f'{key} {_content(happened)}'.encode()).hexdigest()[:32]}"


def _missing_answers(own: StoredOrientation | None, other: StoredOrientation) -> StoredOrientation:
    return other if own is None else replace(other, answers=_missing(own.answers, other.answers))


def _missing(own: Sequence[_T], other: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(one for one in other if one not in own)


ANSWER_COLUMNS = ("when", "mode", "item", "chosen", "right", "seconds", "confidence", "grade")


def answer_rows(history: Iterable[Answered], bank: Bank) -> tuple[tuple[str, ...], ...]:
    """Return one row of ``ANSWER_COLUMNS`` for each answer, oldest first.

    ``right`` is empty for items that this content does not have.
    """
    return tuple(_answer_row(one, bank) for one in sorted(history, key=lambda one: one.at))


def _answer_row(answer: Answered, bank: Bank) -> tuple[str, ...]:
    item = bank.items.get(answer.item)
    right = "" if item is None else "yes" if answer.chosen == item.keys else "no"
    return (
        answer.at.astimezone(UTC).isoformat(timespec="seconds"),
        answer.mode.value,
        answer.item,
        letters(answer.chosen),
        right,
        "" if answer.seconds is None else f"{answer.seconds:.1f}",
        answer.confidence.value if answer.confidence else "",
        answer.grade.name.lower() if answer.grade else "",
    )


def latest(choices: Iterable[Choice]) -> Mapping[str, Choice]:
    """Return what counts of the choices: the last of each name."""
    return {one.name: one for one in sorted(choices, key=lambda one: one.at)}
