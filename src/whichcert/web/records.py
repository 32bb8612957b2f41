"""The only place that knows both rows and values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from whichcert.flows.study_data import GivenAnswer, StoredOrientation
from whichcert.web.models import Orientation, OrientationAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """One step and what was said there; value None: skipped."""

    step: str
    value: Any


@transaction.atomic
def begin(token: str, answers: Iterable[Answer] = (), *, at: datetime) -> None:
    """Store a new orientation, with the answers that it starts from."""
    made = Orientation.objects.create(token=token, created=at)
    OrientationAnswer.objects.bulk_create(
        OrientationAnswer(orientation=made, step=answer.step, value=answer.value, at=at) for answer in answers
    )


def append(token: str, answer: Answer, *, at: datetime) -> None:
    """Store one more answer."""
    made = Orientation.objects.get(token=token)
    OrientationAnswer.objects.create(orientation=made, step=answer.step, value=answer.value, at=at)


def answers_of(token: str) -> tuple[Answer, ...] | None:
    """Return the latest answer of each step, in the order in which the steps were first asked.

    None when there is no orientation of that token.
    """
    if not Orientation.objects.filter(token=token).exists():
        return None
    # by time first: answers that were added from another machine may be older than those here
    rows = OrientationAnswer.objects.filter(orientation__token=token).order_by("at", "id")
    latest = dict(rows.values_list("step", "value"))
    return tuple(Answer(step, value) for step, value in latest.items())


def orientations() -> tuple[StoredOrientation, ...]:
    """Return all orientations of this machine, oldest first, with two queries."""
    answers: dict[int, list[GivenAnswer]] = {}
    for row in OrientationAnswer.objects.order_by("at", "id"):
        answers.setdefault(row.orientation_id, []).append(GivenAnswer(row.step, row.value, row.at))
    return tuple(
        StoredOrientation(row.token, row.created, tuple(answers.get(row.pk, ())))
        for row in Orientation.objects.order_by("id")
    )


@transaction.atomic
def add(found: Iterable[StoredOrientation]) -> None:
    """Store orientations that came from elsewhere, and more answers of those that are here."""
    for one in found:
        made, _ = Orientation.objects.get_or_create(token=one.token, defaults={"created": one.created})
        OrientationAnswer.objects.bulk_create(
            OrientationAnswer(orientation=made, step=answer.step, value=answer.value, at=answer.at)
            for answer in one.answers
        )


def erase_all() -> None:
    """Delete every orientation of this machine."""
    Orientation.objects.all().delete()
