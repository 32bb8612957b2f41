"""The events of sittings where speed counts: a learner's whole log read at once, and an answer stored.

What is written here in SQL, Django's models say too (``models.SittingEvent``); they take ten times as long.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting, State, state_of
from whichcert.memory.schedule import Grade

KEPT = 2_048
"""States held in memory, some 40 kB each; a page asks for those of one learner."""

NOTHING = "[]"

# SQLite writes a whole sitting as one text faster than Python takes its rows one by one.
_LOGS = """
    SELECT sitting_id,
           json_group_array(json_array(id, deed, item, json(chosen), confidence, grade, at, received))
    FROM web_sittingevent
    WHERE sitting_id IN (SELECT value FROM json_each(%s))
    GROUP BY sitting_id
"""


def logs(sittings: Iterable[int]) -> Mapping[int, str]:
    """Return the events of sittings as text, with one query; none for a sitting in which nothing happened."""
    with connection.cursor() as cursor:
        cursor.execute(_LOGS, [json.dumps(list(sittings))])
        return dict(cursor.fetchall())


# The key is all that happened: whoever stored or erased it, and in whatever process, another text is
# another key.
@lru_cache(maxsize=KEPT)
def replayed(sitting: Sitting, log: str) -> State:
    """Return where a sitting stands after its log."""
    return state_of(sitting, [_happened(row) for row in sorted(json.loads(log), key=lambda row: row[0])])


def _happened(row: tuple[Any, ...]) -> Happened:
    _, deed, item, chosen, confidence, grade, at, received = row
    return Happened(
        Deed(deed),
        _time(at),
        item,
        tuple(chosen),
        Confidence(confidence) if confidence else None,
        Grade(grade) if grade else None,
        _time(received),
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server knows of a sitting without replaying all that happened in it."""

    row: int
    sitting: Sitting
    last_contact: datetime
    events: int
    closed: datetime | None
    """When the person ended it, or asked for its result after the clock did."""


# CAST, because Django turns columns of times into values without a zone.
_HEARD = """
    SELECT s.id, s.mode, s.assessments, s.items, s.minutes, CAST(s.started AS TEXT),
           MAX(e.received), COUNT(e.id), MIN(CASE e.deed WHEN 'finish' THEN e.at END)
    FROM web_studysitting s LEFT JOIN web_sittingevent e ON e.sitting_id = s.id
    WHERE s.learner_id = %s AND s.token = %s
    GROUP BY s.id
"""


def heard(learner: int, token: str) -> Heard | None:
    """Return what was heard of a sitting, with one query; None when this learner has none of that token."""
    with connection.cursor() as cursor:
        found = cursor.execute(_HEARD, [learner, token]).fetchone()
    if found is None:
        return None
    row, mode, assessments, items, minutes, started, last, events, closed = found
    names, asked = tuple(json.loads(assessments)), tuple(json.loads(items))
    sitting = Sitting(token, Mode(mode), names, _time(started), asked, minutes)
    return Heard(row, sitting, _time(last or started), events, None if closed is None else _time(closed))


_STORE = """
    INSERT INTO web_sittingevent (sitting_id, key, deed, item, chosen, confidence, grade, at, received)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (sitting_id, key) DO NOTHING
"""


def store(sitting: int, events: Iterable[tuple[str, Happened]]) -> None:
    """Store events with their keys, all or nothing; what is stored under its key already stays as it is."""
    rows = [(sitting, key, *_columns(one)) for key, one in events]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(_STORE, rows)


def _columns(one: Happened) -> tuple[Any, ...]:
    return (
        one.deed.value,
        one.item,
        json.dumps(one.chosen),
        one.confidence.value if one.confidence else None,
        int(one.grade) if one.grade else None,
        _stored(one.at),
        _stored(one.received or one.at),
    )


def _time(stored: str) -> datetime:
    """Return a time as Django stores it in SQLite: in UTC, without saying so."""
    return datetime.fromisoformat(f"{stored}+00:00")


def _stored(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
