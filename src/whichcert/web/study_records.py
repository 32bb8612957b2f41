"""Rows and values of studying: sittings and what happened in them, reports, and what a learner set.

Every function takes the learner, so that a shared server with accounts changes ``the_learner`` alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from whichcert.errors import InputRefused, Problem
from whichcert.flows.history import Answered, Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting, State, history_of
from whichcert.flows.study_data import Choice, Report, StoredSitting, StudyData
from whichcert.memory.schedule import Grade
from whichcert.web import study_log
from whichcert.web.models import ItemReport, Learner, LearnerChoice, SittingEvent, StudySitting


def the_learner(at: datetime) -> int:
    """Return the learner of this installation: one person on their own machine, ready at once."""
    first = Learner.objects.order_by("id").first()
    return (first or Learner.objects.create(created=at)).pk


def known_learner() -> int | None:
    """Return the learner of this installation when one has begun; writes nothing."""
    # Asked with every answer of a mock; Django's own way takes a third of a millisecond.
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT MIN(id) FROM web_learner").fetchone()
    return None if found[0] is None else int(found[0])


def begin(learner: int, sitting: Sitting) -> bool:
    """Store a new sitting; return False when one with its token is stored already."""
    try:
        with transaction.atomic():
            _begun(learner, sitting)
    except IntegrityError:
        return False
    return True


def state(learner: int, token: str) -> State | None:
    """Return where a sitting stands, None when this learner has none of that token."""
    row = StudySitting.objects.filter(learner_id=learner, token=token).first()
    return None if row is None else _states([row])[0]


def append(token: str, happened: Happened, *, key: str) -> bool:
    """Store what happened; return False when something with this key is stored already."""
    sitting = StudySitting.objects.only("pk").get(token=token)
    try:
        with transaction.atomic():
            _row(sitting, happened, key).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def append_all(token: str, events: Iterable[tuple[str, Happened]]) -> None:
    """Store what happened, all or nothing; what is stored under its key already stays as it is."""
    study_log.store(StudySitting.objects.only("pk").get(token=token).pk, events)


def states(learner: int, *, mode: Mode | None = None) -> tuple[State, ...]:
    """Return all sittings of a learner, or those of one mode, oldest first, with two queries."""
    rows = StudySitting.objects.filter(learner_id=learner).order_by("id")
    return _states(rows if mode is None else rows.filter(mode=mode.value))


def _states(rows: Iterable[StudySitting]) -> tuple[State, ...]:
    sittings = {row.pk: _sitting(row) for row in rows}
    happened = study_log.logs(sittings)
    return tuple(
        study_log.replayed(sitting, happened.get(pk, study_log.NOTHING)) for pk, sitting in sittings.items()
    )


def history(learner: int, at: datetime) -> tuple[Answered, ...]:
    """Return all answers of a learner that count at that time."""
    return history_of(states(learner), at)


def others_chose(learner: int, item: str) -> Mapping[int, int]:
    """Return how often other learners chose each option at their first answer to an item."""
    rows = SittingEvent.objects.filter(item=item, deed=Deed.ANSWER.value).exclude(sitting__learner_id=learner)
    first: dict[int, list[int]] = {}
    for owner, chosen in rows.order_by("id").values_list("sitting__learner_id", "chosen"):
        first.setdefault(owner, chosen)
    return Counter(place for chosen in first.values() for place in chosen)


def report(learner: int, told: Report) -> None:
    ItemReport.objects.create(
        learner_id=learner, item=told.item, reason=told.reason, words=told.words, at=told.at
    )


def reports(learner: int) -> tuple[Report, ...]:
    rows = ItemReport.objects.filter(learner_id=learner).order_by("id")
    return tuple(Report(row.item, row.reason, row.words, row.at) for row in rows)


def choose(learner: int, name: str, value: Any, *, at: datetime) -> None:
    """Store what a learner set."""
    LearnerChoice.objects.create(learner_id=learner, name=name, value=value, at=at)


def chosen(learner: int, name: str) -> Any:
    """Return what a learner set last under a name, None when nothing."""
    rows = LearnerChoice.objects.filter(learner_id=learner, name=name).order_by("-at", "-id")
    return rows.values_list("value", flat=True).first()


def choices(learner: int) -> tuple[Choice, ...]:
    """Return all that a learner ever set, oldest first."""
    rows = LearnerChoice.objects.filter(learner_id=learner).order_by("at", "id")
    return tuple(Choice(row.name, row.value, row.at) for row in rows)


def everything(learner: int) -> StudyData:
    """Return all that is stored of a learner's studies, with four queries."""
    rows = StudySitting.objects.filter(learner_id=learner).order_by("id")
    events: dict[int, list[tuple[str, Happened]]] = {}
    for event in SittingEvent.objects.filter(sitting__learner_id=learner).order_by("id"):
        events.setdefault(event.sitting_id, []).append((event.key, _happened(event)))
    sittings = tuple(StoredSitting(_sitting(row), tuple(events.get(row.pk, ()))) for row in rows)
    return StudyData(sittings, reports(learner), choices(learner))


@transaction.atomic
def add(learner: int, data: StudyData) -> None:
    """Store what came from elsewhere: new sittings, and more events of those that are here.

    Raises InputRefused for a sitting of somebody else; then nothing is stored.
    """
    known = {row.token: row for row in StudySitting.objects.all()}
    for stored in data.sittings:
        row = known.get(stored.sitting.token)
        if row is not None and row.learner_id != learner:
            message = f"the sitting {row.token!r} belongs to somebody else here"
            raise InputRefused([Problem("sittings", message)])
        made = row or _begun(learner, stored.sitting)
        SittingEvent.objects.bulk_create(_row(made, happened, key) for key, happened in stored.events)
    for told in data.reports:
        report(learner, told)
    for one in data.choices:
        choose(learner, one.name, one.value, at=one.at)


@transaction.atomic
def erase(learner: int) -> None:
    """Delete a learner with everything stored about them, from the disk too."""
    Learner.objects.filter(pk=learner).delete()
    transaction.on_commit(_empty_log)


def _empty_log() -> None:
    """Write the log of changes into the database and cut it: it still holds what was deleted."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _begun(learner: int, sitting: Sitting) -> StudySitting:
    return StudySitting.objects.create(
        learner_id=learner,
        token=sitting.token,
        mode=sitting.mode.value,
        assessments=list(sitting.assessments),
        items=list(sitting.items),
        minutes=sitting.minutes,
        started=sitting.started,
    )


def _sitting(row: StudySitting) -> Sitting:
    return Sitting(
        row.token, Mode(row.mode), tuple(row.assessments), row.started, tuple(row.items), row.minutes
    )


def _happened(row: SittingEvent) -> Happened:
    return Happened(
        deed=Deed(row.deed),
        at=row.at,
        item=row.item,
        chosen=tuple(row.chosen),
        confidence=Confidence(row.confidence) if row.confidence else None,
        grade=Grade(row.grade) if row.grade else None,
        received=row.received,
    )


def _row(sitting: StudySitting, happened: Happened, key: str) -> SittingEvent:
    return SittingEvent(
        sitting=sitting,
        key=key,
        deed=happened.deed.value,
        item=happened.item,
        chosen=list(happened.chosen),
        confidence=happened.confidence.value if happened.confidence else None,
        grade=int(happened.grade) if happened.grade else None,
        at=happened.at,
        received=happened.received or happened.at,
    )
