"""The only place that knows both rows and values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

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
    rows = OrientationAnswer.objects.filter(orientation__token=token).order_by("id")
    latest = dict(rows.values_list("step", "value"))
    return tuple(Answer(step, value) for step, value in latest.items())
